import assert from "node:assert/strict";
import * as vscode from "vscode";

export interface RecordedRequest {
  messages: { role: string; text: string }[];
  modelOptions: Record<string, unknown>;
  cancelled: boolean;
}

export interface Recorder {
  requests: RecordedRequest[];
  countTokensCalls: { text: string; tokens: number }[];
  reset(): Promise<void>;
  answerWith(
    answer: string[] | ((request: RecordedRequest) => string[]),
    options?: { delayMs?: number },
  ): Promise<void>;
  failWith(failure: string | { code?: string; message?: string; afterFragments?: boolean }): Promise<void>;
  enable(enabled: boolean): Promise<void>;
  maxInputTokens(tokens: number): Promise<void>;
}

/** The model that records what it was sent. */
export async function recorder(): Promise<Recorder> {
  const extension = vscode.extensions.getExtension<Recorder>("infra-personas-test.recorder");
  assert.ok(extension, "the recorder is installed");
  return extension.activate();
}

/** The extension under test. */
export function product(): vscode.Extension<unknown> {
  const extension = vscode.extensions.getExtension("infra-personas.infra-personas");
  assert.ok(extension, "Infra Personas is installed");
  return extension;
}

/** A file of the opened workspace. */
export function fileUri(path: string): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder, "a folder is open");
  return vscode.Uri.joinPath(folder.uri, path);
}

/** Asks in the real chat and waits until the answer is done. */
export async function ask(query: string, attachFiles: unknown[] = []): Promise<void> {
  await vscode.commands.executeCommand("workbench.action.chat.open", {
    query,
    attachFiles,
    blockOnResponse: true,
  });
}

/** Starts a new conversation. */
export async function newChat(): Promise<void> {
  await vscode.commands.executeCommand("workbench.action.chat.newChat");
}

/** Waits until a condition holds. @throws after `timeout` milliseconds */
export async function until<T>(
  probe: () => T | Promise<T>,
  what: string,
  timeout = 20_000,
): Promise<NonNullable<T>> {
  const end = Date.now() + timeout;
  for (;;) {
    const value = await probe();
    if (value) return value;
    if (Date.now() > end) throw new Error(`Waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
