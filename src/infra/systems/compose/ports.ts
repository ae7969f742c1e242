import type { YamlNode } from "../../formats/yaml.ts";
import type { Port } from "./model.ts";

/**
 * A port in the short (`[host:]published:target[/protocol]`) or long form
 * (https://docs.docker.com/reference/compose-file/services/#ports). Undefined where nothing can be read.
 */
export function readPort(node: YamlNode): Port | undefined {
  if (node.isMap) {
    const target = node.get("target").string;
    if (target === undefined) return undefined;
    const published = node.get("published").string;
    return {
      range: node.range,
      target,
      published: published === "" ? undefined : published,
      hostIp: node.get("host_ip").string,
      protocol: node.get("protocol").string ?? "tcp",
      short: false,
    };
  }
  const text = node.string;
  return text === undefined ? undefined : { range: node.range, short: true, ...splitPort(text) };
}

function splitPort(text: string): Omit<Port, "range" | "short"> {
  const slash = text.lastIndexOf("/");
  const hasProtocol = slash >= 0 && /^(tcp|udp|sctp)$/i.test(text.slice(slash + 1));
  const protocol = hasProtocol ? text.slice(slash + 1).toLowerCase() : "tcp";
  const parts = splitOutsideBraces(hasProtocol ? text.slice(0, slash) : text);
  const target = parts.pop() ?? "";
  const published = parts.pop();
  const hostIp = parts.join(":").replace(/^\[|\]$/g, "");
  return {
    target,
    published: published === "" ? undefined : published,
    hostIp: hostIp === "" ? undefined : hostIp,
    protocol,
  };
}

/** Splits at colons, but not within `${…:-…}` or `[…]`. */
export function splitOutsideBraces(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (c === "{" || c === "[") depth++;
    else if (c === "}" || c === "]") depth = Math.max(0, depth - 1);
    else if (c === ":" && depth === 0) {
      parts.push(text.slice(from, i));
      from = i + 1;
    }
  }
  parts.push(text.slice(from));
  return parts;
}

/** The numbers of a port or range: `3000-3002` gives three. Empty for a variable or more than 1000 ports. */
export function portNumbers(text: string | undefined): number[] {
  const found = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text ?? "");
  if (!found) return [];
  const low = Number(found[1]);
  const high = Number(found[2] ?? found[1]);
  if (high < low || high - low > 1000) return [];
  return Array.from({ length: high - low + 1 }, (_, i) => low + i);
}
