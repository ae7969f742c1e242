import { joinPath } from "../../../paths.ts";
import type { Check } from "../../../system.ts";
import type { Model } from "../model.ts";
import { nearest } from "../nearest.ts";
import { repositoryRoot } from "../repository.ts";
import { dependabotCheck, fileRange } from "./define.ts";
import { knowsRepository } from "./filters.ts";

const OPTIONS =
  "https://docs.github.com/en/code-security/dependabot/working-with-dependabot/dependabot-options-reference";

/** https://docs.github.com/en/code-security/dependabot/ecosystems-supported-by-dependabot/supported-ecosystems-and-repositories */
const ECOSYSTEMS: ReadonlySet<string> = new Set([
  "bazel",
  "bun",
  "bundler",
  "cargo",
  "composer",
  "conda",
  "deno",
  "devcontainers",
  "docker",
  "docker-compose",
  "dotnet-sdk",
  "elm",
  "github-actions",
  "gitsubmodule",
  "gomod",
  "gradle",
  "helm",
  "julia",
  "maven",
  "mix",
  "nix",
  "npm",
  "nuget",
  "opentofu",
  "pip",
  "pre-commit",
  "pub",
  "rust-toolchain",
  "sbt",
  "swift",
  "terraform",
  "uv",
  "vcpkg",
]);

const invalid = dependabotCheck({
  id: "github-actions/invalid-dependabot-update",
  title: "Update that Dependabot does not accept",
  severity: "high",
  category: "correctness",
  why: "Dependabot rejects the whole file: no update of any ecosystem arrives, and only the Insights page says so.",
  remedy: "State `version: 2`, and for each update a known ecosystem, a directory and a schedule.",
  reference: OPTIONS,
  *run({ root, updates }) {
    if (root.get("version").string !== "2") {
      const range = root.has("version") ? root.get("version").range : fileRange({ root, updates } as Model);
      yield { range, message: "the file does not state `version: 2`" };
    }
    if (!root.has("updates"))
      yield { range: fileRange({ root, updates } as Model), message: "the file has no `updates`" };
    const seen = new Map<string, number>();
    for (const { ecosystem, directories, interval, node } of updates) {
      const place = node.get("package-ecosystem").exists
        ? node.get("package-ecosystem").range
        : firstLineOf(node.range);
      if (!ECOSYSTEMS.has(ecosystem)) {
        const near = nearest(ecosystem, ECOSYSTEMS);
        yield {
          range: place,
          message:
            ecosystem === ""
              ? "the update names no `package-ecosystem`"
              : `"${ecosystem.slice(0, 40)}" is not an ecosystem of Dependabot${near ? `; is "${near}" meant?` : ""}`,
        };
      }
      if (directories.length === 0)
        yield { range: place, message: `the update for ${ecosystem || "no ecosystem"} names no directory` };
      // A group of several ecosystems carries the schedule of its updates.
      if (interval === undefined && !node.has("multi-ecosystem-group")) {
        yield { range: place, message: `the update for ${ecosystem || "no ecosystem"} has no schedule` };
      }
      for (const { path, range } of directories) {
        const key = [ecosystem, path, node.get("target-branch").string ?? ""].join("\n");
        const before = seen.get(key);
        if (before !== undefined)
          yield {
            range,
            message: `${ecosystem} in ${path} stands here a second time (first on line ${before})`,
          };
        else seen.set(key, range.startLine);
      }
    }
  },
});

function firstLineOf(range: { startLine: number; startColumn: number; endLine: number; endColumn: number }) {
  return { ...range, endLine: range.startLine, endColumn: range.startColumn + 1 };
}

const missingFolder = dependabotCheck({
  id: "github-actions/dependabot-missing-directory",
  title: "Dependabot looks in a folder that does not exist",
  severity: "medium",
  category: "correctness",
  why: "The update fails in each run and brings nothing, while everyone thinks that the dependencies are looked after.",
  remedy: "Correct the directory; it starts at the top of the repository.",
  reference: `${OPTIONS}#directories-or-directory--`,
  *run({ updates }, context) {
    if (!knowsRepository(context)) return;
    const root = repositoryRoot(context.file.path);
    for (const { directories, ecosystem } of updates) {
      for (const { path, range } of directories) {
        const folder = /[*?[\]{}]/.test(path) ? undefined : joinPath(root, path.replace(/^\/+/, ""));
        if (folder && !context.exists(folder))
          yield { range, message: `${path}, where ${ecosystem} is to be updated, is not in the repository` };
      }
    }
  },
});

const withoutActions = dependabotCheck({
  id: "github-actions/dependabot-without-actions",
  title: "Dependabot leaves the actions of the workflows alone",
  severity: "low",
  category: "supply-chain",
  why: "Pinned actions stay at their version for ever, security fixes included, as nothing proposes a newer one.",
  remedy: "Add an update for `github-actions` in directory `/`.",
  reference:
    "https://docs.github.com/en/code-security/dependabot/working-with-dependabot/keeping-your-actions-up-to-date-with-dependabot",
  *run({ updates, root }, context) {
    const folder = joinPath(repositoryRoot(context.file.path), ".github/workflows");
    if (updates.length === 0 || folder === undefined || !context.exists(folder)) return;
    if (updates.some(({ ecosystem }) => ecosystem === "github-actions")) return;
    yield {
      range: root.get("updates").keyRange,
      message: "the repository has workflows, and no update covers `github-actions`",
    };
  },
});

const codeExecution = dependabotCheck({
  id: "github-actions/dependabot-runs-external-code",
  title: "Dependabot may run the code of dependencies",
  severity: "medium",
  category: "security",
  why: "Package scripts of a new, unreviewed version run in the update job, which holds the credentials of the private registries.",
  remedy: "Set `insecure-external-code-execution: deny`, or remove the registries from this update.",
  reference: `${OPTIONS}#insecure-external-code-execution--`,
  equivalents: ["zizmor:dependabot-execution"],
  *run({ updates }) {
    for (const { node, ecosystem } of updates) {
      const option = node.get("insecure-external-code-execution");
      if (option.string === "allow")
        yield { range: option.range, message: `the update for ${ecosystem} may run code of dependencies` };
    }
  },
});

const plaintext = dependabotCheck({
  id: "github-actions/dependabot-plaintext-credential",
  title: "Registry credential in the file",
  severity: "critical",
  category: "security",
  why: "Everyone who can read the repository, and its history for ever, has the credential.",
  remedy:
    "Store it as a Dependabot secret, write `${{ secrets.NAME }}`, and change the one that was published.",
  reference:
    "https://docs.github.com/en/code-security/dependabot/working-with-dependabot/configuring-access-to-private-registries-for-dependabot",
  *run({ root }) {
    for (const { key, value } of root.get("registries").entries()) {
      for (const name of ["password", "token", "key"]) {
        const credential = value.get(name);
        if (credential.string && !credential.string.includes("${{")) {
          yield { range: credential.range, message: `registry "${key}" has its ${name} in the file` };
        }
      }
    }
  },
});

const cooldown = dependabotCheck({
  id: "github-actions/dependabot-without-cooldown",
  title: "New versions are proposed the day they appear",
  severity: "low",
  category: "supply-chain",
  why: "Most poisoned releases are found and withdrawn within days; a pull request made in the first hours brings them in, the more so where it is merged automatically.",
  remedy: "Add `cooldown: default-days: 7`; security updates are not held back by it.",
  reference: `${OPTIONS}#cooldown-`,
  equivalents: ["zizmor:dependabot-cooldown"],
  *run({ updates }, { file }) {
    const [first, ...others] = updates.filter(
      ({ node, ecosystem }) => ecosystem !== "" && !node.has("cooldown"),
    );
    if (!first) return;
    yield {
      range: first.node.get("package-ecosystem").range,
      message: `no \`cooldown\` for ${first.ecosystem}${others.length > 0 ? ` and ${others.length} more` : ""}`,
      related: others.slice(0, 20).map(({ node }) => ({ path: file.path, line: node.range.startLine })),
    };
  },
});

export const dependabotChecks: readonly Check<Model>[] = [
  invalid,
  plaintext,
  codeExecution,
  missingFolder,
  withoutActions,
  cooldown,
];
