import { type Expression, referencesIn } from "../../../formats/hcl.ts";
import type { Range } from "../../../position.ts";
import type { Check } from "../../../system.ts";
import { type Declaration, nameOf, type TerraformModel } from "../model.ts";
import { isSecretName } from "../secret-values.ts";
import { isTrue } from "./rules.ts";

const notSensitive: Check<TerraformModel> = {
  id: "terraform/secret-variable-not-sensitive",
  title: "A secret variable is not marked sensitive",
  severity: "low",
  category: "security",
  why: "Plans and logs of the pipeline show the value.",
  remedy: "Add sensitive = true.",
  reference:
    "https://developer.hashicorp.com/terraform/language/values/variables#suppressing-values-in-cli-output",
  kinds: ["terraform"],
  *run(model) {
    for (const variable of model.variables) {
      if (
        !isSecretName(variable.name) ||
        variable.section.has("sensitive") ||
        variable.section.has("ephemeral")
      )
        continue;
      const type = variable.section.value("type")?.written;
      if (type && !(type.kind === "reference" && type.path[0] === "string")) continue;
      yield {
        range: variable.section.range,
        message: `variable "${variable.name}" is not marked sensitive.`,
      };
    }
  },
};

/** Attributes of resources that hold a secret. */
const SECRET_ATTRIBUTE =
  /^(?:password|result|secret|secret_key|private_key_pem|private_key_openssh|secret_string|primary_access_key|secondary_access_key|primary_connection_string|master_password|admin_password|token|kube_config_raw|kube_admin_config_raw|encrypted_password)$/;

/** The reference where the expression holds a secret: of a generated password, a key, a secret variable. */
function secretReference(expression: Expression): Range | undefined {
  for (const reference of referencesIn(expression)) {
    const [root = "", name = ""] = reference.path;
    const last = reference.path[reference.path.length - 1] ?? "";
    if (root === "var" && isSecretName(name)) return reference.range;
    if (root === "var" || root === "local" || root === "module" || reference.path.length < 3) continue;
    if (!SECRET_ATTRIBUTE.test(last)) continue;
    if (last === "result" && root !== "random_password") continue;
    return reference.range;
  }
  return undefined;
}

/** Functions whose answer tells nothing about the secret. */
const HARMLESS_CALLS: ReadonlySet<string> = new Set([
  "nonsensitive",
  "length",
  "sha256",
  "sha512",
  "bcrypt",
  "md5",
  "sha1",
]);

const output: Check<TerraformModel> = {
  id: "terraform/secret-output-not-sensitive",
  title: "An output shows a secret",
  severity: "high",
  category: "security",
  why: "The value is printed by every apply and lies in the logs of the pipeline; for values that Terraform knows to be sensitive the plan fails instead.",
  remedy: "Add sensitive = true, or give out the name of the secret instead of its value.",
  reference: "https://developer.hashicorp.com/terraform/language/values/outputs#sensitive",
  kinds: ["terraform"],
  *run(model) {
    for (const one of model.outputs) {
      const sensitive = one.section.value("sensitive");
      if (sensitive && (isTrue(sensitive) || sensitive.boolean === undefined)) continue;
      if (one.section.has("ephemeral")) continue;
      const value = one.section.value("value")?.written;
      if (!value || (value.kind === "call" && HARMLESS_CALLS.has(value.name))) continue;
      const range = secretReference(value);
      if (range) yield { range, message: `output "${one.name}" shows a secret.` };
    }
  },
};

const request: Check<TerraformModel> = {
  id: "terraform/secret-in-http-request",
  title: "A secret is sent in an address",
  severity: "high",
  category: "security",
  why: "Every plan sends the secret to the address; it ends up in the logs of proxies and of the receiver, who need not be a friend.",
  remedy: "Remove the data source, or send the secret in a header to a host that you trust.",
  reference: "https://registry.terraform.io/providers/hashicorp/http/latest/docs/data-sources/http",
  equivalents: ["trivy:AWS-0134"],
  kinds: ["terraform"],
  *run(model) {
    for (const data of model.data) {
      const url = data.type === "http" ? data.section.value("url") : undefined;
      if (!url) continue;
      const secret = referencesIn(url.written).find((reference) =>
        isSecretSource(reference.path, model.resources),
      );
      if (secret) yield { range: secret.range, message: `${nameOf(data)} sends a secret in its address.` };
    }
  },
};

function isSecretSource(path: string[], resources: readonly Declaration[]): boolean {
  const [root = "", name = "", attribute = ""] = path;
  if (root === "var") return isSecretName(name);
  if (root === "random_password") return true;
  if (root === "aws_ssm_parameter" && attribute === "value") {
    const parameter = resources.find((one) => one.type === root && one.name === name);
    return parameter?.section.value("type")?.string === "SecureString";
  }
  return SECRET_ATTRIBUTE.test(path[path.length - 1] ?? "") && path.length >= 3;
}

export const secretFlowChecks: readonly Check<TerraformModel>[] = [output, request, notSensitive];
