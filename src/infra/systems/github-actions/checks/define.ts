import type { Range } from "../../../position.ts";
import type { Check, CheckContext, Hit } from "../../../system.ts";
import type { ActionModel, DependabotModel, Job, Model, Step, WorkflowModel } from "../model.ts";

type Description = Omit<Check<Model>, "run" | "kinds">;

/** Steps stand in workflows and in composite actions. */
export type WithSteps = WorkflowModel | ActionModel;

/** A check of workflows. */
export function workflowCheck(
  check: Description & { run(workflow: WorkflowModel, context: CheckContext): Iterable<Hit> },
): Check<Model> {
  const run = (model: Model, context: CheckContext) =>
    model.kind === "github-workflow" ? distinct(check.run(model, context)) : [];
  return { ...check, kinds: ["github-workflow"], run };
}

/** A check of action metadata. */
export function actionCheck(
  check: Description & { run(action: ActionModel, context: CheckContext): Iterable<Hit> },
): Check<Model> {
  const run = (model: Model, context: CheckContext) =>
    model.kind === "github-action" ? distinct(check.run(model, context)) : [];
  return { ...check, kinds: ["github-action"], run };
}

/** A check of whatever has steps and expressions. */
export function stepsCheck(
  check: Description & { run(model: WithSteps, context: CheckContext): Iterable<Hit> },
): Check<Model> {
  const run = (model: Model, context: CheckContext) =>
    model.kind === "github-workflow" || model.kind === "github-action"
      ? distinct(check.run(model, context))
      : [];
  return { ...check, kinds: ["github-workflow", "github-action"], run };
}

/** A check of the configuration of Dependabot. */
export function dependabotCheck(
  check: Description & { run(configuration: DependabotModel, context: CheckContext): Iterable<Hit> },
): Check<Model> {
  const run = (model: Model, context: CheckContext) =>
    model.kind === "dependabot" ? distinct(check.run(model, context)) : [];
  return { ...check, kinds: ["dependabot"], run };
}

/** Aliases make one place of the file stand in several steps: a hit is told once. */
function* distinct(hits: Iterable<Hit>): Iterable<Hit> {
  const seen = new Set<string>();
  for (const hit of hits) {
    const key = `${hit.range.startLine}:${hit.range.startColumn}:${hit.message}`;
    if (seen.has(key)) continue;
    seen.add(key);
    yield hit;
  }
}

/** Every step with its job; composite actions have none. */
export function* stepsOf(model: WithSteps): Iterable<{ step: Step; job?: Job }> {
  if (model.kind === "github-action") {
    for (const step of model.steps) yield { step };
    return;
  }
  for (const job of model.jobs) for (const step of job.steps) yield { step, job };
}

/** Every `uses`, of steps and of jobs that call a reusable workflow. */
export function usesOf(model: WithSteps): { uses: NonNullable<Step["uses"]>; step?: Step; job?: Job }[] {
  const found: { uses: NonNullable<Step["uses"]>; step?: Step; job?: Job }[] = [];
  if (model.kind === "github-workflow") {
    for (const job of model.jobs) if (job.uses) found.push({ uses: job.uses, job });
  }
  for (const { step, job } of stepsOf(model)) {
    if (step.uses) found.push({ uses: step.uses, step, ...(job ? { job } : {}) });
  }
  return found;
}

/** True where the workflow starts on one of these events. */
export function startsOn(workflow: WorkflowModel, ...events: string[]): boolean {
  return workflow.triggers.some(({ name }) => events.includes(name));
}

/** True where nothing but another workflow starts it. */
export function onlyCalled(workflow: WorkflowModel): boolean {
  return workflow.triggers.length > 0 && workflow.triggers.every(({ name }) => name === "workflow_call");
}

/** The first line of a range, for what is told of a block as a whole. */
export function firstLine(range: Range, model: Model): Range {
  return range.startLine === range.endLine
    ? range
    : { ...range, endLine: range.startLine, endColumn: model.lines.lineRange(range.startLine).endColumn };
}

/** The place that stands for the file as a whole: its first key. */
export function fileRange(model: Model): Range {
  return model.root.entries()[0]?.keyRange ?? firstLine(model.root.range, model);
}

/** `step "Build"` or `step 3`, for messages. */
export function stepName(step: Step): string {
  const { title } = step;
  return /^step \d+$/.test(title) ? title : `step "${title}"`;
}
