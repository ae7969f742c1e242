import { readFlag } from "./flags.ts";
import { bare, type Line, trimEnd } from "./line.ts";
import { classifyName, type NameClass } from "./names.ts";
import { type Held, type Pairs, roleOf } from "./pairs.ts";
import { isNameCharacter, isQuote, nameBefore, readQuoted } from "./reading.ts";
import { isBlank, type Source } from "./text.ts";
import { endOfWord } from "./word-end.ts";

const UPPER = /^[A-Z][A-Z0-9_.]*$/;
const SPACED =
  /^(\s*(?:(?:proxy_set_header|add_header|fastcgi_param|uwsgi_param|SetEnv|setenv|(?:RequestHeader|Header) set|http-request set-header)\s{1,20})?)([A-Za-z_][\w.-]{1,60})[ \t]{1,40}([^=:\s].*)$/;
const SPACED_ENV = /^(\s*(?:ENV|env)\s{1,20})([A-Za-z_]\w{1,60})[ \t]{1,20}([^=\s].*)$/;

/** Notations that put a name and a value together without `=` or `:`. Each method returns the offset to go on from. */
export class Notations {
  readonly #text: string;
  readonly #typed: boolean;
  readonly #at: Line;
  readonly #pairs: Pairs;
  readonly #hide: (held: Held, name: NameClass, upper: boolean) => void;
  #element: NameClass | null = null;

  /** @param at the line that the scan is on. @param hide called with every value that a secret's name stands before. */
  constructor(
    readonly source: Source,
    at: Line,
    pairs: Pairs,
    hide: (held: Held, name: NameClass, upper: boolean) => void,
  ) {
    this.#text = source.text;
    this.#typed = source.dialect.syntax === "code";
    this.#at = at;
    this.#pairs = pairs;
    this.#hide = hide;
  }

  /** `ENV NAME value` of Dockerfiles, and `name value` of configuration files without a sign between the two. */
  spaced(anywhere: boolean): void {
    const line = this.#text.slice(this.#at.start, Math.min(this.#at.end, this.#at.start + 600));
    const match = (anywhere ? SPACED : SPACED_ENV).exec(line);
    const found = match ? classifyName(match[2] ?? "") : null;
    if (!match || !found || found.strength === "hint") {
      return;
    }
    const start = this.#at.start + match[0].length - (match[3] ?? "").length;
    const quoted = readQuoted(this.#text, start, this.#at.end, false, false);
    const end = quoted ? quoted.end : trimEnd(this.#text, start, this.#at.end);
    this.#hide(
      quoted ?? bare(start, anywhere && this.#text.charAt(end - 1) === ";" ? end - 1 : end),
      found,
      UPPER.test(match[2] ?? ""),
    );
  }

  /** `[` after a secret's name: every string up to the bracket that closes. */
  array(found: NameClass, upper: boolean, from: number): number {
    if (found.strength === "hint") {
      return from;
    }
    const text = this.#text;
    const close = text.slice(from, from + 4000).indexOf(text.charAt(from) === "(" ? ")" : "]");
    const stop = close < 0 ? Math.min(this.#at.end, from + 4000) : from + close;
    for (let at = from + 1; at < stop; ) {
      if (isQuote(text.charCodeAt(at))) {
        const value = readQuoted(text, at, stop, false, true);
        if (!value) {
          break;
        }
        if (text.charAt(value.after) !== ":") {
          this.#hide(value, found, upper);
        }
        at = value.after;
      } else if (this.source.dialect.syntax === "yaml" && isNameCharacter(text.charCodeAt(at))) {
        const end = endOfWord(text, at, stop, { open: 0, shell: false, flow: true, parted: "," });
        this.#hide(bare(at, end), found, upper);
        at = end + 1;
      } else {
        at++;
      }
    }
    return Math.min(stop, this.#at.end);
  }

  /** `<password>…</password>`, and `<name>X</name><value>Y</value>`. */
  tag(at: number): number {
    const text = this.#text;
    this.#pairs.bracket();
    if (this.#typed) {
      return at + 1;
    }
    const tag = /^<([A-Za-z_][\w.:-]{0,80})(?:\s[^<>]{0,200})?>/.exec(text.slice(at, at + 300));
    if (!tag || tag[0].endsWith("/>")) {
      return at + 1;
    }
    const name = (tag[1] ?? "").replace(/^.*:/, "");
    const from = at + tag[0].length;
    const inner = text.startsWith("<![CDATA[", from) ? from + 9 : from;
    const length = text.slice(inner, inner + 4000).indexOf(inner > from ? "]]>" : "<");
    const end = inner + length;
    if (length < 0 || !text.startsWith(`</${tag[1] ?? ""}`, inner > from ? end + 3 : end)) {
      return at + 1;
    }
    const value = bare(inner, end);
    if (roleOf(name).naming && end - inner < 120) {
      this.#element = classifyName(text.slice(inner, end).trim());
      return at + 1;
    }
    const found = classifyName(name) ?? (roleOf(name).valuing || name === "string" ? this.#element : null);
    if (found) {
      this.#hide({ ...value, quoted: true }, found, false);
      this.#element = null;
    }
    return at + 1;
  }

  /** `--password value` and `-Password value`. */
  flag(at: number, previous: number): number {
    if (
      !(previous === 0 || isBlank(previous) || isQuote(previous) || previous === 40 || previous === 91) ||
      at + 4 > this.#at.end
    ) {
      return at + 1;
    }
    const flag = readFlag(this.source, at, this.#at.end, this.#at.quote);
    if (!flag) {
      return at + 1;
    }
    const { syntax } = this.source.dialect;
    const value = this.#text.slice(flag.start, flag.end);
    if (
      (syntax === "prose" || syntax === "code") &&
      !flag.quoted &&
      !/[\d!@#%^&*]/.test(value) &&
      !/^(?:[\s"'`\\)]|$)/.test(this.#text.slice(flag.end, Math.min(this.#at.end, flag.end + 2)).trim())
    ) {
      return at + 1;
    }
    this.#hide({ start: flag.start, end: flag.end, quoted: flag.quoted, verbatim: false }, flag.name, true);
    return at + 1;
  }

  /** `define("DB_PASSWORD", "x")`, `.withPassword("x")`. */
  call(at: number, code: number): number {
    const text = this.#text;
    let from = at + 1;
    while (from < this.#at.end && isBlank(text.charCodeAt(from))) {
      from++;
    }
    if (
      !isQuote(text.charCodeAt(from)) ||
      this.source.dialect.syntax === "json" ||
      this.source.dialect.syntax === "prose"
    ) {
      return at + 1;
    }
    const name = nameBefore(text, at, this.#at.start, false);
    const found = name ? classifyName(name.text) : null;
    if (!name || !found || found.strength === "hint") {
      return at + 1;
    }
    const call =
      code === 40
        ? !name.quoted &&
          found.kind === "password" &&
          !/^(?:get|find|read|load|fetch|has|is|check|lookup|ensure|require|assert|expect|by|input|label|print|log|env)/i.test(
            name.text,
          )
        : name.quoted &&
          /\(\s{0,4}$/.test(text.slice(Math.max(this.#at.start, name.start - 6), name.start - 1));
    const value = call ? readQuoted(text, from, this.#at.end, false, false) : null;
    if (value) {
      this.#hide(value, found, UPPER.test(name.text));
    }
    return at + 1;
  }
}
