import type { ShellCommand } from "../../formats/shell.ts";
import type { LineIndex, Range } from "../../position.ts";

/** What the Docker system reads, by kind of file. */
export type DockerModel = Dockerfile | IgnoreFile | BakeFile;

/** One word of an instruction. Offsets count UTF-16 code units of the file, `end` is exclusive. */
export interface Word {
  /** Without quotes; variables stand as written. */
  text: string;
  start: number;
  end: number;
}

/** `--name=value` behind the keyword; `value` is "" where there is none. */
export interface Flag extends Word {
  name: string;
  value: string;
}

/** A variable that ENV, ARG or LABEL sets. */
export interface Setting {
  name: string;
  /** Undefined for an ARG without a default. */
  value: string | undefined;
  start: number;
  end: number;
}

/** The commands of a RUN, or of the shell form of CMD, ENTRYPOINT and HEALTHCHECK; offsets are the file's. */
export interface Script {
  commands: ShellCommand[];
  /** The text between these offsets, continuations and comments included. */
  start: number;
  end: number;
}

export interface Heredoc {
  name: string;
  start: number;
  end: number;
}

export interface Instruction {
  /** In upper case. */
  keyword: string;
  start: number;
  end: number;
  keywordEnd: number;
  flags: Flag[];
  /** The arguments behind the flags; of the JSON array in exec form. */
  words: Word[];
  /** True where the arguments are a JSON array. */
  exec: boolean;
  /** Of ENV, ARG and LABEL. */
  settings: Setting[];
  heredocs: Heredoc[];
  script?: Script;
  /** The instruction that ONBUILD holds back. */
  trigger?: Instruction;
  /** Index of its stage; -1 before the first FROM. */
  stage: number;
}

export interface Stage {
  index: number;
  from: Instruction;
  /** As written behind AS. */
  name?: Word;
  /** The word behind FROM; absent in `FROM` alone. */
  base?: Word;
  /** The base with the defaults of global build arguments filled in; undefined where one has no default. */
  image: string | undefined;
  platform?: Flag;
  /** The stage of this file that it starts from. */
  parent?: Stage;
  /** All instructions of the stage, FROM first. */
  instructions: Instruction[];
}

export interface Dockerfile {
  kind: "dockerfile";
  lines: LineIndex;
  text: string;
  instructions: Instruction[];
  stages: Stage[];
  /** ARG before the first FROM, by name. */
  globals: Map<string, Setting>;
  /** The frontend of `# syntax=`. */
  syntax?: { value: string; range: Range };
}

/** A pattern of a .dockerignore file. */
export interface IgnorePattern {
  /** Without the `!`, cleaned up as the builder does: no leading or trailing slash. */
  pattern: string;
  negated: boolean;
  line: number;
}

export interface IgnoreFile {
  kind: "dockerignore";
  lines: LineIndex;
  patterns: IgnorePattern[];
}

export interface BakeTarget {
  name: string;
  range: Range;
  context?: string;
  dockerfile?: string;
  stage?: string;
  tags: string[];
  platforms: string[];
  inherits: string[];
}

export interface BakeFile {
  kind: "docker-bake";
  targets: BakeTarget[];
  groups: { name: string; range: Range; targets: string[] }[];
}

/** The stage and those it starts from, the last first. */
export function ancestry(stage: Stage): Stage[] {
  const found: Stage[] = [];
  for (let current: Stage | undefined = stage; current; current = current.parent) found.push(current);
  return found;
}

/** The stage that a plain `docker build` makes. */
export function finalStage(file: Dockerfile): Stage | undefined {
  return file.stages[file.stages.length - 1];
}

/** The stage that is shipped: the last one that is not named for development or tests; else the last. */
export function shippedStage(file: Dockerfile): Stage | undefined {
  return file.stages.findLast((stage) => !isForDevelopers(stage)) ?? finalStage(file);
}

/** True for a stage that is named for development or tests: `dev`, `dev-envs`, `unit-test`. */
export function isForDevelopers({ name }: Stage): boolean {
  return /(^|[._-])(dev|develop|development|tests?|testing|debug|lint|ci)([._-]|$)/i.test(name?.text ?? "");
}

/**
 * The stages whose layers are likely to be shipped: the last, every one with a CMD or ENTRYPOINT of its own
 * (those are built with `--target`), and what they start from; not those for development or tests.
 */
export function shippedStages(file: Dockerfile): Set<Stage> {
  const shipped = new Set<Stage>();
  for (const stage of file.stages) {
    const runs = stage.instructions.some((one) => one.keyword === "CMD" || one.keyword === "ENTRYPOINT");
    if ((!runs || isForDevelopers(stage)) && stage !== shippedStage(file)) continue;
    for (const one of ancestry(stage)) shipped.add(one);
  }
  return shipped;
}

/** The range of a word, a setting or an instruction. */
export function rangeOf(file: { lines: LineIndex }, thing: { start: number; end: number }): Range {
  return file.lines.range(thing.start, thing.end);
}

/**
 * The range of a command in an instruction: the command where the instruction is one line; otherwise from the
 * instruction's keyword, as a comment that silences the finding can only stand above that.
 */
export function commandRange(
  file: Dockerfile,
  owner: Instruction,
  command: { start: number; end: number },
): Range {
  const exact = rangeOf(file, command);
  const keyword = file.lines.range(owner.start, owner.keywordEnd);
  return keyword.startLine === exact.startLine
    ? exact
    : { ...exact, startLine: keyword.startLine, startColumn: keyword.startColumn };
}

/** The instructions of a stage with that keyword, in order. */
export function instructionsOf(stage: Stage, ...keywords: string[]): Instruction[] {
  return stage.instructions.filter((one) => keywords.includes(one.keyword));
}
