import * as vscode from "vscode";

export interface ChatOpening {
  /** What stands in the chat input, participant included. */
  query: string;
  /** True to send it at once, false to leave it for the person to finish. */
  send: boolean;
  attach?: readonly (vscode.Uri | { uri: vscode.Uri; range: vscode.Range })[];
}

/** Opens the chat panel with a question and attachments, by the editor's own command. */
export async function openChat({ query, send, attach = [] }: ChatOpening): Promise<void> {
  const attachFiles = attach.map((one) =>
    "range" in one
      ? {
          uri: one.uri,
          range: {
            startLineNumber: one.range.start.line + 1,
            startColumn: one.range.start.character + 1,
            endLineNumber: one.range.end.line + 1,
            endColumn: one.range.end.character + 1,
          },
        }
      : one,
  );
  await vscode.commands.executeCommand("workbench.action.chat.open", {
    query,
    isPartialQuery: !send,
    ...(attachFiles.length > 0 ? { attachFiles } : {}),
  });
}
