import { parseYaml, type YamlNode } from "../../formats/yaml.ts";
import { LineIndex, type Range } from "../../position.ts";
import type { InfraFile, Parsed } from "../../system.ts";
import type { KubernetesModel, KubernetesObject } from "./model.ts";
import { stringMap } from "./strings.ts";
import { workloadOf } from "./workload.ts";

/** How deep Lists in Lists are opened. */
const MAX_LIST_DEPTH = 4;

/** Reads the objects (or the kustomizations) of a file. Never throws. */
export function parse(file: InfraFile): Parsed<KubernetesModel> {
  const { documents, problems } = parseYaml(file.text);
  const model: KubernetesModel = { objects: [], byKind: new Map(), byName: new Map(), kustomizations: [] };
  const lines = new LineIndex(file.text);
  for (const document of documents) {
    if (!document.isMap) continue;
    if (file.kind === "kustomize") model.kustomizations.push(document);
    else collect(document, { into: model.objects, lines }, 0);
  }
  for (const object of model.objects) {
    push(model.byKind, object.kind, object);
    push(model.byName, `${object.kind}/${object.name}`, object);
  }
  return { model, problems };
}

function push(map: Map<string, KubernetesObject[]>, key: string, object: KubernetesObject): void {
  const others = map.get(key);
  if (others) others.push(object);
  else map.set(key, [object]);
}

interface Collection {
  into: KubernetesObject[];
  lines: LineIndex;
}

function collect(node: YamlNode, collection: Collection, depth: number): void {
  const apiVersion = node.get("apiVersion").string;
  const kind = node.get("kind").string;
  if (apiVersion === undefined || kind === undefined) return;
  const items = node.get("items").items();
  if (kind.endsWith("List") && items.length > 0 && depth < MAX_LIST_DEPTH) {
    for (const item of items) collect(item, collection, depth + 1);
    return;
  }
  collection.into.push(objectOf(node, apiVersion, kind, collection.lines));
  if (kind === "Template" && depth < MAX_LIST_DEPTH) {
    for (const item of node.get("objects").items()) collect(item, collection, depth + 1);
  }
}

function objectOf(node: YamlNode, apiVersion: string, kind: string, lines: LineIndex): KubernetesObject {
  const slash = apiVersion.indexOf("/");
  const name = node.get("metadata", "name");
  const namespace = node.get("metadata", "namespace").string;
  const object: KubernetesObject = {
    apiVersion,
    group: slash < 0 ? "" : apiVersion.slice(0, slash),
    version: apiVersion.slice(slash + 1),
    kind,
    name: name.string ?? "",
    ...(namespace ? { namespace } : {}),
    node,
    range: wholeLines(node.range, lines),
    nameRange: name.string ? name.range : node.get("kind").range,
    labels: stringMap(node.get("metadata", "labels")),
    annotations: stringMap(node.get("metadata", "annotations")),
    partial: node.has("$patch"),
  };
  const workload = workloadOf(object);
  if (workload) object.workload = workload;
  return object;
}

/** A block that ends at the start of a line ends with the line before. */
function wholeLines(range: Range, lines: LineIndex): Range {
  if (range.endColumn !== 1 || range.endLine <= range.startLine) return range;
  const { endLine, endColumn } = lines.lineRange(range.endLine - 1);
  return { ...range, endLine, endColumn };
}
