import { parseImage } from "../../../image.ts";
import type { Check } from "../../../system.ts";
import { officialName, shortName, TOOLCHAINS } from "../bases.ts";
import { ancestry, type DockerModel, instructionsOf, rangeOf, type Stage, shippedStage } from "../model.ts";
import { commandsIn, hasOption, operands, type RunCommand, runsOf } from "./commands.ts";

export const shipsToolchain: Check<DockerModel> = {
  id: "docker/ships-build-tools",
  title: "Compiler and sources in the shipped image",
  severity: "medium",
  category: "security",
  why: "The image is hundreds of megabytes larger than the program, so pulls and scale-ups take longer, and it brings a compiler, a package manager and the sources along for whoever gets in.",
  remedy: "Build in one stage and copy the result into a small last stage.",
  reference: "https://docs.docker.com/build/building/multi-stage/",
  kinds: ["dockerfile"],
  *run(model, context) {
    if (model.kind !== "dockerfile" || isForDevelopment(context.file.path)) return;
    const stage = shippedStage(model);
    const origin = stage && ancestry(stage).at(-1);
    if (!stage || !origin?.base || origin.image === undefined) return;
    if (ancestry(stage).every((one) => instructionsOf(one, "CMD", "ENTRYPOINT").length === 0)) return;
    const name = officialName(parseImage(origin.image));
    const commands = ancestry(stage).flatMap((one) => runsOf(one).flatMap(commandsIn));
    const small = name !== undefined && Object.hasOwn(TOOLCHAINS, name) ? TOOLCHAINS[name] : undefined;
    const compile = commands.find(isCompile);
    if (small !== undefined && compile && !startsTool(stage)) {
      const message = `The final stage is "${shortName(origin.image)}" with its compiler; copy the result of "${compile.program}" into ${small}.`;
      yield { range: rangeOf(model, origin.base), message };
    } else if (name === "node") {
      const install = commands.find(installsDevelopmentPackages);
      const build = commands.find(isFrontendBuild);
      if (!install || !build || commands.some(removesDevelopmentPackages) || isProduction(stage)) return;
      const message = `The final stage builds with all development dependencies and ships them; copy the result of "${build.program} ${operands(
        build,
      )
        .map(({ text }) => text)
        .join(" ")
        .slice(0, 60)}" into a stage of its own.`;
      yield { range: rangeOf(model, stage.base ?? stage.from), message };
    }
  },
};

function isForDevelopment(path: string): boolean {
  return /(^|\/)\.devcontainer\/|(^|[./_-])(dev|development|test|tests|ci|debug|local|e2e|builder|tools?)([./_-]|$)/i.test(
    path,
  );
}

function isCompile({ program, args }: RunCommand): boolean {
  const word = args.find(({ text }) => !text.startsWith("-"))?.text ?? "";
  if (program === "go") return word === "build" || word === "install";
  if (program === "cargo") return word === "build" || word === "install";
  if (/^(mvnw?|gradlew?|sbt|stack|cabal)$/.test(program)) return true;
  return /^(gcc|g\+\+|make|ninja|swift)$/.test(program);
}

/** True where the container runs the toolchain itself: `go run`, `cargo watch`, `mvn test`. */
function startsTool(stage: Stage): boolean {
  return ancestry(stage).some((one) =>
    instructionsOf(one, "CMD", "ENTRYPOINT").some(({ words }) => {
      return (
        words.some(({ text }) =>
          /^(.*\/)?(go|cargo|mvnw?|gradlew?|sbt|swift|air|bash|sh|gcc|make)$/.test(text),
        ) && !words.some(({ text }) => text === "-c")
      );
    }),
  );
}

function installsDevelopmentPackages(command: RunCommand): boolean {
  const word = operands(command)[0]?.text;
  if (hasOption(command, "--production", "--prod", "--omit", "--only", "-P")) return false;
  if (command.program === "npm") return operands(command).length === 1 && /^(ci|install|i)$/.test(word ?? "");
  return (
    /^(yarn|pnpm)$/.test(command.program) &&
    (word === undefined || (word === "install" && operands(command).length === 1))
  );
}

function isFrontendBuild(command: RunCommand): boolean {
  const words = operands(command).map(({ text }) => text);
  if (!/^(npm|yarn|pnpm)$/.test(command.program)) return false;
  return words[0] === "build" || (words[0] === "run" && /^build/.test(words[1] ?? ""));
}

function removesDevelopmentPackages(command: RunCommand): boolean {
  const first = operands(command)[0]?.text ?? "";
  if (/^(npm|yarn|pnpm)$/.test(command.program)) {
    return first === "prune" || hasOption(command, "--production", "--prod", "--omit");
  }
  return command.program === "rm" && command.args.some(({ text }) => /node_modules/.test(text));
}

function isProduction(stage: Stage): boolean {
  return ancestry(stage).some((one) =>
    instructionsOf(one, "ENV").some(({ settings }) =>
      settings.some(({ name, value }) => name === "NODE_ENV" && value === "production"),
    ),
  );
}
