import type { Setting, Word } from "./model.ts";

/**
 * The text between two offsets as one logical line: escape marks at line ends, the comment and blank lines between
 * continued lines and all line breaks become blanks, so every offset stays what it was.
 * (https://docs.docker.com/reference/dockerfile/#format)
 */
export function logicalLine(text: string, start: number, end: number, mark: string): string {
  const out: string[] = [];
  let continued = false;
  for (let at = start; at < end; ) {
    const next = lineEnd(text, at, end);
    const line = text.slice(at, next);
    const content = line.trimEnd();
    const first = content.trimStart();
    if (continued && (first === "" || first.startsWith("#"))) {
      out.push(" ".repeat(line.length));
    } else {
      continued = content.endsWith(mark);
      const kept = continued ? content.slice(0, -1) : content;
      out.push(kept, " ".repeat(line.length - kept.length));
    }
    at = next;
  }
  return out.join("");
}

/** The offset behind the line break that ends the line at `at`. */
function lineEnd(text: string, at: number, end: number): number {
  const newline = text.indexOf("\n", at);
  return newline < 0 || newline >= end ? end : newline + 1;
}

/** Splits at blanks outside quotes. `line` starts at offset `base` of the file. */
export function splitWords(line: string, base: number, mark: string): Word[] {
  const words: Word[] = [];
  let i = 0;
  while (i < line.length) {
    while (i < line.length && isBlank(line.charCodeAt(i))) i++;
    if (i >= line.length) break;
    const start = i;
    const text: string[] = [];
    let quote = "";
    for (; i < line.length; i++) {
      const c = line[i] as string;
      if (quote === "" && isBlank(line.charCodeAt(i))) break;
      if (c === mark && quote !== "'" && i + 1 < line.length) {
        // A backslash keeps its place in Windows paths; only what it can protect loses it.
        const following = line[i + 1] as string;
        if (following === mark || following === '"' || following === "'" || following === " ") i++;
        text.push(line[i] as string);
      } else if (quote === "" && (c === '"' || c === "'")) quote = c;
      else if (c === quote) quote = "";
      else text.push(c);
    }
    words.push({ text: text.join(""), start: base + start, end: base + i });
  }
  return words;
}

function isBlank(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13) || code === 0xfeff;
}

/** The strings of a JSON array, or undefined where the text is none: then it is the shell form. */
export function jsonWords(line: string, base: number): Word[] | undefined {
  const words: Word[] = [];
  let i = skipBlanks(line, 0);
  if (line[i] !== "[") return undefined;
  i = skipBlanks(line, i + 1);
  if (line[i] === "]") return skipBlanks(line, i + 1) === line.length ? words : undefined;
  for (;;) {
    if (line[i] !== '"') return undefined;
    const start = i++;
    while (i < line.length && line[i] !== '"') i += line[i] === "\\" ? 2 : 1;
    if (i >= line.length) return undefined;
    i++;
    const text = decode(line.slice(start, i));
    if (text === undefined) return undefined;
    words.push({ text, start: base + start, end: base + i });
    i = skipBlanks(line, i);
    if (line[i] === "]") return skipBlanks(line, i + 1) === line.length ? words : undefined;
    if (line[i] !== ",") return undefined;
    i = skipBlanks(line, i + 1);
  }
}

function decode(literal: string): string | undefined {
  try {
    return JSON.parse(literal) as string;
  } catch {
    return undefined;
  }
}

function skipBlanks(line: string, at: number): number {
  let i = at;
  while (i < line.length && isBlank(line.charCodeAt(i))) i++;
  return i;
}

/** The settings of ENV, LABEL (`A=1 B="2"`, or the old `A rest of the line`) and ARG (`A`, `A=1`). */
export function readSettings(keyword: string, words: readonly Word[], line: string, base: number): Setting[] {
  const first = words[0];
  if (!first) return [];
  if (keyword !== "ARG" && !first.text.includes("=")) {
    const rest = words[1];
    if (!rest) return [];
    const last = words[words.length - 1] as Word;
    const value = words.length === 2 ? rest.text : line.slice(rest.start - base, last.end - base);
    return [{ name: first.text, value, start: first.start, end: last.end }];
  }
  return words.map((word) => {
    const equals = word.text.indexOf("=");
    const name = equals < 0 ? word.text : word.text.slice(0, equals);
    const value = equals < 0 ? undefined : word.text.slice(equals + 1);
    return { name, value, start: word.start, end: word.end };
  });
}
