import type { AnalysedFile } from "../infra/inventory.ts";
import type { Check, CheckContext, Hit } from "../infra/system.ts";
import { byPlace, type Finding } from "./finding.ts";
import { applySuppressions } from "./suppress.ts";

/** What a review may ask of the repository beyond the file at hand. */
export type Surroundings = Pick<CheckContext, "exists" | "read">;

/** At most so many findings of one check in one file: a generated file would drown everything else. */
const MAX_HITS_PER_CHECK = 200;

/**
 * Runs the system's checks over one file. Findings come ordered by place, silenced ones are left out. A file
 * with problems is reviewed as far as it was read. Never throws: a check that fails becomes a finding of its own.
 */
export function reviewFile(file: AnalysedFile, surroundings: Surroundings): Finding[] {
  const findings = file.problems.map((problem) => problemFinding(file, problem.range, problem.message));
  if (file.model !== undefined) {
    const context: CheckContext = { file, ...surroundings };
    for (const check of file.system.checks) {
      if (check.kinds && !check.kinds.includes(file.kind)) continue;
      findings.push(...runCheck(check, file, context));
    }
  }
  return applySuppressions(findings, file.text, file.path).sort(byPlace);
}

function runCheck(check: Check, file: AnalysedFile, context: CheckContext): Finding[] {
  const findings: Finding[] = [];
  try {
    for (const hit of check.run(file.model, context)) {
      findings.push(toFinding(check, file, hit));
      if (findings.length >= MAX_HITS_PER_CHECK) break;
    }
  } catch (error) {
    const range = { startLine: 1, startColumn: 1, endLine: 1, endColumn: 1 };
    findings.push(problemFinding(file, range, `The check ${check.id} failed: ${(error as Error).message}`));
  }
  return findings;
}

function toFinding(check: Check, file: AnalysedFile, hit: Hit): Finding {
  return {
    rule: check.id,
    system: file.system.id,
    title: check.title,
    category: check.category,
    severity: check.severity,
    path: file.path,
    ...hit.range,
    message: hit.message,
    why: check.why,
    remedy: check.remedy,
    reference: check.reference,
    related: hit.related ?? [],
    fixable: hit.fix !== undefined,
    ...(hit.fix ? { fix: hit.fix } : {}),
  };
}

function problemFinding(file: AnalysedFile, range: Finding | Hit["range"], message: string): Finding {
  const { startLine, startColumn, endLine, endColumn } = range;
  return {
    rule: `${file.system.id}/unreadable`,
    system: file.system.id,
    title: "Not readable",
    category: "correctness",
    severity: "high",
    path: file.path,
    startLine,
    startColumn,
    endLine,
    endColumn,
    message,
    why: "The tool that reads this file will refuse it too, or read something else than was meant.",
    remedy: "Mend the syntax at this place.",
    reference: "https://github.com/infra-personas/infra-personas/blob/main/docs/reference.md#checks",
    related: [],
    fixable: false,
  };
}
