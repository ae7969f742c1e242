import type { Check, Fix } from "../../../system.ts";
import {
  ancestry,
  type Dockerfile,
  type DockerModel,
  type Instruction,
  instructionsOf,
  rangeOf,
} from "../model.ts";

export const shellForm: Check<DockerModel> = {
  id: "docker/shell-form-process",
  title: "Process started through a shell",
  severity: "medium",
  category: "reliability",
  why: "The shell is process 1 and does not pass SIGTERM on: the container ignores a stop, is killed after the grace period, and open requests are cut off on every deployment.",
  remedy: 'Write it as a JSON array: ["program", "argument"].',
  reference: "https://docs.docker.com/reference/build-checks/json-args-recommended/",
  equivalents: ["hadolint:DL3025", "kics:Not Using JSON In CMD And ENTRYPOINT Arguments"],
  kinds: ["dockerfile"],
  *run(model) {
    if (model.kind !== "dockerfile") return;
    for (const stage of model.stages) {
      // Whoever sets SHELL has chosen how these run; on Windows that is the usual way.
      if (ancestry(stage).some((one) => instructionsOf(one, "SHELL").length > 0)) continue;
      for (const one of instructionsOf(stage, "ENTRYPOINT", "CMD")) {
        if (one.exec || one.words.length === 0) continue;
        const first = one.script?.commands[0];
        if (!first || first.name === "exec" || one.words[0]?.text === "exec") continue;
        const fix = execForm(model, one);
        const broken = one.words[0]?.text.startsWith("[")
          ? `${one.keyword} looks like a JSON array but is none, so the shell gets it as it stands.`
          : `${one.keyword} runs through /bin/sh, which does not pass signals on to "${first.name.slice(0, 60)}".`;
        yield { range: rangeOf(model, one), message: broken, ...(fix ? { fix } : {}) };
      }
    }
  },
};

/** The same as a JSON array where no shell is needed: one command of plain words. */
function execForm(file: Dockerfile, one: Instruction): Fix | undefined {
  const [command, more] = one.script?.commands ?? [];
  const [first, last] = [one.words[0], one.words[one.words.length - 1]];
  if (!command || more || !first || !last || command.assignments.length > 0 || command.redirects.length > 0) {
    return undefined;
  }
  const text = file.text.slice(first.start, last.end);
  if (/[$`*?~;&|<>#[\]{}()\\\n\r]/.test(text)) return undefined;
  const words = [command.name, ...command.args.map((arg) => arg.text)];
  const newText = `[${words.map((word) => JSON.stringify(word)).join(", ")}]`;
  return {
    title: "Write it in exec form",
    edits: [{ range: file.lines.range(first.start, last.end), newText }],
  };
}

export const repeated: Check<DockerModel> = {
  id: "docker/overridden-instruction",
  title: "Instruction that a later one replaces",
  severity: "medium",
  category: "correctness",
  why: "Only the last CMD, ENTRYPOINT and HEALTHCHECK of a stage counts: the earlier one never runs, which nobody sees until the second process or check is missed.",
  remedy: "Keep the one that is meant, and start several processes by a script or as several containers.",
  reference: "https://docs.docker.com/reference/build-checks/multiple-instructions-disallowed/",
  equivalents: [
    "hadolint:DL4003",
    "hadolint:DL4004",
    "hadolint:DL3012",
    "kics:Multiple CMD Instructions Listed",
    "kics:Multiple ENTRYPOINT Instructions Listed",
    "kics-datadog:Multiple HEALTHCHECK instructions",
    "trivy:DS-0007",
    "trivy:DS-0016",
    "trivy:DS-0023",
  ],
  kinds: ["dockerfile"],
  *run(model, context) {
    if (model.kind !== "dockerfile") return;
    for (const stage of model.stages) {
      for (const keyword of ["CMD", "ENTRYPOINT", "HEALTHCHECK"]) {
        const all = instructionsOf(stage, keyword);
        const last = all.pop();
        if (!last) continue;
        const line = model.lines.line(last.start);
        for (const one of all) {
          yield {
            range: rangeOf(model, one),
            message: `This ${keyword} has no effect: the one on line ${line} replaces it.`,
            related: [{ path: context.file.path, line }],
          };
        }
      }
    }
  },
};
