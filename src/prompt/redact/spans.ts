import { type Mark, withoutMarks } from "./placeholder.ts";

/** What found a span; where two overlap, the higher rank names the kind. */
export const Rank = { entropy: 0, name: 1, structure: 2, shape: 3, block: 4 } as const;

/** A stretch of text to be replaced; it never contains a line break. */
export interface Span {
  start: number;
  end: number;
  kind: string;
  rank: number;
  /** The value that the span stands for: spans with the same value get the same number. */
  value: string;
  encrypted: boolean;
}

/** Prefix of the values of marks that were in the text already. */
export const MARK_VALUE = "mark ";

const ALL_MARKS = /[\s"'`,;:.|\\]/g;

/** Collects what the rules find in one text, and settles overlaps. */
export class Spans {
  readonly #found: Span[] = [];
  /** @param text with its marks blanked. @param original the text as it came. @param marks those in it. */
  constructor(
    readonly text: string,
    readonly original: string,
    readonly marks: readonly Mark[],
  ) {}

  /**
   * Adds a stretch of one or more lines; white space around it and marks that stand alone are left out.
   * @param value what it stands for, where that is not the text itself (decoded base64, a whole key).
   */
  add(start: number, end: number, kind: string, rank: number, value?: string): void {
    this.#add(start, end, kind, rank, value, false);
  }

  /** Adds ciphertext, which is hidden to save room but is no secret. */
  addEncrypted(start: number, end: number, kind: string): void {
    this.#add(start, end, kind, Rank.block, kind, true);
  }

  get found(): readonly Span[] {
    return this.#found;
  }

  #add(
    start: number,
    end: number,
    kind: string,
    rank: number,
    value: string | undefined,
    encrypted: boolean,
  ): void {
    const whole = value ?? this.text.slice(start, end).trim();
    for (let from = start; from < end; ) {
      const next = this.text.indexOf("\n", from);
      const to = next < 0 || next > end ? end : next;
      this.#addLine(from, to, kind, rank, whole, encrypted);
      from = to + 1;
    }
  }

  #addLine(start: number, end: number, kind: string, rank: number, value: string, encrypted: boolean): void {
    const { text } = this;
    while (start < end && text.charCodeAt(start) <= 32) {
      start++;
    }
    while (end > start && text.charCodeAt(end - 1) <= 32) {
      end--;
    }
    if (start >= end) {
      return;
    }
    const part = text.slice(start, end);
    if (part.includes("«") && withoutMarks(part).replace(ALL_MARKS, "") === "") {
      return;
    }
    this.#found.push({ start, end, kind, rank, value, encrypted });
  }

  /** All spans in order, none overlapping another. Marks that were in the text come as spans of their own. */
  settle(): Span[] {
    const all = this.#found.slice();
    for (const mark of this.marks) {
      const value = this.original.slice(mark.start, mark.end);
      all.push({ ...mark, rank: Rank.block, value: MARK_VALUE + value });
    }
    all.sort((a, b) => a.start - b.start || b.end - a.end || b.rank - a.rank);
    const settled: Span[] = [];
    for (const span of all) {
      const last = settled.at(-1);
      if (last && span.start < last.end) {
        settled[settled.length - 1] = this.#join(last, span);
      } else {
        settled.push(span);
      }
    }
    return settled;
  }

  #join(a: Span, b: Span): Span {
    const start = a.start;
    const end = Math.max(a.end, b.end);
    const aWhole = a.end === end;
    const bWhole = b.start === start && b.end === end;
    const encrypted = (a.encrypted && aWhole) || (b.encrypted && bWhole);
    const named = encrypted ? (a.encrypted && aWhole ? a : b) : b.rank > a.rank && !b.encrypted ? b : a;
    const whole = aWhole && bWhole ? named : aWhole ? a : bWhole ? b : null;
    const kind = named.encrypted && !encrypted ? "secret" : named.kind;
    const value = whole ? whole.value : this.text.slice(start, end);
    return { start, end, kind, rank: Math.max(a.rank, b.rank), value, encrypted };
  }
}
