import type { Hit } from "../../../system.ts";
import { containerTitle, type KubernetesObject, titleOf } from "../model.ts";
import { DOCS, type KubernetesCheck, MANIFESTS, objectsOf, wholeWorkloads } from "./support.ts";

const invalid: KubernetesCheck = {
  id: "kubernetes/port-invalid",
  title: "Port that is refused",
  severity: "high",
  category: "correctness",
  why: "The API server refuses the object: ports lie between 1 and 65535, a container's port name has at most 15 letters, digits and dashes, and a Service with several ports must name each.",
  remedy: "Give the port a number and a short name in lower case.",
  reference: `${DOCS}/concepts/services-networking/service/#multi-port-services`,
  equivalents: ["kube-score:container-ports-check", "kube-linter:invalid-target-ports"],
  kinds: MANIFESTS,
  *run(model) {
    for (const workload of wholeWorkloads(model)) {
      for (const container of workload.containers) {
        for (const port of container.node.get("ports").items()) {
          const number = port.get("containerPort");
          const name = port.get("name");
          const who = `the ${containerTitle(container)}`;
          if (!port.isMap) continue;
          if (!number.exists || number.isNull) {
            const range = port.has("containerPort")
              ? number.keyRange
              : (port.entries()[0]?.keyRange ?? port.range);
            yield { range, message: `A port of ${who} has no \`containerPort\`.` };
          } else if (isOutside(number.number)) {
            yield { range: number.range, message: `${number.string} of ${who} is no port.` };
          }
          if (name.string !== undefined && !isPortName(name.string)) {
            yield { range: name.range, message: `"${name.string}" of ${who} is no name of a port.` };
          }
        }
      }
    }
    for (const service of objectsOf(model, "Service")) {
      if (!service.partial && service.group === "") yield* servicePorts(service);
    }
  },
};

function* servicePorts(service: KubernetesObject): Generator<Hit> {
  const ports = service.node.get("spec", "ports").items();
  const seen = new Set<string>();
  for (const port of ports) {
    const name = port.get("name");
    const number = port.get("port");
    if (isOutside(number.number)) {
      yield { range: number.range, message: `${number.string} of ${titleOf(service)} is no port.` };
    }
    const first = port.entries()[0];
    if (first && ports.length > 1 && !name.exists && number.exists) {
      yield {
        range: number.range,
        message: `The port ${number.string} of ${titleOf(service)} needs a name, as there are several.`,
      };
    }
    if (name.string !== undefined && seen.has(name.string)) {
      yield {
        range: name.range,
        message: `"${name.string}" is the second port of that name in ${titleOf(service)}.`,
      };
    }
    if (name.string !== undefined) seen.add(name.string);
  }
}

function isOutside(port: number | undefined): boolean {
  return port !== undefined && (port < 1 || port > 65_535 || !Number.isInteger(port));
}

/** https://www.rfc-editor.org/rfc/rfc6335#section-5.1; a variable is not judged. */
function isPortName(name: string): boolean {
  if (/[${}<%]/.test(name)) return true;
  return (
    name.length <= 15 &&
    /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/.test(name) &&
    /[a-z]/.test(name) &&
    !name.includes("--")
  );
}

export const portChecks: readonly KubernetesCheck[] = [invalid];
