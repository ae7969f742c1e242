/** Paths here are relative to a workspace folder, with forward slashes and no leading `./`. */

/** The folder of a path; "" at the top. */
export function folderOf(path: string): string {
  const slash = path.lastIndexOf("/");
  return slash < 0 ? "" : path.slice(0, slash);
}

/** The last part of a path. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/**
 * Joins and resolves `.` and `..`. Returns undefined where the result would leave the workspace folder
 * or the relative part is absolute.
 */
export function joinPath(folder: string, relative: string): string | undefined {
  if (relative.startsWith("/")) return undefined;
  const parts: string[] = [];
  for (const part of `${folder}/${relative}`.split("/")) {
    if (part === "" || part === ".") continue;
    if (part === "..") {
      if (parts.length === 0) return undefined;
      parts.pop();
    } else parts.push(part);
  }
  return parts.join("/");
}

/** The candidate's name and extension, as recognition wants them. */
export function describePath(path: string): { path: string; name: string; extension: string } {
  const name = baseName(path).toLowerCase();
  const dot = name.lastIndexOf(".");
  return { path, name, extension: dot > 0 ? name.slice(dot + 1) : "" };
}
