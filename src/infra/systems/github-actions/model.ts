import type { Expression } from "../../formats/github-expression.ts";
import type { ShellCommand } from "../../formats/shell.ts";
import type { YamlNode } from "../../formats/yaml.ts";
import type { LineIndex, Range } from "../../position.ts";
import type { ScalarText } from "./scalar-text.ts";
import type { Uses } from "./uses.ts";

/** What is known of a file of this system, by its kind. */
export type Model = WorkflowModel | ActionModel | DependabotModel | RenovateModel;

interface FileModel {
  /** A cursor on nothing where the file holds no document. */
  root: YamlNode;
  lines: LineIndex;
}

export interface WorkflowModel extends FileModel {
  kind: "github-workflow";
  name?: string;
  triggers: Trigger[];
  permissions: Permissions;
  env: Variable[];
  concurrency: YamlNode;
  /** `defaults.run`. */
  defaults: RunDefaults;
  jobs: Job[];
  /** Every expression of the file, in order. */
  expressions: ExpressionSite[];
}

export interface ActionModel extends FileModel {
  kind: "github-action";
  name?: string;
  inputs: Parameter[];
  outputs: Parameter[];
  /** `composite`, `docker`, `node20` … */
  using?: string;
  steps: Step[];
  expressions: ExpressionSite[];
}

export interface DependabotModel extends FileModel {
  kind: "dependabot";
  updates: Update[];
}

export interface RenovateModel extends FileModel {
  kind: "renovate";
}

export interface Trigger {
  /** `push`, `pull_request_target` … */
  name: string;
  /** Of the event's name. */
  range: Range;
  /** What stands under the name; a cursor on nothing in the short forms. */
  node: YamlNode;
}

/** `permissions:` of a workflow or job. */
export interface Permissions {
  node: YamlNode;
  /** False where nothing is said: the repository's default, or the workflow's, holds. */
  stated: boolean;
  /** `read-all` or `write-all`. */
  all?: string;
  scopes: { name: string; level: string; range: Range; valueRange: Range }[];
}

export interface Variable {
  name: string;
  value: string;
  node: YamlNode;
  range: Range;
}

export interface RunDefaults {
  shell?: string;
  workingDirectory?: string;
}

export interface Parameter {
  name: string;
  /** Of the name. */
  range: Range;
  node: YamlNode;
  required: boolean;
  hasDefault: boolean;
}

export interface Job {
  id: string;
  /** Of the id. */
  range: Range;
  node: YamlNode;
  needs: { id: string; range: Range }[];
  runner: Runner;
  permissions: Permissions;
  env: Variable[];
  environment?: { name: string; range: Range };
  concurrency: YamlNode;
  defaults: RunDefaults;
  container: YamlNode;
  services: { name: string; node: YamlNode }[];
  /** The reusable workflow that the job calls. */
  uses?: Uses;
  with: Variable[];
  outputs: Variable[];
  steps: Step[];
  /** The text of `if`; undefined where it is missing. */
  condition?: string;
}

export interface Runner {
  node: YamlNode;
  /** The labels that can be read from the file, those of the matrix too. */
  labels: { text: string; range: Range }[];
  group?: string;
  /** True where a label comes from something that the file does not show. */
  unknown: boolean;
}

export interface Step {
  index: number;
  /** How a person would call it: its name, its action, the first words of its script. */
  title: string;
  id?: string;
  node: YamlNode;
  uses?: Uses;
  script?: Script;
  with: Variable[];
  env: Variable[];
  condition?: string;
}

/** The text of `run:`. */
export interface Script {
  text: string;
  scalar: ScalarText;
  /** `bash`, `sh`, `pwsh`, `python` …: the program of the `shell` that applies; undefined where unknown. */
  shell?: string;
  /** The `shell` as the file states it for the step, its job or the workflow. */
  stated?: string;
  workingDirectory?: string;
  /** The commands of a bash or POSIX script; empty for other shells. */
  readonly commands: readonly ShellCommand[];
}

/** One `${{ … }}`, or an `if` without its braces. */
export interface ExpressionSite {
  /** Keys and list positions from the top: `jobs`, `build`, `steps`, `0`, `run`. */
  path: readonly string[];
  scalar: ScalarText;
  /** Of the expression with its braces, in the scalar's text. */
  start: number;
  end: number;
  /** Where the text that the expression was read from starts. */
  innerStart: number;
  bare: boolean;
  expression: Expression | undefined;
  problem: { start: number; end: number; message: string } | undefined;
  job?: Job;
  step?: Step;
}

/** One entry of `updates` in dependabot.yml. */
export interface Update {
  ecosystem: string;
  directories: { path: string; range: Range }[];
  interval?: string;
  node: YamlNode;
}

/** The range of a part of a site's expression. */
export function rangeIn(site: ExpressionSite, part: { start: number; end: number }): Range {
  return site.scalar.range(site.innerStart + part.start, site.innerStart + part.end);
}

/** The range of the whole site. */
export function rangeOf(site: ExpressionSite): Range {
  return site.scalar.range(site.start, site.end);
}
