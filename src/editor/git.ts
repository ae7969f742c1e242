import * as vscode from "vscode";
import { changedRanges } from "./changes.ts";

/** What is used of the built-in Git extension's API, version 1. */
interface GitApi {
  getRepository(uri: vscode.Uri): GitRepository | null;
}

interface GitRepository {
  diffWithHEAD(path: string): Promise<string>;
}

/**
 * What a file's uncommitted change touches; undefined where Git cannot tell or the file as a whole is new, then the
 * whole file is meant.
 */
export async function uncommittedRanges(uri: vscode.Uri): Promise<vscode.Range[] | undefined> {
  const extension = vscode.extensions.getExtension<{ enabled: boolean; getAPI(version: 1): GitApi }>(
    "vscode.git",
  );
  if (!extension) return undefined;
  const git = extension.isActive ? extension.exports : await extension.activate();
  if (!git.enabled) return undefined;
  const diff = await git.getAPI(1).getRepository(uri)?.diffWithHEAD(uri.fsPath);
  if (!diff) return undefined;
  return changedRanges(diff).map(
    ({ start, end }) => new vscode.Range(start, 0, end, Number.MAX_SAFE_INTEGER),
  );
}
