import { containerTitle, type KubernetesObject, titleOf } from "../model.ts";
import { containers, DOCS, type KubernetesCheck, MANIFESTS, workloads } from "./support.ts";

const env: KubernetesCheck = {
  id: "kubernetes/duplicate-env",
  title: "Environment variable set twice",
  severity: "medium",
  category: "correctness",
  why: "The last one wins when the object is made, but later applies merge the list by name and can keep either: the program runs with a value that the file does not clearly say.",
  remedy: "Remove one of the two.",
  reference: `${DOCS}/tasks/inject-data-application/define-environment-variable-container/`,
  equivalents: ["kube-linter:duplicate-env-var", "kube-score:environment-variable-key-duplication"],
  kinds: MANIFESTS,
  *run(model, { file }) {
    for (const container of containers(model)) {
      const seen = new Map<string, number>();
      for (const entry of container.node.get("env").items()) {
        const name = entry.get("name");
        if (name.string === undefined || entry.has("$patch")) continue;
        const first = seen.get(name.string);
        if (first === undefined) seen.set(name.string, name.range.startLine);
        else {
          yield {
            range: name.fullRange,
            message: `The ${containerTitle(container)} sets ${name.string} a second time.`,
            related: [{ path: file.path, line: first }],
          };
        }
      }
    }
  },
};

const objects: KubernetesCheck = {
  id: "kubernetes/duplicate-object",
  title: "Object declared twice",
  severity: "high",
  category: "correctness",
  why: "`kubectl apply` writes the first and then overwrites it with the second: half of what the file says is never in effect, and Kustomize refuses the file.",
  remedy: "Give one of them another name or namespace, or merge them.",
  reference: `${DOCS}/concepts/overview/working-with-objects/names/`,
  kinds: MANIFESTS,
  *run(model, { file }) {
    const seen = new Map<string, KubernetesObject>();
    for (const object of model.objects) {
      // What is generated, or changes one thing in several steps, may repeat a name.
      if (object.name === "" || object.partial || /[${}]/.test(object.name)) continue;
      const key = `${object.group}/${object.kind}/${object.namespace ?? ""}/${object.name}`;
      const first = seen.get(key);
      if (!first) seen.set(key, object);
      else {
        yield {
          range: object.nameRange,
          message: `${titleOf(object)} is declared a second time; the first stands on line ${first.nameRange.startLine}.`,
          related: [{ path: file.path, line: first.nameRange.startLine }],
        };
      }
    }
  },
};

const names: KubernetesCheck = {
  id: "kubernetes/duplicate-name-in-pod",
  title: "Two parts of a pod with one name",
  severity: "high",
  category: "correctness",
  why: "The API server refuses a pod with two containers, volumes or container ports of one name, and two mounts at one path.",
  remedy: "Give one of them another name.",
  reference: `${DOCS}/concepts/workloads/pods/`,
  equivalents: ["kube-score:container-ports-check"],
  kinds: MANIFESTS,
  *run(model) {
    for (const workload of workloads(model)) {
      const lists = [
        { what: "container", nodes: workload.containers.map(({ node }) => node), field: "name" },
        { what: "volume", nodes: workload.pod.get("volumes").items(), field: "name" },
        ...workload.containers.flatMap(({ node, name }) => [
          { what: `port of the container "${name}"`, nodes: node.get("ports").items(), field: "name" },
          {
            what: `mount path of the container "${name}"`,
            nodes: node.get("volumeMounts").items(),
            field: "mountPath",
          },
        ]),
      ];
      for (const { what, nodes, field } of lists) {
        const seen = new Set<string>();
        for (const node of nodes) {
          const name = node.get(field);
          if (name.string === undefined || node.has("$patch")) continue;
          if (seen.has(name.string)) {
            yield {
              range: name.fullRange,
              message: `"${name.string}" is the second ${what} of that name in ${titleOf(workload.object)}.`,
            };
          }
          seen.add(name.string);
        }
      }
    }
  },
};

export const duplicateChecks: readonly KubernetesCheck[] = [objects, names, env];
