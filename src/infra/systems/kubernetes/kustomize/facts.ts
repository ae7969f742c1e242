import { baseName, folderOf } from "../../../paths.ts";
import type { Facts, InfraFile, Resource } from "../../../system.ts";
import type { KubernetesModel } from "../model.ts";
import { entriesOf, generatorsOf, imagesOf, patchesOf, withoutCredentials } from "./read.ts";

/**
 * What a kustomization says: `includes` (resources, bases, components and the like with their paths),
 * `patches`, `images`, `generators` (keys only), each with its line. The ConfigMaps and Secrets that it
 * generates are declared things.
 */
export function kustomizeFacts(model: KubernetesModel, file: InfraFile): Facts {
  const resources: Resource[] = [];
  const includes: object[] = [];
  const patches: object[] = [];
  const images: object[] = [];
  const generators: object[] = [];
  const settings: object[] = [];
  for (const node of model.kustomizations) {
    const entries = entriesOf(node);
    const namespace = node.get("namespace").string;
    const kind = node.get("kind").string === "Component" ? "Component" : "Kustomization";
    for (const entry of entries) {
      if (entry.text === undefined) continue;
      includes.push({
        field: entry.field,
        path: withoutCredentials(entry.text),
        line: entry.range.startLine,
      });
    }
    for (const patch of patchesOf(node)) {
      patches.push({
        field: patch.field,
        ...(patch.path ? { path: patch.path.string } : {}),
        ...(patch.target ? { target: `${patch.target.kind ?? "*"}/${patch.target.name ?? "*"}` } : {}),
        line: patch.node.line,
      });
    }
    for (const image of imagesOf(node)) {
      images.push({
        name: image.name,
        ...(image.newName ? { newName: image.newName } : {}),
        ...(image.newTag ? { newTag: image.newTag } : {}),
        ...(image.digest ? { digest: image.digest } : {}),
        line: image.node.line,
      });
    }
    resources.push({
      type: kind,
      name: baseName(folderOf(file.path)) || ".",
      range: node.range,
      detail: `${entries.length} entries, ${patches.length} patches, ${images.length} images`,
      ...(namespace ? { namespace } : {}),
    });
    for (const generator of generatorsOf(node)) {
      generators.push({
        kind: generator.kind,
        name: generator.name,
        keys: generator.keys,
        line: generator.node.line,
      });
      resources.push({
        type: generator.kind,
        name: generator.name,
        range: generator.node.range,
        detail: `generated, keys ${generator.keys.slice(0, 5).join(", ")}`,
        ...((generator.namespace ?? namespace)
          ? { namespace: (generator.namespace ?? namespace) as string }
          : {}),
      });
    }
    for (const field of ["namespace", "namePrefix", "nameSuffix"]) {
      const value = node.get(field);
      if (value.string !== undefined) settings.push({ field, value: value.string, line: value.line });
    }
  }
  return { resources, includes, patches, images, generators, settings };
}
