import { isShell, programName, type ShellCommand, unwrapCommand } from "../../../formats/shell.ts";
import type { Check } from "../../../system.ts";
import type { Model, Script } from "../model.ts";
import { stepName, stepsCheck, stepsOf } from "./define.ts";

const downloaded = stepsCheck({
  id: "github-actions/download-piped-to-shell",
  title: "Downloaded script is run unread",
  severity: "medium",
  category: "supply-chain",
  why: "Whoever controls the address, or the connection to it, runs commands with the job's token and secrets; a download that breaks off half-way runs half a script.",
  remedy:
    "Take a version of the tool through a pinned setup action, or download to a file and check its checksum first.",
  reference: "https://docs.github.com/en/actions/reference/security/secure-use",
  equivalents: ["poutine:unverified_script_exec", "checkov:CKV2_DOCKER_4"],
  *run(model) {
    for (const { step } of stepsOf(model)) {
      for (const command of step.script?.commands ?? []) {
        const runner = downloads(command) ? interpreter(command) : undefined;
        if (!runner || !step.script) continue;
        const address = command.args.find(({ text }) => /^https?:\/\//.test(text))?.text ?? "a download";
        yield {
          range: step.script.scalar.range(command.start, command.end),
          message: `${stepName(step)} hands ${address.slice(0, 120)} straight to ${runner}`,
        };
      }
    }
  },
});

function downloads(command: ShellCommand): boolean {
  return ["curl", "wget"].includes(programName(command));
}

/** The shell or language that reads the download, through a pipe or a substitution: `bash <(curl …)`. */
function interpreter({ pipedInto, within }: ShellCommand): string | undefined {
  for (let next = pipedInto; next; next = next.pipedInto) {
    const program = programName(unwrapCommand(next));
    if (isShell(program)) return program;
    // `python3 -c …` and `node -e …` read the download as data.
    const reads = unwrapCommand(next).args.some(({ text }) => /^-[cem]/.test(text) || /^[^-]/.test(text));
    if (/^(?:python3?|node|ruby|perl|php)$/.test(program) && !reads) return program;
  }
  const outer = within ? unwrapCommand(within) : undefined;
  const program = outer ? programName(outer) : "";
  const runs = isShell(program) || program === "eval" || program === "source" || program === ".";
  return outer && runs && !outer.pipedInto ? program : undefined;
}

/** Programs whose failure is the point of the step. */
const MATTERS =
  /^(?:npm|npx|yarn|pnpm|make|go|cargo|pytest|tox|mvn|mvnw|gradle|gradlew|terraform|tofu|terragrunt|helm|kubectl|ansible-playbook|dotnet|bundle|rake|docker|ctest|bazel|pulumi|trivy|aws)$/;

const hiddenFailure = stepsCheck({
  id: "github-actions/pipe-hides-failure",
  title: "Failure hidden by a pipe",
  severity: "medium",
  category: "reliability",
  why: "Without a stated `shell` the runner starts bash without `pipefail`, and a pipe ends with the result of `tee`: the step is green although the command in front of it failed.",
  remedy: "Set `shell: bash`, which turns `pipefail` on, or write `set -o pipefail` first.",
  reference:
    "https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepsshell",
  equivalents: ["actionlint:shellcheck"],
  *run(model) {
    for (const { step } of stepsOf(model)) {
      const { script } = step;
      if (!script || hasPipefail(script)) continue;
      for (const command of script.commands) {
        const reader = command.pipedInto;
        if (
          !reader ||
          programName(reader) !== "tee" ||
          reader.pipedInto ||
          !MATTERS.test(programName(command))
        )
          continue;
        if (reader.redirects.length > 0 || step.script?.text.includes("PIPESTATUS")) continue;
        // `kubectl get … | tee` and `terraform output | tee` show something; nothing rides on their result.
        if (
          /^(?:get|describe|output|show|version|list|ls|logs|images|ps|config|info)$/.test(
            command.args[0]?.text ?? "",
          )
        )
          continue;
        yield {
          range: script.scalar.range(command.start, command.end),
          message: `${stepName(step)} stays green when ${programName(command)} fails: its output is piped into tee without pipefail`,
        };
      }
    }
  },
});

function hasPipefail({ stated, shell, text }: Script): boolean {
  if (/\bpipefail\b/.test(text) || /pipefail/.test(stated ?? "")) return true;
  // `shell: bash` alone stands for `bash --noprofile --norc -eo pipefail {0}`.
  return shell !== "bash" || stated?.trim() === "bash";
}

const insecureDownload = stepsCheck({
  id: "github-actions/unverified-download",
  title: "Download without checking the certificate",
  severity: "medium",
  category: "security",
  why: "Anyone on the way between the runner and the server can put another file in the place of the download.",
  remedy: "Drop the option; for a server with an own authority, pass its certificate with `--cacert`.",
  reference: "https://curl.se/docs/sslcerts.html",
  equivalents: ["kics:Curl Insecure"],
  *run(model) {
    for (const { step } of stepsOf(model)) {
      for (const command of step.script?.commands ?? []) {
        const option = insecureOption(command);
        if (!option || !step.script) continue;
        yield {
          range: step.script.scalar.range(option.start, option.end),
          message: `${stepName(step)} downloads with ${option.text}`,
        };
      }
    }
  },
});

function insecureOption(command: ShellCommand) {
  const program = programName(command);
  const local = command.args.some(({ text }) => /localhost|127\.0\.0\.1|\$/.test(text));
  if (local) return undefined;
  if (program === "curl")
    return command.args.find(
      ({ text }) => text === "--insecure" || /^-[a-zA-Z]{0,6}k[a-zA-Z]{0,6}$/.test(text),
    );
  return program === "wget" ? command.args.find(({ text }) => text === "--no-check-certificate") : undefined;
}

export const scriptChecks: readonly Check<Model>[] = [downloaded, hiddenFailure, insecureDownload];
