import type { Held } from "./pairs.ts";
import { indentOf, lineCount, lineEnd, lineStart, lineText, type Source } from "./text.ts";

/** How many lines below a name its value can reach. */
const DEEPEST = 400;

/** The lines below a line that are indented deeper than it: the text of a block scalar. */
export function blockBelow(source: Source, line: number): { start: number; end: number } | null {
  const outer = contentIndent(source, line);
  let last = line;
  for (let below = line + 1; below < lineCount(source) && below - line < DEEPEST; below++) {
    const indent = indentOf(source, below);
    if (indent >= 0 && indent <= outer) {
      break;
    }
    last = indent < 0 ? last : below;
  }
  return last === line ? null : { start: lineStart(source, line + 1), end: lineEnd(source, last) };
}

/** Indent of a line's first key, `- ` not counted as part of the indent of the block below it. */
function contentIndent(source: Source, line: number): number {
  return indentOf(source, line);
}

const MAPPING = /^\s*(?:- )?["']?[\w.$@/-]{1,120}["']?\s{0,20}:(?:\s|$)/;

/**
 * What stands below a name without a value on its own line: items of a list, or a scalar that begins on the next
 * line. Mappings are left out, as their own names say what they are.
 */
export function itemsBelow(source: Source, line: number, indent: number): Held[] {
  const held: Held[] = [];
  let scalar: Held | null = null;
  for (let below = line + 1; below < lineCount(source) && below - line < DEEPEST; below++) {
    const at = indentOf(source, below);
    if (at < 0) {
      continue;
    }
    const text = lineText(source, below);
    const start = lineStart(source, below) + at;
    const item = /^-\s+/.exec(text.slice(at));
    if (at < indent || (at === indent && !item)) {
      break;
    }
    if (
      MAPPING.test(text.slice(0, 400)) ||
      /^[{[\]}#]/.test(text.slice(at)) ||
      /^-\s+[{[]/.test(text.slice(at))
    ) {
      if (held.length === 0 || !item) {
        break;
      }
      continue;
    }
    if (!item && scalar) {
      scalar.end = lineEnd(source, below);
      continue;
    }
    if (!item && held.length > 0) {
      break;
    }
    const found = unquote(source, start + (item?.[0].length ?? 0), lineEnd(source, below));
    held.push(found);
    scalar = item ? null : found;
  }
  return held;
}

function unquote(source: Source, start: number, end: number): Held {
  let stop = end;
  const comment = /\s#/.exec(source.text.slice(start, Math.min(end, start + 2000)));
  const mark = source.text.charAt(start);
  if (mark === '"' || mark === "'") {
    const close = source.text.lastIndexOf(mark, end - 1);
    if (close > start) {
      return { start: start + 1, end: close, quoted: true, verbatim: false };
    }
  } else if (comment) {
    stop = start + comment.index;
  }
  while (stop > start && /[\s,]/.test(source.text.charAt(stop - 1))) {
    stop--;
  }
  return { start, end: stop, quoted: false, verbatim: false };
}
