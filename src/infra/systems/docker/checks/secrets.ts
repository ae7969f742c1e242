import type { Check } from "../../../system.ts";
import { commandRange, type DockerModel, rangeOf } from "../model.ts";
import { holdsKnownSecret, isDummy, isSecretName, isSecretValue } from "../secrets.ts";
import { allCommands } from "./commands.ts";

export const secretVariable: Check<DockerModel> = {
  id: "docker/secret-in-variable",
  title: "Secret in ENV or ARG",
  severity: "critical",
  category: "security",
  why: "ENV and ARG are part of the image's configuration and history: docker inspect or docker history shows the value to everyone who can pull the image.",
  remedy:
    "Pass it to the one step that needs it with RUN --mount=type=secret, or give it to the container at run time.",
  reference: "https://docs.docker.com/reference/build-checks/secrets-used-in-arg-or-env/",
  equivalents: [
    "hadolint:DL3064",
    "trivy:DS-0031",
    "kics:Passwords And Secrets - Generic Password",
    "kics:Passwords And Secrets - Generic Token",
    "kics:Passwords And Secrets - Generic Secret",
  ],
  kinds: ["dockerfile"],
  *run(model) {
    if (model.kind !== "dockerfile") return;
    for (const one of model.instructions) {
      if (one.keyword !== "ENV" && one.keyword !== "ARG" && one.keyword !== "LABEL") continue;
      for (const setting of one.settings) {
        const { name, value } = setting;
        const known = value !== undefined && holdsKnownSecret(value);
        if (!known && (one.keyword === "LABEL" || !isSecretName(name))) continue;
        const range = rangeOf(model, setting);
        if (known || (value !== undefined && isSecretValue(value) && !isDummy(value))) {
          yield { range, message: `${one.keyword} ${name} puts a secret into the history of the image.` };
        } else if (one.keyword === "ARG" && value === undefined && one.stage >= 0) {
          yield {
            range,
            message: `The value given for build argument ${name} stays in the history of the image.`,
          };
        } else if (one.keyword === "ENV" && value !== undefined && /^\$\{?[A-Za-z_]\w*\}?$/.test(value)) {
          yield { range, message: `ENV ${name} keeps the value of ${value} in the image.` };
        }
      }
    }
  },
};

export const secretInCommand: Check<DockerModel> = {
  id: "docker/secret-in-command",
  title: "Secret in a build command",
  severity: "critical",
  category: "security",
  why: "The text of a RUN is part of the image's history, and files that it writes stay in the layer: the credential can be read by everyone who can pull the image.",
  remedy: "Mount the secret for this step with RUN --mount=type=secret and read it from /run/secrets.",
  reference: "https://docs.docker.com/build/building/secrets/",
  kinds: ["dockerfile"],
  *run(model) {
    if (model.kind !== "dockerfile") return;
    for (const { owner, written, program } of allCommands(model)) {
      const text = model.text.slice(written.start, written.end);
      const setting = written.assignments.find(({ name, value }) => {
        if (!isSecretName(name) || value.dynamic || value.text.length < 6) return false;
        return isSecretValue(value.text) && !isDummy(value.text);
      });
      const url = written.args.some(({ text: arg }) => /:\/\/[^\s:/@$]{1,100}:[^\s@/$]{6,200}@/.test(arg));
      const what = setting
        ? `${setting.name} is`
        : holdsKnownSecret(text)
          ? "A credential is"
          : url
            ? "A URL with a password is"
            : hasInlineCredential(written.args) && "A credential is";
      if (!what) continue;
      const message = `${what} written into the command "${program || "set"}", which the image's history keeps.`;
      yield { range: commandRange(model, owner, written), message };
    }
  },
};

/** `--password=…`, `_authToken=…`, an Authorization header, with a literal value. */
function hasInlineCredential(args: readonly { text: string; dynamic: boolean }[]): boolean {
  return args.some(({ text, dynamic }, i) => {
    if (dynamic) return false;
    if (/^authorization:\s{0,5}(bearer|basic|token)\s{1,5}[^\s$]{8}/i.test(text)) return true;
    const token = /(?:^|[:/])_(?:authToken|auth|password)\s{0,3}=\s{0,3}(\S{8,200})/.exec(text)?.[1];
    if (token) return isSecretValue(token) && !isDummy(token);
    const option = /^--?([a-z][a-z-]{1,40})(?:=(.{6,200}))?$/i.exec(text);
    const name = option?.[1];
    if (name === undefined || !/(^|-)(password|passwd|token|secret|api-key|apikey)$/i.test(name))
      return false;
    const next = args[i + 1];
    const value = option?.[2] ?? (next && !next.dynamic && !next.text.startsWith("-") ? next.text : "");
    return value.length >= 6 && /\d/.test(value) && isSecretValue(value) && !isDummy(value);
  });
}
