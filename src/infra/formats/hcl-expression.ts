import type { Range } from "../position.ts";
import type { Entry, Expression, Heredoc, Literal, Reference, Template } from "./hcl-model.ts";
import type { Source, Syntax } from "./hcl-syntax.ts";

/** Deeper expressions are not read: real ones stay under 30, and recursion must end. */
const MAX_DEPTH = 120;

/** Turns an `expression` node, or any node that holds one, into the plain model. */
export function readExpression(node: Syntax, source: Source, depth = 0): Expression {
  const range = node.range(source);
  if (depth > MAX_DEPTH) return { kind: "other", range };
  const inside = (child: Syntax): Expression => readExpression(child, source, depth + 1);
  switch (node.type) {
    case "expression":
    case "literal_value":
    case "template_expr":
    case "collection_value":
    case "for_expr":
    case "operation":
      return readTerm(node.children, range, source, depth);
    case "numeric_lit":
      return { kind: "literal", range, value: Number(node.text(source)) };
    case "bool_lit":
      return { kind: "literal", range, value: node.text(source) === "true" };
    case "null_lit":
      return { kind: "literal", range, value: null };
    case "string_lit":
    case "quoted_template":
    case "heredoc_template":
      return readTemplate(node, source, depth);
    case "variable_expr":
      return { kind: "reference", range, path: [node.text(source)], items: [] };
    case "tuple":
      return { kind: "list", range, items: node.children.filter(isExpression).map(inside) };
    case "object":
      return {
        kind: "object",
        range,
        entries: node.children
          .filter((child) => child.type === "object_elem")
          .map((child) => readEntry(child, source, depth + 1)),
      };
    case "function_call": {
      const children = node.children;
      const list = children.find((child) => child.type === "function_arguments");
      const name = children[0] ? children[0].text(source) : "";
      const items = list ? list.children.filter(isExpression).map(inside) : [];
      return { kind: "call", range, name, items };
    }
    case "conditional":
      return { kind: "conditional", range, items: node.children.filter(isExpression).map(inside) };
    case "for_tuple_expr":
    case "for_object_expr":
      return readFor(node, range, source, depth);
    case "binary_operation":
    case "unary_operation":
      return readOperation(node, range, source, depth);
    default:
      return { kind: "other", range };
  }
}

/** The value of a quoted string that stands as a label or a key, escapes resolved. */
export function readString(node: Syntax, source: Source): string {
  return unescapeText(source.text.slice(node.start + 1, Math.max(node.start + 1, node.end - 1)));
}

function isExpression(node: Syntax): boolean {
  return node.type === "expression";
}

const SUFFIXES: ReadonlySet<string> = new Set(["get_attr", "index", "splat"]);

/** A primary with its suffixes (`.name`, `[…]`, `.*`), which the grammar gives as a flat list. */
function readTerm(nodes: Syntax[], range: Range, source: Source, depth: number): Expression {
  const primary = nodes.find(isPrimary);
  if (!primary) return { kind: "other", range };
  const base = readExpression(primary, source, depth + 1);
  // An expression directly inside another one is in parentheses.
  const parenthesised = primary.type === "expression";
  if (nodes.length === 1) return parenthesised ? base : { ...base, range };
  const steps: string[] = [];
  const items: Expression[] = [];
  for (const node of nodes) if (SUFFIXES.has(node.type)) readSuffix(node, steps, items, source, depth + 1);
  if (base.kind !== "reference" || parenthesised) return { kind: "index", range, items: [base, ...items] };
  return { kind: "reference", range, path: [...base.path, ...steps], items } satisfies Reference;
}

function isPrimary(node: Syntax): boolean {
  return !SUFFIXES.has(node.type) && node.type !== "ERROR";
}

function readSuffix(node: Syntax, steps: string[], items: Expression[], source: Source, depth: number): void {
  switch (node.type) {
    case "get_attr":
      steps.push(node.text(source).slice(1).trim());
      return;
    case "legacy_index":
      steps.push(`[${node.text(source).slice(1).trim()}]`);
      return;
    case "new_index": {
      const inner = node.children.find(isExpression);
      const value = inner ? readExpression(inner, source, depth) : undefined;
      if (value?.kind === "literal") steps.push(`[${JSON.stringify(value.value)}]`);
      else {
        steps.push("[]");
        if (value) items.push(value);
      }
      return;
    }
    default:
      if (node.type.endsWith("_splat")) steps.push("[*]");
      if (depth < MAX_DEPTH)
        for (const child of node.children) readSuffix(child, steps, items, source, depth + 1);
  }
}

function readOperation(node: Syntax, range: Range, source: Source, depth: number): Expression {
  const nodes = node.children;
  const second = nodes.findIndex((child, i) => i > 0 && isPrimary(child));
  const sides = second < 0 ? [nodes] : [nodes.slice(0, second), nodes.slice(second)];
  const items = sides.map((side) => readSide(side, source, depth));
  const left = second < 0 ? node.start : (nodes[second - 1]?.end ?? node.start);
  const right = (second < 0 ? nodes[0] : nodes[second])?.start ?? node.end;
  const operator = /[-+*/%<>=!&|]+/.exec(source.text.slice(left, right))?.[0] ?? "";
  const only = items[0];
  if (operator === "-" && items.length === 1 && only?.kind === "literal" && typeof only.value === "number") {
    return { kind: "literal", range, value: -only.value };
  }
  return { kind: "operation", range, operator, items };
}

function readSide(nodes: Syntax[], source: Source, depth: number): Expression {
  const start = nodes[0]?.start ?? 0;
  const end = nodes[nodes.length - 1]?.end ?? start;
  return readTerm(nodes, source.lines.range(source.base + start, source.base + end), source, depth + 1);
}

function readFor(node: Syntax, range: Range, source: Source, depth: number): Expression {
  const children = node.children;
  const intro = children.find((child) => child.type === "for_intro");
  const condition = children.find((child) => child.type === "for_cond");
  const parts = [
    ...(intro ? intro.children.filter(isExpression) : []),
    ...children.filter(isExpression),
    ...(condition ? condition.children.filter(isExpression) : []),
  ];
  return {
    kind: "for",
    range,
    bound: namesIn(intro, source),
    items: parts.map((part) => readExpression(part, source, depth + 1)),
  };
}

function namesIn(node: Syntax | undefined, source: Source): string[] {
  return node
    ? node.children.filter((child) => child.type === "identifier").map((child) => child.text(source))
    : [];
}

function readEntry(node: Syntax, source: Source, depth: number): Entry {
  const [keyNode, valueNode] = node.children.filter(isExpression);
  const range = node.range(source);
  const keyExpression: Expression = keyNode
    ? readExpression(keyNode, source, depth)
    : { kind: "other", range };
  const value: Expression = valueNode ? readExpression(valueNode, source, depth) : { kind: "other", range };
  const inBrackets = keyNode?.children[0]?.type === "expression";
  const key = inBrackets ? undefined : plainKey(keyExpression);
  return {
    key,
    keyRange: keyExpression.range,
    ...(key === undefined ? { keyExpression } : {}),
    range,
    value,
  };
}

function plainKey(expression: Expression): string | undefined {
  if (expression.kind === "literal") return String(expression.value);
  return expression.kind === "reference" && expression.path.length === 1 ? expression.path[0] : undefined;
}

/** Quoted strings and heredocs, with or without interpolation. */
function readTemplate(node: Syntax, source: Source, depth: number): Literal | Template {
  const isHeredoc = node.type === "heredoc_template";
  const [start, end] = isHeredoc ? heredocBounds(node, source) : [node.start + 1, node.end - 1];
  const parts: (string | Expression)[] = [];
  const masked: string[] = [];
  const holes = node.type === "string_lit" ? [] : node.children;
  let at = start;
  const addText = (to: number): void => {
    if (to <= at) return;
    const raw = source.text.slice(at, to);
    parts.push(isHeredoc ? raw : unescapeText(raw));
    if (isHeredoc) masked.push(raw);
  };
  for (const child of holes) {
    if (child.type !== "template_interpolation" && child.type !== "template_directive") continue;
    addText(child.start);
    parts.push(...readInterpolation(child, source, depth + 1));
    if (isHeredoc) masked.push(child.text(source).replace(/[^\r\n]/g, "_"));
    at = child.end;
  }
  addText(end);
  const range = node.range(source);
  const heredoc: Heredoc = { line: source.lines.line(source.base + start), text: masked.join("") };
  const extra = isHeredoc ? { heredoc } : {};
  if (parts.every((part) => typeof part === "string")) {
    return { kind: "literal", range, value: parts.join(""), ...extra };
  }
  return { kind: "template", range, parts, ...extra };
}

/** From the line after the opening marker to the line of the closing one. */
function heredocBounds(node: Syntax, source: Source): [start: number, end: number] {
  const marks = node.children.filter((child) => child.type === "heredoc_identifier");
  const opening = marks[0]?.end ?? node.start;
  const closing = marks.length > 1 ? (marks[marks.length - 1] as Syntax).start : node.end;
  const lineEnd = source.text.indexOf("\n", opening);
  const start = lineEnd < 0 || lineEnd + 1 > closing ? opening : lineEnd + 1;
  const end = source.text.lastIndexOf("\n", closing - 1) + 1;
  return [start, Math.max(start, end)];
}

/** The expressions of `${…}`, or of a whole `%{ if }` or `%{ for }` with what stands between. */
function readInterpolation(node: Syntax, source: Source, depth: number): Expression[] {
  if (depth > MAX_DEPTH) return [{ kind: "other", range: node.range(source) }];
  if (node.type === "expression") return [readExpression(node, source, depth)];
  const found = node.children.flatMap((child) => readInterpolation(child, source, depth + 1));
  const start = node.type === "template_for" ? node.children[0] : undefined;
  const bound = namesIn(start, source);
  return bound.length > 0 ? [{ kind: "for", range: node.range(source), bound, items: found }] : found;
}

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", '"': '"', "\\": "\\" };

function unescapeText(raw: string): string {
  if (!raw.includes("\\") && !raw.includes("{")) return raw;
  return raw.replace(
    /\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))|([$%])\4\{/gs,
    (
      all,
      short: string | undefined,
      long: string | undefined,
      single: string | undefined,
      sign: string | undefined,
    ) => {
      if (sign) return `${sign}{`;
      if (single !== undefined) return ESCAPES[single] ?? all;
      const code = Number.parseInt(short ?? long ?? "", 16);
      return code <= 0x10ffff ? String.fromCodePoint(code) : all;
    },
  );
}
