/** One use of a variable in an instruction: `$NAME`, `${NAME}`, `${NAME:-word}`. */
export interface VariableUse {
  name: string;
  /** True where a default or alternative is given, so that an unset variable is no mistake. */
  guarded: boolean;
  start: number;
  end: number;
}

const NAME = /[A-Za-z_][A-Za-z0-9_]*/y;

/** The variables of a text that the builder or a shell would replace, in order; `base` is added to offsets. */
export function variablesOf(text: string, base: number, mark = "\\"): VariableUse[] {
  const uses: VariableUse[] = [];
  for (let i = text.indexOf("$"); i >= 0; i = text.indexOf("$", i + 1)) {
    if (text[i - 1] === mark) continue;
    const braced = text[i + 1] === "{";
    NAME.lastIndex = i + (braced ? 2 : 1);
    const name = NAME.exec(text)?.[0];
    if (name === undefined) continue;
    const after = i + (braced ? 2 : 1) + name.length;
    if (!braced) uses.push({ name, guarded: false, start: base + i, end: base + after });
    else if (text[after] === "}") uses.push({ name, guarded: false, start: base + i, end: base + after + 1 });
    else uses.push({ name, guarded: true, start: base + i, end: base + after });
  }
  return uses;
}

/**
 * Fills in what is known. Knows `$A`, `${A}`, `${A:-default}`, `${A-default}`, `${A:+word}` and `${A+word}`;
 * undefined where a variable has no known value or the form is another.
 */
export function resolve(
  text: string,
  known: (name: string) => string | undefined,
  depth = 0,
): string | undefined {
  if (!text.includes("$")) return text;
  if (depth > 8 || text.length > 4096) return undefined;
  let out = "";
  for (let i = 0; i < text.length; i++) {
    if (text[i] !== "$") {
      out += text[i];
      continue;
    }
    const braced = text[i + 1] === "{";
    NAME.lastIndex = i + (braced ? 2 : 1);
    const name = NAME.exec(text)?.[0];
    if (name === undefined) return undefined;
    const after = i + (braced ? 2 : 1) + name.length;
    const close = braced ? closingBrace(text, after) : after - 1;
    if (close < 0) return undefined;
    const value = braced ? withDefault(text.slice(after, close), known(name), known, depth) : known(name);
    if (value === undefined) return undefined;
    out += value;
    i = close;
  }
  return out;
}

function withDefault(
  rest: string,
  value: string | undefined,
  known: (name: string) => string | undefined,
  depth: number,
): string | undefined {
  if (rest === "") return value;
  const colon = rest.startsWith(":");
  const operator = rest[colon ? 1 : 0];
  const word = rest.slice(colon ? 2 : 1);
  const set = value !== undefined && !(colon && value === "");
  if (operator === "-") return set ? value : resolve(word, known, depth + 1);
  if (operator === "+") return set ? resolve(word, known, depth + 1) : "";
  return undefined;
}

function closingBrace(text: string, from: number): number {
  let depth = 1;
  for (let i = from; i < text.length; i++) {
    if (text[i] === "{") depth++;
    else if (text[i] === "}" && --depth === 0) return i;
  }
  return -1;
}
