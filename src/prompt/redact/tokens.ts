import { COMMAND_WORDS } from "./commands.ts";
import { isPublicBase64 } from "./public.ts";
import { CLOUD } from "./shapes/cloud.ts";
import { CODE } from "./shapes/code.ts";
import { GENERAL } from "./shapes/general.ts";
import { SERVICE } from "./shapes/service.ts";
import type { Shape } from "./shapes/shape.ts";
import { Rank, type Spans } from "./spans.ts";
import { isAlnum } from "./text.ts";

export const SHAPES: readonly Shape[] = [...CLOUD, ...CODE, ...SERVICE, ...GENERAL];

/** Shapes by the first two characters of their beginnings, so that most words cost one table look-up. */
const BUCKETS = new Map<number, { literal: string; shape: Shape }[]>();
const WORDS = new Map<number, string[]>();
const INSIDE = SHAPES.filter((shape) => shape.inside !== undefined);
const FIRST_TWO = new Uint8Array(128 * 128);

for (const shape of SHAPES) {
  for (const literal of shape.starts ?? []) {
    // A beginning of one character shares a bucket with whatever may follow it.
    const seconds = literal.length > 1 ? [literal.charCodeAt(1)] : LETTERS_AND_DIGITS();
    for (const second of seconds) {
      const slot = literal.charCodeAt(0) * 128 + second;
      FIRST_TWO[slot] = 1;
      const bucket = BUCKETS.get(slot);
      if (bucket) {
        bucket.push({ literal, shape });
      } else {
        BUCKETS.set(slot, [{ literal, shape }]);
      }
    }
  }
}

for (const literal of COMMAND_WORDS) {
  const slot = literal.charCodeAt(0) * 128 + literal.charCodeAt(1);
  FIRST_TWO[slot] = 1;
  const bucket = WORDS.get(slot);
  if (bucket) {
    bucket.push(literal);
  } else {
    WORDS.set(slot, [literal]);
  }
}

function LETTERS_AND_DIGITS(): number[] {
  return Array.from({ length: 128 }, (_, code) => code).filter(isAlnum);
}

/** How far around a literal the rest of a token can be. */
const SURROUNDINGS = 140;

/**
 * Finds tokens by their form alone, whatever stands around them.
 * @param onCommand called with the offset of every word that may begin a command or statement.
 */
export function findTokens(spans: Spans, onCommand: (offset: number) => void): void {
  const { text } = spans;
  const length = text.length;
  let previousIsAlnum = false;
  let code = length > 0 ? text.charCodeAt(0) : 0;
  for (let at = 0; at < length; at++) {
    const next = at + 1 < length ? text.charCodeAt(at + 1) : 0;
    if (
      code < 128 &&
      next < 128 &&
      FIRST_TWO[code * 128 + next] === 1 &&
      (!previousIsAlnum || follows(text, at))
    ) {
      const end = tryShapes(spans, at, code * 128 + next);
      if (end > at) {
        at = end - 1;
        previousIsAlnum = isAlnum(text.charCodeAt(at));
        code = at + 1 < length ? text.charCodeAt(at + 1) : 0;
        continue;
      }
      if (isCommand(text, at, code * 128 + next)) {
        onCommand(at);
      }
    }
    previousIsAlnum = isAlnum(code);
    code = next;
  }
  for (const shape of INSIDE) {
    findInside(spans, shape);
  }
}

function isCommand(text: string, at: number, slot: number): boolean {
  return WORDS.get(slot)?.some((literal) => text.startsWith(literal, at)) ?? false;
}

/** Whether a word begins here although a letter or digit comes before: after `\n`, `\t` or `%3D` and the like. */
function follows(text: string, at: number): boolean {
  if (at >= 2 && text.charCodeAt(at - 2) === 92) {
    return "nrtbf".includes(text.charAt(at - 1));
  }
  return at >= 3 && text.charCodeAt(at - 3) === 37;
}

function tryShapes(spans: Spans, at: number, slot: number): number {
  const { text } = spans;
  for (const { literal, shape } of BUCKETS.get(slot) ?? []) {
    if (!text.startsWith(literal, at)) {
      continue;
    }
    shape.pattern.lastIndex = at;
    const match = shape.pattern.exec(text);
    if (!match) {
      continue;
    }
    let end = at + match[0].length;
    if (isAlnum(text.charCodeAt(end))) {
      if (shape.exact) {
        continue;
      }
      while (end < text.length && isAlnum(text.charCodeAt(end))) {
        end++;
      }
    }
    const secret = match[1];
    const start = secret === undefined ? at : at + match[0].lastIndexOf(secret);
    if (shape.kind === "encoded-private-key" && isPublicBase64(text.slice(start, end))) {
      return end;
    }
    spans.add(start, end, shape.kind, Rank.shape);
    return end;
  }
  return at;
}

function findInside(spans: Spans, shape: Shape): void {
  const { text } = spans;
  const literal = shape.inside ?? "";
  for (let at = text.indexOf(literal); at >= 0; at = text.indexOf(literal, at + literal.length)) {
    const from = Math.max(0, at - SURROUNDINGS);
    const around = text.slice(from, at + literal.length + SURROUNDINGS * 3);
    shape.pattern.lastIndex = 0;
    for (let match = shape.pattern.exec(around); match; match = shape.pattern.exec(around)) {
      const secret = match[1] ?? match[0];
      const start = from + match.index + match[0].lastIndexOf(secret);
      spans.add(start, start + secret.length, shape.kind, Rank.shape);
      if (match[0] === "") {
        break;
      }
    }
  }
}
