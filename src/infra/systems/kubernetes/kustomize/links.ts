import type { YamlNode } from "../../../formats/yaml.ts";
import { baseName, folderOf, joinPath } from "../../../paths.ts";
import type { InfraFile, Link, Relation } from "../../../system.ts";
import type { KubernetesModel } from "../model.ts";
import { entriesOf, generatorsOf, imagesOf, isRemote, patchesOf } from "./read.ts";

const KUSTOMIZATION_FILES = ["kustomization.yaml", "kustomization.yml", "Kustomization"];

/** What the kustomization loads, patches, generates from and deploys. */
export function kustomizeLinks(model: KubernetesModel, file: InfraFile): Link[] {
  const folder = folderOf(file.path);
  return model.kustomizations.flatMap((node) => linksOf(node, folder));
}

function linksOf(kustomization: YamlNode, folder: string): Link[] {
  const links: Link[] = [];
  const toPath = (relation: Relation, node: YamlNode, text: string | undefined, mayBeFolder = false) => {
    if (!text || text.includes("${") || isRemote(text)) return;
    const path = joinPath(folder, text);
    if (path === undefined) return;
    const paths =
      mayBeFolder && !/\.(?:ya?ml|json)$/i.test(path) ? [...kustomizationsIn(path), path] : [path];
    links.push({ relation, range: node.range, target: { by: "path", paths } });
  };
  const entries = entriesOf(kustomization);
  for (const entry of entries) {
    const mayBeFolder = entry.field !== "crds" && entry.field !== "configurations";
    toPath("includes", entry.node, entry.text, mayBeFolder);
  }
  toPath("includes", kustomization.get("openapi", "path"), kustomization.get("openapi", "path").string);
  for (const replacement of kustomization.get("replacements").items()) {
    toPath("includes", replacement.get("path"), replacement.get("path").string);
  }
  const charts = kustomization.get("helmCharts").items();
  for (const chart of charts) {
    for (const values of [chart.get("valuesFile"), ...chart.get("additionalValuesFiles").items()]) {
      toPath("uses-values", values, values.string);
    }
  }
  const allHere =
    charts.length === 0 && entries.every((entry) => entry.text === undefined || !isRemote(entry.text));
  for (const patch of patchesOf(kustomization)) {
    if (patch.path) toPath("patches", patch.path, patch.path.string);
    const { target } = patch;
    // Kustomize matches these as regular expressions; only a plain name stands for one object.
    if (!allHere || !target?.kind || !target.name || !/^[A-Za-z0-9-]+$/.test(target.name)) continue;
    links.push({
      relation: "patches",
      range: target.node.get("name").range,
      target: { by: "name", types: [target.kind], name: target.name },
    });
  }
  for (const generator of generatorsOf(kustomization)) {
    // The files of a Secret are kept out of the repository on purpose, and so often are `.env` files.
    if (generator.kind === "Secret") continue;
    for (const source of generator.files) {
      const path = source.string?.slice(source.string.indexOf("=") + 1);
      if (path !== undefined && !baseName(path).startsWith(".env")) toPath("references-config", source, path);
    }
  }
  for (const image of imagesOf(kustomization)) {
    const version = image.digest ? `@${image.digest}` : image.newTag ? `:${image.newTag}` : "";
    const reference = `${image.newName ?? image.name}${version}`;
    if (reference.includes("${")) continue;
    links.push({
      relation: "runs-image",
      range: image.node.range,
      target: { by: "image", image: reference },
    });
  }
  return links;
}

/** A folder stands for the kustomization in it, under the first of the three names that kustomize tries. */
function kustomizationsIn(folder: string): string[] {
  return KUSTOMIZATION_FILES.map((name) => (folder === "" ? name : `${folder}/${name}`));
}
