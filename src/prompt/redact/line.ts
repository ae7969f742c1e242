import type { Value } from "./reading.ts";
import { isBlank } from "./text.ts";

/** The line that a scan is on. Offsets are those of the whole text; `end` is exclusive. */
export interface Line {
  /** 0-based number. */
  line: number;
  start: number;
  end: number;
  /** Columns of white space before its first character. */
  indent: number;
  /** Offset of the first word that is no keyword or sign; -1 until it is needed. */
  head: number;
  /** The quote that the scan is inside of, 0 outside quotes. */
  quote: number;
}

/** Words and signs that can stand before a name that begins its line, parted by blanks. */
const HEAD_WORD =
  /^(?:[-*?+>|"']|#{1,6}|;{1,4}|\/{2,4}|<!--|--|export|setx?|env|ENV|ARG|local|declare|typeset|readonly|global|final|private|public|protected|static|const|let|var|val|default|@Set|-[a-z]{1,3}|--env|-E|define|DEFINE|rem|REM|["']?-["']?)["']?$/;
/** What stands before the text of a comment. */
export const COMMENT_HEAD = /^\s*(?:#|;|\/\/|<!--|\*|--|>)/;

/** The offset of the first word of a line that is no sign of a list or comment, nor a keyword in front of a name. */
export function endOfHead(text: string, start: number, end: number): number {
  let at = start;
  for (let words = 0; words < 12; words++) {
    while (at < end && (isBlank(text.charCodeAt(at)) || text.charCodeAt(at) === 0xfeff)) {
      at++;
    }
    let stop = at;
    while (stop < end && stop - at < 12 && !isBlank(text.charCodeAt(stop))) {
      stop++;
    }
    if (stop === at || stop === end || !HEAD_WORD.test(text.slice(at, stop))) {
      return at;
    }
    at = stop;
  }
  return at;
}

/** The end of a stretch without the blanks at its end. */
export function trimEnd(text: string, start: number, end: number): number {
  while (end > start && text.charCodeAt(end - 1) <= 32) {
    end--;
  }
  return end;
}

/** A value without quotes. */
export function bare(start: number, end: number): Value {
  return { start, end, quoted: false, verbatim: false, after: end };
}
