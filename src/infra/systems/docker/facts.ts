import { isFloating, parseImage } from "../../image.ts";
import type { Facts, Resource } from "../../system.ts";
import { bakeFacts } from "./bake.ts";
import type { Dockerfile, DockerModel, IgnoreFile, Instruction, Stage } from "./model.ts";
import { ancestry, finalStage, instructionsOf, rangeOf } from "./model.ts";
import { withoutSecrets } from "./secrets.ts";

/** What an engineer asks about a file of the Docker system; every item has its 1-based `line`. */
export function factsOf(model: DockerModel): Facts {
  if (model.kind === "dockerfile") return dockerfileFacts(model);
  return model.kind === "dockerignore" ? ignoreFacts(model) : bakeFacts(model);
}

function ignoreFacts(file: IgnoreFile): Facts {
  const patterns = file.patterns
    .slice(0, 200)
    .map(({ pattern, negated, line }) => ({ pattern, negated, line }));
  return { resources: [], patterns };
}

function dockerfileFacts(file: Dockerfile): Facts {
  const line = (thing: { start: number }) => file.lines.line(thing.start);
  const stageName = (index: number) => (file.stages[index] ? nameOf(file.stages[index]) : null);
  const all = file.instructions;
  const of = (...keywords: string[]) => all.filter((one) => keywords.includes(one.keyword));
  const mounts = of("RUN").flatMap((one) =>
    one.flags
      .filter((flag) => flag.name === "mount")
      .map((flag) => ({ ...options(flag.value), line: line(flag) })),
  );
  return {
    resources: file.stages.map((stage) => stageResource(file, stage)),
    ...(file.syntax ? { syntax: { value: file.syntax.value, line: file.syntax.range.startLine } } : {}),
    stages: file.stages.map((stage) => ({
      name: nameOf(stage),
      base: stage.image ?? stage.base?.text ?? null,
      fromStage: stage.parent ? nameOf(stage.parent) : null,
      platform: stage.platform?.value ?? null,
      line: line(stage.from),
    })),
    baseImages: file.stages
      .filter((stage) => !stage.parent && stage.base)
      .map((stage) => baseFacts(file, stage)),
    ports: of("EXPOSE").flatMap((one) => one.words.map((word) => ({ ...port(word.text), line: line(word) }))),
    users: of("USER").map((one) => ({
      user: one.words[0]?.text ?? "",
      stage: stageName(one.stage),
      line: line(one),
    })),
    entrypoint: commandFacts(file, "ENTRYPOINT"),
    command: commandFacts(file, "CMD"),
    healthcheck: healthFacts(file),
    workingDirectories: of("WORKDIR").map((one) => ({ path: one.words[0]?.text ?? "", line: line(one) })),
    buildArguments: of("ARG").flatMap((one) =>
      one.settings.map((set) => ({
        name: set.name,
        hasDefault: set.value !== undefined,
        stage: stageName(one.stage),
        line: line(set),
      })),
    ),
    environment: of("ENV").flatMap((one) => one.settings.map((set) => ({ name: set.name, line: line(set) }))),
    cacheMounts: mounts
      .filter((mount) => mount.type === "cache")
      .map(({ options: o, line: at }) => ({
        target: o.target ?? o.dst ?? o.destination ?? "",
        line: at,
      })),
    secretMounts: mounts
      .filter((mount) => mount.type === "secret" || mount.type === "ssh")
      .map(({ type, options: o, line: at }) => ({ type, id: o.id ?? "default", line: at })),
    platforms: file.stages.flatMap(({ platform }) =>
      platform ? [{ platform: platform.value, line: line(platform) }] : [],
    ),
    volumes: of("VOLUME").flatMap((one) => one.words.map((word) => ({ path: word.text, line: line(one) }))),
    copies: of("COPY", "ADD").map((one) => copyFacts(one, line(one))),
  };
}

function nameOf(stage: Stage): string {
  return stage.name?.text ?? String(stage.index);
}

function stageResource(file: Dockerfile, stage: Stage): Resource {
  const last = stage.instructions[stage.instructions.length - 1] ?? stage.from;
  const ports = instructionsOf(stage, "EXPOSE").flatMap((one) => one.words.map((word) => word.text));
  const user = instructionsOf(stage, "USER").at(-1)?.words[0]?.text;
  const detail = [
    `from ${stage.image ?? stage.base?.text ?? "nothing"}`,
    ...(ports.length > 0 ? [`ports ${ports.join(" ")}`] : []),
    ...(user ? [`user ${user}`] : []),
    ...(stage === finalStage(file) ? ["final stage"] : []),
  ].join(", ");
  return {
    type: "stage",
    name: nameOf(stage),
    range: file.lines.range(stage.from.start, last.end),
    detail: withoutSecrets(detail),
    properties: { index: stage.index, final: stage === finalStage(file) },
  };
}

function baseFacts(file: Dockerfile, stage: Stage): Record<string, unknown> {
  const text = stage.image ?? stage.base?.text ?? "";
  const image = parseImage(text);
  const pin =
    text.toLowerCase() === "scratch"
      ? "none"
      : image.unresolved
        ? "unknown"
        : image.digest !== undefined
          ? "digest"
          : isFloating(image)
            ? "floating"
            : "tag";
  return {
    image: text,
    repository: image.repository,
    registry: image.registry ?? null,
    tag: image.tag ?? null,
    digest: image.digest ?? null,
    pin,
    stage: nameOf(stage),
    line: rangeOf(file, stage.base ?? stage.from).startLine,
  };
}

function port(text: string): { port: string; protocol: string } {
  const [number = "", protocol = "tcp"] = text.split("/");
  return { port: number, protocol: protocol.toLowerCase() };
}

/** The last ENTRYPOINT or CMD that the final stage has or inherits within the file. */
function commandFacts(file: Dockerfile, keyword: string): Record<string, unknown> | null {
  const one = effective(file, keyword);
  if (!one) return null;
  const first = one.words[0];
  const last = one.words[one.words.length - 1];
  const text = !first || !last ? "" : file.text.slice(first.start, last.end).replace(/\\?\s+/g, " ");
  return {
    form: one.exec ? "exec" : "shell",
    command: withoutSecrets(text),
    line: file.lines.line(one.start),
  };
}

function healthFacts(file: Dockerfile): Record<string, unknown> | null {
  const one = effective(file, "HEALTHCHECK");
  if (!one) return null;
  const flags = Object.fromEntries(one.flags.map((flag) => [flag.name, flag.value]));
  const first = one.words[0];
  const last = one.words[one.words.length - 1];
  const text = !first || !last ? "" : file.text.slice(first.start, last.end).replace(/\\?\s+/g, " ");
  const command = withoutSecrets(text);
  return { ...flags, command, line: file.lines.line(one.start) };
}

function effective(file: Dockerfile, keyword: string): Instruction | undefined {
  const stage = finalStage(file);
  if (!stage) return undefined;
  for (const one of ancestry(stage)) {
    const found = instructionsOf(one, keyword).at(-1);
    if (found) return found;
  }
  return undefined;
}

function options(value: string): { type: string; options: Record<string, string> } {
  const found: Record<string, string> = {};
  for (const part of value.split(",")) {
    const equals = part.indexOf("=");
    found[equals < 0 ? part : part.slice(0, equals)] = equals < 0 ? "true" : part.slice(equals + 1);
  }
  return { type: found.type ?? "bind", options: found };
}

function copyFacts(one: Instruction, line: number): Record<string, unknown> {
  const texts = one.words.map((word) => withoutSecrets(word.text));
  const from = one.flags.find((flag) => flag.name === "from")?.value;
  return {
    instruction: one.keyword,
    sources: texts.slice(0, -1),
    destination: texts[texts.length - 1] ?? "",
    from: from ?? null,
    line,
  };
}
