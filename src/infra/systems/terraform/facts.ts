import {
  type Block,
  literalString,
  type Reference,
  type referencesIn,
  walkExpression,
} from "../../formats/hcl.ts";
import { attributesIn } from "../../formats/hcl-model.ts";
import type { Facts, InfraFile, Json, Resource } from "../../system.ts";
import type { Declaration, TerraformModel } from "./model.ts";
import type { Section } from "./section.ts";

/**
 * What a file declares. Keys beside `resources`: `requiredVersion`, `providers` (with `source` and `version`),
 * `backend`, `data`, `variables` (with `type`, `hasDefault`, `sensitive`), `outputs`, `modules` (with `source` and
 * `version`), `locals`, `lifecycle`, `workspaceUses`; of a variables file `assignments` (names only); of a lock
 * file `providers`; of a test `runs`; of Terragrunt `includes`, `dependencies` and `inputs`. Values of variables are
 * never given.
 */
export function facts(model: TerraformModel, _file: InfraFile): Facts {
  switch (model.kind) {
    case "terraform-lock":
      return lockFacts(model);
    case "tfvars":
      return { resources: [], assignments: namesOf(model) };
    case "terraform-test":
      return { ...moduleFacts(model), runs: labelled(model, "run"), assignments: variablesOfTest(model) };
    case "terragrunt":
      return {
        ...moduleFacts(model),
        source: sourceOf(model),
        includes: labelled(model, "include"),
        dependencies: labelled(model, "dependency").map((one) => one),
        inputs: inputNames(model),
      };
    default:
      return moduleFacts(model);
  }
}

function moduleFacts(model: TerraformModel): Facts {
  return {
    resources: resourcesOf(model),
    ...requiredVersion(model),
    providers: providersOf(model),
    ...backendOf(model),
    data: model.data.map((one) => ({ type: one.type, name: one.name, line: lineOf(one) })),
    variables: model.variables.map(variableFacts),
    outputs: model.outputs.map((one) => ({
      name: one.name,
      sensitive: one.section.value("sensitive")?.boolean ?? false,
      line: lineOf(one),
    })),
    modules: model.modules.map(moduleCall),
    locals: model.localValues.map(({ name, attribute }) => ({ name, line: attribute.range.startLine })),
    lifecycle: model.resources.flatMap(lifecycleOf),
    workspaceUses: workspaceUses(model),
  };
}

function lineOf(declaration: Declaration): number {
  return declaration.block.range.startLine;
}

/** Everything that a file declares, as nodes of the map. */
function resourcesOf(model: TerraformModel): Resource[] {
  const found: Resource[] = [];
  for (const one of model.resources) found.push(node(one, one.type, detailOf(one)));
  for (const one of model.data) found.push(node(one, `data.${one.type}`, "data source"));
  for (const one of model.modules) {
    const { source, version } = moduleCall(one);
    found.push(node(one, "module", version === null ? (source ?? "no source") : `${source} ${version}`));
  }
  for (const one of model.variables) {
    const { type, hasDefault, sensitive } = variableFacts(one);
    const parts = [
      type ?? "any type",
      hasDefault ? "optional" : "required",
      ...(sensitive ? ["sensitive"] : []),
    ];
    found.push(node(one, "variable", parts.join(", ")));
  }
  for (const one of model.outputs) found.push(node(one, "output", ""));
  for (const { name, attribute } of model.localValues) {
    found.push({ type: "local", name, range: attribute.range, detail: "" });
  }
  return found.sort((a, b) => a.range.startLine - b.range.startLine);
}

function node(declaration: Declaration, type: string, detail: string): Resource {
  return { type, name: declaration.name, range: declaration.block.range, detail };
}

/** Attributes that tell a person which thing it is; none of them holds a secret. */
const TELLING = [
  "bucket",
  "name",
  "engine",
  "engine_version",
  "instance_class",
  "instance_type",
  "machine_type",
  "runtime",
  "size",
  "location",
  "region",
  "cidr_block",
  "version",
];

function detailOf(resource: Declaration): string {
  const parts = TELLING.flatMap((name) => {
    const value = resource.section.value(name);
    const known = value?.string ?? value?.number;
    return known === undefined ? [] : [`${name} ${String(known).slice(0, 60)}`];
  });
  if (resource.section.has("count")) parts.push("count");
  if (resource.section.has("for_each")) parts.push("for_each");
  return parts.slice(0, 4).join(", ").replace(/\s+/g, " ");
}

function requiredVersion(model: TerraformModel): { requiredVersion?: Json } {
  for (const section of model.settings) {
    const value = section.value("required_version");
    if (value?.string !== undefined) {
      return { requiredVersion: { value: value.string, line: value.range.startLine } };
    }
  }
  return {};
}

/** Providers by `required_providers`, then those that are only configured. */
function providersOf(model: TerraformModel): Json[] {
  const found: Json[] = [];
  const named = new Set<string>();
  for (const settings of model.settings) {
    for (const required of settings.sections("required_providers")) {
      for (const name of required.names()) {
        const pin = required.value(name);
        const inner = required.sections(name)[0];
        named.add(name);
        found.push({
          name,
          source: inner?.value("source")?.string ?? null,
          version: inner?.value("version")?.string ?? pin?.string ?? null,
          line: pin?.nameRange.startLine ?? required.range.startLine,
        });
      }
    }
  }
  for (const one of model.providers) {
    if (named.has(one.name)) continue;
    named.add(one.name);
    const version = one.section.value("version")?.string ?? null;
    found.push({ name: one.name, source: null, version, line: lineOf(one) });
  }
  return found;
}

function backendOf(model: TerraformModel): { backend?: Json } {
  for (const block of model.text.blocks) {
    if (block.type !== "terraform") continue;
    for (const inner of block.blocks) {
      if (inner.type !== "backend" && inner.type !== "cloud") continue;
      const type = inner.type === "cloud" ? "cloud" : (inner.labels[0] ?? "");
      return {
        backend: { type, settings: inner.attributes.map((one) => one.name), line: inner.range.startLine },
      };
    }
  }
  return {};
}

interface VariableFacts {
  name: string;
  type: string | null;
  hasDefault: boolean;
  sensitive: boolean;
  line: number;
}

function variableFacts(variable: Declaration): VariableFacts {
  const type = variable.section.value("type")?.written;
  return {
    name: variable.name,
    type: type ? typeText(type) : null,
    hasDefault: variable.block.attributes.some((attribute) => attribute.name === "default"),
    sensitive: variable.section.value("sensitive")?.boolean ?? false,
    line: lineOf(variable),
  };
}

/** A type as people write it, its inside left out: `string`, `list(string)`, `object(…)`. */
function typeText(type: NonNullable<ReturnType<Section["value"]>>["written"]): string {
  if (type.kind === "reference") return type.path.join(".");
  if (type.kind === "call") {
    const inner = type.items[0];
    return `${type.name}(${inner?.kind === "reference" ? inner.path.join(".") : "…"})`;
  }
  return literalString(type) ?? "…";
}

function moduleCall(call: Declaration): {
  name: string;
  source: string | null;
  version: string | null;
  line: number;
} {
  return {
    name: call.name,
    source: call.section.value("source")?.string ?? null,
    version: call.section.value("version")?.string ?? null,
    line: lineOf(call),
  };
}

function lifecycleOf(resource: Declaration): Json[] {
  return resource.section.sections("lifecycle").map((lifecycle) => {
    const ignored = lifecycle.value("ignore_changes")?.expression;
    return {
      resource: `${resource.type}.${resource.name}`,
      preventDestroy: lifecycle.value("prevent_destroy")?.boolean ?? false,
      createBeforeDestroy: lifecycle.value("create_before_destroy")?.boolean ?? false,
      ignoreChanges: ignored ? ignoredNames(ignored) : [],
      line: lifecycle.range.startLine,
    };
  });
}

function ignoredNames(
  expression: ReturnType<typeof referencesIn>[number] | Parameters<typeof referencesIn>[0],
): string[] {
  const items = expression.kind === "list" ? expression.items : [expression];
  return items.flatMap((item) =>
    item.kind === "reference" ? [item.path.join(".")] : (literalString(item) ?? []),
  );
}

function workspaceUses(model: TerraformModel): Json[] {
  const lines: Json[] = [];
  const isWorkspace = (reference: Reference): boolean =>
    reference.path[0] === "terraform" && reference.path[1] === "workspace";
  for (const attribute of attributesIn(model.text)) {
    walkExpression(attribute.value, (part) => {
      if (part.kind === "reference" && isWorkspace(part)) lines.push({ line: part.range.startLine });
    });
  }
  return lines;
}

function lockFacts(model: TerraformModel): Facts {
  const blocks = model.text.blocks.filter((block) => block.type === "provider");
  const providers = blocks.map((block) => ({
    source: block.labels[0] ?? "",
    version: stringIn(block, "version") ?? null,
    constraints: stringIn(block, "constraints") ?? null,
    line: block.range.startLine,
  }));
  const resources = providers.map((one, i) => ({
    type: "provider",
    name: one.source,
    range: (blocks[i] as Block).range,
    detail: one.version ?? "no version",
  }));
  return { resources, providers };
}

function stringIn(block: Block, name: string): string | undefined {
  return literalString(block.attributes.find((attribute) => attribute.name === name)?.value);
}

function namesOf(model: TerraformModel): Json[] {
  return model.text.attributes.map(({ name, nameRange }) => ({ name, line: nameRange.startLine }));
}

function labelled(model: TerraformModel, type: string): Json[] {
  return model.text.blocks
    .filter((block) => block.type === type)
    .map((block) => ({ name: block.labels[0] ?? "", line: block.range.startLine }));
}

function variablesOfTest(model: TerraformModel): Json[] {
  return model.text.blocks
    .filter((block) => block.type === "variables")
    .flatMap((block) => block.attributes.map(({ name, nameRange }) => ({ name, line: nameRange.startLine })));
}

function sourceOf(model: TerraformModel): Json {
  const value = model.settings[0]?.value("source");
  return value?.string === undefined ? null : { value: value.string, line: value.range.startLine };
}

function inputNames(model: TerraformModel): Json[] {
  const inputs = model.text.attributes.find((attribute) => attribute.name === "inputs")?.value;
  if (inputs?.kind !== "object") return [];
  return inputs.entries.flatMap(({ key, keyRange }) =>
    key === undefined ? [] : [{ name: key, line: keyRange.startLine }],
  );
}
