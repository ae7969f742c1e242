import { decodeBase64Text } from "./base64.ts";
import type { Dialect } from "./dialect.ts";
import { classifyName, type NameClass } from "./names.ts";
import { withoutMarks } from "./placeholder.ts";
import { isDigest, isUuid } from "./public.ts";
import { isAddress, isPath, isWordy, looksRandom, looksSecret } from "./randomness.ts";
import { defaultsIn, isDull, isElsewhere, isExpression, literalRest } from "./values.ts";

/** Where a value stands. */
export interface Place {
  dialect: Dialect;
  quoted: boolean;
  /** The quotes are such that `$X` within is text. */
  verbatim: boolean;
  /** The name is written like an environment variable. */
  upper: boolean;
}

/** Offsets within the value, end exclusive. */
export type Part = [start: number, end: number];

const NOTHING: Part[] = [];
/** Longer values are no tokens; only names that leave no doubt make a secret of them. */
const LONGEST_TOKEN = 2000;
const LONGEST_HEADER = 8000;

/** Which parts of the value of a name must be hidden: none for references, names, dull values. */
export function judge(value: string, name: NameClass, place: Place): Part[] {
  const header = name.kind === "authorization" || name.kind === "cookie";
  if (name.strength !== "strong" && value.length > (header ? LONGEST_HEADER : LONGEST_TOKEN)) {
    return NOTHING;
  }
  let from = value.length - value.trimStart().length;
  let text = value.trim();
  if (!place.quoted) {
    const prefix = /^(?:&[\w-]{1,60}\s{1,20}|!!(?:str|binary)\s{1,20}){1,2}/.exec(text)?.[0] ?? "";
    from += prefix.length;
    text = text.slice(prefix.length);
  }
  if (withoutMarks(text).trim() === "" || text.length > 100_000 || isDull(text)) {
    return NOTHING;
  }
  if (header) {
    const scheme =
      /^(?:Bearer|Basic|Token|ApiKey|Digest|SSWS|OAuth|Negotiate|GenieKey|Splunk|AWS|Apikey|Key|PVEAPIToken)[ =:]{1,4}/i.exec(
        text,
      )?.[0] ?? "";
    from += scheme.length;
    text = text.slice(scheme.length);
    if (
      scheme !== "" &&
      !isDull(text) &&
      text.length >= 6 &&
      !/\s/.test(text) &&
      literalRest(text, false) === null
    ) {
      return isWordy(text) && !/\d/.test(text) && place.dialect.syntax === "code"
        ? NOTHING
        : [[from, from + text.length]];
    }
  }
  if (
    isElsewhere(text) ||
    (!place.quoted && place.dialect.syntax === "yaml" && /^!(?!!)[A-Za-z][\w:./-]*(?:\s|$)/.test(text)) ||
    (text.startsWith("*") &&
      /^\*[\w.-]{1,80}$/.test(text) &&
      place.dialect.syntax === "yaml" &&
      !place.quoted)
  ) {
    return shift(defaultsIn(text), from);
  }
  const { syntax } = place.dialect;
  const rest = place.verbatim
    ? null
    : literalRest(text, syntax === "shell" || syntax === "code" || syntax === "dockerfile");
  if (rest !== null) {
    const found = defaultsIn(text);
    const loud = name.strength !== "hint" && found.length === 0 && isLoud(rest, text);
    return loud ? [[from, from + text.length]] : name.strength === "strong" ? shift(found, from) : NOTHING;
  }
  if (name.kind === "cookie") {
    return text
      .split(/[;=]/)
      .some((part) => part.trim().length >= 12 && /\d/.test(part) && looksSecret(part.trim()))
      ? [[from, from + text.length]]
      : NOTHING;
  }
  return accepts(text, name, place) ? [[from, from + text.length]] : NOTHING;
}

function shift(parts: Part[], by: number): Part[] {
  return parts.map(([start, end]) => [start + by, end + by]);
}

/** Whether what is left beside references is a secret itself rather than a prefix or a separator. */
function isLoud(rest: string, whole: string): boolean {
  if (/\s/.test(rest.trim())) {
    return false;
  }
  const meat = rest.replace(/^[\s"'(]+|[\s"')]+$/g, "");
  return (
    meat.length >= 6 &&
    looksSecret(meat) &&
    !/^[a-z][a-z0-9+.-]{1,20}:\/\//i.test(whole) &&
    !/[|()]/.test(meat)
  );
}

function accepts(text: string, name: NameClass, place: Place): boolean {
  const { syntax, labels, kubernetes } = place.dialect;
  if (!place.quoted && syntax !== "env" && syntax !== "ini" && syntax !== "yaml" && isExpression(text)) {
    return false;
  }
  switch (name.strength) {
    case "hint":
      return acceptsHint(text, name, place);
    case "weak":
      if (name.kind === "password" && (syntax !== "code" || /\d\d/.test(text))) {
        break;
      }
      if ((name.kind === "auth" || name.kind === "credential") && isUserAndPassword(text)) {
        return true;
      }
      if (name.kind === "connection-string") {
        return (
          !isAddress(text) &&
          !isPath(text) &&
          !/[?&;\s](?:password|pwd|accountkey|sharedaccesskey)\s{0,4}=/i.test(text) &&
          looksSecret(text)
        );
      }
      return !labels && looksSecret(text) && !(syntax === "code" && isCodeName(text));
    default:
      break;
  }
  if (
    labels ||
    isPath(text) ||
    (name.kind === "private-key" && /^[\w.-]+(?:\/[\w.-]+)+$/.test(text) && isWordy(text)) ||
    (isAddress(text) && /:\/\//.test(text)) ||
    /^\d{1,3}$/.test(text)
  ) {
    return false;
  }
  if (
    name.kind !== "password" &&
    (/^\d{1,5}$/.test(text) || (/^[\d.]+(?:ms|s|m|h|d)?$/.test(text) && text.length < 8))
  ) {
    return false;
  }
  if (
    syntax === "code" &&
    (name.kind === "token" || name.kind === "api-key") &&
    !looksSecret(text) &&
    !/^[\w-]{6,}\d\d$/.test(text)
  ) {
    return false;
  }
  if (name.kind !== "password" && name.kind.endsWith(text.toLowerCase())) {
    return false;
  }
  if (syntax === "code" || syntax === "xml") {
    return !isProse(text) && !(syntax === "code" && isCodeName(text));
  }
  if (name.kind === "password") {
    return !(syntax === "prose" && isProse(text));
  }
  if (isAddress(text) && !/\d{3}/.test(text)) {
    return false;
  }
  // Elsewhere than in passwords, a tidy name is the name of a secret: `clientSecret: my-app-oauth`.
  return place.upper || !(isWordy(text) && (kubernetes || isProse(text) || namesSecret(text)));
}

/** `user:password`, plain or in base64. */
function isUserAndPassword(text: string): boolean {
  const plain = /^[A-Za-z0-9+/]{4,2000}={0,2}$/.test(text) ? decodeBase64Text(text) : text;
  return (
    plain !== null && /^[\w.@-]{1,60}:[^\s/:]{3,400}$/.test(plain) && (plain !== text || !isWordy(plain))
  );
}

function acceptsHint(text: string, name: NameClass, place: Place): boolean {
  if (name.kind === "webhook-url") {
    return (
      /^https?:\/\//.test(text) &&
      text
        .split(/[/?&=]/)
        .slice(3)
        .some((part) => looksRandom(part, 16) || isUuid(part) || /^[0-9a-f]{24,}$/i.test(part))
    );
  }
  if (name.kind === "pin") {
    return /^\d{4,8}$/.test(text) && place.upper;
  }
  if (name.kind === "access-key-id") {
    return looksRandom(text, 16) || /^[A-Z0-9]{16,}$/.test(text);
  }
  if (place.dialect.labels) {
    return false;
  }
  if (name.kind === "key" && isDigest(text) && text.length >= 32) {
    // Fingerprints and commits have 40 digits; keys of ciphers have 32, 48, 64 or 128.
    return place.upper || (/^[0-9a-f]+$/.test(text) && text.length !== 40 && place.dialect.syntax !== "code");
  }
  return looksRandom(text.replace(/^base64:/, ""), 16);
}

/** A value that names where a secret is: `db-password`, `X-API-Key`, `spring.datasource.password`. */
function namesSecret(text: string): boolean {
  return (
    /[-_. ]|[a-z][A-Z]/.test(text) &&
    !/\d/.test(text) &&
    (classifyName(text) !== null || /secret|token|passw|key|cred/i.test(text))
  );
}

/** Names of fields, headers, routes and selectors in programs. */
function isCodeName(text: string): boolean {
  return (
    (classifyName(text) !== null && !/\d/.test(text)) ||
    (/^[A-Za-z_$][\w$]{0,60}(?:[.:-][A-Za-z_$][\w$]{0,60}){1,8}$/.test(text) && isWordy(text)) ||
    (/^[#.][A-Za-z_-]{1,60}$|^\[.{0,200}\]$|^[/\\].{0,200}\\?\/?$/.test(text) && !looksRandom(text))
  );
}

/** Words parted by spaces. */
function isProse(text: string): boolean {
  return /\s/.test(text) && /^[\p{L}\p{M}\s,.'’"!?():;*`/…<>=-]+$/u.test(text);
}
