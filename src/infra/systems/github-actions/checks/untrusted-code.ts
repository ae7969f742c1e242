import { parseExpression } from "../../../formats/github-expression.ts";
import { accessesOf, visit } from "../../../formats/github-expression-walk.ts";
import { programName } from "../../../formats/shell.ts";
import type { Range } from "../../../position.ts";
import type { Check } from "../../../system.ts";
import type { Job, Model, Step, WorkflowModel } from "../model.ts";
import { inputOf } from "../values.ts";
import { startsOn, stepName, workflowCheck } from "./define.ts";

/** Events that run with the repository's secrets although an outsider sets them off. */
const PRIVILEGED = [
  "pull_request_target",
  "workflow_run",
  "issue_comment",
  "issues",
  "discussion",
  "discussion_comment",
];

const untrustedCheckout = workflowCheck({
  id: "github-actions/untrusted-checkout",
  title: "Pull request's code runs with the repository's secrets",
  severity: "critical",
  category: "security",
  why: "The event gives the job a token that can write and all its secrets, and the job then runs what the pull request brings: a build script or a package hook is enough to take them away.",
  remedy:
    "Build pull requests on `pull_request`, and hand results to a privileged `workflow_run` job as artifacts that it does not run.",
  reference:
    "https://docs.github.com/en/actions/reference/security/secure-use#mitigating-the-risks-of-untrusted-code-checkout",
  equivalents: [
    "zizmor:dangerous-triggers",
    "kics:Checkout Of Untrusted Code",
    "checkov:CKV_GHA_4",
    "poutine:untrusted_checkout_exec",
  ],
  *run(workflow) {
    const event = workflow.triggers.find(({ name }) => PRIVILEGED.includes(name))?.name;
    if (event === undefined || onlyAfterOwnPushes(workflow)) return;
    for (const job of workflow.jobs) {
      if (isGuarded(job.condition)) continue;
      for (const step of job.steps) {
        const place = isGuarded(step.condition) ? undefined : checkoutOfOutsider(step);
        if (!place || !runsSomething(job, step)) continue;
        yield {
          range: place,
          message: `job "${job.id}" checks out the pull request's code on ${event} and then runs steps on it`,
        };
      }
    }
  },
});

/** `workflow_run` on branches that only maintainers push to brings no foreign code. */
function onlyAfterOwnPushes(workflow: WorkflowModel): boolean {
  const privileged = workflow.triggers.filter(({ name }) => PRIVILEGED.includes(name));
  return privileged.every(({ name, node }) => {
    const branches = node.get("branches").strings();
    return (
      name === "workflow_run" && branches.length > 0 && branches.every((branch) => !/[*?+[\]]/.test(branch))
    );
  });
}

/** Expressions by which a job is kept to the repository's own branches or to known people. */
const GUARDS = [
  /head\.repo\.full_name\s{0,9}==/,
  /==\s{0,9}github\.event\.pull_request\.head\.repo\.full_name/,
  /!\s{0,9}github\.event\.pull_request\.head\.repo\.fork/,
  /head\.repo\.fork\s{0,9}(?:==\s{0,9}false|!=\s{0,9}true)/,
  /head_repository\.full_name\s{0,9}==/,
  /head_repository\.fork\s{0,9}==\s{0,9}false/,
  /author_association/,
  /workflow_run\.event\s{0,9}==\s{0,9}'(?:push|schedule|workflow_dispatch|release)'/,
  /workflow_run\.event\s{0,9}!=\s{0,9}'pull_request'/,
  /github\.event_name\s{0,9}==\s{0,9}'(?:push|schedule|workflow_dispatch|release|pull_request)'/,
  /pull_request\.merged\b/,
  /pull_request\.user\.login\s{0,9}==/,
];

/** True where the condition keeps outsiders' pull requests away from the job. */
export function isGuarded(condition: string | undefined): boolean {
  if (condition === undefined || condition.length > 5000) return false;
  return GUARDS.some((guard) => guard.test(condition)) && !/\|\|/.test(condition);
}

/** Chains that name the pull request's own commit or branch. */
function isOutsidersCommit(path: readonly string[]): boolean {
  const text = path.join(".");
  return (
    /^github\.event\.pull_request\.(?:head\.(?:sha|ref|label)|merge_commit_sha|number)$/.test(text) ||
    /^github\.event\.workflow_run\.(?:head_(?:sha|branch|commit\.id)|pull_requests\.[*\d]+\.head\.(?:sha|ref))$/.test(
      text,
    ) ||
    text === "github.head_ref" ||
    text === "github.event.number" ||
    text === "github.event.issue.number"
  );
}

/** Where a step fetches the code of a pull request; undefined where it does not. */
function checkoutOfOutsider(step: Step): Range | undefined {
  if (step.uses?.repository === "actions/checkout") {
    const ref = inputOf(step, "ref");
    const repository = inputOf(step, "repository");
    if (ref && namesOutsider(ref.value)) return ref.node.range;
    const foreign = repository && /head\.repo\.full_name|head_repository\.full_name/.test(repository.value);
    return foreign ? repository.node.range : undefined;
  }
  for (const command of step.script?.commands ?? []) {
    const words = command.args.map(({ text }) => text);
    const program = programName(command);
    const byNumber = program === "gh" && words[0] === "pr" && words[1] === "checkout";
    const byRef =
      program === "git" &&
      ["fetch", "pull"].includes(words[0] ?? "") &&
      words.some((word) => /(?:^|\+)(?:refs\/)?pull\//.test(word));
    if (step.script && (byNumber || byRef)) return step.script.scalar.range(command.start, command.end);
  }
  return undefined;
}

function namesOutsider(text: string): boolean {
  if (/refs\/pull\/.{0,200}\/(?:merge|head)/.test(text)) return true;
  const inner = /\$\{\{([^}]{1,1000})\}\}/.exec(text)?.[1];
  const expression = inner === undefined ? undefined : parseExpression(inner).expression;
  if (!expression) return false;
  let compares = false;
  visit(expression, (node) => {
    if (node.type === "binary" && (node.operator === "==" || node.operator === "!=")) compares = true;
    return true;
  });
  return (
    !compares &&
    accessesOf(expression).some(({ path }) => isOutsidersCommit(path) && !path.includes("number"))
  );
}

/** True where a later step runs a script, a local action or a well-known builder in the checked-out tree. */
function runsSomething(job: Job, checkout: Step): boolean {
  return job.steps.some((step) => {
    if (step.index < checkout.index) return false;
    if (step === checkout) return false;
    if (step.script) return !onlyTalks(step);
    return (
      step.uses?.from === "local" ||
      step.uses?.from === "docker" ||
      /^docker\/(?:build-push|bake)-action$|setup-(?:node|ruby|java|python|go)$|^(?:golangci|pre-commit)\//.test(
        step.uses?.repository ?? "",
      )
    );
  });
}

/** Programs that read files but run none of them. */
const TALKING = new Set([
  "echo",
  "printf",
  "cat",
  "gh",
  "git",
  "jq",
  "date",
  "test",
  "[",
  "true",
  "exit",
  "ls",
  "curl",
  "diff",
  "grep",
  "set",
  "cd",
  "mkdir",
  "rm",
  "mv",
  "cp",
  "export",
  "wc",
  "head",
  "tail",
  "sleep",
  "",
]);

function onlyTalks(step: Step): boolean {
  const commands = step.script?.commands ?? [];
  return commands.length > 0 && commands.every((command) => TALKING.has(programName(command)));
}

const selfHosted = workflowCheck({
  id: "github-actions/self-hosted-on-pull-request",
  title: "Pull requests run on a self-hosted runner",
  severity: "medium",
  category: "security",
  why: "In a repository that others can fork, a pull request may run any program on that machine, which keeps its files, credentials and network place for the next job.",
  remedy:
    "Run pull requests on GitHub-hosted or single-use runners, or require approval for all outside collaborators.",
  reference:
    "https://docs.github.com/en/actions/reference/security/secure-use#hardening-for-self-hosted-runners",
  equivalents: ["zizmor:self-hosted-runner", "poutine:pr_runs_on_self_hosted"],
  *run(workflow) {
    if (!startsOn(workflow, "pull_request", "pull_request_target", "issue_comment")) return;
    for (const job of workflow.jobs) {
      const label = job.runner.labels.find(({ text }) => text.toLowerCase() === "self-hosted");
      if (!label || isGuarded(job.condition)) continue;
      yield { range: label.range, message: `job "${job.id}" runs pull requests on a self-hosted runner` };
    }
  },
});

/** Accounts that are programs; their name says nothing about whose commit is being built. */
const botActor = workflowCheck({
  id: "github-actions/bot-actor-condition",
  title: "Bot recognised by `github.actor`",
  severity: "high",
  category: "security",
  why: "`github.actor` is whoever set off the last event: an outsider who makes Dependabot act on the pull request (a rebase comment) passes the condition with their own commits in it.",
  remedy: "Compare `github.event.pull_request.user.login`, the author of the pull request, instead.",
  reference:
    "https://docs.github.com/en/code-security/dependabot/working-with-dependabot/automating-dependabot-with-github-actions",
  equivalents: ["zizmor:bot-conditions"],
  *run(workflow) {
    if (!startsOn(workflow, "pull_request_target", "workflow_run", "issue_comment")) return;
    for (const site of workflow.expressions) {
      if (site.path.at(-1) !== "if" || !site.expression) continue;
      const found: { start: number; end: number; text: string }[] = [];
      visit(site.expression, (node) => {
        if (node.type !== "binary" || node.operator !== "==") return true;
        for (const [actor, name] of [
          [node.left, node.right],
          [node.right, node.left],
        ] as const) {
          const path = accessesOf(actor)[0]?.path.join(".");
          const spoofable = path === "github.actor" || path === "github.triggering_actor";
          if (spoofable && name.type === "literal" && /\[bot\]$/.test(String(name.value))) {
            found.push({ start: node.start, end: node.end, text: String(name.value) });
          }
        }
        return true;
      });
      for (const { start, end, text } of found) {
        const range = site.scalar.range(site.innerStart + start, site.innerStart + end);
        const owner = site.step ? stepName(site.step) : `job "${site.job?.id ?? ""}"`;
        yield { range, message: `${owner} trusts github.actor to be ${text}` };
      }
    }
  },
});

export const untrustedCodeChecks: readonly Check<Model>[] = [untrustedCheckout, selfHosted, botActor];
