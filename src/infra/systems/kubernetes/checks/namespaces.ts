import type { Hit } from "../../../system.ts";
import { titleOf } from "../model.ts";
import { DOCS, type KubernetesCheck, MANIFESTS, objectsOf, oncePerFile, wholeWorkloads } from "./support.ts";

const defaultNamespace: KubernetesCheck = {
  id: "kubernetes/default-namespace",
  title: "Workload in the default namespace",
  severity: "low",
  category: "security",
  why: "Quotas, network policies and roles are set by namespace; `default` is where everything without a home ends up, so none of them fits.",
  remedy: "Give the application a namespace of its own.",
  reference: `${DOCS}/concepts/overview/working-with-objects/namespaces/`,
  equivalents: [
    "kics:Using Default Namespace",
    "kics:Using Unrecommended Namespace",
    "checkov:CKV_K8S_21",
    "kube-linter:use-namespace",
    "trivy:KSV-0110",
  ],
  kinds: MANIFESTS,
  run(model, context) {
    const hits: Hit[] = [];
    for (const object of model.objects) {
      if (object.namespace !== "default" || !object.workload || object.partial) continue;
      hits.push({
        range: object.node.get("metadata", "namespace").fullRange,
        message: `${titleOf(object)} is put into the namespace default.`,
      });
    }
    return oncePerFile(hits, context);
  },
};

/** Accounts and programs that belong to the cluster itself. */
const CLUSTER_PART =
  /kube|cni|calico|cilium|flannel|weave|dns|etcd|csi|cloud|controller|operator|metrics|node|proxy|scheduler|ingress|cert|log|fluent|monitor|prom|agent|driver|plugin|device|gpu|nvidia|aws|gke|azure|network|storage|snapshot|autoscaler|vpa|hpa|descheduler|reloader|sealed|tiller|dashboard|exporter|konnectivity|multus|spegel|tuppr|image/i;

const systemNamespace: KubernetesCheck = {
  id: "kubernetes/system-namespace",
  title: "Application in kube-system",
  severity: "medium",
  category: "security",
  why: "Policies and admission webhooks usually leave kube-system out, and its Secrets belong to the cluster: an application there has fewer guards and better neighbours than anywhere else.",
  remedy: "Give the application a namespace of its own.",
  reference: `${DOCS}/concepts/overview/working-with-objects/namespaces/#initial-namespaces`,
  equivalents: ["kics:Using Unrecommended Namespace", "trivy:KSV-0037"],
  kinds: MANIFESTS,
  *run(model) {
    for (const { object, containers } of wholeWorkloads(model)) {
      if (object.namespace !== "kube-system" && object.namespace !== "kube-public") continue;
      const words = [object.name, ...containers.map(({ image }) => image?.text ?? "")].join(" ");
      if (object.kind === "DaemonSet" || CLUSTER_PART.test(words)) continue;
      yield {
        range: object.node.get("metadata", "namespace").fullRange,
        message: `${titleOf(object)} is put into ${object.namespace}.`,
      };
    }
  },
};

const automount: KubernetesCheck = {
  id: "kubernetes/service-account-token",
  title: "API token in a pod that has no account of its own",
  severity: "low",
  category: "security",
  why: "Every pod gets a token for the API server unless told otherwise; a program that never asks the API gains nothing from it, and whoever breaks in does.",
  remedy: "Set `automountServiceAccountToken: false`, or name a ServiceAccount that is made for the program.",
  reference: `${DOCS}/tasks/configure-pod-container/configure-service-account/#opt-out-of-api-credential-automounting`,
  equivalents: [
    "kics:Service Account Token Automount Not Disabled",
    "kics:Service Account Name Undefined Or Empty",
    "checkov:CKV_K8S_38",
    "checkov:CKV_K8S_43",
    "kube-linter:default-service-account",
    "trivy:KSV-0036",
  ],
  kinds: MANIFESTS,
  run(model, context) {
    const closed = objectsOf(model, "ServiceAccount").some(
      (account) =>
        account.name === "default" && account.node.get("automountServiceAccountToken").boolean === false,
    );
    const hits: Hit[] = [];
    for (const { object, pod } of wholeWorkloads(model)) {
      const account = pod.get("serviceAccountName").string ?? pod.get("serviceAccount").string ?? "default";
      if (account !== "default" || closed || pod.get("automountServiceAccountToken").boolean === false)
        continue;
      hits.push({
        range: pod.keyRange,
        message: `${titleOf(object)} gets a token of the default account.`,
      });
    }
    return oncePerFile(hits, context);
  },
};

export const namespaceChecks: readonly KubernetesCheck[] = [systemNamespace, defaultNamespace, automount];
