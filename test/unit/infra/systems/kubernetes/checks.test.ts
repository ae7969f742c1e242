import assert from "node:assert/strict";
import { examples } from "../../../../../src/infra/systems/kubernetes/examples.ts";
import { kubernetes } from "../../../../../src/infra/systems/kubernetes/index.ts";
import { applyFix, checkOf, hitsOf, kindOf, linesOf } from "./support.ts";

/** The lines of the hits, those that are only told as related among them. */
function allLines(hits: ReturnType<typeof hitsOf>): number[] {
  return [...new Set(linesOf(hits))];
}

describe("kubernetes: checks", () => {
  it("have unique ids and an example each", () => {
    const ids = kubernetes.checks.map((check) => check.id);
    assert.equal(new Set(ids).size, ids.length);
    assert.deepEqual(Object.keys(examples).sort(), [...ids].sort());
  });

  for (const [id, { path, bad, good }] of Object.entries(examples)) {
    describe(id, () => {
      it("is made for files of this kind", () => {
        assert.ok(checkOf(id).kinds?.includes(kindOf(path, bad.text) ?? ""), "the bad example's kind");
        assert.ok(checkOf(id).kinds?.includes(kindOf(path, good) ?? ""), "the good example's kind");
      });

      it("fires on the lines of the bad example only", () => {
        assert.ok(bad.lines.length > 0);
        assert.deepEqual(allLines(hitsOf(id, bad.text, path)), bad.lines);
      });

      it("leaves the good example alone", () => assert.deepEqual(linesOf(hitsOf(id, good, path)), []));

      it("has fixes that mend the finding", () => {
        for (const hit of hitsOf(id, bad.text, path)) {
          if (!hit.fix) continue;
          const mended = hitsOf(id, applyFix(bad.text, hit), path);
          assert.ok(
            !linesOf(mended).includes(hit.range.startLine),
            `${hit.fix.title} leaves line ${hit.range.startLine}`,
          );
        }
      });
    });
  }
});
