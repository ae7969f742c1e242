import type { AnalysedFile } from "../infra/inventory.ts";
import type { Finding } from "../review/finding.ts";
import type { Repository } from "../review/repository.ts";

/** How many resources of a file the overview names before it counts the rest. */
const RESOURCES_PER_FILE = 6;
/** How many types of resource a summary names before it counts the rest. */
const TYPES_SHOWN = 5;

/** The stack in lines, the most telling first: one heading a system, one line a file with what it declares. */
export function describeStack(repository: Repository): string[] {
  const bySystem = new Map<string, AnalysedFile[]>();
  for (const file of repository.files) {
    const files = bySystem.get(file.system.title) ?? [];
    bySystem.set(file.system.title, [...files, file]);
  }
  return [...bySystem].flatMap(([title, files]) => [
    `${title}: ${count(files.length, "file")}, ${summariseTypes(files)}`,
    ...files.map((file) => `- ${file.path} (${file.kind})${declares(file)}`),
  ]);
}

/** "3 Deployment, 2 Service" over all the files; "nothing declared" where there is none. */
export function summariseTypes(files: readonly AnalysedFile[]): string {
  const counts = new Map<string, number>();
  for (const { facts } of files) {
    for (const { type } of facts.resources) counts.set(type, (counts.get(type) ?? 0) + 1);
  }
  const sorted = [...counts].sort((a, b) => b[1] - a[1]);
  const shown = sorted.slice(0, TYPES_SHOWN).map(([type, number]) => `${number} ${type}`);
  if (sorted.length > TYPES_SHOWN) shown.push(`${sorted.length - TYPES_SHOWN} other types`);
  return shown.join(", ") || "nothing declared";
}

function declares({ facts }: AnalysedFile): string {
  const shown = facts.resources.slice(0, RESOURCES_PER_FILE).map(({ type, name }) => `${type} ${name}`);
  const rest = facts.resources.length - shown.length;
  if (rest > 0) shown.push(`${rest} more`);
  return shown.length > 0 ? `: ${shown.join(", ")}` : "";
}

/** One line a finding, as the model is told it. */
export function describeFinding(finding: Finding): string {
  return `- [${finding.severity}] ${finding.path}:${finding.startLine} ${finding.message} (${finding.rule}). Mend: ${finding.remedy}`;
}

export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
