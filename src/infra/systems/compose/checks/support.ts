import { baseName, folderOf } from "../../../paths.ts";
import type { Range } from "../../../position.ts";
import type { CheckContext, Hit } from "../../../system.ts";
import type { ComposeFile, ComposeModel, Service } from "../model.ts";
import { parse } from "../parse.ts";

/** The services of a Compose file or stack; none of a development container. */
export function servicesOf(model: ComposeModel): Service[] {
  return model.kind === "devcontainer" ? [] : model.services;
}

/** Leaves out hits at a place that was already marked: several services may share an anchor. */
export function* oncePerPlace(hits: Iterable<Hit>): Generator<Hit> {
  const seen = new Set<string>();
  for (const hit of hits) {
    const { startLine, startColumn } = hit.range;
    const place = `${startLine}:${startColumn}`;
    if (seen.has(place)) continue;
    seen.add(place);
    yield hit;
  }
}

const BASE_NAMES = ["compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml"];
const OVERRIDE_NAMES = BASE_NAMES.map((name) => name.replace(/\.(ya?ml)$/, ".override.$1"));

/** True for a file that Compose reads without being told: what it does not define is not defined. */
export function isBaseFile(path: string): boolean {
  return BASE_NAMES.includes(baseName(path).toLowerCase());
}

/**
 * The other files of the folder that Compose merges with this one or that it builds upon, and what it includes, as
 * far as they can be read. `complete` is false where one cannot, so that nothing can be called undefined.
 */
export function companions(
  model: ComposeFile,
  context: CheckContext,
): { files: ComposeFile[]; complete: boolean } {
  const folder = folderOf(context.file.path);
  const files: ComposeFile[] = [];
  for (const name of [...BASE_NAMES, ...OVERRIDE_NAMES]) {
    const path = folder === "" ? name : `${folder}/${name}`;
    if (path !== context.file.path) read(path, context, files);
  }
  // What is included may include again; a file that says so is not judged.
  return {
    files,
    complete: isBaseFile(context.file.path) && model.includes.length === 0 && !model.root.has("include"),
  };
}

function read(path: string, context: CheckContext, into: ComposeFile[]): void {
  const text = context.exists(path) ? context.read(path) : undefined;
  if (text === undefined) return;
  const { model } = parse({ path, kind: "compose", text });
  if (model.kind !== "devcontainer") into.push(model);
}

/** One line for a range that starts there: for something missing, the name of the thing that lacks it. */
export function nameOf(service: Service): Range {
  return service.keyRange;
}

/** True where the value says yes: `true`, also quoted. */
export function isTrue(text: string | undefined): boolean {
  return text?.toLowerCase() === "true";
}

/** True for files that only tests or development use, by their path. */
export function isForTests(path: string): boolean {
  return /(^|[./_-])(dev|develop|development|tests?|testing|ci|e2e|integration|local|debug|example|examples|sample|demo|override|devcontainer)([./_-]|$)/i.test(
    path,
  );
}
