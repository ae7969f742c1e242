import * as vscode from "vscode";

/**
 * A message as plain data. Text parts are joined; tool calls and results keep their shape.
 *
 * @param {vscode.LanguageModelChatRequestMessage} message
 * @returns {{role: "user" | "assistant" | "system", text: string, toolCalls?: object[], toolResults?: object[]}}
 */
export function recordMessage(message) {
  const parts = typeof message.content === "string" ? [message.content] : [...message.content];
  const text = parts.map(textOf).join("");
  const toolCalls = parts
    .filter((part) => part instanceof vscode.LanguageModelToolCallPart)
    .map(({ callId, name, input }) => ({ callId, name, input }));
  const toolResults = parts
    .filter((part) => part instanceof vscode.LanguageModelToolResultPart)
    .map(({ callId, content }) => ({ callId, text: content.map(textOf).join("") }));
  return {
    role: roleOf(message.role),
    text,
    ...(toolCalls.length > 0 ? { toolCalls } : {}),
    ...(toolResults.length > 0 ? { toolResults } : {}),
  };
}

/** @param {readonly vscode.LanguageModelChatTool[] | undefined} tools @returns {string[]} their names */
export function recordTools(tools) {
  return (tools ?? []).map((tool) => tool.name);
}

/** @param {unknown} part @returns {string} "" for a part that is no text */
function textOf(part) {
  if (typeof part === "string") return part;
  return part instanceof vscode.LanguageModelTextPart ? part.value : "";
}

/** @param {vscode.LanguageModelChatMessageRole} role @returns {"user" | "assistant" | "system"} */
function roleOf(role) {
  if (role === vscode.LanguageModelChatMessageRole.Assistant) return "assistant";
  return role === vscode.LanguageModelChatMessageRole.User ? "user" : "system";
}
