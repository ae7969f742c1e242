import { programName, type ShellCommand, unwrapCommand } from "../../../formats/shell.ts";
import type { Dockerfile, Instruction, Stage } from "../model.ts";

/** A command of a RUN instruction, without `sudo`, `env` and the like. */
export interface RunCommand {
  owner: Instruction;
  /** As it stands in the file. */
  written: ShellCommand;
  /** What runs: `apt-get`. */
  program: string;
  args: readonly ShellCommand["args"][number][];
  /** True where another command's output is its input. */
  fed: boolean;
}

/** The RUN instructions of a stage, those behind ONBUILD included. */
export function runsOf(stage: Stage): Instruction[] {
  return stage.instructions
    .map((one) => one.trigger ?? one)
    .filter((one) => one.keyword === "RUN" && one.script !== undefined);
}

const known = new WeakMap<Instruction, readonly RunCommand[]>();

/** The commands of one RUN. */
export function commandsIn(owner: Instruction): readonly RunCommand[] {
  const before = known.get(owner);
  if (before) return before;
  const scripts = owner.script?.commands ?? [];
  const readers = new Set(scripts.map((one) => one.pipedInto));
  const commands = scripts.map((written) => {
    const real = unwrapCommand(written);
    return { owner, written, program: programName(real), args: real.args, fed: readers.has(written) };
  });
  known.set(owner, commands);
  return commands;
}

/** The commands of all RUN instructions of a file, in order. */
export function allCommands(file: Dockerfile): RunCommand[] {
  return file.stages.flatMap((stage) => runsOf(stage).flatMap(commandsIn));
}

/** Options that take their value as the next word, by program. */
const VALUED: Readonly<Record<string, readonly string[]>> = {
  "apt-get": ["-t", "-o", "-c", "-a", "--target-release", "--option", "--config-file"],
  apt: ["-t", "-o", "-c", "-a", "--target-release", "--option"],
  aptitude: ["-t", "-o", "-c"],
  apk: ["-t", "--virtual", "-X", "--repository", "-p", "--root", "--arch", "--keys-dir", "--cache-dir"],
  yum: [
    "-c",
    "-x",
    "--installroot",
    "--releasever",
    "--enablerepo",
    "--disablerepo",
    "--exclude",
    "--setopt",
  ],
  dnf: [
    "-c",
    "-x",
    "--installroot",
    "--releasever",
    "--enablerepo",
    "--disablerepo",
    "--exclude",
    "--setopt",
  ],
  zypper: ["-R", "--root", "-D", "--reposd-dir", "-p", "--plus-repo", "--gpg-auto-import-keys-from"],
  npm: ["--prefix", "-C", "--registry", "--cache", "-w", "--workspace", "--loglevel"],
  yarn: ["--cwd", "--registry", "--cache-folder"],
  pnpm: ["--dir", "-C", "--filter", "-F", "--registry"],
};

/** The words that are no options: `install vim` of `-y -t bookworm install vim`. */
export function operands(command: RunCommand): RunCommand["args"][number][] {
  const valued = Object.hasOwn(VALUED, command.program) ? VALUED[command.program] : undefined;
  const found: RunCommand["args"][number][] = [];
  for (let i = 0; i < command.args.length; i++) {
    const arg = command.args[i];
    if (!arg) break;
    if (valued?.includes(arg.text)) i++;
    else if (!arg.text.startsWith("-")) found.push(arg);
  }
  return found;
}

/** True where one of the options is given, as itself or with `=value`. */
export function hasOption(command: { args: RunCommand["args"] }, ...options: readonly string[]): boolean {
  return command.args.some(({ text }) => options.some((one) => text === one || text.startsWith(`${one}=`)));
}

/** True where a cluster of short options holds the letter: `-y` in `-qqy`. */
export function hasLetter(command: { args: RunCommand["args"] }, letter: string): boolean {
  return command.args.some(({ text }) => /^-[A-Za-z]{1,12}$/.test(text) && text.includes(letter));
}

/** True where the RUN keeps a folder out of the layer by a cache or tmpfs mount. */
export function hasMountOn(owner: Instruction, folders: RegExp): boolean {
  return owner.flags.some((flag) => {
    if (flag.name !== "mount" || !/(^|,)type=(cache|tmpfs)(,|$)/.test(flag.value)) return false;
    const target = /(?:^|,)(?:target|dst|destination)=([^,]{1,300})/.exec(flag.value)?.[1] ?? "";
    return folders.test(target);
  });
}

/** The text of a RUN, continuations included. */
export function scriptText(file: Dockerfile, owner: Instruction): string {
  return file.text.slice(owner.start, owner.end);
}

/** The installers of Python packages are one: `pip`, `pip3.11`, `python -m pip`. Returns its arguments. */
export function pipArguments(command: RunCommand): RunCommand["args"] | undefined {
  if (/^pip(\d(\.\d{1,2})?)?$/.test(command.program)) return command.args;
  if (!/^(python|pypy)(\d(\.\d{1,2})?)?$/.test(command.program)) return undefined;
  const at = command.args.findIndex((arg) => arg.text === "-m");
  return at >= 0 && command.args[at + 1]?.text === "pip" ? command.args.slice(at + 2) : undefined;
}
