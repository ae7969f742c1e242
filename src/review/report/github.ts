import type { Severity } from "../../infra/system.ts";
import type { Finding } from "../finding.ts";

const LEVEL: Record<Severity, string> = {
  critical: "error",
  high: "error",
  medium: "warning",
  low: "notice",
};

/**
 * Findings as workflow commands that GitHub shows beside the lines of a pull request.
 * https://docs.github.com/actions/reference/workflow-commands-for-github-actions
 */
export function toGitHub(findings: readonly Finding[]): string {
  return findings
    .map(({ severity, path, startLine, endLine, rule, title, message, remedy }) => {
      const properties = [
        `file=${property(path)}`,
        `line=${startLine}`,
        `endLine=${endLine}`,
        `title=${property(`${title} (${rule})`)}`,
      ];
      return `::${LEVEL[severity]} ${properties.join(",")}::${data(`${message}. ${remedy}`)}\n`;
    })
    .join("");
}

function data(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function property(text: string): string {
  return data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
