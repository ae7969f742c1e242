import { findPlaceholders, parseExpression } from "../../formats/github-expression.ts";
import type { YamlNode } from "../../formats/yaml.ts";
import type { LineIndex } from "../../position.ts";
import type { ExpressionSite, Job, Step } from "./model.ts";
import { ScalarText } from "./scalar-text.ts";

/** Bounds against files that repeat themselves through aliases. */
const MAX_NODES = 200_000;
const MAX_SITES = 20_000;
const MAX_DEPTH = 14;

/** Whose steps the expressions belong to. */
interface Owners {
  jobs: readonly Job[];
  /** Of a composite action. */
  steps: readonly Step[];
}

/** Reads every expression of a workflow or action file. */
export function collectExpressions(
  root: YamlNode,
  text: string,
  lines: LineIndex,
  owners: Owners,
): ExpressionSite[] {
  if (!text.includes("${{") && !/\bif["']?\s*:/.test(text)) return [];
  const walk = new Walk(text, lines, owners);
  walk.enter(root, []);
  return walk.sites;
}

class Walk {
  readonly sites: ExpressionSite[] = [];
  private visited = 0;
  private readonly jobs: ReadonlyMap<string, Job>;

  constructor(
    private readonly file: string,
    private readonly lines: LineIndex,
    private readonly owners: Owners,
  ) {
    this.jobs = new Map(owners.jobs.map((job) => [job.id, job]));
  }

  enter(node: YamlNode, path: string[]): void {
    if (++this.visited > MAX_NODES || path.length > MAX_DEPTH || this.sites.length >= MAX_SITES) return;
    if (node.isMap) {
      for (const { key, value } of node.entries()) this.enter(value, [...path, key]);
    } else if (node.isList) {
      for (const [i, item] of node.items().entries()) this.enter(item, [...path, String(i)]);
    } else {
      const text = node.string;
      if (text === undefined) return;
      if (text.includes("${{")) this.addPlaceholders(node, path);
      else if (isCondition(path) && text.trim() !== "") this.addBare(node, path);
    }
  }

  private addPlaceholders(node: YamlNode, path: string[]): void {
    const scalar = new ScalarText(node, this.file, this.lines);
    for (const { start, end, inner, innerStart, closed } of findPlaceholders(scalar.text)) {
      const parsed = closed
        ? parseExpression(inner)
        : { expression: undefined, problem: { start: -3, end: 0, message: "“}}” is missing" } };
      this.sites.push({ ...this.owner(path), path, scalar, start, end, innerStart, bare: false, ...parsed });
    }
  }

  private addBare(node: YamlNode, path: string[]): void {
    const scalar = new ScalarText(node, this.file, this.lines);
    const end = scalar.text.trimEnd().length;
    const start = scalar.text.length - scalar.text.trimStart().length;
    const parsed = parseExpression(scalar.text.slice(start, end));
    this.sites.push({
      ...this.owner(path),
      path,
      scalar,
      start,
      end,
      innerStart: start,
      bare: true,
      ...parsed,
    });
  }

  private owner(path: readonly string[]): { job?: Job; step?: Step } {
    if (path[0] === "runs" && path[1] === "steps") return withStep(this.owners.steps[Number(path[2])]);
    const job = path[0] === "jobs" ? this.jobs.get(path[1] ?? "") : undefined;
    if (!job) return {};
    return { job, ...(path[2] === "steps" ? withStep(job.steps[Number(path[3])]) : {}) };
  }
}

function withStep(step: Step | undefined): { step?: Step } {
  return step ? { step } : {};
}

/** True for the `if` of a job, a step or a snapshot, where the braces may be left out. */
export function isCondition(path: readonly string[]): boolean {
  if (path.at(-1) !== "if") return false;
  if (path[0] === "runs") return path.length === 4;
  if (path[0] !== "jobs") return false;
  return path.length === 3 || (path.length === 5 && path[2] === "steps") || path[2] === "snapshot";
}
