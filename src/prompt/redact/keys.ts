import { Rank, type Spans } from "./spans.ts";
import { indentOf, isAlnum, lineAt, lineCount, lineEnd, lineStart, lineText, type Source } from "./text.ts";

/** How far the end of a key can be from its beginning, in characters; the largest real keys are about 13,000. */
const LONGEST_KEY = 40_000;

/** A line of a key's body, perhaps inside a comment, a string or a diff: base64, or a header of the key. */
const BODY =
  /^[\s#>+"'*/-]{0,40}(?:[A-Za-z0-9+/=]{8,}|[A-Za-z0-9+/]{1,8}={0,2}|=[A-Za-z0-9+/]{4}|(?:Proc-Type|DEK-Info|Version|Comment|Subject|MIIE):? [^\n]{0,120})(?:\\n|\\r)*["',;+\\\s]{0,12}$/;
const PURE_BASE64 = /^[ \t]{0,200}[A-Za-z0-9+/]{40,}={0,2}[ \t]{0,20}$/;

/** Words without one of which a text holds no key in plain text. */
export const KEY_WORDS: readonly string[] = ["BEGIN ", "END ", "Private-Lines:"];

/**
 * Private keys: PEM, OpenSSH, PGP, SSH2, PuTTY, also when only a part of the block is in the text.
 * @param words what the token scan met of KEY_WORDS and ENCODED_KEYS.
 */
export function findPrivateKeys(source: Source, spans: Spans, words: ReadonlySet<string>): void {
  if (source.fragment) {
    findHeadless(source, spans);
  }
  if (ENCODED_KEYS.some((word) => words.has(word))) {
    findEncoded(source, spans);
  }
  if (KEY_WORDS.some((word) => words.has(word))) {
    findPlain(source, spans);
  }
}

function findPlain(source: Source, spans: Spans): void {
  const { text } = source;
  const keys: [number, number][] = [];
  let done = 0;
  for (let at = text.indexOf("BEGIN "); at >= 0; at = text.indexOf("BEGIN ", at + 6)) {
    const label = labelAt(text, at + 6);
    if (at < done || !/-{4,5}\s?$/.test(text.slice(Math.max(0, at - 6), at)) || !isPrivate(label)) {
      continue;
    }
    const start = at - (/-{4,5}\s?$/.exec(text.slice(Math.max(0, at - 6), at))?.[0].length ?? 0);
    done = endOfKey(source, start, at + 6 + label.length);
    keys.push([start, done]);
    spans.add(start, done, label.includes("PGP") ? "pgp-private-key" : "private-key", Rank.block);
  }
  findTails(source, spans, keys);
  findPutty(source, spans);
}

function labelAt(text: string, at: number): string {
  return /^[A-Z0-9 ]{0,60}/.exec(text.slice(at, at + 60))?.[0] ?? "";
}

function isPrivate(label: string): boolean {
  return label.includes("PRIVATE KEY") || label.includes("SECRET KEY");
}

function endOfKey(source: Source, start: number, after: number): number {
  const { text } = source;
  const near = text.slice(after, start + LONGEST_KEY);
  const end = near.indexOf("END ");
  const again = near.indexOf("BEGIN ");
  const label = end < 0 ? "" : labelAt(text, after + end + 4);
  if (end >= 0 && (again < 0 || end < again) && isPrivate(label)) {
    const past = after + end + 4 + label.length;
    return past + (/^ ?-{0,5}/.exec(text.slice(past, past + 6))?.[0].length ?? 0);
  }
  // The end is missing: take what can be part of a key on this line, and every line that can be part of one.
  let line = lineAt(source, start);
  const rest =
    /^-{0,5}(?:[A-Za-z0-9+/=\s-]|\\[nr]){0,40000}/.exec(text.slice(after, lineEnd(source, line)))?.[0] ?? "";
  if (after + rest.length < lineEnd(source, line) && rest.length > 40) {
    return after + rest.length;
  }
  while (line + 1 < lineCount(source) && BODY.test(lineText(source, line + 1).slice(0, 400))) {
    line++;
  }
  return lineEnd(source, line);
}

/** Ends of keys whose beginning is missing: the lines above them belong to the key. */
function findTails(source: Source, spans: Spans, keys: readonly [number, number][]): void {
  const { text } = source;
  let next = 0;
  for (let at = text.indexOf("END "); at >= 0; at = text.indexOf("END ", at + 4)) {
    const label = labelAt(text, at + 4);
    while ((keys[next]?.[1] ?? text.length + 1) <= at) {
      next++;
    }
    const inside = (keys[next]?.[0] ?? text.length) <= at;
    if (inside || !isPrivate(label) || !/-{4,5}\s?$/.test(text.slice(Math.max(0, at - 6), at))) {
      continue;
    }
    const last = lineAt(source, at);
    let line = last;
    while (line > 0 && last - line < 400 && BODY.test(lineText(source, line - 1).slice(0, 400))) {
      line--;
    }
    spans.add(lineStart(source, line), lineEnd(source, last), "private-key", Rank.block);
  }
}

function findPutty(source: Source, spans: Spans): void {
  const { text } = source;
  for (let at = text.indexOf("Private-Lines:"); at >= 0; at = text.indexOf("Private-Lines:", at + 14)) {
    const count = Math.min(400, Number(/^\s{0,4}(\d{1,3})/.exec(text.slice(at + 14, at + 24))?.[1] ?? 0));
    const first = lineAt(source, at) + 1;
    const last = Math.min(first + count, lineCount(source)) - 1;
    if (last >= first) {
      spans.add(lineStart(source, first), lineEnd(source, last), "putty-key", Rank.block);
    }
  }
}

/** "PRIVATE KEY" in base64, at each of the three places that it can have within a group of four digits. */
export const ENCODED_KEYS: readonly string[] = ["UFJJVkFURSBLRV", "BSSVZBVEUgS0V", "QUklWQVRFIEtFW"];

function findEncoded(source: Source, spans: Spans): void {
  const { text } = source;
  for (const literal of ENCODED_KEYS) {
    let done = 0;
    for (let at = text.indexOf(literal); at >= 0; at = text.indexOf(literal, at + literal.length)) {
      if (at < done) {
        continue;
      }
      let start = at;
      while (start > 0 && isBase64(text.charCodeAt(start - 1))) {
        start--;
      }
      let end = at;
      while (end < text.length && isBase64(text.charCodeAt(end))) {
        end++;
      }
      [start, end] = wrapped(source, start, end);
      done = end;
      spans.add(start, end, "encoded-private-key", Rank.block);
    }
  }
}

/** Widens a run of base64 over the lines around it, where base64 was wrapped. */
function wrapped(source: Source, start: number, end: number): [number, number] {
  let first = lineAt(source, start);
  let last = lineAt(source, end - 1);
  const whole = lineStart(source, first) + Math.max(0, indentOf(source, first)) === start;
  while (whole && first > 0 && PURE_BASE64.test(lineText(source, first - 1).slice(0, 400))) {
    first--;
    start = lineStart(source, first);
  }
  while (
    end === lineEnd(source, last) &&
    last + 1 < lineCount(source) &&
    /^[ \t]{0,200}[A-Za-z0-9+/]{4,}={0,2}[ \t]{0,20}$/.test(lineText(source, last + 1).slice(0, 400))
  ) {
    last++;
    end = lineEnd(source, last);
  }
  return [start, end];
}

function isBase64(code: number): boolean {
  return isAlnum(code) || code === 43 || code === 47 || code === 61;
}

/** A fragment that begins in the middle of a base64 block: a key, unless the block ends as something public. */
function findHeadless(source: Source, spans: Spans): void {
  let line = 0;
  while (line < lineCount(source) && PURE_BASE64.test(lineText(source, line).slice(0, 400))) {
    line++;
  }
  if (line === 0) {
    return;
  }
  let rest = line;
  while (
    rest < lineCount(source) &&
    rest < line + 2 &&
    /^\s{0,200}[A-Za-z0-9+/]{1,76}={0,2}\s{0,20}$/.test(lineText(source, rest).slice(0, 400))
  ) {
    rest++;
  }
  const closing = lineText(source, rest).slice(0, 200);
  if (/-{4,5}END (?!.{0,40}PRIVATE)/.test(closing)) {
    return;
  }
  spans.add(lineStart(source, 0), lineEnd(source, Math.max(line, rest) - 1), "private-key", Rank.block);
}
