import { decodeBase64Text } from "./base64.ts";
import { Rank, type Spans } from "./spans.ts";
import type { Source } from "./text.ts";
import { defaultsIn, isElsewhere, literalRest } from "./values.ts";

/** One value: quotes, tags, anchors and comments stay; references, and only they, stay readable. */
export function hideScalar(spans: Spans, start: number, end: number, encoded: boolean): void {
  let text = spans.text.slice(start, end);
  const prefix = /^(?:(?:!!?[\w-]*|&[\w-]+)\s+)*/.exec(text)?.[0].length ?? 0;
  start += prefix;
  text = text.slice(prefix);
  const quote = text.charAt(0);
  if (quote === '"' || quote === "'") {
    const close = text.lastIndexOf(quote);
    const inner = close > 0 ? text.slice(1, close) : text.slice(1);
    start += 1;
    text = inner;
  } else {
    const comment = text.search(/\s#/);
    text = comment < 0 ? text : text.slice(0, comment).trimEnd();
  }
  if (text.trim() === "" || /^\*[\w.-]+$|^<[^<>]{1,200}>$|^(?:""|''|null|~)$/.test(text)) {
    return;
  }
  const rest = literalRest(text, false);
  for (const [from, to] of rest === null ? [] : defaultsIn(text)) {
    spans.add(start + from, start + to, "kubernetes-secret", Rank.structure);
  }
  if (
    isElsewhere(text) ||
    (rest !== null && !/[A-Za-z0-9]{6}/.test(rest)) ||
    (rest !== null && rest.trim() === "")
  ) {
    return;
  }
  if (rest !== null && /\{\{|\$\{/.test(text) && !/[A-Za-z]\d|\d[A-Za-z]|[!@#%^&*]/.test(rest)) {
    return;
  }
  const decoded = encoded ? decodeBase64Text(text) : null;
  spans.add(start, start + text.length, "kubernetes-secret", Rank.structure, decoded ?? text);
}

/**
 * `{a: b, "c": "d"}`, perhaps over several lines: everything behind a colon.
 * @returns the offset after it.
 */
export function hideFlow(source: Source, spans: Spans, at: number): number {
  const { text } = source;
  const limit = Math.min(text.length, at + 200_000);
  let depth = 0;
  let valueStart = -1;
  let quote = "";
  for (let now = at; now < limit; now++) {
    const sign = text.charAt(now);
    if (quote !== "") {
      if (sign === "\\" && quote === '"') {
        now++;
      } else if (sign === quote) {
        quote = "";
      }
      continue;
    }
    if ((sign === '"' || sign === "'") && /[\s:{,]/.test(text.charAt(now - 1))) {
      quote = sign;
    } else if (sign === "{") {
      depth++;
    } else if (sign === ":" && valueStart < 0 && /[\s"']/.test(text.charAt(now + 1) + text.charAt(now - 1))) {
      valueStart = now + 1;
    } else if (sign === "," || sign === "}") {
      if (valueStart >= 0) {
        const value = text.slice(valueStart, now);
        const lead = value.length - value.trimStart().length;
        hideScalar(spans, valueStart + lead, valueStart + value.trimEnd().length, true);
        valueStart = -1;
      }
      if (sign === "}" && --depth <= 0) {
        return now + 1;
      }
    }
  }
  return limit;
}
