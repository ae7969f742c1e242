import * as vscode from "vscode";
import type { Turn } from "../prompt/request.ts";

/** The earlier turns of this participant; those that failed or said nothing are left out with their question. */
export function earlierTurns(history: vscode.ChatContext["history"]): Turn[] {
  const turns: Turn[] = [];
  let question: string | undefined;
  for (const turn of history) {
    if (turn instanceof vscode.ChatRequestTurn) {
      question = `${turn.command ? `/${turn.command} ` : ""}${turn.prompt}`.trim();
    } else if (turn instanceof vscode.ChatResponseTurn) {
      const answer = turn.result.errorDetails || turn.command === "context" ? "" : answerText(turn);
      if (question && answer)
        turns.push({ role: "user", text: question }, { role: "assistant", text: answer });
      question = undefined;
    }
  }
  return turns;
}

function answerText(turn: vscode.ChatResponseTurn): string {
  const parts = turn.response.map((part) => {
    if (part instanceof vscode.ChatResponseMarkdownPart) return part.value.value;
    if (part instanceof vscode.ChatResponseAnchorPart) return `\`${part.title ?? ""}\``;
    return "";
  });
  return parts.join("").trim();
}
