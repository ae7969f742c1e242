import { folderOf, joinPath } from "../../paths.ts";
import type { InfraFile, Link } from "../../system.ts";
import { bakeLinks } from "./bake.ts";
import {
  type Dockerfile,
  type DockerModel,
  type Instruction,
  rangeOf,
  type Stage,
  type Word,
} from "./model.ts";

/** Stage → stage, stage → base image, COPY → stage, image or file of the context. */
export function linksOf(model: DockerModel, file: InfraFile): Link[] {
  if (model.kind === "docker-bake") return bakeLinks(model, file);
  if (model.kind !== "dockerfile") return [];
  const links: Link[] = [];
  for (const stage of model.stages) {
    const from = stage.name?.text ?? String(stage.index);
    const base = baseLink(model, stage, file.path, from);
    if (base) links.push(base);
    for (const one of stage.instructions) {
      if (one.keyword !== "COPY" && one.keyword !== "ADD" && one.keyword !== "RUN") continue;
      const source = sourceStage(model, one, file.path, from);
      if (source) links.push(source);
      else if (one.keyword !== "RUN") links.push(...contextLinks(model, one, file.path, from));
    }
  }
  return links;
}

function baseLink(model: Dockerfile, stage: Stage, path: string, from: string): Link | undefined {
  if (!stage.base) return undefined;
  const range = rangeOf(model, stage.base);
  if (stage.parent) {
    const name = stage.parent.name?.text ?? String(stage.parent.index);
    return { relation: "extends", range, from, target: { by: "name", types: ["stage"], name, within: path } };
  }
  if (stage.image === undefined || stage.image.toLowerCase() === "scratch") return undefined;
  return { relation: "extends", range, from, target: { by: "image", image: stage.image } };
}

/** The stage or image that `--from=` or the `from` of a mount names. */
function sourceStage(model: Dockerfile, one: Instruction, path: string, from: string): Link | undefined {
  for (const flag of one.flags) {
    const value = flag.name === "from" ? flag.value : /(?:^|,)from=([^,]{1,300})/.exec(flag.value)?.[1];
    if (value === undefined || value === "" || value.includes("$")) continue;
    if (flag.name !== "from" && flag.name !== "mount") continue;
    const range = rangeOf(model, flag);
    const stage = findStage(model, value);
    if (stage) {
      const name = stage.name?.text ?? String(stage.index);
      const target = { by: "name", types: ["stage"], name, within: path } as const;
      return { relation: "depends-on", range, from, target };
    }
    return { relation: "depends-on", range, from, target: { by: "image", image: value } };
  }
  return undefined;
}

/** A stage by its name (in any case) or number. */
export function findStage(model: Dockerfile, name: string): Stage | undefined {
  const named = model.stages.find((stage) => stage.name?.text.toLowerCase() === name.toLowerCase());
  if (named) return named;
  return /^\d{1,4}$/.test(name) ? model.stages[Number(name)] : undefined;
}

/** What builds make before the image is built: not in the repository, so no reference to follow. */
const BUILD_OUTPUT =
  /(^|\/)(\.?next|\.?output|_build|artifacts?|bin|build|dist|node_modules|obj|out|public|publish|release|target|vendor)(\/|$)|\.(jar|war|ear|exe|so|deb|rpm|apk|whl|tar|tgz|gz|xz|bz2|zip|crt|pem|key)$|(^|\/)\.env/i;

/**
 * COPY sources that are single files of the context or folders. The context is the folder that the build was
 * started with: the Dockerfile's own or one above it, so all are candidates, the nearest first.
 */
function contextLinks(model: Dockerfile, one: Instruction, path: string, from: string): Link[] {
  const links: Link[] = [];
  for (const word of one.words.slice(0, -1)) {
    const range = rangeOf(model, word);
    if (/^(\.?\/?)$/.test(word.text)) {
      // The whole context: at least the folder of the Dockerfile.
      const paths = folderOf(path) === "" ? [] : [folderOf(path)];
      if (paths.length > 0) links.push({ relation: "includes", range, from, target: { by: "path", paths } });
      continue;
    }
    if (!isFollowed(word, one)) continue;
    const paths: string[] = [];
    for (let folder = folderOf(path); ; folder = folderOf(folder)) {
      const candidate = joinPath(folder, word.text.replace(/^\/+/, ""));
      if (candidate) paths.push(candidate);
      if (folder === "") break;
    }
    // A source that repeats the Dockerfile's own folder is meant from further up.
    if (
      folderOf(path) !== "" &&
      paths.some((one) => one.startsWith(`${folderOf(path)}/${folderOf(path)}/`))
    ) {
      paths.reverse();
    }
    if (paths.length === 0) continue;
    links.push({ relation: "includes", range, from, target: { by: "path", paths } });
  }
  return links;
}

/** Folders that people keep in the repository; another bare name may be a program that a build leaves there. */
const SOURCE_FOLDERS = new Set(
  "src config conf scripts migrations templates internal cmd pkg docker etc assets resources tests locale".split(
    " ",
  ),
);

/** Files with an ending that people write by hand, and folders of sources. */
function isFollowed(word: Word, one: Instruction): boolean {
  const text = word.text.replace(/\/+$/, "");
  if (one.heredocs.length > 0 || /[$*?[\]{}<>|]|:\/\/|^git@/.test(text)) return false;
  if (BUILD_OUTPUT.test(text)) return false;
  return /[^/.]\.[a-z][a-z0-9]{0,9}$/i.test(text) || SOURCE_FOLDERS.has(text.replace(/^(\.?\/)+/, ""));
}
