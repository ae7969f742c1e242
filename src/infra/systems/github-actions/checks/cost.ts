import { programName } from "../../../formats/shell.ts";
import type { Check, Hit } from "../../../system.ts";
import type { Job, Model, Step } from "../model.ts";
import { versionOf } from "../uses.ts";
import { inputOf } from "../values.ts";
import { stepName, workflowCheck } from "./define.ts";

const SYNTAX = "https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax";

const timeout = workflowCheck({
  id: "github-actions/missing-timeout",
  title: "Job without a time limit",
  severity: "low",
  category: "cost",
  why: "A step that hangs keeps its runner for six hours, is billed for them, and holds up whatever waits for the job.",
  remedy: "Set `timeout-minutes` to two or three times what the job usually takes.",
  reference: `${SYNTAX}#jobsjob_idtimeout-minutes`,
  equivalents: ["ghalint:job_timeout_minutes_is_required"],
  *run({ jobs }, { file }) {
    const without = jobs.filter((job) => !job.uses && job.steps.length > 0 && !limited(job));
    const [first, ...others] = without;
    if (!first) return;
    const more = others.length === 0 ? "" : ` and ${others.length} more`;
    yield {
      range: first.range,
      message: `job "${first.id}"${more} may run for six hours before it is stopped`,
      related: others.slice(0, 20).map(({ range }) => ({ path: file.path, line: range.startLine })),
    };
  },
});

/** A limit on each step does the same. */
function limited({ node, steps }: Job): boolean {
  return node.has("timeout-minutes") || steps.every((step) => step.node.has("timeout-minutes"));
}

const twice = workflowCheck({
  id: "github-actions/runs-twice",
  title: "Every commit of a pull request is built twice",
  severity: "low",
  category: "cost",
  why: "A push to a branch of this repository that has a pull request starts the workflow for `push` and again for `pull_request`: twice the minutes for the same commit.",
  remedy: "Keep `push` to the main branch: `branches: [main]`.",
  reference:
    "https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#push",
  *run({ triggers, jobs }) {
    const push = triggers.find(({ name }) => name === "push");
    const request = triggers.find(({ name }) => name === "pull_request");
    if (!push || !request) return;
    const filtered = ["branches", "branches-ignore", "tags", "tags-ignore"].some((key) => push.node.has(key));
    const split =
      jobs.length > 0 && jobs.every(({ condition }) => condition?.includes("github.event") ?? false);
    if (filtered || split) return;
    yield {
      range: push.range,
      message: "`push` on all branches and `pull_request` start the same jobs for one commit",
    };
  },
});

const superseded = workflowCheck({
  id: "github-actions/superseded-runs-continue",
  title: "Outdated runs of a pull request go on",
  severity: "low",
  category: "cost",
  why: "Each push to a pull request starts all jobs again while those for the previous commit, whose result nobody needs, keep their runners.",
  remedy:
    "Add `concurrency` with `group: ${{ github.workflow }}-${{ github.ref }}` and `cancel-in-progress: true`.",
  reference:
    "https://docs.github.com/en/actions/how-tos/write-workflows/choose-when-workflows-run/control-workflow-concurrency",
  equivalents: ["zizmor:concurrency-limits"],
  *run(workflow) {
    const trigger = workflow.triggers.find(({ name }) => name === "pull_request");
    if (!trigger || workflow.concurrency.exists || workflow.jobs.some((job) => job.concurrency.exists))
      return;
    // Small workflows are over before the next push comes.
    const heavy =
      workflow.jobs.length >= 4 || workflow.jobs.some(({ node }) => node.get("strategy", "matrix").exists);
    if (heavy)
      yield {
        range: trigger.range,
        message: "a new push to a pull request does not stop the runs of the previous one",
      };
  },
});

/** Actions that set a language up, with the programs whose downloads they can keep. */
const CACHED: Readonly<Record<string, { input: string; programs: RegExp; value: string; builtIn?: number }>> =
  {
    "actions/setup-node": { input: "cache", programs: /^(?:npm|yarn|pnpm)$/, value: "npm", builtIn: 5 },
    "actions/setup-python": { input: "cache", programs: /^(?:pip3?|pipenv|poetry)$/, value: "pip" },
    "actions/setup-java": { input: "cache", programs: /^(?:mvn|mvnw|gradle|gradlew)$/, value: "maven" },
  };

const cache = workflowCheck({
  id: "github-actions/missing-dependency-cache",
  title: "Dependencies are downloaded in every run",
  severity: "low",
  category: "cost",
  why: "Each run fetches the same packages again, which is often the longest part of the job, and fails when the registry has a bad minute.",
  remedy: "Set `cache` on the setup action.",
  reference: "https://docs.github.com/en/actions/reference/workflows-and-actions/dependency-caching",
  *run({ jobs }) {
    for (const { steps, runner } of jobs) {
      const keeps = steps.some(({ uses }) =>
        /(?:^|\/)(?:cache|setup-gradle|gradle-build-action|setup-uv|cache-apt-pkgs-action)$/.test(
          `${uses?.repository ?? ""}${uses?.path ? `/${uses.path}` : ""}`,
        ),
      );
      if (keeps || runner.labels.some(({ text }) => text === "self-hosted")) continue;
      for (const step of steps) {
        const hit = uncached(step, steps);
        if (hit) yield hit;
      }
    }
  },
});

function uncached(step: Step, steps: readonly Step[]): Hit | undefined {
  const { uses } = step;
  const known = uses && Object.hasOwn(CACHED, uses.repository) ? CACHED[uses.repository] : undefined;
  if (!uses || !known || inputOf(step, known.input)) return undefined;
  const major = versionOf(uses)?.[0];
  if (known.builtIn !== undefined && (major === undefined || major >= known.builtIn)) return undefined;
  const program = steps
    .flatMap(({ script }) => script?.commands ?? [])
    .find(
      (command) =>
        known.programs.test(programName(command)) && installs(command.args.map(({ text }) => text)),
    );
  if (!program) return undefined;
  return {
    range: uses.range,
    message: `${stepName(step)} sets no \`cache\`, so ${programName(program)} downloads everything in each run`,
  };
}

/** One tool installed by name is not worth a cache; the project's dependencies are. */
function installs(words: readonly string[]): boolean {
  const [verb] = words.filter((word) => !word.startsWith("-"));
  if (verb === "ci" || verb === "verify" || verb === "package" || verb === "build" || verb === "test")
    return true;
  if (verb !== "install" && verb !== "i") return false;
  return words.includes("-r") || words.filter((word) => !word.startsWith("-")).length === 1;
}

export const costChecks: readonly Check<Model>[] = [timeout, twice, superseded, cache];
