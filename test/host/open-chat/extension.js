import * as vscode from "vscode";

/** Key under which it is remembered that the chat was opened in this folder. */
const DONE = "opened";

/**
 * Opens the chat with "@name " in its input: once for a folder, so that a reload does not overwrite a draft.
 *
 * @param {vscode.ExtensionContext} context
 */
export async function activate(context) {
  if (context.workspaceState.get(DONE)) return;
  await context.workspaceState.update(DONE, true);
  const participant = process.env.INFRA_PERSONAS_OPEN_CHAT || "devops";
  await vscode.commands.executeCommand("workbench.action.chat.open", {
    query: `@${participant} `,
    isPartialQuery: true,
  });
}
