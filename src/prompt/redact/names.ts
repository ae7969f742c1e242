import {
  CREDENTIAL,
  KEY,
  KEY_OF,
  NEGATING,
  PASSWORD,
  SAFE_LAST,
  SECRET,
  TOKEN,
  TRAILING,
  WHOLE_KEY,
} from "./vocabulary.ts";

/**
 * What a name says about its value.
 *
 * - `strong`: any literal is a secret (`password`, `client_secret`, `DB_PASS`).
 * - `weak`: often the name of a secret rather than one (`secret`, `token`, `auth`): the value must look like one.
 * - `hint`: says little (`key`, `hash`): the value must look random.
 */
export type Strength = "strong" | "weak" | "hint";

export interface NameClass {
  kind: string;
  strength: Strength;
}

const FIRST_SUFFIX =
  /(?:password|passwd|passphrase|passwort|userpwd|(?:db|root|admin|user|my|pg|ftp|smtp|mail|mysql|redis|sql|ldap|http|proxy|auth|bind|ssh|vpn|wifi|app|login|client|ansible|become)(?:pass|pwd|pw))\d{0,4}$/;

const MEMO = new Map<string, NameClass | null>();
const MEMO_LIMIT = 50_000;

/**
 * Classifies the name of a variable, attribute, header or flag, in any style of case; a dotted path counts by its
 * last two parts.
 */
export function classifyName(name: string): NameClass | null {
  const known = MEMO.get(name);
  if (known !== undefined) {
    return known;
  }
  if (MEMO.size >= MEMO_LIMIT) {
    MEMO.clear();
  }
  const found = classify(name);
  MEMO.set(name, found);
  return found;
}

export function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replace(/([A-Z]{2,40})([A-Z][a-z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z0-9\u00e0-\u024f]+/)
    .filter((word) => word !== "");
}

/** Parts of words without one of which no name means a secret: most names are told apart by it alone. */
const STEM =
  /pass|pas[sw]|pw|psw|phrase|secret|token|key|cred|auth|salt|pepper|dsn|conn|webhook|cookie|bearer|jwt|pat|otp|psk|sas|pin|seed|licen|communit|kubeconfig|hash|senha|kennwort|contrasena|motdepasse|parola|wachtwoord|mnemonic|honeycomb|[-_.A-Z]?id$/i;

function classify(name: string): NameClass | null {
  if (name.length < 2 || name.length > 120 || !STEM.test(name)) {
    return null;
  }
  const parts = name
    .split(".")
    .filter((part) => part !== "")
    .slice(-2)
    .join(".");
  const all = wordsOf(parts);
  const upper = /^[A-Z][A-Z0-9_]*$/.test(parts);
  let list = all;
  while (list.length > 1 && isTrailing(list.at(-1) ?? "")) {
    list = list.slice(0, -1);
  }
  const last = (list.at(-1) ?? "").replace(/\d{1,4}$/, "");
  const before = list.at(-2) ?? "";
  const found = byLastWord(last, before, list, upper);
  if (found) {
    return found.strength !== "hint" && isNegated(list, found) ? null : found;
  }
  if (SAFE_LAST.has(last)) {
    return null;
  }
  return byFirstWords(list, upper);
}

function isTrailing(word: string): boolean {
  return TRAILING.has(word) || /^\d{1,4}$/.test(word);
}

function isNegated(list: readonly string[], found: NameClass): boolean {
  const others = list.slice(0, -1);
  if (found.kind === "api-key" || found.kind === "token") {
    return others.some((word) => NEGATING.has(word));
  }
  const first = others[0] ?? "";
  return NEGATING.has(first) && first !== "random" && first !== "generated" && first !== "external";
}

const strong = (kind: string): NameClass => ({ kind, strength: "strong" });
const weak = (kind: string): NameClass => ({ kind, strength: "weak" });
const hint = (kind: string): NameClass => ({ kind, strength: "hint" });

function byLastWord(last: string, before: string, list: readonly string[], upper: boolean): NameClass | null {
  if (PASSWORD.has(last) || FIRST_SUFFIX.test(last)) {
    return strong("password");
  }
  const alone = list.length === 1 && !upper;
  if (SECRET.has(last)) {
    return last === "secrets" ? hint("secret") : alone ? weak("secret") : strong("secret");
  }
  if (TOKEN.has(last)) {
    return last === "sid"
      ? before === "connect"
        ? weak("session")
        : null
      : last === "tokens" || alone || ((last === "otp" || last === "pat") && !upper)
        ? weak("token")
        : strong("token");
  }
  if (WHOLE_KEY.has(last)) {
    return strong(last.includes("private") ? "private-key" : last.includes("secret") ? "secret" : "api-key");
  }
  if (CREDENTIAL.has(last)) {
    return weak("credential");
  }
  if (KEY.has(last)) {
    return byKey(before, list, upper);
  }
  if (last === "authorization" || last === "cookie") {
    return before === "proxy" || list.length === 1 || before === "x" || before === "http" || before === "set"
      ? weak(last === "cookie" ? "cookie" : "authorization")
      : null;
  }
  if (last === "auth" || last === "bearer" || last === "userpwd") {
    return weak("auth");
  }
  if (last === "salt" || last === "pepper") {
    return weak("salt");
  }
  if (
    last === "dsn" ||
    (last === "string" && before === "connection") ||
    last === "connstr" ||
    last === "connectionstring" ||
    (last === "str" && before.startsWith("conn"))
  ) {
    return weak("connection-string");
  }
  if (last === "connection" && list.length > 1) {
    return hint("connection-string");
  }
  if (last === "webhook" || (last === "url" && list.includes("webhook"))) {
    return hint("webhook-url");
  }
  if (last === "id" && (before === "key" || before === "secret")) {
    return list.at(-3) === "access" || before === "secret" ? hint("access-key-id") : null;
  }
  if (
    last === "pin" ||
    last === "seed" ||
    last === "license" ||
    last === "community" ||
    last === "kubeconfig"
  ) {
    return hint(last);
  }
  if (last === "hash" && PASSWORD.has(before)) {
    return strong("password-hash");
  }
  if (last === "team" && before === "honeycomb") {
    return weak("api-key");
  }
  return glued(last);
}

function byKey(before: string, list: readonly string[], upper: boolean): NameClass | null {
  if (list.includes("public") || list.includes("pub")) {
    return null;
  }
  if (before === "private" || before === "ssh" || before === "rsa" || before === "tls") {
    return before === "private" ? strong("private-key") : weak("private-key");
  }
  if (/^(?:encrypt|encryption|cipher|crypto|aes|fernet|signing|hmac|master)$/.test(before)) {
    return strong("encryption-key");
  }
  if (
    before === "secret" ||
    before === "api" ||
    before === "access" ||
    before === "auth" ||
    before === "account"
  ) {
    return strong(before === "secret" ? "secret-key" : "api-key");
  }
  if (KEY_OF.has(before)) {
    return upper || list.includes("datadog") || list.includes("dd") ? strong("api-key") : weak("api-key");
  }
  return hint("key");
}

/** Names written without a break, `pgpassword`, `githubtoken`, `clientsecret`. */
function glued(word: string): NameClass | null {
  if (word.length < 6) {
    return null;
  }
  if (/(?:api|secret|access|auth|private|master|signing|encryption|license|shared)keys?$/.test(word)) {
    return strong(word.includes("private") ? "private-key" : "api-key");
  }
  if (/[a-z]{2}secret$/.test(word)) {
    return strong("secret");
  }
  return /(?:auth|access|api|bot|bearer|refresh|id|user|git|hub|lab|session|csrf|xsrf|deploy|app)token$/.test(
    word,
  )
    ? strong("token")
    : null;
}

/** Names that begin with, or hold, a word for a secret and end in something unknown: `PASSWORD_DB`, `token_github`. */
function byFirstWords(list: readonly string[], upper: boolean): NameClass | null {
  if (list.some((word) => SAFE_LAST.has(word) && word !== "access" && word !== "client" && word !== "user")) {
    return null;
  }
  if (list.some((word) => NEGATING.has(word))) {
    return null;
  }
  for (let at = 0; at < list.length; at++) {
    const word = list[at] ?? "";
    if (word === "basicauth" || (word === "auth" && list[at - 1] === "basic")) {
      return weak("auth");
    }
    if (PASSWORD.has(word) && word !== "pass" && word !== "pw") {
      return upper ? strong("password") : weak("password");
    }
    if (SECRET.has(word) || TOKEN.has(word) || WHOLE_KEY.has(word) || CREDENTIAL.has(word)) {
      return weak(TOKEN.has(word) ? "token" : "secret");
    }
    if (KEY.has(word) && KEY_OF.has(list[at - 1] ?? "")) {
      return weak("api-key");
    }
  }
  return null;
}
