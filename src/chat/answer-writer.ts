import * as vscode from "vscode";
import { type AnswerPart, PlaceParser } from "../answer/places.ts";
import { baseName, folderOf } from "../infra/paths.ts";
import type { WorkspaceHost } from "../workspace/host.ts";

/** Writes a streamed answer into the chat; places that exist become links. */
export class AnswerWriter {
  private readonly parser: PlaceParser;
  private written = 0;
  /** File names that more than one path has: the link shows the name alone, so the folder goes before it. */
  private readonly ambiguous: ReadonlySet<string>;

  /** @param lines number of lines of each file that may be linked, by workspace path */
  constructor(
    private readonly stream: vscode.ChatResponseStream,
    private readonly host: WorkspaceHost,
    lines: Readonly<Record<string, number>>,
  ) {
    this.ambiguous = repeated(Object.keys(lines).map(baseName));
    this.parser = new PlaceParser((path) => (Object.hasOwn(lines, path) ? lines[path] : undefined));
  }

  /** True once something has been shown. */
  get hasWritten(): boolean {
    return this.written > 0;
  }

  write(fragment: string): void {
    this.show(this.parser.push(fragment));
  }

  end(): void {
    this.show(this.parser.end());
  }

  private show(parts: readonly AnswerPart[]): void {
    for (const part of parts) {
      this.written++;
      if (part.type === "text") this.stream.markdown(part.text);
      else this.link(part);
    }
  }

  private link({ path, startLine, endLine }: AnswerPart & { type: "place" }): void {
    const label = `${path}:${startLine}${endLine > startLine ? `-${endLine}` : ""}`;
    const uri = this.host.uri(path);
    if (!uri) {
      this.stream.markdown(`\`${label}\``);
      return;
    }
    if (this.ambiguous.has(baseName(path))) this.stream.markdown(`${folderOf(path)}/`);
    const range = new vscode.Range(startLine - 1, 0, endLine - 1, 0);
    this.stream.anchor(new vscode.Location(uri, range), label);
  }
}

function repeated(names: readonly string[]): Set<string> {
  const seen = new Set<string>();
  return new Set(names.filter((name) => seen.has(name) || !seen.add(name)));
}
