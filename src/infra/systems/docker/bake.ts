import { type Attribute, type Expression, parseHcl } from "../../formats/hcl.ts";
import { parseYaml, type YamlNode } from "../../formats/yaml.ts";
import { folderOf, joinPath } from "../../paths.ts";
import type { Facts, InfraFile, Link, Parsed } from "../../system.ts";
import type { BakeFile, BakeTarget } from "./model.ts";

/**
 * Reads a bake file in HCL or JSON (https://docs.docker.com/build/bake/reference/). Values that are not plain
 * strings are left out.
 */
export function parseBake(file: InfraFile): Parsed<BakeFile> {
  return file.path.toLowerCase().endsWith(".json") ? fromJson(file.text) : fromHcl(file.text);
}

function fromHcl(text: string): Parsed<BakeFile> {
  const { blocks, problems } = parseHcl(text);
  const model: BakeFile = { kind: "docker-bake", targets: [], groups: [] };
  for (const { type, labels, range, attributes } of blocks) {
    const name = labels[0];
    if (name === undefined) continue;
    const list = (key: string) => plainList(attributes, key);
    if (type === "group") model.groups.push({ name, range, targets: list("targets") });
    if (type === "target") model.targets.push(target(name, range, (key) => list(key)[0], list));
  }
  return { model, problems };
}

function plainList(attributes: readonly Attribute[], key: string): string[] {
  const value = attributes.find((one) => one.name === key)?.value;
  const plain = (one: Expression) =>
    one.kind === "literal" && typeof one.value === "string" ? [one.value] : [];
  if (!value) return [];
  return value.kind === "list" ? value.items.flatMap(plain) : plain(value);
}

function fromJson(text: string): Parsed<BakeFile> {
  const { documents, problems } = parseYaml(text);
  const model: BakeFile = { kind: "docker-bake", targets: [], groups: [] };
  for (const { key, value } of documents[0]?.get("group").entries() ?? []) {
    model.groups.push({ name: key, range: value.fullRange, targets: plainStrings(value.get("targets")) });
  }
  for (const { key, value } of documents[0]?.get("target").entries() ?? []) {
    const list = (name: string) => plainStrings(value.get(name));
    model.targets.push(target(key, value.fullRange, (name) => list(name)[0], list));
  }
  return { model, problems };
}

function plainStrings(node: YamlNode): string[] {
  return node.strings().filter((text) => !text.includes("${"));
}

function target(
  name: string,
  range: BakeTarget["range"],
  one: (key: string) => string | undefined,
  list: (key: string) => string[],
): BakeTarget {
  const [context, dockerfile, stage] = [one("context"), one("dockerfile"), one("target")];
  return {
    name,
    range,
    ...(context === undefined ? {} : { context }),
    ...(dockerfile === undefined ? {} : { dockerfile }),
    ...(stage === undefined ? {} : { stage }),
    tags: list("tags"),
    platforms: list("platforms"),
    inherits: list("inherits"),
  };
}

export function bakeFacts(file: BakeFile): Facts {
  return {
    resources: file.targets.map((one) => ({
      type: "bake-target",
      name: one.name,
      range: one.range,
      detail: [
        one.dockerfile ?? "Dockerfile",
        ...(one.stage ? [`stage ${one.stage}`] : []),
        ...one.tags,
      ].join(", "),
      properties: {
        ...(one.tags[0] ? { image: one.tags[0] } : {}),
        tags: one.tags,
        platforms: one.platforms,
      },
    })),
    targets: file.targets.map((one) => ({
      name: one.name,
      context: one.context ?? null,
      dockerfile: one.dockerfile ?? null,
      stage: one.stage ?? null,
      tags: one.tags,
      platforms: one.platforms,
      line: one.range.startLine,
    })),
    groups: file.groups.map(({ name, targets, range }) => ({ name, targets, line: range.startLine })),
  };
}

/** A target builds a Dockerfile of its context; contexts elsewhere (`https://`, `target:`) are left out. */
export function bakeLinks(model: BakeFile, file: InfraFile): Link[] {
  const links: Link[] = [];
  for (const one of model.targets) {
    for (const name of one.inherits) {
      const to = { by: "name", types: ["bake-target"], name } as const;
      links.push({ relation: "extends", range: one.range, from: one.name, target: to });
    }
    const context = one.context ?? ".";
    if (/:|^\$/.test(context) || (one.dockerfile === undefined && one.context === undefined)) continue;
    const folder = joinPath(folderOf(file.path), context);
    const path = folder === undefined ? undefined : joinPath(folder, one.dockerfile ?? "Dockerfile");
    if (path === undefined) continue;
    links.push({
      relation: "builds",
      range: one.range,
      from: one.name,
      target: { by: "path", paths: [path] },
    });
  }
  return links;
}
