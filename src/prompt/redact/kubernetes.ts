import { decodeBase64Text } from "./base64.ts";
import { hideFlow, hideScalar } from "./kubernetes-values.ts";
import { Rank, type Spans } from "./spans.ts";
import { lineAt, lineCount, lineEnd, lineStart, lineText, type Source } from "./text.ts";
import { isElsewhere, literalRest } from "./values.ts";

const KIND = /^[\s\uFEFF]*(?:- +)*["']?kind["']?\s*:\s*["']?Secret["']?\s*(?:#.*)?$/;
const FLOW_KIND = /\{.{0,2000}["']?kind["']?\s*:\s*["']?Secret["']?\s*[,}]/;
const DATA = /^(?:data|stringData)$/;
const ENTRY = /^(["']?)([\w.$/-][\w.$/ -]{0,252}|\{\{[^{}]{1,200}\}\}[\w.-]{0,80})\1\s*:(?:\s+(.*))?$/;
const MAX_LINES = 20_000;

/**
 * Values of Kubernetes Secrets in YAML: every `data` and `stringData` of a mapping whose kind is Secret, in documents
 * of their own, in lists and inside other text; block scalars, flow mappings, broken documents.
 */
export function findKubernetesSecrets(source: Source, spans: Spans): void {
  const { text } = source;
  for (
    let at = text.indexOf("Secret");
    at >= 0;
    at = text.indexOf("Secret", lineEnd(source, lineAt(source, at)))
  ) {
    const line = lineAt(source, at);
    const content = lineText(source, line).slice(0, 4000);
    if (KIND.test(content)) {
      findInMapping(source, spans, line, content.search(/["']?kind/));
    } else if (FLOW_KIND.test(content)) {
      findInFlow(source, spans, line);
    }
  }
  if (text.includes("secretGenerator")) {
    findGenerators(source, spans);
  }
  if (source.fragment && source.dialect.syntax === "yaml") {
    findHeadless(source, spans);
  }
}

/** Column of the first key or item of a line; -1 for lines that say nothing about structure. */
function columnOf(line: string): number {
  const column = line.search(/\S/);
  return column < 0 || line.charAt(column) === "#" || line.startsWith("{{", column) ? -1 : column;
}

function keyColumn(line: string): number {
  return /^[\s\uFEFF]*(?:- +)*/.exec(line)?.[0].length ?? 0;
}

/** From the line of `kind`, goes up and down as far as the same mapping reaches. */
function findInMapping(source: Source, spans: Spans, kind: number, column: number): void {
  const blocks: number[] = [];
  const look = (line: number): void => {
    const text = lineText(source, line);
    const key = /^["']?(\w+)["']?\s*:/.exec(text.slice(keyColumn(text)));
    if (keyColumn(text) === column && key && DATA.test(key[1] ?? "")) {
      blocks.push(line);
    }
  };
  const kindText = lineText(source, kind);
  if (!/^\s*-/.test(kindText)) {
    for (let line = kind - 1; line >= 0 && kind - line < MAX_LINES; line--) {
      const text = lineText(source, line);
      const at = columnOf(text);
      if (
        /^(?:---|\.\.\.)(?:\s|$)/.test(text) ||
        (at >= 0 && keyColumn(text) < column) ||
        isKind(text, column)
      ) {
        break;
      }
      look(line);
      if (at >= 0 && at < column) {
        break;
      }
    }
  }
  for (let line = kind + 1; line < lineCount(source) && line - kind < MAX_LINES; line++) {
    const text = lineText(source, line);
    const at = columnOf(text);
    if (/^(?:---|\.\.\.)(?:\s|$)/.test(text) || (at >= 0 && at < column) || isKind(text, column)) {
      break;
    }
    look(line);
  }
  for (const line of blocks) {
    hideBlock(source, spans, line, column);
  }
}

/** A second `kind` in one mapping is looked at by itself, so that no line is read for many of them. */
function isKind(line: string, column: number): boolean {
  return keyColumn(line) === column && /^["']?kind["']?\s*:/.test(line.slice(column, column + 40));
}

/** Hides the values below, or behind, a line with `data:`. */
function hideBlock(source: Source, spans: Spans, line: number, column: number): void {
  const head = lineText(source, line);
  const colon = head.indexOf(":", column);
  const rest = head.slice(colon + 1);
  const brace = rest.search(/\S/);
  if (brace >= 0 && rest.charAt(brace) === "{" && !rest.startsWith("{{", brace)) {
    hideFlow(source, spans, lineStart(source, line) + colon + 1 + brace);
    return;
  }
  const encoded =
    /["']?data/.test(head.slice(column, colon)) && !head.slice(column, colon).includes("stringData");
  let child = -1;
  let open: { start: number; end: number } | null = null;
  const close = (): void => {
    if (open) {
      hideLines(source, spans, open.start, open.end, encoded);
    }
    open = null;
  };
  for (let below = line + 1; below < lineCount(source) && below - line < MAX_LINES; below++) {
    const text = lineText(source, below);
    const at = text.search(/\S/);
    if (at < 0 || (text.startsWith("{{", at) && /\}\}\s*$/.test(text))) {
      continue;
    }
    if (at <= column && text.charAt(at) !== "#") {
      break;
    }
    child = child < 0 && text.charAt(at) !== "#" ? at : child;
    if (child >= 0 && at > child) {
      const start = lineStart(source, below) + at;
      open = open
        ? { start: open.start, end: lineEnd(source, below) }
        : { start, end: lineEnd(source, below) };
      continue;
    }
    close();
    const shown = text.charAt(at) === "#" ? text.slice(at).replace(/^#+\s*/, "") : text.slice(at);
    const entry = ENTRY.exec(shown.slice(0, 400_000));
    const value = entry?.[3]?.trim() ?? "";
    const start = lineEnd(source, below) - (text.length - text.trimEnd().length) - value.length;
    if (entry && value !== "" && !/^[|>][-+0-9]{0,2}\s*(?:#.*)?$/.test(value)) {
      hideScalar(spans, start, start + value.length, encoded);
    } else if (!entry && text.charAt(at) !== "#") {
      hideScalar(spans, lineStart(source, below) + at, lineEnd(source, below), encoded);
    }
  }
  close();
}

/** A scalar of several lines: one value, hidden line by line. Lines that hold references are left to other rules. */
function hideLines(source: Source, spans: Spans, start: number, end: number, encoded: boolean): void {
  const whole = source.text.slice(start, end).trim();
  const compact = whole.replace(/\s+/g, "");
  const value = (encoded ? decodeBase64Text(compact) : null) ?? whole;
  for (let line = lineAt(source, start); line <= lineAt(source, Math.max(start, end - 1)); line++) {
    const content = lineText(source, line).trim();
    if (
      literalRest(content, false) === null &&
      !isElsewhere(content) &&
      /[A-Za-z0-9]/.test(content) &&
      !/^["']?[\w .-]{0,60}["']?\s?:?\s?[[{]$/.test(content)
    ) {
      spans.add(
        lineStart(source, line),
        lineEnd(source, line),
        "kubernetes-secret",
        Rank.structure,
        value.trim(),
      );
    }
  }
}

/** A whole manifest in flow style on one line or a few. */
function findInFlow(source: Source, spans: Spans, line: number): void {
  const start = lineStart(source, line);
  const end = Math.min(source.text.length, start + 200_000);
  const text = source.text.slice(start, end);
  let done = 0;
  for (const match of text.matchAll(/["']?(?:data|stringData)["']?\s{0,8}:\s{0,8}(?=\{)/g)) {
    if (match.index >= done) {
      done = hideFlow(source, spans, start + match.index + match[0].length) - start;
    }
  }
}

/** `secretGenerator` of Kustomize: literals are `key=value`. */
function findGenerators(source: Source, spans: Spans): void {
  for (let line = 0; line < lineCount(source); line++) {
    const text = lineText(source, line);
    if (!/^\s*secretGenerator\s*:/.test(text)) {
      continue;
    }
    const column = text.search(/\S/);
    let literals = false;
    for (line++; line < lineCount(source); line++) {
      const below = lineText(source, line);
      const at = columnOf(below);
      if (at >= 0 && (at < column || (at === column && below.charAt(at) !== "-"))) {
        line--;
        break;
      }
      const key = /^\s*(?:- +)?(\w+)\s*:/.exec(below);
      literals = key ? key[1] === "literals" : literals;
      const literal = /^(\s*- +["']?[\w.-]{1,200}=)(.*)$/.exec(below);
      if (literals && literal) {
        const start = lineStart(source, line) + (literal[1] ?? "").length;
        const value = (literal[2] ?? "").trimEnd().replace(/["']$/, "");
        hideScalar(spans, start, start + value.length, false);
      }
    }
  }
}

/** The first document of a fragment, when its head is missing: what can be the data of a Secret counts as such. */
function findHeadless(source: Source, spans: Spans): void {
  for (let line = 0; line < lineCount(source); line++) {
    const text = lineText(source, line);
    if (/^---/.test(text) || /^\s*(?:- )?["']?kind["']?\s*:/.test(text)) {
      return;
    }
    const at = text.search(/\S/);
    if (/^\s*stringData\s*:/.test(text)) {
      hideBlock(source, spans, line, at);
    }
    const entry = /^\s+["']?[\w.-]{1,200}["']?\s*:\s+["']?([A-Za-z0-9+/]{8,}={0,2})["']?\s*$/.exec(text);
    const value = entry?.[1] ?? "";
    if (
      value.length % 4 === 0 &&
      (decodeBase64Text(value) !== null || value.length >= 40) &&
      /[A-Z=+/]|\d/.test(value)
    ) {
      const start = lineStart(source, line) + text.lastIndexOf(value);
      spans.add(
        start,
        start + value.length,
        "kubernetes-secret",
        Rank.structure,
        decodeBase64Text(value) ?? value,
      );
    }
  }
}
