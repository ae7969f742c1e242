import { folderOf, joinPath } from "../../paths.ts";
import type { Build } from "./model.ts";
import { fill } from "./variables.ts";

/**
 * A path of a Compose file as one of the workspace: relative to the file's folder. Undefined for what lies outside,
 * is absolute, remote, or depends on a variable without a default.
 */
export function workspacePath(filePath: string, text: string): string | undefined {
  const filled = fill(text);
  if (filled === undefined || filled === "" || /^[~\\]|^[A-Za-z]:[\\/]|:\/\/|^git@|^oci:/.test(filled))
    return undefined;
  return joinPath(folderOf(filePath), filled);
}

/** The build's context and Dockerfile in the workspace; undefined where they are elsewhere. */
export function buildPaths(
  filePath: string,
  build: Build,
): { context: string; dockerfile: string } | undefined {
  const text = fill(build.context.text);
  if (text === undefined || /:\/\/|^git@|\.git(#|$)|^github\.com\//.test(text)) return undefined;
  const context = workspacePath(filePath, text);
  const name = build.dockerfile ? fill(build.dockerfile.text) : "Dockerfile";
  if (context === undefined || name === undefined || build.inline) return undefined;
  const dockerfile = joinPath(context, name);
  return dockerfile === undefined ? undefined : { context, dockerfile };
}
