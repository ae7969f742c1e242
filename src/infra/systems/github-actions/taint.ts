import { findPlaceholders, parseExpression } from "../../formats/github-expression.ts";
import { type Flow, flowsOf } from "../../formats/github-expression-walk.ts";
import { isTaintedOutput, isUntrusted } from "./knowledge/untrusted.ts";
import type { ExpressionSite, WorkflowModel } from "./model.ts";
import { findVariable } from "./values.ts";

/** Where a value that stands in an expression comes from. */
export interface Origin {
  /** The chain as the file writes it: `github.event.issue.title`, `env.TITLE`. */
  text: string;
  /** Why an outsider writes it, where it is not the chain itself: the chain behind it. */
  behind?: string;
  flow: Flow;
}

/** How often a value is followed from name to name. */
const MAX_STEPS = 4;

/** The chains of a site whose value an outsider writes, followed through `env`, job outputs and known actions. */
export function untrustedFlows(site: ExpressionSite, workflow: WorkflowModel | undefined): Origin[] {
  if (!site.expression) return [];
  return flowsOf(site.expression).flatMap((flow) => {
    const behind = untrustedSource(flow, site, workflow, 0);
    if (behind === undefined) return [];
    return [{ text: flow.text, flow, ...(behind === flow.text ? {} : { behind }) }];
  });
}

/** The outsider's chain behind a flow; undefined where there is none. */
function untrustedSource(
  flow: Flow,
  site: Pick<ExpressionSite, "job" | "step">,
  workflow: WorkflowModel | undefined,
  depth: number,
): string | undefined {
  if (isUntrusted(flow)) return flow.text;
  if (depth >= MAX_STEPS) return undefined;
  const [context, name, property, output] = flow.path;
  if (context === "env" && name !== undefined) {
    const variable = findVariable(name, [site.step?.env ?? [], site.job?.env ?? [], workflow?.env ?? []]);
    return variable ? untrustedText(variable.value, site, workflow, depth + 1) : undefined;
  }
  if (property !== "outputs" || output === undefined || name === undefined) return undefined;
  if (context === "steps") {
    const step = site.job?.steps.find(({ id }) => id?.toLowerCase() === name);
    return step?.uses && isTaintedOutput(step.uses.repository, output) ? flow.text : undefined;
  }
  const job = context === "needs" ? workflow?.jobs.find(({ id }) => id.toLowerCase() === name) : undefined;
  const value = job?.outputs.find((one) => one.name.toLowerCase() === output)?.value;
  return job && value !== undefined ? untrustedText(value, { job }, workflow, depth + 1) : undefined;
}

function untrustedText(
  text: string,
  site: Pick<ExpressionSite, "job" | "step">,
  workflow: WorkflowModel | undefined,
  depth: number,
): string | undefined {
  for (const { inner } of findPlaceholders(text)) {
    const { expression } = parseExpression(inner);
    for (const flow of expression ? flowsOf(expression) : []) {
      const source = untrustedSource(flow, site, workflow, depth);
      if (source !== undefined) return source;
    }
  }
  return undefined;
}
