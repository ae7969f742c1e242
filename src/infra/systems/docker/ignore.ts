import { LineIndex } from "../../position.ts";
import type { Parsed } from "../../system.ts";
import type { IgnoreFile, IgnorePattern } from "./model.ts";

/** Reads a .dockerignore file (https://docs.docker.com/build/concepts/context/#dockerignore-files). */
export function parseIgnoreFile(text: string): Parsed<IgnoreFile> {
  const lines = new LineIndex(text);
  const patterns: IgnorePattern[] = [];
  const rows = text.replace(/^\ufeff/, "").split(/\r\n|\n|\r/);
  rows.forEach((row, index) => {
    const trimmed = row.trim();
    if (trimmed === "" || row.startsWith("#")) return;
    const negated = trimmed.startsWith("!");
    const pattern = clean(negated ? trimmed.slice(1).trim() : trimmed);
    if (pattern !== "") patterns.push({ pattern, negated, line: index + 1 });
  });
  return { model: { kind: "dockerignore", lines, patterns }, problems: [] };
}

/** As the builder does: `./a//b/` is `a/b`, a leading slash means nothing. */
function clean(pattern: string): string {
  const parts: string[] = [];
  for (const part of pattern.split("/")) {
    if (part === "" || part === ".") continue;
    if (part === ".." && parts.length > 0) parts.pop();
    else if (part !== "..") parts.push(part);
  }
  return parts.length === 0 && pattern === "." ? "." : parts.join("/");
}

/** True where the path (relative to the context) stays out of the build: the last pattern that matches decides. */
export function isIgnored(file: IgnoreFile, path: string): boolean {
  let ignored = false;
  for (const { pattern, negated } of file.patterns) {
    if (negated === ignored && matches(pattern, path)) ignored = !negated;
  }
  return ignored;
}

/** A pattern matches a path or one of the folders above it. */
function matches(pattern: string, path: string): boolean {
  if (pattern === ".") return true;
  return matchParts(pattern.split("/"), path.split("/"));
}

/** Goes through the path with all positions of the pattern that are possible at once: linear in their product. */
function matchParts(pattern: readonly string[], path: readonly string[]): boolean {
  let open = reach(pattern, new Set([0]));
  for (const part of path) {
    const next = new Set<number>();
    for (const at of open) {
      const piece = pattern[at];
      if (piece === "**") next.add(at);
      else if (piece !== undefined && matchPart(piece, part)) next.add(at + 1);
    }
    open = reach(pattern, next);
    if (open.has(pattern.length)) return true;
  }
  return false;
}

/** `**` also stands for no folder at all. */
function reach(pattern: readonly string[], positions: Set<number>): Set<number> {
  for (const at of positions) if (pattern[at] === "**") positions.add(at + 1);
  return positions;
}

/** `*`, `?` and `[…]` within one name; by backtracking to the last star only, so without blow-up. */
function matchPart(pattern: string, name: string): boolean {
  const pieces = pattern.match(/\\.|\[[^\]]{1,100}\]|[\s\S]/g) ?? [];
  let p = 0;
  let star = -1;
  let mark = 0;
  for (let n = 0; n < name.length; ) {
    const piece = pieces[p];
    if (piece === "*") {
      star = p++;
      mark = n;
    } else if (piece !== undefined && matchOne(piece, name[n] as string)) {
      p++;
      n++;
    } else if (star >= 0) {
      p = star + 1;
      n = ++mark;
    } else return false;
  }
  while (pieces[p] === "*") p++;
  return p === pieces.length;
}

function matchOne(piece: string, c: string): boolean {
  if (piece === "?") return true;
  if (piece.startsWith("\\") && piece.length === 2) return piece[1] === c;
  if (!piece.startsWith("[") || piece.length < 3) return piece === c;
  const negated = piece[1] === "^";
  const set = piece.slice(negated ? 2 : 1, -1);
  let inside = false;
  for (let i = 0; i < set.length; i++) {
    if (set[i + 1] === "-" && i + 2 < set.length) {
      if (c >= (set[i] as string) && c <= (set[i + 2] as string)) inside = true;
      i += 2;
    } else if (set[i] === c) inside = true;
  }
  return inside !== negated;
}
