import assert from "node:assert/strict";
import { examples } from "../../../../../src/infra/systems/github-actions/examples.ts";
import { githubActions } from "../../../../../src/infra/systems/github-actions/index.ts";
import { applyFix } from "../docker/support.ts";
import { fileOf, findings, kindOf } from "./support.ts";

describe("GitHub Actions examples", () => {
  it("there is one for every check, and none for a check that is gone", () => {
    assert.deepEqual(Object.keys(examples).sort(), githubActions.checks.map(({ id }) => id).sort());
  });

  for (const [id, { path, bad, good, others = {} }] of Object.entries(examples)) {
    const hits = (text: string) =>
      findings(text, path, { ...others, [path]: text }).filter((hit) => hit.id === id);

    it(`${id} marks just the bad lines`, () => {
      const lines = hits(bad.text).map(({ range }) => range.startLine);
      assert.deepEqual(
        [...new Set(lines)].sort((a, b) => a - b),
        bad.lines,
      );
      assert.deepEqual(hits(good), []);
    });

    it(`${id}: the files have a kind, and the good one no fault`, () => {
      const kind = kindOf(path, good);
      assert.ok(kind !== undefined && kind !== "unsure", path);
      assert.deepEqual(githubActions.parse(fileOf(good, path)).problems, []);
    });

    it(`${id}: each fix mends its finding`, () => {
      const before = hits(bad.text);
      for (const { fix } of before) {
        if (!fix) continue;
        const mended = applyFix(bad.text, fix);
        assert.deepEqual(githubActions.parse(fileOf(mended, path)).problems, [], mended);
        assert.equal(hits(mended).length, before.length - 1, mended);
      }
    });
  }
});

describe("GitHub Actions checks", () => {
  it("say what, why and how, in sentences, with a page to read", () => {
    for (const { id, title, why, remedy, reference } of githubActions.checks) {
      assert.match(id, /^github-actions\/[a-z-]+$/);
      assert.match(reference, /^https:\/\/\S+$/, id);
      assert.ok(title.length > 10 && title.length < 80, id);
      assert.ok(/[.]$/.test(why) && /[.]$/.test(remedy.replace(/`$/, ".")), id);
    }
  });
});
