import type { YamlNode } from "../../formats/yaml.ts";
import { parseImage } from "../../image.ts";
import type { Container, KubernetesObject, Workload } from "./model.ts";
import { stringMap } from "./strings.ts";

/** Where each kind keeps the template of its pods; the template has `metadata` and `spec`. */
const TEMPLATE_PATHS: Record<string, string[]> = {
  Pod: [],
  PodTemplate: ["template"],
  CronJob: ["spec", "jobTemplate", "spec", "template"],
  ScaledJob: ["spec", "jobTargetRef", "template"],
};

/** Kinds of the API itself that must say which pods are theirs. */
const WITH_SELECTOR = new Set(["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet"]);

const BUILT_IN = new Set([
  ...WITH_SELECTOR,
  "Pod",
  "PodTemplate",
  "ReplicationController",
  "Job",
  "CronJob",
  "DeploymentConfig",
  "Rollout",
]);

/** Reads the pods that the object makes; undefined where it makes none. */
export function workloadOf(object: KubernetesObject): Workload | undefined {
  const template = object.node.get(...(TEMPLATE_PATHS[object.kind] ?? ["spec", "template"]));
  const pod = template.get("spec");
  if (!pod.isMap || (!BUILT_IN.has(object.kind) && !pod.get("containers").isList)) return undefined;
  const podMeta = template.get("metadata");
  const labels = podMeta.get("labels");
  const replicas = object.node.get("spec", "replicas").number;
  const workload: Workload = {
    object,
    pod,
    podMeta,
    podLabels: stringMap(labels),
    ...(replicas === undefined ? {} : { replicas }),
    containers: [],
  };
  for (const [field, role] of [
    ["initContainers", "init"],
    ["containers", "main"],
    ["ephemeralContainers", "ephemeral"],
  ] as const) {
    for (const node of pod.get(field).items()) {
      if (node.isMap) workload.containers.push(containerOf(node, role, workload));
    }
  }
  if (isPatch(workload, labels)) object.partial = true;
  return workload;
}

/**
 * A strategic merge patch names the containers that it changes and leaves the rest out: no selector and no
 * pod labels, which a whole object must have, or no container with an image.
 */
function isPatch(workload: Workload, labels: YamlNode): boolean {
  const { object } = workload;
  if (workload.containers.every((container) => container.partial)) return true;
  return WITH_SELECTOR.has(object.kind) && !object.node.get("spec").has("selector") && !labels.isMap;
}

function containerOf(node: YamlNode, role: Container["role"], workload: Workload): Container {
  const name = node.get("name");
  const image = node.get("image");
  const text = image.string;
  const first = node.entries()[0];
  return {
    workload,
    name: name.string ?? "",
    role,
    node,
    nameRange: name.string ? name.range : (first?.keyRange ?? node.range),
    ...(text ? { image: { ...parseImage(text), text, range: image.range } } : {}),
    securityContext: node.get("securityContext"),
    partial: !node.has("image"),
  };
}
