import type { Severity } from "../../infra/system.ts";
import { countBySeverity, type Finding, SEVERITIES } from "../finding.ts";

const COLOUR: Record<Severity, number> = { critical: 35, high: 31, medium: 33, low: 36 };

/** Findings grouped by file for a terminal; coloured by severity where `colour`. */
export function toText(
  findings: readonly Finding[],
  stats: { files: number; milliseconds: number },
  colour: boolean,
): string {
  const paint = (code: number, text: string): string => (colour ? `\u001b[${code}m${text}\u001b[0m` : text);
  const lines: string[] = [];
  let path = "";
  for (const finding of findings) {
    if (finding.path !== path) {
      path = finding.path;
      lines.push("", paint(1, path));
    }
    const severity = paint(COLOUR[finding.severity], finding.severity.padEnd(8));
    lines.push(
      `  ${String(finding.startLine).padStart(4)}  ${severity}  ${finding.message}  ${paint(2, finding.rule)}`,
    );
    lines.push(`        ${finding.why}`, `        Fix: ${finding.remedy}`);
  }
  const counts = countBySeverity(findings);
  const tally = SEVERITIES.map((severity) => `${counts[severity]} ${severity}`).join(", ");
  lines.push("", `${findings.length} findings (${tally}) in ${stats.files} infrastructure files`);
  return `${lines.join("\n").trimStart()}\n`;
}
