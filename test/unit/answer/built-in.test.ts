import assert from "node:assert/strict";
import { answerFromAnalysis } from "../../../src/answer/built-in.ts";
import { followUps } from "../../../src/answer/follow-ups.ts";
import { toyRepository } from "../../support/toy-system.ts";

const repository = toyRepository({
  "a/one.toy": "thing alpha\nwrong screw\nthing omega\nodd washer\n",
  "a/two.toy": "thing beta\nuse one.toy\nuse missing.toy\n",
  "b/three.toy": "thing gamma\nodd bolt\n",
});
const ask = (question: string, changes = {}): string =>
  answerFromAnalysis({ question, subject: [], skipped: [], ...changes }, repository);

describe("the built-in analysis", () => {
  it("says what to fix first, with place, reason and fix", () => {
    const answer = ask("what would you fix first here?");
    assert.match(
      answer,
      /### Fix first\n1\. \*\*high\*\* `a\/one\.toy:2` Screw is wrong\.\n {2}It breaks at night\.\n {2}\*\*Fix:\*\* Take the line out\./,
    );
    assert.match(answer, /Toy Works\*\*: 3 files/);
    assert.match(answer, /no language model took part/);
    assert.ok(answer.indexOf("Fix first") < answer.indexOf("The stack"));
  });

  it("starts with the stack where it is asked how things are", () => {
    const answer = ask("how does this hang together?");
    assert.ok(answer.indexOf("The stack") < answer.indexOf("Fix first"));
    assert.match(answer, /`a\/two\.toy:2` includes `a\/one\.toy:1`/);
    assert.match(answer, /`a\/two\.toy:3` .*missing\.toy, which is not in the repository/);
  });

  it("answers a question about one thing with that thing", () => {
    const answer = ask("what is gamma?");
    assert.match(answer, /### b\/three\.toy/);
    assert.match(answer, /`b\/three\.toy:1` thing \*\*gamma\*\*: a thing called gamma/);
    assert.doesNotMatch(answer, /one\.toy|two\.toy/);
  });

  it("answers about an attached file, and only the lines of an attached part", () => {
    assert.doesNotMatch(ask("is this right?", { subject: [{ path: "b/three.toy" }] }), /one\.toy/);
    const part = ask("is this right?", { subject: [{ path: "a/one.toy", startLine: 3, endLine: 4 }] });
    assert.match(part, /Washer/);
    assert.match(part, /omega/);
    assert.doesNotMatch(part, /Screw|alpha/);
  });

  it("answers about a place that the question names with what is there", () => {
    const answer = ask("How do I fix something odd at a/one.toy:4?");
    assert.match(answer, /`a\/one\.toy:4` Washer is odd/);
    assert.doesNotMatch(answer, /Screw|three\.toy/);
  });

  it("says what it could not read", () => {
    const skipped = [{ path: "big.yaml", reason: "too large" }];
    assert.match(ask("what is wrong?", { skipped }), /### Not read\n- `big\.yaml`: too large/);
    assert.doesNotMatch(ask("what is wrong?", { skipped, subject: [{ path: "a/one.toy" }] }), /Not read/);
  });

  it("reviews with a verdict and groups by file", () => {
    const answer = ask("", { command: "review" });
    assert.match(
      answer,
      /^\*\*Verdict: change\.\*\* 1 high, 2 low; the gravest: screw is wrong \(`a\/one\.toy:2`\)/,
    );
    assert.match(answer, /### a\/one\.toy\n/);
    assert.match(ask("", { command: "review", subject: [{ path: "a/two.toy" }] }), /\*\*Verdict: ship\.\*\*/);
  });

  it("says so where there is nothing, or where a file is not its business", () => {
    assert.match(
      answerFromAnalysis({ question: "hi", subject: [], skipped: [] }, toyRepository({})),
      /no infrastructure files/,
    );
    assert.match(ask("hm?", { subject: [{ path: "main.go" }] }), /`main\.go` is not an infrastructure file/);
  });
});

describe("follow-ups", () => {
  it("offer the gravest finding and the next view", () => {
    const steps = followUps(repository, { question: "", paths: [] });
    assert.match(steps[0]?.label ?? "", /a\/one\.toy:2/);
    assert.deepEqual(
      steps.slice(1).map(({ command }) => command),
      ["review", "explain"],
    );
  });
  it("stay with the file that was asked about", () => {
    const steps = followUps(repository, { command: "review", question: "", paths: ["a/two.toy"] });
    assert.ok(steps.every(({ question }) => question.includes("a/two.toy")));
    assert.ok(steps.some(({ question }) => question.includes("a/one.toy")));
  });
  it("do not ask again what was just asked", () => {
    const asked = followUps(repository, { question: "How do I fix it at a/one.toy:2?", paths: [] });
    assert.ok(asked.every(({ label }) => !label.includes("a/one.toy:2")));
    assert.ok(asked.some(({ label }) => label.includes("a/one.toy:4")));
  });
  it("are none where there is nothing", () =>
    assert.deepEqual(followUps(toyRepository({}), { question: "", paths: [] }), []));
});
