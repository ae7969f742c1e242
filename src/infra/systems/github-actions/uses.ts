import type { Range } from "../../position.ts";

/** What `uses:` names. */
export interface Uses {
  /** As it stands in the file. */
  text: string;
  range: Range;
  /** `local`: a path of this repository; `docker`: an image; `repository`: an action or workflow elsewhere. */
  from: "local" | "docker" | "repository" | "unknown";
  /** `owner/repo` in lower case, for `repository`. */
  repository: string;
  owner: string;
  /** Path inside the repository: `init`, `.github/workflows/ci.yml`; "" at its top. */
  path: string;
  /** After the `@`; undefined where it is missing. */
  ref?: string;
  refRange?: Range;
  /** The comment behind it on the line, without its `#`. */
  comment?: string;
}

const FULL_SHA = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/i;
const SHORT_SHA = /^[0-9a-f]{7,39}$/i;
const VERSION = /^v?\d{1,6}(?:\.\d{1,6}){0,3}(?:[-+.][\w.+-]{1,60})?$/;

/** True for a full commit hash, the only reference that cannot move. */
export function isCommit(ref: string): boolean {
  return FULL_SHA.test(ref);
}

/** True for a shortened commit hash, which GitHub does not accept. */
export function isShortCommit(ref: string): boolean {
  return SHORT_SHA.test(ref) && /\d/.test(ref) && /[a-f]/i.test(ref);
}

/** True for a tag that reads as a version: `v4`, `1.2.3`. */
export function isVersion(ref: string): boolean {
  return VERSION.test(ref);
}

/** Numbers of the version, from a tag or from the comment behind a commit (`# v4.1.0`); undefined where unknown. */
export function versionOf(uses: Uses): number[] | undefined {
  const stated = uses.ref !== undefined && isVersion(uses.ref) ? uses.ref : commentVersion(uses);
  if (stated === undefined) return undefined;
  const numbers = stated.replace(/^v/, "").split(/[.+-]/, 3).map(Number);
  return numbers.some(Number.isNaN) ? numbers.slice(0, numbers.findIndex(Number.isNaN)) : numbers;
}

/** The version that the comment behind a pinned action states. */
export function commentVersion(uses: Uses): string | undefined {
  if (uses.ref === undefined || !isCommit(uses.ref)) return undefined;
  return /^(?:tag\s?[=:]\s?|pin@|ratchet:\S{1,200}@)?(v?\d{1,6}(?:\.\d{1,6}){0,3})(?=\s|$)/.exec(
    uses.comment ?? "",
  )?.[1];
}

/** Splits the text of `uses:`; never fails. */
export function parseUses(text: string, range: Range, comment: string | undefined): Uses {
  const trimmed = text.trim();
  const base = { text: trimmed, range, repository: "", owner: "", path: "", ...(comment ? { comment } : {}) };
  if (trimmed.startsWith("./") || trimmed.startsWith("../")) {
    return { ...base, from: "local", path: trimmed };
  }
  // `$/` means the repository that holds the workflow.
  if (trimmed.startsWith("$/"))
    return { ...base, from: "local", path: `./${trimmed.slice(2).split("@")[0]}` };
  if (trimmed.startsWith("docker://")) return { ...base, from: "docker", path: trimmed.slice(9) };
  const at = trimmed.indexOf("@");
  const name = at < 0 ? trimmed : trimmed.slice(0, at);
  const [owner = "", repo = "", ...rest] = name.split("/");
  if (trimmed.includes("${{") || !/^[\w.-]{1,100}$/.test(owner) || !/^[\w.-]{1,100}$/.test(repo)) {
    return { ...base, from: "unknown" };
  }
  const refRange = { ...range, startColumn: range.endColumn - (trimmed.length - at - 1) };
  return {
    ...base,
    from: "repository",
    owner: owner.toLowerCase(),
    repository: `${owner}/${repo}`.toLowerCase(),
    path: rest.join("/"),
    ...(at < 0 ? {} : { ref: trimmed.slice(at + 1) }),
    ...(at < 0 || range.startLine !== range.endLine ? {} : { refRange }),
  };
}
