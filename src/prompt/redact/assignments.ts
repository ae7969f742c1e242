import { blockBelow, itemsBelow } from "./below.ts";
import { readFlag } from "./flags.ts";
import { judge } from "./judge.ts";
import { classifyName, type NameClass } from "./names.ts";
import { type Held, isFlag, isNaming, isValuing, Pairs } from "./pairs.ts";
import { looksRandom } from "./randomness.ts";
import {
  endOfWord,
  isNameCharacter,
  isQuote,
  type Name,
  nameBefore,
  readQuoted,
  type Value,
  wordBefore,
} from "./reading.ts";
import { Rank, type Spans } from "./spans.ts";
import { indentOf, isAlnum, isBlank, lineAt, lineCount, lineEnd, lineStart, type Source } from "./text.ts";

/** The signs at which the scan of a line stops. */
const SIGNS = new Uint8Array(128);
for (const sign of "\"'`:=<>{}(-,") {
  SIGNS[sign.charCodeAt(0)] = 1;
}
/** Words and signs that can stand before a name that begins its line, parted by blanks. */
const HEAD_WORD =
  /^(?:[-*?+>|"']|#{1,6}|;{1,4}|\/{2,4}|<!--|--|export|setx?|env|ENV|ARG|local|declare|typeset|readonly|global|final|private|public|protected|static|const|let|var|val|default|@Set|-[a-z]{1,3}|--env|-E|define|DEFINE|rem|REM|["']?-["']?)["']?$/;
const COMMENT_HEAD = /^\s*(?:#|;|\/\/|<!--|\*|--|>)/;
const UPPER = /^[A-Z][A-Z0-9_.]*$/;
/** Longer runs are pictures, archives and certificates. */
const LONGEST_RANDOM = 600;
const SPACED = /^(\s*)([A-Za-z_][\w.-]{1,60})[ \t]{1,40}([^=:\s].*)$/;
const SPACED_ENV = /^(\s*(?:ENV|env)\s{1,20})([A-Za-z_]\w{1,60})[ \t]{1,20}([^=\s].*)$/;
/** Names whose values are long and random, and public. */
const PUBLIC_NAME =
  /hash|digest|checksum|sha\d|sha$|integrity|commit|revision|etag|fingerprint|thumbprint|public|pubkey|cert|(?:^|[_.-])ca(?:$|[_.-])|nonce|image|version|uuid|guid|signature|resolved|uid$|url$|uri$|href|src$|arn|sum$|path|file|(?:^|[_.-])ids?$|[a-z]I[dD]s?$|ami|rev$|ref$|sri|tree|parent|trace|span|link|color|data-?uri|regex|pattern|expr|query|format|charset|alphabet/i;

interface Parent {
  indent: number;
  child: number;
  line: number;
  name: NameClass | null;
  upper: boolean;
}

/** Finds values by the names that they are assigned to, in every notation that puts a sign between the two. */
export function findAssignments(source: Source, spans: Spans): void {
  new Scanner(source, spans).run();
}

class Scanner {
  readonly #text: string;
  readonly #pairs = new Pairs((held, name, upper) => this.#hide(held, name, upper));
  readonly #parents: Parent[] = [];
  readonly #typed: boolean;
  readonly #blocks: boolean;
  #inlineParent: NameClass | null = null;
  #line = 0;
  /** Offset of the first word of the line that is no keyword or sign; -1 until it is needed. */
  #head = -1;
  /** The first line that no value above reaches. */
  #below = 0;
  /** Where the last bare value that was no secret ended: names within it have values that end there too. */
  #lastWord = { start: 0, end: 0, open: 0 };
  #start = 0;
  #end = 0;
  #indent = 0;
  #quote = 0;
  #element: NameClass | null = null;

  constructor(
    readonly source: Source,
    readonly spans: Spans,
  ) {
    const { syntax } = source.dialect;
    this.#text = source.text;
    this.#typed = syntax === "code";
    this.#blocks = syntax === "yaml" || syntax === "prose";
  }

  run(): void {
    for (this.#line = 0; this.#line < lineCount(this.source); this.#line++) {
      if (this.#line >= this.#below) {
        this.#scanLine();
      }
    }
  }

  #scanLine(): void {
    const text = this.#text;
    this.#start = lineStart(this.source, this.#line);
    this.#end = lineEnd(this.source, this.#line);
    this.#quote = 0;
    this.#head = -1;
    const indent = indentOf(this.source, this.#line);
    if (indent < 0) {
      return;
    }
    this.#indent = indent;
    this.#enterLine();
    const end = this.#end;
    for (let at = this.#start; at < end; ) {
      const code = text.charCodeAt(at);
      if (code > 127 || SIGNS[code] === 0) {
        at++;
        continue;
      }
      const previous = at > this.#start ? text.charCodeAt(at - 1) : 0;
      let next = at + 1;
      switch (code) {
        case 34:
        case 39:
        case 96:
          this.#meetQuote(code, at, previous);
          break;
        case 58:
        case 61:
          next = this.#meetSeparator(at, code);
          break;
        case 60:
          next = this.#meetTag(at);
          break;
        case 62:
        case 123:
        case 125:
          this.#pairs.bracket();
          this.#inlineParent = code === 123 ? this.#inlineParent : null;
          break;
        case 45:
          next = this.#meetDash(at, previous);
          break;
        case 40:
        case 44:
          next = this.#meetCall(at, code);
          break;
        default:
          break;
      }
      at = next;
    }
  }

  #enterLine(): void {
    const { syntax } = this.source.dialect;
    const text = this.#text;
    let column = this.#indent;
    let item = false;
    while (text.charAt(this.#start + column) === "-" && isBlank(text.charCodeAt(this.#start + column + 1))) {
      item = true;
      column++;
      while (isBlank(text.charCodeAt(this.#start + column)) && this.#start + column < this.#end) {
        column++;
      }
    }
    this.#pairs.line(item ? this.#indent : column, item, syntax === "xml" || syntax === "code");
    for (let top = this.#parents.at(-1); top && this.#indent <= top.indent; top = this.#parents.at(-1)) {
      this.#parents.pop();
    }
    const parent = this.#parents.at(-1);
    if (parent && parent.child < 0) {
      parent.child = column;
    }
    this.#inlineParent = null;
    if (syntax === "dockerfile" || syntax === "ini") {
      this.#meetSpaced(syntax === "ini");
    }
    if (syntax === "hcl") {
      const block = /^\s*(?:variable|output|parameter|local)\s+"?([\w-]{1,80})"?\s*\{/.exec(
        text.slice(this.#start, Math.min(this.#end, this.#start + 200)),
      );
      if (block) {
        this.#parents.push({
          indent: this.#indent,
          child: -1,
          line: this.#line,
          name: classifyName(block[1] ?? ""),
          upper: true,
        });
      }
    }
  }

  /** `ENV NAME value` of Dockerfiles, and `name value` of configuration files without a sign between the two. */
  #meetSpaced(anywhere: boolean): void {
    const line = this.#text.slice(this.#start, Math.min(this.#end, this.#start + 600));
    const match = (anywhere ? SPACED : SPACED_ENV).exec(line);
    const found = match ? classifyName(match[2] ?? "") : null;
    if (!match || !found || found.strength === "hint") {
      return;
    }
    const start = this.#start + match[0].length - (match[3] ?? "").length;
    const quoted = readQuoted(this.#text, start, this.#end, false, false);
    const end = quoted ? quoted.end : trimEnd(this.#text, start, this.#end);
    this.#hide(
      quoted ?? bare(start, anywhere && this.#text.charAt(end - 1) === ";" ? end - 1 : end),
      found,
      UPPER.test(match[2] ?? ""),
    );
  }

  #meetQuote(code: number, at: number, previous: number): void {
    if (this.#quote === 0) {
      if (code !== 39 || !isAlnum(previous)) {
        this.#quote = code;
      }
    } else if (code === this.#quote && this.#text.charCodeAt(at - 1) !== 92) {
      this.#quote = 0;
    }
  }

  /** @returns the offset to go on from. */
  #meetSeparator(at: number, code: number): number {
    const text = this.#text;
    let after = at + 1;
    const next = text.charCodeAt(after);
    if (code === 58) {
      if (next === 47 && text.charCodeAt(after + 1) === 47) {
        return at + 3;
      }
      if (next === 58 || next === 61) {
        return next === 58 ? at + 2 : at + 1;
      }
    } else {
      if (next === 126) {
        return at + 2;
      }
      while (
        after < this.#end &&
        after < at + 3 &&
        (text.charCodeAt(after) === 61 || text.charCodeAt(after) === 62)
      ) {
        after++;
      }
    }
    let nameEnd = at;
    if (code === 61) {
      while (nameEnd > this.#start && ":+?!|=&<>~".includes(text.charAt(nameEnd - 1)) && at - nameEnd < 3) {
        nameEnd--;
      }
    }
    const name = nameBefore(text, nameEnd, this.#start, this.#typed);
    if (!name) {
      return after;
    }
    const space = after;
    while (after < this.#end && isBlank(text.charCodeAt(after))) {
      after++;
    }
    return this.#meetName(name, at, code, space, after);
  }

  #meetName(name: Name, at: number, code: number, space: number, from: number): number {
    if (
      code === 58 &&
      space === from &&
      name.start > this.#start + 2 &&
      this.#text.startsWith("//", name.start - 2)
    ) {
      return at + 1;
    }
    const column = this.#columnOf(name);
    let found = classifyName(name.text);
    if ((!found || found.strength === "hint") && /^(?:key|string|url)$/i.test(name.text)) {
      found = classifyName(`${wordBefore(this.#text, name.start, this.#start)}_${name.text}`) ?? found;
    }
    const upper = UPPER.test(name.text);
    if (!found && isValuing(name.text)) {
      const parent = this.#parents.at(-1);
      const inherited =
        this.#inlineParent ??
        (parent && column >= 0 && parent.child === column && this.#line - parent.line < 40
          ? parent.name
          : null);
      if (inherited) {
        return this.#meetValue(name, inherited, true, code, space, from, column);
      }
    }
    if (
      !found ||
      (found.strength === "hint" && isNaming(name.text)) ||
      (isFlag(name.text) && /^["']?(?:true|yes|1)\b/.test(this.#text.slice(from, from + 6)))
    ) {
      return this.#meetOther(name, code, space, from, column);
    }
    if (from >= this.#end || this.#text.charAt(from) === "#") {
      return this.#meetNothing(found, upper, code, from);
    }
    // An assignment with a sign in a manifest is the text of some other file.
    const embedded = code === 61 && this.source.dialect.kubernetes;
    return this.#meetValue(name, found, upper || embedded, code, space, from, column) || at + 1;
  }

  /** The column of a name that begins its line, -1 for others. */
  #columnOf(name: Name): number {
    if (this.#head < 0) {
      this.#head = endOfHead(this.#text, this.#start, this.#end);
    }
    const between = name.start - this.#head;
    return between <= 0 ||
      (between > 0 && between < 4 && /^[-"'`\\]+$/.test(this.#text.slice(this.#head, name.start)))
      ? name.start - this.#start - (name.quoted ? 1 : 0)
      : -1;
  }

  /** A name that is none of a secret: perhaps part of a name and value pair, perhaps with a random value. */
  #meetOther(name: Name, code: number, space: number, from: number, column: number): number {
    const text = this.#text;
    if (from >= this.#end) {
      if (column >= 0 && code === 58) {
        this.#parents.push({ indent: this.#indent, child: -1, line: this.#line, name: null, upper: false });
      }
      return from;
    }
    if (/^(?:\[|\{(?!\{))/.test(text.slice(from, from + 2))) {
      return from;
    }
    const naming = isNaming(name.text);
    const valuing = isValuing(name.text);
    const flag = isFlag(name.text);
    if (!naming && !valuing && !flag) {
      return this.#meetRandom(name, from, space);
    }
    if (flag && /^["']?(?:true|yes|1)\b/i.test(text.slice(from, from + 6))) {
      this.#pairs.flagged(column);
      return from;
    }
    const value = this.#readValue(name, null, code, space, from, column);
    if (!value || value.start >= value.end) {
      return from;
    }
    const content = text.slice(value.start, Math.min(value.end, value.start + 200));
    if (naming && content.length < 120) {
      this.#pairs.named(column, content);
    } else if (valuing) {
      const block =
        this.#blocks && !value.quoted && /^[|>][-+0-9]{0,2}\s*(?:#.*)?$/.test(content)
          ? blockBelow(this.source, this.#line)
          : null;
      this.#pairs.valued(column, block ? { ...block, quoted: true, verbatim: true } : value);
    }
    return valuing || flag || name.text === "key"
      ? this.#meetRandom(name, from, space)
      : Math.max(from, value.after);
  }

  /** The last net: a long random value under any name. */
  #meetRandom(name: Name, from: number, space: number): number {
    const text = this.#text;
    let start = from;
    while (start < this.#end && (isQuote(text.charCodeAt(start)) || text.charCodeAt(start) === 92)) {
      start++;
    }
    let end = start;
    const limit = Math.min(this.#end, start + LONGEST_RANDOM);
    while (end < limit && isRandomCharacter(text.charCodeAt(end))) {
      end++;
    }
    if (
      end - start < 20 ||
      end - start >= LONGEST_RANDOM ||
      (this.#typed && start === from) ||
      (start === from && space === from && this.#quote === 0 && text.charCodeAt(from - 1) === 58)
    ) {
      return from;
    }
    const follow = end >= this.#end ? 0 : text.charCodeAt(end);
    const value = text.slice(start, end);
    if (follow !== 40 && follow !== 58 && !PUBLIC_NAME.test(name.text) && looksRandom(value)) {
      this.spans.add(start, end, "high-entropy", Rank.entropy);
      return end;
    }
    return from;
  }

  /** A name whose value is not on its line. */
  #meetNothing(found: NameClass, upper: boolean, code: number, from: number): number {
    if (code !== 58 && !(this.source.dialect.syntax === "ini" || this.source.dialect.syntax === "hcl")) {
      return from;
    }
    if (found.strength !== "hint") {
      for (const held of itemsBelow(this.source, this.#line, this.#indent)) {
        this.#hide(held, found, upper);
      }
    }
    this.#parents.push({ indent: this.#indent, child: -1, line: this.#line, name: found, upper });
    return from;
  }

  #meetValue(
    name: Name,
    found: NameClass,
    upper: boolean,
    code: number,
    space: number,
    from: number,
    column: number,
  ): number {
    const text = this.#text;
    const first = text.charAt(from);
    const nested = !/^(?:env|shell|dockerfile)$/.test(this.source.dialect.syntax);
    if (
      nested &&
      first === "[" &&
      /^\[\s*(?:$|["'\w\]])/.test(text.slice(from, Math.min(this.#end, from + 40)))
    ) {
      return this.#meetArray(found, upper, from);
    }
    if (
      nested &&
      first === "{" &&
      /^\{\s*(?:$|\}|["']?[\w.$@/-]{1,80}\\?["']?\s*[:=])/.test(
        text.slice(from, Math.min(this.#end, from + 120)),
      )
    ) {
      this.#inlineParent = found.strength === "hint" ? null : found;
      if (/^\{\s*$/.test(text.slice(from, Math.min(this.#end, from + 40)))) {
        this.#parents.push({ indent: this.#indent, child: -1, line: this.#line, name: found, upper });
      }
      return from;
    }
    if (
      this.#blocks &&
      /^[|>][-+0-9]{0,2}\s*(?:#.*)?$/.test(text.slice(from, Math.min(this.#end, from + 60)))
    ) {
      const block = blockBelow(this.source, this.#line);
      if (block && found.strength === "strong") {
        this.#hideBlock(block, found, upper);
      }
      return this.#end;
    }
    const heredoc =
      first === "<"
        ? /^<<[-~]?\s?["']?(\w{1,40})["']?\s*$/.exec(text.slice(from, Math.min(this.#end, from + 60)))
        : null;
    if (heredoc && found.strength === "strong") {
      this.#hideBlock(this.#heredoc(heredoc[1] ?? ""), found, upper);
      return this.#end;
    }
    const value = this.#readValue(name, found, code, space, from, column);
    if (!value) {
      return from;
    }
    this.#hide(value, found, upper);
    const quote = this.#quote;
    if (value.quoted && value.end < this.#end) {
      return found.strength === "strong" ? value.after : from;
    }
    if (value.end >= this.#end) {
      return found.strength === "strong" ? this.#end : from;
    }
    this.#quote = quote;
    return found.strength === "strong" ? value.end : from;
  }

  #readValue(
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
    const inner = column < 0 && this.#quote !== 0 && !name.quoted;
    const quoted = readQuoted(
      text,
      from,
      this.#end,
      strong && !inner && syntax !== "prose",
      syntax === "yaml" || syntax === "sql" || syntax === "prose",
    );
    if (quoted) {
      if (
        (syntax === "shell" || syntax === "env" || syntax === "dockerfile") &&
        quoted.after < this.#end &&
        !/[\s;&|)"'`,\\}\]]/.test(text.charAt(quoted.after))
      ) {
        return {
          ...quoted,
          start: from,
          end: endOfWord(text, from, this.#end, { open: this.#quote, shell: true, flow: false, parted: "" }),
        };
      }
      return quoted;
    }
    if (
      (syntax === "code" || syntax === "hcl") &&
      this.#quote === 0 &&
      !COMMENT_HEAD.test(text.slice(this.#start, name.start))
    ) {
      // A here-document in HCL holds a shell script or YAML: `NAME=value`, or a name that begins its line.
      const embedded =
        syntax === "hcl" &&
        (code === 61 ? space === from && text.charAt(name.start - 1) !== "." : column >= 0);
      if (!embedded) {
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
    const comment = COMMENT_HEAD.test(text.slice(this.#start, Math.min(name.start, this.#start + 200)));
    const first = this.#quote !== 0 && isQuote(text.charCodeAt(name.start - 1)) && column >= 0;
    const whole =
      column >= 0 &&
      !comment &&
      this.#quote === 0 &&
      (syntax === "env" ||
        syntax === "ini" ||
        (syntax === "yaml" && !/^\s*\{/.test(text.slice(this.#start, name.start))));
    if (
      whole &&
      !(syntax === "yaml" && code === 61 && space === from && text.charAt(name.start - 1) !== " ")
    ) {
      let end = this.#end;
      if (syntax === "yaml" || (found && found.strength !== "strong")) {
        const hash = / [#;]/.exec(text.slice(from, Math.min(end, from + 4000)));
        end = hash && (syntax !== "yaml" || hash[0] === " #") ? from + hash.index : end;
      }
      return bare(from, trimEnd(text, from, end));
    }
    if (found?.kind === "authorization" || found?.kind === "cookie") {
      const stop = endOfWord(text, from, Math.min(this.#end, from + 4000), {
        open: this.#quote,
        shell: false,
        flow: false,
        parted: "",
        rest: true,
      });
      return bare(from, trimEnd(text, from, stop));
    }
    const before =
      text
        .slice(Math.max(this.#start, name.start - 3), name.start)
        .trimEnd()
        .at(-1) ?? "";
    const parted =
      first && /;\s{0,4}[\w .-]{1,40}=/.test(text.slice(from, Math.min(this.#end, from + 300)))
        ? ";"
        : before;
    const flow =
      syntax === "yaml" &&
      code === 58 &&
      this.#quote === 0 &&
      column < 0 &&
      (before === "{" || before === ",");
    const json = syntax === "json" && name.quoted;
    // A strong name's value is taken whatever its length; others are given up where they are no token any more.
    const strong = found?.strength === "strong";
    const last = this.#lastWord;
    const inside = !strong && from > last.start && from < last.end && last.open === this.#quote;
    let end = inside
      ? last.end
      : endOfWord(text, from, strong ? this.#end : Math.min(this.#end, from + 8200), {
          open: this.#quote,
          shell: syntax === "shell" || syntax === "dockerfile",
          flow: flow || json,
          parted,
        });
    this.#lastWord = inside ? last : { start: from, end, open: this.#quote };
    if (first && parted !== ";" && syntax !== "shell") {
      // The whole string is one assignment, as in a list of environment variables.
      const close = text.indexOf(String.fromCharCode(this.#quote), from);
      end = close > 0 && close <= this.#end ? close : end;
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
    const rest = this.#text.slice(end, Math.min(this.#end, end + 12));
    if (this.#quote !== 0 && rest.charCodeAt(0) === this.#quote && end - from > 2) {
      return found?.strength === "strong" || /\d/.test(word);
    }
    if (/^[\s.,;:!?"'`)\]}|*]*$/.test(rest) && end - from > 2) {
      return found?.strength === "strong" || /\d/.test(word);
    }
    return /\d/.test(word) || /[a-z][A-Z]|[!@#$%^&*=]/.test(word);
  }

  /** `[` after a secret's name: every string up to the bracket that closes. */
  #meetArray(found: NameClass, upper: boolean, from: number): number {
    if (found.strength === "hint") {
      return from;
    }
    const text = this.#text;
    const close = text.slice(from, from + 4000).indexOf("]");
    const stop = close < 0 ? Math.min(this.#end, from + 4000) : from + close;
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
    return Math.min(stop, this.#end);
  }

  #heredoc(mark: string): { start: number; end: number } {
    const start = lineStart(this.source, this.#line + 1);
    let line = this.#line + 1;
    while (line < lineCount(this.source) && line < this.#line + 400) {
      if (this.#text.slice(lineStart(this.source, line), lineEnd(this.source, line)).trim() === mark) {
        break;
      }
      line++;
    }
    return { start, end: Math.max(start, lineStart(this.source, line)) };
  }

  /** `<password>…</password>`, and `<name>X</name><value>Y</value>`. */
  #meetTag(at: number): number {
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
    if (isNaming(name) && end - inner < 120) {
      this.#element = classifyName(text.slice(inner, end).trim());
      return at + 1;
    }
    const found = classifyName(name) ?? (isValuing(name) || name === "string" ? this.#element : null);
    if (found) {
      this.#hide({ ...value, quoted: true }, found, false);
      this.#element = null;
    }
    return at + 1;
  }

  /** `--password value` and `-Password value`. */
  #meetDash(at: number, previous: number): number {
    if (
      !(previous === 0 || isBlank(previous) || isQuote(previous) || previous === 40 || previous === 91) ||
      at + 4 > this.#end
    ) {
      return at + 1;
    }
    const flag = readFlag(this.source, at, this.#end, this.#quote);
    if (!flag) {
      return at + 1;
    }
    const { syntax } = this.source.dialect;
    const value = this.#text.slice(flag.start, flag.end);
    if (
      (syntax === "prose" || syntax === "code") &&
      !flag.quoted &&
      !/[\d!@#%^&*]/.test(value) &&
      !/^(?:[\s"'`\\)]|$)/.test(this.#text.slice(flag.end, Math.min(this.#end, flag.end + 2)).trim())
    ) {
      return at + 1;
    }
    this.#hide({ start: flag.start, end: flag.end, quoted: flag.quoted, verbatim: false }, flag.name, true);
    return at + 1;
  }

  /** `define("DB_PASSWORD", "x")`, `.withPassword("x")`. */
  #meetCall(at: number, code: number): number {
    const text = this.#text;
    let from = at + 1;
    while (from < this.#end && isBlank(text.charCodeAt(from))) {
      from++;
    }
    if (
      !isQuote(text.charCodeAt(from)) ||
      this.source.dialect.syntax === "json" ||
      this.source.dialect.syntax === "prose"
    ) {
      return at + 1;
    }
    const name = nameBefore(text, at, this.#start, false);
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
        : name.quoted && /\(\s{0,4}$/.test(text.slice(Math.max(this.#start, name.start - 6), name.start - 1));
    const value = call ? readQuoted(text, from, this.#end, false, false) : null;
    if (value) {
      this.#hide(value, found, UPPER.test(name.text));
    }
    return at + 1;
  }

  /** Hides a value of several lines; the scan goes on below it. */
  #hideBlock(block: { start: number; end: number }, found: NameClass, upper: boolean): void {
    if (this.#hide({ ...block, quoted: true, verbatim: false }, found, upper)) {
      this.#below = lineAt(this.source, Math.max(block.start, block.end - 1)) + 1;
    }
  }

  #hide(held: Held, found: NameClass, upper: boolean): boolean {
    const value = this.#text.slice(held.start, held.end);
    const { dialect } = this.source;
    const { syntax } = dialect;
    const verbatim = held.verbatim && (syntax === "shell" || syntax === "code" || syntax === "env");
    const parts = judge(value, found, { dialect, quoted: held.quoted, verbatim, upper });
    for (const [start, end] of parts) {
      this.spans.add(held.start + start, held.start + end, found.kind, Rank.name);
    }
    return parts.length > 0;
  }
}

function bare(start: number, end: number): Value {
  return { start, end, quoted: false, verbatim: false, after: end };
}

/** The offset of the first word of a line that is no sign of a list or comment, nor a keyword in front of a name. */
function endOfHead(text: string, start: number, end: number): number {
  let at = start;
  for (let words = 0; words < 12; words++) {
    while (at < end && (isBlank(text.charCodeAt(at)) || text.charCodeAt(at) === 0xfeff)) {
      at++;
    }
    let stop = at;
    while (stop < end && stop - at < 12 && !isBlank(text.charCodeAt(stop))) {
      stop++;
    }
    if (stop === at || stop === end || !HEAD_WORD.test(text.slice(at, stop))) {
      return at;
    }
    at = stop;
  }
  return at;
}

function trimEnd(text: string, start: number, end: number): number {
  while (end > start && text.charCodeAt(end - 1) <= 32) {
    end--;
  }
  return end;
}

function isRandomCharacter(code: number): boolean {
  return (
    isAlnum(code) ||
    code === 43 ||
    code === 47 ||
    code === 61 ||
    code === 95 ||
    code === 45 ||
    code === 126 ||
    code === 46
  );
}
