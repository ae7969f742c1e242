import { programName } from "../../../formats/shell.ts";
import type { Check } from "../../../system.ts";
import type { Job, Model, WorkflowModel } from "../model.ts";
import { type Operation, operationsOf } from "../operations.ts";
import { inputOf } from "../values.ts";
import { onlyCalled, startsOn, stepName, workflowCheck } from "./define.ts";

const CONCURRENCY =
  "https://docs.github.com/en/actions/how-tos/write-workflows/choose-when-workflows-run/control-workflow-concurrency";
const ENVIRONMENTS =
  "https://docs.github.com/en/actions/how-tos/deploy/configure-and-manage-deployments/manage-environments";

/** Tools that are as often used to start a test's surroundings as to deploy. */
const LOCAL_TOOLS = new Set([
  "docker",
  "podman",
  "nerdctl",
  "docker-compose",
  "kustomize",
  "ansible-playbook",
]);

/** Programs and actions that make a cluster or a cloud that lives as long as the job. */
const EPHEMERAL =
  /^(?:helm\/kind-action|medyagh\/setup-minikube|manusa\/actions-setup-minikube|engineerd\/setup-kind|absaoss\/k3d-action|nolar\/setup-k3d-k3s|container-tools\/kind-action|container-tools\/microshift-action|localstack\/setup-localstack|debianmaster\/actions-k3s|canonical\/setup-lxd|balchua\/microk8s-actions|yandex-cloud\/)/;

function isEphemeral(job: Job): boolean {
  return job.steps.some(({ uses, script }) => {
    if (uses && EPHEMERAL.test(uses.repository)) return true;
    return (script?.commands ?? []).some((command) =>
      ["kind", "minikube", "k3d", "k3s", "microk8s", "localstack"].includes(programName(command)),
    );
  });
}

/** The operations of a job that change something outside it. */
function deploysOf(workflow: WorkflowModel, job: Job, path: string): Operation[] {
  if (isEphemeral(job)) return [];
  return operationsOf(workflow, path).filter(
    (operation) => operation.job === job && operation.does === "deploy" && !LOCAL_TOOLS.has(operation.tool),
  );
}

const withoutConcurrency = workflowCheck({
  id: "github-actions/deploy-without-concurrency",
  title: "Deployments may overtake each other",
  severity: "medium",
  category: "reliability",
  why: "Two pushes close together deploy at the same time: the older one may finish last and win, and Terraform or Helm fail on the other's lock.",
  remedy: "Give the job a `concurrency` group named after its target, without `cancel-in-progress`.",
  reference: CONCURRENCY,
  equivalents: ["zizmor:concurrency-limits"],
  *run(workflow, { file }) {
    if (workflow.concurrency.exists || onlyCalled(workflow)) return;
    if (!startsOn(workflow, "push", "schedule", "workflow_run", "release", "repository_dispatch")) return;
    for (const job of workflow.jobs) {
      if (job.concurrency.exists) continue;
      const [first] = deploysOf(workflow, job, file.path);
      if (first)
        yield {
          range: job.range,
          message: `job "${job.id}" deploys with ${first.tool}, and nothing keeps two runs apart`,
        };
    }
  },
});

/** Words by which a person marks what customers use. */
const PRODUCTION = /(?:^|[^a-z])(?:prod|production|live)(?:[^a-z]|$)/i;

const withoutEnvironment = workflowCheck({
  id: "github-actions/production-without-environment",
  title: "Production deployment without an environment",
  severity: "medium",
  category: "reliability",
  why: "Only a job with an `environment` can wait for an approval, be kept to a branch, and hold the production secrets back from all other jobs.",
  remedy:
    "Add `environment: production` to the job and set reviewers and branches for it in the repository's settings.",
  reference: ENVIRONMENTS,
  *run(workflow, { file }) {
    if (onlyCalled(workflow)) return;
    for (const job of workflow.jobs) {
      if (job.environment || job.uses) continue;
      const deploy = deploysOf(workflow, job, file.path).find((one) => isProduction(workflow, job, one));
      if (deploy)
        yield {
          range: job.range,
          message: `job "${job.id}" deploys to production with ${deploy.tool} and has no environment`,
        };
    }
  },
});

function isProduction(workflow: WorkflowModel, job: Job, { paths = [], step }: Operation): boolean {
  const named = [job.id, job.node.get("name").string ?? "", workflow.name ?? "", step.title, ...paths];
  return named.some((name) => PRODUCTION.test(name));
}

/** Tools that change a cloud; running them for a pull request applies what nobody has reviewed. */
const APPLIERS = new Set([
  "terraform",
  "tofu",
  "terragrunt",
  "pulumi",
  "pulumi/actions",
  "cdk",
  "sam",
  "serverless",
  "sls",
]);

const onPullRequest = workflowCheck({
  id: "github-actions/apply-on-pull-request",
  title: "Infrastructure applied from a pull request",
  severity: "high",
  category: "reliability",
  why: "Opening a pull request changes the infrastructure before anyone has looked at the plan; a second one undoes the first.",
  remedy:
    "Plan on pull requests, and apply on the main branch: `if: github.event_name == 'push' && github.ref == 'refs/heads/main'`.",
  reference: "https://developer.hashicorp.com/terraform/tutorials/automation/github-actions",
  *run(workflow, { file }) {
    if (!startsOn(workflow, "pull_request", "pull_request_target")) return;
    for (const job of workflow.jobs) {
      if (job.condition !== undefined || job.environment) continue;
      for (const { tool, does, step, range } of deploysOf(workflow, job, file.path)) {
        if (
          does !== "deploy" ||
          !APPLIERS.has(tool) ||
          step.condition !== undefined ||
          guardedInScript(step.script?.text)
        )
          continue;
        yield { range, message: `${stepName(step)} applies with ${tool} on every pull request` };
      }
    }
  },
});

/** A script that asks for the event or the branch itself. */
function guardedInScript(script: string | undefined): boolean {
  return (
    script !== undefined &&
    /GITHUB_(?:EVENT_NAME|REF)|github\.(?:event_name|ref)|\bif\b|workspace|preview/i.test(script)
  );
}

/** Actions whose failure is what they are there for. */
const SCANNERS =
  /^(?:aquasecurity\/t(?:rivy|fsec)-action|snyk\/actions|github\/codeql-action|anchore\/(?:scan|grype)-action|bridgecrewio\/checkov-action|gitleaks\/gitleaks-action|trufflesecurity\/trufflehog|returntocorp\/semgrep-action|semgrep\/semgrep-action|actions\/dependency-review-action|zizmorcore\/zizmor-action|checkmarx\/kics-github-action|google\/osv-scanner-action)$/;

const ignoredFailure = workflowCheck({
  id: "github-actions/ignored-failure",
  title: "Deployment or security scan whose failure is ignored",
  severity: "medium",
  category: "reliability",
  why: "`continue-on-error` turns the job green whatever happens, so a failed deployment or a finding is only seen by somebody who reads the log.",
  remedy:
    "Remove `continue-on-error`; for findings that are accepted, write them into the scanner's own ignore file with a reason.",
  reference:
    "https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepscontinue-on-error",
  *run(workflow, { file }) {
    for (const job of workflow.jobs) {
      const deploys = new Set(deploysOf(workflow, job, file.path).map(({ step }) => step));
      for (const step of job.steps) {
        const ignored = step.node.get("continue-on-error");
        const scans = step.uses !== undefined && SCANNERS.test(step.uses.repository);
        // A report is uploaded by a later step, and the scan's result is looked at there.
        const reported =
          step.id !== undefined && job.steps.some((later) => later.condition?.includes(`steps.${step.id}.`));
        if (ignored.boolean !== true || reported || !(scans || deploys.has(step))) continue;
        yield {
          range: ignored.keyRange,
          message: `${stepName(step)} may fail without failing job "${job.id}"`,
        };
      }
    }
  },
});

const shallow = workflowCheck({
  id: "github-actions/release-from-shallow-clone",
  title: "Release tool on a shallow clone",
  severity: "medium",
  category: "correctness",
  why: "The checkout fetches one commit and no tags, so the tool finds no earlier version: the changelog is empty, or the release fails.",
  remedy: "Set `fetch-depth: 0` on `actions/checkout`.",
  reference: "https://goreleaser.com/customization/ci/actions/",
  *run(workflow) {
    for (const job of workflow.jobs) {
      const checkout = job.steps.find(({ uses }) => uses?.repository === "actions/checkout");
      const tool = checkout && job.steps.find((step) => releaseTool(step) && step.index > checkout.index);
      const fetched = checkout && inputOf(checkout, "fetch-depth");
      if (!checkout?.uses || !tool || (fetched && fetched.value !== "1")) continue;
      if (job.steps.some(({ script }) => /git fetch\b.{0,80}(?:--unshallow|--tags)/.test(script?.text ?? "")))
        continue;
      yield {
        range: checkout.uses.range,
        message: `the checkout of job "${job.id}" fetches no history, which ${releaseTool(tool)} needs`,
      };
    }
  },
});

function releaseTool({ uses, script, with: inputs }: Job["steps"][number]): string | undefined {
  if (uses?.repository === "goreleaser/goreleaser-action") {
    const args = inputs.find(({ name }) => name === "args")?.value ?? "";
    return /\brelease\b/.test(args) && !args.includes("--snapshot") ? "GoReleaser" : undefined;
  }
  if (uses?.repository === "cycjimmy/semantic-release-action") return "semantic-release";
  for (const command of script?.commands ?? []) {
    const words = [programName(command), ...command.args.map(({ text }) => text)];
    if (words[0] === "goreleaser" && words[1] === "release" && !words.includes("--snapshot"))
      return "GoReleaser";
    if (
      words[0] === "semantic-release" ||
      (words[0] === "npx" && words.some((word) => /^semantic-release(?:@|$)/.test(word)))
    )
      return "semantic-release";
  }
  return undefined;
}

export const deployChecks: readonly Check<Model>[] = [
  onPullRequest,
  withoutEnvironment,
  withoutConcurrency,
  ignoredFailure,
  shallow,
];
