import { folderOf } from "../../../paths.ts";
import type { Check, CheckContext, Hit } from "../../../system.ts";
import { findStage } from "../links.ts";
import {
  ancestry,
  type Dockerfile,
  type DockerModel,
  type Instruction,
  rangeOf,
  type Stage,
} from "../model.ts";
import { variablesOf } from "../variables.ts";

export const unknownStage: Check<DockerModel> = {
  id: "docker/unknown-stage",
  title: "Reference to a stage that is not there",
  severity: "high",
  category: "correctness",
  why: "The builder takes a name that is no earlier stage for an image of a registry: the build fails, or copies from a stranger's image of that name.",
  remedy: "Name a stage that stands earlier in the file.",
  reference: "https://docs.docker.com/build/building/multi-stage/",
  equivalents: [
    "hadolint:DL3022",
    "hadolint:DL3023",
    "kics:COPY '--from' Without FROM Alias Defined Previously",
    "kics:COPY '--from' References Current FROM Alias",
    "trivy:DS-0006",
  ],
  kinds: ["dockerfile"],
  *run(model, context) {
    if (model.kind !== "dockerfile") return;
    const hasContexts = mayHaveContexts(context);
    for (const one of model.instructions) {
      for (const flag of one.flags) {
        const name = flag.name === "from" ? flag.value : mountSource(flag.name, flag.value);
        const fault = name === undefined ? undefined : faultOf(model, one, name, hasContexts);
        if (fault) yield { range: rangeOf(model, flag), message: fault };
      }
    }
    for (const stage of model.stages) {
      const later = stage.image && !stage.parent ? findNamed(model, stage.image) : undefined;
      if (!later || later.index < stage.index || !stage.base) continue;
      const message = `"${stage.base.text}" is a stage that stands later in the file, so an image of that name is fetched.`;
      yield { range: rangeOf(model, stage.base), message };
    }
  },
};

function mountSource(flag: string, value: string): string | undefined {
  return flag === "mount" ? /(?:^|,)from=([^,]{1,300})/.exec(value)?.[1] : undefined;
}

function findNamed(model: Dockerfile, name: string): Stage | undefined {
  return model.stages.find((stage) => stage.name?.text.toLowerCase() === name.toLowerCase());
}

/** What is wrong with a reference to `name` in that instruction; undefined where it may be right. */
function faultOf(
  model: Dockerfile,
  one: Instruction,
  name: string,
  hasContexts: boolean,
): string | undefined {
  if (name === "" || name.includes("$") || one.stage < 0) return undefined;
  const stage = findStage(model, name);
  if (stage) {
    const earlier = model.stages
      .slice(0, one.stage)
      .some((other) => other === stage || sameName(other, name));
    if (earlier) return undefined;
    return stage.index === one.stage
      ? `"${name}" is the stage that this instruction belongs to; it cannot copy from itself.`
      : `"${name}" stands later in the file; only earlier stages can be copied from.`;
  }
  if (/^\d{1,6}$/.test(name))
    return `There is no stage ${name}: the file has ${model.stages.length}, counted from 0.`;
  const near = model.stages
    .slice(0, one.stage)
    .map((other) => other.name?.text ?? "")
    .find((other) => other.length > 3 && isTypo(other.toLowerCase(), name.toLowerCase()));
  if (near !== undefined) return `There is no stage "${name}"; is "${near}" meant?`;
  if (hasContexts || /[/:.@]/.test(name) || OFFICIAL_IMAGES.has(name.toLowerCase())) return undefined;
  return `No earlier stage is called "${name}", so the builder fetches an image of that name.`;
}

/** Builds by bake may bring contexts with names of their own. */
function mayHaveContexts(context: CheckContext): boolean {
  const folder = folderOf(context.file.path);
  const names = ["docker-bake.hcl", "docker-bake.json", "docker-bake.override.hcl"];
  return names.some((name) => context.exists(name) || context.exists(`${folder}/${name}`));
}

/** Images of Docker's library from which people copy a program or a file by the bare name. */
const OFFICIAL_IMAGES = new Set(
  "almalinux alpine amazoncorretto amazonlinux bash buildpack-deps busybox caddy clojure composer consul debian docker eclipse-temurin elixir erlang fedora gcc golang gradle haproxy haskell httpd ibmjava julia maven memcached mongo mysql nats neurodebian nginx node openjdk oraclelinux perl php photon postgres pypy python rabbitmq redis registry rockylinux ruby rust sapmachine scratch swift tomcat traefik ubuntu valkey vault wordpress zookeeper".split(
    " ",
  ),
);

function sameName(stage: Stage, name: string): boolean {
  return stage.name?.text.toLowerCase() === name.toLowerCase();
}

/** True where one letter is missing, added, changed or two neighbours are swapped. */
function isTypo(a: string, b: string): boolean {
  if (a === b || Math.abs(a.length - b.length) > 1 || a.length > 100) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  const [restA, restB] = [a.slice(start, a.length - end), b.slice(start, b.length - end)];
  // builder1 and builder2 are two names, not a slip.
  if (/\d/.test(restA + restB)) return false;
  if (restA.length <= 1 && restB.length <= 1) return true;
  return restA.length === 2 && restB.length === 2 && restA[0] === restB[1] && restA[1] === restB[0];
}

export const duplicateStage: Check<DockerModel> = {
  id: "docker/duplicate-stage",
  title: "Two stages of one name",
  severity: "high",
  category: "correctness",
  why: "COPY --from and --target take one of the two without a word: the image may get the files of the wrong stage.",
  remedy: "Give every stage a name of its own.",
  reference: "https://docs.docker.com/reference/build-checks/duplicate-stage-name/",
  equivalents: [
    "hadolint:DL3024",
    "kics:Same Alias In Different Froms",
    "checkov:CKV_DOCKER_11",
    "trivy:DS-0012",
  ],
  kinds: ["dockerfile"],
  *run(model, context) {
    if (model.kind !== "dockerfile") return;
    const first = new Map<string, Stage>();
    for (const stage of model.stages) {
      if (!stage.name) continue;
      const key = stage.name.text.toLowerCase();
      const earlier = first.get(key);
      if (!earlier) first.set(key, stage);
      else {
        const line = model.lines.line(earlier.from.start);
        yield {
          range: rangeOf(model, stage.name),
          message: `The name "${stage.name.text}" is already that of the stage on line ${line}.`,
          related: [{ path: context.file.path, line }],
        };
      }
    }
  },
};

/** What BuildKit fills in, but only where the stage declares it. */
const PLATFORM_ARGUMENTS = new Set(
  "TARGETPLATFORM TARGETOS TARGETARCH TARGETVARIANT BUILDPLATFORM BUILDOS BUILDARCH BUILDVARIANT".split(" "),
);

export const undeclaredArgument: Check<DockerModel> = {
  id: "docker/undeclared-build-argument",
  title: "Build argument used where it is empty",
  severity: "medium",
  category: "correctness",
  why: "An ARG before the first FROM, and what BuildKit sets, are empty inside a stage until it declares them with ARG: downloads get a wrong name, or a build is for the wrong platform.",
  remedy: "Repeat ARG with the bare name in the stage, before its first use.",
  reference: "https://docs.docker.com/build/building/variables/#scoping",
  equivalents: ["hadolint:DL3044"],
  kinds: ["dockerfile"],
  *run(model) {
    if (model.kind !== "dockerfile") return;
    for (const stage of model.stages) yield* undeclaredIn(model, stage);
  },
};

function* undeclaredIn(model: Dockerfile, stage: Stage): Generator<Hit> {
  const declared = new Set<string>();
  for (const parent of ancestry(stage).slice(1))
    for (const one of parent.instructions) declare(one, declared);
  const reported = new Set<string>();
  for (const one of stage.instructions.slice(1)) {
    const text = model.text.slice(one.keywordEnd, one.end);
    const uses = one.exec || one.keyword === "ONBUILD" ? [] : variablesOf(text, one.keywordEnd);
    for (const use of uses) {
      const known = model.globals.has(use.name) || PLATFORM_ARGUMENTS.has(use.name);
      if (!known || use.guarded || declared.has(use.name) || reported.has(use.name)) continue;
      if (one.script && setsItself(text, use.name)) continue;
      if (inSingleQuotes(model.text, one.keywordEnd, use.start)) continue;
      reported.add(use.name);
      const origin = model.globals.has(use.name)
        ? "the ARG stands before the first FROM"
        : "BuildKit sets it only on request";
      const message = `${use.name} is empty here: ${origin}, and this stage has no "ARG ${use.name}".`;
      const line = model.lines.line(one.start);
      const at = model.lines.offset(line);
      yield {
        range: rangeOf(model, use),
        message,
        fix: {
          title: `Declare ARG ${use.name} before it is used`,
          edits: [{ range: model.lines.range(at, at), newText: `ARG ${use.name}\n` }],
        },
      };
    }
    declare(one, declared);
  }
}

function declare(one: Instruction, into: Set<string>): void {
  if (one.keyword !== "ARG" && one.keyword !== "ENV") return;
  for (const { name } of one.settings) into.add(name);
}

/** True where the script gives the variable a value of its own. */
function setsItself(text: string, name: string): boolean {
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    const before = text.slice(Math.max(0, at - 12), at);
    if (text[at + name.length] === "=" && /(^|[\s;&|({])$/.test(before)) return true;
    if (/\b(for|read|read -r|getopts)\s+$/.test(before)) return true;
  }
  return false;
}

/** True where a single-quoted string is open at `offset`: the shell leaves variables there alone. */
function inSingleQuotes(text: string, from: number, offset: number): boolean {
  let quote = "";
  for (let i = from; i < offset; i++) {
    const c = text[i];
    if (c === "\\" && quote !== "'") i++;
    else if (quote === "" && (c === "'" || c === '"')) quote = c;
    else if (c === quote) quote = "";
  }
  return quote === "'";
}

export const selfReference: Check<DockerModel> = {
  id: "docker/env-refers-to-itself",
  title: "Variable used in the ENV that sets it",
  severity: "medium",
  category: "correctness",
  why: "Within one ENV all values are filled in before any is set, so the variable still has its old value, mostly none: a PATH or URL ends up with a part missing.",
  remedy: "Set the variable in an ENV of its own, before the one that uses it.",
  reference: "https://docs.docker.com/reference/dockerfile/#environment-replacement",
  equivalents: ["hadolint:DL3044"],
  kinds: ["dockerfile"],
  *run(model) {
    if (model.kind !== "dockerfile") return;
    for (const stage of model.stages) {
      const declared = new Set<string>();
      for (const parent of ancestry(stage).slice(1))
        for (const one of parent.instructions) declare(one, declared);
      for (const one of stage.instructions) {
        if (one.keyword === "ENV") {
          const before = new Set<string>();
          for (const setting of one.settings) {
            const uses = variablesOf(model.text.slice(setting.start, setting.end), setting.start);
            for (const use of uses) {
              if (use.guarded || declared.has(use.name) || !before.has(use.name)) continue;
              const message = `${use.name} is set in this same ENV, so ${setting.name} gets its value from before: none.`;
              yield { range: rangeOf(model, use), message };
            }
            before.add(setting.name);
          }
        }
        declare(one, declared);
      }
    }
  },
};
