import assert from "node:assert/strict";
import { kindOf } from "./support.ts";

const WORKFLOW = "name: CI\non: push\njobs:\n  build:\n    runs-on: ubuntu-24.04\n";

describe("GitHub Actions recognition", () => {
  it("knows workflows by their folder alone", () => {
    for (const path of [
      ".github/workflows/ci.yml",
      ".github/workflows/Deploy.YAML",
      "apps/shop/.github/workflows/ci.yml",
    ]) {
      assert.equal(kindOf(path), "github-workflow", path);
    }
  });

  it("leaves out what else lies in that folder, or in a folder below it", () => {
    for (const path of [
      ".github/workflows/README.md",
      ".github/workflows/Makefile",
      ".github/workflows/ci.yml.bak",
    ]) {
      assert.equal(kindOf(path, WORKFLOW), undefined, path);
    }
    assert.equal(kindOf(".github/workflows/shared/values.yml", "a: 1\n"), undefined);
    assert.equal(kindOf("docs/xgithub/workflows/a.yml", "a: 1\n"), undefined);
  });

  it("knows a workflow elsewhere by what it holds", () => {
    assert.equal(kindOf("workflow-templates/ci.yml", WORKFLOW), "github-workflow");
    assert.equal(
      kindOf("ci.yml", "'on':\n  push:\njobs:\n  a:\n    uses: ./.github/workflows/b.yml\n"),
      "github-workflow",
    );
  });

  it("leaves out other files with jobs or events", () => {
    assert.equal(
      kindOf("circle.yml", "version: 2.1\njobs:\n  build:\n    docker:\n      - image: a\n"),
      undefined,
    );
    assert.equal(
      kindOf("azure-pipelines.yml", "trigger: [main]\njobs:\n  - job: a\n    steps: []\n"),
      undefined,
    );
    assert.equal(kindOf("k8s/job.yaml", "apiVersion: batch/v1\nkind: Job\n"), undefined);
    assert.equal(kindOf("config.yml", "on: true\nother: 1\n"), undefined);
  });

  it("knows actions by their metadata", () => {
    const action = "name: Set up\ndescription: Tools\nruns:\n  using: composite\n  steps: []\n";
    assert.equal(kindOf("action.yml", action), "github-action");
    assert.equal(kindOf(".github/actions/setup/action.yaml", action), "github-action");
    assert.equal(kindOf("game/action.yml", "name: jump\nruns: 3\n"), undefined);
    assert.equal(kindOf("setup.yml", action), undefined);
  });

  it("knows the update services", () => {
    assert.equal(kindOf(".github/dependabot.yml"), "dependabot");
    assert.equal(
      kindOf("examples/dependabot.yml", "version: 2\nupdates:\n  - package-ecosystem: npm\n"),
      "dependabot",
    );
    assert.equal(kindOf("dependabot.yml", "name: something else\n"), undefined);
    for (const path of ["renovate.json", ".github/renovate.json5", ".renovaterc"])
      assert.equal(kindOf(path), "renovate", path);
    assert.equal(kindOf("src/renovate.ts"), undefined);
  });
});
