import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { Redactor } from "../../../../src/prompt/redact/index.ts";
import { TRUE_SECRETS } from "./corpus-secrets.ts";

/** Eight public repositories beside this one, for measuring; absent for most people. */
const ROOT = join(process.cwd(), "..", "shared", "corpus", "workspaces");

function* files(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      yield* files(path);
    } else if (entry.isFile()) {
      yield path;
    }
  }
}

describe("redaction: real repositories", () => {
  it("masks fewer than one innocent value in 2,000 lines, in files that stay as they are when masked twice", function () {
    if (!existsSync(ROOT)) {
      this.skip();
    }
    this.timeout(300_000);
    const innocent: string[] = [];
    let lines = 0;
    for (const file of files(ROOT)) {
      const path = relative(ROOT, file).split("\\").join("/");
      const text = readFileSync(file, "utf8");
      lines += text.split("\n").length;
      const masked = new Redactor().redact(path, text);
      for (const { line, kind } of masked.redactions) {
        if (
          !TRUE_SECRETS.some(
            (place) => place === `${path}:${line}` || (path.startsWith(place) && !place.includes(":")),
          )
        ) {
          innocent.push(`${path}:${line} ${kind}`);
        }
      }
      assert.equal(masked.text.split("\n").length, text.split("\n").length, path);
      assert.equal(new Redactor().redact(path, masked.text).text, masked.text, path);
    }
    assert.ok(
      innocent.length < lines / 2000,
      `${innocent.length} in ${lines} lines:\n${innocent.join("\n")}`,
    );
  });
});
