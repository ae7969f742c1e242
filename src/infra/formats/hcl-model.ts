import type { Range } from "../position.ts";
import type { Problem } from "../system.ts";

/** What stands at the top of a file or between the braces of a block, each in the order of the file. */
export interface HclBody {
  attributes: Attribute[];
  blocks: Block[];
}

/** A whole text. */
export interface HclText extends HclBody {
  problems: Problem[];
}

/** `type "label" "label" { … }`. */
export interface Block extends HclBody {
  type: string;
  labels: string[];
  range: Range;
  /** From the type to the last label. */
  headerRange: Range;
}

/** `name = value`. */
export interface Attribute {
  name: string;
  nameRange: Range;
  range: Range;
  value: Expression;
}

export type Expression =
  | Literal
  | Template
  | List
  | ObjectExpression
  | Reference
  | Call
  | ForExpression
  | Compound
  | Unreadable;

/** A string without interpolation (escapes resolved), a number, a boolean or null. */
export interface Literal {
  kind: "literal";
  range: Range;
  value: string | number | boolean | null;
  heredoc?: Heredoc;
}

/** A string with `${…}` or `%{…}` parts. */
export interface Template {
  kind: "template";
  range: Range;
  /** Literal text and interpolated expressions in order; a directive stands as its expressions. */
  parts: (string | Expression)[];
  heredoc?: Heredoc;
}

/** The lines between the markers of a heredoc. */
export interface Heredoc {
  /** The 1-based line on which the first line of `text` stands. */
  line: number;
  /** As in the file, indentation kept; each interpolation is masked by as many `_` (line breaks kept). */
  text: string;
}

export interface List {
  kind: "list";
  range: Range;
  items: Expression[];
}

export interface ObjectExpression {
  kind: "object";
  range: Range;
  entries: Entry[];
}

export interface Entry {
  /** The key where it is plain: a name or a literal. */
  key: string | undefined;
  keyRange: Range;
  /** Where the key must be evaluated: `(var.x)`, `"${…}"`. */
  keyExpression?: Expression;
  range: Range;
  value: Expression;
}

/** `aws_s3_bucket.logs[0].id`, `var.name`, and a bare name such as a type keyword. */
export interface Reference {
  kind: "reference";
  range: Range;
  /** The names in order; what stands in brackets or as a splat is `[0]`, `["key"]`, `[*]`, `[]` (computed). */
  path: string[];
  /** The expressions in brackets that must be evaluated. */
  items: Expression[];
}

export interface Call {
  kind: "call";
  range: Range;
  name: string;
  items: Expression[];
}

export interface ForExpression {
  kind: "for";
  range: Range;
  /** The names that it binds. */
  bound: string[];
  /** The collection, the key where there is one, the value, the condition where there is one. */
  items: Expression[];
}

/** `conditional`: condition, then, else. `operation`: the operands. `index`: what is indexed, then the indexes. */
export interface Compound {
  kind: "conditional" | "operation" | "index";
  range: Range;
  /** Of an operation: `==`, `!`. */
  operator?: string;
  items: Expression[];
}

/** What the parser could not make sense of, or what is nested too deeply. */
export interface Unreadable {
  kind: "other";
  range: Range;
}

/** The expressions directly inside another. */
export function childrenOf(expression: Expression): Expression[] {
  switch (expression.kind) {
    case "literal":
    case "other":
      return [];
    case "template":
      return expression.parts.filter((part) => typeof part !== "string");
    case "object":
      return expression.entries.flatMap((entry) =>
        entry.keyExpression ? [entry.keyExpression, entry.value] : [entry.value],
      );
    default:
      return expression.items;
  }
}

/** Calls `visit` for the expression and all within, parents first; names bound by an enclosing `for` are given. */
export function walkExpression(
  expression: Expression,
  visit: (expression: Expression, bound: ReadonlySet<string>) => void,
  bound: ReadonlySet<string> = new Set(),
): void {
  visit(expression, bound);
  const inner = expression.kind === "for" ? new Set([...bound, ...expression.bound]) : bound;
  for (const child of childrenOf(expression)) walkExpression(child, visit, inner);
}

/** Every reference in the expression, without names that a `for` binds. */
export function referencesIn(expression: Expression): Reference[] {
  const found: Reference[] = [];
  walkExpression(expression, (part, bound) => {
    if (part.kind === "reference" && !bound.has(part.path[0] ?? "")) found.push(part);
  });
  return found;
}

/** Every attribute of a body and of the blocks within. */
export function* attributesIn(body: HclBody): Generator<Attribute> {
  const open: HclBody[] = [body];
  for (let next = open.pop(); next; next = open.pop()) {
    yield* next.attributes;
    for (let i = next.blocks.length - 1; i >= 0; i--) open.push(next.blocks[i] as Block);
  }
}

/** The literal string of an expression; undefined for anything else. */
export function literalString(expression: Expression | undefined): string | undefined {
  return expression?.kind === "literal" && typeof expression.value === "string"
    ? expression.value
    : undefined;
}

/** The attribute of that name; the last one where it is repeated. */
export function attributeOf(body: HclBody, name: string): Attribute | undefined {
  return body.attributes.findLast((attribute) => attribute.name === name);
}
