import { programName, type ShellCommand, unwrapCommand } from "../../../formats/shell.ts";
import type { Check } from "../../../system.ts";
import {
  ancestry,
  commandRange,
  type Dockerfile,
  type DockerModel,
  type Instruction,
  instructionsOf,
  rangeOf,
} from "../model.ts";
import { runsOf, scriptText } from "./commands.ts";

/** Commands whose failure at the head of a pipe says nothing: they print what is there, or filter. */
const HARMLESS = new Set(
  "[ awk basename cat cd cut date df dirname dpkg dpkg-query du echo egrep env false fgrep find free getconf getent grep head hostname id jq ldconfig ldd locale ls lscpu lsb_release nproc printenv printf ps pwd read rpm sed seq set sleep sort stat sysctl tac tail tee test tr true uname uniq wc which whoami xargs yes command type".split(
    " ",
  ),
);

export const pipeHidesFailure: Check<DockerModel> = {
  id: "docker/pipe-hides-failure",
  title: "Pipe that hides a failed command",
  severity: "medium",
  category: "reliability",
  why: "A RUN only sees the last command of a pipe: when the download or the unpacking before it fails, the build goes on and caches a layer with half of the files.",
  remedy: 'Put SHELL ["/bin/bash", "-o", "pipefail", "-c"] before it, or start the RUN with set -o pipefail.',
  reference: "https://docs.docker.com/build/building/best-practices/#using-pipes",
  equivalents: ["hadolint:DL4006", "kics:Shell Running A Pipe Without Pipefail Flag"],
  kinds: ["dockerfile"],
  *run(model) {
    if (model.kind !== "dockerfile") return;
    for (const stage of model.stages) {
      const shells = ancestry(stage).map((one) => instructionsOf(one, "SHELL"));
      for (const owner of runsOf(stage)) {
        if (hasPipefail(model, shells, owner)) continue;
        const failing = owner.script?.commands.find((one) => canFail(one) && !noticesFailure(one));
        if (!failing) continue;
        yield {
          range: commandRange(model, owner, failing),
          message: `A failure of "${programName(unwrapCommand(failing))}" is lost in the pipe, and the build goes on.`,
        };
      }
    }
  },
};

function canFail(command: ShellCommand): boolean {
  const program = programName(unwrapCommand(command));
  return program !== "" && !program.startsWith("$") && !HARMLESS.has(program);
}

/** True outside a pipe, and where its last command fails on missing input: `| grep -q 1.2`, `| sha256sum -c`. */
function noticesFailure(command: ShellCommand): boolean {
  let last = command.pipedInto;
  if (!last) return true;
  for (let steps = 0; last.pipedInto && steps < 50; steps++) last = last.pipedInto;
  const program = programName(unwrapCommand(last));
  if (/^(sha\d{1,3}sum|shasum|md5sum|b2sum)$/.test(program)) {
    return last.args.some(({ text }) => /^(-[a-z]*c[a-z]*|--check)$/.test(text));
  }
  return /^[ef]?grep$/.test(program) || program === "gpg";
}

/** A SHELL of this stage or its parents, `set -o pipefail` in the RUN, or a shell that has no such option. */
function hasPipefail(file: Dockerfile, shells: readonly Instruction[][], owner: Instruction): boolean {
  if (/\bpipefail\b/.test(scriptText(file, owner))) return true;
  // Those of the own stage first, then of the stages that it starts from: all of these stand earlier in the file.
  const last = shells.flatMap((ofStage) => ofStage.findLast((shell) => shell.start < owner.start) ?? [])[0];
  return last?.words.some(({ text }) => /pipefail|pwsh|powershell|cmd/i.test(text)) ?? false;
}

export const changesFolder: Check<DockerModel> = {
  id: "docker/cd-has-no-effect",
  title: "cd that the next instruction does not see",
  severity: "medium",
  category: "correctness",
  why: "Every RUN starts in the folder of WORKDIR: after a RUN that ends with cd the next steps run somewhere else than the author thinks.",
  remedy: "Use WORKDIR.",
  reference: "https://docs.docker.com/build/building/best-practices/#workdir",
  equivalents: ["hadolint:DL3003", "kics:RUN Instruction Using 'cd' Instead of WORKDIR", "trivy:DS-0013"],
  kinds: ["dockerfile"],
  *run(model) {
    if (model.kind !== "dockerfile") return;
    for (const stage of model.stages) {
      for (const owner of runsOf(stage)) {
        const commands = (owner.script?.commands ?? []).filter((one) => one.within === undefined);
        const last = commands[commands.length - 1];
        if (last?.name !== "cd" || last.pipedInto || owner.exec) continue;
        // A second cd only returns to where the RUN started.
        if (commands.filter((one) => one.name === "cd" || one.name === "pushd").length > 1) continue;
        const to = last.args[0];
        const only = commands.length === 1 && to && !to.dynamic && owner.heredocs.length === 0;
        const message = `cd${to ? ` to "${to.text.slice(0, 80)}"` : ""} ends with this RUN; the next instruction is back in WORKDIR.`;
        const edits = only ? [{ range: rangeOf(model, owner), newText: `WORKDIR ${to.text}` }] : [];
        yield {
          range: commandRange(model, owner, last),
          message,
          ...(edits.length > 0 ? { fix: { title: "Use WORKDIR", edits } } : {}),
        };
      }
    }
  },
};

export const relativeWorkdir: Check<DockerModel> = {
  id: "docker/relative-workdir",
  title: "Relative WORKDIR",
  severity: "low",
  category: "correctness",
  why: "It depends on the WORKDIR before it, or on one that the base image happens to set: moving a line or changing the base puts the files elsewhere.",
  remedy: "Write the whole path, starting with /.",
  reference: "https://docs.docker.com/reference/build-checks/workdir-relative-path/",
  equivalents: [
    "hadolint:DL3000",
    "kics:WORKDIR Path Not Absolute",
    "checkov:CKV_DOCKER_10",
    "trivy:DS-0009",
  ],
  kinds: ["dockerfile"],
  *run(model) {
    if (model.kind !== "dockerfile") return;
    for (const one of model.instructions) {
      const path = one.keyword === "WORKDIR" ? one.words[0] : undefined;
      if (!path || /^["']?(\/|\\|\$|[A-Za-z]:|%)/.test(path.text) || path.text.includes("{{")) continue;
      yield {
        range: rangeOf(model, path),
        message: `WORKDIR "${path.text}" is relative to whatever was set before.`,
      };
    }
  },
};

export const ports: Check<DockerModel> = {
  id: "docker/exposed-port",
  title: "Port that should not be exposed",
  severity: "medium",
  category: "security",
  why: "A container that runs an SSH server has a second way in, with keys and accounts that nobody rotates; a number above 65535 is no port and breaks the build.",
  remedy: "Use docker exec or kubectl exec instead of SSH, and a port from 1 to 65535.",
  reference: "https://docs.docker.com/reference/dockerfile/#expose",
  equivalents: [
    "hadolint:DL3011",
    "kics:Exposing Port 22 (SSH)",
    "kics:UNIX Ports Out Of Range",
    "checkov:CKV_DOCKER_1",
    "trivy:DS-0004",
    "trivy:DS-0008",
  ],
  kinds: ["dockerfile"],
  *run(model) {
    if (model.kind !== "dockerfile") return;
    for (const one of model.instructions) {
      if (one.keyword !== "EXPOSE") continue;
      for (const word of one.words) {
        const [low, high] = (word.text.split("/")[0] ?? "").split("-").map(Number);
        const numbers = [low, high].filter(
          (number) => number !== undefined && Number.isFinite(number),
        ) as number[];
        if (numbers.some((number) => number > 65_535)) {
          yield { range: rangeOf(model, word), message: `${word.text} is no port: they end at 65535.` };
        } else if (numbers.length > 0 && (low ?? 0) <= 22 && (high ?? low ?? 0) >= 22) {
          yield { range: rangeOf(model, word), message: "Port 22 is SSH; a container needs none." };
        }
      }
    }
  },
};

export const maintainer: Check<DockerModel> = {
  id: "docker/maintainer",
  title: "MAINTAINER is deprecated",
  severity: "low",
  category: "correctness",
  why: "The instruction has been deprecated since 2017; tools that read labels do not see it, and builders warn on every build.",
  remedy: "Use LABEL org.opencontainers.image.authors.",
  reference: "https://docs.docker.com/reference/build-checks/maintainer-deprecated/",
  equivalents: [
    "hadolint:DL4000",
    "kics:MAINTAINER Instruction Being Used",
    "checkov:CKV_DOCKER_6",
    "trivy:DS-0022",
  ],
  kinds: ["dockerfile"],
  *run(model) {
    if (model.kind !== "dockerfile") return;
    for (const one of model.instructions) {
      if (one.keyword !== "MAINTAINER") continue;
      const who = model.text
        .slice(one.keywordEnd, one.end)
        .trim()
        .replace(/^"(.*)"$/, "$1");
      const range = rangeOf(model, one);
      const plain = who !== "" && !/["\\\n$]/.test(who);
      const newText = `LABEL org.opencontainers.image.authors="${who}"`;
      yield {
        range,
        message: "MAINTAINER is deprecated; a LABEL says the same and tools read it.",
        ...(plain ? { fix: { title: "Write it as a LABEL", edits: [{ range, newText }] } } : {}),
      };
    }
  },
};
