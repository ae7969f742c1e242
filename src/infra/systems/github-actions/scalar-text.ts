import type { YamlNode } from "../../formats/yaml.ts";
import type { LineIndex, Range } from "../../position.ts";

/** The text of a YAML scalar, whose offsets can be turned into places of the file. */
export class ScalarText {
  /** What the scalar says: without quotes, indentation and escapes. */
  readonly text: string;
  private map: Uint32Array | undefined;

  constructor(
    readonly node: YamlNode,
    private readonly file: string,
    private readonly lines: LineIndex,
  ) {
    this.text = node.string ?? "";
  }

  /** The range in the file of the part from offset `start` up to offset `end`. */
  range(start: number, end: number): Range {
    const last = Math.max(start, end - 1);
    const from = this.offset(start);
    const to = this.offset(last);
    return this.lines.range(from, end > start ? to + 1 : to);
  }

  /** The 1-based line of the file that holds the offset. */
  line(offset: number): number {
    return this.lines.line(this.offset(offset));
  }

  private offset(at: number): number {
    this.map ??= align(this.raw, this.text, this.start);
    const index = Math.min(at, this.map.length - 1);
    return this.map[index] ?? this.start;
  }

  private get start(): number {
    const { startLine, startColumn } = this.node.range;
    return this.lines.offset(startLine) + startColumn - 1;
  }

  private get raw(): string {
    const { endLine, endColumn } = this.node.range;
    return this.file.slice(this.start, this.lines.offset(endLine) + endColumn - 1);
  }
}

const ESCAPE_LENGTH: Record<string, number> = { x: 4, u: 6, U: 10 };

/**
 * The place of every character of `text` in the file, and one more for its end. White space is matched loosely, as
 * YAML folds and strips it; everything else stands in the file as it is, or as an escape of a quoted scalar.
 */
function align(raw: string, text: string, base: number): Uint32Array {
  const map = new Uint32Array(text.length + 1);
  const style = raw[0];
  let at = style === "|" || style === ">" ? afterLine(raw) : style === '"' || style === "'" ? 1 : 0;
  for (let i = 0; i < text.length; i++) {
    const c = text[i] as string;
    const escaped = style === '"' && raw[at] === "\\";
    if (isSpace(c) && !escaped) {
      map[i] = base + Math.min(at, raw.length);
      if (raw[at] === c || (c === "\n" && raw[at] === "\r")) at += raw[at] === "\r" ? 2 : 1;
      continue;
    }
    while (at < raw.length && isSpace(raw[at] as string)) at++;
    map[i] = base + Math.min(at, raw.length);
    if (style === '"' && raw[at] === "\\") at += ESCAPE_LENGTH[raw[at + 1] ?? ""] ?? 2;
    else if (style === "'" && c === "'" && raw[at + 1] === "'") at += 2;
    else at++;
  }
  map[text.length] = base + Math.min(at, raw.length);
  return map;
}

function afterLine(raw: string): number {
  const end = raw.indexOf("\n");
  return end < 0 ? raw.length : end + 1;
}

function isSpace(c: string): boolean {
  return c === " " || c === "\t" || c === "\n" || c === "\r";
}
