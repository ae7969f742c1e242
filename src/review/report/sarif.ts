import type { Severity } from "../../infra/system.ts";
import type { Finding } from "../finding.ts";

const LEVEL: Record<Severity, string> = { critical: "error", high: "error", medium: "warning", low: "note" };
/** GitHub's scale for `security-severity`, 0 to 10. */
const SECURITY_SEVERITY: Record<Severity, string> = {
  critical: "9.5",
  high: "8.0",
  medium: "5.5",
  low: "2.0",
};

/** A SARIF 2.1.0 log (https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html) with one run. */
export function toSarif(findings: readonly Finding[]): Record<string, unknown> {
  const rules = [...new Map(findings.map((finding) => [finding.rule, finding])).values()];
  const indexOf = new Map(rules.map(({ rule }, index) => [rule, index]));
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "Infra Personas",
            informationUri: "https://github.com/infra-personas/infra-personas",
            rules: rules.map((finding) => ({
              id: finding.rule,
              shortDescription: { text: finding.title },
              fullDescription: { text: finding.why },
              help: { text: finding.remedy },
              helpUri: finding.reference,
              defaultConfiguration: { level: LEVEL[finding.severity] },
              properties: {
                tags: [finding.category, finding.system],
                ...(finding.category === "security" || finding.category === "supply-chain"
                  ? { "security-severity": SECURITY_SEVERITY[finding.severity] }
                  : {}),
              },
            })),
          },
        },
        columnKind: "utf16CodeUnits",
        results: findings.map((finding) => ({
          ruleId: finding.rule,
          ruleIndex: indexOf.get(finding.rule),
          level: LEVEL[finding.severity],
          message: { text: `${finding.message}. ${finding.remedy}` },
          locations: [{ physicalLocation: location(finding.path, finding) }],
          relatedLocations: finding.related.map(({ path, line }, id) => ({
            id,
            physicalLocation: { artifactLocation: { uri: uriOf(path) }, region: { startLine: line } },
          })),
        })),
      },
    ],
  };
}

function location(
  path: string,
  { startLine, startColumn, endLine, endColumn }: Finding,
): Record<string, unknown> {
  return { artifactLocation: { uri: uriOf(path) }, region: { startLine, startColumn, endLine, endColumn } };
}

function uriOf(path: string): string {
  return path.split("/").map(encodeURIComponent).join("/");
}
