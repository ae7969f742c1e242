import { parseHcl } from "../../formats/hcl.ts";
import { parseHclJson } from "../../formats/hcl-json.ts";
import type { InfraFile, Parsed } from "../../system.ts";
import { modelOf, type TerraformModel } from "./model.ts";

/** Reads a file in the native or the JSON syntax (https://developer.hashicorp.com/terraform/language/syntax). */
export function parse(file: InfraFile): Parsed<TerraformModel> {
  const text = file.path.toLowerCase().endsWith(".json") ? parseHclJson(file.text) : parseHcl(file.text);
  return { model: modelOf(file.kind, text), problems: text.problems };
}
