import { accessesOf } from "../../../formats/github-expression-walk.ts";
import type { LineIndex, Range } from "../../../position.ts";
import type { Fix } from "../../../system.ts";
import { type ExpressionSite, rangeOf } from "../model.ts";

/**
 * Moves the expression into `env` of its step and reads the variable in the script. Only for bash and POSIX shells,
 * and only where the expression stands bare or in double quotes: elsewhere a variable would not be expanded.
 */
export function throughEnvironment(site: ExpressionSite, lines: LineIndex, file: string): Fix | undefined {
  const { step, scalar, start, end } = site;
  const script = step?.script;
  if (!step || !script || (script.shell !== "bash" && script.shell !== "sh")) return undefined;
  if (scalar.text.includes("<<") || step.node.get("run").isQuoted) return undefined;
  const quoting = quotingAt(scalar.text, start);
  if (quoting === "single") return undefined;
  const name = variableName(site);
  const insert = step.env[0]?.range ?? step.node.get("run").keyRange;
  if (name === undefined || step.env.some((variable) => variable.name === name)) return undefined;
  const expression = scalar.text.slice(start, end);
  if (/[\n#]|: /.test(expression) || !/^ *(?:- +)?$/.test(before(insert, lines, file))) return undefined;
  // At the start of a plain scalar a quote would be YAML's, not the shell's.
  if (start === 0 && step.node.get("run").range.startLine === rangeOf(site).startLine) return undefined;
  const indent = " ".repeat(insert.startColumn - 1);
  const entry = `${name}: ${expression}\n${indent}`;
  const at: Range = {
    startLine: insert.startLine,
    startColumn: insert.startColumn,
    endLine: insert.startLine,
    endColumn: insert.startColumn,
  };
  return {
    title: `Hand it over as $${name}`,
    edits: [
      { range: at, newText: step.env.length === 0 ? `env:\n${indent}  ${entry}` : entry },
      { range: rangeOf(site), newText: quoting === "double" ? `\${${name}}` : `"\${${name}}"` },
    ],
  };
}

/** The quotes that are open at an offset of a script, by the rules of the shell. */
function quotingAt(text: string, offset: number): "none" | "double" | "single" {
  let open: "none" | "double" | "single" = "none";
  for (let i = 0; i < offset; i++) {
    const c = text[i];
    if (c === "\\" && open !== "single") i++;
    else if (c === "'" && open !== "double") open = open === "single" ? "none" : "single";
    else if (c === '"' && open !== "single") open = open === "double" ? "none" : "double";
    else if (c === "#" && open === "none" && /^$|\s/.test(text[i - 1] ?? "")) {
      const next = text.indexOf("\n", i);
      i = next < 0 ? offset : next;
    }
  }
  return open;
}

/** `github.event.issue.title` becomes `ISSUE_TITLE`. */
function variableName({ expression }: ExpressionSite): string | undefined {
  const path = expression ? accessesOf(expression)[0]?.path : undefined;
  if (!path) return undefined;
  const parts = path.filter(
    (part) => !["github", "event", "inputs", "env", "*", "?", "outputs", "steps"].includes(part),
  );
  const name = parts
    .slice(-3)
    .join("_")
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "");
  return /^[A-Z][A-Z0-9_]{1,60}$/.test(name) ? name : undefined;
}

/** What stands on the line in front of a place: blanks, unless it is inside a flow map. */
function before({ startLine, startColumn }: Range, lines: LineIndex, file: string): string {
  const start = lines.offset(startLine);
  return file.slice(start, start + Math.min(startColumn - 1, 500));
}
