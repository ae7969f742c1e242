import assert from "node:assert/strict";
import { clipToTokens, estimateTokens } from "../../../src/prompt/tokens.ts";

describe("the token estimate", () => {
  it("is cautious: never under a token for every five characters of prose or code", () => {
    for (const text of [
      "The quick brown fox jumps over the lazy dog.",
      "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: api\n",
      'resource "aws_s3_bucket" "logs" {\n  bucket = "logs-${var.env}"\n}\n',
    ]) {
      assert.ok(estimateTokens(text) >= text.length / 5, `${estimateTokens(text)} for ${text.length}`);
      assert.ok(estimateTokens(text) <= text.length);
    }
  });

  it("counts each character outside of ASCII", () => {
    assert.equal(estimateTokens("日本語"), 3);
  });

  it("clips at whole lines", () => {
    const clipped = clipToTokens("one two\nthree four\nfive six\n", 6);
    assert.ok(estimateTokens(clipped) <= 6);
    assert.equal(clipped, "one two\nthree four".slice(0, clipped.length));
    assert.doesNotMatch(clipped, /thr$/);
  });
});
