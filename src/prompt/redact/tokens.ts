import { decodeBase64Text } from "./base64.ts";
import { COMMAND_WORDS, STATEMENT_WORDS } from "./commands.ts";
import { CIPHER_WORDS } from "./encrypted.ts";
import { ENCODED_KEYS, KEY_WORDS } from "./keys.ts";
import { isPublicBase64 } from "./public.ts";
import { CLOUD } from "./shapes/cloud.ts";
import { CODE } from "./shapes/code.ts";
import { GENERAL } from "./shapes/general.ts";
import { SERVICE } from "./shapes/service.ts";
import type { Shape } from "./shapes/shape.ts";
import { Rank, type Spans } from "./spans.ts";
import { isAlnum } from "./text.ts";
import { DRIVER_WORDS } from "./urls.ts";

export const SHAPES: readonly Shape[] = [...CLOUD, ...CODE, ...SERVICE, ...GENERAL];

/** Shapes by the first two characters of their beginnings, so that most words cost one table look-up. */
const BUCKETS = new Map<number, { literal: string; shape: Shape }[]>();
const WORDS = new Map<number, string[]>();
/** Shapes whose literal can stand within a word, where the scan does not stop: each is looked for by itself. */
const WITHIN_WORDS = SHAPES.filter(({ inside }) => inside !== undefined && isAlnum(inside.charCodeAt(0)));
/** Shapes whose literal begins with a sign, where the scan stops. */
const AT_SIGNS = new Map<number, Shape[]>();
/** Which three characters a beginning can have. */
const FIRST_THREE = new Uint8Array(128 * 128 * 128);

/** Words that say whether other rules have anything to look for. */
const OTHER_WORDS = ["://", "Secret", "secretGenerator", "INSERT", "insert"];

function enter<T>(buckets: Map<number, T[]>, literal: string, entry: T): void {
  const slot = literal.charCodeAt(0) * 128 + literal.charCodeAt(1);
  for (let third = 0; third < 128; third++) {
    if (literal.length === 2 || literal.charCodeAt(2) === third) {
      FIRST_THREE[slot * 128 + third] = 1;
    }
  }
  const bucket = buckets.get(slot);
  if (bucket) {
    bucket.push(entry);
  } else {
    buckets.set(slot, [entry]);
  }
}

for (const shape of SHAPES) {
  for (const literal of shape.starts ?? []) {
    enter(BUCKETS, literal, { literal, shape });
  }
  if (shape.inside !== undefined && !WITHIN_WORDS.includes(shape)) {
    enter(AT_SIGNS, shape.inside, shape);
  }
}
for (const literal of [
  ...COMMAND_WORDS,
  ...STATEMENT_WORDS,
  ...CIPHER_WORDS,
  ...DRIVER_WORDS,
  ...KEY_WORDS,
  ...OTHER_WORDS,
]) {
  enter(WORDS, literal, literal);
}

/** How many beginnings without a token are tried in one stretch without blanks: more are no text that anyone wrote. */
const MOST_TRIES = 100;

/** Groups of characters: signs, letters and digits, and the letters that literals within words begin with. */
const OTHER = 0;
const CAPITAL = 2;
const GROUP = new Uint8Array(128);
for (let code = 0; code < 128; code++) {
  GROUP[code] = isAlnum(code) ? 1 : OTHER;
}
/** By the first two characters: shapes to try around a literal, or, without a shape, words to report. */
const WITHIN = new Map<number, { literal: string; shape: Shape | null }[]>();
for (const { literal, shape } of [
  ...WITHIN_WORDS.map((one) => ({ literal: one.inside ?? "", shape: one })),
  ...ENCODED_KEYS.map((one) => ({ literal: one, shape: null })),
]) {
  GROUP[literal.charCodeAt(0)] = CAPITAL;
  const slot = literal.charCodeAt(0) * 128 + literal.charCodeAt(1);
  WITHIN.set(slot, [...(WITHIN.get(slot) ?? []), { literal, shape }]);
}

/**
 * Finds tokens by their form alone, whatever stands around them.
 * @param onWord called for every word at a word's beginning that other rules wait for: commands, ciphers.
 */
export function findTokens(spans: Spans, onWord: (word: string, offset: number) => void): void {
  const { text } = spans;
  const length = text.length;
  let inWord = false;
  let tries = 0;
  // No token is shorter than three characters, so the last two begin none.
  for (let at = 0; at < length - 2; at++) {
    const code = text.charCodeAt(at);
    const group = code < 128 ? (GROUP[code] ?? OTHER) : OTHER;
    if (group === CAPITAL) {
      findWithin(spans, at, code, onWord);
    }
    if (inWord && group !== OTHER) {
      continue;
    }
    inWord = group !== OTHER;
    if (code > 127) {
      continue;
    }
    if (code <= 34) {
      tries = 0;
    }
    const next = text.charCodeAt(at + 1);
    if (next < 128 && FIRST_THREE[((code << 7) | next) * 128 + (text.charCodeAt(at + 2) & 127)] === 1) {
      const slot = code * 128 + next;
      const end = tries < MOST_TRIES ? tryShapes(spans, at, slot) : at;
      tries += end < 0 ? 1 : 0;
      if (end > at) {
        at = end - 1;
        inWord = isAlnum(text.charCodeAt(at));
        continue;
      }
      for (const shape of inWord ? [] : (AT_SIGNS.get(slot) ?? [])) {
        if (text.startsWith(shape.inside ?? "", at)) {
          findAround(spans, shape, at);
        }
      }
      findWord(text, at, slot, onWord);
    }
    // What follows `\n`, `\t`, `%3D` and the like is the beginning of a word.
    if (code === 92 && ESCAPES.has(next)) {
      at++;
    } else if (code === 37 && isHex(next) && isHex(text.charCodeAt(at + 2))) {
      at += 2;
    }
  }
}

/** Literals in the midst of a word. */
function findWithin(
  spans: Spans,
  at: number,
  code: number,
  onWord: (word: string, offset: number) => void,
): void {
  const { text } = spans;
  for (const { literal, shape } of WITHIN.get(code * 128 + text.charCodeAt(at + 1)) ?? []) {
    if (!text.startsWith(literal, at)) {
      continue;
    }
    if (shape) {
      findAround(spans, shape, at);
    } else {
      onWord(literal, at);
    }
  }
}

function findWord(
  text: string,
  at: number,
  slot: number,
  onWord: (word: string, offset: number) => void,
): void {
  for (const literal of WORDS.get(slot) ?? []) {
    if (text.startsWith(literal, at)) {
      onWord(literal, at);
    }
  }
}

/** The letters of `\n`, `\r`, `\t`, `\b`, `\f`. */
const ESCAPES = new Set([110, 114, 116, 98, 102]);

function isHex(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 65 && code <= 70) || (code >= 97 && code <= 102);
}

/** @returns the end of a token; `at` where no beginning of one is here, -1 where nothing followed a beginning. */
function tryShapes(spans: Spans, at: number, slot: number): number {
  const { text } = spans;
  let result = at;
  for (const { literal, shape } of BUCKETS.get(slot) ?? []) {
    if (!text.startsWith(literal, at)) {
      continue;
    }
    shape.pattern.lastIndex = at;
    const match = shape.pattern.exec(text);
    if (!match) {
      result = -1;
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
    if (shape.kind === "basic-auth" && !(decodeBase64Text(text.slice(start, end))?.includes(":") ?? false)) {
      return at;
    }
    spans.add(start, end, shape.kind, Rank.shape);
    return end;
  }
  return result;
}

/** Tries a shape around a literal of it. */
function findAround(spans: Spans, shape: Shape, at: number): void {
  const { text } = spans;
  const [least, most] = shape.before ?? [0, 0];
  for (let start = Math.max(0, at - most); start <= at - least; start++) {
    shape.pattern.lastIndex = start;
    const match = shape.pattern.exec(text);
    if (match) {
      const secret = match[1] ?? match[0];
      const from = start + match[0].lastIndexOf(secret);
      spans.add(from, from + secret.length, shape.kind, Rank.shape);
      return;
    }
  }
}
