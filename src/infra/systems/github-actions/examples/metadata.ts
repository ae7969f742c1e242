import type { SurroundedExample } from "./build.ts";
import { action, dependabot, example } from "./build.ts";

const NPM = [
  "updates:",
  "  - package-ecosystem: npm",
  "    directory: /",
  "    schedule:",
  "      interval: weekly",
];
const COOLDOWN = ["    cooldown:", "      default-days: 7"];

/** Examples of the checks on the metadata of actions and the configuration of Dependabot. */
export const metadataExamples: Readonly<Record<string, SurroundedExample>> = {
  "github-actions/composite-step-without-shell": action(
    [6],
    ["runs:", "  using: composite", "  steps:", "    - run: ./install.sh"],
    ["runs:", "  using: composite", "  steps:", "    - run: ./install.sh", "      shell: bash"],
  ),
  "github-actions/output-without-value": action(
    [4],
    [
      "outputs:",
      "  version:",
      "    description: What was installed",
      "runs:",
      "  using: composite",
      "  steps:",
      "    - run: ./install.sh",
      "      shell: bash",
    ],
    [
      "outputs:",
      "  version:",
      "    description: What was installed",
      "    value: ${{ steps.install.outputs.version }}",
      "runs:",
      "  using: composite",
      "  steps:",
      "    - id: install",
      "      run: ./install.sh",
      "      shell: bash",
    ],
  ),
  "github-actions/incomplete-action": action(
    [3],
    ["runs:", "  using: docker"],
    ["runs:", "  using: docker", "  image: Dockerfile"],
  ),
  "github-actions/retired-node": action(
    [4],
    ["runs:", "  using: node16", "  main: dist/index.js"],
    ["runs:", "  using: node24", "  main: dist/index.js"],
  ),
  "github-actions/unused-input": action(
    [6],
    [
      "inputs:",
      "  version:",
      "    description: Which version",
      "  channel:",
      "    description: Which channel",
      "runs:",
      "  using: composite",
      "  steps:",
      '    - run: ./install.sh "$VERSION"',
      "      shell: bash",
      "      env:",
      "        VERSION: ${{ inputs.version }}",
    ],
    [
      "inputs:",
      "  version:",
      "    description: Which version",
      "runs:",
      "  using: composite",
      "  steps:",
      '    - run: ./install.sh "$VERSION"',
      "      shell: bash",
      "      env:",
      "        VERSION: ${{ inputs.version }}",
    ],
  ),
  "github-actions/invalid-dependabot-update": dependabot(
    [3, 7],
    [
      "updates:",
      "  - package-ecosystem: go",
      "    directory: /",
      "    schedule:",
      "      interval: weekly",
      "  - package-ecosystem: npm",
      "    directory: /",
    ],
    [
      "updates:",
      "  - package-ecosystem: gomod",
      "    directory: /",
      "    schedule:",
      "      interval: weekly",
      ...COOLDOWN,
    ],
  ),
  "github-actions/dependabot-plaintext-credential": dependabot(
    [7],
    [
      "registries:",
      "  internal:",
      "    type: npm-registry",
      "    url: https://npm.example.com",
      "    username: bot",
      "    password: not-a-real-password",
      ...NPM,
    ],
    [
      "registries:",
      "  internal:",
      "    type: npm-registry",
      "    url: https://npm.example.com",
      "    username: bot",
      "    password: ${{ secrets.NPM_PASSWORD }}",
      ...NPM,
    ],
  ),
  "github-actions/dependabot-runs-external-code": dependabot(
    [7],
    [...NPM, "    insecure-external-code-execution: allow"],
    [...NPM, "    insecure-external-code-execution: deny"],
  ),
  "github-actions/dependabot-missing-directory": {
    ...dependabot(
      [4],
      [
        "updates:",
        "  - package-ecosystem: npm",
        "    directory: /fronted",
        "    schedule:",
        "      interval: weekly",
      ],
      [
        "updates:",
        "  - package-ecosystem: npm",
        "    directory: /frontend",
        "    schedule:",
        "      interval: weekly",
      ],
    ),
    others: { ".github/dependabot.yml": "", "frontend/package.json": "" },
  },
  "github-actions/dependabot-without-actions": {
    ...dependabot([2], NPM, [
      ...NPM,
      "  - package-ecosystem: github-actions",
      "    directory: /",
      "    schedule:",
      "      interval: weekly",
    ]),
    others: { ".github/dependabot.yml": "", ".github/workflows/ci.yml": "" },
  },
  "github-actions/dependabot-without-cooldown": example(
    [3],
    ["version: 2", ...NPM],
    ["version: 2", ...NPM, ...COOLDOWN],
    ".github/dependabot.yml",
  ),
};
