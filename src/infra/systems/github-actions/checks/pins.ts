import type { Check, Hit } from "../../../system.ts";
import type { Model } from "../model.ts";
import { isCommit, isShortCommit, isVersion, type Uses } from "../uses.ts";
import { stepsCheck, usesOf } from "./define.ts";

/** Published by GitHub itself, as trusted as the runner. */
const OFFICIAL = new Set(["actions", "github"]);

function whatFor(uses: Uses): string {
  return uses.path.startsWith(".github/workflows/") ? "reusable workflow" : "action";
}

const unpinned = stepsCheck({
  id: "github-actions/unpinned-action",
  title: "Third-party action is not pinned to a commit",
  severity: "high",
  category: "supply-chain",
  why: "Whoever controls the action's repository can move its tags and branches, and the new code then runs in the next job with its token and secrets, as happened with tj-actions/changed-files in 2025.",
  remedy:
    "Put the full commit hash after the `@` and the version in a comment behind it; Dependabot and Renovate keep both current.",
  reference: "https://docs.github.com/en/actions/reference/security/secure-use#using-third-party-actions",
  equivalents: [
    "zizmor:unpinned-uses",
    "kics:Unpinned Actions Full Length Commit SHA",
    "poutine:github_action_from_unverified_creator_used",
    "semgrep:third-party-action-not-pinned-to-commit-sha",
  ],
  *run(model) {
    for (const { uses } of usesOf(model)) {
      const { from, owner, ref } = uses;
      if (from !== "repository" || ref === undefined || ref === "" || isCommit(ref) || ref.includes("${{"))
        continue;
      if (OFFICIAL.has(owner) && isVersion(ref)) continue;
      const kind = isVersion(ref) ? "tag" : isShortCommit(ref) ? "shortened commit" : "branch or tag";
      yield {
        range: uses.range,
        message: `${whatFor(uses)} ${uses.repository}${uses.path ? `/${uses.path}` : ""} follows the ${kind} ${ref}, which can be moved`,
      };
    }
  },
});

const unpinnedOfficial = stepsCheck({
  id: "github-actions/unpinned-official-action",
  title: "GitHub's own actions are pinned by tag",
  severity: "low",
  category: "supply-chain",
  why: "A tag can be moved to other code; for actions of GitHub itself that is unlikely, but a pinned commit also makes runs repeatable.",
  remedy:
    "Pin to full commit hashes with the version in a comment, and let Dependabot or Renovate move them.",
  reference: "https://docs.github.com/en/actions/reference/security/secure-use#using-third-party-actions",
  equivalents: ["zizmor:unpinned-uses"],
  *run(model, { file }) {
    const found = usesOf(model).filter(
      ({ uses: { from, owner, ref = "" } }) => from === "repository" && OFFICIAL.has(owner) && isVersion(ref),
    );
    const [first, ...others] = found;
    if (!first) return;
    const more =
      others.length === 0
        ? ""
        : ` and ${others.length} more use${others.length === 1 ? "" : "s"} of GitHub's actions`;
    const hit: Hit = { range: first.uses.range, message: `${first.uses.text}${more} follow a tag` };
    if (others.length === 0) hit.message = `${first.uses.text} follows a tag`;
    yield {
      ...hit,
      related: others.slice(0, 20).map(({ uses }) => ({ path: file.path, line: uses.range.startLine })),
    };
  },
});

const missingRef = stepsCheck({
  id: "github-actions/action-without-version",
  title: "Action without a version",
  severity: "high",
  category: "correctness",
  why: "GitHub refuses the whole workflow when `uses` names an action without `@` and a reference, so nothing runs.",
  remedy: "Add `@` and a full commit hash, or start a path of this repository with `./`.",
  reference:
    "https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepsuses",
  equivalents: ["actionlint:action", "zizmor:unpinned-uses"],
  *run(model) {
    for (const { uses, step } of usesOf(model)) {
      if (uses.from === "repository" && (uses.ref === undefined || uses.ref === "")) {
        yield { range: uses.range, message: `\`uses: ${uses.text}\` has no version after the name` };
      } else if (uses.from === "unknown" && step && !uses.text.includes("${{")) {
        yield {
          range: uses.range,
          message: `\`uses: ${uses.text}\` is neither owner/name@version, a path with ./ nor docker://`,
        };
      } else if (uses.from === "local" && step && uses.text.startsWith("./") && uses.text.includes("@")) {
        yield {
          range: uses.range,
          message: `\`uses: ${uses.text}\` is a path of this repository, which takes no version`,
        };
      } else if (
        uses.from === "repository" &&
        uses.ref !== undefined &&
        isShortCommit(uses.ref) &&
        uses.ref.length < 40 &&
        uses.ref.length > 30
      ) {
        yield {
          range: uses.range,
          message: `\`uses: ${uses.text}\` holds a cut commit hash of ${uses.ref.length} characters`,
        };
      }
    }
  },
});

export const pinChecks: readonly Check<Model>[] = [unpinned, unpinnedOfficial, missingRef];
