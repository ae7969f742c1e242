import type { Flow } from "../../../formats/github-expression-walk.ts";

/**
 * Properties whose text is written by whoever opens an issue, a pull request, a discussion or a comment, or pushes a
 * commit to a fork. `*` stands for a list's items. Numbers, hashes, logins and the names of repositories are left
 * out: their alphabet cannot hold shell syntax.
 * https://docs.github.com/en/actions/concepts/security/script-injections
 */
const UNTRUSTED = [
  "github.head_ref",
  "github.event.issue.title",
  "github.event.issue.body",
  "github.event.pull_request.title",
  "github.event.pull_request.body",
  "github.event.pull_request.head.ref",
  "github.event.pull_request.head.label",
  "github.event.pull_request.head.repo.default_branch",
  "github.event.pull_request.head.repo.description",
  "github.event.pull_request.head.repo.homepage",
  "github.event.comment.body",
  "github.event.review.body",
  "github.event.review_comment.body",
  "github.event.discussion.title",
  "github.event.discussion.body",
  "github.event.pages.*.page_name",
  "github.event.pages.*.title",
  "github.event.commits.*.message",
  "github.event.commits.*.author.email",
  "github.event.commits.*.author.name",
  "github.event.commits.*.committer.email",
  "github.event.commits.*.committer.name",
  "github.event.head_commit.message",
  "github.event.head_commit.author.email",
  "github.event.head_commit.author.name",
  "github.event.head_commit.committer.email",
  "github.event.head_commit.committer.name",
  "github.event.changes.title.from",
  "github.event.changes.body.from",
  "github.event.workflow_run.head_branch",
  "github.event.workflow_run.display_title",
  "github.event.workflow_run.head_commit.message",
  "github.event.workflow_run.head_commit.author.email",
  "github.event.workflow_run.head_commit.author.name",
  "github.event.workflow_run.head_repository.description",
  "github.event.workflow_run.pull_requests.*.head.ref",
  "github.event.merge_group.head_commit.message",
].map((path) => path.split("."));

/** True where the value is, or holds, text that an outsider writes. */
export function isUntrusted({ path, serialised }: Flow): boolean {
  return UNTRUSTED.some((known) => matches(known, path, serialised));
}

/** A whole object counts where it is turned into JSON; a computed part may be any property. */
function matches(known: readonly string[], path: readonly string[], serialised: boolean): boolean {
  if (path.length > known.length) return false;
  if (path.length < known.length && !(serialised && path.length >= 2)) return false;
  return path.every((part, i) => {
    if (part === known[i] || part === "*" || part === "?") return true;
    return known[i] === "*" && /^\d+$/.test(part);
  });
}

/**
 * Outputs of well-known actions that pass on what an outsider wrote: names of files, branches, titles.
 * Outputs in lower case; a name that ends in `*` is a beginning.
 */
const TAINTED_OUTPUTS: Record<string, readonly string[]> = {
  "tj-actions/changed-files": [
    "all_*",
    "added_*",
    "copied_*",
    "deleted_*",
    "modified_*",
    "renamed_*",
    "changed_*",
    "other_*",
    "any_*",
    "type_changed_*",
    "only_*",
  ],
  "tj-actions/branch-names": ["current_branch", "head_ref_branch", "ref_branch", "base_ref_branch"],
  "jitterbit/get-changed-files": [
    "all",
    "added",
    "modified",
    "removed",
    "renamed",
    "added_modified",
    "deleted",
  ],
  "trilom/file-changes-action": ["files*"],
  "masesgroup/retrieve-changed-files": ["all", "added", "modified", "removed", "renamed", "added_modified"],
  "ana06/get-changed-files": ["all", "added", "modified", "removed", "renamed", "added_modified", "deleted"],
  "xt0rted/pull-request-comment-branch": ["head_ref"],
  "alessbell/pull-request-comment-branch": ["head_ref"],
  "eficode/resolve-pr-refs": ["head_ref"],
  "gotson/pull-request-comment-branch": ["head_ref"],
  "potiuk/get-workflow-origin": ["sourceheadbranch", "pullrequestbody"],
  "peter-evans/find-comment": ["comment-body"],
  "cloudposse/actions": [],
  "dorny/paths-filter": ["*_files"],
};

/** Counts and flags among the outputs above: true, false and numbers. */
const HARMLESS_OUTPUT = /(?:^any_|^only_|_count$|^any$)/;

/** True where the output of that action can hold an outsider's text. */
export function isTaintedOutput(repository: string, output: string): boolean {
  const patterns = Object.hasOwn(TAINTED_OUTPUTS, repository) ? TAINTED_OUTPUTS[repository] : undefined;
  if (!patterns || HARMLESS_OUTPUT.test(output)) return false;
  return patterns.some((pattern) => {
    if (pattern.endsWith("*")) return output.startsWith(pattern.slice(0, -1));
    return pattern.startsWith("*") ? output.endsWith(pattern.slice(1)) : output === pattern;
  });
}

/** Inputs of actions that are run as code, by the action's `owner/repo`. */
export const CODE_INPUTS: Readonly<Record<string, readonly string[]>> = {
  "actions/github-script": ["script"],
  "azure/cli": ["inlinescript"],
  "azure/powershell": ["inlinescript"],
  "appleboy/ssh-action": ["script"],
  "nick-fields/retry": ["command", "on_retry_command", "new_command_on_retry"],
  "nick-invision/retry": ["command", "on_retry_command", "new_command_on_retry"],
  "addnab/docker-run-action": ["run"],
  "amadevus/pwsh-script": ["script"],
  "cloudflare/wrangler-action": ["command", "precommands", "postcommands"],
  "coactions/setup-xvfb": ["run"],
  "gabrielbb/xvfb-action": ["run"],
  "devcontainers/ci": ["runcmd"],
  "reactivecircus/android-emulator-runner": ["script", "pre-emulator-launch-script"],
  "jannekem/run-python-script-action": ["script"],
  "cardinalby/js-eval-action": ["expression"],
  "satackey/action-js-inline": ["script"],
  "mikefarah/yq": ["cmd"],
  "wei/curl": ["args"],
  "dawidd6/action-ansible-playbook": ["options"],
  "cross-platform-actions/action": ["run"],
  "vmactions/freebsd-vm": ["run", "prepare"],
  "uraimo/run-on-arch-action": ["run", "install", "setup"],
};
