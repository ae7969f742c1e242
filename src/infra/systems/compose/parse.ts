import { parseYaml, type YamlNode } from "../../formats/yaml.ts";
import { LineIndex, type Range } from "../../position.ts";
import type { InfraFile, Parsed, Problem } from "../../system.ts";
import { parseDevContainer } from "./devcontainer.ts";
import type {
  Build,
  ComposeFile,
  ComposeModel,
  Declared,
  Dependency,
  EnvFile,
  Reference,
  Service,
  Text,
  Variable,
} from "./model.ts";
import { readMount } from "./mounts.ts";
import { readPort } from "./ports.ts";

/** More services than anybody runs on one host; what stands behind is not read. */
const MAX_SERVICES = 1000;

/** Reads a Compose file (https://docs.docker.com/reference/compose-file/) or a devcontainer.json. Never throws. */
export function parse(file: InfraFile): Parsed<ComposeModel> {
  if (file.kind === "devcontainer") return parseDevContainer(file.text);
  const { documents, problems } = parseYaml(file.text);
  // A stream of several documents is no Compose file; the first with services is what a person means.
  const root =
    documents.find((document) => document.has("services")) ?? documents[0] ?? parseYaml("{}").documents[0];
  if (!root) throw new Error("An empty map has a document.");
  const found = root.get("services").entries();
  const whole = wholeOf(new LineIndex(file.text));
  const model: ComposeFile = {
    kind: file.kind === "swarm" ? "swarm" : "compose",
    root,
    services: found
      .slice(0, MAX_SERVICES)
      .flatMap(({ key, value }) => readService(key, value, problems, whole)),
    volumes: declared(root.get("volumes"), whole),
    networks: declared(root.get("networks"), whole),
    secrets: declared(root.get("secrets"), whole),
    configs: declared(root.get("configs"), whole),
    includes: readIncludes(root.get("include")),
  };
  if (found.length > MAX_SERVICES) {
    problems.push({
      range: root.get("services").keyRange,
      message: `Only the first ${MAX_SERVICES} services are read.`,
    });
  }
  if (documents.length > 0 && !root.isMap) {
    problems.push({ range: root.range, message: "A Compose file is a map with the key services." });
  }
  return { model, problems };
}

type WholeOf = (node: YamlNode) => Range;

/** From the key to the end of the value's last line; the parser's ranges of block values reach into the next one. */
function wholeOf(lines: LineIndex): WholeOf {
  return (node) => {
    const { startLine, startColumn, endLine, endColumn } = node.fullRange;
    if (endColumn > 1) return { startLine, startColumn, endLine, endColumn };
    let last = endLine;
    do last--;
    while (last > startLine && lines.lineRange(last).endColumn === 1);
    return last < startLine ? node.fullRange : { ...lines.lineRange(last), startLine, startColumn };
  };
}

function declared(node: YamlNode, whole: WholeOf): Declared[] {
  return node
    .entries()
    .slice(0, MAX_SERVICES)
    .map(({ key, keyRange, value }) => ({ name: key, keyRange, range: whole(value), node: value }));
}

function readIncludes(node: YamlNode): Text[] {
  return [...textsOf(node), ...node.items().flatMap((item) => (item.isMap ? textsOf(item.get("path")) : []))];
}

/** A scalar, or the scalars of a list. */
function textsOf(node: YamlNode): Text[] {
  const nodes = node.isList ? node.items() : [node];
  return nodes.flatMap((one) => (one.string === undefined ? [] : [{ text: one.string, range: one.range }]));
}

function textOf(node: YamlNode): Text | undefined {
  return node.string === undefined ? undefined : { text: node.string, range: node.range };
}

function readService(name: string, node: YamlNode, problems: Problem[], whole: WholeOf): Service[] {
  if (!node.isMap) {
    if (!node.isNull)
      problems.push({ range: node.range, message: `Service "${name.slice(0, 80)}" must be a map.` });
    return [];
  }
  const image = textOf(node.get("image"));
  const build = readBuild(node.get("build"));
  const inherited = readExtends(node.get("extends"));
  return [
    {
      name,
      keyRange: node.keyRange,
      range: whole(node),
      node,
      ...(image ? { image } : {}),
      ...(build ? { build } : {}),
      ports: node
        .get("ports")
        .items()
        .flatMap((item) => readPort(item) ?? []),
      mounts: node
        .get("volumes")
        .items()
        .flatMap((item) => readMount(item) ?? []),
      environment: readVariables(node.get("environment")),
      buildArguments: readVariables(node.get("build", "args")),
      envFiles: readEnvFiles(node.get("env_file")),
      dependsOn: readDependencies(node.get("depends_on")),
      linked: readLinked(node),
      networks: readReferences(node.get("networks")),
      secrets: readReferences(node.get("secrets")),
      configs: readReferences(node.get("configs")),
      profiles: node.get("profiles").strings(),
      ...(inherited ? { extends: inherited } : {}),
    },
  ];
}

function readBuild(node: YamlNode): Build | undefined {
  if (!node.exists || node.isNull) return undefined;
  const short = textOf(node);
  if (short) return { range: node.range, context: short, inline: false };
  if (!node.isMap) return undefined;
  const context = textOf(node.get("context")) ?? { text: ".", range: node.keyRange };
  const dockerfile = textOf(node.get("dockerfile"));
  const target = textOf(node.get("target"));
  return {
    range: node.range,
    context,
    inline: node.has("dockerfile_inline"),
    ...(dockerfile ? { dockerfile } : {}),
    ...(target ? { target } : {}),
  };
}

/** `NAME: value`, or a list of `NAME=value` and `NAME`. */
function readVariables(node: YamlNode): Variable[] {
  if (node.isMap) {
    return node.entries().map(({ key, value }) => {
      const range = value.isScalar && !value.isNull ? value.fullRange : value.keyRange;
      return { name: key, value: value.string, range };
    });
  }
  return node.items().flatMap((item) => {
    const text = item.string;
    if (text === undefined) return [];
    const equals = text.indexOf("=");
    const name = equals < 0 ? text : text.slice(0, equals);
    return [{ name, value: equals < 0 ? undefined : text.slice(equals + 1), range: item.range }];
  });
}

function readEnvFiles(node: YamlNode): EnvFile[] {
  const plain = textsOf(node).map((one) => ({ ...one, required: true }));
  const long = node.items().flatMap((item) => {
    const path = textOf(item.get("path"));
    return path ? [{ ...path, required: item.get("required").string !== "false" }] : [];
  });
  return [...plain, ...long];
}

function readDependencies(node: YamlNode): Dependency[] {
  const list = node.items().flatMap((item) => textOf(item) ?? []);
  const short = list.map(({ text, range }) => ({
    name: text,
    range,
    condition: "service_started",
    required: true,
  }));
  const long = node.entries().map(({ key, keyRange, value }) => ({
    name: key,
    range: keyRange,
    condition: value.get("condition").string ?? "service_started",
    required: value.get("required").string !== "false",
  }));
  return [...short, ...long];
}

/** Names in a list (plain, or by `source`) or the keys of a map. */
function readReferences(node: YamlNode): Reference[] {
  const items = node.items().flatMap((item) => {
    const one = item.isMap ? item.get("source") : item;
    return one.string === undefined ? [] : [{ name: one.string, range: one.range }];
  });
  return [...items, ...node.entries().map(({ key, keyRange }) => ({ name: key, range: keyRange }))];
}

function readLinked(node: YamlNode): Reference[] {
  const found: Reference[] = [];
  for (const { text, range } of textsOf(node.get("links")))
    found.push({ name: text.split(":")[0] ?? "", range });
  for (const { text, range } of textsOf(node.get("volumes_from"))) {
    if (!text.startsWith("container:")) found.push({ name: text.split(":")[0] ?? "", range });
  }
  for (const key of ["network_mode", "ipc", "pid"]) {
    const value = textOf(node.get(key));
    if (value?.text.startsWith("service:")) found.push({ name: value.text.slice(8), range: value.range });
  }
  return found.filter(({ name }) => name !== "");
}

function readExtends(node: YamlNode): Service["extends"] {
  if (node.string !== undefined) return { service: node.string, file: undefined, range: node.range };
  const service = node.get("service");
  if (service.string === undefined) return undefined;
  return { service: service.string, file: node.get("file").string, range: service.range };
}
