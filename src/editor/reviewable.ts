import * as vscode from "vscode";
import type { WorkspaceHost } from "../workspace/host.ts";

/** The `when`-clause key that holds the file-system paths of infrastructure files and of the folders above them. */
const REVIEWABLE = "infraPersonas.reviewable";
/** True where the workspace has any infrastructure; for menus that do not know their file's path. */
const HAS_INFRASTRUCTURE = "infraPersonas.hasInfrastructure";

/** Keeps the menus' condition in step with the infrastructure files of the workspace. */
export function trackReviewable(host: WorkspaceHost): vscode.Disposable {
  return host.onDidChangeInfrastructure((paths) => {
    const reviewable: Record<string, true> = {};
    for (const path of paths) {
      for (let end = path.length; end > 0; end = path.lastIndexOf("/", end - 1)) mark(path.slice(0, end));
    }
    if (paths.size > 0) mark("");
    void vscode.commands.executeCommand("setContext", REVIEWABLE, reviewable);
    void vscode.commands.executeCommand("setContext", HAS_INFRASTRUCTURE, paths.size > 0);

    function mark(path: string): void {
      const uri = host.uri(path);
      if (uri) reviewable[uri.fsPath] = true;
    }
  });
}
