import { programName, type ShellCommand, type ShellWord } from "../../formats/shell.ts";
import type { Range } from "../../position.ts";
import { combinations } from "./matrix.ts";
import type { Job, Step, WorkflowModel } from "./model.ts";
import { inRepository, type Workspace, workspaceOf } from "./repository.ts";
import { readTool } from "./tools.ts";
import { findVariable, inputOf, resolveText, type Surroundings } from "./values.ts";

/** What a step does to the world or with a file of the repository. */
export interface Operation {
  /** `script` runs a file; `config` reads one; `values` hands Helm values over. */
  does: "build" | "push" | "deploy" | "plan" | "destroy" | "migrate" | "script" | "config" | "values";
  /** The program or action: `kubectl`, `docker/build-push-action`. */
  tool: string;
  range: Range;
  job: Job;
  step: Step;
  /** The file or folder it works on, relative to the workspace folder; in order where several are tried. */
  paths?: string[];
  /** The image that it builds, pushes or deploys. */
  image?: string;
}

/** What a tool's reader finds in one command or action; paths are still those of the step. */
export interface Finding {
  does: Operation["does"];
  /** In order where the tool would try several. */
  paths?: string[];
  image?: string;
}

/** At most so many operations of one file. */
const MAX_OPERATIONS = 2000;

const known = new WeakMap<WorkflowModel, Operation[]>();

/** Every operation of a workflow, in order; read once for each model. */
export function operationsOf(workflow: WorkflowModel, path: string): Operation[] {
  const before = known.get(workflow);
  if (before) return before;
  const found: Operation[] = [];
  for (const job of workflow.jobs) {
    if (found.length < MAX_OPERATIONS) found.push(...operationsOfJob(workflow, job, path));
  }
  known.set(workflow, found);
  return found;
}

function operationsOfJob(workflow: WorkflowModel, job: Job, path: string): Operation[] {
  const workspace = workspaceOf(job, path);
  const written = writtenPaths(job);
  const found = new Map<string, Operation>();
  for (const combination of combinations(job.node)) {
    for (const step of job.steps) {
      const around = { workflow, job, step, combination };
      for (const operation of operationsOfStep(around, workspace, written)) {
        const { range, does, tool, image = "", paths = [] } = operation;
        found.set([range.startLine, range.startColumn, does, tool, image, ...paths].join("\n"), operation);
      }
      if (found.size > MAX_OPERATIONS) return [...found.values()];
    }
  }
  return [...found.values()];
}

function operationsOfStep(
  around: Surroundings,
  workspace: Workspace,
  written: ReadonlySet<string>,
): Operation[] {
  const { job, step } = around;
  const base = { job, step };
  if (step.uses) {
    const tool = step.uses.repository || step.uses.text;
    return actionFindings(around).map(({ does, paths, image, range }) => ({
      ...base,
      tool,
      does,
      range: range ?? step.uses?.range ?? step.node.range,
      ...placed(paths, [""], workspace, written),
      ...(image === undefined ? {} : { image }),
    }));
  }
  const script = step.script;
  if (!script) return [];
  const folder = script.workingDirectory === undefined ? "" : resolveText(script.workingDirectory, around);
  const found: Operation[] = [];
  let folders: string[] = folder === undefined ? [] : [folder];
  for (const command of script.commands) {
    if (programName(command) === "cd" || programName(command) === "pushd") {
      folders = changed(folders, command, around);
      continue;
    }
    const read = (word: ShellWord) => resolveText(word.text, around, true);
    for (const { does, paths, image } of readTool(command, read)) {
      found.push({
        ...base,
        tool: programName(command),
        does,
        range: script.scalar.range(command.start, command.end),
        ...placed(paths, folders, workspace, written),
        ...(image === undefined ? {} : { image }),
      });
    }
  }
  return found;
}

/** After `cd`: the new folder first, the old one after it, as the change may have been that of a subshell. */
function changed(folders: readonly string[], command: ShellCommand, around: Surroundings): string[] {
  const target = command.args.find(({ text }) => !text.startsWith("-"));
  const name = target ? resolveText(target.text, around, true) : undefined;
  if (name === undefined || /^[~/-]/.test(name)) return [];
  return [...folders.map((folder) => `${folder}/${name}`), ...folders].slice(0, 6);
}

function placed(
  paths: readonly string[] | undefined,
  folders: readonly string[],
  workspace: Workspace,
  written: ReadonlySet<string>,
): { paths?: string[] } {
  if (!paths) return {};
  const found = new Set<string>();
  for (const path of paths) {
    if (written.has(path.replace(/^\.\//, ""))) return {};
    for (const folder of folders) {
      const place = inRepository(workspace, folder.replace(/^\/+/, ""), path);
      if (place) found.add(place);
    }
  }
  return found.size === 0 ? {} : { paths: [...found] };
}

/** Files that the job's scripts write themselves. */
function writtenPaths(job: Job): Set<string> {
  const written = new Set<string>();
  for (const step of job.steps) {
    for (const command of step.script?.commands ?? []) {
      for (const { operator, target } of command.redirects) {
        if (operator.startsWith(">") && target) written.add(target.text.replace(/^\.\//, ""));
      }
      for (const [i, { text }] of command.args.entries()) {
        const next = command.args[i + 1]?.text;
        if (/^(?:-o|-O|--output|--out|--output-document|--output-dir)$/.test(text) && next) written.add(next);
        const joined = /^--(?:output|out|output-document)=(.{1,300})$/.exec(text)?.[1];
        if (joined) written.add(joined);
      }
      if (["cp", "mv", "tee", "touch", "mkdir", "ln"].includes(programName(command))) {
        const last = command.args.at(-1)?.text;
        if (last) written.add(last.replace(/^\.\//, "").replace(/\/$/, ""));
      }
    }
  }
  return written;
}

/** What well-known actions do, from their inputs. */
function actionFindings(around: Surroundings): (Finding & { range?: Range })[] {
  const { step } = around;
  const input = (name: string) => {
    const given = inputOf(step, name);
    return given ? resolveText(given.value, around)?.trim() : undefined;
  };
  const rangeOf = (name: string) => inputOf(step, name)?.node.range;
  switch (step.uses?.repository) {
    case "docker/build-push-action":
    case "redhat-actions/buildah-build":
      return builtImages(around, input, rangeOf);
    case "docker/bake-action":
      return (input("files") ?? "docker-bake.hcl")
        .split(/[\n,]/)
        .map((path) => ({ does: "build", paths: [path.trim()] }));
    case "azure/k8s-deploy":
      return (input("manifests") ?? "").split(/\n/).map((path) => ({ does: "deploy", paths: [path.trim()] }));
    case "aws-actions/amazon-ecs-deploy-task-definition": {
      const path = input("task-definition");
      return [{ does: "deploy", ...(path ? { paths: [path] } : {}) }];
    }
    case "aws-actions/aws-cloudformation-github-deploy": {
      const path = input("template");
      return [{ does: "deploy", ...(path ? { paths: [path] } : {}) }];
    }
    case "google-github-actions/deploy-cloudrun":
    case "google-github-actions/deploy-appengine":
    case "google-github-actions/deploy-cloud-functions":
    case "azure/webapps-deploy":
    case "azure/functions-action":
    case "azure/container-apps-deploy-action":
    case "superfly/flyctl-actions":
    case "amondnet/vercel-action":
    case "netlify/actions":
    case "firebaseextended/action-hosting-deploy":
    case "actions/deploy-pages":
    case "cloudflare/pages-action":
    case "akhileshns/heroku-deploy":
    case "appleboy/ssh-action":
    case "digitalocean/app_action":
      return [{ does: "deploy" }];
    case "goreleaser/goreleaser-action":
      return goreleaser(input("args") ?? "");
    case "pulumi/actions": {
      const verb = input("command") ?? "up";
      const does = verb === "up" || verb === "update" ? "deploy" : verb === "destroy" ? "destroy" : "plan";
      return [{ does, paths: [input("work-dir") ?? "."] }];
    }
    default:
      return versionFiles(input, rangeOf);
  }
}

const GORELEASER_FILES = [".goreleaser.yml", ".goreleaser.yaml", "goreleaser.yml", "goreleaser.yaml"];

function goreleaser(args: string): Finding[] {
  const stated = /(?:^|\s)(?:-f|--config)[\s=]\s{0,20}(\S{1,300})/.exec(args)?.[1];
  return [
    { does: /\brelease\b/.test(args) && !args.includes("--snapshot") ? "push" : "build" },
    { does: "config", paths: stated === undefined ? GORELEASER_FILES : [stated] },
  ];
}

/** Inputs of the `setup-…` actions that name a file with a version or dependencies. */
const FILE_INPUTS = [
  "go-version-file",
  "node-version-file",
  "python-version-file",
  "java-version-file",
  "global-json-file",
];

function versionFiles(
  input: (name: string) => string | undefined,
  rangeOf: (name: string) => Range | undefined,
): (Finding & { range?: Range })[] {
  return FILE_INPUTS.flatMap((name) => {
    const path = input(name);
    const range = rangeOf(name);
    return path ? [{ does: "config" as const, paths: [path], ...(range ? { range } : {}) }] : [];
  });
}

function builtImages(
  around: Surroundings,
  input: (name: string) => string | undefined,
  rangeOf: (name: string) => Range | undefined,
): (Finding & { range?: Range })[] {
  const stated = inputOf(around.step, "context");
  const context = stated ? input("context")?.replace(/^\{\{defaultContext\}\}:?/, "") : ".";
  const file = inputOf(around.step, "file") ? input("file") : `${context || "."}/Dockerfile`;
  const range = rangeOf("file") ?? rangeOf("context");
  const unknown =
    context === undefined || file === undefined || context.includes("://") || context.includes("#");
  const push = input("push");
  const does = push !== undefined && push !== "false" ? "push" : "build";
  const images = imagesOf(around);
  const base = { does, ...(unknown ? {} : { paths: [file] }), ...(range ? { range } : {}) } as const;
  return images.length === 0 ? [base] : images.map((image) => ({ ...base, image }));
}

/** The names without tags of `tags`, or of the metadata step that `tags` takes them from. */
function imagesOf(around: Surroundings): string[] {
  const { step, job } = around;
  const tags = inputOf(step, "tags") ?? inputOf(step, "image");
  if (!tags) return [];
  const source = /\$\{\{\s{0,20}steps\.([\w-]{1,100})\.outputs\.(?:tags|json)/.exec(tags.value)?.[1];
  const metadata = source === undefined ? undefined : job.steps.find(({ id }) => id === source);
  const listed = metadata ? findVariable("images", [metadata.with])?.value : tags.value;
  const names = (listed ?? "").split(/[\n,]/).flatMap((line) => {
    const name = imageName(line.trim(), around);
    return name ? [name] : [];
  });
  return [...new Set(names)];
}

/** Without the tag, which is often computed; undefined where the name itself is. */
function imageName(line: string, around: Surroundings): string | undefined {
  if (line === "" || line.startsWith("#")) return undefined;
  const whole = resolveText(line, around);
  if (whole !== undefined) return whole;
  const tag = line.lastIndexOf(":${{");
  const slash = line.lastIndexOf("/");
  return tag > 0 && slash < tag ? resolveText(line.slice(0, tag), around) : undefined;
}
