import type { YamlNode } from "../../../formats/yaml.ts";
import type { Check, CheckContext, Fix, Hit } from "../../../system.ts";
import type { Container, KubernetesModel, KubernetesObject, Workload } from "../model.ts";

export type KubernetesCheck = Check<KubernetesModel>;

export const MANIFESTS = ["kubernetes"] as const;
export const KUSTOMIZATIONS = ["kustomize"] as const;

export const DOCS = "https://kubernetes.io/docs";

/** Namespaces of the cluster's own parts, which may need what an application must not have. */
const SYSTEM_NAMESPACES = new Set(["kube-system", "kube-node-lease", "kube-public"]);

export function inSystemNamespace(object: KubernetesObject): boolean {
  return SYSTEM_NAMESPACES.has(object.namespace ?? "");
}

export function objectsOf(model: KubernetesModel, ...kinds: string[]): KubernetesObject[] {
  return kinds.flatMap((kind) => model.byKind.get(kind) ?? []);
}

/** The objects of a kind and name in namespaces that may be the owner's; the name may be missing. */
export function namesakes(
  model: KubernetesModel,
  owner: KubernetesObject,
  kind: string | undefined,
  name: string | undefined,
): KubernetesObject[] {
  if (!kind || !name) return [];
  return (model.byName.get(`${kind}/${name}`) ?? []).filter((object) => sameNamespace(owner, object));
}

export function workloads(model: KubernetesModel): Workload[] {
  return model.objects.flatMap((object) => object.workload ?? []);
}

/** Workloads written out in full: only there does a missing field mean that it is missing. */
export function wholeWorkloads(model: KubernetesModel): Workload[] {
  return workloads(model).filter((workload) => !workload.object.partial);
}

export function containers(model: KubernetesModel): Container[] {
  return workloads(model).flatMap((workload) => workload.containers);
}

/** The containers that run as long as the pod does, of whole workloads. */
export function mainContainers(workload: Workload): Container[] {
  return workload.containers.filter((container) => container.role === "main" && !container.partial);
}

/** Pods that run until they are done. */
export function isBatch(workload: Workload): boolean {
  const { kind } = workload.object;
  return kind === "Job" || kind === "CronJob" || kind === "ScaledJob";
}

/** Pods of Windows nodes, which know neither user ids nor capabilities. */
export function isWindows(workload: Workload): boolean {
  const { pod } = workload;
  return (
    pod.get("os", "name").string === "windows" ||
    pod.get("nodeSelector", "kubernetes.io/os").string === "windows" ||
    pod.get("nodeSelector", "beta.kubernetes.io/os").string === "windows"
  );
}

/** Programs that serve the node they run on: networks, storage, devices, its logs and measurements. */
const NODE_PROGRAMS =
  /node-?exporter|cni|calico|cilium|flannel|weave|antrea|kube-?proxy|kube-?router|kube-?vip|metallb|csi|falco|tetragon|datadog|nvidia|gpu|device-plugin|node-?dns|nodelocal|ingress|multus|smartctl|node-?problem|longhorn|rook|ceph|openebs|spire|kured|spegel|node-?agent|node-?driver|fluent|promtail|alloy|vector/i;

/** An agent of the node: one pod on each, with what it needs of the node. */
export function isNodeAgent(workload: Workload): boolean {
  const names = [workload.object.name, ...workload.containers.map(({ image }) => image?.repository ?? "")];
  return workload.object.kind === "DaemonSet" && names.some((name) => NODE_PROGRAMS.test(name));
}

/** A field of the container's security context, or else of the pod's. */
export function effective(container: Container, field: string): YamlNode {
  const own = container.securityContext.get(field);
  return own.exists ? own : container.workload.pod.get("securityContext", field);
}

/** Where a container lacks something of its security context: that context, or the container's name. */
export function contextRange(container: Container): Hit["range"] {
  return container.securityContext.isMap ? container.securityContext.keyRange : container.nameRange;
}

/** Replaces a value. */
export function replace(node: YamlNode, newText: string, title: string): Fix {
  return { title, edits: [{ range: node.range, newText }] };
}

/** The first hit alone, with the places of the others: for what holds of nearly every object of a file. */
export function oncePerFile(hits: readonly Hit[], context: CheckContext): Hit[] {
  const [first, ...others] = hits;
  if (!first) return [];
  if (others.length === 0) return [first];
  const related = others.map((hit) => ({ path: context.file.path, line: hit.range.startLine }));
  return [{ ...first, message: `${first.message} The same holds at ${others.length} more.`, related }];
}

/** `"a", "b" and 3 more`. */
export function list(names: readonly string[]): string {
  const shown = names.slice(0, 3).map((name) => `"${name}"`);
  const more = names.length - shown.length;
  return more > 0 ? `${shown.join(", ")} and ${more} more` : shown.join(", ");
}

/** Objects whose namespaces may be the same: equal, or left to the command that applies them. */
export function sameNamespace(a: KubernetesObject, b: KubernetesObject): boolean {
  return a.namespace === b.namespace || a.namespace === undefined || b.namespace === undefined;
}

/** The names of what an autoscaler of the file scales. */
export function scaledNames(model: KubernetesModel): Set<string> {
  return new Set(
    objectsOf(model, "HorizontalPodAutoscaler", "ScaledObject").flatMap(
      (scaler) => scaler.node.get("spec", "scaleTargetRef", "name").string ?? [],
    ),
  );
}

/** How many pods there are; undefined where a variable or the number of nodes says. */
export function replicasOf(workload: Workload): number | undefined {
  if (!["Deployment", "StatefulSet", "ReplicaSet"].includes(workload.object.kind)) return undefined;
  return workload.replicas ?? (workload.object.node.get("spec").has("replicas") ? undefined : 1);
}
