import type { Check, Fix } from "../../../system.ts";
import { baseUser, shortName } from "../bases.ts";
import {
  ancestry,
  commandRange,
  type Dockerfile,
  type DockerModel,
  type Instruction,
  instructionsOf,
  rangeOf,
  type Stage,
  shippedStage,
} from "../model.ts";
import { allCommands, hasLetter, hasOption } from "./commands.ts";

export const runsAsRoot: Check<DockerModel> = {
  id: "docker/runs-as-root",
  title: "Container runs as root",
  severity: "high",
  category: "security",
  why: "Whoever breaks into the process owns the container, and with a mounted path or a kernel hole also the host; clusters that demand runAsNonRoot refuse to start the image.",
  remedy: "Create a user in the last stage and switch to it with USER before CMD or ENTRYPOINT.",
  reference: "https://docs.docker.com/build/building/best-practices/#user",
  equivalents: [
    "hadolint:DL3002",
    "kics:Missing User Instruction",
    "kics:Last User Is 'root'",
    "checkov:CKV_DOCKER_3",
    "checkov:CKV_DOCKER_8",
    "trivy:DS-0002",
  ],
  kinds: ["dockerfile"],
  *run(model, context) {
    if (model.kind !== "dockerfile" || /(^|\/)\.devcontainer\//.test(context.file.path)) return;
    const stage = shippedStage(model);
    if (!stage || stepsDown(model, stage)) return;
    const user = ancestry(stage)
      .map((one) => instructionsOf(one, "USER").at(-1))
      .find((one) => one !== undefined);
    const name = user?.words[0]?.text;
    if (user && name !== undefined) {
      if (!/^(root|0)(:|$)/i.test(name)) return;
      yield {
        range: rangeOf(model, user),
        message: `The last USER is "${name}", so the container runs as root.`,
      };
      return;
    }
    const origin = ancestry(stage).at(-1);
    if (origin?.image === undefined || baseUser(origin.image) !== "root") return;
    // An image that starts nothing only carries files.
    const starts = ancestry(stage).some((one) => instructionsOf(one, "CMD", "ENTRYPOINT").length > 0);
    if (origin.image.toLowerCase() === "scratch" && !starts) return;
    const on = origin.image === "scratch" ? "on scratch" : `on "${shortName(origin.image)}"`;
    yield {
      range: rangeOf(model, stage.from),
      message: `The final stage ${on} sets no USER, so the container runs as root.`,
    };
  },
};

/** True where the image itself changes the user at the start: `gosu`, `su-exec`, `setpriv`, s6. */
function stepsDown(file: Dockerfile, stage: Stage): boolean {
  const tools = /\b(gosu|su-exec|setpriv|runuser|s6-setuidgid|s6-overlay|fixuid|chroot --userspec)\b/;
  return ancestry(stage).some((one) =>
    one.instructions.some(({ keyword, start, end }) => {
      return (
        /^(RUN|CMD|ENTRYPOINT|COPY|ADD|ENV|ARG)$/.test(keyword) && tools.test(file.text.slice(start, end))
      );
    }),
  );
}

export const sudo: Check<DockerModel> = {
  id: "docker/sudo",
  title: "sudo in a build",
  severity: "medium",
  category: "security",
  why: "A build already runs as the user that USER names; sudo only adds a way back to root that stays in the image, and breaks signals and the environment on the way.",
  remedy: "Run the step before switching USER, or switch to root and back around it.",
  reference: "https://docs.docker.com/build/building/best-practices/#user",
  equivalents: ["hadolint:DL3004", "kics:Run Using Sudo", "checkov:CKV2_DOCKER_1", "trivy:DS-0010"],
  kinds: ["dockerfile"],
  *run(model) {
    if (model.kind !== "dockerfile") return;
    const reported = new Set<Instruction>();
    for (const { owner, written } of allCommands(model)) {
      if (!/^(.*\/)?sudo$/.test(written.name) || reported.has(owner)) continue;
      reported.add(owner);
      const what = written.args.find((arg) => !arg.text.startsWith("-"))?.text ?? "a command";
      yield {
        range: commandRange(model, owner, written),
        message: `"${what.slice(0, 60)}" is run through sudo.`,
      };
    }
  },
};

export const worldWritable: Check<DockerModel> = {
  id: "docker/world-writable",
  title: "Files that everyone may write",
  severity: "medium",
  category: "security",
  why: "Any process in the container, also one that was broken into, can replace the program or its configuration and so keep a foothold.",
  remedy:
    "Give the files to the user that runs the process (--chown) and leave out the write bit for others.",
  reference: "https://docs.docker.com/reference/dockerfile/#copy---chown---chmod",
  equivalents: ["kics:Avoid chmod 777", "kics-datadog:Avoid chmod 777"],
  kinds: ["dockerfile"],
  *run(model) {
    if (model.kind !== "dockerfile") return;
    for (const { owner, written, program, args } of allCommands(model)) {
      if (program !== "chmod") continue;
      const mode = args.find((arg) => !/^-[A-Za-z]/.test(arg.text) && !arg.text.startsWith("--"));
      if (!mode || !/^0?777$|^(a|ugo|o|u?g?o)?[+=]rwx$/.test(mode.text)) continue;
      // The sticky world-writable /tmp is meant that way.
      if (
        args.every((arg) => arg === mode || arg.text.startsWith("-") || /^(\/var)?\/tmp\/?$/.test(arg.text))
      )
        continue;
      if (/^\+rwx$|^u?g?\+|^u\+/.test(mode.text)) continue;
      yield {
        range: commandRange(model, owner, written),
        message: `chmod ${mode.text} lets every user of the container change these files.`,
      };
    }
    for (const one of model.instructions.flatMap((instruction) =>
      [instruction, instruction.trigger ?? []].flat(),
    )) {
      const flag = one.flags.find(({ name, value }) => name === "chmod" && /^0?777$/.test(value));
      if (!flag) continue;
      yield {
        range: rangeOf(model, flag),
        message: `${one.keyword} with --chmod=${flag.value} lets every user of the container change these files.`,
      };
    }
  },
};

export const passwordInShell: Check<DockerModel> = {
  id: "docker/password-set-in-build",
  title: "Password set while building",
  severity: "high",
  category: "security",
  why: "The password is the same in every container of the image and can be read in its history by everyone who may pull it.",
  remedy: "Leave accounts without a password, and give access by keys or tokens at run time.",
  reference: "https://docs.docker.com/build/building/secrets/",
  equivalents: ["checkov:CKV2_DOCKER_17"],
  kinds: ["dockerfile"],
  *run(model) {
    if (model.kind !== "dockerfile") return;
    for (const { owner, written, program, args } of allCommands(model)) {
      const piped = program === "chpasswd" || (program === "passwd" && hasOption({ args }, "--stdin"));
      const inline =
        /^(useradd|usermod)$/.test(program) &&
        (hasOption({ args }, "--password") || hasLetter({ args }, "p"));
      if (!piped && !inline) continue;
      yield {
        range: commandRange(model, owner, written),
        message: `"${program}" puts a password into a layer of the image.`,
      };
    }
  },
};

/** From this user id on, useradd without --no-log-init writes a sparse file of gigabytes. */
const HIGH_ID = 60_000;

export const hugeLastlog: Check<DockerModel> = {
  id: "docker/useradd-high-id",
  title: "useradd with a high id and no --no-log-init",
  severity: "low",
  category: "cost",
  why: "useradd extends /var/log/lastlog and faillog up to the id: a sparse file that layers store in full, so the image grows by gigabytes or the build runs out of disk.",
  remedy: "Add --no-log-init (-l) to useradd.",
  reference: "https://docs.docker.com/build/building/best-practices/#user",
  equivalents: ["hadolint:DL3046", "kics-datadog:Use recommended flags with useradd"],
  kinds: ["dockerfile"],
  *run(model) {
    if (model.kind !== "dockerfile") return;
    for (const command of allCommands(model)) {
      const { owner, written, program, args } = command;
      if (program !== "useradd" || hasLetter(command, "l") || hasOption(command, "--no-log-init")) continue;
      const at = args.findIndex(({ text }) => /^(--uid|-[a-zA-Z]{0,8}u)$/.test(text));
      const joined = args.find(({ text }) => text.startsWith("--uid="))?.text.slice(6);
      const id = Number(joined ?? (at >= 0 ? args[at + 1]?.text : undefined));
      if (!(id > HIGH_ID)) continue;
      const first = args[0];
      const fix: Fix | undefined =
        first && !owner.exec
          ? {
              title: "Add --no-log-init",
              edits: [{ range: model.lines.range(first.start, first.start), newText: "--no-log-init " }],
            }
          : undefined;
      const message = `useradd with user id ${id} and without --no-log-init writes a huge log file into the layer.`;
      yield { range: commandRange(model, owner, written), message, ...(fix ? { fix } : {}) };
    }
  },
};
