import assert from "node:assert/strict";
import { factsOf } from "./support.ts";

const TEXT = `name: Release
on:
  push:
    tags: ["v*"]
    paths: [src/**]
  schedule:
    - cron: "0 3 * * 1"
  workflow_call:
    inputs:
      target:
        type: string
        required: true
    outputs:
      image:
        value: \${{ jobs.build.outputs.image }}
permissions:
  contents: read
env:
  REGISTRY: ghcr.io/acme
  DB_PASSWORD: hunter2hunter2
concurrency:
  group: release
  cancel-in-progress: true
jobs:
  build:
    runs-on: \${{ matrix.os }}
    strategy:
      matrix:
        os: [ubuntu-24.04, ubuntu-22.04]
    permissions:
      packages: write
    container: node:22
    services:
      db:
        image: postgres:17
    outputs:
      image: \${{ steps.build.outputs.image }}
    steps:
      - uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683 # v4.2.2
      - name: Build
        uses: docker/build-push-action@v6
        with:
          file: docker/Dockerfile.api
          push: true
          tags: \${{ env.REGISTRY }}/api:\${{ github.sha }}
          secrets: npm=\${{ secrets.NPM_TOKEN }}
  deploy:
    name: Deploy it
    needs: [build]
    if: github.ref_type == 'tag'
    runs-on: [self-hosted, prod]
    environment:
      name: production
      url: https://shop.example.com
    timeout-minutes: 20
    steps:
      - uses: ./.github/actions/setup
      - run: helm upgrade --install api ./charts/api --set region=\${{ vars.REGION }}
  scan:
    uses: acme/pipelines/.github/workflows/scan.yml@main
`;

describe("GitHub Actions facts", () => {
  const facts = factsOf(TEXT) as unknown as Record<string, { [key: string]: unknown }[]>;

  it("list what starts the workflow, with lines and filters", () => {
    assert.equal(facts.name, "Release");
    assert.deepEqual(facts.triggers, [
      { event: "push", line: 3, tags: ["v*"], paths: ["src/**"] },
      { event: "schedule", line: 6, cron: ["0 3 * * 1"] },
      { event: "workflow_call", line: 8 },
    ]);
    assert.deepEqual(facts.inputs, [{ name: "target", line: 10, required: true, hasDefault: false }]);
    assert.deepEqual(facts.outputs, [{ name: "image", line: 14, required: false, hasDefault: false }]);
  });

  it("list jobs with runners, needs, environments and limits", () => {
    const [build, deploy, scan] = facts.jobs ?? [];
    assert.deepEqual(build?.runsOn, ["ubuntu-24.04", "ubuntu-22.04"]);
    assert.deepEqual(build?.matrix, { os: ["ubuntu-24.04", "ubuntu-22.04"] });
    assert.equal(deploy?.line, 47);
    assert.deepEqual(deploy?.needs, ["build"]);
    assert.equal(deploy?.environment, "production");
    assert.equal(deploy?.timeoutMinutes, "20");
    assert.equal(deploy?.if, "github.ref_type == 'tag'");
    assert.equal(scan?.calls, "acme/pipelines/.github/workflows/scan.yml@main");
  });

  it("list actions with how firmly each is pinned", () => {
    assert.deepEqual(
      facts.actions?.map(({ line, pin, job }) => [line, pin, job]),
      [
        [39, "commit", "build"],
        [41, "version", "build"],
        [57, "local", "deploy"],
        [60, "branch", "scan"],
      ],
    );
  });

  it("list permissions, environments, concurrency, secrets and variables", () => {
    assert.deepEqual(facts.permissions, [
      { scope: "contents", level: "read", line: 17 },
      { scope: "packages", level: "write", line: 31, job: "build" },
    ]);
    assert.deepEqual(facts.environments, [{ name: "production", job: "deploy", line: 53 }]);
    assert.deepEqual(facts.concurrency, [{ group: "release", cancelInProgress: "true", line: 21 }]);
    assert.deepEqual(facts.secrets, [{ name: "NPM_TOKEN", line: 46 }]);
    assert.deepEqual(facts.variables, [{ name: "REGION", line: 58 }]);
  });

  it("list the images that are used and built", () => {
    assert.deepEqual(facts.images, [
      { image: "node:22", role: "container", job: "build", line: 32 },
      { image: "postgres:17", role: "service", job: "build", line: 35 },
      { image: "ghcr.io/acme/api", role: "pushed", job: "build", line: 43 },
    ]);
  });

  it("name jobs and built images as resources with their whole range", () => {
    const resources = factsOf(TEXT).resources;
    assert.deepEqual(
      resources.map(({ type, name, range }) => [type, name, range.startLine]),
      [
        ["image", "ghcr.io/acme/api", 43],
        ["workflow", "Release", 1],
        ["job", "build", 25],
        ["job", "deploy", 47],
        ["job", "scan", 59],
      ],
    );
    const deploy = resources.find(({ name }) => name === "deploy");
    assert.equal(deploy?.detail, "on self-hosted, prod; needs build; environment production; 2 steps");
    assert.ok((deploy?.range.endLine ?? 0) >= 58);
  });

  it("never hold the value of a variable", () => {
    assert.ok(!JSON.stringify(factsOf(TEXT)).includes("hunter2"));
  });

  it("list the inputs of an action and the updates of Dependabot", () => {
    const action = factsOf(
      "name: Setup\ninputs:\n  version:\n    default: 1\nruns:\n  using: composite\n  steps:\n    - run: a\n      shell: sh\n",
      "action.yml",
    );
    assert.deepEqual(action.inputs, [{ name: "version", line: 3, required: false, hasDefault: true }]);
    assert.equal(action.using, "composite");
    const updates = factsOf(
      "version: 2\nupdates:\n  - package-ecosystem: npm\n    directory: /web\n    schedule:\n      interval: weekly\n",
      ".github/dependabot.yml",
    );
    assert.deepEqual(updates.updates, [
      {
        ecosystem: "npm",
        directories: ["/web"],
        line: 3,
        interval: "weekly",
        groups: [],
        ignored: [],
        cooldown: false,
      },
    ]);
  });

  it("read Renovate's JSON with comments", () => {
    const text =
      '{\n  // what we start from\n  extends: ["config:recommended"], /* more */\n  "packageRules": [\n    { matchManagers: ["docker"], automerge: true },\n  ],\n}\n';
    const facts = factsOf(text, "renovate.json5");
    assert.deepEqual(facts.extends, [{ preset: "config:recommended", line: 3 }]);
    assert.deepEqual(facts.rules, [{ line: 5, automerge: true, enabled: true }]);
  });
});
