import { folderOf, joinPath } from "../../../paths.ts";
import type { Check, CheckContext } from "../../../system.ts";
import { isIgnored, parseIgnoreFile } from "../ignore.ts";
import {
  type DockerModel,
  type Instruction,
  rangeOf,
  type Stage,
  shippedStages,
  type Word,
} from "../model.ts";
import { commandsIn, hasMountOn, hasOption, operands, pipArguments, type RunCommand } from "./commands.ts";

/** COPY and ADD that take files of the build context, those behind ONBUILD included. */
function copiesOf(stage: Stage): Instruction[] {
  return stage.instructions
    .map((one) => one.trigger ?? one)
    .filter(({ keyword, flags }) => {
      return (keyword === "COPY" || keyword === "ADD") && !flags.some(({ name }) => name === "from");
    });
}

function sourcesOf(one: Instruction): Word[] {
  return one.words.slice(0, -1);
}

function isWholeContext(word: Word): boolean {
  return /^\.?\/?\*{0,2}$/.test(word.text) && word.text !== "";
}

export const copyEverything: Check<DockerModel> = {
  id: "docker/copies-whole-context",
  title: "Whole folder copied into the image",
  severity: "high",
  category: "security",
  why: "Everything beside the sources goes along: .git with its history, .env with its secrets, node_modules of another platform. It can be read in the image, and each changed log file rebuilds all later layers.",
  remedy:
    "Add a .dockerignore that leaves out .git, .env and what builds produce, or copy only the folders that are needed.",
  reference: "https://docs.docker.com/build/concepts/context/#dockerignore-files",
  kinds: ["dockerfile"],
  *run(model, context) {
    if (model.kind !== "dockerfile") return;
    const shipped = shippedStages(model);
    for (const stage of model.stages) {
      for (const one of copiesOf(stage)) {
        const source = sourcesOf(one).find(isWholeContext);
        if (!source) continue;
        const ignore = ignoreFileFor(context);
        if (ignore === undefined && !isRisky(context, shipped.has(stage))) continue;
        const missing = ignore === undefined ? [] : letThrough(context, ignore, shipped.has(stage));
        if (ignore !== undefined && missing.length === 0) return;
        const message =
          ignore === undefined
            ? `${one.keyword} ${source.text} takes the whole build context, and there is no .dockerignore.`
            : `${one.keyword} ${source.text} takes ${missing.join(" and ")} along: ${ignore} does not leave ${missing.length > 1 ? "them" : "it"} out.`;
        yield { range: rangeOf(model, one), message };
        return;
      }
    }
  },
};

/** A stage that is thrown away does little harm, unless the context is sure to hold what should stay out. */
function isRisky(context: CheckContext, isShipped: boolean): boolean {
  const folder = folderOf(context.file.path);
  if (isShipped || folder === "") return true;
  return [".env", "node_modules", ".git"].some((name) => context.exists(`${folder}/${name}`));
}

/** The ignore file that the builder reads: beside the Dockerfile by its name, or at the top of the context. */
function ignoreFileFor(context: CheckContext): string | undefined {
  const own = `${context.file.path}.dockerignore`;
  if (context.exists(own)) return own;
  for (let folder = folderOf(context.file.path); ; folder = folderOf(folder)) {
    for (const name of [".dockerignore", ".containerignore"]) {
      const path = folder === "" ? name : `${folder}/${name}`;
      if (context.exists(path)) return path;
    }
    if (folder === "") return undefined;
  }
}

/** What lies in the context, should stay out and does not: looked for only where the files can be seen. */
function letThrough(context: CheckContext, path: string, isShipped: boolean): string[] {
  const text = context.read(path);
  if (text === undefined) return [];
  const ignore = parseIgnoreFile(text).model;
  const folder = path.endsWith(`/${context.file.path}.dockerignore`)
    ? folderOf(context.file.path)
    : folderOf(path);
  const found = [".env", "node_modules"].filter((name) => {
    const here = joinPath(folder, name);
    if (name === ".env" && !isShipped) return false;
    return here !== undefined && context.exists(here) && !isIgnored(ignore, name);
  });
  // Only the top of the repository is sure to hold .git, and only a shipped layer shows it to others.
  if (folder === "" && isShipped && !isIgnored(ignore, ".git")) found.unshift(".git");
  return found;
}

interface Installer {
  /** Files that declare the dependencies, for the message. */
  manifest: string;
  installs(command: RunCommand): boolean;
  caches: RegExp;
}

const INSTALLERS: readonly Installer[] = [
  {
    manifest: "package.json and the lock file",
    installs: (command) => {
      const words = operands(command).map(({ text }) => text);
      if (!/^(npm|yarn|pnpm|bun)$/.test(command.program) || hasOption(command, "-g", "--global"))
        return false;
      if (words.length === 0) return command.program === "yarn" && !hasOption(command, "--version", "-v");
      return words.length === 1 && /^(ci|clean-install|install|i)$/.test(words[0] ?? "");
    },
    caches: /npm|yarn|pnpm|node_modules|\.bun|store/,
  },
  {
    manifest: "requirements.txt",
    installs: (command) => {
      const args = pipArguments(command);
      if (args) return args.some(({ text }) => /^(-r|--requirement)/.test(text));
      const first = operands(command)[0]?.text;
      if (command.program === "poetry" || command.program === "pipenv")
        return first === "install" || first === "sync";
      return command.program === "uv" && first === "sync";
    },
    caches: /pip|\.cache|poetry|uv/,
  },
  {
    manifest: "go.mod and go.sum",
    installs: (command) =>
      command.program === "go" &&
      /^mod (download|vendor)/.test(
        operands(command)
          .map(({ text }) => text)
          .join(" "),
      ),
    caches: /go|\.cache/,
  },
  {
    manifest: "Gemfile and Gemfile.lock",
    installs: (command) => command.program === "bundle" && operands(command)[0]?.text === "install",
    caches: /bundle|gems?/,
  },
  {
    manifest: "composer.json and composer.lock",
    installs: (command) =>
      /^composer(\.phar)?$/.test(command.program) && operands(command)[0]?.text === "install",
    caches: /composer/,
  },
  {
    manifest: "pom.xml",
    installs: (command) =>
      /^(mvnw?|mvnd)$/.test(command.program) && command.args.some(({ text }) => /^dependency:/.test(text)),
    caches: /\.m2|maven/,
  },
  {
    manifest: "the project files",
    installs: (command) => command.program === "dotnet" && operands(command)[0]?.text === "restore",
    caches: /nuget/i,
  },
  {
    manifest: "Cargo.toml and Cargo.lock",
    installs: (command) => command.program === "cargo" && operands(command)[0]?.text === "fetch",
    caches: /cargo|target/,
  },
];

export const cacheOrder: Check<DockerModel> = {
  id: "docker/dependencies-after-sources",
  title: "Dependencies installed after all sources were copied",
  severity: "medium",
  category: "cost",
  why: "Each change of any file invalidates the COPY and with it the install behind it: every build downloads all dependencies again and takes minutes instead of seconds.",
  remedy: "Copy the files that declare the dependencies first, install, then copy the rest.",
  reference: "https://docs.docker.com/build/cache/optimize/#order-your-layers",
  kinds: ["dockerfile"],
  *run(model, context) {
    if (model.kind !== "dockerfile") return;
    for (const stage of model.stages) {
      const copy = copiesOf(stage).find((one) => sourcesOf(one).some(isWholeContext));
      if (!copy) continue;
      const runs = stage.instructions.filter(({ keyword }) => keyword === "RUN");
      const before = runs.filter(({ start }) => start < copy.start).flatMap(commandsIn);
      for (const command of runs.filter(({ start }) => start > copy.start).flatMap(commandsIn)) {
        const installer = INSTALLERS.find((one) => one.installs(command));
        if (!installer || hasMountOn(command.owner, installer.caches)) continue;
        if (before.some((earlier) => installer.installs(earlier))) continue;
        const line = model.lines.line(command.written.start);
        yield {
          range: rangeOf(model, copy),
          message: `All sources are copied before the dependencies are installed on line ${line}; copy ${installer.manifest} first.`,
          related: [{ path: context.file.path, line }],
        };
        break;
      }
    }
  },
};

export const copyDestination: Check<DockerModel> = {
  id: "docker/copy-destination-is-no-folder",
  title: "Several sources copied to a file",
  severity: "high",
  category: "correctness",
  why: "With more than one source the destination must be a folder and end with a slash; otherwise the build stops at this line.",
  remedy: "End the destination with a slash.",
  reference: "https://docs.docker.com/reference/dockerfile/#destination",
  equivalents: [
    "hadolint:DL3021",
    "kics:Copy With More Than Two Arguments Not Ending With Slash",
    "trivy:DS-0011",
  ],
  kinds: ["dockerfile"],
  *run(model) {
    if (model.kind !== "dockerfile") return;
    for (const one of model.instructions.map((instruction) => instruction.trigger ?? instruction)) {
      if ((one.keyword !== "COPY" && one.keyword !== "ADD") || one.words.length < 3) continue;
      const to = one.words[one.words.length - 1];
      if (!to || /[/\\]$/.test(to.text) || /^(\.{1,2}|.*\/\.{1,2})$/.test(to.text) || /[$*?]/.test(to.text))
        continue;
      const message = `${one.keyword} has ${one.words.length - 1} sources, so "${to.text.slice(0, 80)}" must end with a slash.`;
      const end = one.exec ? to.end - 1 : to.end;
      const range = rangeOf(model, one);
      const fixable = one.exec || model.text[to.end - 1] !== '"';
      const edits = [{ range: model.lines.range(end, end), newText: "/" }];
      yield {
        range,
        message,
        ...(fixable ? { fix: { title: "End the destination with a slash", edits } } : {}),
      };
    }
  },
};

const ARCHIVE = /\.(tar|tar\.\w{1,4}|tgz|tbz2?|txz|taz|tlz|gz|bz2|xz|zst|lzma)$/i;

export const addLocalFile: Check<DockerModel> = {
  id: "docker/add-instead-of-copy",
  title: "ADD where COPY is meant",
  severity: "low",
  category: "correctness",
  why: "ADD unpacks archives and fetches URLs without being asked: a file that becomes an archive one day arrives in pieces.",
  remedy: "Use COPY for files of the build context.",
  reference: "https://docs.docker.com/build/building/best-practices/#add-or-copy",
  equivalents: ["hadolint:DL3020", "kics:Add Instead of Copy", "checkov:CKV_DOCKER_4", "trivy:DS-0005"],
  kinds: ["dockerfile"],
  *run(model) {
    if (model.kind !== "dockerfile") return;
    for (const one of model.instructions.map((instruction) => instruction.trigger ?? instruction)) {
      if (
        one.keyword !== "ADD" ||
        one.flags.some(({ name }) => name === "checksum" || name === "keep-git-dir")
      )
        continue;
      const sources = sourcesOf(one);
      const special = sources.some(({ text }) => /:\/\/|^git@|[$*]/.test(text) || ARCHIVE.test(text));
      if (special || sources.length === 0) continue;
      const word = model.lines.range(one.start, one.keyword.length + one.start);
      yield {
        range: rangeOf(model, one),
        message: `ADD of "${sources[0]?.text.slice(0, 80)}": COPY does the same without ADD's side effects.`,
        fix: { title: "Use COPY", edits: [{ range: word, newText: "COPY" }] },
      };
    }
  },
};

/** Names of files that hold nothing but secrets. */
const SECRET_FILE =
  /(^|\/)(\.env(\.(local|prod|production|staging|secret|secrets))?|\.npmrc|\.pypirc|\.netrc|\.git-credentials|\.dockercfg|\.pgpass|id_(rsa|dsa|ecdsa|ed25519)|\.htpasswd|credentials\.json|service[-_]account(-key)?\.json|terraform\.tfstate)$|(^|\/)\.(aws|ssh|gnupg|kube)(\/|$)|(^|\/)\.docker\/config\.json$/i;

export const secretFile: Check<DockerModel> = {
  id: "docker/secret-file-copied",
  title: "File with secrets copied into a layer",
  severity: "critical",
  category: "security",
  why: "The file stays in the layer, also when a later RUN deletes it: everyone who can pull the image, and the build cache, can read the key or the token.",
  remedy: "Mount it for the one step that needs it: RUN --mount=type=secret.",
  reference: "https://docs.docker.com/build/building/secrets/",
  equivalents: ["trivy:DS-0031"],
  kinds: ["dockerfile"],
  *run(model) {
    if (model.kind !== "dockerfile") return;
    const shipped = shippedStages(model);
    for (const stage of model.stages) {
      for (const one of copiesOf(stage)) {
        const source = sourcesOf(one).find(({ text }) => SECRET_FILE.test(text.replace(/\/$/, "")));
        if (!source) continue;
        const where = shipped.has(stage) ? "the image" : "the build cache";
        yield {
          range: rangeOf(model, source),
          message: `"${source.text.slice(0, 80)}" ends up in ${where} for good.`,
        };
      }
    }
  },
};
