import type { YamlNode } from "../../../formats/yaml.ts";
import { titleOf, type Workload } from "../model.ts";
import { isVariable } from "../object-links.ts";
import { stringMap } from "../strings.ts";
import { selectedBy } from "./services.ts";
import {
  DOCS,
  type KubernetesCheck,
  list,
  MANIFESTS,
  namesakes,
  objectsOf,
  wholeWorkloads,
} from "./support.ts";

const WORKLOADS = ["Deployment", "StatefulSet", "DaemonSet", "Pod", "Rollout"];

const SELECTING = new Set(["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet"]);

const mismatch: KubernetesCheck = {
  id: "kubernetes/selector-mismatch",
  title: "Selector does not match the pods",
  severity: "critical",
  category: "correctness",
  why: "The API server refuses a workload whose selector misses its own pods (`selector does not match template labels`), so the rollout fails; the selector of an existing one cannot be changed either.",
  remedy: "Give the pod template the labels of the selector.",
  reference: `${DOCS}/concepts/workloads/controllers/deployment/#selector`,
  equivalents: [
    "kube-linter:mismatching-selector",
    "kube-score:deployment-pod-selector-labels-match-template-metadata-labels",
    "kube-score:statefulset-pod-selector-labels-match-template-metadata-labels",
  ],
  kinds: MANIFESTS,
  *run(model) {
    for (const { object, podLabels } of wholeWorkloads(model)) {
      if (!SELECTING.has(object.kind)) continue;
      const labels = object.node.get("spec", "selector", "matchLabels");
      for (const { key, value } of labels.entries()) {
        const text = value.string;
        const actual = podLabels[key];
        if (text === undefined || text === actual || isVariable(text) || isVariable(actual ?? "")) continue;
        const found = actual === undefined ? "they have no such label" : `they have "${actual}"`;
        yield {
          range: value.fullRange,
          message: `${titleOf(object)} looks for pods with ${key}: ${text}, but ${found}.`,
        };
      }
    }
  },
};

const targetPort: KubernetesCheck = {
  id: "kubernetes/service-target-port",
  title: "Service port that no container has",
  severity: "high",
  category: "correctness",
  why: "The Service exists and has endpoints or none at all, but every connection is refused: the pods listen somewhere else.",
  remedy: "Use the name or number of a port of the selected pods as `targetPort`.",
  reference: `${DOCS}/concepts/services-networking/service/#field-spec-ports`,
  equivalents: ["kics:Service Does Not Target Pod", "kube-linter:invalid-target-ports"],
  kinds: MANIFESTS,
  *run(model) {
    for (const service of objectsOf(model, "Service")) {
      const selected = selectedBy(model, service, stringMap(service.node.get("spec", "selector")));
      if (selected.length === 0 || selected.some(({ object }) => object.partial)) continue;
      for (const port of service.node.get("spec", "ports").items()) {
        const target = port.get("targetPort").exists ? port.get("targetPort") : port.get("port");
        const text = target.string;
        if (text === undefined || isVariable(text) || selected.some((workload) => mayListen(workload, text)))
          continue;
        const names = [...new Set(selected.flatMap(portNames))];
        const known = names.length > 0 ? `; they have ${list(names)}` : "";
        yield {
          range: target.range,
          message: `${titleOf(service)} sends to port ${text}, which the pods of ${titleOf((selected[0] as Workload).object)} do not open${known}.`,
        };
      }
    }
  },
};

function ports(workload: Workload): YamlNode[] {
  return workload.containers.flatMap((container) => container.node.get("ports").items());
}

function portNames(workload: Workload): string[] {
  return ports(workload).flatMap((port) => port.get("name").string ?? port.get("containerPort").string ?? []);
}

/** A port by number may be open without being declared: sure only where every container declares its own. */
function mayListen(workload: Workload, target: string): boolean {
  const declared = ports(workload);
  if (
    declared.some((port) => port.get("name").string === target || port.get("containerPort").string === target)
  ) {
    return true;
  }
  if (!/^\d+$/.test(target)) return false;
  return workload.containers
    .filter((container) => container.role === "main")
    .some((container) => container.node.get("ports").items().length === 0);
}

const labelSelector: KubernetesCheck = {
  id: "kubernetes/service-label-mismatch",
  title: "Service that almost selects the workload of its file",
  severity: "high",
  category: "correctness",
  why: "One label differs, so the Service has no endpoints: clients see connection refused or 503 although all pods are healthy.",
  remedy: "Make the Service's selector a part of the pods' labels.",
  reference: `${DOCS}/concepts/services-networking/service/`,
  equivalents: [
    "kics:Service Does Not Target Pod",
    "kube-linter:dangling-service",
    "kube-score:service-targets-pod",
  ],
  kinds: MANIFESTS,
  *run(model) {
    for (const service of objectsOf(model, "Service")) {
      const node = service.node.get("spec", "selector");
      const selector = stringMap(node);
      const wanted = Object.entries(selector);
      if (wanted.length === 0 || wanted.some(([, value]) => isVariable(value))) continue;
      // The namesake of the Service in the same file is what it was written for.
      const meant = WORKLOADS.flatMap(
        (kind) => namesakes(model, service, kind, service.name)[0]?.workload ?? [],
      )[0];
      if (!meant || meant.object.partial || selectedBy(model, service, selector).length > 0) continue;
      const wrong = wanted.filter(([key, value]) => meant.podLabels[key] !== value);
      // A label that the pods lack beside others that fit is one that a controller gives to the leader.
      const [key, value] =
        wrong.find(([name]) => meant.podLabels[name] !== undefined) ??
        (wrong.length === wanted.length ? wanted[0] : []) ??
        [];
      if (key === undefined) continue;
      const actual = meant.podLabels[key];
      const found = actual === undefined ? "have no such label" : `have "${actual}"`;
      yield {
        range: node.get(key).fullRange,
        message: `${titleOf(service)} selects ${key}: ${value}, but the pods of ${titleOf(meant.object)} ${found}.`,
      };
    }
  },
};

export const selectorChecks: readonly KubernetesCheck[] = [mismatch, targetPort, labelSelector];
