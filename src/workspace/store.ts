import { type AnalysedFile, analyse } from "../infra/inventory.ts";
import { baseName } from "../infra/paths.ts";
import { type Recognised, recogniseByContent, recogniseByPath } from "../infra/recognise.ts";
import type { System } from "../infra/system.ts";
import { Repository } from "../review/repository.ts";
import { reasonOf } from "./disk.ts";
import type { FileSource, Skipped } from "./source.ts";
import { decode, isBinary, MAX_FILE_BYTES, tooLarge } from "./text.ts";

/** How many files are read at once. */
const CONCURRENCY = 16;
/** After so many milliseconds of work the event loop gets a turn, so that a cancellation is heard. */
const SLICE = 20;

export interface ScanStats {
  /** All files walked. */
  files: number;
  infraFiles: number;
  /** Size of the infrastructure files. */
  bytes: number;
  milliseconds: number;
}

/**
 * The infrastructure files of a workspace, kept up to date. Walks and analyses everything once, then only what
 * {@link changed} names. Unsaved text of the editor goes before what is on the disk.
 */
export class WorkspaceStore {
  private readonly files = new Map<string, AnalysedFile>();
  private readonly skippedFiles = new Map<string, string>();
  private readonly sizes = new Map<string, number>();
  private unsaved = new Map<string, string>();
  private readonly stale = new Set<string>();
  private walked: number | undefined;
  private milliseconds = 0;
  private current: Repository | undefined;
  private updating: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly source: FileSource,
    private readonly systems: readonly System[],
  ) {}

  get stats(): ScanStats {
    const bytes = [...this.sizes.values()].reduce((sum, size) => sum + size, 0);
    return { files: this.walked ?? 0, infraFiles: this.files.size, bytes, milliseconds: this.milliseconds };
  }

  /** What was left out and why, by path. */
  get skipped(): Skipped[] {
    return [...this.skippedFiles].map(([path, reason]) => ({ path, reason })).sort(byPath);
  }

  /** Marks files as changed, created or deleted; they are looked at again on the next request. */
  changed(paths: Iterable<string>): void {
    for (const path of paths) this.stale.add(path);
  }

  /** Forgets everything: ignore rules or folders have changed. */
  reset(): void {
    this.walked = undefined;
    this.current = undefined;
    this.files.clear();
    this.sizes.clear();
    this.skippedFiles.clear();
  }

  /**
   * The repository as it is now.
   * @param unsaved texts of open, changed documents by workspace path
   * @throws the signal's reason where it aborts; what was done until then is kept
   */
  async repository(unsaved: ReadonlyMap<string, string>, signal: AbortSignal): Promise<Repository> {
    // One update at a time: two requests would scan twice.
    const update = this.updating.then(() => this.update(unsaved, signal));
    this.updating = update.catch(() => undefined);
    return update;
  }

  private async update(unsaved: ReadonlyMap<string, string>, signal: AbortSignal): Promise<Repository> {
    const started = performance.now();
    for (const [path, text] of unsaved) if (this.unsaved.get(path) !== text) this.stale.add(path);
    for (const path of this.unsaved.keys()) if (!unsaved.has(path)) this.stale.add(path);
    this.unsaved = new Map(unsaved);

    if ([...this.stale].some((path) => baseName(path) === ".gitignore" || this.source.isFolder(path)))
      this.reset();
    if (this.walked === undefined) {
      const paths = [...this.stale];
      await this.scan(signal);
      for (const path of paths) if (!this.unsaved.has(path)) this.stale.delete(path);
      this.milliseconds = Math.round(performance.now() - started);
    }
    if (this.stale.size > 0) {
      const paths = [...this.stale];
      await this.refresh(await this.relevant(paths), signal);
      for (const path of paths) this.stale.delete(path);
      this.current = undefined;
    }
    this.current ??= new Repository([...this.files.values()].sort(byPath), (path) =>
      this.source.exists(path),
    );
    return this.current;
  }

  private async scan(signal: AbortSignal): Promise<void> {
    const candidates: string[] = [];
    let walked = 0;
    for await (const entry of this.source.walk(signal)) {
      if (typeof entry !== "string") this.skippedFiles.set(entry.path, entry.reason);
      else {
        walked++;
        if (recogniseByPath(entry, this.systems) !== undefined) candidates.push(entry);
      }
    }
    await this.refresh(candidates, signal);
    this.walked = walked;
    this.current = undefined;
  }

  /** The changed paths that are or were files of this workspace; those under a vanished folder are dropped at once. */
  private async relevant(paths: readonly string[]): Promise<string[]> {
    const relevant: string[] = [];
    for (const path of paths) {
      if (this.files.has(path) || this.skippedFiles.has(path)) relevant.push(path);
      else if (!this.source.exists(path)) this.forgetFolder(path);
      else if (recogniseByPath(path, this.systems) && (await this.source.accepts(path))) relevant.push(path);
    }
    return relevant;
  }

  private forgetFolder(folder: string): void {
    for (const path of [...this.files.keys()]) {
      if (!path.startsWith(`${folder}/`)) continue;
      this.files.delete(path);
      this.sizes.delete(path);
    }
  }

  private async refresh(paths: readonly string[], signal: AbortSignal): Promise<void> {
    let next = 0;
    let sliceEnd = performance.now() + SLICE;
    const work = async (): Promise<void> => {
      for (let path = paths[next++]; path !== undefined; path = paths[next++]) {
        if (performance.now() > sliceEnd) {
          await new Promise((resolve) => setImmediate(resolve));
          sliceEnd = performance.now() + SLICE;
        }
        signal.throwIfAborted();
        await this.look(path);
      }
    };
    await Promise.all(Array.from({ length: CONCURRENCY }, work));
  }

  private async look(path: string): Promise<void> {
    this.files.delete(path);
    this.sizes.delete(path);
    this.skippedFiles.delete(path);
    const byName = recogniseByPath(path, this.systems);
    if (byName === undefined) return;
    const unsaved = this.unsaved.get(path);
    if (unsaved !== undefined) {
      const recognised = byName === "unsure" ? recogniseByContent(path, unsaved, this.systems) : byName;
      if (recognised) await this.add(path, unsaved, recognised);
      return;
    }
    try {
      const file = await this.source.open(path);
      const binary = isBinary(file.head);
      const recognised =
        byName === "unsure" && !binary ? recogniseByContent(path, decode(file.head), this.systems) : byName;
      if (recognised === undefined || recognised === "unsure") return;
      if (binary) this.skippedFiles.set(path, "a binary file");
      else if (file.size > MAX_FILE_BYTES) this.skippedFiles.set(path, tooLarge(file.size));
      else await this.add(path, decode(await file.all()), recognised);
    } catch (error) {
      const reason = reasonOf(error);
      // A deleted file is simply gone; anything else a person should hear of.
      if (this.source.exists(path)) this.skippedFiles.set(path, `cannot be read (${reason})`);
    }
  }

  private async add(path: string, text: string, { system, kind }: Recognised): Promise<void> {
    await system.prepare?.();
    this.files.set(path, analyse({ path, kind, text }, system));
    this.sizes.set(path, text.length);
  }
}

function byPath(a: { path: string }, b: { path: string }): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0;
}
