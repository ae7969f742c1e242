import assert from "node:assert/strict";
import { examples } from "../../../../../src/infra/systems/terraform/examples.ts";
import { terraform } from "../../../../../src/infra/systems/terraform/index.ts";
import { applyFix, fileOf, review } from "./support.ts";

describe("Terraform examples", () => {
  before(() => terraform.prepare?.());

  it("exist for every check, and for none that is gone", () => {
    assert.deepEqual(Object.keys(examples).sort(), terraform.checks.map(({ id }) => id).sort());
  });

  for (const [id, { path, bad, good }] of Object.entries(examples)) {
    it(`${id} marks just the bad lines`, () => {
      const lines = review(bad.text, id, path).map((hit) => hit.range.startLine);
      assert.deepEqual(
        lines.sort((a, b) => a - b),
        bad.lines,
      );
      assert.deepEqual(review(good, id, path), []);
      for (const text of [bad.text, good]) assert.deepEqual(terraform.parse(fileOf(path, text)).problems, []);
    });

    it(`${id}: each fix mends its finding`, () => {
      const before = review(bad.text, id, path);
      for (const { fix } of before) {
        if (!fix) continue;
        const mended = applyFix(bad.text, fix);
        assert.equal(review(mended, id, path).length, before.length - 1, mended);
        assert.deepEqual(terraform.parse(fileOf(path, mended)).problems, [], mended);
      }
    });
  }

  it("are described by what every check says of itself", () => {
    for (const check of terraform.checks) {
      assert.match(check.id, /^terraform\/[a-z0-9]+(?:-[a-z0-9]+)*$/);
      assert.match(check.reference, /^https:\/\//);
      assert.ok(check.why.endsWith(".") && check.remedy.endsWith("."), check.id);
      assert.ok(!check.title.endsWith("."), check.id);
    }
  });
});
