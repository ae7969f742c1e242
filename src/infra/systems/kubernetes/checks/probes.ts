import type { YamlNode } from "../../../formats/yaml.ts";
import type { Hit } from "../../../system.ts";
import { type Container, containerTitle, titleOf, type Workload } from "../model.ts";
import { isServed } from "./services.ts";
import {
  containers,
  DOCS,
  isBatch,
  type KubernetesCheck,
  list,
  MANIFESTS,
  mainContainers,
  oncePerFile,
  wholeWorkloads,
} from "./support.ts";

const REFERENCE = `${DOCS}/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/`;

const PROBES = ["livenessProbe", "readinessProbe", "startupProbe"] as const;

/** Kinds whose pods answer for as long as they run; a bare Pod is a try-out or a node's own. */
const SERVING = new Set([
  "Deployment",
  "StatefulSet",
  "ReplicaSet",
  "DeploymentConfig",
  "Rollout",
  "Pod",
  "DaemonSet",
]);

function isServing(workload: Workload): boolean {
  return SERVING.has(workload.object.kind) && !isBatch(workload) && !endsByItself(workload);
}

/** A pod that ends by itself. */
function endsByItself(workload: Workload): boolean {
  const policy = workload.pod.get("restartPolicy").string;
  return policy === "Never" || policy === "OnFailure";
}

const readiness: KubernetesCheck = {
  id: "kubernetes/readiness-probe-missing",
  title: "No readiness probe on a container that serves",
  severity: "high",
  category: "reliability",
  why: "Without it the Service sends requests as soon as the process exists: every rollout and every restart shows as a burst of connection errors while the program still starts.",
  remedy: "Add a `readinessProbe` that asks the served port whether it can take requests.",
  reference: REFERENCE,
  equivalents: [
    "kics:Readiness Probe Is Not Configured",
    "checkov:CKV_K8S_9",
    "kube-linter:no-readiness-probe",
    "kube-score:pod-probes",
    "polaris:readinessProbeMissing",
  ],
  kinds: MANIFESTS,
  *run(model) {
    for (const workload of wholeWorkloads(model)) {
      if (!isServing(workload)) continue;
      const served = isServed(model, workload);
      const main = mainContainers(workload);
      if (main.some((container) => container.node.has("readinessProbe"))) continue;
      // An agent of the node is asked only where a Service is seen to send it requests.
      const loose = workload.object.kind === "DaemonSet";
      const lacking = main.filter(
        (container) => (served || (!loose && servesPort(container))) && !container.node.has("readinessProbe"),
      );
      const target = lacking.find(servesPort) ?? lacking[0];
      if (!target) continue;
      yield {
        range: target.nameRange,
        message: `The ${containerTitle(target)} has no readiness probe: requests reach it before it can answer.`,
      };
    }
  },
};

/** A port that is not only there to be scraped. */
function servesPort(container: Container): boolean {
  return container.node
    .get("ports")
    .items()
    .some((port) => !/metrics|prom/i.test(port.get("name").string ?? ""));
}

const liveness: KubernetesCheck = {
  id: "kubernetes/liveness-probe-missing",
  title: "No liveness probe",
  severity: "low",
  category: "reliability",
  why: "A process that hangs without ending is never restarted by itself; it is found when somebody deletes the pod by hand.",
  remedy: "Add a `livenessProbe` that fails only when a restart is what helps.",
  reference: REFERENCE,
  equivalents: [
    "kics:Liveness Probe Is Not Defined",
    "checkov:CKV_K8S_8",
    "kube-linter:no-liveness-probe",
    "polaris:livenessProbeMissing",
  ],
  kinds: MANIFESTS,
  run(model, context) {
    const hits: Hit[] = [];
    for (const workload of wholeWorkloads(model)) {
      if (!isServing(workload)) continue;
      const lacking = mainContainers(workload).filter((container) => !container.node.has("livenessProbe"));
      const [first] = lacking;
      if (!first || lacking.length < mainContainers(workload).length) continue;
      const message =
        lacking.length === 1
          ? `The ${containerTitle(first)} has no liveness probe.`
          : `The containers ${list(lacking.map(({ name }) => name))} of ${titleOf(workload.object)} have no liveness probe.`;
      hits.push({ range: first.nameRange, message });
    }
    return oncePerFile(hits, context);
  },
};

const identical: KubernetesCheck = {
  id: "kubernetes/probes-identical",
  title: "Liveness probe equals readiness probe",
  severity: "low",
  category: "reliability",
  why: "An overloaded pod that fails the probe is restarted instead of being given time: its load moves to the others, which then fail the same probe.",
  remedy:
    "Let liveness ask something simpler, or give it a higher `failureThreshold`, so that readiness gives way first.",
  reference: REFERENCE,
  equivalents: ["kube-score:pod-probes-identical"],
  kinds: MANIFESTS,
  *run(model) {
    for (const container of containers(model)) {
      const live = container.node.get("livenessProbe");
      const ready = container.node.get("readinessProbe");
      if (!live.isMap || !ready.isMap || JSON.stringify(plain(live, 0)) !== JSON.stringify(plain(ready, 0)))
        continue;
      // A socket that is open says the same to both questions.
      if (live.has("tcpSocket") || live.has("grpc")) continue;
      yield {
        range: live.keyRange,
        message: `The liveness and the readiness probe of the ${containerTitle(container)} are the same.`,
      };
    }
  },
};

function plain(node: YamlNode, depth: number): unknown {
  if (depth > 6) return null;
  if (node.isMap) {
    const entries = node.entries().map(({ key, value }) => [key, plain(value, depth + 1)] as const);
    return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
  }
  return node.isList ? node.items().map((item) => plain(item, depth + 1)) : (node.string ?? null);
}

const namedPort: KubernetesCheck = {
  id: "kubernetes/probe-port-unknown",
  title: "Probe asks a port that the container does not name",
  severity: "high",
  category: "correctness",
  why: "The kubelet cannot find the port, so every probe fails: the pod never becomes ready, or is restarted over and over.",
  remedy: "Use the name of a port of this container, or its number.",
  reference: REFERENCE,
  equivalents: [
    "kube-linter:liveness-port",
    "kube-linter:readiness-port",
    "kube-linter:startup-port",
    "kube-score:container-ports-check",
  ],
  kinds: MANIFESTS,
  *run(model) {
    for (const container of containers(model)) {
      if (container.workload.object.partial || container.partial) continue;
      const ports = container.node.get("ports").items();
      const names = ports.flatMap((port) => port.get("name").string ?? []);
      for (const type of PROBES) {
        for (const action of ["httpGet", "tcpSocket"]) {
          const port = container.node.get(type, action, "port");
          const text = port.string;
          if (text === undefined || !/^[a-z0-9-]*[a-z][a-z0-9-]*$/i.test(text) || names.includes(text))
            continue;
          const known = names.length > 0 ? ` (it has ${list(names)})` : "";
          yield {
            range: port.range,
            message: `The ${type} of the ${containerTitle(container)} asks the port "${text}", which the container does not name${known}.`,
          };
        }
      }
    }
  },
};

export const probeChecks: readonly KubernetesCheck[] = [readiness, namedPort, liveness, identical];
