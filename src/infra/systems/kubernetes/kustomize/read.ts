import type { YamlNode } from "../../../formats/yaml.ts";
import type { Range } from "../../../position.ts";

/** Fields whose entries are files, folders or URLs that kustomize loads. */
export const ENTRY_FIELDS = [
  "resources",
  "bases",
  "components",
  "crds",
  "generators",
  "transformers",
  "validators",
  "configurations",
] as const;

export interface Entry {
  field: (typeof ENTRY_FIELDS)[number];
  /** The path or URL; undefined where the object stands inline. */
  text?: string;
  node: YamlNode;
  range: Range;
}

/** What the kustomization loads, in order. */
export function entriesOf(kustomization: YamlNode): Entry[] {
  return ENTRY_FIELDS.flatMap((field) =>
    kustomization
      .get(field)
      .items()
      .map((node) => {
        const text = node.string;
        const inline = text === undefined || text.includes("\n");
        return { field, ...(inline ? {} : { text }), node, range: node.range };
      }),
  );
}

/** A URL or a repository rather than a path of the workspace folder. */
export function isRemote(text: string): boolean {
  return (
    /^[a-z][a-z0-9+.-]{0,20}(?:::|:\/\/)/i.test(text) ||
    /^[\w.-]{1,60}@[\w.-]{1,200}:/.test(text) ||
    /^(?:github\.com|gitlab\.com|bitbucket\.org|ssh\.dev\.azure\.com)[/:]/i.test(text) ||
    /[?&](?:ref|version|timeout|submodules)=/.test(text)
  );
}

export interface Patch {
  field: "patches" | "patchesStrategicMerge" | "patchesJson6902";
  node: YamlNode;
  /** The file of the patch; undefined where it stands inline. */
  path?: YamlNode;
  inline?: YamlNode;
  target?: { kind?: string; name?: string; namespace?: string; node: YamlNode };
}

/** The patches of all three fields, in order. */
export function patchesOf(kustomization: YamlNode): Patch[] {
  const found: Patch[] = [];
  for (const node of kustomization.get("patchesStrategicMerge").items()) {
    const text = node.string;
    const inline = text === undefined || text.includes("\n");
    found.push({ field: "patchesStrategicMerge", node, ...(inline ? { inline: node } : { path: node }) });
  }
  for (const field of ["patches", "patchesJson6902"] as const) {
    for (const node of kustomization.get(field).items()) {
      const path = node.get("path");
      const inline = node.get("patch");
      const target = node.get("target");
      const kind = target.get("kind").string;
      const name = target.get("name").string;
      const namespace = target.get("namespace").string;
      found.push({
        field,
        node,
        ...(path.string ? { path } : {}),
        ...(inline.exists ? { inline } : {}),
        ...(target.isMap
          ? {
              target: {
                ...(kind ? { kind } : {}),
                ...(name ? { name } : {}),
                ...(namespace ? { namespace } : {}),
                node: target,
              },
            }
          : {}),
      });
    }
  }
  return found;
}

export interface ImageOverride {
  node: YamlNode;
  name: string;
  newName?: string;
  newTag?: string;
  digest?: string;
}

export function imagesOf(kustomization: YamlNode): ImageOverride[] {
  return kustomization
    .get("images")
    .items()
    .flatMap((node) => {
      const name = node.get("name").string;
      if (name === undefined) return [];
      const newName = node.get("newName").string;
      const newTag = node.get("newTag").string;
      const digest = node.get("digest").string;
      return [
        {
          node,
          name,
          ...(newName ? { newName } : {}),
          ...(newTag ? { newTag } : {}),
          ...(digest ? { digest } : {}),
        },
      ];
    });
}

export interface Generator {
  kind: "ConfigMap" | "Secret";
  node: YamlNode;
  name: string;
  namespace?: string;
  /** Names of the keys that stand in the file; those of env files are not known here. */
  keys: string[];
  /** The files that it reads: nodes with `[key=]path`. */
  files: YamlNode[];
  literals: YamlNode[];
}

export function generatorsOf(kustomization: YamlNode): Generator[] {
  return (["configMapGenerator", "secretGenerator"] as const).flatMap((field) =>
    kustomization
      .get(field)
      .items()
      .flatMap((node) => {
        const name = node.get("name").string;
        if (name === undefined) return [];
        const namespace = node.get("namespace").string;
        const literals = node.get("literals").items();
        const files = node.get("files").items();
        const envs = [...node.get("envs").items(), ...(node.get("env").string ? [node.get("env")] : [])];
        return [
          {
            kind: field === "configMapGenerator" ? ("ConfigMap" as const) : ("Secret" as const),
            node,
            name,
            ...(namespace ? { namespace } : {}),
            keys: [...literals.map(literalKey), ...files.map(fileKey)].filter((key) => key !== ""),
            files: [...files, ...envs],
            literals,
          },
        ];
      }),
  );
}

/** The key of `key=value`; "" where there is no `=`: what stands there may be the value. */
function literalKey(node: YamlNode): string {
  const text = node.string ?? "";
  return text.slice(0, Math.max(0, text.indexOf("=")));
}

/** The key of `key=path`, or the file's name. */
function fileKey(node: YamlNode): string {
  const text = node.string ?? "";
  const equals = text.indexOf("=");
  return equals >= 0 ? text.slice(0, equals) : text.slice(text.lastIndexOf("/") + 1);
}

/** A URL without the name and password that may stand in it. */
export function withoutCredentials(text: string): string {
  return text.replace(/:\/\/[^/@\s]{1,200}@/, "://***@");
}
