import { isAlnum, isBlank } from "./text.ts";

const DOUBLE = 34;
const SINGLE = 39;
const BACKTICK = 96;
const BACKSLASH = 92;

/** A name in front of a separator. */
export interface Name {
  text: string;
  start: number;
  /** It stood in quotes. */
  quoted: boolean;
}

export function isQuote(code: number): boolean {
  return code === DOUBLE || code === SINGLE || code === BACKTICK;
}

/** Characters that names are made of: letters, digits, `_ - . $ @`, and letters beyond ASCII. */
export function isNameCharacter(code: number): boolean {
  return (
    isAlnum(code) ||
    code === 95 ||
    code === 45 ||
    code === 46 ||
    code === 36 ||
    code === 64 ||
    (code > 0xbf && code < 0x250)
  );
}

const TYPE =
  /^(?:string|str|String|text|Text|char|varchar|var|const|let|Any|any|CharSequence|SecureString|bytes|byte|&?str|wchar_t|NSString|Option|std|number|int|dict)$/;
const LONGEST_NAME = 120;

/**
 * The name that ends before a separator, going back over blanks, quotes, brackets and, in programs, a type.
 * @param at offset of the separator. @param floor offset before which the name cannot begin.
 */
export function nameBefore(text: string, at: number, floor: number, typed: boolean): Name | null {
  let end = at;
  const blanks = Math.max(floor, end - 80);
  while (end > blanks && isBlank(text.charCodeAt(end - 1))) {
    end--;
  }
  let quoted = false;
  if (end > floor && text.charCodeAt(end - 1) === 93) {
    end--;
    if (!isQuote(text.charCodeAt(end - 1))) {
      return null;
    }
  }
  if (end > floor && isQuote(text.charCodeAt(end - 1))) {
    quoted = true;
    end--;
    while (end > floor && text.charCodeAt(end - 1) === BACKSLASH) {
      end--;
    }
  } else if (end - 6 >= floor && text.startsWith("&quot;", end - 6)) {
    quoted = true;
    end -= 6;
  } else if (
    end > floor &&
    (text.charCodeAt(end - 1) === 63 || text.charCodeAt(end - 1) === 33 || text.charCodeAt(end - 1) === 42)
  ) {
    // `name?: string`, `name!: string`, `**Name**:`
    while (end > floor && "?!*_".includes(text.charAt(end - 1))) {
      end--;
    }
  }
  let start = end;
  const lowest = Math.max(floor, end - LONGEST_NAME);
  while (start > lowest && isNameCharacter(text.charCodeAt(start - 1))) {
    start--;
  }
  if (start === end) {
    return null;
  }
  const name = text.slice(start, end);
  if (typed && !quoted && TYPE.test(name)) {
    let before = start;
    while (
      before > lowest &&
      (isBlank(text.charCodeAt(before - 1)) || ":&*?".includes(text.charAt(before - 1)))
    ) {
      before--;
    }
    return before < start ? nameBefore(text, before, floor, false) : null;
  }
  return { text: name, start, quoted };
}

/** The word before a name, for names of two words: `Access Key = …`. */
export function wordBefore(text: string, start: number, floor: number): string {
  const match = /([A-Za-z]{2,20})[ _-]$/.exec(text.slice(Math.max(floor, start - 22), start));
  return match?.[1] ?? "";
}

/** A value: offsets of what is inside the quotes, or of the bare value. */
export interface Value {
  start: number;
  end: number;
  quoted: boolean;
  /** Single quotes, or YAML and TOML literals: `$X` in it is text. */
  verbatim: boolean;
  /** Offset after the closing quote. */
  after: number;
}

/** How far a quoted value can reach over lines. */
const LONGEST_QUOTED = 6000;

/**
 * Reads a quoted value.
 * @param at offset of its first character. @param end end of the line. @param far the quotes may close on a later line.
 * @returns null where no quoted value begins.
 */
export function readQuoted(
  text: string,
  at: number,
  end: number,
  far: boolean,
  doubling: boolean,
): Value | null {
  let open = at;
  for (let letters = 0; letters < 3 && /[@$A-Za-z]/.test(text.charAt(open)) && open < end; letters++) {
    open++;
  }
  let quote = open;
  while (quote < end && text.charCodeAt(quote) === BACKSLASH) {
    quote++;
  }
  if (text.startsWith("&quot;", open)) {
    return entity(text, open + 6, end, "&quot;");
  }
  if (text.startsWith("%22", open)) {
    return entity(text, open + 3, end, "%22");
  }
  const code = text.charCodeAt(quote);
  if (
    quote >= end ||
    !isQuote(code) ||
    (open > at && (quote > open || !/^(?:[@$]{1,2}|[bBrRuUfFLNE]{1,2})$/.test(text.slice(at, open))))
  ) {
    return null;
  }
  const mark = text.slice(open, quote + 1);
  const triple = mark.length === 1 && text.startsWith(mark + mark, quote + 1);
  const closing = triple ? mark.repeat(3) : mark;
  const start = open + closing.length;
  const limit = triple || far ? Math.min(text.length, start + LONGEST_QUOTED) : end;
  const close = findClosing(text, start, limit, closing, code === SINGLE && doubling);
  if (close < 0) {
    return triple || !far || limit === end ? null : readQuoted(text, at, end, false, doubling);
  }
  return { start, end: close, quoted: true, verbatim: code === SINGLE, after: close + closing.length };
}

function entity(text: string, start: number, end: number, mark: string): Value | null {
  const found = text.slice(start, Math.min(end, start + LONGEST_QUOTED)).indexOf(mark);
  const close = start + found;
  return found < 0 ? null : { start, end: close, quoted: true, verbatim: false, after: close + mark.length };
}

function findClosing(text: string, start: number, limit: number, closing: string, doubling: boolean): number {
  const escaped = closing.length === 1;
  for (
    let at = text.indexOf(closing, start);
    at >= 0 && at + closing.length <= limit;
    at = text.indexOf(closing, at + 1)
  ) {
    if (doubling && text.startsWith(closing, at + 1)) {
      at++;
      continue;
    }
    let slashes = 0;
    while (at - slashes > start && text.charCodeAt(at - 1 - slashes) === BACKSLASH) {
      slashes++;
    }
    if (!escaped || slashes % 2 === 0 || (closing === "'" && at + 1 >= limit)) {
      return at;
    }
  }
  return -1;
}
