import { baseName } from "../../../paths.ts";
import type { Range } from "../../../position.ts";
import type { Check, CheckContext, Hit } from "../../../system.ts";
import { findStage } from "../../docker/links.ts";
import type { Dockerfile } from "../../docker/model.ts";
import { parseDockerfile } from "../../docker/parse.ts";
import { mountedFile } from "../links.ts";
import type { ComposeFile, ComposeModel, Service } from "../model.ts";
import { buildPaths, workspacePath } from "../paths.ts";
import { fill } from "../variables.ts";
import { oncePerPlace, servicesOf } from "./support.ts";

export const missingFile: Check<ComposeModel> = {
  id: "compose/missing-file",
  title: "File or folder that is not in the repository",
  severity: "high",
  category: "correctness",
  why: "The project does not build or start from a fresh clone. A mounted file that is missing is worse: Docker puts an empty folder in its place, and the service fails in a strange way.",
  remedy: "Correct the path (it is relative to this file), or commit the file.",
  reference: "https://docs.docker.com/reference/compose-file/build/#context",
  kinds: ["compose", "swarm"],
  *run(model, context) {
    if (model.kind === "devcontainer") return;
    yield* oncePerPlace([
      ...fileHits(model, context),
      ...model.services.flatMap((one) => serviceHits(one, context)),
    ]);
  },
};

function fileHits(model: ComposeFile, context: CheckContext): Hit[] {
  const hits: Hit[] = [];
  for (const { text, range } of model.includes)
    missing(hits, context, workspacePath(context.file.path, text), range, "The included file");
  for (const { name, node } of model.configs) {
    const source = node.get("file");
    if (source.string === undefined) continue;
    missing(
      hits,
      context,
      workspacePath(context.file.path, source.string),
      source.range,
      `config "${name}": the file`,
    );
  }
  return hits;
}

function missing(
  hits: Hit[],
  context: CheckContext,
  path: string | undefined,
  range: Range,
  what: string,
): void {
  if (path === undefined || path === "" || context.exists(path)) return;
  hits.push({ range, message: `${what} ${path.slice(0, 200)} is not in the repository.` });
}

function serviceHits(service: Service, context: CheckContext): Hit[] {
  const hits: Hit[] = [];
  const name = `service "${service.name}":`;
  const { build } = service;
  const built = build && buildPaths(context.file.path, build);
  if (build && built) {
    if (built.context !== "" && !context.exists(built.context)) {
      missing(hits, context, built.context, build.context.range, `${name} the build context`);
    } else
      missing(
        hits,
        context,
        built.dockerfile,
        (build.dockerfile ?? build.context).range,
        `${name} the Dockerfile`,
      );
  }
  for (const file of service.envFiles) {
    const path = workspacePath(context.file.path, file.text);
    if (path === undefined || !file.required || isPrivate(path, context)) continue;
    missing(hits, context, path, file.range, `${name} the environment file`);
  }
  if (service.extends?.file !== undefined) {
    missing(
      hits,
      context,
      workspacePath(context.file.path, service.extends.file),
      service.extends.range,
      `${name} the extended file`,
    );
  }
  for (const mount of service.mounts) {
    missing(hits, context, mountedFile(mount, context.file.path), mount.range, `${name} the mounted file`);
  }
  return hits;
}

/** Files with values of one machine are left out of the repository on purpose, often with an example beside them. */
function isPrivate(path: string, context: CheckContext): boolean {
  if (/^\.env(\.|$)|^\.[^/]*env$|\.(local|secrets?|private)$|secret/i.test(baseName(path))) return true;
  return [".example", ".sample", ".dist", ".template", "-example", "-sample"].some((end) =>
    context.exists(path + end),
  );
}

function readDockerfile(path: string, context: CheckContext): Dockerfile | undefined {
  const text = context.read(path);
  return text === undefined ? undefined : parseDockerfile(text).model;
}

export const unknownTarget: Check<ComposeModel> = {
  id: "compose/unknown-build-target",
  title: "Build target that the Dockerfile does not have",
  severity: "high",
  category: "correctness",
  why: "The build stops with 'target stage could not be found', so the service cannot be started.",
  remedy: "Name one of the Dockerfile's stages.",
  reference: "https://docs.docker.com/reference/compose-file/build/#target",
  kinds: ["compose", "swarm"],
  *run(model, context) {
    for (const { name, build } of servicesOf(model)) {
      const target = build?.target && fill(build.target.text);
      const paths = build && buildPaths(context.file.path, build);
      if (!build?.target || !target || !paths) continue;
      const dockerfile = readDockerfile(paths.dockerfile, context);
      if (!dockerfile || dockerfile.stages.length === 0 || findStage(dockerfile, target)) continue;
      yield {
        range: build.target.range,
        message: `service "${name}" builds the stage "${target.slice(0, 80)}", which ${paths.dockerfile} does not have.`,
        related: [{ path: paths.dockerfile, line: 1 }],
      };
    }
  },
};

/** Whether the image that a service runs can become healthy; undefined where that cannot be known. */
export function hasHealthcheck(service: Service, context: CheckContext): boolean | undefined {
  const check = service.node.get("healthcheck");
  if (check.isMap) {
    const test = check.get("test").strings()[0];
    return !(check.get("disable").string === "true" || test === "NONE");
  }
  if (service.extends || service.node.has("healthcheck")) return undefined;
  const paths = service.build && buildPaths(context.file.path, service.build);
  const dockerfile = paths && readDockerfile(paths.dockerfile, context);
  if (!dockerfile) return undefined;
  const checks = dockerfile.instructions.filter(({ keyword }) => keyword === "HEALTHCHECK");
  if (checks.length > 0) return checks.at(-1)?.words[0]?.text.toUpperCase() !== "NONE";
  return undefined;
}

/** The base of the stage that a service builds, where its Dockerfile can be read. */
export function builtBase(service: Service, context: CheckContext): string | undefined {
  const paths = service.build && buildPaths(context.file.path, service.build);
  const dockerfile = paths && readDockerfile(paths.dockerfile, context);
  const target = service.build?.target && fill(service.build.target.text);
  let stage = dockerfile && (target ? findStage(dockerfile, target) : dockerfile.stages.at(-1));
  while (stage?.parent) stage = stage.parent;
  return stage?.image;
}
