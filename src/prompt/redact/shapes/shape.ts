/** The form of one kind of token. All patterns take linear time: one class a quantifier, no nesting. */
export interface Shape {
  kind: string;
  /** Literal beginnings at the start of a word; they are what the scan looks for. */
  starts?: readonly string[];
  /** For tokens without a fixed beginning: a literal somewhere inside. */
  inside?: string;
  /** How many characters before that literal a token can begin: at least, at most. */
  before?: readonly [number, number];
  /** Sticky: applied where the token may begin. */
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

/**
 * @param before how many characters before the literal a token begins: a number, or the least and the most.
 * @param pattern source, from the beginning of the token; a group, if there is one, is the secret part.
 */
export function holding(
  kind: string,
  inside: string,
  before: number | readonly [number, number],
  pattern: string,
): Shape {
  const range = typeof before === "number" ? ([before, before] as const) : before;
  return { kind, inside, before: range, pattern: new RegExp(pattern, "y"), exact: true };
}
