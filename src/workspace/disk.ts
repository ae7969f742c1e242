import { type Dirent, existsSync, statSync } from "node:fs";
import { open, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import ignore, { type Ignore } from "ignore";
import picomatch from "picomatch";
import { HEAD_BYTES } from "../infra/recognise.ts";
import { type FileSource, type Folder, type OpenedFile, type Skipped, toAbsolutePath } from "./source.ts";

/** Folders of dependencies and tools: nothing in them was written by the team. */
const VENDORED = new Set([
  ".git",
  ".hg",
  ".svn",
  "node_modules",
  "bower_components",
  "vendor",
  ".terraform",
  ".terragrunt-cache",
  ".venv",
  "venv",
  "__pycache__",
  ".tox",
  ".vscode-test",
]);

/** The files of one or several folders of a disk. `.gitignore` files are honoured; symbolic links are not followed. */
export class DiskSource implements FileSource {
  private readonly excluded: (path: string) => boolean;

  /** @param exclude glob patterns of paths to leave out, as in the editor's `files.exclude` */
  constructor(
    private readonly folders: readonly Folder[],
    exclude: readonly string[] = [],
  ) {
    this.excluded = exclude.length > 0 ? picomatch([...exclude], { dot: true }) : () => false;
  }

  async *walk(signal: AbortSignal): AsyncIterable<string | Skipped> {
    for (const folder of this.folders) yield* this.walkFolder(folder, "", [], signal);
  }

  async open(path: string): Promise<OpenedFile> {
    const absolute = this.absolute(path);
    const handle = await open(absolute, "r");
    try {
      const stat = await handle.stat();
      if (!stat.isFile()) throw new Error("is not a regular file");
      const head = new Uint8Array(Math.min(HEAD_BYTES, stat.size));
      const { bytesRead } = await handle.read(head, 0, head.length, 0);
      return { size: stat.size, head: head.subarray(0, bytesRead), all: () => readFile(absolute) };
    } finally {
      await handle.close();
    }
  }

  async accepts(path: string): Promise<boolean> {
    const folder = this.folders.find(({ prefix }) => path.startsWith(prefix));
    if (!folder) return false;
    const parts = path.slice(folder.prefix.length).split("/");
    const ignores: IgnoreFile[] = [];
    for (let depth = 0; depth < parts.length; depth++) {
      const parent = parts.slice(0, depth).join("/");
      const own = parts.slice(0, depth + 1).join("/");
      const isFolder = depth < parts.length - 1;
      ignores.push(await readIgnoreFile(join(folder.root, parent), parent));
      if (isFolder && VENDORED.has(parts[depth] ?? "")) return false;
      if (isIgnored(own, isFolder, ignores) || this.excluded(own)) return false;
    }
    return true;
  }

  isFolder(path: string): boolean {
    const absolute = toAbsolutePath(this.folders, path);
    return absolute !== undefined && (statSync(absolute, { throwIfNoEntry: false })?.isDirectory() ?? false);
  }

  exists(path: string): boolean {
    const absolute = toAbsolutePath(this.folders, path);
    return absolute !== undefined && existsSync(absolute);
  }

  private absolute(path: string): string {
    const absolute = toAbsolutePath(this.folders, path);
    if (absolute === undefined) throw new Error("is outside of the workspace");
    return absolute;
  }

  private async *walkFolder(
    folder: Folder,
    relative: string,
    inherited: readonly IgnoreFile[],
    signal: AbortSignal,
  ): AsyncIterable<string | Skipped> {
    signal.throwIfAborted();
    const absolute = join(folder.root, relative);
    let entries: Dirent[];
    try {
      entries = await readdir(absolute, { withFileTypes: true });
    } catch (error) {
      yield { path: folder.prefix + relative, reason: `the folder cannot be read (${reasonOf(error)})` };
      return;
    }
    const ignores = entries.some((entry) => entry.name === ".gitignore" && entry.isFile())
      ? [...inherited, await readIgnoreFile(absolute, relative)]
      : inherited;
    for (const entry of entries) {
      const path = relative === "" ? entry.name : `${relative}/${entry.name}`;
      const isFolder = entry.isDirectory();
      if (isFolder ? VENDORED.has(entry.name) : !entry.isFile()) continue;
      if (isIgnored(path, isFolder, ignores) || this.excluded(path)) continue;
      if (isFolder) yield* this.walkFolder(folder, path, ignores, signal);
      else yield folder.prefix + path;
    }
  }
}

interface IgnoreFile {
  base: string;
  rules: Ignore;
}

async function readIgnoreFile(absolute: string, base: string): Promise<IgnoreFile> {
  const rules = ignore();
  try {
    rules.add(await readFile(join(absolute, ".gitignore"), "utf8"));
  } catch {
    // An ignore file that vanished or cannot be read ignores nothing.
  }
  return { base, rules };
}

/** The innermost ignore file that speaks of the path decides, as in Git. */
function isIgnored(path: string, isFolder: boolean, ignores: readonly IgnoreFile[]): boolean {
  for (const { base, rules } of [...ignores].reverse()) {
    const relative = base === "" ? path : path.slice(base.length + 1);
    const verdict = rules.test(isFolder ? `${relative}/` : relative);
    if (verdict.ignored) return true;
    if (verdict.unignored) return false;
  }
  return false;
}

/** A short reason of a file-system error for a person: "no permission", "not found". */
export function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === "ENOENT") return "it no longer exists";
  if (code === "EACCES" || code === "EPERM") return "no permission";
  if (code === "ELOOP") return "a loop of symbolic links";
  return code ?? message;
}
