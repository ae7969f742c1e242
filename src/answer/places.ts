/** A part of an answer: text as it came, or a place that exists. */
export type AnswerPart =
  | { type: "text"; text: string }
  | { type: "place"; path: string; startLine: number; endLine: number };

/** The number of lines of a file that the answer may point at; undefined for any other path. */
export type KnownLines = (path: string) => number | undefined;

const PLACE = /(`?)((?:[\w.@+~-]+\/)*[\w.@+~-]+):(\d{1,7})(?:[-\u2013](\d{1,7}))?(?![\w/])(`?)/g;
/** A run without a space longer than this holds no place. */
const MAX_RUN = 1024;

/**
 * Finds `path:line` and `path:line-line` in a streamed answer, however its fragments are cut. A place is only made
 * of a known path and lines that the file has; everything else, and everything inside code blocks and longer code
 * spans, stays text. The text of all parts together, places written out, is the answer.
 */
export class PlaceParser {
  private held = "";
  private inFence = false;
  private inSpan = false;
  private lineStart = true;

  constructor(private readonly knownLines: KnownLines) {}

  /** Takes a fragment, gives what is certain by now. */
  push(fragment: string): AnswerPart[] {
    this.held += fragment;
    const lastSpace = Math.max(this.held.lastIndexOf(" "), this.held.lastIndexOf("\n"));
    const ready = this.held.length - lastSpace > MAX_RUN ? this.held.length : lastSpace + 1;
    return this.take(ready);
  }

  /** Gives the rest. */
  end(): AnswerPart[] {
    return this.take(this.held.length);
  }

  private take(length: number): AnswerPart[] {
    const ready = this.held.slice(0, length);
    this.held = this.held.slice(length);
    const parts: AnswerPart[] = [];
    for (const [run] of ready.matchAll(/\s|[^\s]+/g)) this.run(run, parts);
    return join(parts);
  }

  private run(run: string, parts: AnswerPart[]): void {
    if (/^\s$/.test(run)) {
      if (run === "\n") {
        this.lineStart = true;
        this.inSpan = false;
      }
      parts.push({ type: "text", text: run });
      return;
    }
    if (this.lineStart && /^(```|~~~)/.test(run)) {
      this.inFence = !this.inFence;
      this.lineStart = false;
      parts.push({ type: "text", text: run });
      return;
    }
    this.lineStart = false;
    if (this.inFence || run.length > MAX_RUN) parts.push({ type: "text", text: run });
    else this.words(run, parts);
  }

  private words(run: string, parts: AnswerPart[]): void {
    let from = 0;
    for (const match of run.matchAll(PLACE)) {
      const before = run.slice(from, match.index);
      this.countTicks(before);
      const place = this.inSpan ? undefined : this.place(match);
      if (place) parts.push({ type: "text", text: before }, place);
      else {
        this.countTicks(match[0]);
        parts.push({ type: "text", text: before + match[0] });
      }
      from = match.index + match[0].length;
    }
    const rest = run.slice(from);
    this.countTicks(rest);
    parts.push({ type: "text", text: rest });
  }

  private place(match: RegExpMatchArray): AnswerPart | undefined {
    const [, open, rawPath = "", first, last, close] = match;
    if (open !== close) return undefined;
    const path = rawPath.replace(/^\.\//, "");
    const startLine = Number(first);
    const endLine = last === undefined ? startLine : Number(last);
    const lines = this.knownLines(path);
    if (lines === undefined || startLine < 1 || startLine > endLine || endLine > lines) return undefined;
    return { type: "place", path, startLine, endLine };
  }

  private countTicks(text: string): void {
    for (const character of text) if (character === "`") this.inSpan = !this.inSpan;
  }
}

/** The places that a whole text names, in order. */
export function findPlaces(text: string, knownLines: KnownLines): (AnswerPart & { type: "place" })[] {
  const parser = new PlaceParser(knownLines);
  return [...parser.push(text), ...parser.end()].filter((part) => part.type === "place");
}

function join(parts: readonly AnswerPart[]): AnswerPart[] {
  const joined: AnswerPart[] = [];
  for (const part of parts) {
    const last = joined.at(-1);
    if (part.type === "text" && part.text === "") continue;
    if (part.type === "text" && last?.type === "text") last.text += part.text;
    else joined.push({ ...part });
  }
  return joined;
}
