import { attributesIn, type Expression, type HclBody, walkExpression } from "../../../formats/hcl.ts";
import type { Range } from "../../../position.ts";
import type { Check, Hit } from "../../../system.ts";
import { nameOf, type TerraformModel } from "../model.ts";
import { isCredentialArgument, isSecretLiteral, isSecretName, secretIn } from "../secret-values.ts";

const GUIDE = "https://developer.hashicorp.com/terraform/language/manage-sensitive-data";

/** A literal string and its range; undefined for anything else and for heredocs. */
function literal(expression: Expression): string | undefined {
  return expression.kind === "literal" && typeof expression.value === "string" && !expression.heredoc
    ? expression.value
    : undefined;
}

/** Literal values under secret names: arguments, keys of maps, pairs of `name` and `value`. */
function* namedSecrets(
  body: HclBody,
  isSecret: (name: string) => boolean,
): Generator<{ name: string; range: Range }> {
  for (const attribute of attributesIn(body)) {
    const value = literal(attribute.value);
    if (value !== undefined && isSecret(attribute.name) && isSecretLiteral(value)) {
      yield { name: attribute.name, range: attribute.value.range };
    }
    const found: { name: string; range: Range }[] = [];
    walkExpression(attribute.value, (part) => {
      if (part.kind !== "object") return;
      for (const entry of part.entries) {
        const text = literal(entry.value);
        if (
          entry.key !== undefined &&
          text !== undefined &&
          isSecretName(entry.key) &&
          isSecretLiteral(text)
        ) {
          found.push({ name: entry.key, range: entry.value.range });
        }
      }
      const name = part.entries.find((entry) => entry.key === "name")?.value;
      const pair = part.entries.find((entry) => entry.key === "value")?.value;
      const nameText = name ? literal(name) : undefined;
      const pairText = pair ? literal(pair) : undefined;
      if (
        pair &&
        nameText !== undefined &&
        pairText !== undefined &&
        isSecretName(nameText) &&
        isSecretLiteral(pairText)
      ) {
        found.push({ name: nameText, range: pair.range });
      }
    });
    yield* found;
  }
}

/** Secrets inside heredocs and other long texts: scripts, documents, certificates. */
function* textSecrets(body: HclBody): Generator<{ what: string; range: Range }> {
  for (const attribute of attributesIn(body)) {
    const found: { what: string; range: Range }[] = [];
    walkExpression(attribute.value, (part) => {
      if (part.kind !== "literal" && part.kind !== "template") return;
      const text =
        part.heredoc?.text ?? (part.kind === "literal" && typeof part.value === "string" ? part.value : "");
      const secret = text.length < 8 ? undefined : (secretIn(text) ?? secretPair(text));
      if (!secret) return;
      const start = part.heredoc ? part.heredoc.line + countLines(text, secret.index) : part.range.startLine;
      const range = part.heredoc
        ? { ...attribute.nameRange, endLine: start, endColumn: lineEnd(text, secret.index) }
        : part.range;
      found.push({ what: secret.what, range });
    });
    yield* found;
  }
}

/** `{"name": "DB_PASSWORD", "value": "…"}` of a container definition. */
function secretPair(text: string): { what: string; index: number } | undefined {
  const pairs =
    /"name"\s{0,4}:\s{0,4}"([\w.-]{1,60})"\s{0,20},\s{0,20}"value"\s{0,4}:\s{0,4}"([^"\n]{1,200})"/g;
  for (const match of text.matchAll(pairs)) {
    const [, name = "", value = ""] = match;
    if (isSecretName(name) && isSecretLiteral(value))
      return { what: `the value of ${name}`, index: match.index };
  }
  return undefined;
}

function countLines(text: string, end: number): number {
  let lines = 0;
  for (let i = text.indexOf("\n"); i >= 0 && i < end; i = text.indexOf("\n", i + 1)) lines++;
  return lines;
}

function lineEnd(text: string, index: number): number {
  const start = text.lastIndexOf("\n", index) + 1;
  const end = text.indexOf("\n", index);
  return (end < 0 ? text.length : end) - start + 1;
}

/** Arguments that are the secret, whatever it is for. */
const SECRET_ARGUMENT: ReadonlyMap<string, string[]> = new Map([
  ["aws_secretsmanager_secret_version", ["secret_string"]],
  ["aws_ssm_parameter", ["value"]],
  ["azurerm_key_vault_secret", ["value"]],
  ["google_secret_manager_secret_version", ["secret_data"]],
  ["github_actions_secret", ["plaintext_value", "value"]],
  ["github_actions_environment_secret", ["plaintext_value", "value"]],
  ["github_actions_organization_secret", ["plaintext_value", "value"]],
  ["github_dependabot_secret", ["plaintext_value"]],
  ["github_codespaces_secret", ["plaintext_value"]],
]);

const hardCoded: Check<TerraformModel> = {
  id: "terraform/hard-coded-secret",
  title: "A secret stands in the code",
  severity: "critical",
  category: "security",
  why: "Everyone who can read the repository, its history or the state has the secret, and changing it takes a commit. Keys in public repositories are used by strangers within minutes.",
  remedy: "Rotate the secret, then read it from a secret store, or let the service manage it.",
  reference: GUIDE,
  equivalents: [
    "kics:Hardcoded AWS Access Key",
    "kics:Hardcoded AWS Access Key In Lambda",
    "kics:Passwords And Secrets",
    "checkov:CKV_AWS_41",
    "checkov:CKV_AWS_45",
    "checkov:CKV_AWS_46",
    "checkov:CKV_OPENSTACK_1",
    "checkov:CKV_GIT_4",
    "trivy:AWS-0029",
    "trivy:AWS-0036",
    "trivy:AWS-0129",
    "trivy:OPNSTK-0001",
    "trivy:AZU-0046",
  ],
  kinds: ["terraform", "terragrunt"],
  *run(model) {
    const seen = new Set<string>();
    const once = function* (range: Range, message: string): Generator<Hit> {
      const key = `${range.startLine}:${range.startColumn}:${range.endLine}`;
      if (!seen.has(key)) yield { range, message };
      seen.add(key);
    };
    for (const owner of [...model.providers, ...model.resources, ...model.data, ...model.modules]) {
      const isProvider = owner.keyword === "provider";
      for (const { name, range } of namedSecrets(
        owner.block,
        isProvider ? isCredentialArgument : isSecretName,
      )) {
        yield* once(range, `${nameOf(owner)} has ${name} written out.`);
      }
      for (const { what, range } of textSecrets(owner.block)) {
        yield* once(range, `${nameOf(owner)} holds ${what}.`);
      }
    }
    for (const resource of model.resources) {
      const value = SECRET_ARGUMENT.get(resource.type)
        ?.map((name) => resource.section.value(name))
        .find(Boolean);
      const text = value ? literal(value.written) : undefined;
      if (!value || text === undefined || !isSecretLiteral(text)) continue;
      if (resource.type === "aws_ssm_parameter" && resource.section.value("type")?.string !== "SecureString")
        continue;
      yield* once(value.range, `${nameOf(resource)} has its value written out.`);
    }
    for (const { name, attribute } of model.localValues) {
      const body: HclBody = { attributes: [attribute], blocks: [] };
      for (const secret of namedSecrets(body, isSecretName)) {
        yield* once(secret.range, `local "${name}" has ${secret.name} written out.`);
      }
      for (const { what, range } of textSecrets(body)) yield* once(range, `local "${name}" holds ${what}.`);
    }
    const inputs = model.kind === "terragrunt" ? model.text.attributes : [];
    for (const secret of namedSecrets({ attributes: inputs, blocks: [] }, isSecretName)) {
      yield* once(secret.range, `${secret.name} is written out.`);
    }
  },
};

const variableDefault: Check<TerraformModel> = {
  id: "terraform/secret-in-variable-default",
  title: "A variable's default is a secret",
  severity: "high",
  category: "security",
  why: "The default stands in the repository, and whoever forgets to set the variable runs with a password that everybody knows.",
  remedy: "Remove the default, mark the variable sensitive and pass the value from a secret store.",
  reference: "https://developer.hashicorp.com/terraform/language/values/variables",
  equivalents: ["kics:Passwords And Secrets"],
  kinds: ["terraform"],
  *run(model) {
    for (const variable of model.variables) {
      const value = variable.section.value("default");
      const text = value ? literal(value.written) : undefined;
      if (!value || text === undefined || !isSecretLiteral(text)) continue;
      if (!isSecretName(variable.name) && secretIn(text) === undefined) continue;
      yield { range: value.range, message: `variable "${variable.name}" has a secret as its default.` };
    }
  },
};

const tfvars: Check<TerraformModel> = {
  id: "terraform/secret-in-tfvars",
  title: "A secret stands in a variables file",
  severity: "critical",
  category: "security",
  why: "Variables files are committed along with the code; everyone with read access has the secret.",
  remedy:
    "Rotate the secret and pass it as TF_VAR_… from the pipeline's secret store, or encrypt the file with SOPS.",
  reference: GUIDE,
  equivalents: ["kics:Passwords And Secrets"],
  kinds: ["tfvars"],
  *run(model) {
    const body: HclBody = { attributes: model.text.attributes, blocks: [] };
    const lines = new Set<number>();
    for (const { name, range } of namedSecrets(body, isSecretName)) {
      lines.add(range.startLine);
      yield { range, message: `${name} is written out.` };
    }
    for (const { what, range } of textSecrets(body)) {
      if (!lines.has(range.startLine)) yield { range, message: `The file holds ${what}.` };
    }
  },
};

export const secretChecks: readonly Check<TerraformModel>[] = [hardCoded, variableDefault, tfvars];
