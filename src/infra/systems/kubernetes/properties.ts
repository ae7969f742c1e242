import type { YamlNode } from "../../formats/yaml.ts";
import type { Json } from "../../system.ts";
import type { KubernetesObject } from "./model.ts";
import { stringMap } from "./strings.ts";

type Properties = { [key: string]: Json };

/** `http 8080/TCP` for a port of a container or a Service. */
export function portText(port: YamlNode): string {
  const number = port.get("containerPort").string ?? port.get("port").string ?? "?";
  const name = port.get("name").string;
  return name ? `${name} ${number}` : number;
}

const hostsOf = (spec: YamlNode): string[] =>
  spec
    .get("rules")
    .items()
    .flatMap((rule) => rule.get("host").string ?? []);

/** What is worth showing of each kind. Values of Secrets and ConfigMaps are never read, only their keys. */
const READERS: Record<string, (object: KubernetesObject) => Properties> = {
  Service: ({ node }) => ({
    type: node.get("spec", "type").string ?? "ClusterIP",
    ports: node.get("spec", "ports").items().map(portText),
    selector: stringMap(node.get("spec", "selector")),
  }),
  Ingress: ({ node }) => ({
    hosts: hostsOf(node.get("spec")),
    tls: node.get("spec", "tls").items().length > 0,
  }),
  HTTPRoute: ({ node }) => ({ hosts: node.get("spec", "hostnames").strings() }),
  GRPCRoute: ({ node }) => ({ hosts: node.get("spec", "hostnames").strings() }),
  Gateway: ({ node }) => ({ listeners: node.get("spec", "listeners").items().map(portText) }),
  ConfigMap: ({ node }) => ({ keys: keysOf(node, "data", "binaryData") }),
  Secret: ({ node }) => ({
    ...scalars(node, "type"),
    keys: keysOf(node, "data", "stringData"),
  }),
  HorizontalPodAutoscaler: ({ node }) => ({
    target: refText(node.get("spec", "scaleTargetRef")),
    ...scalars(node.get("spec"), "minReplicas", "maxReplicas"),
  }),
  VerticalPodAutoscaler: ({ node }) => ({ target: refText(node.get("spec", "targetRef")) }),
  PodDisruptionBudget: ({ node }) => scalars(node.get("spec"), "minAvailable", "maxUnavailable"),
  PersistentVolumeClaim: ({ node }) => ({
    accessModes: node.get("spec", "accessModes").strings(),
    ...scalars(node.get("spec"), "storageClassName"),
    ...scalars(node.get("spec", "resources", "requests"), "storage"),
  }),
  StorageClass: ({ node }) => scalars(node, "provisioner", "reclaimPolicy"),
  Role: ({ node }) => ({ rules: rulesOf(node) }),
  ClusterRole: ({ node }) => ({ rules: rulesOf(node) }),
  RoleBinding: ({ node }) => bindingOf(node),
  ClusterRoleBinding: ({ node }) => bindingOf(node),
  CronJob: ({ node }) => scalars(node.get("spec"), "schedule", "concurrencyPolicy"),
  ResourceQuota: ({ node }) => ({ hard: stringMap(node.get("spec", "hard")) }),
  NetworkPolicy: ({ node }) => ({ policyTypes: node.get("spec", "policyTypes").strings() }),
  CustomResourceDefinition: ({ node }) => ({
    ...scalars(node.get("spec"), "group", "scope"),
    defines: node.get("spec", "names", "kind").string ?? "",
    versions: node
      .get("spec", "versions")
      .items()
      .flatMap((version) => version.get("name").string ?? []),
  }),
  StatefulSet: ({ node }) => scalars(node.get("spec"), "serviceName"),
};

/** The properties of an object by its kind; empty for kinds without any. */
export function objectProperties(object: KubernetesObject): Properties {
  const replicas = object.node.get("spec", "replicas").number;
  return {
    ...(replicas === undefined ? {} : { replicas }),
    ...(Object.hasOwn(READERS, object.kind) ? READERS[object.kind]?.(object) : {}),
  };
}

function scalars(node: YamlNode, ...fields: string[]): Properties {
  return Object.fromEntries(
    fields.flatMap((field) => {
      const value = node.get(field).string;
      return value === undefined ? [] : [[field, value]];
    }),
  );
}

/** More keys than this tell a reader nothing. */
const MAX_KEYS = 500;

function keysOf(node: YamlNode, ...fields: string[]): string[] {
  return fields.flatMap((field) =>
    node
      .get(field)
      .entries()
      .slice(0, MAX_KEYS)
      .map((entry) => entry.key),
  );
}

function refText(ref: YamlNode): string {
  return `${ref.get("kind").string ?? "?"}/${ref.get("name").string ?? "?"}`;
}

function rulesOf(node: YamlNode): string[] {
  return node
    .get("rules")
    .items()
    .map((rule) => {
      const what = [...rule.get("resources").strings(), ...rule.get("nonResourceURLs").strings()].join(",");
      return `${rule.get("verbs").strings().join(",")} ${what}`;
    });
}

function bindingOf(node: YamlNode): Properties {
  return {
    role: refText(node.get("roleRef")),
    subjects: node.get("subjects").items().map(refText),
  };
}
