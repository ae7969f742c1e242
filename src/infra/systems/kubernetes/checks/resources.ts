import type { YamlNode } from "../../../formats/yaml.ts";
import type { KubernetesModel, Workload } from "../model.ts";
import { type Container, containerTitle } from "../model.ts";
import { isVariable } from "../object-links.ts";
import { parseQuantity } from "./quantity.ts";
import {
  containers,
  DOCS,
  type KubernetesCheck,
  MANIFESTS,
  mainContainers,
  objectsOf,
  sameNamespace,
  wholeWorkloads,
} from "./support.ts";

const REFERENCE = `${DOCS}/concepts/configuration/manage-resources-containers/`;

/** The resources that a LimitRange of the same file gives to containers that name none. */
function defaulted(
  model: KubernetesModel,
  workload: Workload,
  field: "default" | "defaultRequest",
  name: string,
): boolean {
  return objectsOf(model, "LimitRange")
    .slice(0, 20)
    .some(
      (range) =>
        sameNamespace(range, workload.object) &&
        range.node
          .get("spec", "limits")
          .items()
          .some((limit) => limit.get("type").string === "Container" && limit.get(field, name).exists),
    );
}

/** Resources of the whole pod (Kubernetes 1.34) stand in for those of its containers. */
function podLevel(workload: Workload, list: "requests" | "limits", name: string): boolean {
  return workload.pod.get("resources", list, name).exists;
}

const memoryLimit: KubernetesCheck = {
  id: "kubernetes/memory-limit-missing",
  title: "No memory limit",
  severity: "high",
  category: "reliability",
  why: "A leak grows until the node itself runs out of memory; the kernel then kills whatever it likes, the neighbours of the leaking pod included.",
  remedy: "Set `resources.limits.memory` a little above what the program needs at its peak.",
  reference: REFERENCE,
  equivalents: [
    "kics:Memory Limits Not Defined",
    "checkov:CKV_K8S_13",
    "kube-linter:unset-memory-requirements",
    "trivy:KSV-0018",
    "kube-score:container-resources",
    "polaris:memoryLimitsMissing",
  ],
  kinds: MANIFESTS,
  *run(model) {
    for (const workload of wholeWorkloads(model)) {
      if (podLevel(workload, "limits", "memory") || defaulted(model, workload, "default", "memory")) continue;
      for (const container of mainContainers(workload)) {
        const resources = container.node.get("resources");
        if (resources.get("limits", "memory").exists) continue;
        yield {
          range: holder(container, "limits"),
          message: `The ${containerTitle(container)} has no memory limit.`,
        };
      }
    }
  },
};

/** The resources that a container requests nowhere; a limit without a request is the request as well. */
function unrequested(model: KubernetesModel, container: Container): string[] {
  const { node, workload } = container;
  const resources = node.get("resources");
  return ["memory", "cpu"].filter(
    (name) =>
      !resources.get("requests", name).exists &&
      !resources.get("limits", name).exists &&
      !podLevel(workload, "requests", name) &&
      !defaulted(model, workload, "defaultRequest", name) &&
      !defaulted(model, workload, "default", name),
  );
}

const memoryRequest: KubernetesCheck = {
  id: "kubernetes/memory-request-missing",
  title: "No memory request",
  severity: "medium",
  category: "reliability",
  why: "The scheduler counts the pod as needing nothing: it packs nodes until they are short of memory, evicts such pods first, and a cluster autoscaler cannot tell that a node is full.",
  remedy: "Set `resources.requests` for memory and CPU to what the program normally uses.",
  reference: REFERENCE,
  equivalents: [
    "kics:Memory Requests Not Defined",
    "checkov:CKV_K8S_12",
    "kube-linter:unset-memory-requirements",
    "kube-linter:unset-cpu-requirements",
    "trivy:KSV-0016",
    "trivy:memory_requests_not_specified",
    "polaris:memoryRequestsMissing",
    "polaris:cpuRequestsMissing",
    "kics:CPU Requests Not Set",
    "checkov:CKV_K8S_10",
    "trivy:KSV-0015",
  ],
  kinds: MANIFESTS,
  *run(model) {
    for (const container of wholeWorkloads(model).flatMap(mainContainers)) {
      const missing = unrequested(model, container);
      if (!missing.includes("memory")) continue;
      const what = missing.includes("cpu") ? "neither memory nor CPU" : "no memory";
      yield {
        range: holder(container, "requests"),
        message: `The ${containerTitle(container)} requests ${what}.`,
      };
    }
  },
};

const cpuRequest: KubernetesCheck = {
  id: "kubernetes/cpu-request-missing",
  title: "No CPU request",
  severity: "low",
  category: "reliability",
  why: "Under load the container gets the smallest share of its node's CPU, the scheduler does not count it, and an autoscaler by CPU utilisation does nothing.",
  remedy: "Set `resources.requests.cpu` to what the program normally uses.",
  reference: REFERENCE,
  equivalents: [
    "kics:CPU Requests Not Set",
    "checkov:CKV_K8S_10",
    "kube-linter:unset-cpu-requirements",
    "trivy:KSV-0015",
    "polaris:cpuRequestsMissing",
  ],
  kinds: MANIFESTS,
  *run(model) {
    for (const container of wholeWorkloads(model).flatMap(mainContainers)) {
      // Where memory is missing as well, one finding says both.
      if (unrequested(model, container).join() !== "cpu") continue;
      yield {
        range: holder(container, "requests"),
        message: `The ${containerTitle(container)} requests no CPU.`,
      };
    }
  },
};

/** `requests` or `limits` where the container has them; else its name. */
function holder(container: Container, field: string): YamlNode["range"] {
  const node = container.node.get("resources", field);
  return node.isMap ? node.keyRange : container.nameRange;
}

const quantity: KubernetesCheck = {
  id: "kubernetes/quantity-invalid",
  title: "Quantity that is refused or means something else",
  severity: "high",
  category: "correctness",
  why: "The API server refuses units that it does not know (`512MB`); it accepts memory in thousandths of a byte (`512m`), and the container is killed as soon as it starts.",
  remedy: "Write memory as `512Mi` or `1Gi`, CPU as `500m` or `0.5`.",
  reference: `${REFERENCE}#meaning-of-memory`,
  equivalents: ["kube-linter:schema-validation"],
  kinds: MANIFESTS,
  *run(model) {
    for (const container of containers(model)) {
      for (const field of ["requests", "limits"]) {
        for (const { key, value } of container.node.get("resources", field).entries()) {
          const text = value.string;
          if (text === undefined || text === "" || isVariable(text) || /[{}$<>%]/.test(text)) continue;
          const number = parseQuantity(text);
          const where = `${field}.${key} of the ${containerTitle(container)}`;
          const bytes = key === "memory" || key === "ephemeral-storage";
          if (number === undefined) {
            yield { range: value.range, message: `"${text}" in ${where} is no quantity.${suggestion(text)}` };
          } else if (bytes && text.endsWith("m")) {
            yield {
              range: value.range,
              message: `"${text}" in ${where} means thousandths of a byte; mebibytes are "${text.slice(0, -1)}Mi".`,
              fix: {
                title: "Write mebibytes",
                edits: [{ range: value.range, newText: `${text.slice(0, -1)}Mi` }],
              },
            };
          } else if (key === "cpu" && /[KMGTP]i?$/.test(text)) {
            yield { range: value.range, message: `"${text}" in ${where} asks for ${number} CPUs.` };
          }
        }
      }
    }
  },
};

function suggestion(text: string): string {
  const match = /^(\d{1,15}(?:\.\d{1,9})?) ?([kKmMgGtT])i?[bB]?$/.exec(text);
  return match ? ` Write ${match[1]}${(match[2] as string).toUpperCase()}i.` : "";
}

const exceeding: KubernetesCheck = {
  id: "kubernetes/request-exceeds-limit",
  title: "Request above the limit",
  severity: "high",
  category: "correctness",
  why: "The API server refuses the pod; behind a Deployment that shows only as pods that never appear, with the reason in the ReplicaSet's events.",
  remedy: "Raise the limit or lower the request.",
  reference: REFERENCE,
  kinds: MANIFESTS,
  *run(model) {
    for (const container of containers(model)) {
      const resources = container.node.get("resources");
      for (const { key, value } of resources.get("requests").entries()) {
        const limit = resources.get("limits", key).string;
        const wanted = parseQuantity(value.string ?? "");
        const most = parseQuantity(limit ?? "");
        if (wanted === undefined || most === undefined || wanted <= most) continue;
        yield {
          range: value.range,
          message: `The ${containerTitle(container)} requests ${value.string} of ${key}, more than its limit of ${limit}.`,
        };
      }
    }
  },
};

export const resourceChecks: readonly KubernetesCheck[] = [
  memoryLimit,
  memoryRequest,
  quantity,
  exceeding,
  cpuRequest,
];
