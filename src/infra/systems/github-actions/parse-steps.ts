import { parseShell, type ShellCommand, unwrapCommand } from "../../formats/shell.ts";
import type { YamlNode } from "../../formats/yaml.ts";
import type { LineIndex } from "../../position.ts";
import type { RunDefaults, Script, Step, Variable } from "./model.ts";
import { ScalarText } from "./scalar-text.ts";
import { parseUses, type Uses } from "./uses.ts";

/** Where a text stands, for what needs more than the cursor. */
export interface Source {
  text: string;
  lines: LineIndex;
}

/** More steps than this come from aliases that repeat each other. */
const MAX_STEPS = 5000;

/** Reads a list of steps; `windows` says that the runner's default shell is PowerShell. */
export function parseSteps(list: YamlNode, source: Source, defaults: RunDefaults, windows: boolean): Step[] {
  return list
    .items()
    .slice(0, MAX_STEPS)
    .map((node, index) => parseStep(node, index, source, defaults, windows));
}

function parseStep(
  node: YamlNode,
  index: number,
  source: Source,
  defaults: RunDefaults,
  windows: boolean,
): Step {
  const uses = readUses(node.get("uses"), source);
  const script = readScript(node, source, defaults, windows);
  const id = node.get("id").string;
  const condition = node.get("if").string;
  return {
    index,
    title: titleOf(node, index),
    node,
    with: variables(node.get("with")),
    env: variables(node.get("env")),
    ...(id === undefined ? {} : { id }),
    ...(uses ? { uses } : {}),
    ...(script ? { script } : {}),
    ...(condition === undefined ? {} : { condition }),
  };
}

function titleOf(node: YamlNode, index: number): string {
  const name = node.get("name").string ?? node.get("uses").string?.trim() ?? node.get("id").string;
  const first = name ?? node.get("run").string?.trim().split("\n", 1)[0];
  if (first === undefined || first === "") return `step ${index + 1}`;
  return first.length > 60 ? `${first.slice(0, 57)}…` : first;
}

/** Reads the value of a `uses` key, with the comment behind it. */
export function readUses(node: YamlNode, { text, lines }: Source): Uses | undefined {
  const value = node.string;
  if (value === undefined || value.trim() === "") return undefined;
  const range = node.range;
  const end = lines.offset(range.endLine) + range.endColumn - 1;
  const rest = text.slice(end, lines.offset(range.endLine + 1));
  const comment =
    rest.length < 1000 ? /^["']?\s{0,200}#\s{0,20}([^\r\n]*)/.exec(rest)?.[1]?.trim() : undefined;
  const inner = node.isQuoted
    ? { ...range, startColumn: range.startColumn + 1, endColumn: range.endColumn - 1 }
    : range;
  return parseUses(value, inner, comment);
}

/** The entries of a map of names to values, as `env`, `with` and `outputs` are. */
export function variables(map: YamlNode): Variable[] {
  return map.entries().map(({ key, keyRange, value }) => ({
    name: key,
    value: value.string ?? "",
    node: value,
    range: keyRange,
  }));
}

export function runDefaults(owner: YamlNode, outer: RunDefaults): RunDefaults {
  const run = owner.get("defaults", "run");
  const shell = run.get("shell").string ?? outer.shell;
  const workingDirectory = run.get("working-directory").string ?? outer.workingDirectory;
  return {
    ...(shell === undefined ? {} : { shell }),
    ...(workingDirectory === undefined ? {} : { workingDirectory }),
  };
}

function readScript(
  node: YamlNode,
  { text, lines }: Source,
  defaults: RunDefaults,
  windows: boolean,
): Script | undefined {
  const run = node.get("run");
  if (run.string === undefined) return undefined;
  const stated = node.get("shell").string ?? defaults.shell;
  const shell = shellProgram(stated, windows);
  const workingDirectory = node.get("working-directory").string ?? defaults.workingDirectory;
  return new LazyScript(
    new ScalarText(run, text, lines),
    shell,
    stated,
    workingDirectory === "" ? undefined : workingDirectory,
  );
}

/** `bash -e {0}` and `/bin/bash` are `bash`. */
function shellProgram(stated: string | undefined, windows: boolean): string | undefined {
  if (stated === undefined) return windows ? "pwsh" : "bash";
  if (stated.includes("${{")) return undefined;
  const program = stated.trim().split(/\s/, 1)[0] ?? "";
  return program.slice(program.lastIndexOf("/") + 1).toLowerCase();
}

/** Reads the commands only when they are asked for. */
class LazyScript implements Script {
  readonly text: string;
  private read: readonly ShellCommand[] | undefined;
  declare readonly shell?: string;
  declare readonly stated?: string;
  declare readonly workingDirectory?: string;

  constructor(
    readonly scalar: ScalarText,
    shell: string | undefined,
    stated: string | undefined,
    workingDirectory: string | undefined,
  ) {
    this.text = scalar.text;
    if (shell !== undefined) this.shell = shell;
    if (stated !== undefined) this.stated = stated;
    if (workingDirectory !== undefined) this.workingDirectory = workingDirectory;
  }

  get commands(): readonly ShellCommand[] {
    if (this.read === undefined) {
      const readable = this.shell === "bash" || this.shell === "sh";
      this.read = readable ? parseShell(this.text).commands.map(unwrapCommand) : [];
    }
    return this.read;
  }
}
