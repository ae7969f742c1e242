import { statSync } from "node:fs";
import { basename, dirname, relative, resolve } from "node:path";
import type { Severity } from "../infra/system.ts";
import { byPlace, type Finding, SEVERITIES, severityRank } from "../review/finding.ts";
import { toGitHub } from "../review/report/github.ts";
import { toSarif } from "../review/report/sarif.ts";
import { toText } from "../review/report/text.ts";
import { changedFiles } from "./git.ts";
import type { Command } from "./run.ts";
import { UsageError } from "./usage.ts";
import { noSignal, openFolder } from "./workspace.ts";

const FORMATS = ["text", "json", "sarif", "github"];

/** `review [PATH...] [--format …] [--fail-on …] [--changed [BASE]]` */
export const reviewCommand: Command = async (words, flags, { out, isTerminal }) => {
  const format = flags.format ?? (flags.json ? "json" : "text");
  if (!FORMATS.includes(format)) throw new UsageError(`--format takes one of ${FORMATS.join(", ")}`);
  const failOn = flags["fail-on"] ?? "never";
  if (failOn !== "never" && !SEVERITIES.includes(failOn as Severity)) {
    throw new UsageError(`--fail-on takes one of ${SEVERITIES.join(", ")}, never`);
  }
  const { root, paths } = whatToReview(words);
  const { analysis } = openFolder(root);
  const changed = typeof flags.changed === "string" ? await changedFiles(root, flags.changed) : undefined;
  let findings: Finding[] = [];
  if (changed === undefined || changed.length > 0) {
    const pointers = paths.map((path) => ({ path }));
    findings = (await analysis.findings(pointers, {}, noSignal()))
      .filter(({ path }) => changed === undefined || changed.includes(path))
      .sort(byPlace);
  }
  const inventory = await analysis.inventory(noSignal());
  const stats = { files: inventory.stats.infraFiles, milliseconds: inventory.stats.milliseconds };
  if (format === "json") out(`${JSON.stringify({ findings, stats, skipped: inventory.skipped })}\n`);
  else if (format === "sarif") out(`${JSON.stringify(toSarif(findings), null, 2)}\n`);
  else if (format === "github") out(toGitHub(findings));
  else out(toText(findings, stats, isTerminal));
  const limit = failOn === "never" ? -1 : severityRank(failOn as Severity);
  return findings.some(({ severity }) => severityRank(severity) <= limit) ? 1 : 0;
};

/**
 * One folder is the root itself. Files are reviewed within the current folder where they lie in it, so that what they
 * refer to is found; otherwise within their own folder.
 */
function whatToReview(words: readonly string[]): { root: string; paths: string[] } {
  for (const word of words) {
    if (!statSync(word, { throwIfNoEntry: false })) throw new UsageError(`${word} does not exist`);
  }
  const [first, ...others] = words;
  if (first === undefined) return { root: ".", paths: [] };
  if (others.length === 0 && statSync(first).isDirectory()) return { root: first, paths: [] };
  const inHere = words.map((word) => relative(".", resolve(word)).replaceAll("\\", "/"));
  if (inHere.every((path) => !path.startsWith("../") && path !== "..")) return { root: ".", paths: inHere };
  const root = dirname(resolve(first));
  if (words.some((word) => dirname(resolve(word)) !== root)) {
    throw new UsageError("files outside of the current folder must lie in one folder");
  }
  return { root, paths: words.map((word) => basename(word)) };
}
