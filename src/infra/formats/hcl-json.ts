import { LineIndex, type Range } from "../position.ts";
import type { Attribute, Block, Entry, Expression, HclBody, HclText } from "./hcl.ts";
import { parseHcl } from "./hcl.ts";
import { parseYaml, type YamlEntry, type YamlNode } from "./yaml.ts";

/** How many labels each block of the top level has; what is not listed is an attribute. */
const LABELS: ReadonlyMap<string, number> = new Map([
  ["resource", 2],
  ["data", 2],
  ["ephemeral", 2],
  ["module", 1],
  ["variable", 1],
  ["output", 1],
  ["provider", 1],
  ["check", 1],
  ["run", 1],
  ["locals", 0],
  ["terraform", 0],
  ["moved", 0],
  ["import", 0],
  ["removed", 0],
]);

/** Deeper values are not read. */
const MAX_DEPTH = 60;

/**
 * Reads Terraform's JSON syntax (https://developer.hashicorp.com/terraform/language/syntax/json) into the model of
 * the native syntax. Inside a block everything is an attribute, as only the provider's schema tells nested blocks
 * apart. Strings are templates. Never throws.
 */
export function parseHclJson(text: string): HclText {
  const { documents, problems } = parseYaml(text);
  const result: HclText = { attributes: [], blocks: [], problems: [...problems] };
  const root = documents[0];
  if (!root) return result;
  if (!root.isMap) {
    const range = new LineIndex(text).lineRange(1);
    result.problems.push({ range, message: "Terraform's JSON syntax needs an object at the top." });
    return result;
  }
  for (const entry of root.entries()) {
    const labels = LABELS.get(entry.key);
    if (labels === undefined) result.attributes.push(attributeFrom(entry, 0));
    else addBlocks(result, entry.key, entry, [], labels);
  }
  return result;
}

/**
 * Reads a JSON value that stands inside another text, such as a policy in a heredoc.
 * @param line the 1-based line of the other text on which this one starts, its columns kept
 */
export function parseEmbeddedJson(text: string, line: number): Expression | undefined {
  const { documents } = parseYaml(text);
  const root = documents[0];
  return root?.isMap ? lowered(expressionFrom(root, 0), line - 1) : undefined;
}

/** The same expression some lines further down. */
function lowered<T extends Expression>(expression: T, by: number): T {
  const down = (range: Range): Range => ({
    ...range,
    startLine: range.startLine + by,
    endLine: range.endLine + by,
  });
  const copy: T = { ...expression, range: down(expression.range) };
  if ("items" in copy) copy.items = copy.items.map((item) => lowered(item, by));
  if (copy.kind === "object") {
    copy.entries = copy.entries.map((entry) => ({
      ...entry,
      range: down(entry.range),
      keyRange: down(entry.keyRange),
      value: lowered(entry.value, by),
    }));
  }
  return copy;
}

function addBlocks(into: HclBody, type: string, entry: YamlEntry, labels: string[], missing: number): void {
  const { value } = entry;
  if (value.isList) {
    for (const item of value.items()) addBlocks(into, type, { ...entry, value: item }, labels, missing);
    return;
  }
  if (missing > 0) {
    for (const next of value.entries()) addBlocks(into, type, next, [...labels, next.key], missing - 1);
    return;
  }
  if (!value.isMap) return;
  const block: Block = {
    type,
    labels,
    range: { ...entry.keyRange, endLine: value.range.endLine, endColumn: value.range.endColumn },
    headerRange: entry.keyRange,
    attributes: value.entries().map((inner) => attributeFrom(inner, 0)),
    blocks: [],
  };
  into.blocks.push(block);
}

function attributeFrom(entry: YamlEntry, depth: number): Attribute {
  const value = expressionFrom(entry.value, depth + 1);
  return {
    name: entry.key,
    nameRange: entry.keyRange,
    range: { ...entry.keyRange, endLine: value.range.endLine, endColumn: value.range.endColumn },
    value,
  };
}

function expressionFrom(node: YamlNode, depth: number): Expression {
  const range = node.range;
  if (depth > MAX_DEPTH) return { kind: "other", range };
  if (node.isList) {
    return { kind: "list", range, items: node.items().map((item) => expressionFrom(item, depth + 1)) };
  }
  if (node.isMap) {
    return { kind: "object", range, entries: node.entries().map((entry) => entryFrom(entry, depth + 1)) };
  }
  if (node.isNull) return { kind: "literal", range, value: null };
  const plain = node.boolean ?? node.number;
  if (plain !== undefined && !node.isQuoted) return { kind: "literal", range, value: plain };
  return templateFrom(node.string ?? "", range);
}

function entryFrom(entry: YamlEntry, depth: number): Entry {
  const value = expressionFrom(entry.value, depth);
  return { key: entry.key, keyRange: entry.keyRange, range: entry.value.fullRange, value };
}

/** A string with `${…}` is parsed as a template; all of it has the range of the whole string. */
function templateFrom(text: string, range: Range): Expression {
  if (!text.includes("${") && !text.includes("%{")) return { kind: "literal", range, value: text };
  const isWhole = text.startsWith("${") && text.endsWith("}") && text.indexOf("${", 2) < 0;
  const source = isWhole ? text.slice(2, -1) : `<<_EOT_\n${text}\n_EOT_`;
  const parsed = parseHcl(`_ = ${source}\n`);
  const value = parsed.problems.length === 0 ? parsed.attributes[0]?.value : undefined;
  return value ? placed(value, range) : { kind: "other", range };
}

/** The same expression with one range everywhere. */
function placed<T extends Expression>(expression: T, range: Range): T {
  const copy: T = { ...expression, range };
  if ("items" in copy) copy.items = copy.items.map((item) => placed(item, range));
  if (copy.kind === "template") {
    copy.parts = copy.parts.map((part) => (typeof part === "string" ? part : placed(part, range)));
    delete copy.heredoc;
  }
  if (copy.kind === "object") {
    copy.entries = copy.entries.map((entry) => ({
      ...entry,
      range,
      keyRange: range,
      value: placed(entry.value, range),
    }));
  }
  return copy;
}
