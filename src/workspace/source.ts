/** Where files come from: a disk, or a virtual file system behind the editor. Paths are workspace paths. */
export interface FileSource {
  /** Every file that is not ignored, in no particular order. Unreadable folders are passed over and reported. */
  walk(signal: AbortSignal): AsyncIterable<string | Skipped>;
  /** Whether `walk` would give this path: not ignored, not vendored, not excluded. */
  accepts(path: string): Promise<boolean>;
  /** Whether there is a folder at this path. */
  isFolder(path: string): boolean;
  /** The first bytes of a file, its size in bytes and the rest on demand. Rejects where it cannot be read. */
  open(path: string): Promise<OpenedFile>;
  /** Whether there is a file or a folder, ignored or not. */
  exists(path: string): boolean;
}

export interface OpenedFile {
  /** Size in bytes. */
  size: number;
  /** At least the first 8 KiB, or all where it is shorter. */
  head: Uint8Array;
  all(): Promise<Uint8Array>;
}

/** A file or folder that was left out, with the reason for a person. */
export interface Skipped {
  path: string;
  reason: string;
}

/** A workspace folder: files of `root` are known by `prefix` plus their relative path. */
export interface Folder {
  /** "" where there is one folder; else the folder's name and a slash. */
  prefix: string;
  /** Absolute path. */
  root: string;
}

/** Gives each folder its prefix: none for a single one, else its name, made unique. */
export function nameFolders(folders: readonly { name: string; root: string }[]): Folder[] {
  if (folders.length === 1) return folders.map(({ root }) => ({ prefix: "", root }));
  const taken = new Map<string, number>();
  return folders.map(({ name, root }) => {
    const times = (taken.get(name) ?? 0) + 1;
    taken.set(name, times);
    return { prefix: times === 1 ? `${name}/` : `${name}-${times}/`, root };
  });
}

/** The workspace path of an absolute path; undefined outside of all folders. */
export function toWorkspacePath(folders: readonly Folder[], absolute: string): string | undefined {
  const path = absolute.replaceAll("\\", "/");
  for (const { prefix, root } of folders) {
    const base = root.replaceAll("\\", "/").replace(/\/+$/, "");
    if (path === base) return prefix.replace(/\/$/, "");
    if (path.startsWith(`${base}/`)) return prefix + path.slice(base.length + 1);
  }
  return undefined;
}

/** The absolute path of a workspace path; undefined where no folder has it or it would lead out of one. */
export function toAbsolutePath(folders: readonly Folder[], path: string): string | undefined {
  for (const { prefix, root } of folders) {
    if (!path.startsWith(prefix) && `${path}/` !== prefix) continue;
    const relative = path.slice(prefix.length);
    if (relative.split("/").includes("..")) return undefined;
    return relative === "" ? root : `${root.replace(/[\\/]+$/, "")}/${relative}`;
  }
  return undefined;
}
