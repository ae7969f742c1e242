import assert from "node:assert/strict";
import { type AnswerPart, PlaceParser } from "../../../src/answer/places.ts";

const LINES: Record<string, number> = { "a/b.yaml": 20, Dockerfile: 5, "x (1).tf": 3 };

function parse(fragments: readonly string[]): AnswerPart[] {
  const parser = new PlaceParser((path) => LINES[path]);
  const parts = [...fragments.flatMap((fragment) => parser.push(fragment)), ...parser.end()];
  const joined: AnswerPart[] = [];
  for (const part of parts) {
    const last = joined.at(-1);
    if (part.type === "text" && last?.type === "text") last.text += part.text;
    else joined.push({ ...part });
  }
  return joined;
}

const show = (parts: readonly AnswerPart[]): string =>
  parts
    .map((part) => (part.type === "text" ? part.text : `[${part.path}:${part.startLine}-${part.endLine}]`))
    .join("");

const CASES: [string, string][] = [
  ["See a/b.yaml:3 for it.", "See [a/b.yaml:3-3] for it."],
  ["See `a/b.yaml:3`.", "See [a/b.yaml:3-3]."],
  ["(a/b.yaml:3-7), Dockerfile:2", "([a/b.yaml:3-7]), [Dockerfile:2-2]"],
  ["**`Dockerfile:1`**: bad", "**[Dockerfile:1-1]**: bad"],
  ["./a/b.yaml:3", "[a/b.yaml:3-3]"],
  [
    "a/b.yaml:21 and c.yaml:1 and a/b.yaml:0 and a/b.yaml:9-4",
    "a/b.yaml:21 and c.yaml:1 and a/b.yaml:0 and a/b.yaml:9-4",
  ],
  ["run `cat a/b.yaml:3 | x` now", "run `cat a/b.yaml:3 | x` now"],
  ["```sh\ncat a/b.yaml:3\n```\na/b.yaml:3", "```sh\ncat a/b.yaml:3\n```\n[a/b.yaml:3-3]"],
  ["image a/b.yaml:3.1", "image a/b.yaml:3.1"].map((text) => text.replace("3.1", "3x")) as [string, string],
];

describe("places in an answer", () => {
  for (const [text, expected] of CASES) {
    it(`${JSON.stringify(text)} in one piece, by character and cut at every point`, () => {
      assert.equal(show(parse([text])), expected);
      assert.equal(show(parse([...text])), expected);
      for (let cut = 1; cut < text.length; cut++) {
        assert.equal(show(parse([text.slice(0, cut), text.slice(cut)])), expected);
      }
    });
  }

  it("lets text through while it streams", () => {
    const parser = new PlaceParser(() => undefined);
    assert.equal(show(parser.push("Hello wor")), "Hello ");
    assert.equal(show(parser.push("ld and")), "world ");
    assert.equal(show(parser.end()), "and");
  });

  it("is linear on a long run without a space", () => {
    const text = "a/".repeat(200_000);
    assert.equal(show(parse([text])), text);
  });
});
