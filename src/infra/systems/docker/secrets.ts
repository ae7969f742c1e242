/** Words of a variable's name that say: the value is a secret. */
const SECRET_WORDS = new Set(
  "password passwd passphrase pass pwd passwort secret secrets token apikey credential credentials privatekey secretkey accesskey".split(
    " ",
  ),
);
/** Two words that say it only together. */
const SECRET_PAIRS = new Set(
  "api_key access_key private_key secret_key encryption_key signing_key master_key auth_key account_key shared_key license_key ssh_key deploy_key app_key".split(
    " ",
  ),
);
/** Last words that say: the value is about a secret, and not the secret. */
const ABOUT_WORDS = new Set(
  "file files path dir directory url uri endpoint host name names id ids arn ref length len size ttl expiry expiration expires lifetime timeout duration seconds minutes days type policy enabled disabled required header field prefix suffix issuer audience algorithm alg scope scopes provider manager store version rotation count limit mode format class hint env var key_id user username engine backend mount location filename".split(
    " ",
  ),
);
/** First or middle words that turn the meaning round. */
const NEGATING_WORDS = new Set(
  "no allow allows allowed disable disabled enable enabled empty use random require required skip public has is show reset forgot min max".split(
    " ",
  ),
);

const KNOWN_FORMS: readonly RegExp[] = [
  /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/,
  /\bgh[pousr]_[A-Za-z0-9]{36}/,
  /\bgithub_pat_[A-Za-z0-9_]{50}/,
  /\bglpat-[A-Za-z0-9_-]{20}/,
  /\bxox[abprs]-[A-Za-z0-9-]{10}/,
  /\bnpm_[A-Za-z0-9]{36}/,
  /\bpypi-[A-Za-z0-9_-]{40}/,
  /\bsk_live_[A-Za-z0-9]{16}/,
  /\bAIza[A-Za-z0-9_-]{35}/,
  /\bdckr_pat_[A-Za-z0-9_-]{20}/,
  /\beyJ[A-Za-z0-9_-]{10,500}\.eyJ[A-Za-z0-9_-]{10}/,
  /-----BEGIN [A-Z ]{0,20}PRIVATE KEY-----/,
];

/** True where the variable's name promises a secret: `DB_PASSWORD`, `npmToken`, but not `PASSWORD_FILE`. */
export function isSecretName(name: string): boolean {
  if (name.length > 200) return false;
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "");
  const last = words[words.length - 1] ?? "";
  if (ABOUT_WORDS.has(last) || words.some((word) => NEGATING_WORDS.has(word))) return false;
  return words.some((word, i) => {
    if (SECRET_WORDS.has(word.replace(/\d+$/, ""))) return true;
    return SECRET_PAIRS.has(`${word}_${words[i + 1] ?? ""}`) || /[a-z]password$|apikey$/.test(word);
  });
}

/** True where a value can be a real secret: not empty, a variable, a file, a switch or a gap to be filled in. */
export function isSecretValue(value: string): boolean {
  const text = value.trim();
  if (text === "" || /^\$[{(A-Za-z_]/.test(text) || /\{\{|<%|%\(|^@|^ref\+/.test(text)) return false;
  if (/^(true|false|yes|no|on|off|null|nil|none|undefined|enabled|disabled|\d{1,2})$/i.test(text))
    return false;
  if (/^(\/|\.\/|~\/|[a-z]:\\|file:)/i.test(text)) return false;
  if (/^(<.{0,80}>|\[.{0,80}\]|\.{3}|[x*]+|-+|_+)$/i.test(text)) return false;
  return !/^(not[-_ ]?(a|used|needed|real|set)\b|todo|fixme|redacted|your[-_ ]|insert[-_ ]|n\/?a$)/i.test(
    text,
  );
}

/** True for a value that only lets a build step run, such as the key base while assets are compiled. */
export function isDummy(value: string): boolean {
  return /dummy|placeholder|precompile|build[-_]?(only|time)|(^|[-_])(example|fake|replace)/i.test(
    value.slice(0, 200),
  );
}

/** True where the text holds a credential of a well-known form, such as a provider's token. */
export function holdsKnownSecret(text: string): boolean {
  const part = text.length > 20_000 ? text.slice(0, 20_000) : text;
  return KNOWN_FORMS.some((form) => form.test(part));
}

/**
 * The text with what looks like a secret replaced by `***`: known forms, `password=…`, `--token …`, credentials in
 * URLs. For facts and details; at most the first 300 characters.
 */
export function withoutSecrets(text: string): string {
  let out = text.slice(0, 4000);
  for (const form of KNOWN_FORMS) out = out.replace(new RegExp(form.source, "g"), "***");
  const mask = (all: string, name: string, sign: string, value: string) =>
    isSecretName(name) && !value.startsWith("$") ? `${name}${sign}***` : all;
  return out
    .replace(/(:\/\/[^\s:/@]{0,100}:)[^\s@/]{1,200}@/g, "$1***@")
    .replace(/([A-Za-z][\w.-]{0,60})(\s{0,4}[=:]\s{0,4}["']?)([^\s"'&;|]{1,200})/g, mask)
    .replace(/(--?[a-z][\w-]{0,60})(["',\s=]{1,6})([^\s"'&;|]{1,200})/gi, mask)
    .slice(0, 300);
}
