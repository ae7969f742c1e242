import type { Line } from "./line.ts";
import { looksRandom } from "./randomness.ts";
import { isQuote } from "./reading.ts";
import { isAlnum } from "./text.ts";

/** Names whose values are long and random, and public. */
const PUBLIC_NAME =
  /hash|digest|checksum|sha\d|sha$|integrity|commit|revision|etag|fingerprint|thumbprint|public|pubkey|cert|(?:^|[_.-])ca(?:$|[_.-])|nonce|image|version|uuid|guid|signature|resolved|uid$|url$|uri$|href|src$|arn|sum$|path|file|(?:^|[_.-])ids?$|[a-z]I[dD]s?$|ami|rev$|ref$|sri|tree|parent|trace|span|link|color|data-?uri|regex|pattern|expr|query|format|charset|alphabet/i;
/** Longer runs are pictures, archives and certificates. */
const LONGEST_RANDOM = 600;

/**
 * The last net: a long random value in the place of a value, whatever its name, unless the name is one of things that
 * are random and public.
 * @param from offset of the first character behind the sign and blanks. @param space offset right behind the sign.
 * @param typed the text is a program, where only strings count.
 * @returns offsets of the value, end exclusive, or null.
 */
export function randomValue(
  text: string,
  name: string,
  line: Line,
  from: number,
  space: number,
  typed: boolean,
): [number, number] | null {
  let start = from;
  while (start < line.end && (isQuote(text.charCodeAt(start)) || text.charCodeAt(start) === 92)) {
    start++;
  }
  let end = start;
  const limit = Math.min(line.end, start + LONGEST_RANDOM);
  while (end < limit && isRandomCharacter(text.charCodeAt(end))) {
    end++;
  }
  if (
    end - start < 20 ||
    end - start >= LONGEST_RANDOM ||
    (typed && start === from) ||
    (start === from && space === from && line.quote === 0 && text.charCodeAt(from - 1) === 58)
  ) {
    return null;
  }
  const follow = end >= line.end ? 0 : text.charCodeAt(end);
  const value = text.slice(start, end);
  if (follow !== 40 && follow !== 58 && !PUBLIC_NAME.test(name) && looksRandom(value)) {
    return [start, end];
  }
  return null;
}

function isRandomCharacter(code: number): boolean {
  return (
    isAlnum(code) ||
    code === 43 ||
    code === 47 ||
    code === 61 ||
    code === 95 ||
    code === 45 ||
    code === 126 ||
    code === 46
  );
}
