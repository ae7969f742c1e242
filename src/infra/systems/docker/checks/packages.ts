import type { Check, Fix, Hit } from "../../../system.ts";
import {
  commandRange,
  type Dockerfile,
  type DockerModel,
  type Instruction,
  shippedStages,
} from "../model.ts";
import {
  allCommands,
  commandsIn,
  hasLetter,
  hasMountOn,
  hasOption,
  operands,
  pipArguments,
  type RunCommand,
  runsOf,
  scriptText,
} from "./commands.ts";

const INSTALLS = new Set(["install", "add", "in", "localinstall", "groupinstall", "reinstall"]);
const APT = new Set(["apt-get", "apt", "aptitude"]);
const RPM = new Set(["yum", "dnf", "microdnf", "tdnf"]);

function subcommand(command: RunCommand): string {
  return operands(command)[0]?.text ?? "";
}

function isInstall(command: RunCommand): boolean {
  return INSTALLS.has(subcommand(command));
}

export const updateAlone: Check<DockerModel> = {
  id: "docker/update-without-install",
  title: "Package index updated in a layer of its own",
  severity: "high",
  category: "reliability",
  why: "The layer with the index is cached: later builds install from an index that is weeks old, and fail with 404 or miss security fixes as soon as the mirror has moved on.",
  remedy: "Run the update and the install in one RUN instruction, joined by &&.",
  reference: "https://docs.docker.com/build/building/best-practices/#apt-get",
  equivalents: ["kics:Update Instruction Alone", "checkov:CKV_DOCKER_5", "trivy:DS-0017"],
  kinds: ["dockerfile"],
  *run(model) {
    if (model.kind !== "dockerfile") return;
    for (const stage of model.stages) {
      const runs = runsOf(stage);
      const nextInstall = new Map<string, RunCommand>();
      const hits: Hit[] = [];
      for (const owner of runs.reverse()) {
        const commands = commandsIn(owner);
        const update = commands.find(isIndexUpdate);
        if (update && !hasMountOn(owner, /\/var\/lib\/apt/)) {
          const alone = !commands.some((other) => family(other) === family(update) && !isIndexUpdate(other));
          const install = nextInstall.get(family(update));
          if (alone && install) hits.push(updateHit(model, update, install));
        }
        for (const command of commands) if (isInstall(command)) nextInstall.set(family(command), command);
      }
      yield* hits.reverse();
    }
  },
};

function updateHit(file: Dockerfile, update: RunCommand, install: RunCommand): Hit {
  const line = file.lines.line(install.written.start);
  const message = `"${update.program} ${subcommand(update)}" is cached apart from the install on line ${line}, which then uses an old index.`;
  return { range: commandRange(file, update.owner, update.written), message };
}

function family(command: RunCommand): string {
  return APT.has(command.program) ? "apt" : command.program;
}

function isIndexUpdate(command: RunCommand): boolean {
  const word = subcommand(command);
  if (APT.has(command.program) || command.program === "apk") return word === "update";
  return command.program === "zypper" && (word === "refresh" || word === "ref");
}

interface Cleaning {
  /** What is left behind, for the message. */
  leaves: string;
  /** True where the command fills the cache that nothing has switched off. */
  fills(command: RunCommand): boolean;
  /** A RUN that holds this has cleaned up. */
  cleaned: RegExp;
  /** A mount on these folders keeps the cache out of the layer. */
  folders: RegExp;
  /** An ENV that switches the cache off. */
  setting?: RegExp;
  fix(file: Dockerfile, command: RunCommand): Fix | undefined;
}

const CLEANINGS: readonly Cleaning[] = [
  {
    leaves: "the package lists of apt in /var/lib/apt/lists",
    fills: (command) => APT.has(command.program) && subcommand(command) === "install",
    cleaned:
      /\brm\s[^&|;]{0,200}\/var\/lib\/apt(\/lists)?|\brm\s[^&|;]{0,200}\/var\/lib\/(\{|\*)|\bapt-get\s+dist-?clean\b/,
    folders: /\/var\/(lib\/apt|cache\/apt|lib)/,
    fix: (file, command) => appendTo(file, command.owner, "rm -rf /var/lib/apt/lists/*"),
  },
  {
    leaves: "the index of apk in /var/cache/apk",
    fills: (command) =>
      command.program === "apk" && subcommand(command) === "add" && !hasOption(command, "--no-cache"),
    cleaned:
      /\brm\s[^&|;]{0,200}\/(var|etc)\/(cache|lib)\/apk|\brm\s[^&|;]{0,200}\/var\/cache\/?\*|\bapk\s+cache\s+clean/,
    folders: /\/(var\/cache|etc)\/apk|\/var\/cache/,
    fix: (file, command) => insertAfter(file, command, "add", " --no-cache"),
  },
  {
    leaves: "the caches of the package manager in /var/cache",
    fills: (command) => RPM.has(command.program) && isInstall(command),
    cleaned: /\b(yum|dnf|microdnf|tdnf)\s[^&|;]{0,100}clean\b|\brm\s[^&|;]{0,200}\/var\/cache/,
    folders: /\/var\/cache/,
    fix: (file, command) => appendTo(file, command.owner, `${command.program} clean all`),
  },
  {
    leaves: "the caches of zypper",
    fills: (command) => command.program === "zypper" && isInstall(command),
    cleaned: /\bzypper\s[^&|;]{0,100}(clean|cc)\b|\brm\s[^&|;]{0,200}\/var\/cache/,
    folders: /\/var\/cache/,
    fix: (file, command) => appendTo(file, command.owner, "zypper clean --all"),
  },
  {
    leaves: "pip's download cache",
    fills: (command) => {
      const args = pipArguments(command);
      if (args?.find((arg) => !arg.text.startsWith("-"))?.text !== "install") return false;
      return !args.some((arg) => arg.text.startsWith("--no-cache-dir"));
    },
    cleaned:
      /\brm\s[^&|;]{0,200}(\.cache|\/root\/\.\*)|\bpip3?\s+cache\s+purge|PIP_NO_CACHE_DIR|--no-cache-dir=?(on|true|1)?\s+config/,
    folders: /\.cache|\/pip/,
    setting: /^(PIP_NO_CACHE_DIR|PIP_CACHE_DIR|XDG_CACHE_HOME)$/,
    fix: (file, command) => insertAfter(file, command, "install", " --no-cache-dir"),
  },
];

export const cacheLeft: Check<DockerModel> = {
  id: "docker/package-cache-in-layer",
  title: "Package manager's cache stays in the image",
  severity: "medium",
  category: "cost",
  why: "What a RUN leaves behind is part of its layer for good, also when a later instruction deletes it: every pull and every node carries tens of megabytes that nothing uses.",
  remedy: "Clean up in the same RUN, switch the cache off, or keep it in a cache mount.",
  reference: "https://docs.docker.com/build/building/best-practices/#apt-get",
  equivalents: [
    "hadolint:DL3009",
    "hadolint:DL3019",
    "hadolint:DL3032",
    "hadolint:DL3036",
    "hadolint:DL3040",
    "hadolint:DL3042",
    "kics:Apt Get Install Lists Were Not Deleted",
    "kics:Yum Clean All Missing",
    "kics:Dnf Clean All Missing",
    "kics:Zypper Clean All Missing",
    "kics:Apk Add Using Local Cache Path",
    "kics:Pip install Keeping Cached Packages",
    "trivy:DS-0015",
    "trivy:DS-0019",
    "trivy:DS-0020",
    "trivy:DS-0025",
  ],
  kinds: ["dockerfile"],
  *run(model) {
    if (model.kind !== "dockerfile") return;
    const shipped = shippedStages(model);
    for (const stage of model.stages) {
      if (!shipped.has(stage)) continue;
      const environment = stage.instructions.flatMap((one) => (one.keyword === "LABEL" ? [] : one.settings));
      for (const owner of runsOf(stage)) {
        const text = scriptText(model, owner);
        for (const cleaning of CLEANINGS) {
          const command = commandsIn(owner).find(cleaning.fills);
          if (!command || cleaning.cleaned.test(text) || hasMountOn(owner, cleaning.folders)) continue;
          if (environment.some(({ name }) => cleaning.setting?.test(name))) continue;
          yield hit(
            model,
            command,
            `This RUN leaves ${cleaning.leaves} in the layer.`,
            cleaning.fix(model, command),
          );
        }
      }
    }
  },
};

function hit(file: Dockerfile, command: RunCommand, message: string, fix: Fix | undefined): Hit {
  return { range: commandRange(file, command.owner, command.written), message, ...(fix ? { fix } : {}) };
}

/** Adds ` && command` behind a RUN that is a plain chain of commands. */
function appendTo(file: Dockerfile, owner: Instruction, command: string): Fix | undefined {
  const text = file.text.slice(owner.start, owner.end);
  const simple =
    !owner.exec && owner.heredocs.length === 0 && !/[;&|#]\s*$|\\\s*$|\bfi\b|\bdone\b|\|\||#/.test(text);
  if (!simple) return undefined;
  const range = file.lines.range(owner.end, owner.end);
  const joined = text.includes("\n") ? ` \\\n    && ${command}` : ` && ${command}`;
  return { title: `Add "${command}" to this RUN`, edits: [{ range, newText: joined }] };
}

/** Adds an option behind the subcommand. */
function insertAfter(file: Dockerfile, command: RunCommand, word: string, option: string): Fix | undefined {
  const at = command.args.find((arg) => arg.text === word);
  if (!at || command.owner.exec) return undefined;
  return { title: `Add${option}`, edits: [{ range: file.lines.range(at.end, at.end), newText: option }] };
}

export const wouldPrompt: Check<DockerModel> = {
  id: "docker/install-asks-for-confirmation",
  title: "Install that waits for an answer",
  severity: "medium",
  category: "reliability",
  why: "A build has no terminal: the package manager asks whether to go on, gets no answer and aborts, so the build fails as soon as anything has to be confirmed.",
  remedy: "Add the option that answers yes, such as -y.",
  reference: "https://docs.docker.com/build/building/best-practices/#apt-get",
  equivalents: [
    "hadolint:DL3014",
    "hadolint:DL3030",
    "hadolint:DL3034",
    "hadolint:DL3038",
    "kics:APT-GET Missing Flags To Avoid Manual Input",
    "kics:Yum Install Allows Manual Input",
    "kics:Missing Flag From Dnf Install",
    "kics:Missing Zypper Non-interactive Switch",
    "trivy:DS-0021",
  ],
  kinds: ["dockerfile"],
  *run(model) {
    // A setting of the package manager's own configuration answers for all.
    if (model.kind !== "dockerfile" || /Assume-Yes|assumeyes\s{0,5}=|ZYPP_NONINTERACTIVE/i.test(model.text))
      return;
    for (const command of allCommands(model)) {
      const fix = promptFix(model, command);
      if (fix === undefined) continue;
      const said = `${command.program} ${subcommand(command)}`;
      yield hit(model, command, `"${said}" asks for confirmation, and nobody answers in a build.`, fix);
    }
  },
};

const ASKING = new Set(
  "install in upgrade dist-upgrade full-upgrade remove purge autoremove update up patch dup localinstall groupinstall reinstall build-dep".split(
    " ",
  ),
);

/** The fix where the command would ask; undefined where it would not. */
function promptFix(file: Dockerfile, command: RunCommand): Fix | undefined {
  const word = subcommand(command);
  const isApt = APT.has(command.program);
  const known = isApt || RPM.has(command.program) || command.program === "zypper";
  const asks = known && ASKING.has(word) && !(isApt && word === "update");
  if (!asks || isAnswered(command)) return undefined;
  const option = command.program === "zypper" ? " --non-interactive" : " -y";
  const name = command.written.args.find((arg) => arg.text === word) ?? { end: command.written.start };
  const place = command.program === "zypper" ? nameEnd(file, command) : name.end;
  const edits = command.owner.exec ? [] : [{ range: file.lines.range(place, place), newText: option }];
  return { title: `Add${option}`, edits };
}

/** The offset behind the program's name, also behind `sudo`. */
function nameEnd(file: Dockerfile, command: RunCommand): number {
  const first = command.args[0];
  return first ? file.text.slice(0, first.start).trimEnd().length : command.written.end;
}

function isAnswered(command: RunCommand): boolean {
  if (hasOption(command, "--yes", "--assume-yes", "--assumeyes", "--non-interactive", "--no-confirm"))
    return true;
  if (hasOption(command, "--force-yes", "--quiet=2", "-q=2", "--download-only", "--dry-run", "--print-uris"))
    return true;
  if (hasLetter(command, "y") || command.args.some((arg) => arg.text.includes("Assume-Yes"))) return true;
  if (command.program === "zypper" && hasLetter(command, "n")) return true;
  if (APT.has(command.program) && command.args.some((arg) => /^-[a-z]*q[a-z]*q|^-q$/.test(arg.text))) {
    return command.args.filter((arg) => arg.text === "-q").length !== 1;
  }
  if (command.args.some((arg) => arg.dynamic && /^["']?\$/.test(arg.text))) return true;
  // `yes | apt-get install` is an answer too.
  return command.fed;
}

export const distUpgrade: Check<DockerModel> = {
  id: "docker/distribution-upgrade",
  title: "Release upgrade inside a build",
  severity: "medium",
  category: "reliability",
  why: "dist-upgrade may swap whole subsystems or remove packages to get through; the image no longer is what its base tag says, and two builds of one commit differ.",
  remedy: "Take a newer base image, and upgrade single packages where a fix is urgent.",
  reference: "https://docs.docker.com/build/building/best-practices/#apt-get",
  equivalents: ["hadolint:DL3035", "trivy:DS-0024", "kics:Apt Get Dist Upgrade"],
  kinds: ["dockerfile"],
  *run(model) {
    if (model.kind !== "dockerfile") return;
    for (const command of allCommands(model)) {
      const word = subcommand(command);
      const full = APT.has(command.program) && (word === "dist-upgrade" || word === "full-upgrade");
      const dup = command.program === "zypper" && (word === "dup" || word === "dist-upgrade");
      if (full || dup) {
        yield hit(
          model,
          command,
          `"${command.program} ${word}" turns the base image into another release.`,
          undefined,
        );
      }
    }
  },
};

export const aptForPeople: Check<DockerModel> = {
  id: "docker/apt-in-script",
  title: "apt instead of apt-get",
  severity: "low",
  category: "correctness",
  why: "apt is made for people at a terminal and says so on every run: its options and output may change between releases and break the build.",
  remedy: "Use apt-get, or apt-cache for queries.",
  reference: "https://manpages.debian.org/stable/apt/apt.8.en.html",
  equivalents: ["hadolint:DL3027", "checkov:CKV_DOCKER_9", "kics:Run Using apt"],
  kinds: ["dockerfile"],
  *run(model) {
    if (model.kind !== "dockerfile") return;
    for (const command of allCommands(model)) {
      if (command.program !== "apt") continue;
      const name = command.written.name === "apt" ? { start: command.written.start } : undefined;
      const plain = name && model.text.slice(name.start, name.start + 3) === "apt" && !command.owner.exec;
      const known = ["update", "install", "upgrade", "remove", "purge", "autoremove", "clean"];
      const fix: Fix | undefined =
        plain && known.includes(subcommand(command))
          ? {
              title: "Use apt-get",
              edits: [{ range: model.lines.range(name.start, name.start + 3), newText: "apt-get" }],
            }
          : undefined;
      yield hit(
        model,
        command,
        `"apt ${subcommand(command)}" in a script; apt-get has a stable interface.`,
        fix,
      );
    }
  },
};
