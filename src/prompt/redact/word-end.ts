import { isQuote } from "./reading.ts";
import { isBlank } from "./text.ts";

const BACKSLASH = 92;
const BACKTICK = 96;
const LONGEST_REFERENCE = 1000;

/** What ends a bare value within a line. */
export interface WordEnds {
  /** The quote that the value stands in, 0 outside quotes. */
  open: number;
  /** The value is a word of a shell command. */
  shell: boolean;
  /** In a flow mapping: blanks belong to the value, a comma or bracket ends it. */
  flow: boolean;
  /** The sign that parted this assignment from the one before it. */
  parted: string;
  /** Nothing but the quote ends the value. */
  rest?: boolean;
}

/** The end of `${…}`, `$(…)`, `{{…}}` or `#{…}`, or -1 where it does not close on its line. */
function endOfReference(text: string, at: number, end: number): number {
  const close = text.startsWith("$(", at)
    ? ")"
    : text.startsWith("{{", at) || text.startsWith("${{", at)
      ? "}}"
      : "}";
  const found = text.slice(at + 2, Math.min(end, at + LONGEST_REFERENCE)).indexOf(close);
  return found < 0 ? -1 : at + 2 + found + close.length;
}

/** The end of a bare value that begins at `at`. */
export function endOfWord(text: string, at: number, end: number, ends: WordEnds): number {
  let now = at;
  if (text.charAt(at) === "{" && ends.parted === ";") {
    const brace = text.indexOf("}", at);
    if (brace > 0 && brace < end) {
      return brace + 1;
    }
  }
  let depth = 0;
  for (; now < end; now++) {
    const code = text.charCodeAt(now);
    if (
      (code === 36 || code === 123 || code === 35) &&
      /^(?:\$[({]|\{\{|#\{)/.test(text.slice(now, now + 2))
    ) {
      const past = endOfReference(text, now, end);
      if (past > now) {
        now = past - 1;
        continue;
      }
    }
    if (code === ends.open && ends.open !== 0) {
      return text.charCodeAt(now - 1) === BACKSLASH ? now - 1 : now;
    }
    if (ends.rest === true) {
      continue;
    }
    if (
      code === BACKSLASH &&
      ends.open !== 0 &&
      /[nrt\\]/.test(text.charAt(now + 1)) &&
      text.charCodeAt(now + 1) !== BACKSLASH
    ) {
      return now;
    }
    if (code === BACKSLASH) {
      const quoted = isQuote(text.charCodeAt(now + 1)) && ends.open !== 0;
      if (quoted) {
        return now;
      }
      now++;
      continue;
    }
    if (isQuote(code) && ends.open === 0 && ends.shell) {
      const close = text.indexOf(text.charAt(now), now + 1);
      if (close < 0 || close >= end) {
        return end;
      }
      now = close;
      continue;
    }
    if (isBlank(code) && !ends.flow && ends.parted !== ";") {
      return now;
    }
    if (code === 40 || code === 91 || code === 123) {
      depth++;
    } else if ((code === 41 || code === 93 || code === 125) && --depth < 0) {
      if (ends.flow || ends.shell || /^[)\]},;.]{0,4}(?:\s|$|["'`])/.test(text.slice(now + 1, now + 6))) {
        return now;
      }
      depth = 0;
    } else if (
      code === 44 &&
      (ends.flow ||
        ends.parted === "," ||
        /^,\s{0,4}["']?[\w.-]{1,40}["']?\s?[=:]/.test(text.slice(now, now + 52)))
    ) {
      return now;
    } else if (
      code === 59 &&
      (ends.shell ||
        ends.parted === ";" ||
        /^;\s{0,4}(?:[\w .-]{1,40}=|["'\n]|$|\s)/.test(text.slice(now, now + 52)))
    ) {
      return now;
    } else if (
      code === 38 &&
      (ends.shell || /^&(?:amp;)?(?:[\w.-]{1,40}=|&)/.test(text.slice(now, now + 52)))
    ) {
      return now;
    } else if ((code === 124 || code === 62) && ends.shell) {
      return now;
    } else if (code === 60 && (ends.shell || /^<\/?[A-Za-z]/.test(text.slice(now, now + 3)))) {
      return now;
    } else if (code === BACKTICK) {
      return now;
    }
  }
  return Math.min(now, end);
}
