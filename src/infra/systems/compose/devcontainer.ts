import { parseYaml, type YamlNode } from "../../formats/yaml.ts";
import type { Facts, Parsed } from "../../system.ts";
import { withoutSecrets } from "../docker/secrets.ts";
import type { DevContainer, Text } from "./model.ts";

/** Reads a devcontainer.json, which is JSON with comments and trailing commas. */
export function parseDevContainer(text: string): Parsed<DevContainer> {
  const { documents, problems } = parseYaml(plainJson(text));
  const root = documents[0] ?? parseYaml("{}").documents[0];
  if (!root) throw new Error("An empty map has a document.");
  const one = (node: YamlNode): Text | undefined =>
    node.string === undefined ? undefined : { text: node.string, range: node.range };
  const image = one(root.get("image"));
  const dockerfile = one(root.get("build", "dockerfile")) ?? one(root.get("dockerFile"));
  const context = one(root.get("build", "context")) ?? one(root.get("context"));
  const service = one(root.get("service"));
  const files = root.get("dockerComposeFile");
  const composeFiles = (files.isList ? files.items() : [files]).flatMap((node) => one(node) ?? []);
  const model: DevContainer = {
    kind: "devcontainer",
    root,
    composeFiles,
    ...(image ? { image } : {}),
    ...(dockerfile ? { dockerfile } : {}),
    ...(context ? { context } : {}),
    ...(service ? { service } : {}),
  };
  return { model, problems };
}

/** The text with comments and tabs outside strings blanked, so that it reads as JSON and offsets stay. */
function plainJson(text: string): string {
  const out: string[] = [];
  let from = 0;
  const blank = (start: number, end: number) => {
    out.push(text.slice(from, start), text.slice(start, end).replace(/[^\r\n]/g, " "));
    from = end;
  };
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (c === '"') {
      for (i++; i < text.length && text[i] !== '"' && text[i] !== "\n"; i++) if (text[i] === "\\") i++;
    } else if (c === "\t") {
      blank(i, i + 1);
    } else if (c === "/" && (text[i + 1] === "/" || text[i + 1] === "*")) {
      const close = text[i + 1] === "/" ? text.indexOf("\n", i) : text.indexOf("*/", i + 2);
      const end = close < 0 ? text.length : text[i + 1] === "/" ? close : close + 2;
      blank(i, end);
      i = end - 1;
    }
  }
  out.push(text.slice(from));
  return out.join("");
}

export function devContainerFacts(model: DevContainer): Facts {
  const { root } = model;
  const value = (key: string) => {
    const node = root.get(key);
    return node.string === undefined ? null : { value: withoutSecrets(node.string), line: node.line };
  };
  const name = root.get("name").string ?? "devcontainer";
  const origin =
    model.image?.text ?? model.dockerfile?.text ?? model.composeFiles.map(({ text }) => text).join(", ");
  const list = (node: YamlNode) =>
    (node.isList ? node.items() : [node]).flatMap((item) =>
      item.string === undefined ? [] : [{ value: withoutSecrets(item.string), line: item.line }],
    );
  return {
    resources: [
      {
        type: "devcontainer",
        name,
        range: root.range,
        detail: origin === "" ? "development container" : `development container from ${origin}`,
        ...(model.image ? { properties: { image: model.image.text } } : {}),
      },
    ],
    image: model.image ? { image: model.image.text, line: model.image.range.startLine } : null,
    dockerfile: model.dockerfile
      ? { path: model.dockerfile.text, line: model.dockerfile.range.startLine }
      : null,
    composeFiles: model.composeFiles.map(({ text, range }) => ({ path: text, line: range.startLine })),
    service: value("service"),
    user: value("remoteUser") ?? value("containerUser"),
    features: root
      .get("features")
      .entries()
      .map(({ key, keyRange }) => ({ name: key, line: keyRange.startLine })),
    forwardedPorts: list(root.get("forwardPorts")),
    runArguments: list(root.get("runArgs")),
    mounts: list(root.get("mounts")),
    postCreateCommand: value("postCreateCommand"),
  };
}
