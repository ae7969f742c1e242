import type { AnalysedFile } from "../infra/inventory.ts";
import { folderOf } from "../infra/paths.ts";
import type { Range } from "../infra/position.ts";
import { severityRank } from "../review/finding.ts";
import type { Repository } from "../review/repository.ts";
import { findMentions } from "./mentions.ts";

/** A file worth sending, with the reason and the lines that matter in it. */
export interface Selected {
  file: AnalysedFile;
  reason: string;
  /** The lines to keep where the whole file does not fit; empty where none stands out. */
  focus: Range[];
}

/** How many files beyond the named ones are looked at: the window is full long before. */
const MAX_FURTHER = 200;

/**
 * The infrastructure files that matter for a question, most relevant first: those it names, the one in the active
 * editor, what hangs together with these, then those with the most urgent findings, then the rest.
 * Attached files are not among them.
 */
export function selectFiles(
  repository: Repository,
  question: string,
  attached: readonly string[],
  activePath: string | undefined,
): Selected[] {
  const chosen = new Map<string, Selected>();
  const add = (path: string, reason: string, focus: Range[]): void => {
    const file = repository.get(path);
    if (file && !attached.includes(path) && !chosen.has(path)) chosen.set(path, { file, reason, focus });
  };

  for (const mention of findMentions(question, repository.files)) {
    add(
      mention.path,
      mention.reason,
      mention.resources.map(({ range }) => range),
    );
  }
  if (activePath !== undefined) add(activePath, "open in the active editor", []);

  for (const path of [...attached, ...chosen.keys()].slice(0, MAX_FURTHER)) {
    for (const neighbour of repository.neighbours(path)) add(neighbour, `hangs together with ${path}`, []);
  }
  for (const path of attached) {
    for (const sibling of moduleSiblings(repository, path)) add(sibling, `same folder as ${path}`, []);
  }
  // What the person attached is the subject; the rest of the repository is the overview's business.
  if (attached.length > 0) return [...chosen.values()];

  for (const finding of repository.findings()) {
    if (chosen.size >= MAX_FURTHER || severityRank(finding.severity) > 2) break;
    add(finding.path, `has a ${finding.severity} finding`, []);
  }
  for (const { path } of repository.files) {
    if (chosen.size >= MAX_FURTHER) break;
    add(path, "part of the infrastructure", []);
  }
  return [...chosen.values()];
}

/** Files of a Terraform module are one unit: the others of the folder belong to any of them. */
function moduleSiblings(repository: Repository, path: string): string[] {
  const system = repository.get(path)?.system.id;
  if (system !== "terraform") return [];
  return repository.files
    .filter((file) => file.system.id === system && folderOf(file.path) === folderOf(path))
    .map((file) => file.path);
}

/**
 * The lines of a file to show where it does not fit as a whole: the named resources, else those with findings, each
 * with its whole enclosing resource; ordered, not overlapping, most relevant kept first up to `maxLines`.
 */
export function focusRanges(
  { file, focus }: Selected,
  repository: Repository,
  lineCount: number,
): { startLine: number; endLine: number }[] {
  const points = focus.length > 0 ? focus : repository.findingsOf(file.path);
  const blocks = points.map(({ startLine, endLine }) => {
    const enclosing = file.facts.resources
      .map(({ range }) => range)
      .filter((range) => range.startLine <= startLine && range.endLine >= endLine)
      .sort((a, b) => a.endLine - a.startLine - (b.endLine - b.startLine))[0];
    return {
      startLine: Math.max(1, enclosing?.startLine ?? startLine - 2),
      endLine: Math.min(lineCount, enclosing?.endLine ?? endLine + 2),
    };
  });
  return mergeRanges(blocks);
}

/** Sorted by line, touching and overlapping ones joined. */
export function mergeRanges(
  ranges: readonly { startLine: number; endLine: number }[],
): { startLine: number; endLine: number }[] {
  const merged: { startLine: number; endLine: number }[] = [];
  for (const range of [...ranges].sort((a, b) => a.startLine - b.startLine)) {
    const last = merged.at(-1);
    if (last && range.startLine <= last.endLine + 1) last.endLine = Math.max(last.endLine, range.endLine);
    else merged.push({ startLine: range.startLine, endLine: range.endLine });
  }
  return merged;
}
