import type { Command } from "./run.ts";
import { UsageError } from "./usage.ts";
import { noSignal, openFolder } from "./workspace.ts";

/** `inventory [DIR] --json` */
export const inventoryCommand: Command = async (words, { json }, { out }) => {
  if (words.length > 1) throw new UsageError("inventory takes one folder");
  const inventory = await openFolder(words[0] ?? ".").analysis.inventory(noSignal());
  if (json) {
    out(`${JSON.stringify(inventory)}\n`);
    return 0;
  }
  const { stats, files, skipped } = inventory;
  for (const { path, kind } of files) out(`${kind.padEnd(20)} ${path}\n`);
  for (const { path, reason } of skipped) out(`skipped ${path}: ${reason}\n`);
  out(`${stats.infraFiles} of ${stats.files} files, ${stats.milliseconds} ms\n`);
  return 0;
};
