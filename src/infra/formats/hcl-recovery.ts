import type { Node } from "web-tree-sitter";
import type { Range } from "../position.ts";
import type { Problem } from "../system.ts";
import type { Source } from "./hcl-syntax.ts";

export const MAX_PROBLEMS = 50;
/** Longer parts are not mended: each attempt parses the part again. */
const MAX_MENDED_CHARACTERS = 100_000;
const NOT_VALID = "This is not valid HCL.";

/** A text of the same length in which one line was made readable. */
export interface Mended {
  text: string;
  problem: Problem;
}

const TOP_LEVEL =
  /^(?:[A-Za-z_][\w-]*(?:[ \t]+(?:"[^"\n]{0,200}"|[\w-]+)){0,3}[ \t]*\{|[A-Za-z_][\w-]*[ \t]*=(?![=>]))/;

/**
 * Cuts a text before each line that starts a block or an attribute in the first column. The parser's own recovery
 * runs over line ends and would swallow blocks that are in order.
 */
export function topLevelParts(text: string): [from: number, to: number][] {
  const cuts: number[] = [0];
  for (let at = 0; at >= 0 && at < text.length; ) {
    if (at > 0 && TOP_LEVEL.test(text.slice(at, at + 300))) cuts.push(at);
    const next = text.indexOf("\n", at);
    at = next < 0 ? -1 : next + 1;
  }
  return cuts.map((from, i) => [from, cuts[i + 1] ?? text.length]);
}

/**
 * Replaces the value on the first line that is not understood by a name without meaning, or blanks the line where
 * it has no value. Undefined where that would open or close a brace.
 */
export function mend(root: Node, source: Source): Mended | undefined {
  const { text } = source;
  if (text.length > MAX_MENDED_CHARACTERS) return undefined;
  for (const at of faults(root, text)) {
    const start = text.lastIndexOf("\n", at - 1) + 1;
    const lineEnd = /[\r\n]/.exec(text.slice(at))?.index;
    const end = lineEnd === undefined ? text.length : at + lineEnd;
    const line = text.slice(start, end);
    if (line.trim() === "" || !isBalanced(line)) continue;
    const assignment = /^[ \t]*[A-Za-z_][\w-]*[ \t]*=(?![=>])/.exec(line)?.[0];
    const kept = assignment !== undefined && line.length > assignment.length ? `${assignment}_` : "";
    if (kept.trimEnd() === line.trimEnd()) continue;
    const range = source.lines.range(source.base + at, source.base + Math.max(end, at));
    return {
      text: text.slice(0, start) + kept.padEnd(line.length, " ") + text.slice(end),
      problem: { range, message: NOT_VALID },
    };
  }
  return undefined;
}

function isBalanced(line: string): boolean {
  let depth = 0;
  for (const character of line) {
    if (character === "{" || character === "[" || character === "(") depth++;
    else if (character === "}" || character === "]" || character === ")") depth--;
    if (depth < 0) return false;
  }
  return depth === 0 && !line.includes("<<");
}

/** What stands in order where the parser gave up on the rest. */
const IN_ORDER: ReadonlySet<string> = new Set([
  "config_file",
  "body",
  "attribute",
  "block",
  "identifier",
  "string_lit",
  "block_start",
  "block_end",
  "comment",
]);

/** The offsets at which something is not understood, {@link MAX_PROBLEMS} at most. */
function faults(root: Node, text: string): number[] {
  const found: number[] = [];
  const open: Node[] = [root];
  for (let node = open.pop(); node && found.length < MAX_PROBLEMS; node = open.pop()) {
    const children = node.children;
    if (node.type === "ERROR") {
      const stray = children.find((child) => !IN_ORDER.has(child.type));
      const gap = firstGap(node, children, text);
      const at = Math.min(stray?.startIndex ?? text.length, gap ?? text.length);
      found.push(at < text.length ? at : node.startIndex);
    }
    for (const child of [...children].reverse()) if (child.hasError || child.isError) open.push(child);
  }
  return found.sort((a, b) => a - b);
}

/** Where the parser left out characters between the children of a node. */
function firstGap(node: Node, children: Node[], text: string): number | undefined {
  let at = node.startIndex;
  for (const child of children) {
    const skipped = /\S/.exec(text.slice(at, child.startIndex));
    if (skipped) return at + skipped.index;
    at = child.endIndex;
  }
  const rest = /\S/.exec(text.slice(at, node.endIndex));
  return rest ? at + rest.index : undefined;
}

/** One problem for each place that the parser could not make sense of, {@link MAX_PROBLEMS} at most. */
export function collectProblems(root: Node, source: Source, into: Problem[]): void {
  const open: Node[] = [root];
  const unclosed: Problem[] = [];
  for (let node = open.pop(); node && into.length < MAX_PROBLEMS; node = open.pop()) {
    if (node.isMissing) unclosed.push(missing(node, source));
    else if (node.type === "ERROR") {
      const inner = node.children.filter((child) => child.hasError && !child.isError);
      if (inner.length > 0) open.push(...inner.reverse());
      else into.push({ range: firstLineOf(node, source), message: NOT_VALID });
    } else for (const child of [...node.children].reverse()) if (child.hasError) open.push(child);
  }
  // After another mistake, a missing brace is most often the parser's invention.
  if (into.length === 0) into.push(...unclosed.slice(0, MAX_PROBLEMS));
}

function textOf(node: Node, source: Source): string {
  return source.text.slice(node.startIndex, node.endIndex);
}

function rangeOf(node: Node, source: Source): Range {
  return source.lines.range(source.base + node.startIndex, source.base + node.endIndex);
}

function missing(node: Node, source: Source): Problem {
  const block = node.type === "}" ? node.parent?.parent : undefined;
  const header = block?.type === "block" ? block.firstChild : undefined;
  if (header) {
    const message = `The block "${textOf(header, source)}" is not closed by "}".`;
    return { range: firstLineOf(header, source), message };
  }
  const range = rangeOf(node, source);
  return { range, message: node.isNamed ? "Something is missing here." : `"${node.type}" is missing here.` };
}

/** The part of a node that stands on its first line. */
function firstLineOf(node: Node, source: Source): Range {
  const text = textOf(node, source);
  const end = /[\r\n]/.exec(text)?.index ?? text.length;
  return source.lines.range(source.base + node.startIndex, source.base + node.startIndex + end);
}
