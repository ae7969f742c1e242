import assert from "node:assert/strict";
import { findPlaceholders, parseExpression } from "../../../../src/infra/formats/github-expression.ts";
import { accessesOf, constantTruth, flowsOf } from "../../../../src/infra/formats/github-expression-walk.ts";

function read(text: string) {
  const { expression, problem } = parseExpression(text);
  assert.equal(problem, undefined, text);
  assert.ok(expression);
  return expression;
}

function flows(text: string): string[] {
  return flowsOf(read(text)).map((flow) => flow.text);
}

describe("GitHub expressions", () => {
  it("are found in a text, with braces in strings left alone", () => {
    const text = "a ${{ x }} b ${{ format('}} {0}', y) }} ${{ open";
    assert.deepEqual(
      findPlaceholders(text).map(({ inner, closed }) => [inner, closed]),
      [
        [" x ", true],
        [" format('}} {0}', y) ", true],
        [" open", false],
      ],
    );
    assert.equal(text.slice(2, findPlaceholders(text)[0]?.end), "${{ x }}");
  });

  it("bind as GitHub documents", () => {
    const tree = read("!a.b == 'x' && c || d");
    assert.ok(tree.type === "binary" && tree.operator === "||");
    assert.ok(tree.left.type === "binary" && tree.left.operator === "&&");
    assert.ok(tree.left.left.type === "binary" && tree.left.left.operator === "==");
    assert.equal(tree.left.left.left.type, "not");
  });

  it("read numbers, strings with doubled quotes, filters and indexes", () => {
    for (const [text, value] of [
      ["0xff", 255],
      ["-2.5e3", -2500],
      ["'it''s'", "it's"],
      ["true", true],
      ["null", null],
    ] as const) {
      const literal = read(text);
      assert.ok(literal.type === "literal" && literal.value === value, text);
    }
    assert.deepEqual(
      accessesOf(read("github.event.commits.*.author['name'] == matrix[format('{0}', inputs.key)]")).map(
        ({ path }) => path.join("."),
      ),
      ["github.event.commits.*.author.name", "matrix.?", "inputs.key"],
    );
  });

  it("keep the place of every part", () => {
    const text = "contains(github.ref, 'x')";
    const call = read(text);
    assert.ok(call.type === "call");
    assert.deepEqual([call.start, call.end], [0, text.length]);
    assert.equal(text.slice(call.args[0]?.start, call.args[0]?.end), "github.ref");
  });

  it("say what is wrong and where", () => {
    for (const [text, start] of [
      ["a ==", 4],
      ['a == "b"', 5],
      ["a b", 2],
      ["'open", 0],
      ["f(a", 3],
      ["", 0],
      ["12ab", 0],
      ["a & b", 2],
    ] as const) {
      const { problem, expression } = parseExpression(text);
      assert.equal(expression, undefined, text);
      assert.equal(problem?.start, start, text);
    }
  });

  it("pass on only what can become text", () => {
    assert.deepEqual(flows("github.head_ref"), ["github.head_ref"]);
    assert.deepEqual(flows("github.head_ref == 'main'"), []);
    assert.deepEqual(flows("contains(github.head_ref, 'x')"), []);
    assert.deepEqual(flows("github.event_name == 'push' && github.ref || github.head_ref"), [
      "github.ref",
      "github.head_ref",
    ]);
    assert.deepEqual(flows("format('{0}-{1}', a.b, toJSON(c.d))"), ["a.b", "c.d"]);
    assert.deepEqual(flows("!a.b"), []);
  });

  it("know the value of constants and of nothing else", () => {
    assert.equal(constantTruth(read("true && 42 || !null")), true);
    assert.equal(constantTruth(read("''")), false);
    assert.equal(constantTruth(read("false && github.ref")), false);
    assert.equal(constantTruth(read("github.ref || true")), true);
    assert.equal(constantTruth(read("github.ref && true")), undefined);
  });

  it("survive what nobody should write", () => {
    for (const text of [
      "(".repeat(20_000),
      "!".repeat(20_000),
      "a.".repeat(10_000),
      "a[".repeat(9000),
      "a||".repeat(6000),
      "f(".repeat(9000),
      "x".repeat(50_000),
    ]) {
      const start = performance.now();
      assert.ok(parseExpression(text).problem, text.slice(0, 10));
      assert.ok(performance.now() - start < 500);
    }
    const start = performance.now();
    assert.equal(findPlaceholders("${{ '".repeat(200_000)).length, 1);
    assert.ok(performance.now() - start < 1000);
  });
});
