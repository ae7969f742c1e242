import type { Candidate, Recognition } from "../../system.ts";

const RENOVATE_NAMES = new Set([
  "renovate.json",
  "renovate.json5",
  ".renovaterc",
  ".renovaterc.json",
  ".renovaterc.json5",
]);

/**
 * Workflows, actions, Dependabot and Renovate. GitHub reads workflows only from `.github/workflows`; a template or
 * example elsewhere is recognised by what it holds.
 */
export function recognise(candidate: Candidate): Recognition {
  const { name, extension } = candidate;
  if (RENOVATE_NAMES.has(name)) return "renovate";
  if (extension !== "yml" && extension !== "yaml") return undefined;
  return candidate.head === undefined ? byPath(candidate) : byHead(candidate, candidate.head);
}

function byPath({ path, name }: Candidate): Recognition {
  if (inWorkflows(path)) return "github-workflow";
  if (isDependabot(name)) return /(^|\/)\.github\/[^/]+$/.test(path) ? "dependabot" : "unsure";
  return "unsure";
}

function byHead({ path, name }: Candidate, head: string): Recognition {
  if (inWorkflows(path)) return "github-workflow";
  if (isDependabot(name)) {
    const placed = /(^|\/)\.github\/[^/]+$/.test(path);
    return placed || (/^updates:/m.test(head) && head.includes("package-ecosystem"))
      ? "dependabot"
      : undefined;
  }
  if ((name === "action.yml" || name === "action.yaml") && isAction(head)) return "github-action";
  return isWorkflow(head) ? "github-workflow" : undefined;
}

function inWorkflows(path: string): boolean {
  const folder = path.lastIndexOf("/");
  return (
    path.endsWith(".github/workflows", folder) && /(^|\/)\.github\/workflows$/.test(path.slice(0, folder))
  );
}

function isDependabot(name: string): boolean {
  return name === "dependabot.yml" || name === "dependabot.yaml";
}

/** `runs` with its `using`; a long list of inputs may push it out of the head. */
function isAction(head: string): boolean {
  if (/^["']?runs["']?\s*:/m.test(head)) return /^\s+["']?using["']?\s*:/m.test(head);
  return head.length > 7000 && /^inputs\s*:/m.test(head) && /^(?:name|description)\s*:/m.test(head);
}

/** Events and jobs at the top, and a runner or a called workflow below: no other format has all three. */
function isWorkflow(head: string): boolean {
  if (!/^(?:on|"on"|'on'|true)\s*:/m.test(head) || !/^jobs\s*:/m.test(head)) return false;
  return /^ {1,8}(?:runs-on|uses)\s*:/m.test(head);
}
