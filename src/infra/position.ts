/** A place in a text: 1-based lines and columns (UTF-16 code units), the end column exclusive. */
export interface Range {
  startLine: number;
  startColumn: number;
  endLine: number;
  endColumn: number;
}

/** Turns offsets into 1-based lines and columns. `\n`, `\r\n` and a lone `\r` each end a line. */
export class LineIndex {
  private readonly starts: number[] = [0];

  constructor(private readonly text: string) {
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code === 10 || (code === 13 && text.charCodeAt(i + 1) !== 10)) this.starts.push(i + 1);
    }
  }

  get lineCount(): number {
    return this.starts.length;
  }

  /** The 1-based line that holds `offset`. */
  line(offset: number): number {
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.starts[middle] as number) <= offset) low = middle;
      else high = middle - 1;
    }
    return low + 1;
  }

  /** The offset at which the 1-based `line` starts; the text's length past the last line. */
  offset(line: number): number {
    return this.starts[line - 1] ?? this.text.length;
  }

  /** The range from offset `start` up to offset `end`, exclusive. */
  range(start: number, end: number): Range {
    const startLine = this.line(start);
    const endLine = this.line(end);
    return {
      startLine,
      startColumn: start - this.offset(startLine) + 1,
      endLine,
      endColumn: end - this.offset(endLine) + 1,
    };
  }

  /** The whole of the 1-based `line`, without its line break. */
  lineRange(line: number): Range {
    const start = this.offset(line);
    const text = this.text.slice(start, this.offset(line + 1)).replace(/[\r\n]+$/, "");
    return { startLine: line, startColumn: 1, endLine: line, endColumn: text.length + 1 };
  }
}

/** The lines of a text, broken as {@link LineIndex} breaks them. */
export function splitLines(text: string): string[] {
  return text.split(/\r\n|\n|\r/);
}
