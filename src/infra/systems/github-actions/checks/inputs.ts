import type { YamlNode } from "../../../formats/yaml.ts";
import type { Check, Hit } from "../../../system.ts";
import { ACTION_INPUTS } from "../knowledge/inputs.ts";
import type { Model } from "../model.ts";
import { nearest } from "../nearest.ts";
import { stepName, stepsCheck, stepsOf, workflowCheck } from "./define.ts";

const actionInputs = stepsCheck({
  id: "github-actions/action-inputs",
  title: "Inputs do not fit the action",
  severity: "high",
  category: "correctness",
  why: "The runner drops an input that the action does not know with no more than a warning, so the setting is not applied; without a required input the step fails.",
  remedy: "Correct the name, or pass what is missing.",
  reference:
    "https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepswith",
  equivalents: ["actionlint:action"],
  *run(model) {
    for (const { step } of stepsOf(model)) {
      const { uses } = step;
      const known =
        uses?.path === "" && Object.hasOwn(ACTION_INPUTS, uses.repository)
          ? ACTION_INPUTS[uses.repository]
          : undefined;
      if (!uses || !known || step.node.get("with").string !== undefined) continue;
      const all = [...known.required, ...known.optional];
      const names = new Set(all.map((name) => name.toLowerCase()));
      for (const { name, range } of step.with) {
        const near = names.has(name.toLowerCase()) ? undefined : nearest(name, all);
        if (near === undefined) continue;
        const fix = { title: `Change to ${near}`, edits: [{ range, newText: near }] };
        yield { range, message: `${uses.repository} has no input \`${name}\`; \`${near}\` is near`, fix };
      }
      const given = new Set(step.with.map(({ name }) => name.toLowerCase()));
      const missing = known.required.filter((name) => !given.has(name));
      if (missing.length === 0) continue;
      yield {
        range: uses.range,
        message: `${stepName(step)} does not pass ${missing.map((name) => `\`${name}\``).join(" and ")}, which ${uses.repository} requires`,
      };
    }
  },
});

const INPUT_TYPES: Readonly<Record<string, readonly string[]>> = {
  workflow_dispatch: ["string", "boolean", "choice", "number", "environment"],
  workflow_call: ["string", "boolean", "number"],
};

const declaredInputs = workflowCheck({
  id: "github-actions/invalid-input-declaration",
  title: "Input that is declared wrongly",
  severity: "high",
  category: "correctness",
  why: "GitHub refuses the workflow, or shows a form whose default nobody can choose.",
  remedy: "Give each input a known type, a choice its `options`, and a default that fits.",
  reference:
    "https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#onworkflow_dispatchinputs",
  equivalents: ["actionlint:events", "actionlint:syntax-check"],
  *run({ triggers }) {
    for (const { name, node } of triggers) {
      const types = Object.hasOwn(INPUT_TYPES, name) ? INPUT_TYPES[name] : undefined;
      for (const { key, keyRange, value } of types ? node.get("inputs").entries() : []) {
        if (!types) continue;
        const type = value.get("type");
        if (type.string === undefined) {
          if (name === "workflow_call")
            yield {
              range: keyRange,
              message: `input \`${key}\` states no type, which \`workflow_call\` requires`,
            };
        } else if (!types.includes(type.string)) {
          yield {
            range: type.range,
            message: `input \`${key}\`: ${name} knows no type “${type.string.slice(0, 40)}”`,
          };
        } else yield* wrongDefault(key, type.string, value);
      }
    }
  },
});

function* wrongDefault(key: string, type: string, input: YamlNode): Iterable<Hit> {
  const given = input.get("default");
  if (type === "choice") {
    const options = input.get("options").strings();
    if (options.length === 0)
      yield { range: input.get("type").range, message: `input \`${key}\` is a choice without options` };
    else if (given.string !== undefined && !options.includes(given.string)) {
      yield { range: given.range, message: `the default of input \`${key}\` is none of its options` };
    }
  }
  if (given.string === undefined || given.string === "" || given.string.includes("${{")) return;
  if (type === "boolean" && !/^(?:true|false)$/i.test(given.string))
    yield {
      range: given.range,
      message: `the default of the boolean input \`${key}\` is neither true nor false`,
    };
  if (type === "number" && Number.isNaN(Number(given.string)))
    yield { range: given.range, message: `the default of input \`${key}\` is not a number` };
}

/** https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows */
const PULL_REQUEST = [
  "assigned",
  "unassigned",
  "labeled",
  "unlabeled",
  "opened",
  "edited",
  "closed",
  "reopened",
  "synchronize",
  "converted_to_draft",
  "locked",
  "unlocked",
  "enqueued",
  "dequeued",
  "milestoned",
  "demilestoned",
  "ready_for_review",
  "review_requested",
  "review_request_removed",
  "auto_merge_enabled",
  "auto_merge_disabled",
];
const TYPES: Readonly<Record<string, readonly string[]>> = {
  pull_request: PULL_REQUEST,
  pull_request_target: PULL_REQUEST,
  pull_request_review: ["submitted", "edited", "dismissed"],
  pull_request_review_comment: ["created", "edited", "deleted"],
  issue_comment: ["created", "edited", "deleted"],
  issues: [
    "opened",
    "edited",
    "deleted",
    "transferred",
    "pinned",
    "unpinned",
    "closed",
    "reopened",
    "assigned",
    "unassigned",
    "labeled",
    "unlabeled",
    "locked",
    "unlocked",
    "milestoned",
    "demilestoned",
    "typed",
    "untyped",
  ],
  release: ["published", "unpublished", "created", "edited", "deleted", "prereleased", "released"],
  workflow_run: ["completed", "requested", "in_progress"],
  merge_group: ["checks_requested"],
  label: ["created", "edited", "deleted"],
};

const eventTypes = workflowCheck({
  id: "github-actions/unknown-event-type",
  title: "Event has no such type",
  severity: "high",
  category: "correctness",
  why: "The event never happens with that type, so it does not start the workflow, and nothing says so.",
  remedy: "Take a type from the event's documented list.",
  reference:
    "https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows",
  equivalents: ["actionlint:events"],
  *run({ triggers }) {
    for (const { name, node } of triggers) {
      const known = Object.hasOwn(TYPES, name) ? TYPES[name] : undefined;
      const types = node.get("types");
      for (const item of known ? (types.isList ? types.items() : [types]) : []) {
        if (!known || item.string === undefined || known.includes(item.string)) continue;
        const near = nearest(item.string, known);
        yield {
          range: item.range,
          message: `${name} has no type "${item.string.slice(0, 40)}"${near ? `; "${near}" is near` : ""}`,
        };
      }
    }
  },
});

const SHELLS = ["bash", "sh", "pwsh", "powershell", "cmd", "python"];

const unknownShell = stepsCheck({
  id: "github-actions/unknown-shell",
  title: "Shell that the runner does not know",
  severity: "high",
  category: "correctness",
  why: "The step fails before its first line runs.",
  remedy:
    "Take bash, sh, pwsh, powershell, cmd or python, or a command of your own with `{0}` for the script's file.",
  reference:
    "https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepsshell",
  equivalents: ["actionlint:shell-name"],
  *run(model) {
    const owners =
      model.kind === "github-workflow" ? [model.root, ...model.jobs.map(({ node }) => node)] : [];
    const stated = [
      ...owners.map((node) => node.get("defaults", "run", "shell")),
      ...[...stepsOf(model)].map(({ step }) => step.node.get("shell")),
    ];
    for (const node of stated) {
      const shell = node.string;
      const known = shell !== undefined && SHELLS.includes(shell.slice(shell.lastIndexOf("/") + 1).trim());
      if (shell === undefined || known || shell.includes("${{") || shell.includes("{0}")) continue;
      yield {
        range: node.range,
        message: `“${shell.slice(0, 60)}” is not a shell of the runner, and has no {0} for the script`,
      };
    }
  },
});

const matrixExclude = workflowCheck({
  id: "github-actions/matrix-exclude-matches-nothing",
  title: "`exclude` takes nothing out of the matrix",
  severity: "medium",
  category: "correctness",
  why: "The combination that was meant to be left out is built all the same.",
  remedy: "Correct the key or the value, so that it is one of the matrix.",
  reference:
    "https://docs.github.com/en/actions/how-tos/write-workflows/choose-what-workflows-do/run-job-variations#excluding-matrix-configurations",
  equivalents: ["actionlint:matrix"],
  *run({ jobs }) {
    for (const job of jobs) {
      const matrix = job.node.get("strategy", "matrix");
      for (const item of matrix.get("exclude").items()) {
        for (const { key, keyRange, value } of item.entries()) {
          const row = matrix.get(key);
          if (!matrix.has(key))
            yield { range: keyRange, message: `the matrix of job "${job.id}" has no \`${key}\`` };
          else if (row.isList && !mayHold(row, value)) {
            yield {
              range: value.range,
              message: `\`${key}\` of the matrix of job "${job.id}" is never ${(value.string ?? "").slice(0, 60)}`,
            };
          }
        }
      }
    }
  },
});

function mayHold(row: YamlNode, value: YamlNode): boolean {
  if (value.string === undefined || value.string.includes("${{")) return true;
  return row
    .items()
    .some((item) => item.string === undefined || item.string.includes("${{") || item.string === value.string);
}

export const inputChecks: readonly Check<Model>[] = [
  actionInputs,
  declaredInputs,
  eventTypes,
  unknownShell,
  matrixExclude,
];
