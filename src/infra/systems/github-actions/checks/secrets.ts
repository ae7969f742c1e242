import { accessesOf, callsOf, visit } from "../../../formats/github-expression-walk.ts";
import { programName, type ShellCommand } from "../../../formats/shell.ts";
import type { YamlNode } from "../../../formats/yaml.ts";
import type { Range } from "../../../position.ts";
import type { Check, Hit } from "../../../system.ts";
import { type Model, rangeIn } from "../model.ts";
import { versionOf } from "../uses.ts";
import { inputOf } from "../values.ts";
import { stepName, stepsCheck, stepsOf, workflowCheck } from "./define.ts";
import { codeOf } from "./injection.ts";

const SECURE_USE =
  "https://docs.github.com/en/actions/reference/security/secure-use#use-secrets-for-sensitive-information";

const allSecrets = workflowCheck({
  id: "github-actions/all-secrets-handed-over",
  title: "All secrets handed to one step",
  severity: "high",
  category: "security",
  why: "The whole `secrets` context goes into the step's memory, so one faulty action or package gets every secret of the repository and organisation instead of the one that was meant.",
  remedy: "Name the secrets that the step needs, each in its own variable or input.",
  reference: SECURE_USE,
  equivalents: ["zizmor:overprovisioned-secrets", "poutine:job_all_secrets"],
  *run({ expressions }) {
    for (const site of expressions) {
      for (const { path, expression } of site.expression ? accessesOf(site.expression) : []) {
        if (path[0] !== "secrets") continue;
        const whole = path.length === 1 || path[1] === "*";
        if (!whole && path[1] !== "?") continue;
        yield {
          range: rangeIn(site, expression),
          message: whole
            ? "all secrets are handed over at once"
            : "a computed name lets the expression reach every secret",
        };
      }
    }
  },
});

const inherit = workflowCheck({
  id: "github-actions/secrets-inherit",
  title: "All secrets given to another repository's workflow",
  severity: "medium",
  category: "security",
  why: "`secrets: inherit` gives the called workflow every secret that this one can read, those it has no use for too, and new ones from the day they are made.",
  remedy: "List the secrets that the called workflow declares.",
  reference:
    "https://docs.github.com/en/actions/how-tos/reuse-automations/reuse-workflows#passing-inputs-and-secrets-to-a-reusable-workflow",
  equivalents: ["zizmor:secrets-inherit"],
  *run({ jobs }) {
    for (const { id, node, uses } of jobs) {
      const secrets = node.get("secrets");
      if (uses?.from !== "repository" || secrets.string !== "inherit") continue;
      yield { range: secrets.range, message: `job "${id}" hands all secrets to ${uses.repository}` };
    }
  },
});

const inScript = stepsCheck({
  id: "github-actions/secret-in-script",
  title: "Secret pasted into a script",
  severity: "medium",
  category: "security",
  why: "The value becomes part of the script file and of the command line, where other processes can read it, and a `$`, a quote or a back-tick in it breaks the command or runs as one.",
  remedy: "Put the secret into `env` of the step and use the variable in double quotes.",
  reference:
    "https://docs.github.com/en/actions/how-tos/write-workflows/choose-what-workflows-do/use-secrets",
  equivalents: ["kics:Secrets In Run", "checkov:CKV_GHA_3"],
  *run({ expressions }) {
    for (const site of expressions) {
      if (!site.expression || !site.step || codeOf(site) === undefined) continue;
      for (const { path, text, expression } of accessesOf(site.expression)) {
        if (path[0] !== "secrets" || path.length !== 2 || isCompared(site.expression, text)) continue;
        yield {
          range: rangeIn(site, expression),
          message: `${stepName(site.step)} pastes ${text} into its script`,
        };
      }
    }
  },
});

/** True where only the result of a comparison stands in the script. */
function isCompared(expression: Parameters<typeof visit>[0], text: string): boolean {
  let compared = false;
  visit(expression, (node) => {
    const decides = node.type === "binary" && ["==", "!="].includes(node.operator);
    if (decides && accessesOf(node).some((access) => access.text === text)) compared = true;
    return true;
  });
  return compared;
}

const unmasked = stepsCheck({
  id: "github-actions/unmasked-secret-part",
  title: "Part of a secret that the log does not mask",
  severity: "medium",
  category: "security",
  why: "GitHub masks a secret as a whole. A field taken out of it with `fromJSON` is another text and is printed in the log as it is.",
  remedy: "Store each value as a secret of its own.",
  reference: SECURE_USE,
  equivalents: ["zizmor:unredacted-secrets"],
  *run({ expressions }) {
    for (const site of expressions) {
      for (const call of site.expression ? callsOf(site.expression) : []) {
        const name = call.name.toLowerCase() === "fromjson" ? call.args[0] : undefined;
        const access = name
          ? accessesOf(name).find(({ path }) => path[0] === "secrets" && path.length === 2)
          : undefined;
        if (access)
          yield { range: rangeIn(site, call), message: `fields of ${access.text} are not masked in the log` };
      }
    }
  },
});

const registryPassword = workflowCheck({
  id: "github-actions/plaintext-registry-password",
  title: "Registry password in the file",
  severity: "critical",
  category: "security",
  why: "Everyone who can read the repository, and its history for ever, has the password.",
  remedy:
    "Store it as a secret, write `password: ${{ secrets.NAME }}`, and change the one that was published.",
  reference: `${SECURE_USE}`,
  equivalents: ["zizmor:hardcoded-container-credentials", "actionlint:credentials"],
  *run({ jobs }) {
    for (const job of jobs) {
      const owners = [
        { name: `the container of job "${job.id}"`, node: job.container },
        ...job.services.map(({ name, node }) => ({ name: `service "${name}" of job "${job.id}"`, node })),
      ];
      for (const { name, node } of owners) {
        const password = node.get("credentials", "password");
        if (!password.string || password.string.includes("${{")) continue;
        yield { range: password.range, message: `${name} has its registry password in the file` };
      }
    }
  },
});

/** Texts that are credentials by their form, from the issuers' own documentation. */
const TOKENS: readonly (readonly [string, RegExp])[] = [
  ["an AWS access key", /(?<![A-Z0-9])(?:AKIA|ASIA)[A-Z2-7]{16}(?![A-Z0-9])/],
  ["a GitHub token", /(?<!\w)(?:gh[pousr]_[A-Za-z0-9]{36,251}|github_pat_[A-Za-z0-9_]{60,251})(?!\w)/],
  ["a GitLab token", /(?<!\w)glpat-[\w-]{20,200}(?![\w-])/],
  ["a Slack token", /(?<!\w)xox[abprs]-[A-Za-z0-9-]{20,250}/],
  ["a Slack webhook", /hooks\.slack\.com\/services\/T[A-Z0-9]{6,20}\/B[A-Z0-9]{6,20}\/[A-Za-z0-9]{20,40}/],
  ["a Google API key", /(?<!\w)AIza[\w-]{35}(?![\w-])/],
  ["a Stripe key", /(?<!\w)[sr]k_live_[A-Za-z0-9]{20,200}/],
  ["an npm token", /(?<!\w)npm_[A-Za-z0-9]{36}(?!\w)/],
  ["a PyPI token", /(?<!\w)pypi-AgEIcHlwaS5vcmc[\w-]{50,1000}/],
  ["a Docker Hub token", /(?<!\w)dckr_pat_[\w-]{20,200}/],
  ["a private key", /-----BEGIN (?:RSA |EC |OPENSSH |DSA |PGP )?PRIVATE KEY(?: BLOCK)?-----/],
];

const MAX_NODES = 50_000;

const plaintext = stepsCheck({
  id: "github-actions/plaintext-secret",
  title: "Credential in the file",
  severity: "critical",
  category: "security",
  why: "Everyone who can read the repository, and its history for ever, has the credential; scanners find such keys within minutes.",
  remedy: "Revoke it, store the new one as a secret, and refer to it with `${{ secrets.NAME }}`.",
  reference: SECURE_USE,
  equivalents: ["kics:Passwords And Secrets", "checkov:CKV_SECRET_2", "actionlint:credentials"],
  *run({ root }, { file }) {
    if (!TOKENS.some(([, form]) => form.test(file.text))) return;
    let left = MAX_NODES;
    const stack: YamlNode[] = [root];
    for (let node = stack.pop(); node && left > 0; node = stack.pop()) {
      left--;
      if (node.isMap) stack.push(...node.entries().map(({ value }) => value));
      else if (node.isList) stack.push(...node.items());
      else yield* tokensIn(node);
    }
  },
});

function* tokensIn(node: YamlNode): Iterable<Hit> {
  const text = node.string ?? "";
  const range: Range = node.range;
  for (const [what, form] of TOKENS) {
    const found = form.exec(text);
    // The documentation's own example keys end in EXAMPLE.
    if (!found || /EXAMPLE/.test(found[0])) continue;
    const line =
      range.startLine + (range.startLine === range.endLine ? 0 : countLines(text, found.index) + 1);
    yield {
      range:
        range.startLine === range.endLine
          ? range
          : { ...range, startLine: line, startColumn: 1, endLine: line, endColumn: 2 },
      message: `${what} stands in the file`,
    };
  }
}

function countLines(text: string, end: number): number {
  let count = 0;
  for (let at = text.indexOf("\n"); at >= 0 && at < end; at = text.indexOf("\n", at + 1)) count++;
  return count;
}

/** Inputs by which an action is given a key that lives until somebody revokes it. */
const LONG_LIVED: Readonly<Record<string, { inputs: readonly string[]; cloud: string }>> = {
  "aws-actions/configure-aws-credentials": { inputs: ["aws-secret-access-key"], cloud: "AWS" },
  "google-github-actions/auth": { inputs: ["credentials_json"], cloud: "Google Cloud" },
  "azure/login": { inputs: ["creds"], cloud: "Azure" },
};

const longLivedKey = stepsCheck({
  id: "github-actions/long-lived-cloud-key",
  title: "Long-lived cloud key instead of OpenID Connect",
  severity: "medium",
  category: "security",
  why: "The stored key works from anywhere until somebody revokes it, so one leak is an open door; a token from OpenID Connect is made for this one job and is dead an hour later.",
  remedy:
    "Give the job `id-token: write`, trust GitHub's provider in the cloud for this repository and branch, and pass the role instead of the key.",
  reference: "https://docs.github.com/en/actions/concepts/security/openid-connect",
  equivalents: ["zizmor:use-trusted-publishing"],
  *run(model) {
    for (const { step } of stepsOf(model)) {
      const repository = step.uses?.repository ?? "";
      const known = Object.hasOwn(LONG_LIVED, repository) ? LONG_LIVED[repository] : undefined;
      // A role or provider beside the key: the key is a fallback or the first link of a chain.
      if (!known || inputOf(step, "role-to-assume") || inputOf(step, "workload_identity_provider")) continue;
      for (const name of known.inputs) {
        const input = inputOf(step, name);
        if (!input?.value.includes("secrets.")) continue;
        yield {
          range: input.range,
          message: `${stepName(step)} signs in to ${known.cloud} with a stored key (\`${input.name}\`)`,
        };
      }
    }
  },
});

const publishToken = stepsCheck({
  id: "github-actions/long-lived-publish-token",
  title: "Stored token to publish a package",
  severity: "low",
  category: "supply-chain",
  why: "Whoever gets the token can publish versions of the package from anywhere; trusted publishing ties the right to this workflow and needs no stored token.",
  remedy: "Register the workflow as a trusted publisher, give the job `id-token: write`, and drop the token.",
  reference: "https://docs.pypi.org/trusted-publishers/",
  equivalents: ["zizmor:use-trusted-publishing"],
  *run(model) {
    for (const { step } of stepsOf(model)) {
      const password =
        step.uses?.repository === "pypa/gh-action-pypi-publish" ? inputOf(step, "password") : undefined;
      if (
        password?.value.includes("secrets.") &&
        !/test\.pypi/.test(inputOf(step, "repository-url")?.value ?? "")
      ) {
        yield { range: password.range, message: `${stepName(step)} publishes to PyPI with a stored token` };
      }
      const token = step.env.find(
        ({ name, value }) =>
          PUBLISH_TOKEN.test(name) && value.includes("secrets.") && !value.includes("GITHUB_TOKEN"),
      );
      const command = token ? step.script?.commands.find(publishes) : undefined;
      if (token && command) {
        yield {
          range: token.range,
          message: `${stepName(step)} publishes with ${programName(command)} and a stored token`,
        };
      }
    }
  },
});

/** Variables from which the package tools take their token. */
const PUBLISH_TOKEN =
  /^(?:NODE_AUTH_TOKEN|NPM_TOKEN|TWINE_PASSWORD|POETRY_PYPI_TOKEN_PYPI|UV_PUBLISH_TOKEN|CARGO_REGISTRY_TOKEN|GEM_HOST_API_KEY)$/;

function publishes(command: ShellCommand): boolean {
  const words = command.args.map(({ text }) => text).filter((text) => !text.startsWith("-"));
  const program = programName(command);
  if (["npm", "pnpm", "yarn", "cargo", "poetry", "uv"].includes(program)) return words[0] === "publish";
  return (program === "twine" && words[0] === "upload") || (program === "gem" && words[0] === "push");
}

const persisted = stepsCheck({
  id: "github-actions/token-in-artifact",
  title: "Uploaded artifact holds the job's token",
  severity: "high",
  category: "security",
  why: "`actions/checkout` leaves the token in `.git/config`. An artifact of the whole workspace carries it out, and anyone who may read the run can use it while the job lasts.",
  remedy: "Set `persist-credentials: false` on the checkout, and upload only the folder that is needed.",
  reference: "https://github.com/actions/checkout#usage",
  equivalents: ["zizmor:artipacked"],
  *run(model) {
    const jobs = model.kind === "github-workflow" ? model.jobs : [{ steps: model.steps }];
    for (const { steps } of jobs) {
      const checkout = steps.find(
        (step) =>
          step.uses?.repository === "actions/checkout" &&
          inputOf(step, "persist-credentials")?.value !== "false",
      );
      // From version 6 on the token lies outside the workspace.
      if (!checkout?.uses || (versionOf(checkout.uses)?.[0] ?? 0) >= 6) continue;
      for (const step of steps) {
        const path = step.uses?.repository === "actions/upload-artifact" ? inputOf(step, "path") : undefined;
        if (!path || step.index < checkout.index || !path.value.split("\n").some(isWorkspace)) continue;
        const hidden = inputOf(step, "include-hidden-files")?.value === "true";
        const [major, minor] = step.uses ? (versionOf(step.uses) ?? []) : [];
        const old = major !== undefined && (major < 4 || (major === 4 && minor !== undefined && minor < 4));
        // Since version 4.4 hidden folders such as `.git` are left out unless asked for.
        if (!hidden && !old && !/\.git\b/.test(path.value)) continue;
        yield {
          range: path.node.range,
          message: `${stepName(step)} uploads the workspace with the token that the checkout left in .git`,
        };
      }
    }
  },
});

function isWorkspace(path: string): boolean {
  return /^(?:\.|\.\/|\*|\.\/\*|\*\*|\.\/\*\*|\*\*\/\*|\$\{\{\s{0,9}github\.workspace\s{0,9}\}\}\/?|\.\/?\.git\/?|\.git)$/.test(
    path.trim(),
  );
}

export const secretChecks: readonly Check<Model>[] = [
  plaintext,
  registryPassword,
  allSecrets,
  persisted,
  inScript,
  inherit,
  longLivedKey,
  unmasked,
  publishToken,
];
