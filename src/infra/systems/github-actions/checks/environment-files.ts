import { findPlaceholders, parseExpression } from "../../../formats/github-expression.ts";
import { flowsOf } from "../../../formats/github-expression-walk.ts";
import { programName, type ShellCommand } from "../../../formats/shell.ts";
import type { Check } from "../../../system.ts";
import { isUntrusted } from "../knowledge/untrusted.ts";
import type { Job, Model, Step, Variable, WorkflowModel } from "../model.ts";
import { stepName, stepsCheck, stepsOf, workflowCheck } from "./define.ts";

const COMMANDS = "https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands";

const fromOutsiders = workflowCheck({
  id: "github-actions/environment-from-outsider",
  title: "Outsider's text in the job's environment or path",
  severity: "high",
  category: "security",
  why: "A line break in the text adds a variable such as `LD_PRELOAD` or `NODE_OPTIONS`, and an entry of the path puts other programs first: each later step runs what the outsider chose.",
  remedy:
    "Check the text against a strict pattern before it is written, or hand it to the one step that needs it through `env`.",
  reference: COMMANDS,
  equivalents: ["zizmor:github-env", "poutine:injection"],
  *run(workflow) {
    for (const job of workflow.jobs) {
      for (const step of job.steps) {
        const { script } = step;
        if (!script || !/GITHUB_(?:ENV|PATH)/.test(script.text)) continue;
        const tainted = taintedNames(workflow, job, step);
        for (const command of script.commands) {
          const file = environmentFile(command);
          const name = file ? taintedWord(command, tainted) : undefined;
          if (!file || name === undefined) continue;
          const range = script.scalar.range(command.start, command.end);
          yield {
            range,
            message: `${stepName(step)} writes ${name}, which holds an outsider's text, to ${file}`,
          };
        }
      }
    }
  },
});

/** `GITHUB_ENV` or `GITHUB_PATH`, where the command writes to it. */
function environmentFile(command: ShellCommand): string | undefined {
  const own = command.redirects.find(({ operator }) => operator.startsWith(">"))?.target?.text;
  const piped = command.pipedInto;
  const tee = piped && programName(piped) === "tee" ? piped.args.map(({ text }) => text).join(" ") : "";
  return /GITHUB_(?:ENV|PATH)/.exec(`${own ?? ""} ${tee}`)?.[0];
}

/** Shell variables that hold an outsider's text: those of `env`, and those that the script makes of them. */
function taintedNames(workflow: WorkflowModel, job: Job, step: Step): Set<string> {
  const names = new Set<string>();
  for (const { name, value } of [...workflow.env, ...job.env, ...step.env]) {
    if (isTaintedText(value)) names.add(name);
    else names.delete(name);
  }
  if (names.size === 0) return names;
  for (const { assignments } of step.script?.commands ?? []) {
    for (const { name, value } of assignments) {
      if (usedName(value.text, names) !== undefined) names.add(name);
    }
  }
  return names;
}

function isTaintedText(value: Variable["value"]): boolean {
  return findPlaceholders(value).some(({ inner }) => {
    const { expression } = parseExpression(inner);
    return expression !== undefined && flowsOf(expression).some(isUntrusted);
  });
}

function taintedWord(command: ShellCommand, names: ReadonlySet<string>): string | undefined {
  for (const { text } of command.args) {
    const name = usedName(text, names);
    if (name !== undefined) return `$${name}`;
  }
  return undefined;
}

const VARIABLE = /\$\{?([A-Za-z_]\w{0,100})/g;

function usedName(text: string, names: ReadonlySet<string>): string | undefined {
  for (const [, name = ""] of text.slice(0, 20_000).matchAll(VARIABLE)) if (names.has(name)) return name;
  return undefined;
}

const insecureCommands = stepsCheck({
  id: "github-actions/insecure-commands-allowed",
  title: "Removed workflow commands switched on again",
  severity: "high",
  category: "security",
  why: "With `ACTIONS_ALLOW_UNSECURE_COMMANDS` any text that a step prints can set variables and the path of all later steps: a log line of a test is enough.",
  remedy: "Remove the variable and write to `$GITHUB_ENV` and `$GITHUB_PATH`.",
  reference:
    "https://github.blog/changelog/2020-10-01-github-actions-deprecating-set-env-and-add-path-commands/",
  equivalents: ["zizmor:insecure-commands", "kics:Unsecured Commands", "checkov:CKV_GHA_1"],
  *run(model) {
    const outer = model.kind === "github-workflow" ? [model.env, ...model.jobs.map(({ env }) => env)] : [];
    for (const { name, value, range } of [
      ...outer,
      ...[...stepsOf(model)].map(({ step }) => step.env),
    ].flat()) {
      const allowed = !["", "false", "0"].includes(value.toLowerCase());
      if (name.toUpperCase() === "ACTIONS_ALLOW_UNSECURE_COMMANDS" && allowed) {
        yield { range, message: "the removed commands `set-env` and `add-path` are switched on again" };
      }
    }
  },
});

const REMOVED = /::(set-env|add-path)(?: name=[\w.-]{1,100})?::/g;
const DEPRECATED = /::(set-output|save-state) name=/g;
const FILES: Readonly<Record<string, string>> = {
  "set-env": "GITHUB_ENV",
  "add-path": "GITHUB_PATH",
  "set-output": "GITHUB_OUTPUT",
  "save-state": "GITHUB_STATE",
};

const removedCommand = stepsCheck({
  id: "github-actions/removed-command",
  title: "Workflow command that no longer works",
  severity: "high",
  category: "correctness",
  why: "The runner fails the step with an error when it reads the command.",
  remedy: "Append `NAME=value` to `$GITHUB_ENV`, or the folder to `$GITHUB_PATH`.",
  reference: COMMANDS,
  equivalents: ["actionlint:deprecated-commands"],
  *run(model) {
    yield* commandsOf(
      model,
      REMOVED,
      (command, step) =>
        `${stepName(step)} prints ::${command}::, which the runner rejects; $${FILES[command]} takes its place`,
    );
  },
});

const deprecatedCommand = stepsCheck({
  id: "github-actions/deprecated-command",
  title: "Deprecated workflow command",
  severity: "low",
  category: "correctness",
  why: "The runner warns in each run and will stop reading it; any text that the step prints can forge such an output.",
  remedy: "Append `name=value` to `$GITHUB_OUTPUT` or `$GITHUB_STATE`.",
  reference:
    "https://github.blog/changelog/2022-10-11-github-actions-deprecating-save-state-and-set-output-commands/",
  equivalents: ["actionlint:deprecated-commands"],
  *run(model) {
    yield* commandsOf(
      model,
      DEPRECATED,
      (command, step) => `${stepName(step)} prints ::${command}::; $${FILES[command]} takes its place`,
    );
  },
});

function* commandsOf(
  model: Parameters<typeof stepsOf>[0],
  form: RegExp,
  message: (command: string, step: Step) => string,
) {
  for (const { step } of stepsOf(model)) {
    for (const found of step.script?.text.matchAll(form) ?? []) {
      const command = found[1] ?? "";
      const start = found.index;
      if (step.script)
        yield {
          range: step.script.scalar.range(start, start + found[0].length),
          message: message(command, step),
        };
    }
  }
}

export const environmentFileChecks: readonly Check<Model>[] = [
  fromOutsiders,
  insecureCommands,
  removedCommand,
  deprecatedCommand,
];
