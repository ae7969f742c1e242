import {
  attributesIn,
  type Block,
  type Call,
  type Expression,
  type HclBody,
  type Reference,
  referencesIn,
  walkExpression,
} from "../../formats/hcl.ts";
import { parseImage } from "../../image.ts";
import { folderOf, joinPath } from "../../paths.ts";
import type { Range } from "../../position.ts";
import type { InfraFile, Link } from "../../system.ts";
import type { TerraformModel } from "./model.ts";
import { terragruntLinks } from "./terragrunt-links.ts";

/** Module calls, references, files that are read, images that are run, variables that are set. */
export function links(model: TerraformModel, file: InfraFile): Link[] {
  switch (model.kind) {
    case "terraform-lock":
      return [];
    case "tfvars":
      return variablesSet(model, file);
    case "terragrunt":
      return terragruntLinks(model, file);
    case "terraform-test":
      return testLinks(model, file);
    default:
      return [...moduleCalls(model, file), ...bodyLinks(model, file)];
  }
}

/** The folder of a local module source; undefined for a registry, a repository or a computed source. */
export function localModule(source: string | undefined, folder: string): string | undefined {
  if (source === undefined || !/^\.\.?(?:\/|$)/.test(source)) return undefined;
  return joinPath(folder, source.replace("//", "/"));
}

function moduleCalls(model: TerraformModel, file: InfraFile): Link[] {
  return model.modules.flatMap((call) => {
    const source = call.section.value("source");
    const target = localModule(source?.string, folderOf(file.path));
    if (!source || target === undefined) return [];
    return [
      {
        relation: "calls-module",
        range: source.range,
        from: call.name,
        target: { by: "path", paths: [target] },
      },
    ];
  });
}

/** Names that stand for no declaration of the module. */
const BUILT_IN: ReadonlySet<string> = new Set([
  "each",
  "count",
  "path",
  "terraform",
  "self",
  "_",
  "provider",
]);

/** What a file of a module refers to; one link for each pair of a declaration and its target. */
function bodyLinks(model: TerraformModel, file: InfraFile): Link[] {
  const found: Link[] = [];
  for (const block of model.text.blocks) {
    if (block.type === "locals") {
      for (const attribute of block.attributes) {
        add(found, { attributes: [attribute], blocks: [] }, attribute.name, file);
      }
    } else if (DECLARING.has(block.type)) add(found, block, block.labels[block.labels.length - 1], file);
  }
  return found;
}

const DECLARING: ReadonlySet<string> = new Set([
  "resource",
  "data",
  "ephemeral",
  "module",
  "output",
  "provider",
]);

function add(into: Link[], body: HclBody, from: string | undefined, file: InfraFile): void {
  const seen = new Set<string>();
  const folder = folderOf(file.path);
  const iterators = iteratorsIn(body);
  const push = (relation: Link["relation"], range: Range, target: Link["target"]): void => {
    const key = `${relation} ${JSON.stringify(target)}`;
    if (seen.has(key)) return;
    seen.add(key);
    into.push({ relation, range, ...(from === undefined ? {} : { from }), target });
  };
  for (const attribute of attributesIn(body)) {
    // The meta-argument names a provider configuration, types are keywords.
    if (
      attribute.name === "provider" ||
      attribute.name === "providers" ||
      attribute.name === "ignore_changes"
    )
      continue;
    const { value } = attribute;
    for (const reference of referencesIn(value)) {
      if (iterators.has(reference.path[0] ?? "")) continue;
      const target = targetOf(reference, folder);
      if (target) push(relationTo(reference), reference.range, target);
    }
    walkExpression(value, (part) => {
      const path = part.kind === "call" ? fileRead(part, folder) : undefined;
      if (path !== undefined) push("includes", part.range, { by: "path", paths: [path] });
    });
    for (const [image, range] of imagesIn(attribute.name, value))
      push("runs-image", range, { by: "image", image });
  }
}

/** The names under which `dynamic` blocks give their elements. */
export function iteratorsIn(body: HclBody): Set<string> {
  const names = new Set<string>();
  const open: HclBody[] = [body];
  for (let next = open.pop(); next; next = open.pop()) {
    for (const block of next.blocks) {
      open.push(block);
      if (block.type !== "dynamic") continue;
      const iterator = block.attributes.find((attribute) => attribute.name === "iterator")?.value;
      const name = iterator?.kind === "reference" ? iterator.path[0] : block.labels[0];
      if (name !== undefined) names.add(name);
    }
  }
  return names;
}

function relationTo(reference: Reference): Link["relation"] {
  return reference.path[0] === "var" ? "uses-values" : "depends-on";
}

/** What a reference stands for, in the same module. */
export function targetOf(reference: Reference, folder: string): Link["target"] | undefined {
  const [root = "", first, second] = reference.path;
  if (BUILT_IN.has(root) || first === undefined || first.startsWith("[")) return undefined;
  const within = folder;
  if (root === "var") return { by: "name", types: ["variable"], name: first, within };
  if (root === "local") return { by: "name", types: ["local"], name: first, within };
  if (root === "module") return { by: "name", types: ["module"], name: first, within };
  if (root === "data") {
    if (second === undefined || second.startsWith("[")) return undefined;
    return { by: "name", types: [`data.${first}`], name: second, within };
  }
  if (root === "ephemeral" || !root.includes("_")) return undefined;
  return { by: "name", types: [root], name: first, within };
}

const READS: ReadonlySet<string> = new Set([
  "file",
  "templatefile",
  "filebase64",
  "filemd5",
  "filesha1",
  "filesha256",
  "filesha512",
  "filebase64sha256",
  "filebase64sha512",
]);

/** The path of `file("${path.module}/x")` and its like, where it is written out. */
function fileRead(call: Call, folder: string): string | undefined {
  const argument = READS.has(call.name) ? call.items[0] : undefined;
  const relative = argument ? relativePath(argument) : undefined;
  return relative === undefined || relative.endsWith(".zip") ? undefined : joinPath(folder, relative);
}

function relativePath(expression: Expression): string | undefined {
  if (expression.kind === "literal") {
    const text = typeof expression.value === "string" ? expression.value : "";
    return text.startsWith("./") || text.startsWith("../") ? text : undefined;
  }
  if (expression.kind !== "template" || expression.parts.length !== 2) return undefined;
  const [start, rest] = expression.parts;
  if (typeof start === "string" || start?.kind !== "reference" || typeof rest !== "string") return undefined;
  return start.path.join(".") === "path.module" && rest.startsWith("/") ? rest.slice(1) : undefined;
}

const IMAGE_NAMES: ReadonlySet<string> = new Set([
  "image",
  "image_uri",
  "container_image",
  "docker_image_name",
]);
const IMAGE =
  /^[a-z0-9][a-z0-9._-]*(?::\d+)?(?:\/[a-z0-9._-]+){0,8}(?::[\w.-]{1,128})?(?:@sha256:[0-9a-f]{64})?$/;

/** Literal images of an attribute, also inside `jsonencode`; machine images have no tag and no registry. */
function imagesIn(name: string, value: Expression): [image: string, range: Range][] {
  const found: [string, Range][] = [];
  const look = (key: string, expression: Expression): void => {
    if (!IMAGE_NAMES.has(key) || expression.kind !== "literal" || typeof expression.value !== "string")
      return;
    const image = expression.value;
    const { registry, tag, digest } = parseImage(image);
    if (IMAGE.test(image) && (registry ?? tag ?? digest) !== undefined) found.push([image, expression.range]);
  };
  look(name, value);
  walkExpression(value, (part) => {
    if (part.kind === "object") for (const entry of part.entries) look(entry.key ?? "", entry.value);
  });
  return found;
}

/** Files that Terraform reads on its own belong to the module beside them; others are named on the command line. */
function variablesSet(model: TerraformModel, file: InfraFile): Link[] {
  const name = file.path.slice(file.path.lastIndexOf("/") + 1);
  const isOwn = /^terraform\.tfvars(?:\.json)?$|\.auto\.tfvars(?:\.json)?$/.test(name);
  return model.text.attributes.map((attribute) => ({
    relation: "uses-values",
    range: attribute.nameRange,
    target: {
      by: "name",
      types: ["variable"],
      name: attribute.name,
      ...(isOwn ? { within: folderOf(file.path) } : {}),
    },
  }));
}

/** Tests run the module in their folder or the one above `tests/`, or the one that a run names. */
function testLinks(model: TerraformModel, file: InfraFile): Link[] {
  const folder = folderOf(file.path);
  const root = folder === "tests" || folder.endsWith("/tests") ? folderOf(folder) : folder;
  const runs = model.text.blocks.filter((block) => block.type === "run");
  return runs.flatMap((run): Link[] => {
    const called = run.blocks.find((block) => block.type === "module");
    const source = called?.attributes.find((attribute) => attribute.name === "source");
    const path = localModule(textOf(source?.value), root);
    if (!source || path === undefined) return [];
    return [
      {
        relation: "calls-module",
        range: source.value.range,
        ...fromOf(run),
        target: { by: "path", paths: [path] },
      },
    ];
  });
}

function fromOf(block: Block): { from?: string } {
  return block.labels[0] === undefined ? {} : { from: block.labels[0] };
}

function textOf(expression: Expression | undefined): string | undefined {
  return expression?.kind === "literal" && typeof expression.value === "string"
    ? expression.value
    : undefined;
}
