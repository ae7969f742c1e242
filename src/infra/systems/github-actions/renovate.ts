import type { YamlNode } from "../../formats/yaml.ts";
import type { Facts } from "../../system.ts";

/**
 * JSON5 without its comments, every offset kept: comments become blanks, and what is left of JSON5 reads as YAML in
 * its flow form (unquoted keys, single quotes, trailing commas). Strings are left alone.
 */
export function withoutComments(text: string): string {
  let out = "";
  let from = 0;
  let quote = "";
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (quote !== "") {
      if (c === "\\") i++;
      else if (c === quote) quote = "";
    } else if (c === '"' || c === "'") quote = c;
    else if (c === "/" && (text[i + 1] === "/" || text[i + 1] === "*")) {
      const end = commentEnd(text, i);
      out += text.slice(from, i) + text.slice(i, end).replace(/[^\r\n]/g, " ");
      from = end;
      i = end - 1;
    }
  }
  // A tab is white space in JSON and an error as YAML indentation.
  return (out + text.slice(from)).replaceAll("\t", " ");
}

function commentEnd(text: string, start: number): number {
  if (text[start + 1] === "/") {
    const end = text.slice(start).search(/[\r\n]/);
    return end < 0 ? text.length : start + end;
  }
  const end = text.indexOf("*/", start + 2);
  return end < 0 ? text.length : end + 2;
}

/** What Renovate is told to do. */
export function renovateFacts(root: YamlNode): Facts {
  const rules = root.get("packageRules").items();
  return {
    resources: [],
    extends: root
      .get("extends")
      .items()
      .flatMap((item) =>
        item.string === undefined ? [] : [{ preset: item.string, line: item.range.startLine }],
      ),
    rules: rules.map((rule) => ({
      line: rule.range.startLine,
      ...(rule.get("description").string === undefined
        ? {}
        : { description: rule.get("description").strings()[0] }),
      automerge: rule.get("automerge").string === "true",
      enabled: rule.get("enabled").string !== "false",
    })),
    automerge: root.get("automerge").string === "true",
    schedule: root.get("schedule").strings(),
    managers: root.get("enabledManagers").strings(),
  };
}
