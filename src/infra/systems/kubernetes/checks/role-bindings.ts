import { titleOf } from "../model.ts";
import { DOCS, type KubernetesCheck, MANIFESTS, objectsOf } from "./support.ts";

const PRACTICES = `${DOCS}/concepts/security/rbac-good-practices/`;

const clusterAdmin: KubernetesCheck = {
  id: "kubernetes/cluster-admin-binding",
  title: "Bound to cluster-admin",
  severity: "high",
  category: "security",
  why: "Whoever gets this account's token, which lies in each of its pods, can read every Secret and change or delete everything in the cluster.",
  remedy: "Bind a Role with the needed rules, in the namespace where they are needed.",
  reference: PRACTICES,
  equivalents: [
    "kics:Cluster Admin Rolebinding With Superuser Permissions",
    "kube-linter:cluster-admin-role-binding",
    "trivy:KSV-0111",
    "polaris:clusterrolebindingClusterAdmin",
    "polaris:rolebindingClusterAdminClusterRole",
  ],
  kinds: MANIFESTS,
  *run(model) {
    for (const object of objectsOf(model, "ClusterRoleBinding", "RoleBinding")) {
      const role = object.node.get("roleRef", "name");
      if (role.string !== "cluster-admin" || object.node.get("subjects").items().length === 0) continue;
      yield {
        range: role.fullRange,
        message: `${titleOf(object)} gives its subjects the role cluster-admin.`,
      };
    }
  },
};

/** Subjects that stand for everybody, or for more than any role says. */
const BROAD: Record<string, string> = {
  "system:anonymous": "everyone who reaches the API server, without logging in",
  "system:unauthenticated": "everyone who reaches the API server, without logging in",
  "system:authenticated": "everyone with any account, every pod included",
  "system:serviceaccounts": "every pod of the cluster",
  "system:masters": "a group that no policy or audit can hold back",
};

/** What the API server lets everybody do out of the box. */
const OPEN_ROLES = new Set(["system:public-info-viewer", "system:discovery", "system:basic-user"]);

const broadSubject: KubernetesCheck = {
  id: "kubernetes/rbac-broad-subject",
  title: "Role bound to everybody",
  severity: "high",
  category: "security",
  why: "The rights go to every pod or even to callers without an account: a scan of the API server's address is enough to use them.",
  remedy: "Bind the role to the accounts or groups that need it.",
  reference: PRACTICES,
  equivalents: ["trivy:KSV-0122", "trivy:KSV-0123"],
  kinds: MANIFESTS,
  *run(model) {
    for (const object of objectsOf(model, "ClusterRoleBinding", "RoleBinding")) {
      if (
        object.name.startsWith("system:") ||
        OPEN_ROLES.has(object.node.get("roleRef", "name").string ?? "")
      )
        continue;
      for (const subject of object.node.get("subjects").items()) {
        const name = subject.get("name");
        const kind = subject.get("kind").string;
        if (kind === "ServiceAccount" || !Object.hasOwn(BROAD, name.string ?? "")) continue;
        yield {
          range: name.range,
          message: `${titleOf(object)} gives its role to ${BROAD[name.string ?? ""]}.`,
        };
      }
    }
  },
};

const defaultAccount: KubernetesCheck = {
  id: "kubernetes/rbac-default-account",
  title: "Role bound to the default service account",
  severity: "medium",
  category: "security",
  why: "Every pod of the namespace that names no account runs as `default`, and gets these rights with it.",
  remedy: "Make a ServiceAccount for the workload, name it in the pod and bind the role to it.",
  reference: `${DOCS}/concepts/security/service-accounts/`,
  equivalents: ["kics:Role Binding To Default Service Account", "checkov:CKV_K8S_42"],
  kinds: MANIFESTS,
  *run(model) {
    for (const object of objectsOf(model, "ClusterRoleBinding", "RoleBinding")) {
      for (const subject of object.node.get("subjects").items()) {
        const name = subject.get("name");
        if (subject.get("kind").string !== "ServiceAccount" || name.string !== "default") continue;
        yield { range: name.fullRange, message: `${titleOf(object)} gives its role to the default account.` };
      }
    }
  },
};

export const roleBindingChecks: readonly KubernetesCheck[] = [clusterAdmin, broadSubject, defaultAccount];
