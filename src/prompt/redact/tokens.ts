import { decodeBase64Text } from "./base64.ts";
import { COMMAND_WORDS, STATEMENT_WORDS } from "./commands.ts";
import { CIPHER_WORDS } from "./encrypted.ts";
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

for (const literal of [...COMMAND_WORDS, ...STATEMENT_WORDS, ...CIPHER_WORDS]) {
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

/** How many beginnings without a token are tried in one stretch without blanks: more are no text that anyone wrote. */
const MOST_TRIES = 100;

const ALNUM = new Uint8Array(128);
for (let code = 0; code < 128; code++) {
  ALNUM[code] = isAlnum(code) ? 1 : 0;
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
  for (let at = 0; at < length; at++) {
    const code = text.charCodeAt(at);
    const alnum = code < 128 && ALNUM[code] === 1;
    if (inWord && alnum) {
      continue;
    }
    inWord = alnum;
    if (code > 127) {
      continue;
    }
    if (code <= 34) {
      tries = 0;
    }
    const next = text.charCodeAt(at + 1);
    if (next < 128 && FIRST_TWO[code * 128 + next] === 1) {
      const end = tries < MOST_TRIES ? tryShapes(spans, at, code * 128 + next) : at;
      tries += end < 0 ? 1 : 0;
      if (end > at) {
        at = end - 1;
        inWord = isAlnum(text.charCodeAt(at));
        continue;
      }
      findWord(text, at, code * 128 + next, onWord);
    }
    // What follows `\n`, `\t`, `%3D` and the like is the beginning of a word.
    if (code === 92 && ESCAPES.has(next)) {
      at++;
    } else if (code === 37 && isHex(next) && isHex(text.charCodeAt(at + 2))) {
      at += 2;
    }
  }
  for (const shape of INSIDE) {
    findInside(spans, shape);
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

function findInside(spans: Spans, shape: Shape): void {
  const { text } = spans;
  const literal = shape.inside ?? "";
  const [least, most] = shape.before ?? [0, 0];
  for (let at = text.indexOf(literal); at >= 0; at = text.indexOf(literal, at + literal.length)) {
    for (let start = Math.max(0, at - most); start <= at - least; start++) {
      shape.pattern.lastIndex = start;
      const match = shape.pattern.exec(text);
      if (match) {
        const secret = match[1] ?? match[0];
        const from = start + match[0].lastIndexOf(secret);
        spans.add(from, from + secret.length, shape.kind, Rank.shape);
        break;
      }
    }
  }
}
