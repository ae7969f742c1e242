/**
 * Which contexts an expression may use, by the key that it stands under.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/contexts#context-availability
 */
const JOB = ["github", "needs", "strategy", "matrix", "vars", "inputs"];
const STEP = [...JOB, "job", "runner", "env", "secrets", "steps"];
const CONDITION = ["github", "needs", "vars", "inputs"];

/** Keys of a job, with what stands below them in a `/` path; `*` is any key. The first that fits holds. */
const IN_JOB: readonly (readonly [string, readonly string[]])[] = [
  ["concurrency", JOB],
  ["container/credentials", [...JOB, "env", "secrets"]],
  ["container/env", [...JOB, "job", "runner", "env", "secrets"]],
  ["container", JOB],
  ["services/*/credentials", [...JOB, "env", "secrets"]],
  ["services/*/env", [...JOB, "job", "runner", "env", "secrets"]],
  ["services", JOB],
  ["continue-on-error", JOB],
  ["defaults", [...JOB, "env"]],
  ["env", [...JOB, "secrets"]],
  ["environment/url", STEP],
  ["environment", JOB],
  ["if", CONDITION],
  ["name", JOB],
  ["outputs", STEP],
  ["runs-on", JOB],
  ["secrets", [...JOB, "secrets"]],
  ["strategy", CONDITION],
  ["timeout-minutes", JOB],
  ["with", JOB],
  ["steps/*/if", STEP.filter((name) => name !== "secrets")],
  ["steps/*/uses", []],
  ["steps/*/id", []],
  ["steps", STEP],
  ["needs", []],
  ["uses", []],
  ["permissions", []],
];

const AT_TOP: readonly (readonly [string, readonly string[]])[] = [
  ["run-name", ["github", "inputs", "vars"]],
  ["concurrency", ["github", "inputs", "vars"]],
  ["env", ["github", "secrets", "inputs", "vars"]],
  ["on/workflow_call/inputs", ["github", "inputs", "vars"]],
  ["on/workflow_call/outputs", ["github", "jobs", "vars", "inputs"]],
];

/** Steps of a composite action do not see secrets, vars or other jobs. */
const IN_ACTION = ["github", "inputs", "steps", "job", "runner", "env", "strategy", "matrix"];

/** The contexts that hold at a path of a workflow; undefined where that is not known. */
export function contextsAt(path: readonly string[]): readonly string[] | undefined {
  if (path[0] === "jobs") return lookUp(IN_JOB, path.slice(2));
  return lookUp(AT_TOP, path);
}

/** The contexts of a composite action's steps and outputs. */
export function contextsInAction(path: readonly string[]): readonly string[] | undefined {
  if (path[0] === "runs" && path[1] === "steps") return IN_ACTION;
  return path[0] === "outputs" ? IN_ACTION : undefined;
}

function lookUp(
  table: readonly (readonly [string, readonly string[]])[],
  path: readonly string[],
): readonly string[] | undefined {
  return table.find(([pattern]) =>
    pattern.split("/").every((part, i) => part === "*" || part === path[i]),
  )?.[1];
}

/** Functions that only some keys take: the state of earlier steps and jobs in `if`, files in steps. */
export function isFunctionAllowed(name: string, path: readonly string[]): boolean {
  if (["success", "always", "cancelled", "failure"].includes(name)) return path.at(-1) === "if";
  return name !== "hashfiles" || path.includes("steps");
}

/** Properties of the `github` context. */
export const GITHUB_PROPERTIES: ReadonlySet<string> = new Set(
  (
    "action action_path action_ref action_repository action_status actor actor_id api_url artifact_cache_size_limit " +
    "base_ref env event event_name event_path graphql_url head_ref job job_workflow_sha output path ref ref_name " +
    "ref_protected ref_type repository repository_id repository_owner repository_owner_id repository_visibility " +
    "repositoryurl retention_days run_attempt run_id run_number secret_source server_url sha state step_summary " +
    "token triggering_actor workflow workflow_ref workflow_sha workspace"
  ).split(" "),
);
