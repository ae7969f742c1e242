import type { Spans } from "./spans.ts";
import { lineAt, lineCount, lineEnd, lineText, type Source } from "./text.ts";

/** Ciphertext of one tool: a literal to look for, and a sticky pattern from there on. */
interface Cipher {
  kind: string;
  literal: string;
  /** A group, if there is one, is the ciphertext. */
  pattern: RegExp;
}

const CIPHERS: readonly Cipher[] = [
  { kind: "encrypted-sops", literal: "ENC[AES256_GCM,", pattern: /ENC\[AES256_GCM,[^\]\n]{0,20000}\]?/y },
  { kind: "encrypted-eyaml", literal: "ENC[PKCS7,", pattern: /ENC\[PKCS7,[^\]\n]{0,20000}\]?/y },
  { kind: "encrypted-eyaml", literal: "ENC[GPG,", pattern: /ENC\[GPG,[^\]\n]{0,20000}\]?/y },
  { kind: "encrypted-jasypt", literal: "ENC(", pattern: /ENC\([A-Za-z0-9+/=_-]{16,4000}\)/y },
  { kind: "encrypted-spring", literal: "{cipher}", pattern: /\{cipher\}[A-Za-z0-9+/=]{16,8000}/y },
  { kind: "encrypted-ejson", literal: "EJ[1:", pattern: /EJ\[1:[A-Za-z0-9+/=:]{16,8000}\]/y },
  {
    kind: "encrypted-pulumi",
    literal: "secure:",
    pattern: /secure:\s{0,4}["']?(v\d:[A-Za-z0-9+/=]{6,60}:[A-Za-z0-9+/=]{8,20000})/y,
  },
  {
    kind: "encrypted-pulumi",
    literal: "encryptionsalt:",
    pattern: /encryptionsalt:\s{0,4}["']?(v\d:[A-Za-z0-9+/=:]{8,4000})/y,
  },
  {
    kind: "encrypted-kms",
    literal: "encryptedkey:",
    pattern: /encryptedkey:\s{0,4}["']?([A-Za-z0-9+/=]{40,4000})/y,
  },
  {
    kind: "encrypted-travis",
    literal: "secure:",
    pattern: /secure:\s{0,4}["']?([A-Za-z0-9+/]{86,4000}={0,2})/y,
  },
  { kind: "encrypted-cirrus", literal: "ENCRYPTED[", pattern: /ENCRYPTED\[[^\]\n]{3,4000}\]/y },
  { kind: "encrypted-kms", literal: "AQICAH", pattern: /AQICAH[A-Za-z0-9+/]{60,8000}={0,2}/y },
  {
    kind: "encrypted-vault-transit",
    literal: "vault:v",
    pattern: /vault:v\d{1,4}:[A-Za-z0-9+/]{20,8000}={0,2}/y,
  },
  { kind: "encrypted-openssl", literal: "U2FsdGVkX1", pattern: /U2FsdGVkX1[A-Za-z0-9+/]{20,8000}={0,2}/y },
  { kind: "encrypted-fernet", literal: "gAAAAAB", pattern: /gAAAAAB[A-Za-z0-9_-]{60,8000}={0,2}/y },
];

const LONGEST_BLOCK = 200_000;

const BLOCKS: readonly [string, string, string][] = [
  ["-----BEGIN AGE ENCRYPTED FILE-----", "-----END AGE ENCRYPTED FILE-----", "encrypted-age"],
  ["-----BEGIN PGP MESSAGE-----", "-----END PGP MESSAGE-----", "encrypted-pgp"],
  ["-----BEGIN PKCS7-----", "-----END PKCS7-----", "encrypted-pkcs7"],
];

const ANSIBLE = "$ANSIBLE_VAULT;";
const SEALED = ["encryptedData", "SealedSecret"];

/** Beginnings of words without which a text holds no ciphertext; the token scan looks for them. */
export const CIPHER_WORDS: readonly string[] = [
  ...new Set(CIPHERS.map(({ literal }) => literal)),
  ...BLOCKS.map(([begin]) => begin),
  ANSIBLE,
  ...SEALED,
];

/**
 * Values that are sealed already: reported apart, as they are no leak, and hidden, as no reader can use them.
 * @param words those of CIPHER_WORDS that the text holds.
 */
export function findEncrypted(source: Source, spans: Spans, words: ReadonlySet<string>): void {
  const { text } = source;
  for (const { kind, literal, pattern } of CIPHERS) {
    for (let at = words.has(literal) ? text.indexOf(literal) : -1; at >= 0; ) {
      pattern.lastIndex = at;
      const match = pattern.exec(text);
      if (match) {
        const body = match[1] ?? match[0];
        const start = at + match[0].length - body.length;
        spans.addEncrypted(start, start + body.length, kind);
      }
      at = text.indexOf(literal, at + (match?.[0].length ?? literal.length));
    }
  }
  for (const [begin, end, kind] of BLOCKS) {
    for (
      let at = words.has(begin) ? text.indexOf(begin) : -1;
      at >= 0;
      at = text.indexOf(begin, at + begin.length)
    ) {
      const close = text.slice(at, at + LONGEST_BLOCK).indexOf(end);
      const stop =
        close < 0
          ? Math.min(lineEnd(source, lineAt(source, at)), at + begin.length)
          : at + close + end.length;
      spans.addEncrypted(at, stop, kind);
      at = stop - begin.length;
    }
  }
  if (words.has(ANSIBLE)) {
    findAnsibleVault(source, spans);
  }
  if (SEALED.some((word) => words.has(word))) {
    findSealed(spans);
  }
}

/** `$ANSIBLE_VAULT;1.1;AES256` and the lines of hex digits below it. */
function findAnsibleVault(source: Source, spans: Spans): void {
  const { text } = source;
  for (let at = text.indexOf("$ANSIBLE_VAULT;"); at >= 0; at = text.indexOf("$ANSIBLE_VAULT;", at + 15)) {
    const first = lineAt(source, at);
    let last = first;
    while (
      last + 1 < lineCount(source) &&
      /^\s{0,200}[0-9a-f]{2,}\s{0,20}$/.test(lineText(source, last + 1))
    ) {
      last++;
    }
    if (last > first) {
      spans.addEncrypted(at, lineEnd(source, last), "encrypted-ansible-vault");
      continue;
    }
    const inline = /^\$ANSIBLE_VAULT;[\w.;-]{1,80}(?:\\n|\\r|[0-9a-f\s]){0,40000}/.exec(
      text.slice(at, lineEnd(source, first)),
    );
    spans.addEncrypted(at, at + (inline?.[0].trimEnd().length ?? 15), "encrypted-ansible-vault");
  }
}

/** Bitnami sealed secrets: base64 of a blob that begins with the length of its RSA part, hence "Ag". */
function findSealed(spans: Spans): void {
  for (const match of spans.text.matchAll(/(?<![A-Za-z0-9+/])Ag[A-Za-z0-9+/]{100,}={0,2}/g)) {
    spans.addEncrypted(match.index, match.index + match[0].length, "encrypted-sealed-secret");
  }
}

/** Whether a value is ciphertext in one of the forms above. */
export function isEncrypted(value: string): boolean {
  return /^(?:ENC\[(?:AES256_GCM|PKCS7|GPG),|ENC\(|ENCRYPTED\[|\{cipher\}|EJ\[1:|\$ANSIBLE_VAULT;|vault:v\d{1,4}:|v1:[A-Za-z0-9+/=]{6,60}:[A-Za-z0-9+/=]{8,}$)/.test(
    value,
  );
}
