import type { YamlNode } from "../../formats/yaml.ts";
import type { Facts, InfraFile, Json, Resource } from "../../system.ts";
import { kustomizeFacts } from "./kustomize/facts.ts";
import type { Container, KubernetesModel, KubernetesObject, Workload } from "./model.ts";
import { objectProperties, portText } from "./properties.ts";
import { stringMap } from "./strings.ts";

type Item = { [key: string]: Json };

/**
 * What a manifest says: `objects` (each with its kind, name, namespace and labels), and of their containers
 * `images`, `ports`, `probes`, `limits`, `securityContexts` and `variables` (names only), each with its line.
 */
export function facts(model: KubernetesModel, file: InfraFile): Facts {
  if (file.kind === "kustomize") return kustomizeFacts(model, file);
  const containers = model.objects.flatMap((object) => object.workload?.containers ?? []);
  return {
    resources: model.objects.flatMap(resourcesOf),
    objects: model.objects.map(objectItem),
    images: containers.flatMap((container) => {
      const { image } = container;
      return image ? [{ ...whose(container), image: image.text, line: image.range.startLine }] : [];
    }),
    ports: [
      ...containers.flatMap((container) =>
        container.node
          .get("ports")
          .items()
          .map((port) => ({ ...whose(container), ...portItem(port, "containerPort"), line: port.line })),
      ),
      ...model.objects.flatMap(servicePorts),
    ],
    probes: containers.flatMap(probes),
    limits: containers.flatMap((container) => limits(container)),
    securityContexts: model.objects.flatMap((object) =>
      object.workload ? securityContexts(object.workload) : [],
    ),
    variables: containers.flatMap((container) =>
      container.node
        .get("env")
        .items()
        .flatMap((entry) => {
          const name = entry.get("name").string;
          return name === undefined ? [] : [{ ...whose(container), name, line: entry.line }];
        }),
    ),
    replicas: model.objects.flatMap((object) => {
      const replicas = object.node.get("spec", "replicas");
      if (replicas.number === undefined) return [];
      return [{ object: title(object), replicas: replicas.number, line: replicas.line }];
    }),
  };
}

function title(object: KubernetesObject): string {
  return `${object.kind}/${object.name}`;
}

function whose(container: Container): { object: string; container: string } {
  return { object: title(container.workload.object), container: container.name };
}

function objectItem(object: KubernetesObject): Item {
  return {
    kind: object.kind,
    apiVersion: object.apiVersion,
    name: object.name,
    ...(object.namespace ? { namespace: object.namespace } : {}),
    ...(Object.keys(object.labels).length > 0 ? { labels: object.labels } : {}),
    ...objectProperties(object),
    ...(object.partial ? { patch: true } : {}),
    line: object.nameRange.startLine,
  };
}

/** The object as a node of the map, and the Secret that a controller will make from it. */
function resourcesOf(object: KubernetesObject): Resource[] {
  const properties = objectProperties(object);
  const namespace = object.namespace ? { namespace: object.namespace } : {};
  const resource: Resource = {
    type: object.kind,
    name: object.name,
    range: object.range,
    detail: detailOf(object),
    ...namespace,
    ...(object.workload ? { labels: object.workload.podLabels } : {}),
    properties: {
      apiVersion: object.apiVersion,
      ...(Object.keys(object.labels).length > 0 ? { labels: object.labels } : {}),
      ...properties,
      ...(object.partial ? { patch: true } : {}),
    },
  };
  const made = secretMadeBy(object);
  if (made === undefined) return [resource];
  const detail = `made from ${object.kind} ${object.name}`;
  return [resource, { type: "Secret", name: made, range: object.range, detail, ...namespace }];
}

/** The name of the Secret that the object's controller writes; undefined for every other object. */
function secretMadeBy(object: KubernetesObject): string | undefined {
  const spec = object.node.get("spec");
  if (object.kind === "ExternalSecret") return spec.get("target", "name").string ?? object.name;
  if (object.kind === "SealedSecret") return spec.get("template", "metadata", "name").string ?? object.name;
  if (object.kind === "Certificate") return spec.get("secretName").string;
  return undefined;
}

function detailOf(object: KubernetesObject): string {
  const { workload } = object;
  const parts: string[] = [];
  if (workload) {
    const images = workload.containers.flatMap((container) => container.image?.text ?? []);
    if (images.length > 0) parts.push(images.slice(0, 3).join(", "));
    if (workload.replicas !== undefined) parts.push(`${workload.replicas} replicas`);
    const ports = workload.containers.flatMap((container) =>
      container.node.get("ports").items().map(portText),
    );
    if (ports.length > 0) parts.push(`ports ${ports.slice(0, 5).join(", ")}`);
  } else {
    for (const [key, value] of Object.entries(objectProperties(object))) {
      const text = Array.isArray(value) ? value.slice(0, 5).join(", ") : String(value);
      if (typeof value !== "object" || Array.isArray(value)) parts.push(`${key} ${text}`);
    }
  }
  return parts.length > 0 ? parts.join("; ") : object.apiVersion;
}

function portItem(port: YamlNode, field: string): Item {
  const number = port.get(field);
  return {
    ...(port.get("name").string ? { name: port.get("name").string as string } : {}),
    port: number.number ?? number.string ?? null,
    ...(port.get("protocol").string ? { protocol: port.get("protocol").string as string } : {}),
    ...(port.get("hostPort").number !== undefined ? { hostPort: port.get("hostPort").number as number } : {}),
  };
}

function servicePorts(object: KubernetesObject): Item[] {
  if (object.kind !== "Service") return [];
  return object.node
    .get("spec", "ports")
    .items()
    .map((port) => {
      const target = port.get("targetPort");
      const node = port.get("nodePort").number;
      return {
        object: title(object),
        ...portItem(port, "port"),
        ...(target.exists ? { targetPort: target.number ?? target.string ?? null } : {}),
        ...(node !== undefined ? { nodePort: node } : {}),
        line: port.line,
      };
    });
}

function probes(container: Container): Item[] {
  return ["livenessProbe", "readinessProbe", "startupProbe"].flatMap((type) => {
    const probe = container.node.get(type);
    if (!probe.isMap) return [];
    const action = ["httpGet", "tcpSocket", "grpc", "exec"].find((key) => probe.has(key)) ?? "none";
    const port = probe.get(action, "port");
    const path = probe.get(action, "path").string;
    return [
      {
        ...whose(container),
        type,
        action,
        ...(port.exists ? { port: port.number ?? port.string ?? null } : {}),
        ...(path ? { path } : {}),
        line: probe.line,
      },
    ];
  });
}

function limits(container: Container): Item[] {
  const resources = container.node.get("resources");
  if (!resources.isMap) return [];
  return [
    {
      ...whose(container),
      requests: stringMap(resources.get("requests")),
      limits: stringMap(resources.get("limits")),
      line: resources.line,
    },
  ];
}

/** The scalars of each security context, of the pod (container "") and of its containers. */
function securityContexts(workload: Workload): Item[] {
  const items: Item[] = [];
  const pod = workload.pod.get("securityContext");
  if (pod.isMap)
    items.push({ object: title(workload.object), container: "", ...stringMap(pod), line: pod.line });
  for (const container of workload.containers) {
    const context = container.securityContext;
    if (!context.isMap) continue;
    const add = context.get("capabilities", "add").strings();
    const drop = context.get("capabilities", "drop").strings();
    items.push({
      ...whose(container),
      ...stringMap(context),
      ...(add.length > 0 ? { addedCapabilities: add } : {}),
      ...(drop.length > 0 ? { droppedCapabilities: drop } : {}),
      line: context.line,
    });
  }
  return items;
}
