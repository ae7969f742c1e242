import { findAssignments } from "./assignments.ts";
import { COMMAND_WORDS, findCommands, findStatements, STATEMENT_WORDS } from "./commands.ts";
import { findInJson } from "./documents.ts";
import { findEncrypted } from "./encrypted.ts";
import { findByFormat } from "./formats.ts";
import { findPrivateKeys } from "./keys.ts";
import { findKubernetesSecrets } from "./kubernetes.ts";
import { blankMarks, encryptedMark, findMarks, secretMark } from "./placeholder.ts";
import { findInProse } from "./prose.ts";
import { isWordy } from "./randomness.ts";
import { MARK_VALUE, Rank, type Span, Spans } from "./spans.ts";
import { findInTerraform } from "./terraform.ts";
import { lineAt, lineEnd, lineStart, type Source, sourceOf } from "./text.ts";
import { findTokens } from "./tokens.ts";
import { DRIVER_WORDS, findDriverPassword, findUrlPassword } from "./urls.ts";

/** One place where something was hidden. */
export interface Redaction {
  path: string;
  /** 1-based line in the file. */
  line: number;
  /** What it was: `aws-access-key`, `private-key`, `password`, `kubernetes-secret`, … */
  kind: string;
}

export interface Redacted {
  /** The text with its secrets replaced; it has the same number of lines, with the same line breaks. */
  text: string;
  /** Where secrets were, one entry for each mark in the text, in order. */
  redactions: Redaction[];
  /** Where ciphertext was (`encrypted-sops`, …): hidden to save room, but no secret. */
  encrypted: Redaction[];
}

/** Values shorter than this are not looked for elsewhere: they may be words. */
const SHORTEST_ECHO = 8;
/** Work that the search for known values may do for one text, in characters. */
const ECHO_BUDGET = 400_000_000;

/**
 * Hides secrets in the texts of one request. Equal secrets get equal marks within it, across files and kinds; a mark
 * carries nothing of its secret. A value that was found once is hidden wherever else it stands in that text and in
 * the texts that follow. Never throws, whatever the text; takes time linear in its length.
 */
export class Redactor {
  readonly #marks = new Map<string, string>();
  /** Forms of known values, with the value and kind that each stands for. */
  readonly #echoes = new Map<string, { value: string; kind: string }>();
  /** Lines with marks that this redactor gave out, trimmed. */
  readonly #written = new Set<string>();
  readonly #redactions: Redaction[] = [];
  readonly #encrypted: Redaction[] = [];

  /** Everything hidden so far, in the order of the texts. */
  get redactions(): readonly Redaction[] {
    return this.#redactions;
  }

  /** All ciphertext seen so far. */
  get encrypted(): readonly Redaction[] {
    return this.#encrypted;
  }

  /**
   * @param path decides which rules of structure apply; "" is free text: a question, a log, an answer.
   * @param firstLine 1-based line of the file that the text begins with, where it is only a part of the file.
   */
  redact(path: string, text: string, firstLine = 1): Redacted {
    const marks = findMarks(text);
    const source = sourceOf(path, blankMarks(text, marks), firstLine);
    const spans = new Spans(source.text, text, marks);
    findSecrets(source, spans);
    let settled = spans.settle();
    for (const span of settled) {
      this.#remember(span, source.text);
    }
    if (this.#findEchoes(spans, source.text)) {
      settled = spans.settle();
    }
    const result: Redacted = { text: "", redactions: [], encrypted: [] };
    const parts: string[] = [];
    let from = 0;
    for (const span of settled) {
      parts.push(text.slice(from, span.start), this.#markOf(span, source, text));
      from = span.end;
      const entry = { path, line: lineAt(source, span.start) + firstLine, kind: span.kind };
      (span.encrypted ? result.encrypted : result.redactions).push(entry);
    }
    parts.push(text.slice(from));
    result.text = settled.length === 0 ? text : parts.join("");
    this.#noteLines(result.text);
    append(this.#redactions, result.redactions);
    append(this.#encrypted, result.encrypted);
    return result;
  }

  /** Keeps a value to look for, in the forms in which it can stand elsewhere. */
  #remember(span: Span, text: string): void {
    if (
      span.encrypted ||
      span.value.startsWith(MARK_VALUE) ||
      span.rank === Rank.block ||
      this.#echoes.size > 5000
    ) {
      return;
    }
    for (const form of [span.value, text.slice(span.start, span.end), encoded(span.value)]) {
      if (form.length >= SHORTEST_ECHO && form.length <= 4000 && !/\s/.test(form) && !isWordy(form)) {
        this.#echoes.set(form, { value: span.value, kind: span.kind });
      }
    }
  }

  /** Finds values that are known to be secret in places that no rule knows. */
  #findEchoes(spans: Spans, text: string): boolean {
    let budget = ECHO_BUDGET;
    let found = false;
    for (const [form, { value, kind }] of this.#echoes) {
      budget -= text.length + 100;
      if (budget < 0) {
        break;
      }
      for (let at = text.indexOf(form); at >= 0; at = text.indexOf(form, at + form.length)) {
        spans.add(at, at + form.length, kind, Rank.entropy, value);
        found = true;
      }
    }
    return found;
  }

  #markOf(span: Span, source: Source, original: string): string {
    if (span.encrypted) {
      return encryptedMark(span.kind);
    }
    if (span.value.startsWith(MARK_VALUE) && this.#isOwnLine(source, original, span.start)) {
      return span.value.slice(MARK_VALUE.length);
    }
    let mark = this.#marks.get(span.value);
    if (mark === undefined) {
      mark = secretMark(span.kind, this.#marks.size + 1);
      this.#marks.set(span.value, mark);
    }
    return mark;
  }

  #isOwnLine(source: Source, original: string, offset: number): boolean {
    if (this.#written.size === 0) {
      return false;
    }
    const line = lineAt(source, offset);
    return this.#written.has(original.slice(lineStart(source, line), lineEnd(source, line)).trim());
  }

  /** Remembers the lines that this redactor wrote marks on, so that marks on them are known as its own. */
  #noteLines(text: string): void {
    for (let at = text.indexOf("«"); at >= 0 && this.#written.size < 100_000; ) {
      const start = text.lastIndexOf("\n", at) + 1;
      const next = text.indexOf("\n", at);
      const end = next < 0 ? text.length : next;
      this.#written.add(text.slice(start, end).trim());
      at = text.indexOf("«", end);
    }
  }
}

const COMMANDS_BY_WORD = new Set(COMMAND_WORDS);
const DRIVERS = new Set(DRIVER_WORDS);
const STATEMENTS_BY_WORD = new Set(STATEMENT_WORDS);

function findSecrets(source: Source, spans: Spans): void {
  const words = new Set<string>();
  const commands: number[] = [];
  const statements: number[] = [];
  findTokens(spans, (word, offset) => {
    words.add(word);
    if (word === "://") {
      findUrlPassword(spans, offset);
    } else if (DRIVERS.has(word)) {
      findDriverPassword(spans, word, offset);
    } else if (STATEMENTS_BY_WORD.has(word)) {
      statements.push(offset);
    } else if (COMMANDS_BY_WORD.has(word)) {
      commands.push(offset);
    }
  });
  findPrivateKeys(source, spans, words);
  findEncrypted(source, spans, words);
  if (source.dialect.noise) {
    return;
  }
  findAssignments(source, spans);
  findCommands(source, spans, commands);
  findStatements(source, spans, statements);
  findByFormat(source, spans, words);
  const { syntax } = source.dialect;
  if (syntax === "json") {
    findInJson(source, spans);
  }
  if (syntax === "hcl") {
    findInTerraform(source, spans);
  }
  if (syntax === "prose") {
    findInProse(source, spans);
  }
  if (source.fragment || words.has("Secret") || words.has("secretGenerator")) {
    findKubernetesSecrets(source, spans);
  }
}

function encoded(value: string): string {
  try {
    return encodeURIComponent(value);
  } catch {
    return value;
  }
}

function append<T>(list: T[], more: readonly T[]): void {
  for (const one of more) {
    list.push(one);
  }
}
