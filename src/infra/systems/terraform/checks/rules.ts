import type { Range } from "../../../position.ts";
import type { Fix, Hit } from "../../../system.ts";
import { type Declaration, nameOf, type TerraformModel } from "../model.ts";
import type { Section, Value } from "../section.ts";

/** What an argument that is not written means. */
export type Absent =
  /** A mistake: the provider's default is the bad value. */
  | "wrong"
  /** A mistake only where the block that would hold it is there. */
  | "wrong-in-block"
  | "fine";

/** One argument of some resource types that has a wrong value. Rows of tables: the checks are grouped by subject. */
export interface Rule {
  types: readonly string[];
  /** Names of blocks, then of the argument: `vpc_config.endpoint_public_access`. */
  path: string;
  /** True where a known value is a mistake; values that cannot be known are left alone. */
  wrong(value: Value): boolean;
  absent: Absent;
  /** Ends the sentence that starts with the resource's name: "keeps its data unencrypted". */
  says: string;
  /** Only for resources where this holds. */
  when?(resource: Section): boolean;
  /** The value that mends it, as it is written; makes a fix. */
  mend?: string;
}

/** One row of a table; `types` are separated by spaces. */
export function row(
  types: string,
  path: string,
  wrong: Rule["wrong"],
  absent: Absent,
  says: string,
  more: Pick<Rule, "when" | "mend"> = {},
): Rule {
  return { types: types.split(" "), path, wrong, absent, says, ...more };
}

export const isFalse = (value: Value): boolean => value.boolean === false;
export const isTrue = (value: Value): boolean => value.boolean === true;
/** A string without anything in it. */
export const isBlank = (value: Value): boolean => value.string === "" || value.isEmptyList;
export const isOneOf =
  (...bad: string[]) =>
  (value: Value): boolean =>
    bad.some((one) => one.toLowerCase() === value.string?.toLowerCase());
/** A known string that is none of these. */
export const isNot =
  (...good: string[]) =>
  (value: Value): boolean =>
    value.string !== undefined && !good.some((one) => one.toLowerCase() === value.string?.toLowerCase());
export const isBelow =
  (limit: number) =>
  (value: Value): boolean =>
    value.number !== undefined && value.number < limit;
export const never = (): boolean => false;

/** Applies the rows to every resource of the file. */
export function* applyRules(model: TerraformModel, rules: readonly Rule[]): Generator<Hit> {
  const byType = indexOf(rules);
  for (const resource of [...model.resources, ...model.modules]) {
    // A module of the registry goes by its source; what it does where nothing is written is its own affair.
    const isModule = resource.keyword === "module";
    const type = isModule ? (resource.section.value("source")?.string ?? "") : resource.type;
    for (const written of byType.get(type) ?? []) {
      const rule: Rule = isModule ? { ...written, absent: "fine" } : written;
      if (rule.when && !rule.when(resource.section)) continue;
      yield* applyRule(resource, rule);
    }
  }
}

const indexes = new WeakMap<readonly Rule[], Map<string, Rule[]>>();

function indexOf(rules: readonly Rule[]): Map<string, Rule[]> {
  let index = indexes.get(rules);
  if (!index) {
    index = new Map();
    for (const rule of rules) {
      for (const type of rule.types) index.set(type, [...(index.get(type) ?? []), rule]);
    }
    indexes.set(rules, index);
  }
  return index;
}

function* applyRule(resource: Declaration, rule: Rule): Generator<Hit> {
  const path = rule.path.split(".");
  yield* descend(resource, resource.section, path, rule);
}

function* descend(resource: Declaration, section: Section, path: string[], rule: Rule): Generator<Hit> {
  const [step = "", ...rest] = path;
  const name = nameOf(resource);
  if (rest.length === 0) {
    const value = section.value(step);
    if (value) {
      if (!rule.wrong(value)) return;
      const fix = rule.mend === undefined ? undefined : replacement(value, step, rule.mend);
      yield { range: value.range, message: `${name} ${rule.says}.`, ...(fix ? { fix } : {}) };
    } else if (rule.absent !== "fine" && section.sections(step).length === 0) {
      const fix = rule.mend === undefined ? undefined : insertion(resource, section, step, rule.mend);
      const message = `${name} ${rule.says}: ${step} is not set.`;
      yield { range: section.range, message, ...(fix ? { fix } : {}) };
    }
    return;
  }
  const inner = section.sections(step);
  if (inner.length > 0) for (const one of inner) yield* descend(resource, one, rest, rule);
  else if (rule.absent === "wrong" && !section.has(step)) {
    yield { range: section.range, message: `${name} ${rule.says}: ${path.join(".")} is not set.` };
  }
}

function replacement(value: Value, name: string, newText: string): Fix | undefined {
  if (value.written.kind !== "literal") return undefined;
  return { title: `Set ${name} to ${newText}`, edits: [{ range: value.range, newText }] };
}

/** A new first line of the block, where its brace ends the header's line. */
export function insertion(
  resource: Declaration,
  section: Section,
  name: string,
  newText: string,
): Fix | undefined {
  const { block } = resource;
  const line = block.headerRange.endLine;
  const first = [...block.attributes, ...block.blocks]
    .map((one) => one.range.startLine)
    .sort((a, b) => a - b)[0];
  if (section !== resource.section || block.range.endLine === line || first === undefined || first <= line) {
    return undefined;
  }
  const indent = " ".repeat(block.headerRange.startColumn + 1);
  const range: Range = { startLine: line + 1, startColumn: 1, endLine: line + 1, endColumn: 1 };
  return {
    title: `Set ${name} to ${newText}`,
    edits: [{ range, newText: `${indent}${name} = ${newText}\n` }],
  };
}

/** The resources of these types. */
export function resourcesOf(model: TerraformModel, ...types: string[]): Declaration[] {
  return model.resources.filter((resource) => types.includes(resource.type));
}
