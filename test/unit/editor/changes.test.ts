import assert from "node:assert/strict";
import { changedRanges } from "../../../src/editor/changes.ts";

const HEADER = "diff --git a/x b/x\nindex 1..2 100644\n--- a/x\n+++ b/x\n";

describe("the changed lines of a diff", () => {
  it("are the added and replaced ones, without their context", () => {
    const diff = `${HEADER}@@ -1,4 +1,5 @@\n one\n-two\n+TWO\n+two and a half\n three\n four\n`;
    assert.deepEqual(changedRanges(diff), [{ start: 1, end: 2 }]);
  });
  it("mark the line after a deletion", () => {
    assert.deepEqual(changedRanges(`${HEADER}@@ -3,3 +3,2 @@\n a\n-b\n c\n`), [{ start: 3, end: 3 }]);
  });
  it("come from every hunk", () => {
    const diff = `${HEADER}@@ -1 +1 @@\n-a\n+b\n@@ -9,0 +10,2 @@\n+x\n+y\n\\ No newline at end of file\n`;
    assert.deepEqual(changedRanges(diff), [
      { start: 0, end: 0 },
      { start: 9, end: 10 },
    ]);
  });
  it("are none in an empty or binary diff", () => {
    assert.deepEqual(changedRanges(""), []);
    assert.deepEqual(changedRanges("Binary files a/x and b/x differ\n"), []);
  });
});
