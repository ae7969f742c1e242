import { describePath } from "../../../../../src/infra/paths.ts";
import type { Facts, InfraFile, Link } from "../../../../../src/infra/system.ts";
import { githubActions } from "../../../../../src/infra/systems/github-actions/index.ts";
import { type Found, review } from "../docker/support.ts";

/** The kind that a path, and where that is not enough its text, gives the file. */
export function kindOf(path: string, text?: string): string | undefined {
  const candidate = describePath(path);
  const kind = githubActions.recognise(candidate);
  return kind === "unsure" && text !== undefined
    ? githubActions.recognise({ ...candidate, head: text })
    : kind;
}

/** A recognised file; a workflow where nothing else is said. */
export function fileOf(text: string, path = ".github/workflows/ci.yml"): InfraFile {
  return { path, kind: kindOf(path, text) ?? "github-workflow", text };
}

/** What the review finds in one file beside `others`. */
export function findings(text: string, path?: string, others: Record<string, string> = {}): Found[] {
  return review(githubActions, fileOf(text, path), others);
}

/** The 1-based lines on which one check fires. */
export function linesOf(
  check: string,
  text: string,
  path?: string,
  others: Record<string, string> = {},
): number[] {
  return findings(text, path, others)
    .filter(({ id }) => id === `github-actions/${check}`)
    .map(({ range }) => range.startLine);
}

export function factsOf(text: string, path?: string): Facts {
  const file = fileOf(text, path);
  return githubActions.facts(githubActions.parse(file).model, file);
}

export function linksOf(text: string, path?: string): Link[] {
  const file = fileOf(text, path);
  return githubActions.links(githubActions.parse(file).model, file);
}

/** `relation@line from → target`, for comparing. */
export function shown(links: readonly Link[]): string[] {
  return links.map(({ relation, range, from, target }) => {
    const to =
      target.by === "path"
        ? target.paths[0]
        : target.by === "name"
          ? target.name
          : target.by === "image"
            ? target.image
            : "";
    return `${relation}@${range.startLine} ${from ?? "-"} → ${to}`;
  });
}

/** A workflow with one job `build` whose steps start on line 8. */
export function withSteps(lines: readonly string[], on = "push", extra: readonly string[] = []): string {
  const head = [
    `on: ${on}`,
    "permissions: {}",
    "jobs:",
    "  build:",
    "    runs-on: ubuntu-24.04",
    "    timeout-minutes: 5",
  ];
  return `${[...head, ...extra.map((line) => `    ${line}`), "    steps:", ...lines.map((line) => `      ${line}`)].join("\n")}\n`;
}
