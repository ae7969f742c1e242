import { folderOf, joinPath } from "../../paths.ts";
import type { Job, Step } from "./model.ts";

/** The folder of the workspace that is the repository of this workflow or action: what holds its `.github`. */
export function repositoryRoot(path: string): string {
  const parts = path.split("/");
  const at = parts.lastIndexOf(".github");
  return at < 0 ? "" : parts.slice(0, at).join("/");
}

/** Where the files of this repository lie while a job runs, and where those of others do. */
export interface Workspace {
  root: string;
  /** False where the job never checks this repository out. */
  present: boolean;
  /** Folders into which this repository is checked out; "" for the workspace itself. */
  own: string[];
  /** Folders that hold something else: another repository, an artifact, a generated tree. */
  foreign: string[];
}

/** Reads the checkouts and downloads of a job. */
export function workspaceOf(job: Job, path: string): Workspace {
  const workspace: Workspace = { root: repositoryRoot(path), present: false, own: [], foreign: [] };
  for (const step of job.steps) {
    const name = step.uses?.repository;
    const folder = cleanFolder(text(step, "path") ?? "");
    if (name === "actions/checkout") {
      const repository = text(step, "repository");
      const own = repository === undefined || /github\.repository\b|head\.repo\.full_name/.test(repository);
      if (own) workspace.present = true;
      (own ? workspace.own : workspace.foreign).push(folder);
    } else if (name === "actions/download-artifact" || name === "dawidd6/action-download-artifact") {
      workspace.foreign.push(folder);
    }
  }
  return workspace;
}

function text(step: Step, input: string): string | undefined {
  return step.with.find(({ name }) => name === input)?.value;
}

function cleanFolder(folder: string): string {
  return joinPath("", folder.replace(/^\$\{\{\s{0,20}github\.workspace\s{0,20}\}\}\/?/, "")) ?? "";
}

/** Folders that builds write; what lies there is not in the repository. */
const GENERATED =
  /^(?:\.\/)?(?:dist|build|out|output|target|bin|tmp|artifacts?|release|coverage|node_modules|\.terraform|_site|public|rendered|manifests-out)(?:\/|$)/;

/**
 * A path that a step names, as paths of the workspace folder; undefined where it cannot be one of this repository:
 * absolute, a URL, generated, or inside another checkout.
 * @param folder the step's working directory
 */
export function inRepository(workspace: Workspace, folder: string, path: string): string | undefined {
  if (path === "" || path.includes("://") || /^[~/]/.test(path) || /[*?{}[\]$`<>|"']|\s/.test(path))
    return undefined;
  const place = joinPath(folder, path);
  if (place === undefined || GENERATED.test(place)) return undefined;
  const own = workspace.own.filter((one) => one !== "" && within(place, one));
  const deepest = own.reduce((a, b) => (b.length > a.length ? b : a), "");
  const elsewhere = workspace.foreign.some(
    (one) => one !== "" && one.length > deepest.length && within(place, one),
  );
  if (elsewhere) return undefined;
  // Another repository in the workspace itself: nothing there is known.
  if (deepest === "" && workspace.foreign.includes("") && !workspace.own.includes("")) return undefined;
  if (deepest === "" && workspace.own.length > 0 && !workspace.own.includes("")) return undefined;
  return joinPath(workspace.root, deepest === "" ? place : place.slice(deepest.length + 1));
}

function within(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}

/** The folder in which an action's own steps find `./`: the repository's root. */
export function actionFolder(path: string): string {
  return folderOf(path);
}
