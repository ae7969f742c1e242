import type { Check, Hit } from "../../../system.ts";
import { holdsKnownSecret, isSecretName, isSecretValue } from "../../docker/secrets.ts";
import type { ComposeModel, Variable } from "../model.ts";
import { oncePerPlace, servicesOf } from "./support.ts";

export const secretInEnvironment: Check<ComposeModel> = {
  id: "compose/secret-in-environment",
  title: "Password or token in plain text",
  severity: "high",
  category: "security",
  why: "Everyone who can read the repository has the credential, and its history keeps it after a change; what starts as a password for development tends to reach production.",
  remedy: "Take it from a variable without a default, or from a secret that is mounted as a file.",
  reference: "https://docs.docker.com/compose/how-tos/use-secrets/",
  equivalents: [
    "kics:Passwords And Secrets - Generic Password",
    "kics:Passwords And Secrets - Generic Token",
    "kics:Passwords And Secrets - Generic Secret",
  ],
  kinds: ["compose", "swarm"],
  *run(model) {
    yield* oncePerPlace(hitsOf(model));
  },
};

function* hitsOf(model: ComposeModel): Generator<Hit> {
  for (const service of servicesOf(model)) {
    for (const variable of [...service.environment, ...service.buildArguments]) {
      const what = faultOf(variable);
      if (what)
        yield { range: variable.range, message: `service "${service.name}": ${variable.name} ${what}.` };
    }
  }
}

function faultOf({ name, value }: Variable): string | undefined {
  if (value === undefined) return undefined;
  if (holdsKnownSecret(value)) return "holds a credential in plain text";
  const fallback = /^\$\{\w{1,200}:?-([\s\S]{1,500})\}$/.exec(value)?.[1];
  if (isSecretName(name)) {
    if (fallback !== undefined)
      return isSecretValue(fallback) ? "falls back to a secret written here" : undefined;
    return isSecretValue(value) ? "holds its secret in plain text" : undefined;
  }
  const entry = /(?:^|;)\s{0,5}(?:password|pwd)\s{0,5}=\s{0,5}([^;\s]{2,200})/i.exec(value)?.[1];
  if (entry !== undefined && isSecretValue(entry))
    return "is a connection string with a password in plain text";
  const password = /^[a-z][a-z0-9+.-]{1,30}:\/\/[^\s:/@]{0,100}:([^\s@/]{1,200})@/i.exec(value)?.[1];
  return password !== undefined && isSecretValue(password)
    ? "is a URL with a password in plain text"
    : undefined;
}
