import { LineIndex, type Range } from "../position.ts";
import type { Problem } from "../system.ts";
import { readExpression, readString } from "./hcl-expression.ts";
import type { Attribute, Block, Expression, HclBody, HclText } from "./hcl-model.ts";
import { withTree } from "./hcl-parser.ts";
import { collectProblems, MAX_PROBLEMS, type Mended, mend, topLevelParts } from "./hcl-recovery.ts";
import { type Source, Syntax } from "./hcl-syntax.ts";

export * from "./hcl-model.ts";
export { prepareHcl } from "./hcl-parser.ts";

/** Longer texts are not parsed: generated or hostile. */
export const MAX_HCL_CHARACTERS = 600_000;
/** How many lines of one top-level block are mended before the rest is read as it is. */
const MAX_MENDS = 8;
/** Deeper blocks are not read; the deepest real ones are eight deep. */
const MAX_BLOCK_DEPTH = 60;

/**
 * Reads a text in HCL's native syntax (https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md) into a plain
 * model with ranges. Synchronous, after {@link prepareHcl}; never throws. What cannot be read is a problem, and a
 * mistake in one top-level block leaves the others whole.
 */
export function parseHcl(text: string): HclText {
  const lines = new LineIndex(text);
  const result: HclText = { attributes: [], blocks: [], problems: [] };
  if (text.length > MAX_HCL_CHARACTERS) {
    result.problems.push({ range: lines.lineRange(1), message: "The file is too large to be read as HCL." });
    return result;
  }
  const start = text.startsWith("\uFEFF") ? 1 : 0;
  const whole: Source = { text: text.slice(start), base: start, lines };
  const clean = withTree(
    whole.text,
    (root) => !root.hasError && readBody(new Syntax(root).children, whole, result, 0),
  );
  if (clean === true) return result;
  if (clean === "not prepared") {
    result.problems.push({ range: lines.lineRange(1), message: "The HCL grammar has not been loaded." });
    return result;
  }
  const parts = topLevelParts(whole.text);
  if (clean === "too hard" && parts.length < 2) {
    result.problems.push({ range: lines.lineRange(1), message: "This is not HCL." });
    return result;
  }
  for (const [from, to] of parts) {
    readPart({ text: whole.text.slice(from, to), base: start + from, lines }, result);
  }
  result.problems.splice(MAX_PROBLEMS);
  return result;
}

/** One part of a text with mistakes: lines that do not parse are mended or left out, one after the other. */
function readPart(part: Source, result: HclText): void {
  let source = part;
  const problems: Problem[] = [];
  // After so many problems nobody reads on, and each attempt costs a parse.
  const mends = result.problems.length < MAX_PROBLEMS ? MAX_MENDS : 0;
  for (let attempt = 0; ; attempt++) {
    const outcome = withTree(source.text, (root): Mended | undefined => {
      const mended = root.hasError && attempt < mends ? mend(root, source) : undefined;
      if (mended) return mended;
      if (root.hasError) collectProblems(root, source, problems);
      readBody(new Syntax(root).children, source, result, 0);
      return undefined;
    });
    if (outcome === undefined) break;
    if (typeof outcome === "string") {
      problems.push({
        range: source.lines.lineRange(source.lines.line(source.base)),
        message: "This is not HCL.",
      });
      break;
    }
    problems.push(outcome.problem);
    source = { ...source, text: outcome.text };
  }
  result.problems.push(...problems);
}

/** Reads what stands in a body; inside an error, also blocks of which only the start was understood. True. */
function readBody(nodes: Syntax[], source: Source, into: HclBody, depth: number): true {
  let header: Syntax[] = [];
  const open: Block[] = [];
  const target = (): HclBody => open[open.length - 1] ?? into;
  const queue = [...nodes].reverse();
  for (let node = queue.pop(); node; node = queue.pop()) {
    switch (node.type) {
      case "config_file":
      case "body":
      case "ERROR":
        for (const child of [...node.children].reverse()) queue.push(child);
        continue;
      case "attribute":
        target().attributes.push(readAttribute(node, source));
        break;
      case "object":
        target().attributes.push(...attributesOfObject(readExpression(node, source)));
        break;
      case "block":
        if (depth < MAX_BLOCK_DEPTH) target().blocks.push(readBlock(node, source, depth + 1));
        break;
      case "identifier":
        header.push(node);
        continue;
      case "string_lit":
        if (header.length > 0) header.push(node);
        continue;
      case "block_start": {
        const block = header.length > 0 ? blockFrom(lastHeader(header), node, source) : undefined;
        if (block && open.length < MAX_BLOCK_DEPTH) {
          target().blocks.push(block);
          open.push(block);
        }
        break;
      }
      case "block_end": {
        const closed = open.pop();
        if (closed) closed.range = { ...closed.range, ...endOf(node.range(source)) };
        break;
      }
      default:
        break;
    }
    header = [];
  }
  const last = nodes[nodes.length - 1];
  if (last) for (const block of open) block.range = { ...block.range, ...endOf(last.range(source)) };
  return true;
}

function endOf(range: Range): Pick<Range, "endLine" | "endColumn"> {
  return { endLine: range.endLine, endColumn: range.endColumn };
}

function readAttribute(node: Syntax, source: Source): Attribute {
  const range = node.range(source);
  const name = node.children.find((child) => child.type === "identifier");
  const value = node.children.find((child) => child.type === "expression");
  // A mistake beside the value: the value found may belong to the next line.
  const misread = node.children.some((child) => child.type === "ERROR");
  const unreadable: Expression = { kind: "other", range: value ? value.range(source) : range };
  return {
    name: name ? name.text(source) : "",
    nameRange: name ? name.range(source) : range,
    range,
    value: value && !misread ? readExpression(value, source) : unreadable,
  };
}

function readBlock(node: Syntax, source: Source, depth: number): Block {
  const header: Syntax[] = [];
  const rest: Syntax[] = [];
  for (const child of node.children) {
    if (child.type === "comment") continue;
    if (rest.length === 0 && (child.type === "identifier" || child.type === "string_lit")) header.push(child);
    else if (child.type !== "block_start" && child.type !== "block_end") rest.push(child);
  }
  const block = blockFrom(header, node, source);
  block.range = node.range(source);
  readBody(rest, source, block, depth);
  return block;
}

/** What of the words before a brace is `type label label`: before it may stand words that were not understood. */
function lastHeader(words: Syntax[]): Syntax[] {
  let from = words.length - 1;
  while (from > 0 && words[from]?.type === "string_lit") from--;
  return words.every((word) => word.type === "identifier") ? words : words.slice(Math.max(from, 0));
}

/** An empty block of that header. */
function blockFrom(words: Syntax[], brace: Syntax, source: Source): Block {
  const first = words[0] ?? brace;
  const last = words[words.length - 1] ?? brace;
  const { base, lines } = source;
  return {
    type: first.text(source),
    labels: words
      .slice(1)
      .map((node) => (node.type === "string_lit" ? readString(node, source) : node.text(source))),
    range: lines.range(base + first.start, base + brace.end),
    headerRange: lines.range(base + first.start, base + last.end),
    attributes: [],
    blocks: [],
  };
}

/** A file that is one object, as a variables file in JSON. */
function attributesOfObject(expression: Expression): Attribute[] {
  if (expression.kind !== "object") return [];
  return expression.entries.flatMap(({ key, keyRange, range, value }) =>
    key === undefined ? [] : [{ name: key, nameRange: keyRange, range, value }],
  );
}
