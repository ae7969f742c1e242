/** Words in the name of a variable or key that holds a secret. */
const SECRET_WORDS =
  /(?:^|[_.-])(?:password|passwd|passphrase|pwd|secret|token|api_?key|apikey|private_?key|access_?key|secret_?key|encryption_?key|signing_?key|client_?secret|(?:account|storage|batch|master|shared|app|application|auth|hmac|session|jwt|service|crypto|webhook)_?key|credentials?|auth_?token|dsn_?password)(?:$|[_.-])/;

/** Last words that turn the name into one of something about the secret: its file, its place, its age. */
const ABOUT_SECRET =
  /(?:^|[_.-])(?:file|files|path|dir|name|names|namespace|id|ids|url|uri|endpoint|host|port|enabled|disabled|required|ttl|expiry|expiration|expires|timeout|lifetime|duration|length|size|min|max|type|kind|mode|format|header|prefix|suffix|field|algorithm|version|rotation|interval|policy|provider|issuer|audience|scope|ref|refs|arn|store|count|limit|limits|encoding|method|selector|class|annotation|label|cache|hash|public|user|username)$/;

/** Text that stands where the real value will be put in, or that points at it. */
const STAND_IN =
  /^(?:<.{0,200}>|\[.{0,200}\]|\*{2,}|x{3,}|\.{2,}|-+|null|none|nil|true|false|yes|no|on|off|enabled|disabled|required|optional|todo|tbd|unset|empty|undefined|redacted|placeholder)$|replace|change_?-?this|your[-_ ]|insert|_here$|example|placeholder|to_?be_?|fill[-_ ]?in|\bset[-_ ]?me\b/i;

/** Values that are secrets whatever their name is, by the marks that their issuers give them. */
const KNOWN_SECRETS = [
  /-----BEGIN (?:[A-Z]{1,10} ){0,3}PRIVATE KEY-----/,
  /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/,
  /\bgh[pousr]_[A-Za-z0-9]{36}/,
  /\bgithub_pat_[A-Za-z0-9_]{60}/,
  /\bglpat-[A-Za-z0-9_-]{20}/,
  /\bxox[abprs]-[A-Za-z0-9-]{10}/,
  /\bsk_live_[A-Za-z0-9]{16}/,
  /\bAIza[A-Za-z0-9_-]{35}/,
  /\bnpm_[A-Za-z0-9]{36}/,
  /\bhooks\.slack\.com\/services\/T[A-Z0-9]{6,12}\/B[A-Z0-9]{6,12}\/[A-Za-z0-9]{20}/,
];

/** `scheme://name:password@host`, the password in the first group. */
const URL_PASSWORD = /\b[a-z][a-z0-9+.-]{1,30}:\/\/[^\s:@/]{0,100}:([^\s@/]{1,200})@[^\s/]/i;

/** `clientSecret` as `client_secret`. */
function snake(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, "$1_$2").toLowerCase();
}

/** True where a variable or key of this name should hold a secret. */
export function isSecretName(name: string): boolean {
  const words = snake(name);
  return SECRET_WORDS.test(words) && !ABOUT_SECRET.test(words);
}

/** True where the value says that the real one is elsewhere: a variable, a reference, an encrypted text. */
export function isStandIn(value: string): boolean {
  const text = value.trim();
  if (text === "") return true;
  if (/\$\{|\$\(|\{\{|^\$[A-Za-z_]|<%|%\(|^__.{0,100}__$|^@.{0,100}@$/.test(text)) return true;
  if (/^(?:ENC\[|vault:|ref\+|op:\/\/|arn:|projects\/|sm:\/\/|awssm:|gcpsm:|AgB[A-Za-z0-9+/]{50})/.test(text))
    return true;
  // NAME_OF_THE_VALUE, to be replaced by a script.
  return STAND_IN.test(text) || /^[A-Z]+(?:_[A-Z]+)+$/.test(text);
}

/** True for a value that is a secret by its own form. */
export function isKnownSecret(value: string): boolean {
  const text = value.length > 20_000 ? value.slice(0, 20_000) : value;
  if (KNOWN_SECRETS.some((pattern) => pattern.test(text) && !/EXAMPLE/.test(text))) return true;
  const password = URL_PASSWORD.exec(text)?.[1];
  return password !== undefined && !isStandIn(password) && !password.startsWith("$");
}

/** True where a value under a secret's name is the secret itself. */
export function isPlainSecret(name: string, value: string): boolean {
  if (isKnownSecret(value)) return true;
  if (!isSecretName(name) || isStandIn(value)) return false;
  const text = value.trim();
  // A path or an address says where the secret is; a short number is a setting.
  if (/^(?:\.{0,2}\/|file:|https?:)/.test(text) || /^\d{1,3}$/.test(text)) return false;
  // `tls_secret: web-tls` names a Secret.
  if (/(?:^|[_.-])(?:secrets?|credentials?)$/i.test(snake(name)) && /^[a-z]+(?:-[a-z0-9]+)+$/.test(text))
    return false;
  return true;
}
