import { findPlaceholders, parseExpression } from "../../formats/github-expression.ts";
import { accessOf } from "../../formats/github-expression-walk.ts";
import type { Combination } from "./matrix.ts";
import type { Job, Step, Variable, WorkflowModel } from "./model.ts";

/** What is known when a step of a job runs. */
export interface Surroundings {
  workflow: WorkflowModel;
  job: Job;
  step: Step;
  combination: Combination;
}

/** Values replace values to this depth: `env` may name another `env`. */
const MAX_ROUNDS = 4;
const MAX_LENGTH = 4000;

/**
 * Puts in what the file itself says: literal `env` values, the values of the matrix, the workspace. Undefined where
 * a part stays unknown. `shell`: `$NAME` and `${NAME}` are replaced too.
 */
export function resolveText(text: string, around: Surroundings, shell = false): string | undefined {
  let current = text;
  for (let round = 0; round < MAX_ROUNDS && current.length < MAX_LENGTH; round++) {
    const next = replaceExpressions(current, around);
    if (next === undefined) return undefined;
    const expanded = shell ? replaceShellVariables(next, around) : next;
    if (expanded === undefined) return undefined;
    if (expanded === current) return current;
    current = expanded;
  }
  return current.includes("${{") || (shell && /[$`]/.test(current)) ? undefined : current;
}

function replaceExpressions(text: string, around: Surroundings): string | undefined {
  let out = "";
  let from = 0;
  for (const { start, end, inner } of findPlaceholders(text)) {
    const value = knownValue(inner, around);
    if (value === undefined) return undefined;
    out += text.slice(from, start) + value;
    from = end;
  }
  return out + text.slice(from);
}

function knownValue(inner: string, around: Surroundings): string | undefined {
  const { expression } = parseExpression(inner);
  if (!expression) return undefined;
  if (expression.type === "literal") return String(expression.value);
  const path = accessOf(expression)?.path;
  if (!path) return undefined;
  const [context, name, ...rest] = path;
  if (context === "github" && name === "workspace") return ".";
  if (context === "env" && name !== undefined && rest.length === 0) return variableOf(name, around);
  if (context !== "matrix" || name === undefined) return undefined;
  let node = around.combination.get(name);
  for (const key of rest) node = node?.entries().find((entry) => entry.key.toLowerCase() === key)?.value;
  return node?.string;
}

const SHELL_VARIABLE = /\$(?:\{([A-Za-z_]\w{0,100})\}|([A-Za-z_]\w{0,100}))/g;

function replaceShellVariables(text: string, around: Surroundings): string | undefined {
  let unknown = false;
  const replaced = text.replace(
    SHELL_VARIABLE,
    (_, braced: string | undefined, plain: string | undefined) => {
      const name = (braced ?? plain ?? "").toLowerCase();
      const value = name === "github_workspace" ? "." : variableOf(name, around);
      if (value === undefined) unknown = true;
      return value ?? "";
    },
  );
  return unknown || replaced.includes("$(") || replaced.includes("`") || replaced.includes("${{")
    ? undefined
    : replaced;
}

/** The value of an environment variable as the nearest `env` states it. */
function variableOf(name: string, { workflow, job, step }: Surroundings): string | undefined {
  return findVariable(name, [step.env, job.env, workflow.env])?.value;
}

/** The first variable of that name, without regard to case. */
export function findVariable(name: string, levels: readonly (readonly Variable[])[]): Variable | undefined {
  const wanted = name.toLowerCase();
  for (const level of levels) {
    const found = level.find((variable) => variable.name.toLowerCase() === wanted);
    if (found) return found;
  }
  return undefined;
}

/** The input of an action, without regard to case, as the runner sees it. */
export function inputOf(step: Step, name: string): Variable | undefined {
  return findVariable(name, [step.with]);
}
