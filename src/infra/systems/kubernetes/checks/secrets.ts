import type { YamlNode } from "../../../formats/yaml.ts";
import { LineIndex, type Range } from "../../../position.ts";
import { decodeBase64 } from "../base64.ts";
import { containerTitle, type KubernetesObject, titleOf } from "../model.ts";
import { isKnownSecret, isPlainSecret, isStandIn } from "../secret-values.ts";
import { containers, DOCS, type KubernetesCheck, list, MANIFESTS, objectsOf } from "./support.ts";

const SECRETS = `${DOCS}/concepts/configuration/secret/`;

/** Keys of a Secret that are no secret by themselves. */
const OPEN_KEYS =
  /^(?:ca\.crt|tls\.crt|ca-bundle\.crt|service-ca\.crt|username|user|email|host|hostname|port|url|type|name|namespace|project|database|dbname|region|bucket|issuer|client[-_]?id|enableOCI|insecure|server|account)$/i;

const secretObject: KubernetesCheck = {
  id: "kubernetes/secret-in-manifest",
  title: "Secret committed in plain text",
  severity: "critical",
  category: "security",
  why: "Base64 is no encryption: everyone who can read the repository, its forks and its history has the value, and deleting the file does not take it back.",
  remedy:
    "Replace the value now, and commit a SealedSecret, an ExternalSecret or a SOPS-encrypted file instead.",
  reference: `${DOCS}/concepts/security/secrets-good-practices/`,
  equivalents: ["kics:Passwords And Secrets", "checkov:CKV_SECRET_6", "trivy:KSV-01010"],
  kinds: MANIFESTS,
  *run(model) {
    for (const object of objectsOf(model, "Secret")) {
      if (object.group !== "" || object.node.has("sops")) continue;
      const plain = plainKeys(object);
      const [first] = plain;
      if (!first) continue;
      yield {
        range: first.keyRange,
        message: `${titleOf(object)} holds the value of ${list(plain.map(({ key }) => key))} readable for everyone.`,
      };
    }
  },
};

function plainKeys(object: KubernetesObject): { key: string; keyRange: Range }[] {
  const type = object.node.get("type").string ?? "";
  // Tokens that the control plane fills in.
  if (type === "kubernetes.io/service-account-token" || type === "bootstrap.kubernetes.io/token") return [];
  const found: { key: string; keyRange: Range }[] = [];
  for (const field of ["data", "stringData"]) {
    for (const { key, keyRange, value } of object.node.get(field).entries()) {
      const text = value.string;
      if (text === undefined || isStandIn(text)) continue;
      const decoded = field === "data" ? decodeBase64(text) : text;
      if (decoded === undefined || isStandIn(decoded)) continue;
      if (holdsSecret(key, decoded)) found.push({ key, keyRange });
    }
  }
  return found;
}

/** Files in a Secret are often whole configurations: they count where a setting in them is a secret. */
const FILE_KEY = /\.(?:ya?ml|json|conf|cfg|ini|toml|xml|properties|env|txt|hcl|js|py|sh|sql|tpl)$|^config$/i;

function holdsSecret(key: string, value: string): boolean {
  if (isKnownSecret(value)) return true;
  if (OPEN_KEYS.test(key) || /^\s*(?:\{\s*\}|\[\s*\])\s*$/.test(value)) return false;
  if (!FILE_KEY.test(key)) return true;
  return value
    .slice(0, 200_000)
    .split("\n")
    .some((line) => secretSetting(line) !== undefined);
}

const configMap: KubernetesCheck = {
  id: "kubernetes/secret-in-configmap",
  title: "Secret in a ConfigMap",
  severity: "critical",
  category: "security",
  why: "ConfigMaps are readable by far more accounts than Secrets, are printed by tools and dumps, and the value stands in the repository as well.",
  remedy: "Replace the value and move it to a Secret that is made from a vault or committed encrypted.",
  reference: SECRETS,
  equivalents: [
    "kics:Passwords And Secrets",
    "trivy:KSV-0109",
    "trivy:KSV-01010",
    "polaris:sensitiveConfigmapContent",
  ],
  kinds: MANIFESTS,
  *run(model, { file }) {
    let lines: LineIndex | undefined;
    for (const object of objectsOf(model, "ConfigMap")) {
      for (const { key, value } of object.node.get("data").entries()) {
        const text = value.string;
        if (text === undefined) continue;
        if (!text.includes("\n")) {
          const name = isPlainSecret(key, text) ? key : secretSetting(text);
          if (name !== undefined) yield hitOf(object, name, value.fullRange);
          continue;
        }
        lines ??= new LineIndex(file.text);
        for (const found of secretLines(value, file.text, lines))
          yield hitOf(object, found.name, found.range);
      }
    }
  },
};

function hitOf(object: KubernetesObject, name: string, range: Range): { range: Range; message: string } {
  return { range, message: `${titleOf(object)} holds the value of "${name}" in plain text.` };
}

/** The settings with a secret's name in a file within the ConfigMap. */
function* secretLines(
  value: YamlNode,
  text: string,
  lines: LineIndex,
): Generator<{ name: string; range: Range }> {
  const { startLine, endLine } = value.range;
  for (let line = startLine; line <= Math.min(endLine, startLine + 20_000); line++) {
    const start = lines.offset(line);
    const content = text.slice(start, Math.min(lines.offset(line + 1), start + 2000));
    const name = secretSetting(content) ?? (isKnownSecret(content) ? "a credential" : undefined);
    if (name !== undefined) yield { name, range: lines.lineRange(line) };
  }
}

const SETTING =
  /^[ \t]*(?:- )?(?:export[ \t]{1,9})?["']?([A-Za-z][\w.-]{0,80})["']?([ \t]*=[ \t]*|[ \t]*:[ \t]*)(["']?)([^\s"',;#]{1,500})["']?([ \t,;]*)(?:#.*)?[\r\n]*$/;

/** The name of a secret that a line sets (`key=value`, `key: value`, `"key": "value"`). */
function secretSetting(line: string): string | undefined {
  const [, name, separator, quote, value, end] = SETTING.exec(line.slice(0, 2000)) ?? [];
  if (name === undefined || value === undefined) return undefined;
  // `token = next;` is a program; a setting there has its value in quotes, or one that is no word.
  const spaced = separator?.trim() === "=" && (separator.length > 1 || end?.includes(";"));
  if (spaced && !quote && !/\d/.test(value)) return undefined;
  return isConfigSecret(name, value) ? name : undefined;
}

/** Within a file a name can be code or a reference as well: only values that look like a secret count. */
function isConfigSecret(name: string, value: string): boolean {
  if (value.length < 4 || /[(){}[\]|<>]|^[&*!%@]/.test(value)) return false;
  return value.toLowerCase() !== name.toLowerCase() && isPlainSecret(name, value);
}

const variable: KubernetesCheck = {
  id: "kubernetes/secret-in-env",
  title: "Secret in an environment variable's value",
  severity: "critical",
  category: "security",
  why: "The value stands in the repository and in the Deployment, where everyone with read access to workloads sees it, `kubectl describe` included.",
  remedy: "Replace the value, put it into a Secret and read it with `valueFrom.secretKeyRef`.",
  reference: `${SECRETS}#using-secrets-as-environment-variables`,
  equivalents: [
    "kics:Passwords And Secrets",
    "kube-linter:env-var-secret",
    "polaris:sensitiveContainerEnvVar",
  ],
  kinds: MANIFESTS,
  *run(model) {
    for (const container of containers(model)) {
      for (const entry of container.node.get("env").items()) {
        const name = entry.get("name").string;
        const value = entry.get("value");
        if (name === undefined || value.string === undefined || !isPlainSecret(name, value.string)) continue;
        yield {
          range: value.fullRange,
          message: `The ${containerTitle(container)} gets the value of ${name} in plain text.`,
        };
      }
    }
  },
};

export const secretChecks: readonly KubernetesCheck[] = [secretObject, configMap, variable];
