import { findPlaceholders, parseExpression } from "../../formats/github-expression.ts";
import { accessOf } from "../../formats/github-expression-walk.ts";
import type { YamlNode } from "../../formats/yaml.ts";
import { collectExpressions } from "./expressions.ts";
import { matrixValues } from "./matrix.ts";
import type { Job, Permissions, RunDefaults, Runner, Trigger, WorkflowModel } from "./model.ts";
import { parseSteps, readUses, runDefaults, type Source, variables } from "./parse-steps.ts";

/** More jobs than this come from aliases or machines. */
const MAX_JOBS = 2000;

/** Reads a workflow from its document; parts that are missing or of the wrong shape are left empty. */
export function parseWorkflow(root: YamlNode, source: Source): WorkflowModel {
  const defaults = runDefaults(root, {});
  const jobs = root
    .get("jobs")
    .entries()
    .slice(0, MAX_JOBS)
    .map(({ key, keyRange, value }) => parseJob(key, keyRange, value, source, defaults));
  const name = root.get("name").string;
  return {
    kind: "github-workflow",
    root,
    lines: source.lines,
    ...(name === undefined ? {} : { name }),
    triggers: parseTriggers(root),
    permissions: parsePermissions(root),
    env: variables(root.get("env")),
    concurrency: root.get("concurrency"),
    defaults,
    jobs,
    expressions: collectExpressions(root, source.text, source.lines, { jobs, steps: [] }),
  };
}

/** The events; YAML 1.1 writers turn the key `on` into `true`. */
function parseTriggers(root: YamlNode): Trigger[] {
  const on = root.has("on") ? root.get("on") : root.get("true");
  if (on.isMap)
    return on.entries().map(({ key, keyRange, value }) => ({ name: key, range: keyRange, node: value }));
  const nothing = on.get("-");
  const short = on.isList ? on.items() : [on];
  return short.flatMap((item) =>
    item.string === undefined ? [] : [{ name: item.string, range: item.range, node: nothing }],
  );
}

export function parsePermissions(owner: YamlNode): Permissions {
  const node = owner.get("permissions");
  const all = node.string;
  return {
    node,
    stated: owner.has("permissions") && (node.isMap || all !== undefined),
    ...(all === undefined ? {} : { all }),
    scopes: node.entries().map(({ key, keyRange, value }) => ({
      name: key,
      level: value.string ?? "",
      range: keyRange,
      valueRange: value.range,
    })),
  };
}

function parseJob(id: string, range: Job["range"], node: YamlNode, source: Source, outer: RunDefaults): Job {
  const defaults = runDefaults(node, outer);
  const runner = parseRunner(node);
  const uses = readUses(node.get("uses"), source);
  const environment = parseEnvironment(node.get("environment"));
  const condition = node.get("if").string;
  const needs = node.get("needs");
  const windows = runner.labels.length > 0 && runner.labels.every(({ text }) => /windows/i.test(text));
  return {
    id,
    range,
    node,
    needs: (needs.isList ? needs.items() : [needs]).flatMap((item) =>
      item.string === undefined ? [] : [{ id: item.string, range: item.range }],
    ),
    runner,
    permissions: parsePermissions(node),
    env: variables(node.get("env")),
    ...(environment ? { environment } : {}),
    concurrency: node.get("concurrency"),
    defaults,
    container: node.get("container"),
    services: node
      .get("services")
      .entries()
      .map(({ key, value }) => ({ name: key, node: value })),
    ...(uses ? { uses } : {}),
    with: variables(node.get("with")),
    outputs: variables(node.get("outputs")),
    steps: parseSteps(node.get("steps"), source, defaults, windows),
    ...(condition === undefined ? {} : { condition }),
  };
}

function parseEnvironment(node: YamlNode): Job["environment"] {
  const named = node.isMap ? node.get("name") : node;
  return named.string === undefined ? undefined : { name: named.string, range: named.range };
}

/** The labels of `runs-on`, with `${{ matrix.os }}` replaced by the values of the matrix. */
function parseRunner(job: YamlNode): Runner {
  const node = job.get("runs-on");
  const listed = node.isMap ? node.get("labels") : node;
  const group = node.isMap ? node.get("group").string : undefined;
  const runner: Runner = { node, labels: [], unknown: false, ...(group === undefined ? {} : { group }) };
  for (const item of listed.isList ? listed.items() : [listed]) addLabel(runner, item, job);
  return runner;
}

function addLabel(runner: Runner, item: YamlNode, job: YamlNode): void {
  const text = item.string;
  if (text === undefined) return;
  if (!text.includes("${{")) {
    runner.labels.push({ text, range: item.range });
    return;
  }
  const key = matrixKey(text);
  const values = key === undefined ? undefined : matrixValues(job, key);
  if (!values) {
    runner.unknown = true;
    return;
  }
  for (const value of values) {
    for (const one of value.isList ? value.items() : [value]) {
      const label = one.string;
      if (label === undefined || label.includes("${{")) runner.unknown = true;
      else runner.labels.push({ text: label, range: one.range });
    }
  }
}

/** `os` for the text `${{ matrix.os }}`; undefined for anything else. */
export function matrixKey(text: string): string | undefined {
  const [only, ...others] = findPlaceholders(text.trim());
  if (!only || others.length > 0 || only.start !== 0 || only.end !== text.trim().length) return undefined;
  const { expression } = parseExpression(only.inner);
  const path = expression ? accessOf(expression)?.path : undefined;
  return path?.length === 2 && path[0] === "matrix" ? path[1] : undefined;
}
