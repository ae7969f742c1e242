import type { ContextAccess } from "../../../formats/github-expression-walk.ts";
import { accessesOf } from "../../../formats/github-expression-walk.ts";
import type { Check, Hit } from "../../../system.ts";
import { GITHUB_PROPERTIES } from "../knowledge/contexts.ts";
import { matrixKeys } from "../matrix.ts";
import {
  type ActionModel,
  type ExpressionSite,
  type Job,
  type Model,
  rangeIn,
  type WorkflowModel,
} from "../model.ts";
import { nearest } from "../nearest.ts";
import { stepsCheck, type WithSteps } from "./define.ts";

const undefinedReference = stepsCheck({
  id: "github-actions/undefined-reference",
  title: "Expression names something that is not there",
  severity: "high",
  category: "correctness",
  why: "GitHub puts an empty string in its place without a word: conditions turn false, versions and paths come out empty, and the step still looks fine.",
  remedy:
    "Correct the name, or declare what it stands for: the job under `needs`, the step's `id`, the input, the matrix key.",
  reference: "https://docs.github.com/en/actions/reference/workflows-and-actions/contexts",
  equivalents: ["actionlint:expression"],
  *run(model) {
    for (const site of model.expressions) {
      for (const access of site.expression ? accessesOf(site.expression) : []) {
        const message = missing(access, site, model);
        if (message !== undefined) {
          const hit: Hit = { range: rangeIn(site, access.expression), message };
          yield hit;
        }
      }
    }
  },
});

function missing(access: ContextAccess, site: ExpressionSite, model: WithSteps): string | undefined {
  const [context, name] = access.path;
  if (name === undefined || name === "*" || name === "?") return undefined;
  switch (context) {
    case "github":
      return GITHUB_PROPERTIES.has(name)
        ? undefined
        : `\`${access.text}\`: the github context has no \`${name}\`${hint(name, GITHUB_PROPERTIES)}`;
    case "inputs":
      return missingInput(access, name, model);
    case "steps":
      return missingStep(access, site, model);
    case "matrix":
      return missingMatrixKey(access, name, site.job);
    case "needs":
      return missingNeed(access, site, model);
    case "jobs":
      return model.kind === "github-workflow" ? missingJob(access, model) : undefined;
    default:
      return undefined;
  }
}

function hint(name: string, known: Iterable<string>): string {
  const near = nearest(name, known);
  return near === undefined ? "" : `; \`${near}\` is near`;
}

/** The declared inputs in lower case. */
function inputNames(model: WithSteps): Set<string> {
  if (model.kind === "github-action") return new Set(model.inputs.map(({ name }) => name.toLowerCase()));
  const declared = model.triggers.flatMap(({ node }) => node.get("inputs").entries());
  return new Set(declared.map(({ key }) => key.toLowerCase()));
}

function missingInput({ text }: ContextAccess, name: string, model: WithSteps): string | undefined {
  const known = inputNames(model);
  if (known.has(name)) return undefined;
  return `\`${text}\`: no input \`${name}\` is declared${hint(name, known)}`;
}

const STEP_PROPERTIES = new Set(["outputs", "conclusion", "outcome"]);

function missingStep(
  { path, text }: ContextAccess,
  site: ExpressionSite,
  model: WithSteps,
): string | undefined {
  const steps = site.job?.steps ?? (model as ActionModel).steps ?? [];
  const [, name = "", property] = path;
  const ids = new Set(steps.flatMap(({ id }) => id?.toLowerCase() ?? []));
  // An id made from an expression could be any.
  if ([...ids].some((id) => id.includes("${{"))) return undefined;
  if (!ids.has(name)) {
    const place = site.job ? `of job "${site.job.id}"` : "of the action";
    return `\`${text}\`: no step ${place} has the id \`${name}\`${hint(name, ids)}`;
  }
  if (property === undefined || STEP_PROPERTIES.has(property) || property === "*" || property === "?")
    return undefined;
  return `\`${text}\`: a step has outputs, outcome and conclusion, not \`${property}\``;
}

function missingMatrixKey({ text }: ContextAccess, name: string, job: Job | undefined): string | undefined {
  const keys = job ? matrixKeys(job.node) : undefined;
  if (!job || !keys || keys.has(name)) return undefined;
  if (keys.size === 0) return `\`${text}\`: job "${job.id}" has no matrix`;
  return `\`${text}\`: the matrix of job "${job.id}" has no \`${name}\`${hint(name, keys)}`;
}

function missingNeed(
  { path, text }: ContextAccess,
  site: ExpressionSite,
  model: WithSteps,
): string | undefined {
  const { job } = site;
  const [, name = "", property, output] = path;
  if (!job || model.kind !== "github-workflow") return undefined;
  const needed = new Set(job.needs.map(({ id }) => id.toLowerCase()));
  if (![...needed].every((id) => !id.includes("${{"))) return undefined;
  if (!needed.has(name)) {
    const there = model.jobs.some(({ id }) => id.toLowerCase() === name);
    return `\`${text}\`: job "${job.id}" does not list \`${name}\` under needs${there ? "" : `, and there is no such job${hint(name, needed)}`}`;
  }
  if (property !== undefined && !["outputs", "result", "*", "?"].includes(property)) {
    return `\`${text}\`: a needed job has outputs and a result, not \`${property}\``;
  }
  return property === "outputs" ? missingOutput(text, name, output, model) : undefined;
}

function missingOutput(
  text: string,
  id: string,
  output: string | undefined,
  model: WorkflowModel,
): string | undefined {
  const job = model.jobs.find((one) => one.id.toLowerCase() === id);
  // What a called workflow puts out is checked where both files are read.
  if (!job || job.uses || output === undefined || output === "*" || output === "?") return undefined;
  const known = new Set(job.outputs.map(({ name }) => name.toLowerCase()));
  return known.has(output)
    ? undefined
    : `\`${text}\`: job "${job.id}" declares no output \`${output}\`${hint(output, known)}`;
}

function missingJob({ path, text }: ContextAccess, model: WorkflowModel): string | undefined {
  const [, name = "", property, output] = path;
  const ids = model.jobs.map(({ id }) => id.toLowerCase());
  if (!ids.includes(name)) return `\`${text}\`: there is no job \`${name}\`${hint(name, ids)}`;
  return property === "outputs" ? missingOutput(text, name, output, model) : undefined;
}

export const referenceChecks: readonly Check<Model>[] = [undefinedReference];
