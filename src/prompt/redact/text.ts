import { type Dialect, dialectOf } from "./dialect.ts";

/** A text under examination: its lines as offsets, and what its path and contents say about its form. */
export interface Source {
  path: string;
  text: string;
  /** Start offset of every line; one more entry than lines, the last being the length of the text. */
  starts: readonly number[];
  dialect: Dialect;
  /** The text begins in the middle of a file, so structure above it is unknown. */
  fragment: boolean;
}

/** @param firstLine 1-based number, in the file, of the first line of `text`. */
export function sourceOf(path: string, text: string, firstLine: number): Source {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) {
    starts.push(at + 1);
  }
  starts.push(text.length);
  return { path, text, starts, dialect: dialectOf(path, text), fragment: firstLine > 1 };
}

export function lineCount(source: Source): number {
  return source.starts.length - 1;
}

export function lineStart(source: Source, line: number): number {
  return source.starts[line] ?? source.text.length;
}

/** Offset after the last character of a 0-based line, its line break left out. */
export function lineEnd(source: Source, line: number): number {
  const start = lineStart(source, line);
  let end = lineStart(source, line + 1);
  if (end > start && source.text.charCodeAt(end - 1) === 10) {
    end--;
    if (end > start && source.text.charCodeAt(end - 1) === 13) {
      end--;
    }
  }
  return end;
}

export function lineText(source: Source, line: number): string {
  return source.text.slice(lineStart(source, line), lineEnd(source, line));
}

/** The 0-based line that an offset lies on. */
export function lineAt(source: Source, offset: number): number {
  let low = 0;
  let high = lineCount(source) - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (lineStart(source, middle) <= offset) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  return low;
}

/** Columns of white space before the first character of a line; a blank line has -1. A BOM counts as nothing. */
export function indentOf(source: Source, line: number): number {
  const end = lineEnd(source, line);
  const start = lineStart(source, line);
  let at = start;
  while (at < end && (isBlank(source.text.charCodeAt(at)) || source.text.charCodeAt(at) === 0xfeff)) {
    at++;
  }
  return at === end ? -1 : at - start;
}

export function isBlank(code: number): boolean {
  return code === 32 || code === 9;
}

export function isAlnum(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
}
