/**
 * The expression language of GitHub Actions: what stands between `${{` and `}}`
 * (https://docs.github.com/en/actions/reference/workflows-and-actions/expressions).
 * Offsets count UTF-16 code units from the start of the text that was given; ends are exclusive.
 */
export type Expression =
  | { type: "literal"; value: string | number | boolean | null; start: number; end: number }
  | { type: "context"; name: string; start: number; end: number }
  /** `of.name`, `of['name']`; `name` is `*` for the filter. */
  | { type: "property"; of: Expression; name: string; start: number; end: number }
  /** `of[index]` with a computed index. */
  | { type: "index"; of: Expression; index: Expression; start: number; end: number }
  | { type: "call"; name: string; args: Expression[]; start: number; end: number }
  | { type: "not"; operand: Expression; start: number; end: number }
  | {
      type: "binary";
      operator: BinaryOperator;
      left: Expression;
      right: Expression;
      start: number;
      end: number;
    };

export type BinaryOperator = "&&" | "||" | "==" | "!=" | "<" | "<=" | ">" | ">=";

export interface ExpressionProblem {
  start: number;
  end: number;
  message: string;
}

export interface ParsedExpression {
  /** Undefined where nothing could be read. */
  expression: Expression | undefined;
  /** At most one: reading stops at the first fault. */
  problem: ExpressionProblem | undefined;
}

/** GitHub refuses longer expressions. */
export const MAX_EXPRESSION_CHARACTERS = 21_000;
/** GitHub refuses deeper ones at 50. */
const MAX_DEPTH = 60;
/** Properties and operators of one expression; with the depth it bounds the height of the tree. */
const MAX_LINKS = 2000;

/** One `${{ … }}` of a text. */
export interface Placeholder {
  /** Of the whole, with its braces. */
  start: number;
  end: number;
  /** What stands between the braces, and where it starts. */
  inner: string;
  innerStart: number;
  /** False where the closing braces are missing; the rest of the text is `inner` then. */
  closed: boolean;
}

/** Finds every `${{ … }}`; closing braces inside a quoted string do not count. Linear. */
export function findPlaceholders(text: string): Placeholder[] {
  const found: Placeholder[] = [];
  for (let at = text.indexOf("${{"); at >= 0; ) {
    const innerStart = at + 3;
    const close = findClose(text, innerStart);
    const closed = close >= 0;
    const innerEnd = closed ? close : text.length;
    const end = closed ? close + 2 : text.length;
    found.push({ start: at, end, inner: text.slice(innerStart, innerEnd), innerStart, closed });
    if (!closed) break;
    at = text.indexOf("${{", end);
  }
  return found;
}

function findClose(text: string, from: number): number {
  let quoted = false;
  for (let i = from; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === 39) quoted = !quoted;
    else if (!quoted && c === 125 && text.charCodeAt(i + 1) === 125) return i;
  }
  return -1;
}

/** Reads one expression, without its braces. Never throws. */
export function parseExpression(text: string): ParsedExpression {
  if (text.length > MAX_EXPRESSION_CHARACTERS) {
    const problem = { start: 0, end: text.length, message: "the expression is longer than GitHub accepts" };
    return { expression: undefined, problem };
  }
  try {
    return { expression: new Parser(tokenize(text), text.length).parse(), problem: undefined };
  } catch (fault) {
    if (fault instanceof Fault) return { expression: undefined, problem: fault.problem };
    throw fault;
  }
}

class Fault extends Error {
  readonly problem: ExpressionProblem;

  constructor(start: number, end: number, message: string) {
    super(message);
    this.problem = { start, end, message };
  }
}

interface Token {
  type: "name" | "string" | "number" | "operator";
  /** The text of a name, an operator or a number; the value of a string. */
  text: string;
  start: number;
  end: number;
}

const OPERATORS = ["&&", "||", "==", "!=", "<=", ">=", "<", ">", "!", "(", ")", "[", "]", ",", ".", "*"];
/** Integers, decimals, exponents, hexadecimal and octal numbers. */
const NUMBER =
  /^[+-]?(?:0x[0-9a-f]{1,40}|0o[0-7]{1,60}|(?:\d{1,400}(?:\.\d{0,400})?|\.\d{1,400})(?:e[+-]?\d{1,5})?)$/i;

function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  for (let i = 0; i < text.length; ) {
    const c = text[i] as string;
    if (/\s/.test(c)) i++;
    else {
      const token = readToken(text, i, c, tokens.at(-1));
      tokens.push(token);
      i = token.end;
    }
  }
  return tokens;
}

function readToken(text: string, start: number, c: string, before: Token | undefined): Token {
  if (c === "'") return readString(text, start);
  if (/[A-Za-z_]/.test(c)) return readWhile(text, start, "name", /[\w-]/);
  const afterDot = c === "." && before !== undefined && before.end === start && endsValue(before);
  if (/[\d+-]/.test(c) || (c === "." && !afterDot && /\d/.test(text[start + 1] ?? ""))) {
    const token = readWhile(text, start, "number", /[\w.+-]/);
    if (NUMBER.test(token.text)) return token;
    throw new Fault(start, token.end, `“${token.text.slice(0, 40)}” is not a number`);
  }
  const operator = OPERATORS.find((one) => text.startsWith(one, start));
  if (operator) return { type: "operator", text: operator, start, end: start + operator.length };
  throw new Fault(start, start + 1, c === '"' ? "strings take single quotes" : `“${c}” is not expected here`);
}

/** True where a dot after this token asks for a property rather than starts a number. */
function endsValue(token: Token): boolean {
  return token.type === "name" || token.text === ")" || token.text === "]" || token.text === "*";
}

function readWhile(text: string, start: number, type: Token["type"], part: RegExp): Token {
  let end = start + 1;
  while (end < text.length && part.test(text[end] as string)) end++;
  return { type, text: text.slice(start, end), start, end };
}

function readString(text: string, start: number): Token {
  let value = "";
  for (let i = start + 1; i < text.length; i++) {
    if (text[i] !== "'") value += text[i];
    else if (text[i + 1] === "'") {
      value += "'";
      i++;
    } else return { type: "string", text: value, start, end: i + 1 };
  }
  throw new Fault(start, text.length, "the string has no closing quote");
}

/** Recursive descent; `||` binds least, then `&&`, equality, comparison, `!`. */
class Parser {
  private at = 0;
  private depth = 0;
  private links = 0;

  constructor(
    private readonly tokens: readonly Token[],
    private readonly length: number,
  ) {}

  parse(): Expression {
    if (this.tokens.length === 0) throw new Fault(0, this.length, "the expression is empty");
    const expression = this.binary(0);
    const rest = this.tokens[this.at];
    if (rest) throw new Fault(rest.start, rest.end, `“${rest.text.slice(0, 40)}” is not expected here`);
    return expression;
  }

  private static readonly levels: readonly (readonly string[])[] = [
    ["||"],
    ["&&"],
    ["==", "!="],
    ["<", "<=", ">", ">="],
  ];

  private binary(level: number): Expression {
    const operators = Parser.levels[level];
    if (!operators) return this.unary();
    let left = this.binary(level + 1);
    for (let operator = this.take(...operators); operator; operator = this.take(...operators)) {
      this.countLink(operator);
      const right = this.binary(level + 1);
      left = {
        type: "binary",
        operator: operator.text as BinaryOperator,
        left,
        right,
        start: left.start,
        end: right.end,
      };
    }
    return left;
  }

  private unary(): Expression {
    const not = this.take("!");
    if (!not) return this.postfix();
    return this.deeper(not, () => {
      const operand = this.unary();
      return { type: "not", operand, start: not.start, end: operand.end };
    });
  }

  private postfix(): Expression {
    let value = this.primary();
    if (value.type === "literal") return value;
    for (;;) {
      const next = this.take(".", "[");
      if (!next) return value;
      this.countLink(next);
      value = next.text === "." ? this.property(value) : this.deeper(next, () => this.index(value));
    }
  }

  private property(of: Expression): Expression {
    const name = this.tokens[this.at++];
    if (!name || (name.type !== "name" && name.text !== "*")) throw this.unexpected(name);
    return { type: "property", of, name: name.text, start: of.start, end: name.end };
  }

  private index(of: Expression): Expression {
    const star = this.take("*");
    const index = star ? undefined : this.binary(0);
    const close = this.expect("]");
    if (!index) return { type: "property", of, name: "*", start: of.start, end: close.end };
    if (index.type === "literal" && typeof index.value === "string") {
      return { type: "property", of, name: index.value, start: of.start, end: close.end };
    }
    return { type: "index", of, index, start: of.start, end: close.end };
  }

  private primary(): Expression {
    const token = this.tokens[this.at++];
    if (!token) throw this.unexpected(token);
    const { start, end, text } = token;
    if (token.type === "string") return { type: "literal", value: text, start, end };
    if (token.type === "number") return { type: "literal", value: Number(text), start, end };
    if (token.type === "name") return this.named(token);
    if (text !== "(") throw this.unexpected(token);
    return this.deeper(token, () => {
      const inner = this.binary(0);
      this.expect(")");
      return inner;
    });
  }

  private named({ text, start, end }: Token): Expression {
    if (this.take("(")) return this.call(text, start);
    if (text === "true" || text === "false") return { type: "literal", value: text === "true", start, end };
    if (text === "null") return { type: "literal", value: null, start, end };
    if (text === "NaN" || text === "Infinity") return { type: "literal", value: Number(text), start, end };
    return { type: "context", name: text, start, end };
  }

  private call(name: string, start: number): Expression {
    const args: Expression[] = [];
    let close = this.take(")");
    while (!close) {
      args.push(this.deeper(undefined, () => this.binary(0)));
      if (!this.take(",")) close = this.expect(")");
    }
    return { type: "call", name, args, start, end: close.end };
  }

  private countLink(at: Token): void {
    if (++this.links > MAX_LINKS) throw new Fault(at.start, at.end, "the expression is too long");
  }

  private deeper<T>(at: Token | undefined, read: () => T): T {
    if (this.depth >= MAX_DEPTH) {
      throw new Fault(at?.start ?? 0, at?.end ?? this.length, "the expression is too deep");
    }
    this.depth++;
    const result = read();
    this.depth--;
    return result;
  }

  private take(...texts: string[]): Token | undefined {
    const token = this.tokens[this.at];
    if (token?.type !== "operator" || !texts.includes(token.text)) return undefined;
    this.at++;
    return token;
  }

  private expect(text: string): Token {
    const token = this.take(text);
    if (!token) throw this.unexpected(this.tokens[this.at], text);
    return token;
  }

  private unexpected(token: Token | undefined, wanted?: string): Fault {
    const hint = wanted ? `, “${wanted}” is` : "";
    if (!token) {
      const missing = wanted ? `: “${wanted}” is missing` : "";
      return new Fault(this.length, this.length, `the expression ends too early${missing}`);
    }
    return new Fault(token.start, token.end, `“${token.text.slice(0, 40)}” is not expected here${hint}`);
  }
}
