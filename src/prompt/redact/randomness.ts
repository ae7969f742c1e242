import { isDigest, isUuid } from "./public.ts";

/** Shannon entropy in bits a character. */
export function entropyOf(value: string): number {
  const counts = new Map<number, number>();
  for (let at = 0; at < value.length; at++) {
    const code = value.charCodeAt(at);
    counts.set(code, (counts.get(code) ?? 0) + 1);
  }
  let bits = 0;
  for (const count of counts.values()) {
    const share = count / value.length;
    bits -= share * Math.log2(share);
  }
  return bits;
}

/** A run of letters that reads as one or more words: humps of camel case, vowels in between. */
function isWord(letters: string): boolean {
  const humps = letters.match(/[A-Z]{2,40}(?![a-z])|[A-Z]?[a-z]{1,80}|[A-Z]{1,80}/g) ?? [];
  if (letters.length > 5 && humps.length > 1 + letters.length / 3.2) {
    return false;
  }
  const voiceless = humps.filter((hump) => hump.length > 1 && !/[aeiouy]/i.test(hump)).length;
  if (letters.length > 5 && voiceless > 1) {
    return false;
  }
  return humps.every((hump) => hump.length < 6 || !/[^aeiouyAEIOUY]{6}/.test(hump));
}

/** One part of an identifier: a word, a word with a short number, a number, a version. */
function isWordyPart(part: string): boolean {
  if (/^[vV]?\d{1,5}(?:(?:[a-z]{1,5}|[A-Z]{1,5})\d{0,2})?$/.test(part)) {
    return true;
  }
  const match = /^(?:([A-Za-z]{1,80})\d{0,4}|([a-z]{1,4})\d{1,4}[a-z]{1,4}\d?)$/.exec(part);
  return match !== null && isWord(match[1] ?? match[2] ?? "");
}

/** Whether a value reads as words, numbers and versions joined by the usual signs. */
export function isWordy(value: string): boolean {
  return value.split(/[-_./:@ ,+\\()[\]]/).every((part) => part === "" || isWordyPart(part));
}

/** Paths of files, also relative ones with an ending; base64 can begin with a slash too, so parts must read as words. */
export function isPath(value: string): boolean {
  if (!/^[\w.@%{}$~+,:\\/ *-]{1,400}$/.test(value) || !/[\\/]/.test(value)) {
    return false;
  }
  const parts = value.split(/[\\/]/);
  const wordy = parts.filter((part) => part === "" || isWordy(part)).length;
  if (/^(?:~|\.{1,2})?[\\/]|^[A-Za-z]:\\/.test(value)) {
    return wordy >= parts.length - 1 && parts.length > 1;
  }
  return wordy === parts.length && /\.[A-Za-z][A-Za-z0-9]{0,9}$/.test(value);
}

const ADDRESS =
  /^(?:[A-Za-z0-9_-]{1,63}\.){1,8}[A-Za-z]{2,24}(?::\d{1,5})?(?:\/.{0,200})?$|^\d{1,3}(?:\.\d{1,3}){3}(?:[:/].{0,60})?$/;
const EMAIL = /^[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}$/;
const MOMENT = /^\d{4}-\d\d-\d\d(?:[T ]|$)/;

/** Hosts, addresses of mail and net, dates, links. */
export function isAddress(value: string): boolean {
  return (
    ADDRESS.test(value) ||
    EMAIL.test(value) ||
    MOMENT.test(value) ||
    /^[a-z][a-z0-9+.-]{1,20}:\/\//i.test(value)
  );
}

/** Whether a value has what a password or token has and a name has not. For values of names that may mean a secret. */
export function looksSecret(value: string): boolean {
  if (value.length < 6 || value.length > 8000 || /\s/.test(value)) {
    return false;
  }
  if (isUuid(value) || /^[0-9a-f]{20,}$/i.test(value)) {
    return true;
  }
  if (/^\d+$/.test(value)) {
    return value.length >= 8;
  }
  if (isAddress(value) || isPath(value) || /^[\w.$]{1,120}\(/.test(value) || /^[<[({]|[>\])}]$/.test(value)) {
    return false;
  }
  return !isWordy(value) && /[A-Za-z]/.test(value) && (/[\d!@#$%^&*+=?~/]/.test(value) || value.length >= 10);
}

function classOf(code: number): number {
  return code >= 48 && code <= 57 ? 1 : code >= 97 && code <= 122 ? 2 : code >= 65 && code <= 90 ? 3 : 4;
}

/**
 * Whether a value is a long string without any order in it: base64 or the like of a random number.
 * Digests, UUIDs, paths, identifiers and versions are not.
 * @param shortest length in characters from which a value counts.
 */
export function looksRandom(value: string, shortest = 20): boolean {
  if (value.length < shortest || value.length > 600 || !/^[A-Za-z0-9+/=_~.!@#$%^&*-]+$/.test(value)) {
    return false;
  }
  if (isUuid(value) || isDigest(value) || /^[0-9a-f-]+$/i.test(value) || /^[\d.,-]+$/.test(value)) {
    return false;
  }
  if (!/\d/.test(value) || !/[A-Za-z]/.test(value) || isAddress(value) || isPath(value) || isWordy(value)) {
    return false;
  }
  let changes = 0;
  for (let at = 1; at < value.length; at++) {
    const a = classOf(value.charCodeAt(at - 1));
    const b = classOf(value.charCodeAt(at));
    changes += a !== b && !(a === 3 && b === 2) && b !== 4 && a !== 4 ? 1 : 0;
  }
  const mixed = /[a-z]/.test(value) && /[A-Z]/.test(value);
  const wordy = value
    .split(/[-_./:@+=]/)
    .filter((part) => part.length >= 4 && isWordyPart(part))
    .join("").length;
  return (
    changes / value.length > (mixed ? 0.2 : 0.24) &&
    entropyOf(value) > Math.min(mixed ? 3.9 : 3.4, Math.log2(value.length) * 0.8) &&
    wordy < value.length * 0.4
  );
}
