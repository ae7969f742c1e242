import type { Hit } from "../../../system.ts";
import { type KubernetesModel, type KubernetesObject, titleOf, type Workload } from "../model.ts";
import { stringMap } from "../strings.ts";
import { selectedBy } from "./services.ts";
import {
  DOCS,
  type KubernetesCheck,
  MANIFESTS,
  objectsOf,
  replace,
  replicasOf,
  scaledNames,
} from "./support.ts";

/** The workloads of the same file that a budget covers. */
function covered(model: KubernetesModel, budget: KubernetesObject): Workload[] {
  const selector = budget.node.get("spec", "selector");
  if (selector.has("matchExpressions")) return [];
  const labels = stringMap(selector.get("matchLabels"));
  return selectedBy(model, budget, labels);
}

const drain: KubernetesCheck = {
  id: "kubernetes/pdb-blocks-drain",
  title: "Disruption budget that allows no disruption",
  severity: "high",
  category: "reliability",
  why: "No pod may ever be evicted, so `kubectl drain` and every node upgrade hang until someone deletes the budget or the pods by force.",
  remedy: "Allow at least one pod to be away: `maxUnavailable: 1`, with two replicas or more.",
  reference: `${DOCS}/tasks/run-application/configure-pdb/`,
  equivalents: [
    "kube-linter:pdb-max-unavailable",
    "kube-linter:pdb-min-available",
    "kube-score:poddisruptionbudget-has-policy",
    "polaris:pdbDisruptionsIsZero",
  ],
  kinds: MANIFESTS,
  *run(model) {
    for (const budget of objectsOf(model, "PodDisruptionBudget")) {
      const hit = blocking(model, budget);
      if (hit) yield hit;
    }
  },
};

function blocking(model: KubernetesModel, budget: KubernetesObject): Hit | undefined {
  const most = budget.node.get("spec", "maxUnavailable");
  const least = budget.node.get("spec", "minAvailable");
  if (most.string === "0" || most.string === "0%") {
    return {
      range: most.fullRange,
      message: `${titleOf(budget)} lets no pod go (\`maxUnavailable: ${most.string}\`).`,
      fix: replace(most, "1", "Let one pod go at a time"),
    };
  }
  if (least.string === "100%") {
    return {
      range: least.fullRange,
      message: `${titleOf(budget)} wants every pod to stay (\`minAvailable: 100%\`).`,
    };
  }
  const wanted = least.number;
  if (wanted === undefined || wanted < 1) return undefined;
  const scaled = scaledNames(model);
  const pods = covered(model, budget);
  if (pods.length === 0 || pods.some(({ object }) => object.partial || scaled.has(object.name)))
    return undefined;
  const replicas = pods.reduce(
    (sum, workload) => sum + (replicasOf(workload) ?? Number.POSITIVE_INFINITY),
    0,
  );
  if (replicas > wanted) return undefined;
  const names = pods.map(({ object }) => titleOf(object)).join(", ");
  return {
    range: least.fullRange,
    message: `${titleOf(budget)} wants ${wanted} pods to stay, and ${names} has ${replicas}.`,
  };
}

const emptyBudget: KubernetesCheck = {
  id: "kubernetes/pdb-without-policy",
  title: "Disruption budget without a number",
  severity: "medium",
  category: "correctness",
  why: "With neither or both of `minAvailable` and `maxUnavailable` the budget protects nothing or is refused.",
  remedy: "Set exactly one of `minAvailable` and `maxUnavailable`.",
  reference: `${DOCS}/tasks/run-application/configure-pdb/`,
  equivalents: ["kube-score:poddisruptionbudget-has-policy"],
  kinds: MANIFESTS,
  *run(model) {
    for (const budget of objectsOf(model, "PodDisruptionBudget")) {
      const spec = budget.node.get("spec");
      if (budget.partial || !spec.has("selector")) continue;
      const both = spec.has("minAvailable") && spec.has("maxUnavailable");
      if (!both && (spec.has("minAvailable") || spec.has("maxUnavailable"))) continue;
      const how = both
        ? "both `minAvailable` and `maxUnavailable`"
        : "neither `minAvailable` nor `maxUnavailable`";
      yield {
        range: both ? spec.get("maxUnavailable").fullRange : budget.nameRange,
        message: `${titleOf(budget)} sets ${how}.`,
      };
    }
  },
};

export const disruptionChecks: readonly KubernetesCheck[] = [drain, emptyBudget];
