const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const VALUE = new Int8Array(128).fill(-1);
for (let digit = 0; digit < 64; digit++) {
  VALUE[DIGITS.charCodeAt(digit)] = digit;
}
VALUE["-".charCodeAt(0)] = 62;
VALUE["_".charCodeAt(0)] = 63;

/**
 * Decodes base64 (either alphabet, padding optional) to text.
 * @returns null where the input is not base64, or what it holds is not UTF-8 text without control characters.
 */
export function decodeBase64Text(encoded: string): string | null {
  let bits = 0;
  let held = 0;
  let percent = "";
  let plain = true;
  const body = encoded.replace(/={1,2}$/, "");
  if (body.length % 4 === 1) {
    return null;
  }
  for (let at = 0; at < body.length; at++) {
    const value = VALUE[body.charCodeAt(at)] ?? -1;
    if (value < 0) {
      return null;
    }
    bits = ((bits << 6) | value) & 0xfff;
    held += 6;
    if (held >= 8) {
      held -= 8;
      const byte = (bits >> held) & 0xff;
      if ((byte < 32 && byte !== 9 && byte !== 10 && byte !== 13) || byte === 127) {
        return null;
      }
      plain &&= byte < 128 && byte !== 37;
      percent +=
        byte < 128 && byte !== 37 ? String.fromCharCode(byte) : `%${byte.toString(16).padStart(2, "0")}`;
    }
  }
  if (plain) {
    return percent;
  }
  try {
    return decodeURIComponent(percent);
  } catch {
    return null;
  }
}
