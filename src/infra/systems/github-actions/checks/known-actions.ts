import type { Check } from "../../../system.ts";
import {
  ARCHIVED,
  OUTDATED_BELOW,
  REJECTED_BELOW,
  VULNERABLE,
  WELL_KNOWN_ACTIONS,
  WELL_KNOWN_OWNERS,
} from "../knowledge/actions.ts";
import type { Model } from "../model.ts";
import { type Uses, versionOf } from "../uses.ts";
import { stepsCheck, usesOf } from "./define.ts";

const REFERENCE =
  "https://docs.github.com/en/actions/reference/security/secure-use#using-third-party-actions";

function below(version: readonly number[], limit: readonly number[]): boolean {
  for (let i = 0; i < Math.max(version.length, limit.length); i++) {
    const [a, b] = [version[i], limit[i] ?? 0];
    // `v4` is the newest of its major: the parts that it leaves open are not known to be older.
    if (a === undefined) return false;
    if (a !== b) return a < b;
  }
  return false;
}

function majorLimit(table: Readonly<Record<string, number>>, { repository, path }: Uses): number | undefined {
  const name = path === "" ? repository : `${repository}/${path}`;
  if (Object.hasOwn(table, name)) return table[name];
  return Object.hasOwn(table, repository) ? table[repository] : undefined;
}

const rejected = stepsCheck({
  id: "github-actions/rejected-action-version",
  title: "Action version that GitHub has switched off",
  severity: "high",
  category: "correctness",
  why: "The service behind this version is gone: the step fails each time with a deprecation error.",
  remedy: "Move to the current major version and read its notes on changed inputs.",
  reference: "https://github.blog/changelog/2024-04-16-deprecation-notice-v3-of-the-artifact-actions/",
  equivalents: ["actionlint:action", "zizmor:stale-action-refs"],
  *run(model) {
    for (const { uses } of usesOf(model)) {
      const limit = majorLimit(REJECTED_BELOW, uses);
      const major = versionOf(uses)?.[0];
      if (limit === undefined || major === undefined || major >= limit) continue;
      yield {
        range: uses.range,
        message: `${uses.repository} v${major} no longer works; v${limit} is the oldest that does`,
      };
    }
  },
});

const outdated = stepsCheck({
  id: "github-actions/outdated-action-version",
  title: "Action made for a Node.js that runners no longer have",
  severity: "low",
  category: "reliability",
  why: "The runner forces it onto a newer Node.js than it was tested with and prints a warning in each run; fixes go only to newer majors.",
  remedy: "Move to the current major version of the action.",
  reference: "https://github.blog/changelog/2023-09-22-github-actions-transitioning-from-node-16-to-node-20/",
  equivalents: ["actionlint:action"],
  *run(model) {
    const told = new Set<string>();
    for (const { uses } of usesOf(model)) {
      const limit = majorLimit(OUTDATED_BELOW, uses);
      const major = versionOf(uses)?.[0];
      if (limit === undefined || major === undefined || major >= limit || told.has(uses.text)) continue;
      told.add(uses.text);
      yield {
        range: uses.range,
        message: `${uses.repository} v${major} was made for Node.js 12 or 16; v${limit} and later are current`,
      };
    }
  },
});

const archived = stepsCheck({
  id: "github-actions/archived-action",
  title: "Action is archived",
  severity: "medium",
  category: "supply-chain",
  why: "Its repository takes no changes any more, so faults, vulnerabilities and a Node.js that the runner drops stay as they are.",
  remedy: "Replace it with the maintained successor.",
  reference: REFERENCE,
  equivalents: ["zizmor:archived-uses"],
  *run(model) {
    for (const { uses } of usesOf(model)) {
      const successor = Object.hasOwn(ARCHIVED, uses.repository) ? ARCHIVED[uses.repository] : undefined;
      if (uses.from !== "repository" || successor === undefined) continue;
      yield { range: uses.range, message: `${uses.repository} is archived; ${successor} takes its place` };
    }
  },
});

const vulnerable = stepsCheck({
  id: "github-actions/vulnerable-action",
  title: "Action version with a published vulnerability",
  severity: "high",
  category: "supply-chain",
  why: "The advisory describes how the action, as used here, can be made to run commands or give secrets away.",
  remedy: "Move to a version in which it is fixed, and look at the runs made with the old one.",
  reference: "https://github.com/advisories?query=ecosystem%3Aactions",
  equivalents: ["zizmor:known-vulnerable-actions"],
  *run(model) {
    for (const { uses } of usesOf(model)) {
      const entries = Object.hasOwn(VULNERABLE, uses.repository) ? (VULNERABLE[uses.repository] ?? []) : [];
      const version = versionOf(uses);
      for (const { from = [0], fixed, advisory, what } of version ? entries : []) {
        if (!version || below(version, from) || !below(version, fixed)) continue;
        yield {
          range: uses.range,
          message: `${uses.repository} ${version.join(".")} has ${advisory}: ${what}; fixed in ${fixed.join(".")}`,
        };
      }
    }
  },
});

const misspelt = stepsCheck({
  id: "github-actions/misspelt-action-owner",
  title: "Owner of an action is one slip away from a well-known one",
  severity: "high",
  category: "supply-chain",
  why: "Accounts with such names are registered to wait for typing slips; the action then runs somebody else's code with the job's secrets.",
  remedy: "Correct the owner's name.",
  reference: REFERENCE,
  equivalents: ["zizmor:typosquat-uses"],
  *run(model) {
    for (const { uses } of usesOf(model)) {
      if (uses.from !== "repository" || WELL_KNOWN_OWNERS.includes(uses.owner)) continue;
      const name = uses.repository.slice(uses.owner.length + 1);
      const meant = WELL_KNOWN_ACTIONS.has(name)
        ? WELL_KNOWN_OWNERS.find((owner) => isSlip(uses.owner, owner))
        : undefined;
      if (meant === undefined) continue;
      const { refRange: _, ...at } = { range: uses.range, refRange: uses.refRange };
      const end = { endLine: at.range.startLine, endColumn: at.range.startColumn + uses.owner.length };
      const range =
        uses.text.toLowerCase().startsWith(uses.owner) && at.range.startLine === at.range.endLine
          ? { ...at.range, ...end }
          : at.range;
      yield {
        range,
        message: `${uses.repository}: the owner “${uses.owner}” looks like a slip for “${meant}”`,
        ...(range === at.range
          ? {}
          : { fix: { title: `Change the owner to ${meant}`, edits: [{ range, newText: meant }] } }),
      };
    }
  },
});

/** True where one letter was left out, doubled, replaced or swapped with its neighbour. */
function isSlip(text: string, meant: string): boolean {
  if (text === meant || meant.length < 5) return false;
  let start = 0;
  while (start < text.length && text[start] === meant[start]) start++;
  const [a, b] = [text.slice(start), meant.slice(start)];
  if (a.slice(1) === b || a === b.slice(1) || a.slice(1) === b.slice(1)) return true;
  return a[0] === b[1] && a[1] === b[0] && a.slice(2) === b.slice(2);
}

export const knownActionChecks: readonly Check<Model>[] = [
  vulnerable,
  rejected,
  misspelt,
  archived,
  outdated,
];
