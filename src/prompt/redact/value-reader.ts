import { bare, COMMENT_HEAD, type Line, trimEnd } from "./line.ts";
import type { NameClass } from "./names.ts";
import { looksSecret } from "./randomness.ts";
import { isQuote, type Name, readQuoted, type Value } from "./reading.ts";
import { lineCount, lineEnd, lineStart, type Source } from "./text.ts";
import { endOfWord } from "./word-end.ts";

/** Reads the value behind a name and a sign, by what the syntax of the text and the place on the line allow. */
export class ValueReader {
  readonly #text: string;
  /** Where the last bare value that was no secret ended: names within it have values that end there too. */
  #lastWord = { start: 0, end: 0, open: 0 };
  readonly #at: Line;

  /** @param at the line that the scan is on, kept up to date by it. */
  constructor(
    readonly source: Source,
    at: Line,
  ) {
    this.#text = source.text;
    this.#at = at;
  }

  /** The value that begins at `from`; null where none does, or where what follows is no value in this syntax. */
  read(
    name: Name,
    found: NameClass | null,
    code: number,
    space: number,
    from: number,
    column: number,
  ): Value | null {
    const text = this.#text;
    const { syntax } = this.source.dialect;
    const strong = found?.strength === "strong";
    const inner = column < 0 && this.#at.quote !== 0 && !name.quoted;
    const quoted = readQuoted(
      text,
      from,
      this.#at.end,
      strong && !inner && syntax !== "prose",
      syntax === "yaml" || syntax === "sql" || syntax === "prose",
    );
    if (quoted) {
      if (
        (syntax === "shell" || syntax === "env" || syntax === "dockerfile") &&
        quoted.after < this.#at.end &&
        !/[\s;&|)"'`,\\}\]]/.test(text.charAt(quoted.after))
      ) {
        return {
          ...quoted,
          start: from,
          end: endOfWord(text, from, this.#at.end, {
            open: this.#at.quote,
            shell: true,
            flow: false,
            parted: "",
          }),
        };
      }
      return quoted;
    }
    if (
      (syntax === "code" || syntax === "hcl") &&
      this.#at.quote === 0 &&
      !COMMENT_HEAD.test(text.slice(this.#at.start, name.start))
    ) {
      // A here-document in HCL holds a shell script or YAML: `NAME=value`, or a name that begins its line.
      const embedded =
        syntax === "hcl" &&
        (code === 61 ? space === from && text.charAt(name.start - 1) !== "." : column >= 0);
      if (!embedded) {
        const word =
          syntax === "hcl"
            ? text.slice(
                from,
                endOfWord(text, from, Math.min(this.#at.end, from + 300), {
                  open: 0,
                  shell: true,
                  flow: false,
                  parted: "",
                }),
              )
            : "";
        if (strong && /\d/.test(word) && looksSecret(word)) {
          return bare(from, from + word.length);
        }
        const digits = /^\d{4,40}\b/.exec(text.slice(from, from + 42))?.[0];
        return digits ? bare(from, from + digits.length) : null;
      }
    }
    return this.#readBare(name, found, code, space, from, column);
  }

  #readBare(
    name: Name,
    found: NameClass | null,
    code: number,
    space: number,
    from: number,
    column: number,
  ): Value | null {
    const text = this.#text;
    const { syntax } = this.source.dialect;
    const comment = COMMENT_HEAD.test(text.slice(this.#at.start, Math.min(name.start, this.#at.start + 200)));
    const first = this.#at.quote !== 0 && isQuote(text.charCodeAt(name.start - 1)) && column >= 0;
    const whole =
      column >= 0 &&
      !comment &&
      this.#at.quote === 0 &&
      (syntax === "env" ||
        syntax === "ini" ||
        (syntax === "yaml" && !/^\s*\{/.test(text.slice(this.#at.start, name.start))));
    if (
      whole &&
      !(syntax === "yaml" && code === 61 && space === from && text.charAt(name.start - 1) !== " ")
    ) {
      let end = this.#at.end;
      if (syntax === "yaml" || (found && found.strength !== "strong")) {
        const hash = / [#;]/.exec(text.slice(from, Math.min(end, from + 4000)));
        end = hash && (syntax !== "yaml" || hash[0] === " #") ? from + hash.index : end;
      }
      return bare(from, trimEnd(text, from, end));
    }
    if (found?.kind === "authorization" || found?.kind === "cookie") {
      const stop = endOfWord(text, from, Math.min(this.#at.end, from + 4000), {
        open: this.#at.quote,
        shell: false,
        flow: false,
        parted: "",
        rest: true,
      });
      return bare(from, trimEnd(text, from, stop));
    }
    const before =
      text
        .slice(Math.max(this.#at.start, name.start - 3), name.start)
        .trimEnd()
        .at(-1) ?? "";
    const parted =
      first && /;\s{0,4}[\w .-]{1,40}=/.test(text.slice(from, Math.min(this.#at.end, from + 300)))
        ? ";"
        : before;
    const flow =
      syntax === "yaml" &&
      code === 58 &&
      this.#at.quote === 0 &&
      column < 0 &&
      (before === "{" || before === ",");
    const json = syntax === "json" && name.quoted;
    // A strong name's value is taken whatever its length; others are given up where they are no token any more.
    const strong = found?.strength === "strong";
    const last = this.#lastWord;
    const inside = !strong && from > last.start && from < last.end && last.open === this.#at.quote;
    let end = inside
      ? last.end
      : endOfWord(text, from, strong ? this.#at.end : Math.min(this.#at.end, from + 2100), {
          open: this.#at.quote,
          shell: syntax === "shell" || syntax === "dockerfile",
          flow: flow || json,
          parted,
        });
    this.#lastWord = inside ? last : { start: from, end, open: this.#at.quote };
    if (first && parted !== ";" && syntax !== "shell") {
      // The whole string is one assignment, as in a list of environment variables.
      const close = text.indexOf(String.fromCharCode(this.#at.quote), from);
      end = close > 0 && close <= this.#at.end ? close : end;
    }
    const sentence = code === 58 || (space !== from && syntax === "prose");
    if (
      sentence &&
      !flow &&
      !json &&
      syntax !== "env" &&
      syntax !== "ini" &&
      !this.#standsAlone(from, end, found)
    ) {
      return null;
    }
    return bare(
      from,
      /[.,;:!?]/.test(text.charAt(end - 1)) && (syntax === "prose" || comment) ? end - 1 : end,
    );
  }

  /** In prose: whether what follows a colon is a value rather than the first word of a sentence. */
  #standsAlone(from: number, end: number, found: NameClass | null): boolean {
    const word = this.#text.slice(from, end);
    const rest = this.#text.slice(end, Math.min(this.#at.end, end + 12));
    if (this.#at.quote !== 0 && rest.charCodeAt(0) === this.#at.quote && end - from > 2) {
      return found?.strength === "strong" || /\d/.test(word);
    }
    if (/^[\s.,;:!?"'`)\]}|*]*$/.test(rest) && end - from > 2) {
      return found?.strength === "strong" || /\d/.test(word);
    }
    return /\d/.test(word) || /[a-z][A-Z]|[!@#$%^&*=]/.test(word);
  }

  heredoc(mark: string): { start: number; end: number } {
    const start = lineStart(this.source, this.#at.line + 1);
    let line = this.#at.line + 1;
    while (line < lineCount(this.source) && line < this.#at.line + 400) {
      if (this.#text.slice(lineStart(this.source, line), lineEnd(this.source, line)).trim() === mark) {
        break;
      }
      line++;
    }
    return { start, end: Math.max(start, lineStart(this.source, line)) };
  }
}
