import type { Category, Fix, Place, Severity } from "../infra/system.ts";

/** A mistake in one place. Lines and columns are 1-based, the end column exclusive. */
export interface Finding {
  /** The check's id. */
  rule: string;
  system: string;
  title: string;
  category: Category;
  severity: Severity;
  path: string;
  startLine: number;
  startColumn: number;
  endLine: number;
  endColumn: number;
  message: string;
  why: string;
  remedy: string;
  reference: string;
  related: Place[];
  fixable: boolean;
  fix?: Fix;
}

export const SEVERITIES: readonly Severity[] = ["critical", "high", "medium", "low"];

/** 0 for the most severe. */
export function severityRank(severity: Severity): number {
  return SEVERITIES.indexOf(severity);
}

/** Most severe first, then by path and line. */
export function byUrgency(a: Finding, b: Finding): number {
  return severityRank(a.severity) - severityRank(b.severity) || byPlace(a, b);
}

/** By path, line, column and rule. */
export function byPlace(a: Finding, b: Finding): number {
  return (
    compare(a.path, b.path) ||
    a.startLine - b.startLine ||
    a.startColumn - b.startColumn ||
    compare(a.rule, b.rule)
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** How many findings there are of each severity. */
export function countBySeverity(findings: readonly Finding[]): Record<Severity, number> {
  const counts = { critical: 0, high: 0, medium: 0, low: 0 };
  for (const finding of findings) counts[finding.severity]++;
  return counts;
}
