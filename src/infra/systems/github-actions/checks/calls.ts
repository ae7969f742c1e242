import { accessesOf } from "../../../formats/github-expression-walk.ts";
import { parseYaml } from "../../../formats/yaml.ts";
import { joinPath } from "../../../paths.ts";
import { LineIndex } from "../../../position.ts";
import type { Check, CheckContext, Hit } from "../../../system.ts";
import {
  type Job,
  type Model,
  type Parameter,
  type Permissions,
  rangeIn,
  type Variable,
  type WorkflowModel,
} from "../model.ts";
import { nearest } from "../nearest.ts";
import { parameters } from "../parse.ts";
import { parseWorkflow } from "../parse-workflow.ts";
import { repositoryRoot } from "../repository.ts";
import { stepName, stepsCheck, stepsOf, workflowCheck } from "./define.ts";

const REUSE = "https://docs.github.com/en/actions/how-tos/reuse-automations/reuse-workflows";

/** The called workflow of this repository; undefined where it cannot be read. */
function calledBy(job: Job, context: CheckContext): WorkflowModel | undefined {
  const path =
    job.uses?.from === "local" ? joinPath(repositoryRoot(context.file.path), job.uses.path) : undefined;
  const text = path === undefined ? undefined : context.read(path);
  const root = text === undefined ? undefined : parseYaml(text).documents[0];
  return root && text !== undefined ? parseWorkflow(root, { text, lines: new LineIndex(text) }) : undefined;
}

const contract = workflowCheck({
  id: "github-actions/reusable-workflow-contract",
  title: "Call does not fit the called workflow",
  severity: "high",
  category: "correctness",
  why: "GitHub refuses the calling workflow when an input or secret is unknown or a required one is missing, so none of its jobs run.",
  remedy: "Bring `with` and `secrets` in line with what the called workflow declares under `workflow_call`.",
  reference: REUSE,
  equivalents: ["actionlint:workflow-call"],
  *run({ jobs }, context) {
    for (const job of jobs) {
      const called = calledBy(job, context);
      if (!called || !job.uses) continue;
      const trigger = called.triggers.find(({ name }) => name === "workflow_call");
      if (!trigger) {
        yield {
          range: job.uses.range,
          message: `${job.uses.text} cannot be called: it has no \`workflow_call\` event`,
        };
        continue;
      }
      yield* compare(job, job.with, parameters(trigger.node.get("inputs")), "input", job.uses.range);
      if (job.node.get("secrets").string === "inherit") continue;
      const given = job.node
        .get("secrets")
        .entries()
        .map(({ key, keyRange, value }) => ({ name: key, value: "", node: value, range: keyRange }));
      yield* compare(job, given, parameters(trigger.node.get("secrets")), "secret", job.uses.range);
    }
  },
});

function* compare(
  job: Job,
  given: readonly Variable[],
  declared: readonly Parameter[],
  what: string,
  range: Hit["range"],
): Iterable<Hit> {
  const names = new Set(declared.map(({ name }) => name.toLowerCase()));
  for (const one of given) {
    if (names.has(one.name.toLowerCase())) continue;
    const near = nearest(
      one.name,
      declared.map(({ name }) => name),
    );
    yield {
      range: one.range,
      message: `${job.uses?.text} declares no ${what} \`${one.name}\`${near ? `; \`${near}\` is near` : ""}`,
    };
  }
  const handed = new Set(given.map(({ name }) => name.toLowerCase()));
  const missing = declared.filter(
    ({ name, required, hasDefault }) => required && !hasDefault && !handed.has(name.toLowerCase()),
  );
  if (missing.length > 0) {
    const list = missing.map(({ name }) => `\`${name}\``).join(", ");
    yield {
      range,
      message: `job "${job.id}" does not pass the required ${what}${missing.length > 1 ? "s" : ""} ${list}`,
    };
  }
}

const LEVELS = ["none", "read", "write"];

const tooFewPermissions = workflowCheck({
  id: "github-actions/called-workflow-needs-permission",
  title: "Called workflow asks for more than the caller has",
  severity: "high",
  category: "correctness",
  why: "A called workflow can only have less than its caller: GitHub refuses the calling workflow before any job runs.",
  remedy: "Give the calling job the permission as well.",
  reference: `${REUSE}#access-and-permissions-for-nested-workflows`,
  *run(workflow, context) {
    for (const job of workflow.jobs) {
      const given = job.permissions.stated ? job.permissions : workflow.permissions;
      if (!job.uses || !given.stated) continue;
      const called = calledBy(job, context);
      for (const { name, level } of called ? wanted(called) : []) {
        const has = levelOf(given, name);
        if (LEVELS.indexOf(level) <= LEVELS.indexOf(has)) continue;
        yield {
          range: job.uses.range,
          message: `${job.uses.text} asks for \`${name}: ${level}\`, and job "${job.id}" has ${has === "none" ? "no such permission" : `only ${has}`}`,
        };
        break;
      }
    }
  },
});

function levelOf({ all, scopes }: Permissions, name: string): string {
  if (all !== undefined) return all === "write-all" ? "write" : all === "read-all" ? "read" : "none";
  return scopes.find((scope) => scope.name === name)?.level ?? "none";
}

/** What the jobs of the called workflow state themselves. */
function wanted({ jobs, permissions }: WorkflowModel): { name: string; level: string }[] {
  return jobs.flatMap((job) => (job.permissions.stated ? job.permissions : permissions).scopes);
}

const calledOutput = workflowCheck({
  id: "github-actions/unknown-called-output",
  title: "Output that the called workflow does not have",
  severity: "high",
  category: "correctness",
  why: "The value is empty without a word, and the job goes on with it.",
  remedy: "Declare the output under `workflow_call` in the called workflow, or correct the name.",
  reference: `${REUSE}#using-outputs-from-a-reusable-workflow`,
  equivalents: ["actionlint:expression"],
  *run(workflow, context) {
    for (const job of workflow.jobs) {
      const called = job.uses ? calledBy(job, context) : undefined;
      if (!called) continue;
      const trigger = called.triggers.find(({ name }) => name === "workflow_call");
      const known = new Set(
        (trigger?.node.get("outputs").entries() ?? []).map(({ key }) => key.toLowerCase()),
      );
      yield* usesOfOutputs(workflow, job, known);
    }
  },
});

function* usesOfOutputs(workflow: WorkflowModel, called: Job, known: ReadonlySet<string>): Iterable<Hit> {
  for (const site of workflow.expressions) {
    for (const { path, text, expression } of site.expression ? accessesOf(site.expression) : []) {
      const [context, id, property, output] = path;
      if (
        context !== "needs" ||
        id !== called.id.toLowerCase() ||
        property !== "outputs" ||
        output === undefined
      )
        continue;
      if (output === "*" || output === "?" || known.has(output)) continue;
      yield {
        range: rangeIn(site, expression),
        message: `\`${text}\`: ${called.uses?.text} declares no output \`${output}\``,
      };
    }
  }
}

const actionInputs = stepsCheck({
  id: "github-actions/local-action-inputs",
  title: "Inputs do not fit the local action",
  severity: "medium",
  category: "correctness",
  why: "The runner warns about an unknown input and drops it; a required one that is missing comes out as an empty string inside the action.",
  remedy: "Bring `with` in line with the inputs that the action declares.",
  reference: "https://docs.github.com/en/actions/reference/workflows-and-actions/metadata-syntax#inputs",
  equivalents: ["actionlint:action"],
  *run(model, context) {
    for (const { step } of stepsOf(model)) {
      if (step.uses?.from !== "local") continue;
      const folder = joinPath(repositoryRoot(context.file.path), step.uses.path);
      const text =
        folder === undefined
          ? undefined
          : (context.read(`${folder}/action.yml`) ?? context.read(`${folder}/action.yaml`));
      const root = text === undefined ? undefined : parseYaml(text).documents[0];
      if (!root?.has("runs")) continue;
      const declared = parameters(root.get("inputs"));
      const names = new Set(declared.map(({ name }) => name.toLowerCase()));
      for (const { name, range } of step.with) {
        if (names.has(name.toLowerCase()) || /^(?:args|entrypoint)$/i.test(name)) continue;
        const near = nearest(
          name,
          declared.map((one) => one.name),
        );
        yield {
          range,
          message: `${step.uses.text} declares no input \`${name}\`${near ? `; \`${near}\` is near` : ""}`,
        };
      }
      const given = new Set(step.with.map(({ name }) => name.toLowerCase()));
      const missing = declared.filter(
        ({ name, required, hasDefault }) => required && !hasDefault && !given.has(name.toLowerCase()),
      );
      if (missing.length > 0 && !(step.node.get("with").isScalar && step.node.has("with"))) {
        yield {
          range: step.uses.range,
          message: `${stepName(step)} does not pass ${missing.map(({ name }) => `\`${name}\``).join(", ")}, which ${step.uses.text} requires`,
        };
      }
    }
  },
});

export const callChecks: readonly Check<Model>[] = [contract, tooFewPermissions, calledOutput, actionInputs];
