import { type Flow, flowsOf } from "../../../formats/github-expression-walk.ts";
import type { Check, Hit } from "../../../system.ts";
import { CODE_INPUTS } from "../knowledge/untrusted.ts";
import { type ExpressionSite, type Model, rangeIn, rangeOf } from "../model.ts";
import { untrustedFlows } from "../taint.ts";
import { stepName, stepsCheck, type WithSteps } from "./define.ts";
import { throughEnvironment } from "./injection-fix.ts";

/** The places whose text is run: `run`, and the inputs of actions that take a script. */
export function codeOf(site: ExpressionSite): string | undefined {
  const { path, step } = site;
  if (!step) return undefined;
  const key = path.at(-1) ?? "";
  if (key === "run" && path.at(-2) === String(step.index)) return "run";
  if (path.at(-2) !== "with" || !step.uses) return undefined;
  const { repository } = step.uses;
  const inputs = Object.hasOwn(CODE_INPUTS, repository) ? CODE_INPUTS[repository] : undefined;
  return inputs?.includes(key.toLowerCase()) ? key : undefined;
}

const scriptInjection = stepsCheck({
  id: "github-actions/script-injection",
  title: "Outsider's text in a script",
  severity: "critical",
  category: "security",
  why: "The expression is pasted into the script before a shell reads it, so a title or branch name such as `$(curl …)` runs as a command, with the job's token and secrets.",
  remedy: "Hand the value over in `env` and use the variable, quoted, in the script.",
  reference: "https://docs.github.com/en/actions/concepts/security/script-injections",
  equivalents: [
    "zizmor:template-injection",
    "actionlint:expression",
    "kics:Run Block Injection",
    "kics:Script Block Injection",
    "checkov:CKV_GHA_2",
  ],
  *run(model, context) {
    const workflow = model.kind === "github-workflow" ? model : undefined;
    for (const site of model.expressions) {
      const place = codeOf(site);
      if (place === undefined || !site.step) continue;
      const origins = untrustedFlows(site, workflow);
      for (const { text, behind, flow } of origins) {
        const origin = behind === undefined || behind === text ? "" : ` (it holds ${behind})`;
        const fix =
          place === "run" && origins.length === 1
            ? throughEnvironment(site, model.lines, context.file.text)
            : undefined;
        yield {
          range: rangeIn(site, flow.expression),
          message: `${stepName(site.step)} puts ${text}${origin}, which anyone can write, into ${place === "run" ? "its script" : `the code of \`${place}\``}`,
          ...(fix ? { fix } : {}),
        };
      }
    }
  },
});

/** Text that a caller, or a person who may start the workflow, chooses freely. */
function isInput({ path, serialised }: Flow, model: WithSteps): boolean {
  const [first, second, third] = path;
  const name = first === "inputs" ? second : second === "event" && third === "inputs" ? path[3] : undefined;
  if (first === "github" && second === "event" && third === "client_payload") return true;
  if (first !== "inputs" && !(first === "github" && second === "event" && third === "inputs")) return false;
  if (name === undefined) return serialised;
  return isFreeText(name, model);
}

/** False for inputs whose declared type keeps shell syntax out. */
function isFreeText(name: string, model: WithSteps): boolean {
  if (model.kind === "github-action") return model.inputs.some((input) => input.name.toLowerCase() === name);
  for (const trigger of model.triggers) {
    const declared = trigger.node
      .get("inputs")
      .entries()
      .find(({ key }) => key.toLowerCase() === name)?.value;
    if (declared) return (declared.get("type").string ?? "string") === "string";
  }
  return false;
}

const inputInjection = stepsCheck({
  id: "github-actions/input-injection",
  title: "Input pasted into a script",
  severity: "medium",
  category: "security",
  why: "The value becomes part of the script before the shell reads it: a quote or `$(…)` in it breaks the step or runs commands, and a caller may pass on text that it did not write itself.",
  remedy: "Hand the input over in `env` and use the variable, quoted, in the script.",
  reference: "https://docs.github.com/en/actions/concepts/security/script-injections",
  equivalents: ["zizmor:template-injection"],
  *run(model, context) {
    for (const site of model.expressions) {
      const place = codeOf(site);
      if (place === undefined || !site.expression || !site.step) continue;
      const flows = flowsOf(site.expression).filter((flow) => isInput(flow, model));
      for (const flow of flows) {
        const fix =
          place === "run" && flows.length === 1
            ? throughEnvironment(site, model.lines, context.file.text)
            : undefined;
        const hit: Hit = {
          range: rangeIn(site, flow.expression),
          message: `${stepName(site.step)} pastes ${flow.text} into ${place === "run" ? "its script" : `the code of \`${place}\``}`,
        };
        yield fix ? { ...hit, fix } : hit;
      }
    }
  },
});

const runnerChoice = stepsCheck({
  id: "github-actions/outsider-chooses-runner",
  title: "Outsider's text chooses the runner or the image",
  severity: "high",
  category: "security",
  why: "Whoever opens the pull request chooses the machine or the container that the job, with its secrets, runs in.",
  remedy: "Take the runner and the image from constants or from inputs with a fixed list of options.",
  reference: "https://docs.github.com/en/actions/reference/security/secure-use",
  *run(model) {
    if (model.kind !== "github-workflow") return;
    for (const site of model.expressions) {
      const key = site.path[2];
      if (!site.job || (key !== "runs-on" && key !== "container" && key !== "services")) continue;
      if (site.path.includes("env")) continue;
      for (const { text } of untrustedFlows(site, model)) {
        yield {
          range: rangeOf(site),
          message: `job "${site.job.id}" takes \`${key}\` from ${text}, which anyone can write`,
        };
      }
    }
  },
});

export const injectionChecks: readonly Check<Model>[] = [scriptInjection, inputInjection, runnerChoice];
