import { isFloating, parseImage } from "../../../image.ts";
import type { Check } from "../../../system.ts";
import { type Declaration, nameOf, type TerraformModel } from "../model.ts";
import type { Section } from "../section.ts";
import { resourcesOf } from "./rules.ts";

/** The way to the pod's specification, by the type without its version. */
const POD_PATHS: ReadonlyMap<string, string[]> = new Map([
  ["kubernetes_pod", ["spec"]],
  ["kubernetes_deployment", ["spec", "template", "spec"]],
  ["kubernetes_stateful_set", ["spec", "template", "spec"]],
  ["kubernetes_daemonset", ["spec", "template", "spec"]],
  ["kubernetes_daemon_set", ["spec", "template", "spec"]],
  ["kubernetes_replication_controller", ["spec", "template", "spec"]],
  ["kubernetes_job", ["spec", "template", "spec"]],
  ["kubernetes_cron_job", ["spec", "job_template", "spec", "template", "spec"]],
]);

interface Pod {
  resource: Declaration;
  spec: Section;
}

function* podsOf(model: TerraformModel): Generator<Pod> {
  for (const resource of model.resources) {
    const path = POD_PATHS.get(resource.type.replace(/_v\d(?:beta\d)?$/, ""));
    const spec = path ? resource.section.at(...path) : undefined;
    if (spec) yield { resource, spec };
  }
}

function* containersOf(
  model: TerraformModel,
): Generator<{ resource: Declaration; container: Section; label: string }> {
  for (const { resource, spec } of podsOf(model)) {
    for (const kind of ["container", "init_container"]) {
      for (const container of spec.sections(kind)) {
        const name = container.value("name")?.string;
        const label =
          name === undefined
            ? `A container of ${nameOf(resource)}`
            : `Container "${name}" of ${nameOf(resource)}`;
        yield { resource, container, label };
      }
    }
  }
}

const STANDARDS = "https://kubernetes.io/docs/concepts/security/pod-security-standards/";

const privileged: Check<TerraformModel> = {
  id: "terraform/privileged-pod",
  title: "A container can take over its node",
  severity: "critical",
  category: "security",
  why: "A privileged container, or one with strong capabilities, reads the memory of every pod of the node and the node's credentials.",
  remedy: "Remove the privilege; add only the capability that is needed.",
  reference: STANDARDS,
  equivalents: [
    "kics:Privilege Escalation Allowed",
    "kics:Container Is Privileged",
    "kics:Containers With Added Capabilities",
    "kics:Containers With Sys Admin Capabilities",
    "kics:Root Containers Admitted",
    "kics:Container Runs Unmasked",
    "checkov:CKV_K8S_16",
    "checkov:CKV_K8S_20",
    "checkov:CKV_K8S_25",
    "checkov:CKV_K8S_39",
  ],
  *run(model) {
    for (const { container, label } of containersOf(model)) {
      const context = container.at("security_context");
      for (const name of ["privileged", "allow_privilege_escalation"]) {
        const value = context?.value(name);
        if (value?.boolean === true) yield { range: value.range, message: `${label} sets ${name}.` };
      }
      for (const added of context?.at("capabilities")?.value("add")?.strings ?? []) {
        if (added.value === "NET_BIND_SERVICE") continue;
        yield { range: added.range, message: `${label} adds the capability ${added.value}.` };
      }
    }
  },
};

const hostAccess: Check<TerraformModel> = {
  id: "terraform/pod-shares-host",
  title: "A pod shares a part of its node",
  severity: "high",
  category: "security",
  why: "With the host's network, processes or container socket, the pod sees other pods' traffic and can start containers of its own on the node.",
  remedy: "Remove the host namespace or the volume.",
  reference: STANDARDS,
  equivalents: [
    "kics:Docker Daemon Socket is Exposed to Containers",
    "kics:Shared Host Network Namespace",
    "kics:Shared Host PID Namespace",
    "kics:Shared Host IPC Namespace",
    "kics:PSP Allows Sharing Host IPC",
    "kics:PSP Allows Sharing Host PID",
    "kics:PSP Allows Containers To Share The Host Network Namespace",
    "kics:Cluster Allows Unsafe Sysctls",
    "checkov:CKV_K8S_1",
    "checkov:CKV_K8S_3",
    "checkov:CKV_K8S_4",
    "checkov:CKV_K8S_17",
    "checkov:CKV_K8S_18",
    "checkov:CKV_K8S_19",
    "checkov:CKV_K8S_27",
  ],
  *run(model) {
    for (const { resource, spec } of podsOf(model)) {
      for (const name of ["host_network", "host_pid", "host_ipc"]) {
        const value = spec.value(name);
        if (value?.boolean === true)
          yield { range: value.range, message: `${nameOf(resource)} sets ${name}.` };
      }
      for (const volume of spec.sections("volume")) {
        const path = volume.at("host_path")?.value("path");
        if (path?.string !== undefined && /(?:docker|containerd|crio)[\w./-]*\.sock$/.test(path.string)) {
          yield { range: path.range, message: `${nameOf(resource)} mounts the container runtime's socket.` };
        }
      }
      for (const sysctl of spec.at("security_context")?.sections("sysctl") ?? []) {
        const name = sysctl.value("name");
        if (name?.string !== undefined && !SAFE_SYSCTLS.has(name.string)) {
          yield { range: name.range, message: `${nameOf(resource)} sets the unsafe sysctl ${name.string}.` };
        }
      }
    }
    for (const policy of resourcesOf(
      model,
      "kubernetes_pod_security_policy",
      "kubernetes_pod_security_policy_v1beta1",
    )) {
      const spec = policy.section.at("spec");
      for (const name of ["privileged", "host_network", "host_pid", "host_ipc"]) {
        const value = spec?.value(name);
        if (value?.boolean === true)
          yield { range: value.range, message: `${nameOf(policy)} allows ${name}.` };
      }
      const allowed = spec?.value("allowed_unsafe_sysctls");
      if (allowed && !allowed.isEmptyList)
        yield { range: allowed.range, message: `${nameOf(policy)} allows unsafe sysctls.` };
    }
  },
};

const SAFE_SYSCTLS: ReadonlySet<string> = new Set([
  "kernel.shm_rmid_forced",
  "net.ipv4.ip_local_port_range",
  "net.ipv4.ip_local_reserved_ports",
  "net.ipv4.ip_unprivileged_port_start",
  "net.ipv4.tcp_fin_timeout",
  "net.ipv4.tcp_keepalive_intvl",
  "net.ipv4.tcp_keepalive_probes",
  "net.ipv4.tcp_keepalive_time",
  "net.ipv4.tcp_rmem",
  "net.ipv4.tcp_wmem",
  "net.ipv4.tcp_syncookies",
  "net.ipv4.ping_group_range",
]);

const latestImage: Check<TerraformModel> = {
  id: "terraform/floating-pod-image",
  title: "A pod's image has no fixed tag",
  severity: "medium",
  category: "supply-chain",
  why: "A restarted pod runs whatever was pushed last: two replicas differ, and a roll-back changes nothing.",
  remedy: "Name a version or a digest.",
  reference: "https://kubernetes.io/docs/concepts/containers/images/#image-names",
  equivalents: ["kics:Invalid Image", "kics:Image Without Digest", "checkov:CKV_K8S_14"],
  *run(model) {
    for (const { container, label } of containersOf(model)) {
      const image = container.value("image");
      if (image?.string === undefined) continue;
      const reference = parseImage(image.string);
      if (reference.unresolved || !isFloating(reference)) continue;
      yield {
        range: image.range,
        message: `${label} runs ${image.string || "no image"}, without a fixed tag.`,
      };
    }
  },
};

const memory: Check<TerraformModel> = {
  id: "terraform/pod-without-memory-limit",
  title: "A container has no memory limit",
  severity: "medium",
  category: "reliability",
  why: "A leak in one container takes the memory of the node, and the kernel kills others.",
  remedy: "Set limits.memory in resources.",
  reference: "https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/",
  equivalents: ["kics:Memory Limits Not Defined", "kics:Memory Limits Not Set", "checkov:CKV_K8S_13"],
  *run(model) {
    for (const { container, label } of containersOf(model)) {
      const resources = container.at("resources");
      if (!resources && container.has("resources")) continue;
      const limits = resources?.value("limits");
      if (limits && limits.expression.kind !== "object") continue;
      if (resources?.at("limits")?.has("memory")) continue;
      yield { range: container.range, message: `${label} has no memory limit.` };
    }
  },
};

const rbac: Check<TerraformModel> = {
  id: "terraform/cluster-role-too-wide",
  title: "A role of the cluster may do too much",
  severity: "high",
  category: "security",
  why: "Wildcards and the right to read Secrets make every pod with the role's account an administrator.",
  remedy: "List the resources and verbs that are needed.",
  reference: "https://kubernetes.io/docs/concepts/security/rbac-good-practices/",
  equivalents: [
    "kics:Service Account Allows Access Secrets",
    "kics:RBAC Wildcard In Rule",
    "checkov:CKV_K8S_49",
  ],
  *run(model) {
    const roles = [
      "kubernetes_role",
      "kubernetes_role_v1",
      "kubernetes_cluster_role",
      "kubernetes_cluster_role_v1",
    ];
    for (const role of resourcesOf(model, ...roles)) {
      for (const rule of role.section.sections("rule")) {
        const verbs = rule.value("verbs")?.strings.map(({ value }) => value) ?? [];
        const wide = rule.value("resources")?.strings.find(({ value }) => value === "*");
        const secrets = rule.value("resources")?.strings.find(({ value }) => value === "secrets");
        if (wide && verbs.includes("*"))
          yield { range: wide.range, message: `${nameOf(role)} may do everything.` };
        else if (
          secrets &&
          verbs.some((verb) => ["get", "list", "watch", "*"].includes(verb)) &&
          !rule.has("resource_names")
        ) {
          yield { range: secrets.range, message: `${nameOf(role)} may read every Secret.` };
        }
      }
    }
  },
};

const bindings: Check<TerraformModel> = {
  id: "terraform/cluster-binding-too-wide",
  title: "A binding gives away too much of the cluster",
  severity: "high",
  category: "security",
  why: "cluster-admin may do everything, and rights of the default account belong to every pod of the namespace that names no other.",
  remedy: "Bind a narrow role to a service account of the workload's own.",
  reference: "https://kubernetes.io/docs/concepts/security/rbac-good-practices/",
  equivalents: [
    "kics:Role Binding To Default Service Account",
    "kics:Cluster Admin Rolebinding With Superuser Permissions",
  ],
  *run(model) {
    const types = [
      "kubernetes_role_binding",
      "kubernetes_role_binding_v1",
      "kubernetes_cluster_role_binding",
      "kubernetes_cluster_role_binding_v1",
    ];
    for (const binding of resourcesOf(model, ...types)) {
      const role = binding.section.at("role_ref")?.value("name");
      if (role?.string === "cluster-admin")
        yield { range: role.range, message: `${nameOf(binding)} grants cluster-admin.` };
      for (const subject of binding.section.sections("subject")) {
        const name = subject.value("name");
        if (subject.value("kind")?.string === "ServiceAccount" && name?.string === "default") {
          yield {
            range: name.range,
            message: `${nameOf(binding)} gives rights to the default service account.`,
          };
        }
      }
    }
  },
};

export const workloadChecks: readonly Check<TerraformModel>[] = [
  privileged,
  hostAccess,
  rbac,
  bindings,
  latestImage,
  memory,
];
