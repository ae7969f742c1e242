import { count } from "../prompt/overview.ts";
import type { Prompt } from "../prompt/request.ts";

/** The exact messages and what is known about them, as Markdown, for `/context`. */
export function contextReport(prompt: Prompt, modelName: string): string {
  const { included, omitted, redactions, messages, tokens } = prompt;
  const lines = [
    `Nothing was sent. This is what **${modelName}** would be sent for this question: ${count(messages.length, "message")}, about ${tokens} tokens, ${count(redactions.length, "secret value")} masked.`,
    ...section(
      "Included",
      included.map(
        ({ path, startLine, endLine, reason, tokens }) =>
          `- \`${path}:${startLine}-${endLine}\` ${reason} (about ${tokens} tokens)`,
      ),
    ),
    ...section(
      "Left out",
      omitted.map(({ path, reason }) => `- ${path}: ${reason}`),
    ),
    ...section(
      "Masked",
      redactions.map(({ path, line, kind }) => `- ${path || "text"}, line ${line}: ${kind}`),
    ),
    "#### Messages",
  ];
  const exact = messages.map(({ role, content }, index) => {
    const fence = "`".repeat(Math.max(3, longestBackticks(content) + 1));
    return `**${index + 1}. ${role}**\n\n${fence}text\n${content}\n${fence}`;
  });
  return [...lines, ...exact].join("\n\n");
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length > 0 ? [`#### ${title}\n${lines.join("\n")}`] : [];
}

function longestBackticks(text: string): number {
  return (text.match(/`+/g) ?? []).reduce((longest, run) => Math.max(longest, run.length), 0);
}
