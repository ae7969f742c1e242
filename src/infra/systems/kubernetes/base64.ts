const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** Enough of a value to tell what it is. */
const MAX_DECODED = 15_000;

/** True for Base64 as the API server wants it: padded, without white space. */
export function isBase64(text: string): boolean {
  return text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text);
}

/** The first kilobytes of a Base64 value, one character a byte; undefined where it is no Base64. */
export function decodeBase64(text: string): string | undefined {
  const compact = text.replace(/\s/g, "");
  if (!isBase64(compact)) return undefined;
  let decoded = "";
  let bits = 0;
  let count = 0;
  for (const letter of compact.slice(0, MAX_DECODED * 2)) {
    if (letter === "=" || decoded.length >= MAX_DECODED) break;
    bits = ((bits << 6) | ALPHABET.indexOf(letter)) & 0xffff;
    count += 6;
    if (count < 8) continue;
    count -= 8;
    decoded += String.fromCharCode((bits >> count) & 0xff);
  }
  return decoded;
}
