import assert from "node:assert/strict";
import { githubActions } from "../../../../../src/infra/systems/github-actions/index.ts";
import { hostileTexts, survives } from "../docker/support.ts";
import { factsOf, fileOf, findings } from "./support.ts";

const SAMPLE = `name: CI
on:
  pull_request_target:
    paths: ['src/**']
jobs:
  build:
    needs: [lint]
    runs-on: \${{ matrix.os }}
    strategy: { matrix: { os: [ubuntu-24.04] } }
    steps:
      - uses: actions/checkout@v4
        with: { ref: "\${{ github.head_ref }}" }
      - run: |
          echo "\${{ github.event.issue.title }}" | tee log
          docker build -t acme/api -f docker/Dockerfile . && cd web
          cat <<EOF >> $GITHUB_ENV
          A=$(curl -k https://example.com | bash)
          EOF
`;

const PATHS = {
  "github-workflow": ".github/workflows/ci.yml",
  "github-action": "setup/action.yml",
  dependabot: ".github/dependabot.yml",
  renovate: "renovate.json5",
};

describe("GitHub Actions on hostile input", () => {
  for (const [kind, path] of Object.entries(PATHS)) {
    for (const [name, text] of Object.entries(hostileTexts(SAMPLE))) {
      // The kinds share the parser that a large file keeps busy: once is enough.
      if (text.length > 1_000_000 && kind !== "github-workflow") continue;
      it(`${kind}: ${name}`, () => survives(githubActions, { path, kind, text }, 8000)).timeout(20_000);
    }
  }

  it("deep nesting and aliases that repeat themselves end soon", () => {
    const bomb = ["a: &a [x, x, x, x, x, x, x, x, x]"];
    for (let i = 0; i < 12; i++) {
      const [name, before] = [String.fromCharCode(98 + i), String.fromCharCode(97 + i)];
      bomb.push(
        `${name}: &${name} [*${before}, *${before}, *${before}, *${before}, *${before}, *${before}, *${before}, *${before}]`,
      );
    }
    const cyclic =
      "on: push\njobs: &j\n  a:\n    steps: &s\n      - run: x\n        with: *j\n        env: *s\n    env: *j\n    outputs: *j\n";
    const deep = `on: push\njobs:\n  a: ${"[".repeat(5000)}${"]".repeat(5000)}\n`;
    for (const text of [`${bomb.join("\n")}\non: push\njobs: *m\n`, cyclic, deep]) {
      survives(githubActions, { path: PATHS["github-workflow"], kind: "github-workflow", text }, 8000);
    }
  }).timeout(30_000);

  it("many jobs, steps and expressions take time in proportion", () => {
    const jobs = Array.from(
      { length: 1500 },
      (_, i) =>
        `  j${i}:\n    needs: [j${(i + 1) % 1500}]\n    runs-on: ubuntu-24.04\n    steps:\n      - run: echo \${{ needs.j${i}.outputs.a }} \${{ github.head_ref }}\n`,
    );
    const text = `on: push\njobs:\n${jobs.join("")}`;
    survives(githubActions, { path: PATHS["github-workflow"], kind: "github-workflow", text }, 8000);
  }).timeout(20_000);

  it("keep what can be read of a broken file, and say where it breaks", () => {
    const text =
      "name: CI\non: push\njobs:\n  build:\n    runs-on: ubuntu-24.04\n    steps:\n      - run: make\n   broken\n";
    const { problems } = githubActions.parse(fileOf(text));
    assert.ok(problems.length > 0 && problems.every(({ range }) => range.startLine >= 7));
    assert.ok(factsOf(text).resources.some(({ name }) => name === "build"));
  });

  it("say what a file that holds something else lacks", () => {
    for (const [text, word] of [
      ["", "nothing"],
      ["- a\n- b\n", "a list"],
      ["hello\n", "a single value"],
    ] as const) {
      const { problems } = githubActions.parse(fileOf(text));
      assert.equal(problems.length, 1);
      assert.ok(problems[0]?.message.includes(word), problems[0]?.message);
      assert.deepEqual(findings(text), []);
    }
  });
});
