import type { YamlNode } from "../../../formats/yaml.ts";
import type { Hit } from "../../../system.ts";
import { titleOf, type Workload } from "../model.ts";
import { isServed } from "./services.ts";
import {
  DOCS,
  type KubernetesCheck,
  MANIFESTS,
  oncePerFile,
  scaledNames,
  wholeWorkloads,
} from "./support.ts";

const singleReplica: KubernetesCheck = {
  id: "kubernetes/single-replica",
  title: "Single replica behind a Service",
  severity: "low",
  category: "reliability",
  why: "Each node drain, eviction or crash of the one pod is an outage of the Service until the next pod is ready.",
  remedy: "Run at least two replicas where the program can, with a PodDisruptionBudget.",
  reference: `${DOCS}/concepts/workloads/controllers/deployment/#replicas`,
  equivalents: ["kube-linter:minimum-replicas", "kube-score:deployment-replicas"],
  kinds: MANIFESTS,
  run(model, context) {
    const scaled = scaledNames(model);
    const hits: Hit[] = [];
    for (const workload of wholeWorkloads(model)) {
      const { object } = workload;
      // Left out, the number is an autoscaler's or an overlay's.
      if (object.kind !== "Deployment" || scaled.has(object.name) || workload.replicas !== 1) continue;
      if (!isServed(model, workload) && !workload.containers.some(({ node }) => node.has("ports"))) continue;
      // One writer at a time is what Recreate and a claim of its own say.
      if (hasClaim(workload) || object.node.get("spec", "strategy", "type").string === "Recreate") continue;
      hits.push({
        range: object.node.get("spec", "replicas").fullRange,
        message: `${titleOf(object)} runs a single pod.`,
      });
    }
    return oncePerFile(hits, context);
  },
};

/** True where a pod keeps data on a claim: two of them at once may not fit. */
function hasClaim(workload: Workload): boolean {
  return workload.pod
    .get("volumes")
    .items()
    .some((volume) => volume.has("persistentVolumeClaim"));
}

const spread: KubernetesCheck = {
  id: "kubernetes/no-spread",
  title: "Replicas that may share one node",
  severity: "low",
  category: "reliability",
  why: "Nothing asks the scheduler to place the replicas apart: after a drain they can all sit on the same node and go away with it.",
  remedy:
    "Add `topologySpreadConstraints` over `kubernetes.io/hostname` and the zone, or a pod anti-affinity.",
  reference: `${DOCS}/concepts/scheduling-eviction/topology-spread-constraints/`,
  equivalents: [
    "kics:Deployment Has No PodAntiAffinity",
    "kics:StatefulSet Has No PodAntiAffinity",
    "kube-linter:no-anti-affinity",
    "kube-score:deployment-has-host-podantiaffinity",
    "kube-score:statefulset-has-host-podantiaffinity",
    "kube-score:pod-topology-spread-constraints",
    "polaris:topologySpreadConstraint",
  ],
  kinds: MANIFESTS,
  run(model, context) {
    const hits: Hit[] = [];
    for (const workload of wholeWorkloads(model)) {
      const { object, pod } = workload;
      if ((object.kind !== "Deployment" && object.kind !== "StatefulSet") || (workload.replicas ?? 1) < 2)
        continue;
      if (
        pod.get("topologySpreadConstraints").items().length > 0 ||
        pod.get("affinity").has("podAntiAffinity")
      )
        continue;
      hits.push({
        range: object.node.get("spec", "replicas").fullRange,
        message: `The ${workload.replicas} replicas of ${titleOf(object)} may all run on one node.`,
      });
    }
    return oncePerFile(hits, context);
  },
};

const spreadInvalid: KubernetesCheck = {
  id: "kubernetes/topology-spread-invalid",
  title: "Spread constraint that is refused or counts nothing",
  severity: "medium",
  category: "correctness",
  why: "Without its required fields the API server refuses the constraint; without a `labelSelector` it counts no pods, so the replicas are not spread at all.",
  remedy:
    "Set `maxSkew`, `topologyKey`, `whenUnsatisfiable` and a `labelSelector` with the labels of the pods.",
  reference: `${DOCS}/concepts/scheduling-eviction/topology-spread-constraints/`,
  equivalents: ["kube-score:pod-topology-spread-constraints"],
  kinds: MANIFESTS,
  *run(model) {
    for (const workload of wholeWorkloads(model)) {
      for (const constraint of workload.pod.get("topologySpreadConstraints").items()) {
        const fault = constraintFault(constraint);
        if (!fault) continue;
        yield {
          range: fault.range,
          message: `A spread constraint of ${titleOf(workload.object)} ${fault.message}.`,
        };
      }
    }
  },
};

function constraintFault(constraint: YamlNode): Hit | undefined {
  const first = constraint.entries()[0];
  if (!first) return undefined;
  for (const field of ["maxSkew", "topologyKey", "whenUnsatisfiable", "labelSelector"]) {
    if (!constraint.has(field)) return { range: first.keyRange, message: `has no \`${field}\`` };
  }
  for (const field of ["maxSkew", "minDomains"]) {
    const node = constraint.get(field);
    if (node.number !== undefined && node.number < 1) {
      return { range: node.fullRange, message: `has a \`${field}\` below 1` };
    }
  }
  const action = constraint.get("whenUnsatisfiable");
  if (action.string === undefined || /^(?:DoNotSchedule|ScheduleAnyway)$|\$\{/.test(action.string))
    return undefined;
  return { range: action.fullRange, message: `knows no \`whenUnsatisfiable: ${action.string}\`` };
}

const rollout: KubernetesCheck = {
  id: "kubernetes/rollout-takes-all-down",
  title: "Rollout that stops every pod",
  severity: "medium",
  category: "reliability",
  why: "Each release takes all replicas away before the first new one is ready: the Service has no endpoints for as long as the program starts.",
  remedy: "Use `RollingUpdate` with a `maxUnavailable` below the number of replicas.",
  reference: `${DOCS}/concepts/workloads/controllers/deployment/#strategy`,
  equivalents: ["kube-linter:no-rolling-update-strategy", "kube-score:deployment-strategy"],
  kinds: MANIFESTS,
  *run(model) {
    for (const workload of wholeWorkloads(model)) {
      const { object } = workload;
      if (object.kind !== "Deployment") continue;
      const strategy = object.node.get("spec", "strategy");
      const most = strategy.get("rollingUpdate", "maxUnavailable");
      const type = strategy.get("type");
      const replicas = workload.replicas ?? 1;
      if (type.string === "Recreate" && !hasClaim(workload) && (replicas > 1 || isServed(model, workload))) {
        yield {
          range: type.fullRange,
          message: `${titleOf(object)} stops before each new release starts (\`type: Recreate\`).`,
        };
      } else if (
        most.string === "100%" ||
        (most.number !== undefined && replicas > 1 && most.number >= replicas)
      ) {
        yield {
          range: most.fullRange,
          message: `${titleOf(object)} may stop all of its replicas at once (\`maxUnavailable: ${most.string}\`).`,
        };
      }
    }
  },
};

const grace: KubernetesCheck = {
  id: "kubernetes/grace-period-too-short",
  title: "preStop sleeps longer than the pod may live",
  severity: "high",
  category: "reliability",
  why: "The kubelet kills the container before it was ever told to stop: requests in flight are cut off at every rollout, though the sleep was meant to save them.",
  remedy: "Raise `terminationGracePeriodSeconds` above the sleep plus the time the program needs to stop.",
  reference: `${DOCS}/concepts/containers/container-lifecycle-hooks/`,
  kinds: MANIFESTS,
  *run(model) {
    for (const workload of wholeWorkloads(model)) {
      const period = workload.pod.get("terminationGracePeriodSeconds").number ?? 30;
      for (const container of workload.containers) {
        const hook = container.node.get("lifecycle", "preStop");
        const seconds = hook.get("sleep", "seconds").number ?? sleepOf(hook.get("exec", "command"));
        if (seconds === undefined || seconds < period || period === 0) continue;
        yield {
          range: hook.keyRange,
          message: `The preStop hook of the container "${container.name}" of ${titleOf(workload.object)} sleeps ${seconds} s, and the pod is killed after ${period} s.`,
        };
      }
    }
  },
};

/** The seconds of a command that only sleeps, alone or in a shell. */
function sleepOf(command: YamlNode): number | undefined {
  const match = /(?:^|[\s/;&])sleep (\d{1,6})s?(?:$|[\s;&])/.exec(command.strings().join(" "));
  return match ? Number(match[1]) : undefined;
}

export const availabilityChecks: readonly KubernetesCheck[] = [
  grace,
  rollout,
  spreadInvalid,
  singleReplica,
  spread,
];
