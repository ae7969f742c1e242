import { decodeBase64Text } from "./base64.ts";

/** Whether base64 of a PEM block holds something that is meant to be public: a certificate or a public key. */
export function isPublicBase64(encoded: string): boolean {
  const head = decodeBase64Text(encoded.slice(0, 64)) ?? "";
  return /^-{5}BEGIN (?:TRUSTED |X509 |NEW )?(?:CERTIFICATE|PUBLIC|RSA PUBLIC|EC PUBLIC|SSH2 PUBLIC|PGP PUBLIC|X509 CRL|DH PARAM)/.test(
    head,
  );
}

const UUID = /^\{?[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\}?$/i;
const HEX_DIGEST =
  /^(?:0x)?(?:[0-9a-f]{7,12}|[0-9a-f]{16}|[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{48}|[0-9a-f]{56}|[0-9a-f]{64}|[0-9a-f]{96}|[0-9a-f]{128})$/i;
const LABELLED_DIGEST = /^(?:sha\d{1,3}|md5|h1|blake2b|blake3|sri)[-:=][A-Za-z0-9+/=_-]{16,}$/i;

export function isUuid(value: string): boolean {
  return UUID.test(value);
}

/** Content digests and commit ids: a plain hex string of the usual lengths, or one with its algorithm in front. */
export function isDigest(value: string): boolean {
  return HEX_DIGEST.test(value) || LABELLED_DIGEST.test(value);
}
