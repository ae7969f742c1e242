import type { Hit } from "../../../system.ts";
import { type Container, containerTitle, titleOf, type Workload } from "../model.ts";
import {
  containers,
  DOCS,
  effective,
  inSystemNamespace,
  isNodeAgent,
  type KubernetesCheck,
  MANIFESTS,
  replace,
  workloads,
} from "./support.ts";

const STANDARDS = `${DOCS}/concepts/security/pod-security-standards/`;

/** Capabilities that amount to root on the node, or to the node's network. */
const DANGEROUS = new Set([
  "ALL",
  "SYS_ADMIN",
  "NET_ADMIN",
  "SYS_MODULE",
  "SYS_PTRACE",
  "SYS_RAWIO",
  "SYS_BOOT",
  "DAC_READ_SEARCH",
  "MAC_ADMIN",
  "BPF",
]);

const privileged: KubernetesCheck = {
  id: "kubernetes/privileged-container",
  title: "Privileged container",
  severity: "critical",
  category: "security",
  why: "A privileged container has every capability and every device of the node: whoever gets a shell in it owns the node and, through the node's credentials, much of the cluster.",
  remedy: "Remove `privileged: true` and add the single capability or device that the program needs.",
  reference: STANDARDS,
  equivalents: [
    "kics:Container Is Privileged",
    "checkov:CKV_K8S_16",
    "kube-linter:privileged-container",
    "trivy:KSV-0017",
    "kube-score:container-security-context-privileged",
    "polaris:runAsPrivileged",
  ],
  kinds: MANIFESTS,
  *run(model) {
    for (const container of containers(model)) {
      const value = container.securityContext.get("privileged");
      if (value.boolean !== true || isNodeAgent(container.workload)) continue;
      yield {
        range: value.fullRange,
        message: `The ${containerTitle(container)} is privileged: it can do on the node what root can.`,
        fix: replace(value, "false", "Run it without privileges"),
      };
    }
  },
};

/** One check for each namespace of the node that a pod can join. */
function hostNamespace(
  field: "hostPID" | "hostIPC" | "hostNetwork",
  rest: Pick<KubernetesCheck, "id" | "title" | "severity" | "why" | "remedy" | "equivalents">,
  allowed: (workload: Workload) => boolean,
): KubernetesCheck {
  return {
    ...rest,
    category: "security",
    reference: STANDARDS,
    kinds: MANIFESTS,
    *run(model) {
      for (const workload of workloads(model)) {
        const { object, pod } = workload;
        const value = pod.get(field);
        if (value.boolean !== true || allowed(workload)) continue;
        yield {
          range: value.fullRange,
          message: `${titleOf(object)} sets \`${field}: true\`.`,
          fix: replace(value, "false", `Set ${field} to false`),
        };
      }
    },
  };
}

const hostPid = hostNamespace(
  "hostPID",
  {
    id: "kubernetes/host-pid",
    title: "Pod shares the node's processes",
    severity: "high",
    why: "The pod sees every process of the node, with its environment and open files; together with any extra right it can enter them and leave the container.",
    remedy: "Remove `hostPID`; to look into a neighbouring container, `shareProcessNamespace` is enough.",
    equivalents: [
      "kics:Shared Host PID Namespace",
      "checkov:CKV_K8S_17",
      "kube-linter:host-pid",
      "trivy:KSV-0010",
      "polaris:hostPIDSet",
    ],
  },
  isNodeAgent,
);

const hostIpc = hostNamespace(
  "hostIPC",
  {
    id: "kubernetes/host-ipc",
    title: "Pod shares the node's interprocess communication",
    severity: "high",
    why: "The pod can read and write the shared memory of every program on the node, such as a database's buffers.",
    remedy: "Remove `hostIPC`; containers of one pod share memory without it.",
    equivalents: [
      "kics:Shared Host IPC Namespace",
      "checkov:CKV_K8S_18",
      "kube-linter:host-ipc",
      "trivy:KSV-0008",
      "polaris:hostIPCSet",
    ],
  },
  () => false,
);

const hostNetwork = hostNamespace(
  "hostNetwork",
  {
    id: "kubernetes/host-network",
    title: "Pod uses the node's network",
    severity: "high",
    why: "The pod reaches everything that listens on the node's loopback (kubelet, metadata service), escapes every NetworkPolicy and takes ports from other pods, so a second replica on the node never starts.",
    remedy:
      "Remove `hostNetwork` and expose the port with a Service or, where it must be the node's, one `hostPort`.",
    equivalents: [
      "kics:Shared Host Network Namespace",
      "checkov:CKV_K8S_19",
      "kube-linter:host-network",
      "trivy:KSV-0009",
      "polaris:hostNetworkSet",
    ],
  },
  (workload) => inSystemNamespace(workload.object) || isNodeAgent(workload),
);

const escalation: KubernetesCheck = {
  id: "kubernetes/privilege-escalation",
  title: "Privilege escalation allowed",
  severity: "high",
  category: "security",
  why: "A setuid program in the image can become root although the container starts as another user, so `runAsNonRoot` no longer protects.",
  remedy: "Set `allowPrivilegeEscalation: false`.",
  reference: `${DOCS}/tasks/configure-pod-container/security-context/`,
  equivalents: [
    "kics:Privilege Escalation Allowed",
    "checkov:CKV_K8S_20",
    "kube-linter:privilege-escalation-container",
    "trivy:KSV-0001",
    "polaris:privilegeEscalationAllowed",
  ],
  kinds: MANIFESTS,
  *run(model) {
    for (const container of containers(model)) {
      const value = container.securityContext.get("allowPrivilegeEscalation");
      if (value.boolean !== true || container.securityContext.get("privileged").boolean === true) continue;
      yield {
        range: value.fullRange,
        message: `The ${containerTitle(container)} may gain more rights than it starts with.`,
        fix: replace(value, "false", "Forbid privilege escalation"),
      };
    }
  },
};

const capabilities: KubernetesCheck = {
  id: "kubernetes/dangerous-capability",
  title: "Dangerous capability added",
  severity: "high",
  category: "security",
  why: "These capabilities are as good as root on the node: SYS_ADMIN mounts file systems, SYS_PTRACE reads other processes, NET_ADMIN rewrites the pod's network and its traffic.",
  remedy:
    "Remove the capability, or replace it by the narrow one that the program needs (NET_BIND_SERVICE for a low port).",
  reference: `${DOCS}/tasks/configure-pod-container/security-context/#set-capabilities-for-a-container`,
  equivalents: [
    "kics:Containers With Sys Admin Capabilities",
    "kics:Containers With Added Capabilities",
    "checkov:CKV_K8S_39",
    "trivy:KSV-0005",
    "trivy:SYS_ADMIN_capability",
    "kube-linter:drop-net-raw-capability",
    "polaris:dangerousCapabilities",
  ],
  kinds: MANIFESTS,
  *run(model) {
    for (const container of containers(model)) {
      for (const item of container.securityContext.get("capabilities", "add").items()) {
        const name = (item.string ?? "").toUpperCase().replace(/^CAP_/, "");
        if (!DANGEROUS.has(name) || isNodeAgent(container.workload)) continue;
        yield {
          range: item.range,
          message: `The ${containerTitle(container)} is given the capability ${name}.`,
        };
      }
    }
  },
};

const runsAsRoot: KubernetesCheck = {
  id: "kubernetes/runs-as-root",
  title: "Container set to run as root",
  severity: "high",
  category: "security",
  why: "A process that is root inside has only the container's wall between it and root on the node; every known escape starts there.",
  remedy: "Set `runAsNonRoot: true` and a `runAsUser` above 0 that owns the program's files.",
  reference: STANDARDS,
  equivalents: [
    "kics:Container Running As Root",
    "checkov:CKV_K8S_23",
    "kube-linter:run-as-non-root",
    "trivy:KSV-0012",
    "trivy:KSV-0105",
    "polaris:runAsRootAllowed",
  ],
  kinds: MANIFESTS,
  *run(model) {
    for (const workload of workloads(model)) {
      const seen = new Set<number>();
      for (const container of workload.containers) {
        const hit = rootHit(container);
        // What the pod's own context says is said once, for all of its containers.
        if (!hit || seen.has(hit.range.startLine)) continue;
        seen.add(hit.range.startLine);
        yield hit;
      }
    }
  },
};

function rootHit(container: Container): Hit | undefined {
  const user = effective(container, "runAsUser");
  const nonRoot = effective(container, "runAsNonRoot");
  const whose = (field: string) =>
    container.securityContext.get(field).exists
      ? `The ${containerTitle(container)}`
      : `The pod of ${titleOf(container.workload.object)}`;
  if (user.number === 0) {
    const clash =
      nonRoot.boolean === true ? ", yet `runAsNonRoot` is true: the kubelet refuses to start it" : "";
    return { range: user.fullRange, message: `${whose("runAsUser")} runs as user 0, root${clash}.` };
  }
  if (nonRoot.boolean !== false || user.number !== undefined || container.role === "ephemeral")
    return undefined;
  return {
    range: nonRoot.fullRange,
    message: `${whose("runAsNonRoot")} may run as root: \`runAsNonRoot\` is false and no user is set.`,
    fix: replace(nonRoot, "true", "Refuse to run as root"),
  };
}

export const privilegeChecks: readonly KubernetesCheck[] = [
  privileged,
  hostPid,
  hostIpc,
  hostNetwork,
  runsAsRoot,
  capabilities,
  escalation,
];
