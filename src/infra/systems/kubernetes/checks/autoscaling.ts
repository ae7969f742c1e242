import type { YamlNode } from "../../../formats/yaml.ts";
import { type KubernetesModel, type KubernetesObject, titleOf, type Workload } from "../model.ts";
import { DOCS, type KubernetesCheck, MANIFESTS, namesakes, objectsOf } from "./support.ts";

/** The workload of the same file that a scaler names. */
function targetOf(model: KubernetesModel, object: KubernetesObject, ref: YamlNode): Workload | undefined {
  return namesakes(model, object, ref.get("kind").string, ref.get("name").string)[0]?.workload;
}

const scaledReplicas: KubernetesCheck = {
  id: "kubernetes/hpa-fixed-replicas",
  title: "Fixed replicas under an autoscaler",
  severity: "high",
  category: "reliability",
  why: "Each `kubectl apply` sets the replicas back to the number in the file, in the middle of the load that the autoscaler had scaled for.",
  remedy:
    "Remove `replicas` from the workload and let the autoscaler's `minReplicas` say how many there are at least.",
  reference: `${DOCS}/tasks/run-application/horizontal-pod-autoscale/#migrating-deployments-and-statefulsets-to-horizontal-autoscaling`,
  equivalents: [
    "kube-score:deployment-targeted-by-hpa-does-not-have-replicas-configured",
    "kube-score:statefulset-targeted-by-hpa-does-not-have-replicas-configured",
  ],
  kinds: MANIFESTS,
  *run(model, { file }) {
    for (const scaler of objectsOf(model, "HorizontalPodAutoscaler", "ScaledObject")) {
      const target = targetOf(model, scaler, scaler.node.get("spec", "scaleTargetRef"));
      if (!target || target.replicas === undefined || target.replicas === 0) continue;
      const replicas = target.object.node.get("spec", "replicas");
      yield {
        range: replicas.fullRange,
        message: `${titleOf(target.object)} fixes ${target.replicas} replicas, though ${titleOf(scaler)} scales it.`,
        related: [{ path: file.path, line: scaler.nameRange.startLine }],
      };
    }
  },
};

const scaledRequests: KubernetesCheck = {
  id: "kubernetes/hpa-without-requests",
  title: "Autoscaler on a share of a request that is not there",
  severity: "high",
  category: "reliability",
  why: "Utilisation is a share of the request: without one the autoscaler reports `missing request for cpu` and never scales, which shows at the first peak.",
  remedy: "Set `resources.requests` of that resource on every container of the workload.",
  reference: `${DOCS}/tasks/run-application/horizontal-pod-autoscale/`,
  equivalents: ["kics:HPA Targets Invalid Object"],
  kinds: MANIFESTS,
  *run(model) {
    for (const scaler of objectsOf(model, "HorizontalPodAutoscaler")) {
      const target = targetOf(model, scaler, scaler.node.get("spec", "scaleTargetRef"));
      if (!target || target.object.partial) continue;
      for (const { name, node } of utilisations(scaler)) {
        const lacking = target.containers.find(
          (container) =>
            container.role === "main" &&
            !container.partial &&
            !container.node.get("resources", "requests", name).exists &&
            !container.node.get("resources", "limits", name).exists &&
            !target.pod.get("resources", "requests", name).exists,
        );
        if (!lacking) continue;
        yield {
          range: node.range,
          message: `${titleOf(scaler)} scales by ${name} utilisation, but the container "${lacking.name}" of ${titleOf(target.object)} requests no ${name}.`,
        };
      }
    }
  },
};

function utilisations(scaler: KubernetesObject): { name: string; node: YamlNode }[] {
  const spec = scaler.node.get("spec");
  const found: { name: string; node: YamlNode }[] = [];
  const plain = spec.get("targetCPUUtilizationPercentage");
  if (plain.exists) found.push({ name: "cpu", node: plain });
  for (const metric of spec.get("metrics").items()) {
    const resource = metric.get("resource");
    const relative =
      resource.get("target", "averageUtilization").exists || resource.get("targetAverageUtilization").exists;
    const name = resource.get("name");
    if (name.string !== undefined && relative) found.push({ name: name.string, node: name });
  }
  return found;
}

const scalerBounds: KubernetesCheck = {
  id: "kubernetes/hpa-cannot-scale",
  title: "Autoscaler without room",
  severity: "medium",
  category: "reliability",
  why: "With `maxReplicas` not above `minReplicas` nothing is ever scaled; where it is lower, the API server refuses the object.",
  remedy: "Set `maxReplicas` to what the load at its peak needs.",
  reference: `${DOCS}/tasks/run-application/horizontal-pod-autoscale/`,
  equivalents: ["polaris:hpaMaxAvailability"],
  kinds: MANIFESTS,
  *run(model) {
    for (const scaler of objectsOf(model, "HorizontalPodAutoscaler")) {
      const max = scaler.node.get("spec", "maxReplicas");
      const min = scaler.node.get("spec", "minReplicas").number ?? 1;
      if (max.number === undefined || max.number > min) continue;
      yield {
        range: max.fullRange,
        message: `${titleOf(scaler)} scales from ${min} to ${max.number} replicas, which is not at all.`,
      };
    }
  },
};

const scalerFloor: KubernetesCheck = {
  id: "kubernetes/hpa-single-replica",
  title: "Autoscaler that goes down to one replica",
  severity: "low",
  category: "reliability",
  why: "In quiet hours one pod is left: a node drain or a crash then is an outage until the next one is ready.",
  remedy: "Set `minReplicas` to 2 or more for what must not go away.",
  reference: `${DOCS}/tasks/run-application/horizontal-pod-autoscale/`,
  equivalents: [
    "kube-score:horizontalpodautoscaler-replicas",
    "kube-linter:minimum-replicas",
    "kube-linter:hpa-minimum-three-replicas",
    "polaris:hpaMinAvailability",
  ],
  kinds: MANIFESTS,
  *run(model) {
    for (const scaler of objectsOf(model, "HorizontalPodAutoscaler")) {
      const min = scaler.node.get("spec", "minReplicas");
      const max = scaler.node.get("spec", "maxReplicas").number ?? 2;
      if (min.number !== 1 || max < 2) continue;
      yield { range: min.fullRange, message: `${titleOf(scaler)} scales down to a single replica.` };
    }
  },
};

export const autoscalingChecks: readonly KubernetesCheck[] = [
  scaledReplicas,
  scaledRequests,
  scalerBounds,
  scalerFloor,
];
