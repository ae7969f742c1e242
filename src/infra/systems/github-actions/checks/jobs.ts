import type { Range } from "../../../position.ts";
import type { Check, Hit } from "../../../system.ts";
import { EVENTS, JOB_KEYS, RETIRED_RUNNERS, STEP_KEYS, WORKFLOW_KEYS } from "../knowledge/schema.ts";
import type { Job, Model, WorkflowModel } from "../model.ts";
import { nearest } from "../nearest.ts";
import { fileRange, stepName, stepsCheck, stepsOf, workflowCheck } from "./define.ts";

const SYNTAX = "https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax";
const REFUSED = "GitHub refuses the workflow when it is pushed or started, so none of its jobs run.";

const unknownNeed = workflowCheck({
  id: "github-actions/unknown-need",
  title: "Job needs a job that does not exist",
  severity: "high",
  category: "correctness",
  why: REFUSED,
  remedy: "Correct the name under `needs`, or remove it.",
  reference: `${SYNTAX}#jobsjob_idneeds`,
  equivalents: ["actionlint:job-needs"],
  *run({ jobs }) {
    const ids = new Set(jobs.map(({ id }) => id.toLowerCase()));
    for (const job of jobs) {
      const seen = new Set<string>();
      for (const { id, range } of job.needs) {
        const name = id.toLowerCase();
        if (!ids.has(name)) {
          const near = nearest(id, ids);
          yield {
            range,
            message: `job "${job.id}" needs "${id}", which does not exist${near ? `; is "${near}" meant?` : ""}`,
          };
        } else if (seen.has(name)) {
          yield { range, message: `job "${job.id}" names "${id}" twice under needs` };
        }
        seen.add(name);
      }
    }
  },
});

const cycle = workflowCheck({
  id: "github-actions/needs-cycle",
  title: "Jobs need each other in a circle",
  severity: "high",
  category: "correctness",
  why: REFUSED,
  remedy: "Take one of the needs out of the circle.",
  reference: `${SYNTAX}#jobsjob_idneeds`,
  equivalents: ["actionlint:job-needs"],
  *run({ jobs }) {
    const byId = new Map(jobs.map((job) => [job.id.toLowerCase(), job]));
    const done = new Set<Job>();
    for (const job of jobs) {
      const circle = findCircle(job, byId, done);
      if (circle) {
        const names = circle.map(({ id }) => id);
        yield {
          range: (circle[0] as Job).range,
          message: `jobs wait for each other: ${[...names, names[0]].join(" → ")}`,
        };
      }
    }
  },
});

/** Depth first without recursion; the circle starts at the job that stands first in the file. */
function findCircle(start: Job, byId: ReadonlyMap<string, Job>, done: Set<Job>): Job[] | undefined {
  const path: Job[] = [];
  const stack: { job: Job; next: number }[] = done.has(start) ? [] : [{ job: start, next: 0 }];
  if (stack.length > 0) path.push(start);
  while (stack.length > 0) {
    const top = stack.at(-1) as { job: Job; next: number };
    const need = top.job.needs[top.next++];
    if (need === undefined) {
      done.add(top.job);
      stack.pop();
      path.pop();
      continue;
    }
    const job = byId.get(need.id.toLowerCase());
    if (!job || done.has(job)) continue;
    const at = path.indexOf(job);
    if (at >= 0) {
      for (const one of path) done.add(one);
      const circle = path.slice(at);
      const first = circle.reduce((a, b) => (b.range.startLine < a.range.startLine ? b : a));
      const from = circle.indexOf(first);
      return [...circle.slice(from), ...circle.slice(0, from)];
    }
    stack.push({ job, next: 0 });
    path.push(job);
  }
  return undefined;
}

const ID = /^[A-Za-z_][\w-]{0,99}$/;

const invalidId = stepsCheck({
  id: "github-actions/invalid-id",
  title: "Id that GitHub does not accept",
  severity: "high",
  category: "correctness",
  why: REFUSED,
  remedy: "Start the id with a letter or `_`, go on with letters, digits, `-` and `_`, and use each id once.",
  reference: `${SYNTAX}#jobsjob_id`,
  equivalents: ["actionlint:id"],
  *run(model) {
    if (model.kind === "github-workflow") {
      yield* wrongIds(model.jobs.map(({ id, range }) => ({ id, range, what: "job" })));
      for (const job of model.jobs) yield* wrongIds(stepIds(job.steps));
    } else yield* wrongIds(stepIds(model.steps));
  },
});

function stepIds(steps: Job["steps"]): { id: string; range: Range; what: string }[] {
  return steps.flatMap(({ id, node }) =>
    id === undefined ? [] : [{ id, range: node.get("id").range, what: "step" }],
  );
}

function* wrongIds(ids: { id: string; range: Range; what: string }[]): Iterable<Hit> {
  const seen = new Map<string, string>();
  for (const { id, range, what } of ids) {
    if (id.includes("${{")) continue;
    const before = seen.get(id.toLowerCase());
    if (!ID.test(id))
      yield {
        range,
        message: `"${id.slice(0, 60)}" is not an id: a ${what}'s id holds letters, digits, - and _, and starts with a letter or _`,
      };
    else if (before !== undefined)
      yield {
        range,
        message: `${what} id "${id}" is used twice${before === id ? "" : `; upper and lower case do not count ("${before}")`}`,
      };
    else seen.set(id.toLowerCase(), id);
  }
}

const shape = workflowCheck({
  id: "github-actions/incomplete-job",
  title: "Job or step without what makes it run",
  severity: "high",
  category: "correctness",
  why: REFUSED,
  remedy: "Give a job `runs-on` and `steps`, or `uses` alone; give a step `run` or `uses`, not both.",
  reference: `${SYNTAX}#jobs`,
  equivalents: ["actionlint:syntax-check"],
  *run(workflow) {
    if (!workflow.root.exists || workflow.root.entries().length === 0) return;
    if (workflow.triggers.length === 0) {
      yield { range: fileRange(workflow), message: "the workflow has no `on`, so nothing starts it" };
    }
    if (!workflow.root.has("jobs"))
      yield { range: fileRange(workflow), message: "the workflow has no `jobs`" };
    for (const job of workflow.jobs) yield* incomplete(job);
  },
});

function* incomplete(job: Job): Iterable<Hit> {
  const { id, range, node } = job;
  if (!node.isMap) {
    yield { range, message: `job "${id}" is empty` };
    return;
  }
  if (job.uses) {
    if (node.has("steps"))
      yield {
        range: node.get("steps").keyRange,
        message: `job "${id}" calls a workflow and has steps: only one of them can be`,
      };
    else if (node.has("runs-on"))
      yield {
        range: node.get("runs-on").keyRange,
        message: `job "${id}" calls a workflow, which brings its own runner: \`runs-on\` is not allowed`,
      };
    return;
  }
  if (!node.has("runs-on")) yield { range, message: `job "${id}" has no \`runs-on\`` };
  if (!node.has("steps")) yield { range, message: `job "${id}" has no steps` };
  for (const step of job.steps) {
    const [runs, uses] = [step.node.has("run"), step.node.has("uses")];
    if (!runs && !uses)
      yield {
        range: firstKey(step.node.range),
        message: `${stepName(step)} of job "${id}" has neither \`run\` nor \`uses\``,
      };
    if (runs && uses)
      yield {
        range: step.node.get("run").keyRange,
        message: `${stepName(step)} of job "${id}" has both \`run\` and \`uses\``,
      };
    if (runs && !uses && step.node.has("with"))
      yield {
        range: step.node.get("with").keyRange,
        message: `${stepName(step)} of job "${id}" runs a script, which takes no \`with\``,
      };
  }
}

function firstKey(range: Range): Range {
  return { ...range, endLine: range.startLine, endColumn: range.startColumn + 1 };
}

const unknownKey = stepsCheck({
  id: "github-actions/unknown-key",
  title: "Key that GitHub does not know",
  severity: "high",
  category: "correctness",
  why: REFUSED,
  remedy: "Correct the key, or move it to where it belongs.",
  reference: SYNTAX,
  equivalents: ["actionlint:syntax-check"],
  *run(model) {
    if (model.kind === "github-workflow") {
      yield* unknownKeys(model.root.entries(), WORKFLOW_KEYS, "a workflow");
      for (const job of model.jobs) yield* unknownKeys(job.node.entries(), JOB_KEYS, `job "${job.id}"`);
    }
    for (const { step } of stepsOf(model)) yield* unknownKeys(step.node.entries(), STEP_KEYS, stepName(step));
  },
});

function* unknownKeys(
  entries: { key: string; keyRange: Range }[],
  known: ReadonlySet<string>,
  owner: string,
): Iterable<Hit> {
  for (const { key, keyRange } of entries) {
    if (known.has(key)) continue;
    const near = nearest(key, known);
    yield {
      range: keyRange,
      message: `${owner} has no key \`${key.slice(0, 60)}\`${near ? `; \`${near}\` is near` : ""}`,
      ...(near ? { fix: { title: `Change to ${near}`, edits: [{ range: keyRange, newText: near }] } } : {}),
    };
  }
}

const unknownEvent = workflowCheck({
  id: "github-actions/unknown-event",
  title: "Event that does not exist",
  severity: "high",
  category: "correctness",
  why: REFUSED,
  remedy: "Take an event of the documented list.",
  reference:
    "https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows",
  equivalents: ["actionlint:events"],
  *run({ triggers }) {
    for (const { name, range } of triggers) {
      if (EVENTS.has(name) || name.includes("${{")) continue;
      const near = nearest(name, EVENTS);
      yield {
        range,
        message: `"${name.slice(0, 60)}" is not an event${near ? `; is "${near}" meant?` : ""}`,
      };
    }
  },
});

const retiredRunner = workflowCheck({
  id: "github-actions/retired-runner",
  title: "Runner image that GitHub has removed",
  severity: "high",
  category: "correctness",
  why: "No machine answers to the label any more: the job waits in the queue for a day and is then cancelled.",
  remedy: "Move to a current label, and try the build on it.",
  reference: "https://docs.github.com/en/actions/reference/runners/github-hosted-runners",
  equivalents: ["actionlint:runner-label"],
  *run(workflow: WorkflowModel) {
    for (const job of workflow.jobs) {
      if (job.runner.labels.some(({ text }) => text.toLowerCase() === "self-hosted") || job.runner.group)
        continue;
      for (const { text, range } of job.runner.labels) {
        const name = text.toLowerCase();
        const current = Object.hasOwn(RETIRED_RUNNERS, name) ? RETIRED_RUNNERS[name] : undefined;
        if (current === undefined) continue;
        yield {
          range,
          message: `job "${job.id}" asks for ${text}, which GitHub has removed; ${current} takes its place`,
        };
      }
    }
  },
});

export const jobChecks: readonly Check<Model>[] = [
  unknownNeed,
  cycle,
  invalidId,
  shape,
  unknownKey,
  unknownEvent,
  retiredRunner,
];
