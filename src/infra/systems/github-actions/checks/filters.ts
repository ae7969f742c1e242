import type { YamlNode } from "../../../formats/yaml.ts";
import { joinPath } from "../../../paths.ts";
import type { Check, CheckContext, Hit } from "../../../system.ts";
import { checkCron } from "../cron.ts";
import { filterPrefix } from "../filters.ts";
import { EVENTS } from "../knowledge/schema.ts";
import type { Model, Trigger } from "../model.ts";
import { nearest } from "../nearest.ts";
import { repositoryRoot } from "../repository.ts";
import { workflowCheck } from "./define.ts";

const SYNTAX = "https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax";
const PATHS = `${SYNTAX}#onpushpull_requestpull_request_targetpathspaths-ignore`;

const conflict = workflowCheck({
  id: "github-actions/conflicting-filters",
  title: "A filter and its opposite for the same event",
  severity: "high",
  category: "correctness",
  why: "GitHub refuses the workflow: of `paths` and `paths-ignore`, and likewise for branches and tags, only one may stand under an event.",
  remedy: "Keep the positive list and take things away in it with `!`.",
  reference: PATHS,
  equivalents: ["actionlint:events"],
  *run({ triggers }) {
    for (const { name, node } of triggers) {
      for (const key of ["branches", "tags", "paths"]) {
        const ignore = node.get(`${key}-ignore`);
        if (node.has(key) && node.has(`${key}-ignore`)) {
          yield { range: ignore.keyRange, message: `${name} has both \`${key}\` and \`${key}-ignore\`` };
        }
      }
    }
  },
});

const impossible = workflowCheck({
  id: "github-actions/filter-never-matches",
  title: "Filter that can match nothing",
  severity: "high",
  category: "correctness",
  why: "The pattern has a form that no branch or path ever has, so the event does not start the workflow, and nothing says so.",
  remedy:
    "Write branch and tag names without `refs/heads/`, and paths from the top of the repository without `./` or `/`.",
  reference: `${SYNTAX}#filter-pattern-cheat-sheet`,
  equivalents: ["actionlint:glob"],
  *run({ triggers }) {
    for (const { node } of triggers) {
      for (const key of ["branches", "branches-ignore", "tags", "tags-ignore", "paths", "paths-ignore"]) {
        const items = listOf(node.get(key));
        for (const item of items) yield* impossiblePattern(item, key);
        const first = items[0];
        if (!key.endsWith("-ignore") && first && items.every((item) => item.string?.startsWith("!"))) {
          yield {
            range: first.range,
            message: `\`${key}\` only takes away: without a pattern that matches first, nothing does`,
          };
        }
      }
    }
  },
});

function listOf(node: YamlNode): YamlNode[] {
  return node.isList ? node.items() : node.string === undefined ? [] : [node];
}

function* impossiblePattern(item: YamlNode, key: string): Iterable<Hit> {
  const pattern = item.string ?? "";
  const bare = pattern.replace(/^!/, "");
  const wrong = key.startsWith("paths")
    ? /^(?:\.\/|\/)/.exec(bare)?.[0]
    : /^refs\/(?:heads|tags)\//.exec(bare)?.[0];
  if (wrong !== undefined) {
    const corrected = pattern.replace(wrong, "");
    const quote = item.isQuoted || /^[!*]/.test(corrected) ? '"' : "";
    const fix = {
      title: `Change to ${corrected}`,
      edits: [{ range: item.range, newText: `${quote}${corrected}${quote}` }],
    };
    yield {
      range: item.range,
      message: `"${pattern}" matches nothing: \`${key}\` holds ${key.startsWith("paths") ? "paths from the top, without" : "names without"} "${wrong}"`,
      fix,
    };
  } else if (bare === "" || (key.startsWith("paths") && bare.includes("\\"))) {
    yield {
      range: item.range,
      message:
        bare === ""
          ? `\`${key}\` holds an empty pattern`
          : `"${pattern}" matches nothing: paths take forward slashes`,
    };
  } else if (!key.startsWith("paths") && /[ ~^:]|\.\./.test(bare)) {
    yield {
      range: item.range,
      message: `"${pattern}" matches nothing: no branch or tag can have such a name`,
    };
  }
}

const BRANCHES = ["branches", "branches-ignore"];
const PATH_FILTERS = ["paths", "paths-ignore"];
/** The keys that an event takes, for events that take more than `types`. */
const EVENT_KEYS: Readonly<Record<string, readonly string[]>> = {
  push: [...BRANCHES, ...PATH_FILTERS, "tags", "tags-ignore"],
  pull_request: ["types", ...BRANCHES, ...PATH_FILTERS],
  pull_request_target: ["types", ...BRANCHES, ...PATH_FILTERS],
  merge_group: ["types", ...BRANCHES],
  workflow_run: ["types", "workflows", ...BRANCHES],
  workflow_call: ["inputs", "outputs", "secrets"],
  workflow_dispatch: ["inputs"],
  image_version: ["names", "versions"],
};

const unknownFilter = workflowCheck({
  id: "github-actions/unknown-event-filter",
  title: "Event does not know this filter",
  severity: "medium",
  category: "correctness",
  why: "The event is not filtered as the file says: the workflow starts for everything, or GitHub refuses it.",
  remedy: "Correct the key, or test for the branch or tag in an `if` of the job.",
  reference: `${SYNTAX}#on`,
  equivalents: ["actionlint:events", "actionlint:syntax-check"],
  *run({ triggers }) {
    for (const { name, node } of triggers) {
      if (!EVENTS.has(name)) continue;
      const known = Object.hasOwn(EVENT_KEYS, name) ? (EVENT_KEYS[name] ?? []) : ["types"];
      for (const { key, keyRange } of node.entries()) {
        if (known.includes(key)) continue;
        const near = nearest(key.replaceAll("_", "-"), known);
        yield {
          range: keyRange,
          message: `${name} takes no \`${key.slice(0, 60)}\`${near ? `; \`${near}\` is near` : ""}`,
          ...(near
            ? { fix: { title: `Change to ${near}`, edits: [{ range: keyRange, newText: near }] } }
            : {}),
        };
      }
    }
  },
});

const nothingThere = workflowCheck({
  id: "github-actions/path-filter-without-files",
  title: "Path filter for a folder that does not exist",
  severity: "medium",
  category: "correctness",
  why: "The folder was renamed or the name is mistyped: changes to the code that was meant no longer start the workflow, and merging goes on without its checks.",
  remedy: "Correct the path, or remove the entry.",
  reference: PATHS,
  *run({ triggers }, context) {
    if (!knowsRepository(context)) return;
    const root = repositoryRoot(context.file.path);
    for (const { node } of triggers) {
      for (const item of listOf(node.get("paths"))) {
        const prefix =
          item.string === undefined || /^\.?\//.test(item.string) ? undefined : filterPrefix(item.string);
        const path = prefix === undefined ? undefined : joinPath(root, prefix);
        if (path === undefined || context.exists(path)) continue;
        yield {
          range: item.range,
          message: `"${item.string}" matches nothing: ${prefix} is not in the repository`,
        };
      }
    }
  },
});

/** False where a file is reviewed on its own: then nothing at all exists around it. */
export function knowsRepository({ file, exists }: CheckContext): boolean {
  return exists(file.path);
}

const cron = workflowCheck({
  id: "github-actions/invalid-cron",
  title: "Schedule that GitHub does not run",
  severity: "high",
  category: "correctness",
  why: "GitHub refuses a schedule that it cannot read, and runs none more often than every five minutes.",
  remedy: "Write five fields: minute, hour, day of the month, month, day of the week, in UTC.",
  reference:
    "https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#schedule",
  equivalents: ["actionlint:events"],
  *run({ triggers }) {
    for (const { name, node } of triggers) {
      if (name === "schedule") for (const item of node.items()) yield* wrongCron(item.get("cron"));
    }
  },
});

function* wrongCron(node: YamlNode): Iterable<Hit> {
  const fault = node.string === undefined || node.string.includes("${{") ? undefined : checkCron(node.string);
  if (fault !== undefined)
    yield { range: node.range, message: `"${(node.string ?? "").slice(0, 60)}": ${fault}` };
}

const requiredSkipped = workflowCheck({
  id: "github-actions/workflow-run-unknown",
  title: "Waits for a workflow that is not there",
  severity: "medium",
  category: "correctness",
  why: "`workflow_run` goes by the `name` of the other workflow. When that is renamed, this one is never started again, and nothing says so.",
  remedy: "Write the name exactly as it stands in the other workflow.",
  reference:
    "https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#workflow_run",
  *run({ triggers, name }) {
    for (const { node } of triggers.filter((trigger: Trigger) => trigger.name === "workflow_run")) {
      for (const item of listOf(node.get("workflows"))) {
        if (name !== undefined && item.string === name) {
          yield { range: item.range, message: `the workflow waits for itself ("${name}")` };
        }
      }
      if (!node.has("workflows"))
        yield { range: node.keyRange, message: "`workflow_run` names no `workflows`, so nothing starts it" };
    }
  },
});

export const filterChecks: readonly Check<Model>[] = [
  unknownFilter,
  conflict,
  impossible,
  nothingThere,
  cron,
  requiredSkipped,
];
