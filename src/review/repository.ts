import type { AnalysedFile } from "../infra/inventory.ts";
import { buildMap, type InfraMap } from "../infra/map.ts";
import { splitLines } from "../infra/position.ts";
import { byUrgency, type Finding } from "./finding.ts";
import { reviewFile } from "./review.ts";

/**
 * The repository at one moment: its infrastructure files, how they hang together, what is wrong with them.
 * Map and findings are made when first asked for and kept; a changed file asks for a new one of these.
 */
export class Repository {
  private readonly byPath: ReadonlyMap<string, AnalysedFile>;
  private readonly reviewed = new Map<string, Finding[]>();
  private builtMap: InfraMap | undefined;

  /**
   * @param files ordered by path
   * @param exists whether the workspace holds this file or folder, infrastructure or not
   */
  constructor(
    readonly files: readonly AnalysedFile[],
    readonly exists: (path: string) => boolean,
  ) {
    this.byPath = new Map(files.map((file) => [file.path, file]));
  }

  get(path: string): AnalysedFile | undefined {
    return this.byPath.get(path);
  }

  /** How many lines an infrastructure file has; undefined for any other path. */
  lineCount(path: string): number | undefined {
    const text = this.byPath.get(path)?.text;
    return text === undefined ? undefined : splitLines(text).length;
  }

  get map(): InfraMap {
    this.builtMap ??= buildMap(this.files, this.exists);
    return this.builtMap;
  }

  /** The findings of one file, by place; empty for a path that is not infrastructure. */
  findingsOf(path: string): Finding[] {
    const known = this.reviewed.get(path);
    if (known) return known;
    const file = this.byPath.get(path);
    const findings = file
      ? reviewFile(file, { exists: this.exists, read: (other) => this.byPath.get(other)?.text })
      : [];
    this.reviewed.set(path, findings);
    return findings;
  }

  /** The findings of all files, or of those given, most urgent first. */
  findings(paths: Iterable<string> = this.byPath.keys()): Finding[] {
    return [...paths].flatMap((path) => this.findingsOf(path)).sort(byUrgency);
  }

  /** The paths that this file refers to or is referred to from, without itself. */
  neighbours(path: string): string[] {
    const found = new Set<string>();
    for (const edge of this.map.edges) {
      if (edge.from === path) found.add(edge.to);
      if (edge.to === path) found.add(edge.from);
    }
    found.delete(path);
    return [...found];
  }
}
