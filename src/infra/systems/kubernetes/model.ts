import type { YamlNode } from "../../formats/yaml.ts";
import type { ImageReference } from "../../image.ts";
import type { Range } from "../../position.ts";

/** What one file holds: the objects of all its documents, and the kustomizations. */
export interface KubernetesModel {
  objects: KubernetesObject[];
  /** The objects by their kind, and by `kind/name`. */
  byKind: Map<string, KubernetesObject[]>;
  byName: Map<string, KubernetesObject[]>;
  kustomizations: YamlNode[];
}

/** One object of the API; the items of a List and the objects of an OpenShift Template count by themselves. */
export interface KubernetesObject {
  apiVersion: string;
  /** "" for the core group. */
  group: string;
  version: string;
  kind: string;
  /** "" where the object has none (or only `generateName`). */
  name: string;
  namespace?: string;
  node: YamlNode;
  range: Range;
  /** The name's value, or the kind's where there is no name. */
  nameRange: Range;
  labels: Record<string, string>;
  annotations: Record<string, string>;
  /** Only some fields of an object, as a Kustomize patch has: what is missing here is elsewhere. */
  partial: boolean;
  workload?: Workload;
}

/** What makes pods: the object with the specification of its pods. */
export interface Workload {
  object: KubernetesObject;
  /** `spec` of the pods. */
  pod: YamlNode;
  /** `metadata` of the pods. */
  podMeta: YamlNode;
  podLabels: Record<string, string>;
  /** `spec.replicas` where it is a number. */
  replicas?: number;
  /** Init containers, containers and ephemeral containers, in this order. */
  containers: Container[];
}

export interface Container {
  workload: Workload;
  name: string;
  role: "main" | "init" | "ephemeral";
  node: YamlNode;
  /** The name's value, or the first line of the item where there is no name. */
  nameRange: Range;
  image?: ImageReference & { text: string; range: Range };
  securityContext: YamlNode;
  /** An entry of `containers` without an image: a patch's. */
  partial: boolean;
}

/** `Deployment "web"`. */
export function titleOf(object: KubernetesObject): string {
  return object.name === "" ? object.kind : `${object.kind} "${object.name}"`;
}

/** `container "app" of Deployment "web"`. */
export function containerTitle(container: Container): string {
  const role = container.role === "main" ? "container" : `${container.role} container`;
  const name = container.name === "" ? "" : ` "${container.name}"`;
  return `${role}${name} of ${titleOf(container.workload.object)}`;
}
