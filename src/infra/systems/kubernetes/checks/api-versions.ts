import { type KubernetesObject, titleOf } from "../model.ts";
import { DOCS, type KubernetesCheck, MANIFESTS, replace } from "./support.ts";

interface Removed {
  /** The minor version of Kubernetes 1 that serves it no longer. */
  since: number;
  /** The kinds concerned; all of the group version where absent. */
  kinds?: readonly string[];
  /** What to use in its place; undefined where there is nothing. */
  instead?: string;
  /** True where the fields are the same, so that changing the version is enough. */
  same?: boolean;
}

/** https://kubernetes.io/docs/reference/using-api/deprecation-guide/, by the old `apiVersion`. */
const REMOVED: Record<string, readonly Removed[]> = {
  "extensions/v1beta1": [
    { since: 16, kinds: ["Deployment", "DaemonSet", "ReplicaSet", "StatefulSet"], instead: "apps/v1" },
    { since: 16, kinds: ["NetworkPolicy"], instead: "networking.k8s.io/v1", same: true },
    { since: 16, kinds: ["PodSecurityPolicy"] },
    { since: 22, kinds: ["Ingress"], instead: "networking.k8s.io/v1" },
  ],
  "apps/v1beta1": [{ since: 16, instead: "apps/v1" }],
  "apps/v1beta2": [{ since: 16, instead: "apps/v1", same: true }],
  "batch/v2alpha1": [{ since: 21, instead: "batch/v1", same: true }],
  "batch/v1beta1": [{ since: 25, kinds: ["CronJob"], instead: "batch/v1", same: true }],
  "settings.k8s.io/v1alpha1": [{ since: 20 }],
  "admissionregistration.k8s.io/v1beta1": [
    {
      since: 22,
      kinds: ["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"],
      instead: "admissionregistration.k8s.io/v1",
    },
  ],
  "apiextensions.k8s.io/v1beta1": [{ since: 22, instead: "apiextensions.k8s.io/v1" }],
  "apiregistration.k8s.io/v1beta1": [{ since: 22, instead: "apiregistration.k8s.io/v1", same: true }],
  "authentication.k8s.io/v1beta1": [
    { since: 22, kinds: ["TokenReview"], instead: "authentication.k8s.io/v1" },
  ],
  "authorization.k8s.io/v1beta1": [{ since: 22, instead: "authorization.k8s.io/v1" }],
  "certificates.k8s.io/v1beta1": [
    { since: 22, kinds: ["CertificateSigningRequest"], instead: "certificates.k8s.io/v1" },
  ],
  "coordination.k8s.io/v1beta1": [
    { since: 22, kinds: ["Lease"], instead: "coordination.k8s.io/v1", same: true },
  ],
  "networking.k8s.io/v1beta1": [
    { since: 22, kinds: ["Ingress"], instead: "networking.k8s.io/v1" },
    { since: 22, kinds: ["IngressClass"], instead: "networking.k8s.io/v1", same: true },
  ],
  "rbac.authorization.k8s.io/v1alpha1": [{ since: 22, instead: "rbac.authorization.k8s.io/v1", same: true }],
  "rbac.authorization.k8s.io/v1beta1": [{ since: 22, instead: "rbac.authorization.k8s.io/v1", same: true }],
  "scheduling.k8s.io/v1alpha1": [
    { since: 22, kinds: ["PriorityClass"], instead: "scheduling.k8s.io/v1", same: true },
  ],
  "scheduling.k8s.io/v1beta1": [
    { since: 22, kinds: ["PriorityClass"], instead: "scheduling.k8s.io/v1", same: true },
  ],
  "storage.k8s.io/v1beta1": [
    {
      since: 22,
      kinds: ["CSIDriver", "CSINode", "StorageClass", "VolumeAttachment"],
      instead: "storage.k8s.io/v1",
      same: true,
    },
    { since: 27, kinds: ["CSIStorageCapacity"], instead: "storage.k8s.io/v1", same: true },
  ],
  "discovery.k8s.io/v1beta1": [{ since: 25, instead: "discovery.k8s.io/v1" }],
  "events.k8s.io/v1beta1": [{ since: 25, instead: "events.k8s.io/v1" }],
  "autoscaling/v2beta1": [{ since: 25, instead: "autoscaling/v2" }],
  "autoscaling/v2beta2": [{ since: 26, instead: "autoscaling/v2", same: true }],
  "policy/v1beta1": [
    { since: 25, kinds: ["PodDisruptionBudget"], instead: "policy/v1", same: true },
    { since: 25, kinds: ["PodSecurityPolicy"] },
  ],
  "node.k8s.io/v1alpha1": [{ since: 25, kinds: ["RuntimeClass"], instead: "node.k8s.io/v1" }],
  "node.k8s.io/v1beta1": [{ since: 25, kinds: ["RuntimeClass"], instead: "node.k8s.io/v1", same: true }],
  "flowcontrol.apiserver.k8s.io/v1alpha1": [{ since: 21, instead: "flowcontrol.apiserver.k8s.io/v1" }],
  "flowcontrol.apiserver.k8s.io/v1beta1": [{ since: 26, instead: "flowcontrol.apiserver.k8s.io/v1" }],
  "flowcontrol.apiserver.k8s.io/v1beta2": [{ since: 29, instead: "flowcontrol.apiserver.k8s.io/v1" }],
  "flowcontrol.apiserver.k8s.io/v1beta3": [{ since: 32, instead: "flowcontrol.apiserver.k8s.io/v1" }],
};

/** Kinds of the API by the group version that serves them: for those that are asked of the wrong one. */
const HOME: Record<string, string> = {
  Deployment: "apps/v1",
  StatefulSet: "apps/v1",
  DaemonSet: "apps/v1",
  ReplicaSet: "apps/v1",
  Job: "batch/v1",
  CronJob: "batch/v1",
  Ingress: "networking.k8s.io/v1",
  NetworkPolicy: "networking.k8s.io/v1",
  HorizontalPodAutoscaler: "autoscaling/v2",
  PodDisruptionBudget: "policy/v1",
  Role: "rbac.authorization.k8s.io/v1",
  ClusterRole: "rbac.authorization.k8s.io/v1",
  RoleBinding: "rbac.authorization.k8s.io/v1",
  ClusterRoleBinding: "rbac.authorization.k8s.io/v1",
  StorageClass: "storage.k8s.io/v1",
};

const removed: KubernetesCheck = {
  id: "kubernetes/api-removed",
  title: "API version that is no longer served",
  severity: "high",
  category: "correctness",
  why: "A current cluster answers `no matches for kind`: the next deployment after the cluster's upgrade fails, and with it everything behind it in the pipeline.",
  remedy: "Use the version named, and change the fields that moved.",
  reference: `${DOCS}/reference/using-api/deprecation-guide/`,
  equivalents: [
    "kics:Object Is Using A Deprecated API Version",
    "kube-linter:no-extensions-v1beta",
    "trivy:KSV-0107",
    "kube-score:stable-version",
  ],
  kinds: MANIFESTS,
  *run(model) {
    for (const object of model.objects) {
      const found = removalOf(object);
      if (!found) continue;
      const { since, instead, same } = found;
      const node = object.node.get("apiVersion");
      const use = instead ? `use ${instead}` : "there is no successor";
      yield {
        range: node.fullRange,
        message: `${titleOf(object)} uses ${object.apiVersion}, which Kubernetes 1.${since} removed; ${use}.`,
        ...(instead && same ? { fix: replace(node, instead, `Use ${instead}`) } : {}),
      };
    }
  },
};

function removalOf(object: KubernetesObject): Removed | undefined {
  if (!Object.hasOwn(REMOVED, object.apiVersion)) return undefined;
  return REMOVED[object.apiVersion]?.find(({ kinds }) => kinds === undefined || kinds.includes(object.kind));
}

const wrongGroup: KubernetesCheck = {
  id: "kubernetes/api-wrong-group",
  title: "Kind asked of the wrong API group",
  severity: "high",
  category: "correctness",
  why: "The core API `v1` does not know this kind: `kubectl apply` stops with `no matches for kind`.",
  remedy: "Use the API version of the kind.",
  reference: `${DOCS}/reference/kubernetes-api/`,
  equivalents: ["kube-linter:schema-validation"],
  kinds: MANIFESTS,
  *run(model) {
    for (const object of model.objects) {
      if (object.apiVersion !== "v1" || !Object.hasOwn(HOME, object.kind)) continue;
      const home = HOME[object.kind] as string;
      const node = object.node.get("apiVersion");
      // OpenShift 3 served roles from `v1`, in another shape.
      if (home.startsWith("rbac.") && !object.node.has("rules") && !object.node.has("roleRef")) continue;
      yield {
        range: node.fullRange,
        message: `${titleOf(object)} belongs to ${home}, not to v1.`,
        fix: replace(node, home, `Use ${home}`),
      };
    }
  },
};

export const apiVersionChecks: readonly KubernetesCheck[] = [removed, wrongGroup];
