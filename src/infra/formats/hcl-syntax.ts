import type { Node } from "web-tree-sitter";
import type { LineIndex, Range } from "../position.ts";

/** The text of a tree, and where it stands in the file. */
export interface Source {
  text: string;
  /** The offset in the file of the text's first character. */
  base: number;
  lines: LineIndex;
}

/**
 * A node of the syntax tree with its properties read once: each one is a call into WebAssembly, and they are what
 * extraction spends its time on. Valid while its tree is.
 */
export class Syntax {
  readonly type: string;
  /** Offsets into the source's text, in UTF-16 code units. */
  readonly start: number;
  readonly end: number;
  private named: Syntax[] | undefined;

  constructor(private readonly node: Node) {
    this.type = node.type;
    this.start = node.startIndex;
    this.end = node.endIndex;
  }

  /** The children that carry a name in the grammar: without punctuation, operators and comments. */
  get children(): Syntax[] {
    if (!this.named) {
      this.named = [];
      for (const child of this.node.namedChildren) {
        const syntax = new Syntax(child);
        if (syntax.type !== "comment") this.named.push(syntax);
      }
    }
    return this.named;
  }

  child(type: string): Syntax | undefined {
    return this.children.find((child) => child.type === type);
  }

  text(source: Source): string {
    return source.text.slice(this.start, this.end);
  }

  range(source: Source): Range {
    return source.lines.range(source.base + this.start, source.base + this.end);
  }
}
