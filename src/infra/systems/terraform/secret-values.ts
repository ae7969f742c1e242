/** Words at the end of a name that make its literal value a secret. */
const SECRET_NAME =
  /(?:^|_)(?:password|passwd|passphrase|secret_?key|secret_?access_?key|client_?secret|app_?secret|private_?key|api_?key|api_?token|auth_?token|access_?token|bearer_?token|oauth_?token|refresh_?token|webhook_?secret|shared_?key|pre_?shared_?key|sas_?token|secret_?string|encryption_?key|signing_?key|account_?key|db_?pass|pgpassword|jwt_?secret|session_?secret|secret_?token|license_?key|admin_?pass|root_?pass|user_?pass)$/;
/** Whole names that are secrets where a provider is configured. */
const SECRET_WHOLE = new Set(["token", "secret", "pass", "access_key", "credentials", "auth"]);
/** Names of things around a secret. */
const HARMLESS =
  /(?:^|_)(?:name|arn|id|path|file|ref|policy|length|rotation|ttl|enabled|type|version|field|size)$/;

/** True where a literal value of this name is a secret: `master_password`, `client_secret`, `DB_PASSWORD`. */
export function isSecretName(name: string): boolean {
  const text = name
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replace(/[-. ]/g, "_")
    .toLowerCase();
  return SECRET_NAME.test(text) && !HARMLESS.test(text);
}

/** As {@link isSecretName}, for the arguments of a provider or a backend. */
export function isCredentialArgument(name: string): boolean {
  return isSecretName(name) || SECRET_WHOLE.has(name);
}

const PLACEHOLDER =
  /^(?:|<.*>|\[.*\]|\*+|x+|\.+|-+|none|null|nil|false|true|todo|tbd|n\/a|dummy|mock(?:ed)?[-_].*|fake[-_].*|replace[-_ ]?me.*|your[-_ ].*|insert[-_ ].*|placeholder.*|redacted|_+)$/i;
/** Addresses of a secret: where it is kept, not what it is. */
const ADDRESS =
  /^(?:arn:|projects\/|\/|\.{1,2}\/|~\/|https?:\/\/|vault:|op:\/\/|ssm:|secretsmanager:|secretref:|file:|env:|awskms:|gcpkms:|azurekeyvault:|alias\/|@Microsoft\.KeyVault|AQIC|ENC\[)/i;

/** True where a literal looks like the secret itself, not like a placeholder or an address. */
export function isSecretLiteral(value: string): boolean {
  const text = value.trim();
  return text.length >= 3 && !PLACEHOLDER.test(text) && !ADDRESS.test(text) && !/^[$%{]/.test(text);
}

const SHAPES: readonly [name: string, shape: RegExp][] = [
  ["an AWS access key", /(?<![A-Za-z0-9])(?:AKIA|ASIA)[A-Z2-7]{16}(?![A-Za-z0-9])/],
  ["an AWS access key", /(?<![A-Za-z0-9])AKIA[A-Z0-9]{12,20}(?![A-Za-z0-9])/],
  [
    "an AWS secret key",
    /aws_?secret_?(?:access_?)?key["' ]{0,4}[:=]["' ]{0,4}[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+])/i,
  ],
  ["a private key", /-----BEGIN (?:[A-Z]{2,10} ){0,2}PRIVATE KEY-----/],
  ["a GitHub token", /(?<![A-Za-z0-9])(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{60,90})/],
  ["a GitLab token", /(?<![A-Za-z0-9])glpat-[A-Za-z0-9_-]{20}/],
  ["a Slack token", /(?<![A-Za-z0-9])xox[abeoprs]-[A-Za-z0-9-]{10,80}/],
  ["a Google API key", /(?<![A-Za-z0-9])AIza[A-Za-z0-9_-]{35}/],
  ["a Stripe key", /(?<![A-Za-z0-9])(?:sk|rk)_live_[A-Za-z0-9]{20,100}/],
  ["a SendGrid key", /(?<![A-Za-z0-9])SG\.[A-Za-z0-9_-]{20,24}\.[A-Za-z0-9_-]{39,50}/],
];
/** `export DB_PASSWORD=…` in a script, `"API_TOKEN": "…"` in a document. */
const ASSIGNMENT =
  /(?<![A-Za-z0-9_])([A-Za-z][A-Za-z0-9_]{0,40})["']?[ \t]{0,3}[=:][ \t]{0,3}["']?([^\s"'$<{}(),;]{6,200})/g;

/** What kind of secret stands in a longer text; undefined where there is none. */
export function secretIn(text: string): { what: string; index: number } | undefined {
  for (const [what, shape] of SHAPES) {
    const index = text.search(shape);
    if (index >= 0) return { what, index };
  }
  for (const match of text.matchAll(ASSIGNMENT)) {
    const [, name = "", value = ""] = match;
    if (isSecretName(name) && isSecretLiteral(value) && !/^_+$/.test(value)) {
      return { what: `the value of ${name}`, index: match.index };
    }
  }
  return undefined;
}
