import type { YamlNode } from "../../formats/yaml.ts";
import type { Mount } from "./model.ts";
import { splitOutsideBraces } from "./ports.ts";

/**
 * A mount in the short (`source:target[:options]`) or long form
 * (https://docs.docker.com/reference/compose-file/services/#volumes).
 */
export function readMount(node: YamlNode): Mount | undefined {
  if (node.isMap) {
    const type = node.get("type").string ?? "volume";
    const target = node.get("target").string;
    if (target === undefined) return undefined;
    const source = node.get("source").string;
    return {
      range: node.get("source").exists ? node.get("source").range : node.range,
      type: type === "bind" || type === "volume" || type === "tmpfs" ? type : "other",
      source,
      target,
      readOnly: node.get("read_only").string === "true",
    };
  }
  const text = node.string;
  if (text === undefined || text === "") return undefined;
  const parts = joinDrive(splitOutsideBraces(text));
  const [first = "", second, options = ""] = parts;
  if (second === undefined)
    return { range: node.range, type: "volume", source: undefined, target: first, readOnly: false };
  return {
    range: node.range,
    type: isHostPath(first) ? "bind" : /\$/.test(first) ? "other" : "volume",
    source: first,
    target: second,
    readOnly: options.split(",").includes("ro"),
  };
}

/** `C:\data:/data` has a colon that separates nothing. */
function joinDrive(parts: string[]): string[] {
  const [first, second, ...rest] = parts;
  return first && second !== undefined && /^[A-Za-z]$/.test(first) && /^[\\/]/.test(second)
    ? [`${first}:${second}`, ...rest]
    : parts;
}

/** True for a path of the host: absolute, relative with a dot, of the home folder, or below a variable. */
export function isHostPath(source: string): boolean {
  return (
    /^(\/|\.{1,2}(\/|$)|~|[A-Za-z]:[\\/]|\\|\$\{?(PWD|HOME)\b)/.test(source) ||
    /^\$\{?\w[^/]{0,200}\//.test(source)
  );
}
