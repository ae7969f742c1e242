import assert from "node:assert/strict";
import { LineIndex, type Range } from "../../../../../src/infra/position.ts";
import type { CheckContext, Example, Fix, Hit, InfraFile, System } from "../../../../../src/infra/system.ts";

/** A hit together with the id of its check. */
export interface Found extends Hit {
  id: string;
}

/** Runs all checks of a system on one file; `others` are the rest of the repository, by path. */
export function review(system: System, file: InfraFile, others: Record<string, string> = {}): Found[] {
  const { model } = system.parse(file);
  const paths = new Set(Object.keys(others));
  for (const path of [...paths]) {
    for (let at = path.lastIndexOf("/"); at > 0; at = path.lastIndexOf("/", at - 1))
      paths.add(path.slice(0, at));
  }
  const context: CheckContext = { file, exists: (path) => paths.has(path), read: (path) => others[path] };
  return system.checks.flatMap((check) => {
    if (check.kinds && !check.kinds.includes(file.kind)) return [];
    return [...check.run(model, context)].map((hit) => ({ ...hit, id: check.id }));
  });
}

/** The text after all edits of a fix, the last first. */
export function applyFix(text: string, fix: Fix): string {
  const lines = new LineIndex(text);
  const offset = (line: number, column: number) => lines.offset(line) + column - 1;
  const edits = [...fix.edits].sort((a, b) => order(b.range) - order(a.range));
  let out = text;
  for (const { range, newText } of edits) {
    const [start, end] = [offset(range.startLine, range.startColumn), offset(range.endLine, range.endColumn)];
    out = out.slice(0, start) + newText + out.slice(end);
  }
  return out;
}

function order(range: Range): number {
  return range.startLine * 100_000 + range.startColumn;
}

/** The documented examples hold: the bad file is marked on its lines, the good one is not, fixes mend. */
export function describeExamples(
  system: System,
  examples: Readonly<Record<string, Example>>,
  kindOf: (path: string) => string,
  others: Record<string, string> = {},
): void {
  describe("examples", () => {
    it("has one for every check, and none for a check that is gone", () => {
      assert.deepEqual(Object.keys(examples).sort(), system.checks.map(({ id }) => id).sort());
    });
    for (const [id, { path, bad, good }] of Object.entries(examples)) {
      const hits = (text: string) =>
        review(system, { path, kind: kindOf(path), text }, others).filter((hit) => hit.id === id);
      it(`${id} marks just the bad lines`, () => {
        const found = hits(bad.text);
        assert.deepEqual(
          found.map(({ range }) => range.startLine).sort((a, b) => a - b),
          bad.lines,
        );
        assert.deepEqual(hits(good), []);
        assert.deepEqual(system.parse({ path, kind: kindOf(path), text: good }).problems, []);
      });
      it(`${id}: each fix mends its finding`, () => {
        const before = hits(bad.text);
        for (const { fix } of before) {
          if (!fix || fix.edits.length === 0) continue;
          const mended = applyFix(bad.text, fix);
          assert.equal(hits(mended).length, before.length - 1, mended);
        }
      });
    }
  });
}

/** Texts that nobody should write and everybody may open. */
export function hostileTexts(sample: string): Record<string, string> {
  return {
    empty: "",
    blank: " \n\t\r\n",
    binary: "\u0000\u0001\u0002\ufffd".repeat(5000),
    half: sample.slice(0, sample.length / 2),
    "without line breaks": sample.replace(/\n/g, " "),
    "with CRLF": sample.replace(/\n/g, "\r\n"),
    "with lone CR": sample.replace(/\n/g, "\r"),
    "with a byte order mark": `\ufeff${sample}`,
    "with tabs": sample.replace(/ {2}/g, "\t"),
    "long line": "a".repeat(400_000),
    "many quotes": "'\"".repeat(20_000),
    braces: "${{".repeat(20_000),
    brackets: "[".repeat(20_000),
    parentheses: "$(".repeat(20_000),
    "five megabytes": `${sample}\n`.repeat(Math.ceil(5_000_000 / (sample.length + 1))),
  };
}

/** Parses, draws facts and links, and runs all checks without a throw and within the time. */
export function survives(system: System, file: InfraFile, milliseconds: number): void {
  const start = performance.now();
  const { model, problems } = system.parse(file);
  const facts = system.facts(model, file);
  const links = system.links(model, file);
  const hits = review(system, file);
  const lines = new LineIndex(file.text).lineCount;
  for (const { range } of [...problems, ...facts.resources, ...links, ...hits]) {
    assert.ok(range.startLine >= 1 && range.startColumn >= 1, "starts inside the file");
    assert.ok(range.endLine <= lines, "ends inside the file");
    assert.ok(
      range.endLine > range.startLine ||
        (range.endLine === range.startLine && range.endColumn >= range.startColumn),
    );
  }
  assert.deepEqual(JSON.parse(JSON.stringify(facts)), facts);
  const took = performance.now() - start;
  assert.ok(took < milliseconds, `took ${Math.round(took)} ms`);
}
