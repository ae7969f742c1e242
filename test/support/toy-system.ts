import { analyse } from "../../src/infra/inventory.ts";
import { folderOf, joinPath } from "../../src/infra/paths.ts";
import { LineIndex } from "../../src/infra/position.ts";
import type { Check, Link, Resource, System } from "../../src/infra/system.ts";
import { Repository } from "../../src/review/repository.ts";

interface ToyLine {
  number: number;
  words: string[];
}

interface ToyModel {
  lines: ToyLine[];
  index: LineIndex;
}

const wrong: Check<ToyModel> = {
  id: "toy/wrong",
  title: "Something wrong",
  severity: "high",
  category: "correctness",
  why: "It breaks at night.",
  remedy: "Take the line out.",
  reference: "https://example.com/wrong",
  *run({ lines, index }) {
    for (const { number, words } of lines) {
      if (words[0] === "wrong") yield { range: index.lineRange(number), message: `${words[1]} is wrong` };
    }
  },
};

const odd: Check<ToyModel> = {
  ...wrong,
  id: "toy/odd",
  title: "Something odd",
  severity: "low",
  *run({ lines, index }) {
    for (const { number, words } of lines) {
      if (words[0] === "odd") yield { range: index.lineRange(number), message: `${words[1]} is odd` };
    }
  },
};

const throwing: Check<ToyModel> = {
  ...wrong,
  id: "toy/throwing",
  *run({ lines }) {
    if (lines.some(({ words }) => words[0] === "explode")) throw new Error("boom");
  },
};

/** A system for tests of what is above the systems: `thing NAME`, `use PATH`, `wrong NAME`, `odd NAME`, a line each. */
export const toySystem: System<ToyModel> = {
  id: "toy",
  title: "Toy Works",
  terms: ["toys"],
  kinds: ["toy"],
  recognise: ({ extension }) => (extension === "toy" ? "toy" : undefined),
  parse({ text }) {
    const index = new LineIndex(text);
    const lines = text
      .split(/\r?\n/)
      .map((line, at) => ({ number: at + 1, words: line.trim().split(/\s+/) }));
    const broken = lines.filter(({ words }) => words[0] === "broken");
    const problems = broken.map(({ number }) => ({
      range: index.lineRange(number),
      message: "cannot be read",
    }));
    return { model: { lines, index }, problems };
  },
  facts({ lines, index }) {
    const resources = lines.flatMap<Resource>(({ number, words: [type, name] }) =>
      type === "thing" && name
        ? [{ type, name, range: index.lineRange(number), detail: `a thing called ${name}` }]
        : [],
    );
    return { resources };
  },
  links({ lines, index }, file) {
    return lines.flatMap<Link>(({ number, words: [verb, path] }) =>
      verb === "use" && path
        ? [
            {
              relation: "includes",
              range: index.lineRange(number),
              target: { by: "path", paths: [joinPath(folderOf(file.path), path) ?? path] },
            },
          ]
        : [],
    );
  },
  checks: [wrong, odd, throwing],
};

/** A repository of toy files. */
export function toyRepository(files: Record<string, string>): Repository {
  const analysed = Object.entries(files)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, text]) => analyse({ path, kind: "toy", text }, toySystem));
  return new Repository(analysed, (path) => path in files);
}
