/**
 * The marks that stand where a secret stood: `«secret:<kind>:<n>»`, and `«encrypted:<how>»` for ciphertext.
 *
 * A mark carries nothing of the value: `n` only tells equal values apart from others within one request.
 * A text that already holds something that looks like a mark (an earlier answer in the history, a file that
 * someone wrote by hand) is never confused with a mark of this request: it counts as a value of its own and
 * is numbered anew. Numbers follow the order of appearance, so masking a masked text leaves it as it was.
 */

const SECRET_MARK = /«secret:([a-z0-9-]{1,40}):\d{1,7}»/y;
const ENCRYPTED_MARK = /«encrypted:([a-z0-9-]{1,40})»/y;
const BLANKED_MARK = /«\u00b7{5,80}»/g;

/** One thing in a text that has the form of a mark; offsets are UTF-16 code units, `end` is exclusive. */
export interface Mark {
  start: number;
  end: number;
  kind: string;
  encrypted: boolean;
}

export function secretMark(kind: string, number: number): string {
  return `«secret:${kind}:${number}»`;
}

/** @param kind an `encrypted-…` kind, as in a redaction. */
export function encryptedMark(kind: string): string {
  return `«encrypted:${kind.replace(/^encrypted-/, "")}»`;
}

/** All marks in a text, in order. */
export function findMarks(text: string): Mark[] {
  const marks: Mark[] = [];
  for (let at = text.indexOf("«"); at >= 0; at = text.indexOf("«", at + 1)) {
    SECRET_MARK.lastIndex = at;
    const secret = SECRET_MARK.exec(text);
    if (secret) {
      marks.push({ start: at, end: SECRET_MARK.lastIndex, kind: secret[1] ?? "secret", encrypted: false });
      continue;
    }
    ENCRYPTED_MARK.lastIndex = at;
    const encrypted = ENCRYPTED_MARK.exec(text);
    if (encrypted) {
      const kind = `encrypted-${encrypted[1] ?? "value"}`;
      marks.push({ start: at, end: ENCRYPTED_MARK.lastIndex, kind, encrypted: true });
    }
  }
  return marks;
}

/** The text with its marks made meaningless, each as long as before, so that no rule reads the words in them. */
export function blankMarks(text: string, marks: readonly Mark[]): string {
  if (marks.length === 0) {
    return text;
  }
  const parts: string[] = [];
  let from = 0;
  for (const { start, end } of marks) {
    parts.push(text.slice(from, start), "«", "\u00b7".repeat(end - start - 2), "»");
    from = end;
  }
  parts.push(text.slice(from));
  return parts.join("");
}

/** A text of `blankMarks` without its marks. */
export function withoutMarks(text: string): string {
  return text.includes("«") ? text.replace(BLANKED_MARK, "") : text;
}
