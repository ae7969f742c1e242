import type { Hit } from "../../../system.ts";
import { type Container, containerTitle, titleOf, type Workload } from "../model.ts";
import {
  contextRange,
  DOCS,
  effective,
  isWindows,
  type KubernetesCheck,
  list,
  MANIFESTS,
  oncePerFile,
  wholeWorkloads,
} from "./support.ts";

const CONTEXT = `${DOCS}/tasks/configure-pod-container/security-context/`;

/** Finds in each workload the containers that lack a safeguard: one hit a workload, on the first of them. */
function lacking(
  workload: Workload,
  lacks: (container: Container) => boolean,
  message: (who: string) => string,
): Hit[] {
  if (isWindows(workload)) return [];
  const found = workload.containers.filter(
    (container) =>
      container.role !== "ephemeral" &&
      !container.partial &&
      // Says more than enough about what the container may do, and has its own finding.
      container.securityContext.get("privileged").boolean !== true &&
      lacks(container),
  );
  const [first] = found;
  if (!first) return [];
  const who =
    found.length === 1
      ? `The ${containerTitle(first)}`
      : `The containers ${list(found.map(({ name }) => name))} of ${titleOf(workload.object)}`;
  return [{ range: contextRange(first), message: message(who) }];
}

const mayRunAsRoot: KubernetesCheck = {
  id: "kubernetes/may-run-as-root",
  title: "Nothing keeps the container from running as root",
  severity: "medium",
  category: "security",
  why: "Most images start as root when nobody says otherwise; a flaw in the program is then root inside the container, one kernel bug away from the node.",
  remedy:
    "Set `runAsNonRoot: true` in the pod's securityContext, and `runAsUser` where the image has no numeric user.",
  reference: CONTEXT,
  equivalents: [
    "kics:Container Running As Root",
    "checkov:CKV_K8S_23",
    "kube-linter:run-as-non-root",
    "trivy:KSV-0012",
    "polaris:runAsRootAllowed",
  ],
  kinds: MANIFESTS,
  *run(model) {
    for (const workload of wholeWorkloads(model)) {
      yield* lacking(
        workload,
        (container) =>
          !effective(container, "runAsNonRoot").exists && !effective(container, "runAsUser").exists,
        (who) => `${who} may run as root: neither \`runAsNonRoot\` nor \`runAsUser\` is set.`,
      );
    }
  },
};

const escalation: KubernetesCheck = {
  id: "kubernetes/privilege-escalation-not-disabled",
  title: "Privilege escalation not switched off",
  severity: "low",
  category: "security",
  why: "Unless it is switched off, a setuid program in the image can raise the rights of a process that started without any.",
  remedy: "Set `allowPrivilegeEscalation: false` in the container's securityContext.",
  reference: CONTEXT,
  equivalents: [
    "kics:Privilege Escalation Allowed",
    "checkov:CKV_K8S_20",
    "kube-linter:privilege-escalation-container",
    "trivy:KSV-0001",
    "polaris:privilegeEscalationAllowed",
  ],
  kinds: MANIFESTS,
  run(model, context) {
    const hits = wholeWorkloads(model).flatMap((workload) =>
      lacking(
        workload,
        (container) => !container.securityContext.get("allowPrivilegeEscalation").exists,
        (who) => `${who} can gain rights through setuid programs: \`allowPrivilegeEscalation\` is not false.`,
      ),
    );
    return oncePerFile(hits, context);
  },
};

const capabilities: KubernetesCheck = {
  id: "kubernetes/capabilities-not-dropped",
  title: "Default capabilities kept",
  severity: "low",
  category: "security",
  why: "The runtime's default set still lets a container forge packets (NET_RAW) or change the owner of files; hardly a program needs them.",
  remedy: "Drop `ALL` in `securityContext.capabilities` and add back what the program needs.",
  reference: CONTEXT,
  equivalents: [
    "kics:No Drop Capabilities for Containers",
    "kics:NET_RAW Capabilities Not Being Dropped",
    "kics:NET_RAW Capabilities Disabled for PSP",
    "checkov:CKV_K8S_37",
    "checkov:CKV_K8S_28",
    "kube-linter:drop-net-raw-capability",
    "trivy:KSV-0003",
    "trivy:KSV-0004",
    "polaris:insecureCapabilities",
  ],
  kinds: MANIFESTS,
  run(model, context) {
    const hits = wholeWorkloads(model).flatMap((workload) =>
      lacking(
        workload,
        (container) => container.securityContext.get("capabilities", "drop").items().length === 0,
        (who) => `${who} keeps the runtime's default capabilities.`,
      ),
    );
    return oncePerFile(hits, context);
  },
};

const SECCOMP_ANNOTATION =
  /^(?:seccomp\.security\.alpha\.kubernetes\.io|container\.seccomp\.security\.alpha\.kubernetes\.io)\//;

const seccomp: KubernetesCheck = {
  id: "kubernetes/seccomp-missing",
  title: "No seccomp profile",
  severity: "low",
  category: "security",
  why: "Unless the cluster sets a default, the container may make every system call of the kernel; the flaws that break out of containers mostly sit in rare ones.",
  remedy: "Set `seccompProfile: {type: RuntimeDefault}` in the pod's securityContext.",
  reference: `${DOCS}/tutorials/security/seccomp/`,
  equivalents: [
    "kics:Seccomp Profile Is Not Configured",
    "checkov:CKV_K8S_31",
    "trivy:KSV-0030",
    "trivy:KSV-0104",
    "kube-score:container-seccomp-profile",
  ],
  kinds: MANIFESTS,
  run(model, context) {
    const hits = wholeWorkloads(model).flatMap((workload) => {
      if (hasSeccompAnnotation(workload)) return [];
      return lacking(
        workload,
        (container) => !effective(container, "seccompProfile").exists,
        (who) => `${who} has no seccomp profile.`,
      );
    });
    return oncePerFile(hits, context);
  },
};

/** Up to Kubernetes 1.26 the profile stood in an annotation. */
function hasSeccompAnnotation(workload: Workload): boolean {
  return [workload.podMeta, workload.object.node.get("metadata")].some((meta) =>
    meta
      .get("annotations")
      .entries()
      .some(({ key }) => SECCOMP_ANNOTATION.test(key)),
  );
}

const seccompOff: KubernetesCheck = {
  id: "kubernetes/seccomp-unconfined",
  title: "Seccomp switched off",
  severity: "medium",
  category: "security",
  why: "`Unconfined` lifts the filter of system calls even where the cluster would set one, and opens the rare calls that escapes use.",
  remedy: "Use `RuntimeDefault`, or a Localhost profile with the calls that the program needs.",
  reference: `${DOCS}/tutorials/security/seccomp/`,
  equivalents: ["kics:Seccomp Profile Is Not Configured", "checkov:CKV_K8S_31", "trivy:KSV-0104"],
  kinds: MANIFESTS,
  *run(model) {
    for (const { workload } of model.objects) {
      if (!workload) continue;
      const contexts = [
        workload.pod.get("securityContext"),
        ...workload.containers.map((one) => one.securityContext),
      ];
      for (const context of contexts) {
        const type = context.get("seccompProfile", "type");
        if (type.string !== "Unconfined") continue;
        yield {
          range: type.fullRange,
          message: `${titleOf(workload.object)} switches the filter of system calls off.`,
          fix: {
            title: "Use the runtime's profile",
            edits: [{ range: type.range, newText: "RuntimeDefault" }],
          },
        };
      }
    }
  },
};

const rootFilesystem: KubernetesCheck = {
  id: "kubernetes/writable-root-filesystem",
  title: "Writable root file system",
  severity: "low",
  category: "security",
  why: "An attacker who gets in can change the program and drop tools beside it; what the program writes there is lost with the pod anyway.",
  remedy: "Set `readOnlyRootFilesystem: true` and mount an emptyDir where the program writes.",
  reference: CONTEXT,
  equivalents: [
    "kics:Root Container Not Mounted Read-only",
    "kics:Root Container Not Mounted As Read-only",
    "checkov:CKV_K8S_22",
    "kube-linter:no-read-only-root-fs",
    "trivy:KSV-0014",
    "trivy:file_system_not_read_only",
    "kube-score:container-security-context-readonlyrootfilesystem",
    "polaris:notReadOnlyRootFilesystem",
  ],
  kinds: MANIFESTS,
  run(model, context) {
    const hits = wholeWorkloads(model).flatMap((workload) =>
      lacking(
        workload,
        (container) => container.securityContext.get("readOnlyRootFilesystem").boolean !== true,
        (who) => `${who} can write to the root file system of the image.`,
      ),
    );
    return oncePerFile(hits, context);
  },
};

export const hardeningChecks: readonly KubernetesCheck[] = [
  mayRunAsRoot,
  seccompOff,
  escalation,
  capabilities,
  seccomp,
  rootFilesystem,
];
