import assert from "node:assert/strict";
import { parseHcl, prepareHcl, referencesIn } from "../../../../src/infra/formats/hcl.ts";
import { parseHclJson } from "../../../../src/infra/formats/hcl-json.ts";
import type { Expression } from "../../../../src/infra/formats/hcl-model.ts";

function expressionOf(text: string): Expression {
  const { attributes, problems } = parseHcl(`x = ${text}\n`);
  assert.deepEqual(problems, []);
  const value = attributes[0]?.value;
  assert.ok(value);
  return value;
}

describe("HCL", () => {
  before(() => prepareHcl());

  it("gives blocks with labels, headers and ranges", () => {
    const { blocks, problems } = parseHcl('a "b" c {\n  x = 1\n  inner {\n    y = true\n  }\n}\n');
    assert.deepEqual(problems, []);
    const [block] = blocks;
    assert.deepEqual([block?.type, block?.labels], ["a", ["b", "c"]]);
    assert.deepEqual(block?.headerRange, { startLine: 1, startColumn: 1, endLine: 1, endColumn: 8 });
    assert.deepEqual(block?.range, { startLine: 1, startColumn: 1, endLine: 6, endColumn: 2 });
    assert.equal(block?.blocks[0]?.attributes[0]?.name, "y");
  });

  it("counts columns in UTF-16 code units", () => {
    const { attributes } = parseHcl('k = "é😀" /* ü */ == var.a\n');
    const value = attributes[0]?.value;
    assert.ok(value?.kind === "operation");
    assert.deepEqual(value.items[1]?.range, { startLine: 1, startColumn: 22, endLine: 1, endColumn: 27 });
  });

  it("reads literals, escapes and templates", () => {
    assert.deepEqual(expressionOf('"a\\n\\"b\\" \\u00e9 $${x}"'), {
      kind: "literal",
      range: { startLine: 1, startColumn: 5, endLine: 1, endColumn: 28 },
      value: 'a\n"b" é ${x}',
    });
    for (const [text, expected] of [
      ["-1.5", -1.5],
      ["true", true],
      ["null", null],
    ] as const) {
      const value = expressionOf(text);
      assert.equal(value.kind === "literal" && value.value, expected);
    }
    const template = expressionOf('"a-${var.b}-%{ if c.d }x%{ endif }"');
    assert.ok(template.kind === "template");
    assert.deepEqual(
      template.parts.map((part) => (typeof part === "string" ? part : part.kind)),
      ["a-", "reference", "-", "reference"],
    );
  });

  it("reads heredocs with the line of their text, interpolations masked", () => {
    const value = expressionOf("<<-EOT\n  first\n    ${var.a} end\n  EOT");
    assert.ok(value.kind === "template");
    assert.deepEqual(value.heredoc, { line: 2, text: "  first\n    ________ end\n" });
  });

  it("reads collections, calls, conditions and operators", () => {
    const value = expressionOf('{ a = [1, f(b.c...)], "d" : x ? y : !z, (e) = 1 }');
    assert.ok(value.kind === "object");
    assert.deepEqual(
      value.entries.map(({ key, value: inner }) => [key, inner.kind]),
      [
        ["a", "list"],
        ["d", "conditional"],
        [undefined, "literal"],
      ],
    );
    const operation = expressionOf("a.b == 1 && (c || d)");
    assert.ok(operation.kind === "operation");
    assert.equal(operation.operator, "&&");
    assert.deepEqual(
      operation.items.map((item) => item.kind === "operation" && item.operator),
      ["==", "||"],
    );
  });

  it("gives references with their path, without names that a for binds", () => {
    const paths = (text: string): string[] =>
      referencesIn(expressionOf(text)).map(({ path }) => path.join("."));
    assert.deepEqual(paths('aws_x.y[0].id == m.n["k"].o.*.p'), ["aws_x.y.[0].id", 'm.n.["k"].o.[*].p']);
    assert.deepEqual(paths("a.b[var.i].c"), ["a.b.[].c", "var.i"]);
    assert.deepEqual(paths("[for k, v in var.m : v.x if k != local.y]"), ["var.m", "local.y"]);
  });

  it("mends a broken line and keeps what stands around it", () => {
    const { blocks, problems } = parseHcl("a {\n  x = 1 2\n  y = 3\n}\nb {\n  z =\n  w = 4\n}\nc {\n");
    assert.deepEqual(
      problems.map(({ range }) => range.startLine),
      [2, 6, 9],
    );
    assert.deepEqual(
      blocks.map((block) => [block.type, block.attributes.map(({ name }) => name)]),
      [
        ["a", ["x", "y"]],
        ["b", ["w"]],
        ["c", []],
      ],
    );
  });

  it("reads the JSON syntax: labels from nesting, strings as templates", () => {
    const { blocks, attributes, problems } = parseHclJson(
      '{"resource": {"t": {"n": [{"a": "${var.x}"}, {"b": ["c", 1]}]}}, "plain": null}',
    );
    assert.deepEqual(problems, []);
    assert.deepEqual(
      blocks.map(({ type, labels }) => [type, ...labels]),
      [
        ["resource", "t", "n"],
        ["resource", "t", "n"],
      ],
    );
    const first = blocks[0]?.attributes[0]?.value;
    assert.ok(first?.kind === "reference");
    assert.deepEqual(first.path, ["var", "x"]);
    assert.deepEqual(first.range, { startLine: 1, startColumn: 33, endLine: 1, endColumn: 43 });
    assert.equal(attributes[0]?.name, "plain");
  });
});
