import type { YamlNode } from "../../formats/yaml.ts";
import type { Json, Resource } from "../../system.ts";
import type { Job } from "./model.ts";

/** A job as a node of the map. */
export function jobResource(job: Job): Resource {
  return {
    type: "job",
    name: job.id,
    range: { ...job.node.fullRange, startLine: job.range.startLine, startColumn: job.range.startColumn },
    detail: detailOf(job),
  };
}

function detailOf(job: Job): string {
  const parts: string[] = [];
  if (job.uses) parts.push(`calls ${job.uses.text}`);
  const runner = runnerNames(job);
  if (runner.length > 0) parts.push(`on ${runner.join(", ")}`);
  if (job.needs.length > 0) parts.push(`needs ${job.needs.map(({ id }) => id).join(", ")}`);
  if (job.environment) parts.push(`environment ${job.environment.name}`);
  if (job.steps.length > 0) parts.push(`${job.steps.length} step${job.steps.length === 1 ? "" : "s"}`);
  return parts.join("; ") || "no steps";
}

function runnerNames({ runner }: Job): string[] {
  const labels = [...new Set(runner.labels.map(({ text }) => text))];
  if (runner.group !== undefined) labels.push(`group ${runner.group}`);
  if (labels.length > 0) return labels;
  return runner.node.string === undefined ? [] : [runner.node.string];
}

/** What an engineer would ask about one job. */
export function jobFacts(job: Job): { [key: string]: Json } {
  const timeout = job.node.get("timeout-minutes").string;
  const name = job.node.get("name").string;
  const matrix = matrixFact(job.node.get("strategy", "matrix"));
  return {
    id: job.id,
    line: job.range.startLine,
    ...(name === undefined ? {} : { name }),
    runsOn: runnerNames(job),
    needs: job.needs.map(({ id }) => id),
    ...(job.condition === undefined ? {} : { if: job.condition.trim() }),
    ...(job.environment ? { environment: job.environment.name } : {}),
    ...(timeout === undefined ? {} : { timeoutMinutes: timeout }),
    ...(matrix === undefined ? {} : { matrix }),
    ...(job.uses ? { calls: job.uses.text } : {}),
    outputs: job.outputs.map((output) => output.name),
    steps: job.steps.map(({ title, node, uses }) => ({
      name: title,
      line: node.range.startLine,
      ...(uses ? { uses: uses.text } : {}),
    })),
  };
}

function matrixFact(matrix: YamlNode): Json | undefined {
  if (!matrix.exists || matrix.isNull) return undefined;
  if (!matrix.isMap) return matrix.string ?? null;
  const fact: { [key: string]: Json } = {};
  for (const { key, value } of matrix.entries()) {
    if (key === "include" || key === "exclude")
      fact[key] = value.isList ? value.items().length : (value.string ?? 0);
    else
      fact[key] = value.isList ? value.items().flatMap((item) => item.string ?? []) : (value.string ?? null);
  }
  return fact;
}
