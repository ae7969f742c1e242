import { statSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { WorkspaceAnalysis } from "../workspace/analysis.ts";
import { DiskSource } from "../workspace/disk.ts";
import { UsageError } from "./usage.ts";

/** Absolute path of the persona files that the product ships; the bundled file lies in `dist/`. */
export const PERSONAS_FOLDER = fileURLToPath(new URL("../personas", import.meta.url));

/** The analysis of a folder of the disk. @throws UsageError where there is no such folder */
export function openFolder(folder: string): { analysis: WorkspaceAnalysis; root: string } {
  const root = resolve(folder);
  if (!statSync(root, { throwIfNoEntry: false })?.isDirectory())
    throw new UsageError(`${folder} is not a folder`);
  return { analysis: new WorkspaceAnalysis(new DiskSource([{ prefix: "", root }]), PERSONAS_FOLDER), root };
}

/** A signal that never aborts: Ctrl-C ends the process. */
export function noSignal(): AbortSignal {
  return new AbortController().signal;
}
