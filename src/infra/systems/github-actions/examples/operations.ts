import type { SurroundedExample } from "./build.ts";
import { example, jobs, steps } from "./build.ts";

const BUILD = [
  "permissions: {}",
  "jobs:",
  "  build:",
  "    runs-on: ubuntu-24.04",
  "    steps:",
  "      - run: make",
];

/** Examples of the checks on events, deployments, cost and time. */
export const operationsExamples: Readonly<Record<string, SurroundedExample>> = {
  "github-actions/conflicting-filters": example(
    [4],
    ["on:", "  push:", "    paths: ['src/**']", "    paths-ignore: ['docs/**']", ...BUILD],
    ["on:", "  push:", "    paths: ['src/**', '!src/docs/**']", ...BUILD],
  ),
  "github-actions/unknown-event-filter": example(
    [3],
    ["on:", "  pull_request:", "    branches_ignore: [docs]", ...BUILD],
    ["on:", "  pull_request:", "    branches-ignore: [docs]", ...BUILD],
  ),
  "github-actions/filter-never-matches": example(
    [4, 6],
    [
      "on:",
      "  push:",
      "    branches:",
      "      - refs/heads/main",
      "    paths:",
      "      - ./src/**",
      ...BUILD,
    ],
    ["on:", "  push:", "    branches:", "      - main", "    paths:", "      - src/**", ...BUILD],
  ),
  "github-actions/path-filter-without-files": {
    ...example(
      [3],
      ["on:", "  push:", "    paths: ['services/ordrs/**']", ...BUILD],
      ["on:", "  push:", "    paths: ['services/orders/**', '**.md']", ...BUILD],
    ),
    others: { ".github/workflows/ci.yml": "", "services/orders/main.go": "" },
  },
  "github-actions/invalid-cron": example(
    [3, 4],
    ["on:", "  schedule:", "    - cron: '0 25 * * *'", "    - cron: '* * * * *'", ...BUILD],
    ["on:", "  schedule:", "    - cron: '0 5 * * mon-fri'", ...BUILD],
  ),
  "github-actions/workflow-run-unknown": example(
    [4],
    ["name: Publish", "on:", "  workflow_run:", "    workflows: [Publish]", ...BUILD],
    ["name: Publish", "on:", "  workflow_run:", "    workflows: [Build]", ...BUILD],
  ),
  "github-actions/apply-on-pull-request": steps(
    [10],
    ["- run: terraform apply -auto-approve"],
    ["- run: terraform plan"],
    "pull_request",
  ),
  "github-actions/production-without-environment": jobs(
    [5],
    ["deploy-production:", "  runs-on: ubuntu-24.04", "  steps:", "    - run: kubectl apply -f k8s/"],
    [
      "deploy-production:",
      "  runs-on: ubuntu-24.04",
      "  environment: production",
      "  steps:",
      "    - run: kubectl apply -f k8s/",
    ],
  ),
  "github-actions/deploy-without-concurrency": jobs(
    [5],
    [
      "deploy:",
      "  runs-on: ubuntu-24.04",
      "  environment: staging",
      "  steps:",
      "    - run: helm upgrade --install api ./charts/api",
    ],
    [
      "deploy:",
      "  runs-on: ubuntu-24.04",
      "  environment: staging",
      "  concurrency: deploy-staging",
      "  steps:",
      "    - run: helm upgrade --install api ./charts/api",
    ],
  ),
  "github-actions/ignored-failure": steps(
    [11],
    ["- run: kubectl apply -f k8s/", "  continue-on-error: true"],
    ["- run: kubectl apply -f k8s/", "- run: ./notify.sh", "  continue-on-error: true"],
  ),
  "github-actions/release-from-shallow-clone": steps(
    [10],
    [
      "- uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683 # v4.2.2",
      "- run: goreleaser release --clean",
    ],
    [
      "- uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683 # v4.2.2",
      "  with:",
      "    fetch-depth: 0",
      "- run: goreleaser release --clean",
    ],
  ),
  "github-actions/pipe-hides-failure": steps(
    [10],
    ["- run: npm test | tee test.log"],
    ["- run: npm test | tee test.log", "  shell: bash"],
  ),
  "github-actions/missing-timeout": jobs(
    [5],
    ["build:", "  runs-on: ubuntu-24.04", "  steps:", "    - run: make"],
    ["build:", "  runs-on: ubuntu-24.04", "  timeout-minutes: 15", "  steps:", "    - run: make"],
  ),
  "github-actions/runs-twice": example(
    [1],
    ["on: [push, pull_request]", ...BUILD],
    ["on:", "  push:", "    branches: [main]", "  pull_request:", ...BUILD],
  ),
  "github-actions/superseded-runs-continue": example(
    [1],
    [
      "on: pull_request",
      "permissions: {}",
      "jobs:",
      "  test:",
      "    strategy:",
      "      matrix:",
      "        node: [20, 22]",
      "    runs-on: ubuntu-24.04",
      "    steps:",
      "      - run: npm test",
    ],
    [
      "on: pull_request",
      "concurrency:",
      "  group: ${{ github.workflow }}-${{ github.ref }}",
      "  cancel-in-progress: true",
      "permissions: {}",
      "jobs:",
      "  test:",
      "    strategy:",
      "      matrix:",
      "        node: [20, 22]",
      "    runs-on: ubuntu-24.04",
      "    steps:",
      "      - run: npm test",
    ],
  ),
  "github-actions/missing-dependency-cache": steps(
    [10],
    [
      "- uses: actions/setup-node@1d0ff469b7ec7b3cb9d8673fde0c81c44821de2a # v4.2.0",
      "  with:",
      "    node-version: 22",
      "- run: npm ci",
    ],
    [
      "- uses: actions/setup-node@1d0ff469b7ec7b3cb9d8673fde0c81c44821de2a # v4.2.0",
      "  with:",
      "    node-version: 22",
      "    cache: npm",
      "- run: npm ci",
    ],
  ),
};
