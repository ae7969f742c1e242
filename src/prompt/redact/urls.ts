import { looksRandom } from "./randomness.ts";
import { Rank, type Spans } from "./spans.ts";
import { defaultsIn, isDull, literalRest } from "./values.ts";

/** How far from the scheme the end of the userinfo is looked for. */
const LONGEST_URL = 700;
const DATABASE =
  /(?:postgres(?:ql)?|mysql|mariadb|mongodb|mongodb\+srv|rediss?|valkey|amqps?|mssql|sqlserver|oracle|cockroachdb|clickhouse|cassandra|neo4j|bolt|ldaps?|nats|kafka|jdbc|mysqlx|memcached|couchbase|influxdb|db2|snowflake)$/i;

/**
 * Passwords in the userinfo part of a URL (RFC 3986, 3.2.1), and of the connection strings that have a form like it.
 * @param at offset of `://`.
 */
export function findUrlPassword(spans: Spans, at: number): void {
  const start = at + 3;
  if (spans.text.slice(start, start + LONGEST_URL).includes("@")) {
    findUserinfo(spans, start);
  }
}

function findUserinfo(spans: Spans, start: number): void {
  const { text } = spans;
  const url = text.slice(start, endOfUrl(text, start));
  let authority = url.search(/[/?#]/);
  authority = authority < 0 ? url.length : authority;
  let split = url.lastIndexOf("@", authority);
  if (split < 0) {
    // A password with a slash in it that was not encoded: what follows the colon is no port.
    const port = /^[^:/?#]{0,200}:([^/?#]{0,200})/.exec(url)?.[1];
    if (port === undefined || port === "" || /^\d{1,5}$|^[${<%[*]/.test(port)) {
      return;
    }
    split = url.indexOf("@", authority);
    if (split < 0 || split > 300) {
      return;
    }
  }
  const userinfo = url.slice(0, split);
  const colon = userinfo.indexOf(":");
  const kind = DATABASE.test(text.slice(Math.max(0, start - 20), start - 3))
    ? "database-password"
    : "url-password";
  if (colon < 0) {
    if (looksRandom(userinfo, 16) || /^[0-9a-f]{20,}$/i.test(userinfo)) {
      const sentry = url.slice(split, split + 200).includes("sentry");
      spans.add(start, start + split, sentry ? "sentry-dsn" : "url-credential", Rank.structure);
    }
    return;
  }
  const user = userinfo.slice(0, colon);
  if (looksRandom(user, 20)) {
    spans.add(start, start + colon, "url-credential", Rank.structure);
  }
  hide(spans, start + colon + 1, start + split, kind);
}

/** The end of a URL in running text; references in it may hold any character. */
function endOfUrl(text: string, start: number): number {
  const limit = Math.min(text.length, start + LONGEST_URL);
  for (let at = start; at < limit; at++) {
    const code = text.charCodeAt(at);
    if (code <= 32 || code === 34 || code === 39 || code === 96 || code === 60 || code === 62) {
      return at;
    }
    if (code === 92 && /[nrt"'\\]/.test(text.charAt(at + 1))) {
      return at;
    }
    if ((code === 36 || code === 123) && (text.charAt(at + 1) === "{" || text.charAt(at + 1) === "(")) {
      const close =
        text.charAt(at + 1) === "(" ? ")" : code === 123 || text.charAt(at + 2) === "{" ? "}}" : "}";
      const end = text.indexOf(close, at);
      at = end > 0 && end < at + 300 ? end + close.length - 1 : at;
    }
  }
  return limit;
}

function hide(spans: Spans, start: number, end: number, kind: string): void {
  const password = spans.text.slice(start, end);
  const inner = defaultsIn(password);
  if (inner.length > 0) {
    for (const [from, to] of inner) {
      spans.add(start + from, start + to, kind, Rank.structure);
    }
    return;
  }
  if (password === "" || /^(?:x-oauth-basic|\*+|\.+|\[.{0,60}\])$/.test(password)) {
    return;
  }
  const rest = literalRest(password, true);
  // `$` begins a variable in most places that hold a URL, but a password may have one as well.
  if (rest !== null ? rest.replace(/[^A-Za-z0-9]/g, "").length < 6 : isDull(password)) {
    return;
  }
  spans.add(start, end, kind, Rank.structure, decoded(password));
}

function decoded(password: string): string {
  try {
    return decodeURIComponent(password);
  } catch {
    return password;
  }
}

/** Beginnings by which connection strings of drivers are known, and the two shapes of these. */
export const DRIVER_WORDS: readonly string[] = [
  "@tcp(",
  "@tcp6(",
  "@unix(",
  "jdbc:oracle:thin:",
  "jdbc:oracle:oci:",
  "sqlplus ",
];

/**
 * `user:password@tcp(host)/db` of Go's MySQL driver, `jdbc:oracle:thin:user/password@host`, `sqlplus user/password@db`.
 * @param at offset of one of DRIVER_WORDS.
 */
export function findDriverPassword(spans: Spans, word: string, at: number): void {
  const { text } = spans;
  if (word.startsWith("@")) {
    const before = /[\w.-]{1,80}:([^\s"'`]{1,120})$/.exec(text.slice(Math.max(0, at - 204), at));
    if (before?.[1] !== undefined) {
      hide(spans, at - before[1].length, at, "database-password");
    }
    return;
  }
  const from = at + word.length;
  const match = /^((?:-[sSlL]{1,2} ){0,2}["']?[\w.$-]{1,60}\/)([^\s"'@]{1,120})@/.exec(
    text.slice(from, from + 200),
  );
  if (match?.[2] !== undefined) {
    const start = from + (match[1] ?? "").length;
    hide(spans, start, start + match[2].length, "database-password");
  }
}
