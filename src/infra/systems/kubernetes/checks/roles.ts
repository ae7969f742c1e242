import type { YamlNode } from "../../../formats/yaml.ts";
import type { Hit } from "../../../system.ts";
import type { KubernetesModel } from "../model.ts";
import { type KubernetesObject, titleOf } from "../model.ts";
import { DOCS, type KubernetesCheck, MANIFESTS, objectsOf } from "./support.ts";

const PRACTICES = `${DOCS}/concepts/security/rbac-good-practices/`;

interface Rule {
  object: KubernetesObject;
  node: YamlNode;
  groups: string[];
  resources: string[];
  verbs: string[];
}

/** The rules of the Roles and ClusterRoles, apart from those of the cluster itself. */
function rules(model: KubernetesModel): Rule[] {
  return objectsOf(model, "Role", "ClusterRole").flatMap((object) => {
    if (isOfTheCluster(object)) return [];
    return object.node
      .get("rules")
      .items()
      .map((node) => ({
        object,
        node,
        groups: node.get("apiGroups").strings(),
        resources: node.get("resources").strings(),
        verbs: node.get("verbs").strings(),
      }));
  });
}

/** A role that every cluster comes with, written out. */
function isOfTheCluster(object: KubernetesObject): boolean {
  const builtIn = ["cluster-admin", "admin", "edit", "view"].includes(object.name);
  return (
    builtIn || object.name.startsWith("system:") || object.labels["kubernetes.io/bootstrapping"] !== undefined
  );
}

const has = (list: readonly string[], ...wanted: string[]): boolean =>
  wanted.some((one) => list.includes(one));
const inCore = (rule: Rule): boolean => has(rule.groups, "", "*");

/** The item of the list that holds one of these, or the list itself. */
function itemRange(rule: Rule, field: string, ...wanted: string[]): Hit["range"] {
  const node = rule.node.get(field);
  return (node.items().find((item) => wanted.includes(item.string ?? "")) ?? node).range;
}

const wildcard: KubernetesCheck = {
  id: "kubernetes/rbac-wildcard",
  title: "Role with a wildcard",
  severity: "high",
  category: "security",
  why: "A `*` grants what exists today and every kind that an operator adds tomorrow, Secrets and pods/exec included: a token that leaks from one pod is then worth the whole namespace or cluster.",
  remedy: "List the resources and verbs that the program uses.",
  reference: PRACTICES,
  equivalents: [
    "kics:RBAC Wildcard In Rule",
    "checkov:CKV_K8S_49",
    "kube-linter:wildcard-in-rules",
    "trivy:KSV-0044",
    "trivy:KSV-0045",
    "trivy:KSV-0046",
    "polaris:clusterrolebindingPodExecAttach",
    "polaris:rolePodExecAttach",
  ],
  kinds: MANIFESTS,
  *run(model) {
    for (const rule of rules(model)) {
      const resources = rule.resources.includes("*");
      const verbs = rule.verbs.includes("*");
      if (!resources && !verbs) continue;
      // All verbs on the named kinds of one's own API group is how an operator's role looks.
      const own =
        rule.groups.length > 0 && rule.groups.every((group) => group.includes(".") && !isBuiltIn(group));
      if (own) continue;
      const field = resources ? "resources" : "verbs";
      const what = resources && verbs ? "everything on every kind" : resources ? "every kind" : "every verb";
      yield { range: itemRange(rule, field, "*"), message: `${titleOf(rule.object)} allows ${what}.` };
    }
  },
};

function isBuiltIn(group: string): boolean {
  return /(?:^|\.)(?:k8s\.io|kubernetes\.io)$/.test(group) && !group.includes("x-k8s.io");
}

const secretRead: KubernetesCheck = {
  id: "kubernetes/rbac-secrets-read",
  title: "Role that reads Secrets",
  severity: "medium",
  category: "security",
  why: "Listing or watching returns the contents of all Secrets of the scope at once, tokens of other accounts among them; so does get, where no name is given.",
  remedy: "Allow only `get`, and name the Secrets with `resourceNames`.",
  reference: PRACTICES,
  equivalents: [
    "kics:RBAC Roles with Read Secrets Permissions",
    "kics:Service Account Allows Access Secrets",
    "kube-linter:access-to-secrets",
    "trivy:KSV-0041",
    "trivy:KSV-0113",
  ],
  kinds: MANIFESTS,
  *run(model) {
    for (const rule of rules(model)) {
      if (
        !inCore(rule) ||
        !has(rule.resources, "secrets") ||
        rule.node.get("resourceNames").items().length > 0
      )
        continue;
      if (!has(rule.verbs, "get", "list", "watch", "*")) continue;
      yield {
        range: rule.node.get("verbs").fullRange,
        message: `${titleOf(rule.object)} can read every Secret of its ${rule.object.kind === "Role" ? "namespace" : "scope"}.`,
      };
    }
  },
};

const podExec: KubernetesCheck = {
  id: "kubernetes/rbac-pod-exec",
  title: "Role that can enter pods",
  severity: "high",
  category: "security",
  why: "Running a command in a pod is acting with that pod's account, Secrets and volumes; audit logs then show the pod's name rather than the person's.",
  remedy:
    "Remove `pods/exec` and `pods/attach`, or keep them in a role that only people on call get, for a time.",
  reference: PRACTICES,
  equivalents: [
    "kics:RBAC Roles with Exec Permission",
    "kics:RBAC Roles with Attach Permission",
    "trivy:KSV-0053",
    "polaris:rolePodExecAttach",
    "polaris:clusterrolePodExecAttach",
    "polaris:clusterrolebindingPodExecAttach",
    "polaris:rolebindingClusterRolePodExecAttach",
    "polaris:rolebindingRolePodExecAttach",
  ],
  kinds: MANIFESTS,
  *run(model) {
    for (const rule of rules(model)) {
      if (!inCore(rule) || !has(rule.verbs, "create", "get", "*")) continue;
      const what = ["pods/exec", "pods/attach", "pods/*"].filter((name) => rule.resources.includes(name));
      if (what.length === 0) continue;
      yield {
        range: itemRange(rule, "resources", ...what),
        message: `${titleOf(rule.object)} can run commands in every pod of its scope (${what.join(", ")}).`,
      };
    }
  },
};

const ESCALATING: readonly [verb: string, resources: readonly string[], effect: string][] = [
  ["impersonate", ["users", "groups", "serviceaccounts", "userextras", "uids", "*"], "act as somebody else"],
  ["escalate", ["roles", "clusterroles", "*"], "write roles with more rights than its own"],
  [
    "bind",
    ["roles", "clusterroles", "rolebindings", "clusterrolebindings", "*"],
    "bind roles with more rights than its own",
  ],
];

const escalation: KubernetesCheck = {
  id: "kubernetes/rbac-escalation",
  title: "Role that can raise its own rights",
  severity: "high",
  category: "security",
  why: "`escalate`, `bind` and `impersonate` switch off the guard against giving away more than one has: one request later the holder is cluster-admin.",
  remedy: "Remove the verb, or limit it with `resourceNames` to the roles or accounts that are meant.",
  reference: PRACTICES,
  equivalents: [
    "kics:RBAC Roles with Impersonate Permission",
    "kics:RBAC Roles Allow Privilege Escalation",
    "checkov:CKV_K8S_158",
    "checkov:CKV_K8S_157",
    "trivy:KSV-0043",
    "trivy:KSV-0051",
  ],
  kinds: MANIFESTS,
  *run(model) {
    for (const rule of rules(model)) {
      if (rule.node.get("resourceNames").items().length > 0) continue;
      for (const [verb, resources, effect] of ESCALATING) {
        // Every verb on roles by name holds these two; every verb on everything is a finding of its own.
        const all =
          verb === "escalate" && rule.verbs.includes("*") && has(rule.resources, "roles", "clusterroles");
        if (!all && (!rule.verbs.includes(verb) || !has(rule.resources, ...resources))) continue;
        yield {
          range: itemRange(rule, "verbs", verb, "*"),
          message: `${titleOf(rule.object)} can ${effect} (verb ${all ? "*" : verb}).`,
        };
      }
    }
  },
};

const admission: KubernetesCheck = {
  id: "kubernetes/rbac-webhooks",
  title: "Role that can change admission webhooks",
  severity: "medium",
  category: "security",
  why: "Whoever writes webhook configurations reads and rewrites every object on its way into the cluster, Secrets included, and can switch policies off.",
  remedy: "Remove the writing verbs, or name the one configuration with `resourceNames`.",
  reference: PRACTICES,
  equivalents: ["checkov:CKV_K8S_155", "trivy:KSV-0114"],
  kinds: MANIFESTS,
  *run(model) {
    const kinds = ["mutatingwebhookconfigurations", "validatingwebhookconfigurations"];
    for (const rule of rules(model)) {
      if (!has(rule.resources, ...kinds) || rule.node.get("resourceNames").items().length > 0) continue;
      if (!has(rule.verbs, "create", "update", "patch", "*")) continue;
      yield {
        range: itemRange(rule, "resources", ...kinds),
        message: `${titleOf(rule.object)} can change every admission webhook of the cluster.`,
      };
    }
  },
};

const podCreate: KubernetesCheck = {
  id: "kubernetes/rbac-pod-create",
  title: "Role that can create pods",
  severity: "low",
  category: "security",
  why: "A pod can mount every Secret and use every service account of its namespace, so creating pods gives all of those.",
  remedy:
    "Keep the verb for controllers; give people and pipelines Deployments or Jobs in a namespace of their own.",
  reference: PRACTICES,
  equivalents: [
    "kics:Permissive Access to Create Pods",
    "kube-linter:access-to-create-pods",
    "trivy:KSV-0048",
  ],
  kinds: MANIFESTS,
  *run(model) {
    for (const rule of rules(model)) {
      if (!inCore(rule) || !has(rule.verbs, "create", "*") || !rule.resources.includes("pods")) continue;
      yield { range: rule.node.get("verbs").fullRange, message: `${titleOf(rule.object)} can create pods.` };
    }
  },
};

export const roleChecks: readonly KubernetesCheck[] = [
  wildcard,
  escalation,
  podExec,
  secretRead,
  admission,
  podCreate,
];
