import assert from "node:assert/strict";
import { Redactor } from "../../../../src/prompt/redact/index.ts";
import { HOSTILE, PATHS } from "./hostile-texts.ts";
import { Random } from "./random.ts";

/** Seconds that a text of a few hundred kilobytes may take; a slow machine stays far below. */
const LIMIT = 10;

describe("redaction: hostile input", () => {
  for (const [name, text] of Object.entries(HOSTILE)) {
    it(`copes with ${name}`, () => {
      for (const path of PATHS) {
        const started = process.cpuUsage();
        const { text: output } = new Redactor().redact(path, text);
        const { user, system } = process.cpuUsage(started);
        const seconds = (user + system) / 1e6;
        assert.ok(seconds < LIMIT, `${path || "free text"} took ${seconds} s`);
        assert.equal(output.split("\n").length, text.split("\n").length, path);
      }
    });
  }

  it("copes with a line of five megabytes", () => {
    const random = new Random(3);
    const secret = random.alnum(20);
    const part = '{"name":"x","value":"y","list":[1,2,3],"text":"some words here"},';
    const half = part.repeat(Math.ceil(2_500_000 / part.length));
    const text = `[${half}{"password":"${secret}"},${half}null]`;
    for (const path of ["a.json", "a.yaml", "", "a.min.html"]) {
      const started = process.cpuUsage();
      const { text: output } = new Redactor().redact(path, text);
      assert.ok(!output.includes(secret), path);
      assert.ok(process.cpuUsage(started).user < LIMIT * 1e6);
    }
  });

  it("masks in binary and broken text, whatever surrounds the secret", () => {
    const random = new Random(4);
    for (let round = 0; round < 60; round++) {
      const noise = (): string =>
        Array.from({ length: 200 }, () => String.fromCharCode(random.below(0xffff))).join("");
      const token = `ghp_${random.alnum(36)}`;
      const path = random.pick(PATHS);
      assert.ok(!new Redactor().redact(path, `${noise()} ${token} ${noise()}`).text.includes(token));
    }
  });

  it("never throws, keeps lines and settles, on random pieces of real formats", () => {
    const random = new Random(5);
    const pieces = [
      "password",
      ": ",
      "=",
      '"',
      "'",
      "\n",
      "  ",
      "- ",
      "{",
      "}",
      "[",
      "]",
      "kind: Secret\n",
      "data:\n",
      "stringData:\n",
      "|",
      "\\",
      "$",
      "${",
      "{{",
      "}}",
      "«",
      "»",
      "«secret:token:3»",
      "://",
      "@",
      "token",
      "name: ",
      "value: ",
      "<",
      ">",
      "</",
      "#",
      "-----BEGIN PRIVATE KEY-----",
      "-----END PRIVATE KEY-----",
      "AKIA",
      "x1y2z3A4",
      "\r\n",
      "\t",
      ";",
      ",",
      "--password ",
      "curl -u ",
      "IDENTIFIED BY ",
      "sensitive = true\n",
      "default = ",
      'variable "x" {\n',
      "ENC[AES256_GCM,",
      "!vault |\n",
      "$ANSIBLE_VAULT;1.1\n",
      "&quot;",
      "%",
      "(",
      ")",
      "`",
    ];
    for (let round = 0; round < 1500; round++) {
      const text = Array.from({ length: 1 + random.below(60) }, () => random.pick(pieces)).join("");
      const path = random.pick(PATHS);
      const first = 1 + random.below(2) * 7;
      const { text: once } = new Redactor().redact(path, text, first);
      assert.equal(once.split("\n").length, text.split("\n").length, JSON.stringify(text));
      const { text: twice } = new Redactor().redact(path, once, first);
      assert.equal(twice.split("\n").length, text.split("\n").length, JSON.stringify(text));
    }
  });
});
