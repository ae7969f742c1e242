import {
  attributesIn,
  type Call,
  type Expression,
  literalString,
  walkExpression,
} from "../../formats/hcl.ts";
import { folderOf, joinPath } from "../../paths.ts";
import type { InfraFile, Link } from "../../system.ts";
import type { TerraformModel } from "./model.ts";

/** Included files, dependencies and the module of a Terragrunt unit. */
export function terragruntLinks(model: TerraformModel, file: InfraFile): Link[] {
  const folder = folderOf(file.path);
  const found: Link[] = [];
  for (const block of model.text.blocks) {
    const attribute = (name: string): Expression | undefined =>
      block.attributes.find((one) => one.name === name)?.value;
    const from = block.labels[0] === undefined ? {} : { from: block.labels[0] };
    if (block.type === "dependency") {
      const path = attribute("config_path");
      const target = joined(folder, literalString(path));
      if (path && target !== undefined) {
        found.push({
          relation: "depends-on",
          range: path.range,
          ...from,
          target: { by: "path", paths: [target] },
        });
      }
    } else if (block.type === "dependencies") {
      const list = attribute("paths");
      for (const item of list?.kind === "list" ? list.items : []) {
        const target = joined(folder, literalString(item));
        if (target !== undefined) {
          found.push({ relation: "depends-on", range: item.range, target: { by: "path", paths: [target] } });
        }
      }
    } else if (block.type === "terraform") {
      const source = attribute("source");
      const path = literalString(source);
      const target = path?.startsWith(".")
        ? joined(folder, path.replace("//", "/").split("?")[0])
        : undefined;
      if (source && target !== undefined) {
        found.push({
          relation: "calls-module",
          range: source.range,
          target: { by: "path", paths: [target] },
        });
      }
    } else if (block.type === "include") {
      const path = attribute("path");
      const target = joined(folder, literalString(path));
      if (path && target !== undefined) {
        found.push({
          relation: "includes",
          range: path.range,
          ...from,
          target: { by: "path", paths: [target] },
        });
      }
    }
  }
  for (const { value } of attributesIn(model.text)) {
    walkExpression(value, (part) => {
      const paths = part.kind === "call" ? ancestors(part, folder) : undefined;
      if (paths && paths.length > 0) {
        found.push({ relation: "includes", range: part.range, target: { by: "path", paths } });
      }
    });
  }
  return found;
}

function joined(folder: string, path: string | undefined): string | undefined {
  return path === undefined || path === "" ? undefined : joinPath(folder, path);
}

/** `find_in_parent_folders("name")`: the file of that name in the nearest folder above. */
function ancestors(call: Call, folder: string): string[] | undefined {
  if (call.name !== "find_in_parent_folders") return undefined;
  // A second argument is what to use where nothing is found.
  if (call.items.length > 1) return undefined;
  const name = call.items.length === 0 ? "terragrunt.hcl" : literalString(call.items[0]);
  if (name === undefined || folder === "") return undefined;
  const paths: string[] = [];
  for (let above = folderOf(folder); ; above = folderOf(above)) {
    paths.push(above === "" ? name : `${above}/${name}`);
    if (above === "" || paths.length > 30) return paths;
  }
}
