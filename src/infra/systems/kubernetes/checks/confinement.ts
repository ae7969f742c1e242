import { containerTitle, titleOf } from "../model.ts";
import { containers, DOCS, type KubernetesCheck, MANIFESTS, replace, workloads } from "./support.ts";

const STANDARDS = `${DOCS}/concepts/security/pod-security-standards/`;

/** Parameters of the kernel that act on one pod alone (https://kubernetes.io/docs/tasks/administer-cluster/sysctl-cluster/). */
const SAFE_SYSCTLS = new Set([
  "kernel.shm_rmid_forced",
  "net.ipv4.ip_local_port_range",
  "net.ipv4.tcp_syncookies",
  "net.ipv4.ping_group_range",
  "net.ipv4.ip_unprivileged_port_start",
  "net.ipv4.ip_local_reserved_ports",
  "net.ipv4.tcp_keepalive_time",
  "net.ipv4.tcp_fin_timeout",
  "net.ipv4.tcp_keepalive_intvl",
  "net.ipv4.tcp_keepalive_probes",
  "net.ipv4.tcp_rmem",
  "net.ipv4.tcp_wmem",
]);

const procMount: KubernetesCheck = {
  id: "kubernetes/unmasked-proc",
  title: "The masks of /proc are off",
  severity: "high",
  category: "security",
  why: "With `procMount: Unmasked` the container can read and write kernel settings under /proc that the runtime hides, and so change the node.",
  remedy: "Remove `procMount` or set it to `Default`.",
  reference: STANDARDS,
  equivalents: ["kics:Container Runs Unmasked", "trivy:KSV-0027", "polaris:procMount"],
  kinds: MANIFESTS,
  *run(model) {
    for (const container of containers(model)) {
      const value = container.securityContext.get("procMount");
      if (value.string === undefined || value.string === "Default") continue;
      yield {
        range: value.fullRange,
        message: `The ${containerTitle(container)} sees all of /proc (\`procMount: ${value.string}\`).`,
        fix: replace(value, "Default", "Keep the default masks"),
      };
    }
  },
};

const sysctls: KubernetesCheck = {
  id: "kubernetes/unsafe-sysctl",
  title: "Unsafe kernel parameter",
  severity: "medium",
  category: "security",
  why: "Unsafe sysctls reach beyond the pod or take from its neighbours; the kubelet rejects the pod (SysctlForbidden) unless each node was started with an exception.",
  remedy: "Remove the sysctl, or set it on dedicated nodes.",
  reference: `${DOCS}/tasks/administer-cluster/sysctl-cluster/`,
  equivalents: ["kics:Cluster Allows Unsafe Sysctls", "kube-linter:unsafe-sysctls", "trivy:KSV-0026"],
  kinds: MANIFESTS,
  *run(model) {
    for (const { object, pod } of workloads(model)) {
      for (const item of pod.get("securityContext", "sysctls").items()) {
        const name = item.get("name");
        if (name.string === undefined || SAFE_SYSCTLS.has(name.string)) continue;
        yield {
          range: name.range,
          message: `${titleOf(object)} sets the unsafe kernel parameter ${name.string}.`,
        };
      }
    }
  },
};

/** What the baseline of the Pod Security Standards lets a pod choose. */
const SELINUX_TYPES = new Set([
  "",
  "container_t",
  "container_init_t",
  "container_kvm_t",
  "container_engine_t",
]);

const selinux: KubernetesCheck = {
  id: "kubernetes/selinux-options",
  title: "SELinux confinement changed",
  severity: "medium",
  category: "security",
  why: "A type such as `spc_t`, or a user or role of the node, takes the container out of the confinement that keeps its files and processes apart from the node's.",
  remedy: "Remove `user` and `role`, and use one of the container types.",
  reference: STANDARDS,
  equivalents: ["trivy:KSV-0025"],
  kinds: MANIFESTS,
  *run(model) {
    for (const workload of workloads(model)) {
      const holders = [workload.pod, ...workload.containers.map(({ node }) => node)];
      for (const holder of holders) {
        const options = holder.get("securityContext", "seLinuxOptions");
        for (const field of ["type", "user", "role"]) {
          const value = options.get(field);
          if (!value.string || (field === "type" && SELINUX_TYPES.has(value.string))) continue;
          yield {
            range: value.fullRange,
            message: `${titleOf(workload.object)} sets the SELinux ${field} ${value.string}.`,
          };
        }
      }
    }
  },
};

const APPARMOR_ANNOTATION = "container.apparmor.security.beta.kubernetes.io/";

const apparmor: KubernetesCheck = {
  id: "kubernetes/apparmor-unconfined",
  title: "AppArmor switched off",
  severity: "medium",
  category: "security",
  why: "The runtime's profile keeps the container from mounting and from writing to the kernel's files; `unconfined` lifts it although nodes enforce it by default.",
  remedy: "Use `RuntimeDefault`, or a Localhost profile.",
  reference: `${DOCS}/tutorials/security/apparmor/`,
  equivalents: ["trivy:KSV-0002"],
  kinds: MANIFESTS,
  *run(model) {
    for (const workload of workloads(model)) {
      const holders = [workload.pod, ...workload.containers.map(({ node }) => node)];
      const values = holders.map((holder) => holder.get("securityContext", "appArmorProfile", "type"));
      for (const { key, value } of workload.podMeta.get("annotations").entries()) {
        if (key.startsWith(APPARMOR_ANNOTATION)) values.push(value);
      }
      for (const value of values) {
        if (value.string?.toLowerCase() !== "unconfined") continue;
        yield { range: value.fullRange, message: `${titleOf(workload.object)} switches AppArmor off.` };
      }
    }
  },
};

export const confinementChecks: readonly KubernetesCheck[] = [procMount, sysctls, selinux, apparmor];
