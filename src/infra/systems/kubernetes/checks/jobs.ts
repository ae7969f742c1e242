import type { Hit } from "../../../system.ts";
import { titleOf } from "../model.ts";
import { DOCS, type KubernetesCheck, MANIFESTS, objectsOf, oncePerFile } from "./support.ts";

const CRON = `${DOCS}/concepts/workloads/controllers/cron-jobs/`;
const JOB = `${DOCS}/concepts/workloads/controllers/job/`;

const overlap: KubernetesCheck = {
  id: "kubernetes/cronjob-overlap",
  title: "CronJob whose runs can pile up",
  severity: "medium",
  category: "reliability",
  why: "With `concurrencyPolicy: Allow`, the default, a run that hangs is joined by the next and the next: backups and migrations work against each other until the nodes are full.",
  remedy:
    "Set `concurrencyPolicy: Forbid` (or Replace), or an `activeDeadlineSeconds` shorter than the schedule.",
  reference: `${CRON}#concurrency-policy`,
  equivalents: ["kics:CronJob Deadline Not Configured", "kube-score:cronjob-has-deadline"],
  kinds: MANIFESTS,
  *run(model) {
    for (const object of objectsOf(model, "CronJob")) {
      const spec = object.node.get("spec");
      const policy = spec.get("concurrencyPolicy");
      const deadline = spec.get("jobTemplate", "spec", "activeDeadlineSeconds");
      const podDeadline = object.workload?.pod.get("activeDeadlineSeconds");
      if (object.partial || !spec.get("schedule").exists || (policy.exists && policy.string !== "Allow"))
        continue;
      if (deadline.exists || podDeadline?.exists || spec.get("suspend").boolean === true) continue;
      yield {
        range: policy.exists ? policy.fullRange : object.nameRange,
        message: `${titleOf(object)} starts a run though the last one may still be going, and no run has a deadline.`,
      };
    }
  },
};

const schedule: KubernetesCheck = {
  id: "kubernetes/cronjob-schedule-invalid",
  title: "Schedule that is refused",
  severity: "high",
  category: "correctness",
  why: "The API server refuses a schedule that is not five fields within their bounds, or a time zone inside of it.",
  remedy: "Write minute, hour, day of month, month and day of week; the time zone goes into `timeZone`.",
  reference: `${CRON}#schedule-syntax`,
  equivalents: ["kube-score:cronjob-expression"],
  kinds: MANIFESTS,
  *run(model) {
    for (const object of objectsOf(model, "CronJob")) {
      const node = object.node.get("spec", "schedule");
      const fault = node.string === undefined ? undefined : scheduleFault(node.string);
      if (fault)
        yield {
          range: node.fullRange,
          message: `The schedule "${node.string}" of ${titleOf(object)} ${fault}.`,
        };
    }
  },
};

const FIELDS: readonly [name: string, min: number, max: number, names: readonly string[]][] = [
  ["minute", 0, 59, []],
  ["hour", 0, 23, []],
  ["day of month", 1, 31, []],
  ["month", 1, 12, ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]],
  ["day of week", 0, 7, ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]],
];

/** What is wrong with a cron schedule; undefined where nothing is, or where it holds a variable. */
export function scheduleFault(text: string): string | undefined {
  const trimmed = text.trim();
  if (/[${}<%]/.test(trimmed) || trimmed.length > 200) return undefined;
  if (trimmed.startsWith("@")) {
    return /^@(?:yearly|annually|monthly|weekly|daily|midnight|hourly|every .{1,30})$/.test(trimmed)
      ? undefined
      : "is no known shorthand";
  }
  if (/^(?:CRON_)?TZ=/.test(trimmed)) return "sets a time zone, which belongs into `timeZone`";
  const fields = trimmed.split(/\s+/);
  if (fields.length !== 5) return `has ${fields.length} fields in place of five`;
  for (const [index, [name, min, max, names]] of FIELDS.entries()) {
    for (const part of (fields[index] as string).split(",")) {
      const match = /^(?:\*|\?|([A-Za-z]{3}|\d{1,4})(?:-([A-Za-z]{3}|\d{1,4}))?)(?:\/(\d{1,4}))?$/.exec(part);
      if (!match || match[3] === "0") return `has "${part}" for the ${name}`;
      for (const value of [match[1], match[2]]) {
        if (value === undefined) continue;
        const isName = /^[A-Za-z]/.test(value);
        if (isName && names.includes(value.toLowerCase())) continue;
        if (isName || Number(value) < min || Number(value) > max) return `has "${value}" for the ${name}`;
      }
    }
  }
  return undefined;
}

const restartPolicy: KubernetesCheck = {
  id: "kubernetes/job-restart-policy",
  title: "Job without a restart policy that it may have",
  severity: "high",
  category: "correctness",
  why: "The default is `Always`, which a Job must not have: the API server refuses it.",
  remedy: "Set `restartPolicy: Never` (each try a new pod) or `OnFailure` (the same pod again).",
  reference: `${JOB}#pod-template`,
  equivalents: ["kube-linter:schema-validation"],
  kinds: MANIFESTS,
  *run(model) {
    for (const { object, pod } of model.objects.flatMap(({ workload }) => workload ?? [])) {
      const policy = pod.get("restartPolicy");
      const serves = ["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet"].includes(object.kind);
      if (serves && (policy.string === "Never" || policy.string === "OnFailure")) {
        yield {
          range: policy.fullRange,
          message: `${titleOf(object)} may only have the restart policy Always, not ${policy.string}.`,
        };
      }
      if (object.partial || (object.kind !== "Job" && object.kind !== "CronJob")) continue;
      if (policy.exists && policy.string !== "Always") continue;
      yield {
        range: policy.exists ? policy.fullRange : object.nameRange,
        message: `${titleOf(object)} has ${policy.exists ? "the restart policy Always" : "no restart policy"}.`,
      };
    }
  },
};

const leftovers: KubernetesCheck = {
  id: "kubernetes/job-never-removed",
  title: "Finished Job that stays",
  severity: "low",
  category: "cost",
  why: "Without `ttlSecondsAfterFinished` the Job and its pods stay until someone deletes them, and a second `apply` with another image is refused because the old one is still there.",
  remedy: "Set `ttlSecondsAfterFinished`.",
  reference: `${DOCS}/concepts/workloads/controllers/ttlafterfinished/`,
  equivalents: ["kube-linter:job-ttl-seconds-after-finished"],
  kinds: MANIFESTS,
  run(model, context) {
    const hits: Hit[] = [];
    for (const object of objectsOf(model, "Job")) {
      if (object.partial || object.node.get("spec", "ttlSecondsAfterFinished").exists) continue;
      // Argo CD and Helm remove the Jobs that are their hooks.
      const hook = Object.keys(object.annotations).some((key) =>
        /^(?:argocd\.argoproj\.io|helm\.sh)\/hook/.test(key),
      );
      if (!hook) hits.push({ range: object.nameRange, message: `${titleOf(object)} is never removed.` });
    }
    return oncePerFile(hits, context);
  },
};

export const jobChecks: readonly KubernetesCheck[] = [restartPolicy, schedule, overlap, leftovers];
