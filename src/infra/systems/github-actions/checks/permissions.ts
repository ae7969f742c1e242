import type { Check } from "../../../system.ts";
import { PERMISSION_SCOPES } from "../knowledge/schema.ts";
import type { Model, Permissions } from "../model.ts";
import { fileRange, onlyCalled, workflowCheck } from "./define.ts";

const REFERENCE =
  "https://docs.github.com/en/actions/tutorials/authenticate-with-github_token#modifying-the-permissions-for-the-github_token";

const writeAll = workflowCheck({
  id: "github-actions/write-all-permissions",
  title: "Token may write everything",
  severity: "high",
  category: "security",
  why: "Any step, and any package it installs, can push commits, publish packages and approve pull requests with a token that needs almost none of that.",
  remedy: "Name the few scopes that the job needs; `contents: read` is enough for most.",
  reference: REFERENCE,
  equivalents: ["zizmor:excessive-permissions", "checkov:CKV2_GHA_1"],
  *run(workflow) {
    const owners = [
      { permissions: workflow.permissions, owner: "the workflow" },
      ...workflow.jobs.map(({ permissions, id }) => ({ permissions, owner: `job "${id}"` })),
    ];
    for (const { permissions, owner } of owners) {
      if (permissions.all !== "write-all") continue;
      yield { range: permissions.node.range, message: `${owner} gives its token write access to everything` };
    }
  },
});

const missing = workflowCheck({
  id: "github-actions/missing-permissions",
  title: "Token's permissions are left to the repository's default",
  severity: "medium",
  category: "security",
  why: "In older repositories and organisations the default is write access to everything; here nothing says what the jobs need, so nobody sees when they get more.",
  remedy: "Add `permissions: contents: read` at the top and more to the jobs that need it.",
  reference: REFERENCE,
  equivalents: [
    "zizmor:excessive-permissions",
    "kics:Unspecified Workflows Level Permissions",
    "kics:Unspecified workflows level permissions",
    "checkov:CKV2_GHA_1",
    "poutine:default_permissions_on_risky_events",
  ],
  *run(workflow, { file }) {
    if (workflow.permissions.stated || workflow.jobs.length === 0 || onlyCalled(workflow)) return;
    const without = workflow.jobs.filter(({ permissions }) => !permissions.stated);
    const [first, ...others] = without;
    if (!first) return;
    const all = without.length === workflow.jobs.length;
    yield {
      range: all ? fileRange(workflow) : first.range,
      message: all
        ? "the workflow does not say what its token may do"
        : `job "${first.id}" does not say what its token may do, and the workflow neither`,
      related: others.slice(0, 20).map(({ range }) => ({ path: file.path, line: range.startLine })),
    };
  },
});

/** Scopes whose write access lets a step change code, releases, packages or identities. */
const POWERFUL = new Set([
  "contents",
  "packages",
  "id-token",
  "actions",
  "deployments",
  "security-events",
  "attestations",
  "pages",
]);

const workflowWide = workflowCheck({
  id: "github-actions/workflow-wide-write-permission",
  title: "Write access for all jobs",
  severity: "medium",
  category: "security",
  why: "The scope is meant for one job, but each job of the workflow gets it, tests and linters with their packages too.",
  remedy: "Move the scope to the job that needs it and leave `contents: read` at the top.",
  reference: REFERENCE,
  equivalents: ["zizmor:excessive-permissions"],
  *run(workflow) {
    const holders = workflow.jobs.filter(({ permissions }) => !permissions.stated);
    if (workflow.jobs.length < 2 || holders.length === 0) return;
    for (const { name, level, range } of workflow.permissions.scopes) {
      if (level !== "write" || !POWERFUL.has(name)) continue;
      yield {
        range,
        message: `\`${name}: write\` is given to every job that states no permissions (${holders.length} of ${workflow.jobs.length})`,
      };
    }
  },
});

const unknownScope = workflowCheck({
  id: "github-actions/unknown-permission",
  title: "Permission that does not exist",
  severity: "high",
  category: "correctness",
  why: "GitHub refuses the workflow, so none of its jobs run.",
  remedy: "Take a scope of the documented list with `read`, `write` or `none`.",
  reference: "https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#permissions",
  equivalents: ["actionlint:permissions"],
  *run(workflow) {
    for (const permissions of [workflow.permissions, ...workflow.jobs.map((job) => job.permissions)]) {
      yield* unknownIn(permissions);
    }
  },
});

function* unknownIn({ all, scopes, node }: Permissions) {
  if (all !== undefined && all !== "read-all" && all !== "write-all" && !all.includes("${{")) {
    yield {
      range: node.range,
      message: `\`permissions: ${all}\` is neither read-all, write-all nor a list of scopes`,
    };
  }
  for (const { name, level, range, valueRange } of scopes) {
    if (!PERMISSION_SCOPES.has(name)) {
      yield { range, message: `\`${name}\` is not a permission of the token` };
    } else if (!["read", "write", "none"].includes(level) && !(name === "models" && level === "")) {
      yield {
        range: valueRange,
        message: `\`${name}\` takes read, write or none, not “${level.slice(0, 40)}”`,
      };
    } else if (name === "id-token" && level === "read") {
      yield { range: valueRange, message: "`id-token` takes write or none: reading a token makes no sense" };
    }
  }
}

export const permissionChecks: readonly Check<Model>[] = [writeAll, missing, workflowWide, unknownScope];
