import type { SurroundedExample } from "./build.ts";
import { jobs, steps } from "./build.ts";

const PINNED = "- uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683 # v4.2.2";

/** Examples of the checks on actions and images. */
export const supplyChainExamples: Readonly<Record<string, SurroundedExample>> = {
  "github-actions/unpinned-action": steps(
    [11, 12],
    [PINNED, "- uses: acme/setup-tool@v3", "- uses: acme/setup-other@main"],
    [
      PINNED,
      "- uses: acme/setup-tool@8f4b7f84864484a7bf31766abe9204da3cbe65b3 # v3.1.0",
      "- uses: ./.github/actions/setup",
    ],
  ),
  "github-actions/unpinned-official-action": steps(
    [10],
    ["- uses: actions/checkout@v5", "- uses: actions/setup-node@v5"],
    [PINNED],
  ),
  "github-actions/action-without-version": steps(
    [10, 11],
    ["- uses: actions/checkout", "- uses: setup"],
    [PINNED, "- uses: ./.github/actions/setup"],
  ),
  "github-actions/vulnerable-action": steps(
    [10],
    ["- uses: tj-actions/branch-names@v7.0.6"],
    ["- uses: tj-actions/branch-names@v9"],
  ),
  "github-actions/rejected-action-version": steps(
    [10],
    ["- uses: actions/upload-artifact@v3", "  with:", "    path: dist"],
    ["- uses: actions/upload-artifact@v4", "  with:", "    path: dist"],
  ),
  "github-actions/misspelt-action-owner": steps(
    [10],
    ["- uses: action/checkout@11bd71901bbe5b1630ceea73d27597364c9af683"],
    [PINNED],
  ),
  "github-actions/archived-action": steps(
    [10],
    ["- uses: actions/setup-ruby@v1"],
    ["- uses: ruby/setup-ruby@v1"],
  ),
  "github-actions/outdated-action-version": steps([10], ["- uses: actions/checkout@v2"], [PINNED]),
  "github-actions/floating-image": jobs(
    [7, 10],
    [
      "test:",
      "  runs-on: ubuntu-24.04",
      "  container: node",
      "  services:",
      "    db:",
      "      image: postgres:latest",
      "  steps:",
      "    - run: npm test",
    ],
    [
      "test:",
      "  runs-on: ubuntu-24.04",
      "  container: node:22",
      "  services:",
      "    db:",
      "      image: postgres:17.2",
      "  steps:",
      "    - run: npm test",
    ],
  ),
};
