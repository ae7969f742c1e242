import type { YamlNode } from "../../formats/yaml.ts";

/** The scalars of a map as strings; what is not a scalar is left out. */
export function stringMap(node: YamlNode): Record<string, string> {
  return Object.fromEntries(
    node.entries().flatMap(({ key, value }) => (value.string === undefined ? [] : [[key, value.string]])),
  );
}
