import * as vscode from "vscode";
import type { Message } from "../prompt/request.ts";

/** The window where a model does not state its own. In tokens. */
export const DEFAULT_WINDOW = 8_000;
/** The estimate is cautious, the model's own counter adds what frames the messages: keep this share free. */
const MARGIN = 0.1;

/** What a prompt for this model may cost: the model's window less a margin, at most the person's setting. In tokens. */
export function budgetFor(model: vscode.LanguageModelChat): number {
  const wanted = vscode.workspace.getConfiguration("infraPersonas").get<number>("context.maxTokens", 24_000);
  const window = model.maxInputTokens || DEFAULT_WINDOW;
  return Math.floor(Math.min(wanted, window * (1 - MARGIN)));
}

/** The cost of the messages by the model's own counter, in tokens; 0 where it cannot count. */
export async function countTokens(
  model: vscode.LanguageModelChat,
  messages: readonly Message[],
  token: vscode.CancellationToken,
): Promise<number> {
  try {
    const counts = await Promise.all(messages.map(({ content }) => model.countTokens(content, token)));
    return counts.reduce((sum, count) => sum + count, 0);
  } catch {
    // A counter that fails says nothing: the model itself will say when a prompt is too long.
    return 0;
  }
}
