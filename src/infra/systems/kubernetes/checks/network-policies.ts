import type { YamlNode } from "../../../formats/yaml.ts";
import { titleOf } from "../model.ts";
import { DOCS, type KubernetesCheck, MANIFESTS, objectsOf } from "./support.ts";

const REFERENCE = `${DOCS}/concepts/services-networking/network-policies/`;

const allowAll: KubernetesCheck = {
  id: "kubernetes/network-policy-allows-all",
  title: "NetworkPolicy that opens a whole namespace",
  severity: "medium",
  category: "security",
  why: "An empty rule, or one for 0.0.0.0/0 on every port, for all pods of the namespace undoes every other policy there, as policies only add up.",
  remedy: "Name the pods or namespaces in `from`, and the ports.",
  reference: REFERENCE,
  kinds: MANIFESTS,
  *run(model) {
    for (const object of objectsOf(model, "NetworkPolicy")) {
      if (object.group !== "networking.k8s.io" && object.group !== "extensions") continue;
      // With pods named, it opens the ones that are meant to be reached beside a policy that closes the rest.
      const pods = object.node.get("spec", "podSelector");
      if (!pods.isMap || pods.entries().length > 0) continue;
      for (const rule of object.node.get("spec", "ingress").items()) {
        if (!letsAllIn(rule)) continue;
        yield {
          range: rule.range,
          message: `${titleOf(object)} lets every address reach every pod of its namespace.`,
        };
      }
    }
  },
};

/** No peers and no ports named, or every address on every port. */
function letsAllIn(rule: YamlNode): boolean {
  if (rule.get("ports").items().length > 0 || !(rule.isMap || rule.isNull)) return false;
  const peers = rule.get("from").items();
  if (peers.length === 0) return true;
  return peers.some(
    (peer) =>
      peer.get("ipBlock", "cidr").string === "0.0.0.0/0" &&
      peer.get("ipBlock", "except").items().length === 0,
  );
}

const typeMissing: KubernetesCheck = {
  id: "kubernetes/network-policy-ignored-rules",
  title: "Egress rules that do not count",
  severity: "high",
  category: "correctness",
  why: "`policyTypes` without `Egress` makes the API ignore the egress rules: the pods still reach every address, and nothing says so.",
  remedy: "Add `Egress` to `policyTypes`, or remove the rules.",
  reference: REFERENCE,
  kinds: MANIFESTS,
  *run(model) {
    for (const object of objectsOf(model, "NetworkPolicy")) {
      const spec = object.node.get("spec");
      const types = spec.get("policyTypes").strings();
      if (object.group !== "networking.k8s.io" || types.length === 0) continue;
      for (const [field, type] of [
        ["egress", "Egress"],
        ["ingress", "Ingress"],
      ] as const) {
        const rules = spec.get(field);
        if (rules.items().length === 0 || types.includes(type)) continue;
        yield {
          range: rules.keyRange,
          message: `${titleOf(object)} has ${field} rules, but its \`policyTypes\` leaves ${type} out.`,
        };
      }
    }
  },
};

export const networkPolicyChecks: readonly KubernetesCheck[] = [typeMissing, allowAll];
