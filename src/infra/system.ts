import type { Range } from "./position.ts";

/**
 * The one seam of the core: a new infrastructure system is a folder under `systems/` that exports a
 * {@link System}, and one line in `systems/index.ts`.
 */
export interface System<Model = unknown> {
  /** Stable name, as in the `system` of the terminal front end: `docker`, `github-actions`. */
  readonly id: string;
  /** The name a person reads: "GitHub Actions". */
  readonly title: string;
  /** Other words, lower case, by which a person means this system: `k8s`, `pipeline`. */
  readonly terms?: readonly string[];
  /** The kinds of file that this system recognises, by the names of the terminal front end's contract. */
  readonly kinds: readonly string[];
  /** Cheap and total: called for every path of the repository. See {@link Recognition}. */
  recognise(candidate: Candidate): Recognition;
  /** Loads what `parse` needs and cannot load synchronously, such as a WebAssembly grammar. */
  prepare?(): Promise<void>;
  /** Never throws: a fault of the file is a {@link Problem} beside what could be read. */
  parse(file: InfraFile): Parsed<Model>;
  /** What an engineer would ask about the file, with lines. */
  facts(model: Model, file: InfraFile): Facts;
  /** What the file points at. Resolving is the map's work. */
  links(model: Model, file: InfraFile): Link[];
  readonly checks: readonly Check<Model>[];
}

/** A path as recognition sees it; `head` only in the second phase, for those that asked for it. */
export interface Candidate {
  /** Relative to the workspace folder, forward slashes. */
  path: string;
  /** The file's name in lower case. */
  name: string;
  /** The ending of the name in lower case without the dot; "" where there is none. */
  extension: string;
  /** The first kilobytes of the text. */
  head?: string;
}

/** A kind; `"unsure"`: let me see the head (first phase only); `undefined`: not one of mine. */
export type Recognition = string | "unsure" | undefined;

/** A recognised file. */
export interface InfraFile {
  /** Relative to the workspace folder, forward slashes. */
  path: string;
  kind: string;
  text: string;
}

export interface Parsed<Model> {
  model: Model;
  problems: Problem[];
}

/** What a parser could not read. */
export interface Problem {
  range: Range;
  message: string;
}

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** What a file says. Systems add keys of their own; every value is plain JSON, every item carries its line. */
export interface Facts {
  /** What the file declares: a stage, a service, an object, a block, a job. Each is a node of the map. */
  resources: Resource[];
  [name: string]: unknown;
}

export interface Resource {
  /** The field's word: `stage`, `service`, `Deployment`, `aws_s3_bucket`, `job`. */
  type: string;
  name: string;
  /** The whole declaration. */
  range: Range;
  /** One line for a person: "nginx:1.27, ports 8080:80". Never holds a secret. */
  detail: string;
  namespace?: string;
  /** The labels of the pods that a workload makes. */
  labels?: Record<string, string>;
  /** Other properties worth showing or matching, plain JSON. */
  properties?: { [key: string]: Json };
}

/** Names of the terminal front end's contract. */
export type Relation =
  | "builds"
  | "deploys"
  | "runs-image"
  | "selects"
  | "routes-to"
  | "scales"
  | "protects"
  | "calls-module"
  | "calls-workflow"
  | "uses-action"
  | "includes"
  | "extends"
  | "patches"
  | "templates"
  | "uses-values"
  | "depends-on"
  | "references-config"
  | "references-secret"
  | "monitors"
  | "alerts-on"
  | "migrates"
  | "assumes-role";

/** A reference as the file states it. */
export interface Link {
  relation: Relation;
  /** Where the reference stands. */
  range: Range;
  /** The name of the resource that refers, where it is one. */
  from?: string;
  target: LinkTarget;
  /** True where the tool carries on without the target: then its absence breaks nothing. */
  optional?: boolean;
}

export type LinkTarget =
  /** A file or folder, relative to the workspace folder; the first of `paths` that exists is meant. */
  | { by: "path"; paths: string[] }
  /** A declared thing. `within`: the only path or folder in which it can be declared. */
  | { by: "name"; types: readonly string[]; name: string; namespace?: string; within?: string }
  /** All workloads of the namespace whose pod labels hold these. */
  | { by: "labels"; labels: Record<string, string>; namespace?: string }
  /** A container image by its reference. */
  | { by: "image"; image: string };

export type Severity = "critical" | "high" | "medium" | "low";
export type Category = "security" | "reliability" | "cost" | "supply-chain" | "correctness" | "observability";

/** A mistake worth stopping a pull request for: small data and one function. */
export interface Check<Model = unknown> {
  /** `<system>/<kebab-case>`; stable, it stands in suppressions and baselines. */
  readonly id: string;
  /** What is wrong, in a few words. */
  readonly title: string;
  readonly severity: Severity;
  readonly category: Category;
  /** What breaks, how it would be noticed: one or two sentences. */
  readonly why: string;
  /** How to mend it, one sentence. */
  readonly remedy: string;
  /** Where the rule is described: a page of the system's own documentation, or a published guide. */
  readonly reference: string;
  /** Equivalent rules of other analysers, as `hadolint:DL3002`. */
  readonly equivalents?: readonly string[];
  /** The kinds that it looks at; all of the system's where absent. */
  readonly kinds?: readonly string[];
  run(model: Model, context: CheckContext): Iterable<Hit>;
}

/** What a check may ask beyond its own file. */
export interface CheckContext {
  readonly file: InfraFile;
  /** True where the repository holds this file or folder (relative to the workspace folder). */
  exists(path: string): boolean;
  /** The text of an infrastructure file of the repository; undefined for any other. */
  read(path: string): string | undefined;
}

export interface Hit {
  range: Range;
  /** What is wrong here, naming the thing: `service "db" …`. Never holds a secret's value. */
  message: string;
  related?: Place[];
  fix?: Fix;
}

export interface Place {
  path: string;
  line: number;
}

/** A change of the same file that mends the finding. */
export interface Fix {
  title: string;
  edits: { range: Range; newText: string }[];
}

/** A bad and a good file for one check: the documentation's example, run by the tests. */
export interface Example {
  /** The path that the example file would have; decides its kind. */
  path: string;
  /** `lines`: the 1-based lines on which the check must fire. */
  bad: { text: string; lines: number[] };
  good: string;
}
