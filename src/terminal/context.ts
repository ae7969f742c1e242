import { relative, resolve } from "node:path";
import type { Command } from "./run.ts";
import { UsageError } from "./usage.ts";
import { noSignal, openFolder } from "./workspace.ts";

const DEFAULT_MAX_TOKENS = 24_000;

/** `context [DIR] --ask "..." [--persona ID] [--command NAME] [--file F]... [--max-tokens N] --json` */
export const contextCommand: Command = async (words, flags, { out }) => {
  if (words.length > 1) throw new UsageError("context takes one folder");
  if (flags.ask === undefined && flags.command === undefined) throw new UsageError("context needs --ask");
  const maxTokens = flags["max-tokens"] === undefined ? DEFAULT_MAX_TOKENS : Number(flags["max-tokens"]);
  if (!Number.isInteger(maxTokens) || maxTokens < 1)
    throw new UsageError("--max-tokens takes a whole number above 0");
  const { analysis, root } = openFolder(words[0] ?? ".");
  const { prompt } = await analysis.prompt(
    {
      personaId: flags.persona ?? "devops",
      ...(flags.command ? { command: flags.command.replace(/^\//, "") } : {}),
      question: flags.ask ?? "",
      pointers: (flags.file ?? []).map((file) => ({ path: inside(root, file) })),
      texts: [],
      history: [],
      maxTokens,
      unsaved: {},
    },
    noSignal(),
  );
  if (flags.json) out(`${JSON.stringify(prompt)}\n`);
  else for (const { role, content } of prompt.messages) out(`=== ${role}\n${content}\n\n`);
  return 0;
};

function inside(root: string, file: string): string {
  const path = relative(root, resolve(root, file)).replaceAll("\\", "/");
  if (path.startsWith("../")) throw new UsageError(`${file} is outside of the folder`);
  return path;
}
