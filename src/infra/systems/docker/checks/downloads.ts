import { isShell, programName, type ShellCommand, unwrapCommand } from "../../../formats/shell.ts";
import type { Check } from "../../../system.ts";
import { commandRange, type DockerModel, rangeOf } from "../model.ts";
import { allCommands, hasOption, operands, pipArguments, type RunCommand } from "./commands.ts";

const INTERPRETERS = /^(python\d?(\.\d+)?|perl|ruby|node|php|pwsh|powershell|iex)$/;

function isInterpreter(command: ShellCommand): boolean {
  const program = programName(unwrapCommand(command));
  return isShell(program) || INTERPRETERS.test(program);
}

export const pipedDownload: Check<DockerModel> = {
  id: "docker/download-piped-to-shell",
  title: "Download run without a look at it",
  severity: "high",
  category: "supply-chain",
  why: "Whoever controls the host, or the name, decides what runs as root in the build; the script may be another one at the next build, and a broken download runs half of it.",
  remedy: "Download a named version to a file, check its checksum, then run it.",
  reference: "https://docs.docker.com/build/building/best-practices/#using-pipes",
  kinds: ["dockerfile"],
  *run(model) {
    if (model.kind !== "dockerfile") return;
    for (const { owner, written, program, args } of allCommands(model)) {
      if (program !== "curl" && program !== "wget") continue;
      const runner = runnerOf(written);
      const url = args.find(({ text }) => /^https?:\/\//.test(text))?.text;
      if (!runner) continue;
      const what = url ? ` of ${hostOf(url)}` : "";
      yield {
        range: commandRange(model, owner, { start: written.start, end: Math.max(written.end, runner.end) }),
        message: `What ${program} fetches${what} is run by ${programName(unwrapCommand(runner))} unchecked.`,
      };
    }
  },
};

/** Only the host: a URL may hold credentials. */
function hostOf(url: string): string {
  const rest = url.replace(/^https?:\/\//i, "").split(/[/?#]/)[0] ?? "";
  return rest.slice(rest.lastIndexOf("@") + 1).slice(0, 80);
}

/** The interpreter that gets the command's output: behind `|`, also by way of filters, or around `$(…)`, `<(…)`. */
function runnerOf(command: ShellCommand): ShellCommand | undefined {
  let next = command.pipedInto;
  for (let steps = 0; next && steps < 10; steps++) {
    if (isInterpreter(next)) return readsScript(next) ? next : undefined;
    const program = programName(unwrapCommand(next));
    if (!/^(tee|sed|tr|cat|gunzip|zcat|base64|grep)$/.test(program)) return undefined;
    next = next.pipedInto;
  }
  const owner = command.within;
  if (!owner || command.pipedInto) return undefined;
  const program = programName(unwrapCommand(owner));
  if (program === "eval" || program === "source" || program === ".") return owner;
  if (!isInterpreter(owner)) return undefined;
  const real = unwrapCommand(owner);
  const word = real.args.find((arg) => arg.start <= command.start && arg.end >= command.end);
  if (word === undefined) return undefined;
  const before = real.args[real.args.indexOf(word) - 1]?.text ?? "";
  const isScript =
    word.text.startsWith("<(") || (/^(\$\(|`)/.test(word.text) && /^-[a-z]{0,8}c$/.test(before));
  return isScript ? owner : undefined;
}

/** False for `python -c '…'` and `bash script.sh`: they read their input as data. */
function readsScript(command: ShellCommand): boolean {
  const { args } = unwrapCommand(command);
  for (const { text } of args) {
    if (text === "-" || text === "-s" || text === "--") return true;
    if (/^-[a-z]*[cemn]$/.test(text) && !/^-e?x?$/.test(text)) return false;
    if (!text.startsWith("-")) return /^\/dev\/(stdin|fd\/0)$/.test(text);
  }
  return true;
}

/** Variables that switch certificate checks off, with the values that do. */
const UNSAFE_SETTINGS: Readonly<Record<string, RegExp>> = {
  NODE_TLS_REJECT_UNAUTHORIZED: /^0$/,
  GIT_SSL_NO_VERIFY: /^(?!\s*$)/,
  PYTHONHTTPSVERIFY: /^0$/,
  NPM_CONFIG_STRICT_SSL: /^false$/i,
  npm_config_strict_ssl: /^false$/i,
  PIP_TRUSTED_HOST: /^(?!\s*$)/,
  CURL_INSECURE: /^(1|true)$/i,
};

export const uncheckedTls: Check<DockerModel> = {
  id: "docker/verification-off",
  title: "Certificate or signature check switched off",
  severity: "high",
  category: "supply-chain",
  why: "Anyone on the way between the build and the server can put another file or package into the image, and nothing would show it.",
  remedy: "Install the missing certificate authority or key, and leave the check on.",
  reference: "https://docs.docker.com/build/building/best-practices/",
  equivalents: [
    "checkov:CKV2_DOCKER_2",
    "checkov:CKV2_DOCKER_3",
    "checkov:CKV2_DOCKER_4",
    "checkov:CKV2_DOCKER_5",
    "checkov:CKV2_DOCKER_6",
    "checkov:CKV2_DOCKER_7",
    "checkov:CKV2_DOCKER_8",
    "checkov:CKV2_DOCKER_9",
    "checkov:CKV2_DOCKER_10",
    "checkov:CKV2_DOCKER_11",
    "checkov:CKV2_DOCKER_12",
    "checkov:CKV2_DOCKER_13",
    "checkov:CKV2_DOCKER_14",
    "checkov:CKV2_DOCKER_15",
    "checkov:CKV2_DOCKER_16",
  ],
  kinds: ["dockerfile"],
  *run(model) {
    if (model.kind !== "dockerfile") return;
    for (const one of model.instructions) {
      if (one.keyword !== "ENV" && one.keyword !== "ARG") continue;
      // ARG takes just NAME=value; "ARG NAME value" is a slip that some builders let pass.
      for (const [index, setting] of one.settings.entries()) {
        const value = setting.value ?? one.words[index + 1]?.text;
        if (value === undefined || !isUnsafeSetting(setting.name, value)) continue;
        yield { range: rangeOf(model, setting), message: `${setting.name} switches a security check off.` };
      }
    }
    for (const command of allCommands(model)) {
      const { owner, written } = command;
      const setting = written.assignments.find(({ name, value }) => isUnsafeSetting(name, value.text));
      const what = setting ? setting.name : unsafeOption(command);
      if (what === undefined) continue;
      const message = setting
        ? `${what} switches a security check off for this command.`
        : `"${command.program} ${what}" does not check who it talks to or what it installs.`;
      yield { range: commandRange(model, owner, written), message };
    }
  },
};

function isUnsafeSetting(name: string, value: string): boolean {
  return Object.hasOwn(UNSAFE_SETTINGS, name) && (UNSAFE_SETTINGS[name]?.test(value) ?? false);
}

/** The option by which the command leaves out a check; undefined where it leaves none out. */
function unsafeOption(command: RunCommand): string | undefined {
  const { program, args } = command;
  const given = (...options: string[]) => options.find((one) => hasOption(command, one));
  const pip = pipArguments(command);
  if (pip) return pip.some(({ text }) => /^--trusted-host(=|$)/.test(text)) ? "--trusted-host" : undefined;
  switch (program) {
    case "curl":
      if (isLocal(command)) return undefined;
      return given("--insecure", "--proxy-insecure") ?? (shortFlag(command, "k") ? "-k" : undefined);
    case "wget":
      return isLocal(command) ? undefined : given("--no-check-certificate", "--no-hsts-check");
    case "apk":
      return isLocalPackage(command, /\.apk$/) ? undefined : given("--allow-untrusted");
    case "apt-get":
    case "apt":
    case "aptitude":
      return given(
        "--allow-unauthenticated",
        "--force-yes",
        "--allow-insecure-repositories",
        "--no-verify-signature",
      );
    case "yum":
    case "dnf":
    case "microdnf":
    case "tdnf":
      if (args.some(({ text }) => /^(--setopt=)?sslverify=(0|false)$/i.test(text))) return "sslverify=false";
      return isLocalPackage(command, /\.rpm$/) ? undefined : given("--nogpgcheck", "--no-gpgchecks");
    case "yum-config-manager":
      return args.some(({ text }) => /sslverify=(0|false)$/i.test(text)) ? "sslverify=false" : undefined;
    case "zypper":
      return given("--no-gpg-checks", "--allow-unsigned-rpm");
    case "rpm":
      return given("--nodigest", "--nosignature", "--noverify", "--nofiledigest");
    case "git":
      return args.some(({ text }) => /^http\.(.{1,200}\.)?sslverify=false$/i.test(text)) ||
        setsFalse(command, /^http\..*sslverify$/i)
        ? "http.sslVerify=false"
        : undefined;
    case "npm":
    case "yarn":
    case "pnpm":
      return strictSsl(command) ? "strict-ssl false" : undefined;
    default:
      return undefined;
  }
}

/** True where only files are installed, such as a package that this very build made. */
function isLocalPackage(command: RunCommand, ending: RegExp): boolean {
  const packages = operands(command).slice(1);
  return packages.length > 0 && packages.every(({ text }) => ending.test(text) && !/:\/\//.test(text));
}

/** curl has many short options that take a value; a cluster is read up to the first of those. */
function shortFlag(command: RunCommand, letter: string): boolean {
  return command.args.some(({ text }) => {
    if (!/^-[A-Za-z#]{1,12}$/.test(text)) return false;
    const valued = text.search(/[AbBcCdDeEFHKmoPQrtTuUwxXyYz]/);
    const flags = valued < 0 ? text : text.slice(0, valued);
    return flags.includes(letter);
  });
}

function isLocal(command: RunCommand): boolean {
  return command.args.some(({ text }) =>
    /^(https?:\/\/)?(localhost|127\.0\.0\.1|\[::1\])([:/]|$)/.test(text),
  );
}

function setsFalse(command: RunCommand, name: RegExp): boolean {
  const words = operands(command).map(({ text }) => text);
  const at = words.findIndex((word) => name.test(word));
  return words[0] === "config" && at > 0 && /^(false|0)$/i.test(words[at + 1] ?? "");
}

/** `npm config set strict-ssl false`, `npm set strict-ssl=false`. */
function strictSsl(command: RunCommand): boolean {
  const words = operands(command).map(({ text }) => text);
  const at = words.indexOf("set");
  if (at < 0 || at > 1) return false;
  const rest = words.slice(at + 1);
  return rest.includes("strict-ssl=false") || (rest[0] === "strict-ssl" && rest[1] === "false");
}

export const unverifiedAdd: Check<DockerModel> = {
  id: "docker/add-without-checksum",
  title: "ADD of a URL without a checksum",
  severity: "medium",
  category: "supply-chain",
  why: "The image takes whatever the server sends on the day of the build; a replaced or broken file goes unnoticed.",
  remedy: "Add --checksum=sha256:… to the ADD.",
  reference: "https://docs.docker.com/reference/dockerfile/#add---checksum",
  kinds: ["dockerfile"],
  *run(model) {
    if (model.kind !== "dockerfile") return;
    for (const one of model.instructions) {
      if (one.keyword !== "ADD" || one.flags.some(({ name }) => name === "checksum")) continue;
      const url = one.words.slice(0, -1).find(({ text }) => /^https?:\/\//i.test(text));
      // The builder checks out a repository by itself; its commit belongs behind the #.
      if (!url || /\.git(#|$)/.test(url.text)) continue;
      const name = hostOf(url.text);
      yield {
        range: rangeOf(model, url),
        message: `ADD takes a file of ${name} as it comes, without a checksum.`,
      };
    }
  },
};
