import { blockBelow, itemsBelow } from "./below.ts";
import { randomValue } from "./entropy.ts";
import { judge } from "./judge.ts";
import { endOfHead, type Line } from "./line.ts";
import { classifyName, type NameClass } from "./names.ts";
import { Notations } from "./notations.ts";
import { type Held, Pairs, roleOf } from "./pairs.ts";
import { type Name, nameBefore, wordBefore } from "./reading.ts";
import { Rank, type Spans } from "./spans.ts";
import { indentOf, isAlnum, isBlank, lineAt, lineCount, lineEnd, lineStart, type Source } from "./text.ts";
import { ValueReader } from "./value-reader.ts";

/** The signs at which the scan of a line stops. */
const SIGNS = new Uint8Array(128);
for (const sign of "\"'`:=<>{}(-,") {
  SIGNS[sign.charCodeAt(0)] = 1;
}
const UPPER = /^[A-Z][A-Z0-9_.]*$/;

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
  /** The first line that no value above reaches. */
  #below = 0;
  readonly #at: Line = { line: 0, start: 0, end: 0, indent: 0, head: -1, quote: 0 };
  readonly #reader: ValueReader;
  readonly #notations: Notations;

  constructor(
    readonly source: Source,
    readonly spans: Spans,
  ) {
    const { syntax } = source.dialect;
    this.#text = source.text;
    this.#reader = new ValueReader(source, this.#at);
    this.#notations = new Notations(source, this.#at, this.#pairs, (held, name, upper) =>
      this.#hide(held, name, upper),
    );
    this.#typed = syntax === "code";
    this.#blocks = syntax === "yaml" || syntax === "prose";
  }

  run(): void {
    for (this.#at.line = 0; this.#at.line < lineCount(this.source); this.#at.line++) {
      if (this.#at.line >= this.#below) {
        this.#scanLine();
      }
    }
  }

  #scanLine(): void {
    const text = this.#text;
    this.#at.start = lineStart(this.source, this.#at.line);
    this.#at.end = lineEnd(this.source, this.#at.line);
    this.#at.quote = 0;
    this.#at.head = -1;
    const indent = indentOf(this.source, this.#at.line);
    if (indent < 0) {
      return;
    }
    this.#at.indent = indent;
    this.#enterLine();
    const end = this.#at.end;
    for (let at = this.#at.start; at < end; ) {
      const code = text.charCodeAt(at);
      if (code > 127 || SIGNS[code] === 0) {
        at++;
        continue;
      }
      const previous = at > this.#at.start ? text.charCodeAt(at - 1) : 0;
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
          next = this.#notations.tag(at);
          break;
        case 62:
        case 123:
        case 125:
          this.#pairs.bracket();
          this.#inlineParent = code === 123 ? this.#inlineParent : null;
          break;
        case 45:
          next = this.#notations.flag(at, previous);
          break;
        case 40:
        case 44:
          next = this.#notations.call(at, code);
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
    let column = this.#at.indent;
    let item = false;
    while (
      text.charAt(this.#at.start + column) === "-" &&
      isBlank(text.charCodeAt(this.#at.start + column + 1))
    ) {
      item = true;
      column++;
      while (isBlank(text.charCodeAt(this.#at.start + column)) && this.#at.start + column < this.#at.end) {
        column++;
      }
    }
    this.#pairs.line(item ? this.#at.indent : column, item, syntax === "xml" || syntax === "code");
    for (let top = this.#parents.at(-1); top && this.#at.indent <= top.indent; top = this.#parents.at(-1)) {
      this.#parents.pop();
    }
    const parent = this.#parents.at(-1);
    if (parent && parent.child < 0) {
      parent.child = column;
    }
    this.#inlineParent = null;
    if (syntax === "dockerfile" || syntax === "ini") {
      this.#notations.spaced(syntax === "ini");
    }
    if (syntax === "hcl") {
      const block = /^\s*(?:variable|output|parameter|local)\s+"?([\w-]{1,80})"?\s*\{/.exec(
        text.slice(this.#at.start, Math.min(this.#at.end, this.#at.start + 200)),
      );
      if (block) {
        this.#parents.push({
          indent: this.#at.indent,
          child: -1,
          line: this.#at.line,
          name: classifyName(block[1] ?? ""),
          upper: true,
        });
      }
    }
  }

  #meetQuote(code: number, at: number, previous: number): void {
    if (this.#at.quote === 0) {
      if (code !== 39 || !isAlnum(previous)) {
        this.#at.quote = code;
      }
    } else if (code === this.#at.quote && this.#text.charCodeAt(at - 1) !== 92) {
      this.#at.quote = 0;
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
        after < this.#at.end &&
        after < at + 3 &&
        (text.charCodeAt(after) === 61 || text.charCodeAt(after) === 62)
      ) {
        after++;
      }
    }
    let nameEnd = at;
    if (code === 61) {
      while (
        nameEnd > this.#at.start &&
        ":+?!|=&<>~".includes(text.charAt(nameEnd - 1)) &&
        at - nameEnd < 3
      ) {
        nameEnd--;
      }
    }
    const name = nameBefore(text, nameEnd, this.#at.start, this.#typed);
    if (!name) {
      return after;
    }
    const space = after;
    while (after < this.#at.end && isBlank(text.charCodeAt(after))) {
      after++;
    }
    return this.#meetName(name, at, code, space, after);
  }

  #meetName(name: Name, at: number, code: number, space: number, from: number): number {
    if (
      code === 58 &&
      space === from &&
      name.start > this.#at.start + 2 &&
      this.#text.startsWith("//", name.start - 2)
    ) {
      return at + 1;
    }
    const column = this.#columnOf(name);
    let found = classifyName(name.text);
    if ((!found || found.strength === "hint") && /^(?:key|string|url)$/i.test(name.text)) {
      found = classifyName(`${wordBefore(this.#text, name.start, this.#at.start)}_${name.text}`) ?? found;
    }
    const upper = UPPER.test(name.text);
    const role = roleOf(name.text);
    if (!found && role.valuing) {
      const parent = this.#parents.at(-1);
      const inherited =
        this.#inlineParent ??
        (parent && column >= 0 && parent.child === column && this.#at.line - parent.line < 40
          ? parent.name
          : null);
      if (inherited) {
        return this.#meetValue(name, inherited, true, code, space, from, column);
      }
    }
    if (
      !found ||
      (found.strength === "hint" && role.naming) ||
      (role.flag && /^["']?(?:true|yes|1)\b/.test(this.#text.slice(from, from + 6)))
    ) {
      return this.#meetOther(name, code, space, from, column);
    }
    if (from >= this.#at.end || this.#text.charAt(from) === "#") {
      return this.#meetNothing(found, upper, code, from);
    }
    // An assignment with a sign in a manifest is the text of some other file.
    const embedded = code === 61 && this.source.dialect.kubernetes;
    return this.#meetValue(name, found, upper || embedded, code, space, from, column) || at + 1;
  }

  /** The column of a name that begins its line, -1 for others. */
  #columnOf(name: Name): number {
    if (this.#at.head < 0) {
      this.#at.head = endOfHead(this.#text, this.#at.start, this.#at.end);
    }
    const between = name.start - this.#at.head;
    return between <= 0 ||
      (between > 0 && between < 4 && /^[-"'`\\]+$/.test(this.#text.slice(this.#at.head, name.start)))
      ? name.start - this.#at.start - (name.quoted ? 1 : 0)
      : -1;
  }

  /** A name that is none of a secret: perhaps part of a name and value pair, perhaps with a random value. */
  #meetOther(name: Name, code: number, space: number, from: number, column: number): number {
    const text = this.#text;
    if (from >= this.#at.end) {
      if (column >= 0 && code === 58) {
        this.#parents.push({
          indent: this.#at.indent,
          child: -1,
          line: this.#at.line,
          name: null,
          upper: false,
        });
      }
      return from;
    }
    if (/^(?:\[|\{(?!\{))/.test(text.slice(from, from + 2))) {
      return from;
    }
    const { naming, valuing, flag } = roleOf(name.text);
    if (!naming && !valuing && !flag) {
      return this.#meetRandom(name, from, space);
    }
    if (flag && /^["']?(?:true|yes|1)\b/i.test(text.slice(from, from + 6))) {
      this.#pairs.flagged(column);
      return from;
    }
    const value = this.#reader.read(name, null, code, space, from, column);
    if (!value || value.start >= value.end) {
      return from;
    }
    const content = text.slice(value.start, Math.min(value.end, value.start + 200));
    if (naming && content.length < 300) {
      this.#pairs.named(column, content);
      const hint = classifyName(name.text);
      if (hint) {
        this.#hide(value, hint, false);
      }
    } else if (valuing) {
      const block =
        this.#blocks && !value.quoted && /^[|>][-+0-9]{0,2}\s*(?:#.*)?$/.test(content)
          ? blockBelow(this.source, this.#at.line)
          : null;
      this.#pairs.valued(column, block ? { ...block, quoted: true, verbatim: true } : value);
    }
    return valuing || flag ? this.#meetRandom(name, from, space) : Math.max(from, value.after);
  }

  /** A name whose value is not on its line. */
  #meetNothing(found: NameClass, upper: boolean, code: number, from: number): number {
    if (code !== 58 && !(this.source.dialect.syntax === "ini" || this.source.dialect.syntax === "hcl")) {
      return from;
    }
    if (found.strength !== "hint") {
      for (const held of itemsBelow(this.source, this.#at.line, this.#at.indent)) {
        this.#hide(held, found, upper);
      }
    }
    this.#parents.push({ indent: this.#at.indent, child: -1, line: this.#at.line, name: found, upper });
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
    if (first === "(" && found.kind === "auth" && /^\(\s{0,4}["']/.test(text.slice(from, from + 8))) {
      return this.#notations.array(found, upper, from);
    }
    if (
      nested &&
      first === "[" &&
      /^\[\s*(?:$|["'\w\]])/.test(text.slice(from, Math.min(this.#at.end, from + 40)))
    ) {
      return this.#notations.array(found, upper, from);
    }
    if (
      nested &&
      first === "{" &&
      /^\{\s*(?:$|\}|["']?[\w.$@/-]{1,80}\\?["']?\s*[:=])/.test(
        text.slice(from, Math.min(this.#at.end, from + 120)),
      )
    ) {
      this.#inlineParent = found.strength === "hint" ? null : found;
      if (/^\{\s*$/.test(text.slice(from, Math.min(this.#at.end, from + 40)))) {
        this.#parents.push({ indent: this.#at.indent, child: -1, line: this.#at.line, name: found, upper });
      }
      return from;
    }
    if (
      this.#blocks &&
      /^[|>][-+0-9]{0,2}\s*(?:#.*)?$/.test(text.slice(from, Math.min(this.#at.end, from + 60)))
    ) {
      const block = blockBelow(this.source, this.#at.line);
      if (block && found.strength === "strong") {
        this.#hideBlock(block, found, upper);
      }
      return this.#at.end;
    }
    const heredoc =
      first === "<"
        ? /^<<[-~]?\s?["']?(\w{1,40})["']?\s*$/.exec(text.slice(from, Math.min(this.#at.end, from + 60)))
        : null;
    if (heredoc && found.strength === "strong") {
      this.#hideBlock(this.#reader.heredoc(heredoc[1] ?? ""), found, upper);
      return this.#at.end;
    }
    const value = this.#reader.read(name, found, code, space, from, column);
    if (!value) {
      return from;
    }
    this.#hide(value, found, upper);
    const quote = this.#at.quote;
    if (value.quoted && value.end < this.#at.end) {
      return found.strength === "strong" ? value.after : from;
    }
    if (value.end >= this.#at.end) {
      return found.strength === "strong" ? this.#at.end : from;
    }
    this.#at.quote = quote;
    return found.strength === "strong" ? value.end : from;
  }

  /** Hides a value of several lines; the scan goes on below it. */
  #hideBlock(block: { start: number; end: number }, found: NameClass, upper: boolean): void {
    if (this.#hide({ ...block, quoted: true, verbatim: false }, found, upper)) {
      this.#below = lineAt(this.source, Math.max(block.start, block.end - 1)) + 1;
    }
  }

  /** The last net: a long random value under any name. */
  #meetRandom(name: Name, from: number, space: number): number {
    const found = randomValue(this.#text, name.text, this.#at, from, space, this.#typed);
    if (found) {
      this.spans.add(found[0], found[1], "high-entropy", Rank.entropy);
    }
    return found ? found[1] : from;
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
