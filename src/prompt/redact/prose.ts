import { judge } from "./judge.ts";
import { classifyName } from "./names.ts";
import { looksRandom, looksSecret } from "./randomness.ts";
import { Rank, type Spans } from "./spans.ts";
import type { Source } from "./text.ts";

const NAME =
  /\b(?:log ?in|pw|pass ?word|passwd|pass ?phrase|pwd|pass ?code|token|secret|api[ -]?key|access[ -]?key|secret[ -]?key|credential)s?\b/gi;
/** Words that can stand between a name and its value. */
const FILLER =
  /^(?:is|was|are|be|to|of|as|with|value|set|called|now|for|the|a|an|root|admin|user|it's|its|which|that|into|=|:|:=|\/|->|=>|\||-|–|\(|our|my|your|their|this|new|old|currently|\/|in|on|use|used|using|prod|production|staging|test|database|db|still|just|simply|i|we|changed|reset|from|has|been|got)$/i;
const MOST_FILLERS = 6;

/** What people write in sentences and tables; and, in free text, a random string on its own. */
export function findInProse(source: Source, spans: Spans): void {
  const { text, dialect } = source;
  for (const match of text.matchAll(NAME)) {
    const word = wordAfter(text, match.index + match[0].length);
    const found = word
      ? classifyName(
          match[0]
            .replace(/^log ?in$/i, "password")
            .replace(/pass (?=[a-z])/i, "pass")
            .replace(/[ -]/g, "_"),
        )
      : null;
    if (!word || !found) {
      continue;
    }
    const { start, value } = word;
    if (looksSecret(value) && /\d|[!@#$%^&*=?]/.test(value)) {
      const place = { dialect, quoted: true, verbatim: false, upper: false };
      for (const [a, b] of judge(value, found, place)) {
        spans.add(start + a, start + b, found.kind, Rank.name);
      }
    }
  }
  if (source.path !== "") {
    return;
  }
  for (const match of text.matchAll(/(?<![\w+/=.:@-])[\w+/=.~-]{24,600}(?![\w+/=@-])/g)) {
    const value = match[0].replace(/[.=]{0,3}$/, "");
    if (looksRandom(value, 24) && !value.includes("--")) {
      spans.add(match.index, match.index + match[0].length, "high-entropy", Rank.entropy);
    }
  }
}

/** The first word behind a name that is no filler, without the quotes and punctuation around it. */
function wordAfter(text: string, from: number): { start: number; value: string } | null {
  if (!/[\s:=|"'`*)]/.test(text.charAt(from))) {
    return null;
  }
  const line = /^[^\n]{0,240}/.exec(text.slice(from, from + 240))?.[0] ?? "";
  let fillers = 0;
  for (const match of line.matchAll(/[^\s|]+/g)) {
    const lead = /^["'`(*_:=]{0,4}/.exec(match[0])?.[0].length ?? 0;
    const value = match[0].slice(lead).replace(/["'`)*_]{0,4}[.,;:!?]{0,3}["'`)*_]{0,2}$/, "");
    const filler = value === "" || FILLER.test(value);
    if (!filler && /^[[{}\])<>#/.-]|\]\(|^https?:/.test(value)) {
      return null;
    }
    if (!filler) {
      return { start: from + match.index + lead, value };
    }
    if (++fillers > MOST_FILLERS) {
      return null;
    }
  }
  return null;
}
