/** Random values for planted secrets: made at test time, so that no token stands in the repository. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** A number from 0 up to, but not including, 1 (mulberry32). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  pick<T>(list: readonly T[]): T {
    const one = list[this.below(list.length)];
    if (one === undefined) {
      throw new Error("nothing to pick from");
    }
    return one;
  }

  of(alphabet: string, length: number): string {
    let text = "";
    while (text.length < length) {
      text += alphabet.charAt(this.below(alphabet.length));
    }
    return text;
  }

  upper(length: number): string {
    return this.of(UPPER, length);
  }

  lower(length: number): string {
    return this.of(LOWER, length);
  }

  digits(length: number): string {
    return this.of(DIGITS, length);
  }

  hex(length: number): string {
    return this.of(`${DIGITS}abcdef`, length);
  }

  alnum(length: number): string {
    // A digit, a small and a big letter are sure to be in it, as in every real token of this length.
    const body = this.of(UPPER + LOWER + DIGITS, length - 3);
    const at = this.below(body.length + 1);
    return body.slice(0, at) + this.digits(1) + this.lower(1) + this.upper(1) + body.slice(at);
  }

  lowerAlnum(length: number): string {
    return `${this.lower(1)}${this.digits(1)}${this.of(LOWER + DIGITS, length - 2)}`;
  }

  upperAlnum(length: number): string {
    return `${this.upper(1)}${this.digits(1)}${this.of(UPPER + DIGITS, length - 2)}`;
  }

  url(length: number): string {
    return `${this.alnum(6)}${this.of(`${UPPER + LOWER + DIGITS}_-`, length - 8)}${this.alnum(4).slice(0, 2)}`;
  }

  base64(length: number): string {
    return this.alnum(8) + this.of(`${UPPER + LOWER + DIGITS}+/`, length - 8);
  }

  uuid(): string {
    return `${this.hex(8)}-${this.hex(4)}-4${this.hex(3)}-a${this.hex(3)}-${this.hex(12)}`;
  }

  /** A password with signs in it. */
  signs(length: number, signs: string): string {
    const body = this.alnum(length - 3);
    return body.slice(0, 4) + this.of(signs, 2) + body.slice(4) + this.of(signs, 1);
  }

  /** Made-up words. */
  words(count: number, separator: string): string {
    return Array.from({ length: count }, () =>
      Array.from(
        { length: 2 + this.below(2) },
        () => this.of("bdfgklmnprstvz", 1) + this.of("aeiou", 1),
      ).join(""),
    ).join(separator);
  }
}

const UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const LOWER = "abcdefghijklmnopqrstuvwxyz";
const DIGITS = "0123456789";

/** Base64 of ASCII text. */
export function base64(text: string): string {
  return Buffer.from(text, "utf8").toString("base64");
}
