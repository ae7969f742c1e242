import type { Finding } from "./finding.ts";

/**
 * A comment that silences a rule on its own line and the next: `infra-personas: ignore <rule>[, <rule>] -- reason`.
 * `ignore-file` silences it in the whole file. It may stand in any comment style; `*` means every rule.
 */
export interface Suppression {
  /** 1-based line of the comment. */
  line: number;
  wholeFile: boolean;
  rules: string[];
  reason?: string;
}

const COMMENT = /infra-personas:\s*ignore(-file)?\s+([\w/*-]+(?:\s*,\s*[\w/*-]+)*)(?:\s+--\s+(\S[^\n]*))?/;

/** Finds the suppressions of a text. */
export function readSuppressions(text: string): Suppression[] {
  if (!text.includes("infra-personas:")) return [];
  return text.split(/\r?\n/).flatMap((line, index) => {
    const match = line.length < 2000 ? COMMENT.exec(line) : null;
    if (!match?.[2]) return [];
    const reason = match[3]?.replace(/\s*(?:-->|\*\/)\s*$/, "").trim();
    return {
      line: index + 1,
      wholeFile: match[1] !== undefined,
      rules: match[2].split(/\s*,\s*/),
      ...(reason ? { reason } : {}),
    };
  });
}

/** Leaves out the silenced findings of one file, and adds a low finding for each suppression without a reason. */
export function applySuppressions(findings: Finding[], text: string, path: string): Finding[] {
  const suppressions = readSuppressions(text);
  if (suppressions.length === 0) return findings;
  const kept = findings.filter((finding) => !suppressions.some((one) => silences(one, finding)));
  return [...kept, ...suppressions.filter((one) => !one.reason).map((one) => withoutReason(one, path))];
}

function silences(suppression: Suppression, finding: Finding): boolean {
  const near = finding.startLine === suppression.line || finding.startLine === suppression.line + 1;
  const ruled = suppression.rules.some((rule) => rule === "*" || rule === finding.rule);
  return ruled && (suppression.wholeFile || near);
}

function withoutReason({ line, rules }: Suppression, path: string): Finding {
  return {
    rule: "review/suppression-without-reason",
    system: "review",
    title: "Suppression without a reason",
    category: "correctness",
    severity: "low",
    path,
    startLine: line,
    startColumn: 1,
    endLine: line,
    endColumn: 1,
    message: `${rules.join(", ")} is silenced here, but nothing says why`,
    why: "A silenced finding without a reason cannot be judged again when the reason is gone.",
    remedy: "Add the reason after two hyphens: `infra-personas: ignore <rule> -- <reason>`.",
    reference: "https://github.com/infra-personas/infra-personas/blob/main/docs/reference.md#checks",
    related: [],
    fixable: false,
  };
}
