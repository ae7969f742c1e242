import type { YamlNode } from "../../../formats/yaml.ts";
import type { Hit } from "../../../system.ts";
import { isBase64 } from "../base64.ts";
import { FIELDS, fieldFault, LEVEL_NAMES, type Level } from "../fields.ts";
import { containerTitle, type KubernetesObject, titleOf } from "../model.ts";
import { isStandIn } from "../secret-values.ts";
import { DOCS, type KubernetesCheck, MANIFESTS, objectsOf } from "./support.ts";

const FIELD_VALIDATION = `${DOCS}/reference/using-api/api-concepts/#field-validation`;

interface Place {
  node: YamlNode;
  level: Level;
  where: string;
}

/** The maps of an object whose fields are known. */
function* places(object: KubernetesObject): Generator<Place> {
  const spec = object.node.get("spec");
  const title = titleOf(object);
  const builtIn = object.group === "" || !object.group.includes(".") || object.group.endsWith(".k8s.io");
  if (builtIn && Object.hasOwn(FIELDS, object.kind)) {
    yield { node: spec, level: object.kind as Level, where: `the spec of ${title}` };
  }
  if (builtIn && object.kind === "Service") {
    for (const node of spec.get("ports").items())
      yield { node, level: "servicePort", where: `a port of ${title}` };
  }
  const { workload } = object;
  if (!workload || !builtIn) return;
  yield { node: workload.pod, level: "pod", where: `the pod's spec of ${title}` };
  yield {
    node: workload.pod.get("securityContext"),
    level: "podSecurity",
    where: `the pod's securityContext of ${title}`,
  };
  for (const container of workload.containers) {
    const { node } = container;
    const where = `the ${containerTitle(container)}`;
    yield { node, level: "container", where };
    yield {
      node: container.securityContext,
      level: "containerSecurity",
      where: `the securityContext of ${where}`,
    };
    yield { node: node.get("resources"), level: "resources", where: `the resources of ${where}` };
    for (const probe of ["livenessProbe", "readinessProbe", "startupProbe"]) {
      yield { node: node.get(probe), level: "probe", where: `the ${probe} of ${where}` };
    }
    for (const port of node.get("ports").items()) {
      yield { node: port, level: "containerPort", where: `a port of ${where}` };
    }
  }
}

const unknownField: KubernetesCheck = {
  id: "kubernetes/unknown-field",
  title: "Field that does not exist there",
  severity: "high",
  category: "correctness",
  why: "`kubectl apply` stops with `unknown field`; clients that do not validate drop it silently, so a limit, a probe or a safeguard that stands in the file is not in effect.",
  remedy: "Move the field to where it belongs, or correct its name.",
  reference: FIELD_VALIDATION,
  equivalents: ["kube-linter:schema-validation"],
  kinds: MANIFESTS,
  *run(model) {
    for (const object of model.objects) {
      for (const { node, level, where } of places(object)) {
        for (const { key, keyRange } of node.entries()) {
          const fault = fieldFault(level, key);
          if (!fault) continue;
          const hit: Hit =
            "meant" in fault
              ? {
                  range: keyRange,
                  message: `"${key}" in ${where} is no field; it looks like "${fault.meant}".`,
                  fix: {
                    title: `Rename to ${fault.meant}`,
                    edits: [{ range: keyRange, newText: fault.meant }],
                  },
                }
              : {
                  range: keyRange,
                  message: `"${key}" is no field of ${where}; it belongs to ${LEVEL_NAMES[fault.belongsTo] ?? "another level"}.`,
                };
          yield hit;
        }
      }
    }
  },
};

/** The maps whose values must be strings. */
function* stringMaps(object: KubernetesObject): Generator<{ node: YamlNode; what: string }> {
  const { node, workload } = object;
  yield { node: node.get("metadata", "labels"), what: "label" };
  yield { node: node.get("metadata", "annotations"), what: "annotation" };
  if (object.group === "" && object.kind === "ConfigMap") yield { node: node.get("data"), what: "value" };
  if (object.group === "" && object.kind === "Secret") yield { node: node.get("stringData"), what: "value" };
  if (object.group === "" && object.kind === "Service")
    yield { node: node.get("spec", "selector"), what: "label" };
  if (!workload) return;
  if (workload.podMeta !== undefined && object.kind !== "Pod") {
    yield { node: workload.podMeta.get("labels"), what: "label" };
    yield { node: workload.podMeta.get("annotations"), what: "annotation" };
  }
  yield { node: node.get("spec", "selector", "matchLabels"), what: "label" };
  yield { node: workload.pod.get("nodeSelector"), what: "label" };
}

const notString: KubernetesCheck = {
  id: "kubernetes/value-not-string",
  title: "Number or boolean where a string must be",
  severity: "high",
  category: "correctness",
  why: "The API server refuses the object (`cannot unmarshal number into Go struct field … of type string`): labels, annotations, environment variables and the data of a ConfigMap hold only strings.",
  remedy: "Put the value in quotes.",
  reference: `${DOCS}/concepts/configuration/configmap/`,
  equivalents: ["kube-linter:schema-validation"],
  kinds: MANIFESTS,
  *run(model) {
    for (const object of model.objects) {
      for (const { node, what } of stringMaps(object)) {
        for (const { key, value } of node.entries()) {
          if (isBare(value)) yield hitOf(value, `The ${what} "${key}" of ${titleOf(object)}`);
        }
      }
      for (const container of object.workload?.containers ?? []) {
        for (const entry of container.node.get("env").items()) {
          const value = entry.get("value");
          if (isBare(value))
            yield hitOf(
              value,
              `The variable ${entry.get("name").string ?? ""} of the ${containerTitle(container)}`,
            );
        }
        for (const list of ["command", "args"]) {
          for (const item of container.node.get(list).items()) {
            if (isBare(item)) yield hitOf(item, `An item of \`${list}\` of the ${containerTitle(container)}`);
          }
        }
      }
    }
  },
};

/** A plain scalar that Kubernetes reads as a number or a boolean; its YAML 1.1 takes yes, no, on and off for booleans. */
function isBare(node: YamlNode): boolean {
  if (!node.isScalar || node.isQuoted || node.tag !== undefined) return false;
  if (node.number !== undefined || node.boolean !== undefined) return true;
  return /^(?:yes|no|on|off)$/i.test(node.string ?? "");
}

function hitOf(value: YamlNode, who: string): Hit {
  const type = value.number === undefined ? "boolean" : "number";
  return {
    range: value.range,
    message: `${who} is a ${type}; it must be a string.`,
    fix: { title: "Put it in quotes", edits: [{ range: value.range, newText: `"${value.string}"` }] },
  };
}

const base64: KubernetesCheck = {
  id: "kubernetes/secret-not-base64",
  title: "Secret whose data is not Base64",
  severity: "high",
  category: "correctness",
  why: "The API server refuses the Secret (`illegal base64 data`), or decodes a plain text that happens to fit into bytes that nobody wrote.",
  remedy: "Encode the value, or move it to `stringData`, outside of the repository in plain text.",
  reference: `${DOCS}/concepts/configuration/secret/#restriction-names-data`,
  kinds: MANIFESTS,
  *run(model) {
    for (const object of objectsOf(model, "Secret")) {
      if (object.group !== "" || object.node.has("sops")) continue;
      for (const { key, keyRange, value } of object.node.get("data").entries()) {
        const text = value.string?.replace(/[\r\n]/g, "");
        if (text === undefined || text === "" || isStandIn(text)) continue;
        if (isBase64(text)) continue;
        yield { range: keyRange, message: `The value of "${key}" in ${titleOf(object)} is not Base64.` };
      }
    }
  },
};

export const schemaChecks: readonly KubernetesCheck[] = [unknownField, notString, base64];
