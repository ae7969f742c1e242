import assert from "node:assert/strict";
import { toGitHub } from "../../../src/review/report/github.ts";
import { toSarif } from "../../../src/review/report/sarif.ts";
import { toText } from "../../../src/review/report/text.ts";
import { readSuppressions } from "../../../src/review/suppress.ts";
import { toyRepository } from "../../support/toy-system.ts";

const rules = (text: string): string[] =>
  toyRepository({ "x.toy": text })
    .findingsOf("x.toy")
    .map(({ rule, startLine }) => `${rule}:${startLine}`);

describe("reviewing a file", () => {
  it("reports findings by place with all that a person needs", () => {
    const [finding] = toyRepository({ "x.toy": "thing a\n  wrong screw\n" }).findingsOf("x.toy");
    assert.equal(finding?.startLine, 2);
    assert.equal(finding?.endColumn, 14);
    assert.equal(finding?.system, "toy");
    assert.ok(finding?.why && finding.remedy && finding.reference && !finding.fixable);
  });

  it("reports what cannot be read and goes on", () => {
    assert.deepEqual(rules("broken x\nwrong y"), ["toy/unreadable:1", "toy/wrong:2"]);
  });

  it("turns a check that fails into a finding instead of losing the others", () => {
    assert.deepEqual(rules("explode\nwrong y"), ["toy/unreadable:1", "toy/wrong:2"]);
  });

  it("bounds what one check may say of one file", () => {
    assert.equal(rules("wrong x\n".repeat(5000)).length, 200);
  });
});

describe("silencing a finding", () => {
  it("on the line above and on the line itself, with a reason", () => {
    assert.deepEqual(rules("# infra-personas: ignore toy/wrong -- a test\nwrong y\nwrong z"), [
      "toy/wrong:3",
    ]);
    assert.deepEqual(rules("wrong y // infra-personas: ignore toy/wrong -- a test"), []);
  });
  it("in the whole file", () => {
    assert.deepEqual(
      rules("<!-- infra-personas: ignore-file toy/wrong, toy/odd -- a test -->\n\n\nwrong y\nodd z"),
      [],
    );
  });
  it("without a reason is itself a finding", () => {
    assert.deepEqual(rules("# infra-personas: ignore *\nwrong y"), ["review/suppression-without-reason:1"]);
  });
  it("does not touch other rules", () => {
    assert.deepEqual(rules("# infra-personas: ignore toy/odd -- a test\nwrong y"), ["toy/wrong:2"]);
  });
  it("reads the reason in any comment style", () => {
    assert.equal(readSuppressions("/* infra-personas: ignore a/b -- because */")[0]?.reason, "because");
  });
});

describe("reports", () => {
  const findings = toyRepository({ "d/a b.toy": "wrong screw\nodd 50%,x\n" }).findings();

  it("text names place, severity, fix and totals", () => {
    const text = toText(findings, { files: 1, milliseconds: 1 }, false);
    assert.match(text, /^d\/a b\.toy\n {5}1 {2}high/);
    assert.match(text, /2 findings \(0 critical, 1 high, 0 medium, 1 low\) in 1 infrastructure files\n$/);
    assert.doesNotMatch(text, /\u001b/);
    assert.match(toText(findings, { files: 1, milliseconds: 1 }, true), /\u001b\[31mhigh/);
  });

  it("GitHub commands are escaped", () => {
    const [error, notice] = toGitHub(findings).trim().split("\n");
    assert.match(error ?? "", /^::error file=d\/a b\.toy,line=1,endLine=1,title=.*::screw is wrong/);
    assert.match(notice ?? "", /^::notice .*::50%25,x is odd/);
  });

  it("SARIF has one rule a check, escaped places and severities", () => {
    const { version, runs } = toSarif(findings) as {
      version: string;
      runs: { tool: { driver: { rules: { id: string }[] } }; results: Record<string, never>[] }[];
    };
    assert.equal(version, "2.1.0");
    assert.deepEqual(
      runs[0]?.tool.driver.rules.map(({ id }) => id),
      ["toy/wrong", "toy/odd"],
    );
    const text = JSON.stringify(runs[0]?.results);
    assert.match(text, /"uri":"d\/a%20b\.toy"/);
    assert.match(text, /"level":"note"/);
  });
});
