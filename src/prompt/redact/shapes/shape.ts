/** The form of one kind of token. All patterns take linear time: one class a quantifier, no nesting. */
export interface Shape {
  kind: string;
  /** Literal beginnings at the start of a word; they are what the scan looks for. */
  starts?: readonly string[];
  /** For tokens without a fixed beginning: a literal somewhere inside. */
  inside?: string;
  /** Sticky for `starts` (applied where a beginning was found), global for `inside` (applied to the surroundings). */
  pattern: RegExp;
  /** The pattern knows the full length: a longer run of letters and digits is something else. */
  exact: boolean;
}

function quoted(literal: string): string {
  return literal.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

/**
 * @param starts beginnings, parted by spaces.
 * @param body pattern source of what follows; a group, if there is one, is the secret part.
 */
export function starting(kind: string, starts: string, body: string, exact = false): Shape {
  const list = starts.split(" ");
  return { kind, starts: list, pattern: new RegExp(`(?:${list.map(quoted).join("|")})${body}`, "y"), exact };
}

/** @param pattern source; a group, if there is one, is the secret part. */
export function holding(kind: string, inside: string, pattern: string): Shape {
  return { kind, inside, pattern: new RegExp(pattern, "g"), exact: true };
}
