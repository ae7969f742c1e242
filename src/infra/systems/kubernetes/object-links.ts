import type { YamlNode } from "../../formats/yaml.ts";
import type { Link, Relation } from "../../system.ts";
import type { KubernetesObject } from "./model.ts";
import { stringMap } from "./strings.ts";

/** Objects that stand for a Secret of the same name in a repository. */
export const SECRET_TYPES = ["Secret", "SealedSecret", "ExternalSecret"];

const ROUTE_KINDS = new Set(["HTTPRoute", "GRPCRoute", "TCPRoute", "TLSRoute", "UDPRoute"]);

/** Collects the links of one object; a name that is a variable or a template points at nothing known. */
export class LinkList {
  readonly links: Link[] = [];

  constructor(private readonly object: KubernetesObject) {}

  name(relation: Relation, types: readonly string[], name: YamlNode, namespace?: string): void {
    const text = name.string;
    if (!text || isVariable(text)) return;
    const space = namespace ?? this.object.namespace;
    this.push(relation, name, { by: "name", types, name: text, ...(space ? { namespace: space } : {}) });
  }

  /** A thing of the whole cluster: without a namespace. */
  cluster(relation: Relation, types: readonly string[], name: YamlNode): void {
    const text = name.string;
    if (text && !isVariable(text)) this.push(relation, name, { by: "name", types, name: text });
  }

  labels(relation: Relation, selector: YamlNode): void {
    const labels = stringMap(selector);
    if (Object.keys(labels).length === 0 || Object.values(labels).some(isVariable)) return;
    const { namespace } = this.object;
    this.push(relation, selector, { by: "labels", labels, ...(namespace ? { namespace } : {}) });
  }

  push(relation: Relation, at: YamlNode, target: Link["target"]): void {
    const from = this.object.name === "" ? {} : { from: this.object.name };
    this.links.push({ relation, range: at.range, ...from, target });
  }
}

/** True for `${NAME}`, `$(name)`, `{{ name }}` and the like: known only when something fills it in. */
export function isVariable(text: string): boolean {
  return /\$\{|\$\(|\{\{|^\$[A-Za-z_]|^<.{0,100}>$/.test(text);
}

/** The references of an object apart from those of its pods. */
export function objectLinks(object: KubernetesObject): Link[] {
  const list = new LinkList(object);
  const spec = object.node.get("spec");
  switch (object.kind) {
    case "Service":
      if (spec.get("type").string !== "ExternalName") list.labels("selects", spec.get("selector"));
      break;
    case "Ingress":
      ingress(object, spec, list);
      break;
    case "HorizontalPodAutoscaler":
    case "ScaledObject":
      scaleTarget(spec.get("scaleTargetRef"), list);
      break;
    case "VerticalPodAutoscaler":
      scaleTarget(spec.get("targetRef"), list);
      break;
    case "PodDisruptionBudget":
      matchLabels("protects", spec.get("selector"), list);
      break;
    case "NetworkPolicy":
      matchLabels("selects", spec.get("podSelector"), list);
      break;
    case "PodMonitor":
      if (!spec.has("namespaceSelector")) matchLabels("monitors", spec.get("selector"), list);
      break;
    case "RoleBinding":
    case "ClusterRoleBinding":
      binding(object, list);
      break;
    case "ServiceAccount":
      for (const pull of object.node.get("imagePullSecrets").items()) {
        list.name("references-secret", SECRET_TYPES, pull.get("name"));
      }
      break;
    case "PersistentVolumeClaim":
      list.cluster("depends-on", ["PersistentVolume"], spec.get("volumeName"));
      break;
    case "StatefulSet":
      list.name("depends-on", ["Service"], spec.get("serviceName"));
      break;
    case "Gateway":
      for (const listener of spec.get("listeners").items()) {
        for (const ref of listener.get("tls", "certificateRefs").items()) {
          if ((ref.get("kind").string ?? "Secret") !== "Secret") continue;
          list.name("references-secret", SECRET_TYPES, ref.get("name"), ref.get("namespace").string);
        }
      }
      break;
    case "MutatingWebhookConfiguration":
    case "ValidatingWebhookConfiguration":
      for (const hook of object.node.get("webhooks").items())
        service(hook.get("clientConfig", "service"), list);
      break;
    case "APIService":
      service(spec.get("service"), list);
      break;
    default:
      if (ROUTE_KINDS.has(object.kind)) route(spec, list);
  }
  return list.links;
}

function matchLabels(relation: Relation, selector: YamlNode, list: LinkList): void {
  if (!selector.has("matchExpressions")) list.labels(relation, selector.get("matchLabels"));
}

function scaleTarget(ref: YamlNode, list: LinkList): void {
  list.name("scales", [ref.get("kind").string ?? "Deployment"], ref.get("name"));
}

function service(ref: YamlNode, list: LinkList): void {
  list.name("routes-to", ["Service"], ref.get("name"), ref.get("namespace").string);
}

function ingress(object: KubernetesObject, spec: YamlNode, list: LinkList): void {
  const backends = [spec.get("defaultBackend"), spec.get("backend")];
  for (const rule of spec.get("rules").items()) {
    for (const path of rule.get("http", "paths").items()) backends.push(path.get("backend"));
  }
  for (const backend of backends) {
    // Up to networking.k8s.io/v1beta1 the service stood as `serviceName`.
    const name = backend.get("service", "name").string
      ? backend.get("service", "name")
      : backend.get("serviceName");
    if (name.string !== "use-annotation") list.name("routes-to", ["Service"], name);
  }
  const issued = Object.keys(object.annotations).some(
    (key) => key.startsWith("cert-manager.io/") || key === "kubernetes.io/tls-acme",
  );
  if (issued) return;
  for (const tls of spec.get("tls").items())
    list.name("references-secret", SECRET_TYPES, tls.get("secretName"));
}

function route(spec: YamlNode, list: LinkList): void {
  for (const parent of spec.get("parentRefs").items()) {
    const kind = parent.get("kind").string ?? "Gateway";
    list.name("depends-on", [kind], parent.get("name"), parent.get("namespace").string);
  }
  for (const rule of spec.get("rules").items()) {
    for (const backend of rule.get("backendRefs").items()) {
      const kind = backend.get("kind").string ?? "Service";
      list.name("routes-to", [kind], backend.get("name"), backend.get("namespace").string);
    }
  }
}

function binding(object: KubernetesObject, list: LinkList): void {
  const role = object.node.get("roleRef");
  const kind = role.get("kind").string;
  const name = role.get("name");
  if (kind === "ClusterRole" && !isBuiltInRole(name.string ?? "")) {
    list.cluster("assumes-role", ["ClusterRole"], name);
  } else if (kind === "Role") list.name("assumes-role", ["Role"], name);
  for (const subject of object.node.get("subjects").items()) {
    if (subject.get("kind").string !== "ServiceAccount" || subject.get("name").string === "default") continue;
    list.name("depends-on", ["ServiceAccount"], subject.get("name"), subject.get("namespace").string);
  }
}

/** Roles that every cluster has (https://kubernetes.io/docs/reference/access-authn-authz/rbac/#default-roles-and-role-bindings). */
function isBuiltInRole(name: string): boolean {
  return name.startsWith("system:") || ["cluster-admin", "admin", "edit", "view"].includes(name);
}
