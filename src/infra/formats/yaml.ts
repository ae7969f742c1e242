import {
  Composer,
  type CST,
  type Document,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type ParsedNode,
  Parser,
  type Scalar,
  visit,
} from "yaml";
import type { Range } from "../position.ts";
import type { Problem } from "../system.ts";

/** Longer texts are not parsed: a 5 MB manifest is generated or hostile, and the tree takes 20 times that. */
export const MAX_YAML_CHARACTERS = 5_000_000;
/** Deeper nesting is not composed: the library recurses, and a stack that is full ends the whole process. */
const MAX_NESTING = 200;
/** How many aliases are followed from the root to one value; a bound against cycles and bombs. */
const MAX_ALIAS_DEPTH = 16;

export interface YamlText {
  /** One cursor a document, in order; empty documents are left out. */
  documents: YamlNode[];
  problems: Problem[];
}

/**
 * Parses all documents of a YAML (or JSON) text. Never throws: each fault is a problem with its range, and
 * what could be read is there. Duplicate keys are allowed, the last one wins; unknown tags are ignored.
 */
export function parseYaml(text: string): YamlText {
  if (text.length > MAX_YAML_CHARACTERS) {
    const range = { startLine: 1, startColumn: 1, endLine: 1, endColumn: 1 };
    return { documents: [], problems: [{ range, message: "The file is too large to be read as YAML." }] };
  }
  const lines = new LineCounter();
  const problems: Problem[] = [];
  const parsed: Document.Parsed<ParsedNode>[] = [];
  try {
    const composer = new Composer({
      lineCounter: lines,
      uniqueKeys: false,
      logLevel: "silent",
      prettyErrors: false,
      keepSourceTokens: false,
    });
    const tokens = shallow(new Parser(lines.addNewLine).parse(text), (start) => {
      const range = toRange({ lines, length: text.length, anchors: new Map() }, start, start);
      problems.push({ range, message: `The YAML is nested deeper than ${MAX_NESTING} levels.` });
    });
    for (const document of composer.compose(tokens)) parsed.push(document as Document.Parsed<ParsedNode>);
  } catch (error) {
    const range = { startLine: 1, startColumn: 1, endLine: 1, endColumn: 1 };
    problems.push({ range, message: `Not readable as YAML: ${(error as Error).message}` });
  }
  const documents: YamlNode[] = [];
  for (const document of parsed) {
    const source: Source = { lines, length: text.length, anchors: anchorsOf(document) };
    for (const fault of document.errors) {
      problems.push({ range: toRange(source, fault.pos[0], fault.pos[1]), message: fault.message });
    }
    if (document.contents) documents.push(new YamlNode(document.contents, source, undefined));
  }
  return { documents, problems };
}

/** Passes on the tokens of the documents, without those that are nested too deep. */
function* shallow(tokens: Iterable<CST.Token>, tooDeep: (offset: number) => void): Iterable<CST.Token> {
  for (const token of tokens) {
    if (token.type === "document" && isDeep(token)) tooDeep(token.offset);
    else yield token;
  }
}

function isDeep(document: CST.Document): boolean {
  const stack: { token: CST.Token; depth: number }[] = [{ token: document, depth: 0 }];
  for (let top = stack.pop(); top; top = stack.pop()) {
    const { token, depth } = top;
    if (depth > MAX_NESTING) return true;
    const inside = "items" in token ? token.items.flatMap(({ key, value }) => [key, value]) : [];
    if (token.type === "document") inside.push(token.value);
    for (const child of inside) if (child) stack.push({ token: child, depth: depth + 1 });
  }
  return false;
}

interface Source {
  lines: LineCounter;
  length: number;
  anchors: Map<string, Node[]>;
}

/** Every anchored node by its name, in order: looked up once, as each look-up by the library walks the tree. */
function anchorsOf(document: Document): Map<string, Node[]> {
  const anchors = new Map<string, Node[]>();
  visit(document, {
    Node(_key, node) {
      const name = isAlias(node) ? undefined : node.anchor;
      if (!name) return;
      const known = anchors.get(name);
      if (known) known.push(node);
      else anchors.set(name, [node]);
    },
  });
  return anchors;
}

function toRange(source: Source, start: number, end: number): Range {
  const from = source.lines.linePos(Math.min(start, source.length));
  const to = source.lines.linePos(Math.min(Math.max(end, start), source.length));
  return { startLine: from.line, startColumn: from.col, endLine: to.line, endColumn: to.col };
}

export interface YamlEntry {
  key: string;
  keyRange: Range;
  value: YamlNode;
}

/**
 * A read-only cursor into a YAML tree. Asking for what is not there gives a cursor on nothing, so paths can be
 * walked without checks: `doc.get("spec", "template", "spec").get("containers").items()`.
 * Aliases and merge keys (`<<`) are followed, to a bounded depth.
 */
export class YamlNode {
  private readonly node: unknown;

  constructor(
    node: unknown,
    private readonly source: Source,
    private readonly key: Scalar | undefined,
    private readonly parentRange?: Range,
  ) {
    this.node = follow(node, source);
  }

  /** False on a cursor on nothing; an explicit null exists. */
  get exists(): boolean {
    return this.node !== undefined && this.node !== null;
  }

  get isMap(): boolean {
    return isMap(this.node);
  }

  get isList(): boolean {
    return isSeq(this.node);
  }

  get isScalar(): boolean {
    return isScalar(this.node);
  }

  /** The value's range; of the key where the value is empty; of the nearest parent where there is neither. */
  get range(): Range {
    const own = (this.node as { range?: [number, number, number] } | undefined)?.range;
    if (own && own[1] > own[0]) return toRange(this.source, own[0], own[1]);
    return this.keyRange;
  }

  /** The range of the key that leads here; the value's own for list items and roots. */
  get keyRange(): Range {
    const own = this.key?.range;
    if (own) return toRange(this.source, own[0], own[1]);
    const value = (this.node as { range?: [number, number, number] } | undefined)?.range;
    if (value) return toRange(this.source, value[0], value[1]);
    return this.parentRange ?? { startLine: 1, startColumn: 1, endLine: 1, endColumn: 1 };
  }

  /** From the key to the end of the value. */
  get fullRange(): Range {
    const key = this.keyRange;
    const value = this.range;
    return { ...key, endLine: value.endLine, endColumn: value.endColumn };
  }

  /** 1-based line of the key, or of the value where there is no key. */
  get line(): number {
    return this.keyRange.startLine;
  }

  /** The explicit tag, as `!Ref`; undefined where none. */
  get tag(): string | undefined {
    const tag = (this.node as { tag?: string } | undefined)?.tag;
    return tag?.startsWith("!") ? tag : undefined;
  }

  /** True for a quoted scalar. */
  get isQuoted(): boolean {
    return isScalar(this.node) && (this.node.type === "QUOTE_DOUBLE" || this.node.type === "QUOTE_SINGLE");
  }

  /** The scalar's text as a string, numbers and booleans as they stand in the file; undefined otherwise. */
  get string(): string | undefined {
    if (!isScalar(this.node) || this.node.value === null) return undefined;
    return typeof this.node.value === "string"
      ? this.node.value
      : (this.node.source ?? String(this.node.value));
  }

  get number(): number | undefined {
    return isScalar(this.node) && typeof this.node.value === "number" ? this.node.value : undefined;
  }

  get boolean(): boolean | undefined {
    return isScalar(this.node) && typeof this.node.value === "boolean" ? this.node.value : undefined;
  }

  /** True for an explicit or implied null. */
  get isNull(): boolean {
    return this.node === null || (isScalar(this.node) && this.node.value === null);
  }

  /** The value under a key, or a path of keys; merge keys are looked into. */
  get(...path: string[]): YamlNode {
    let current: YamlNode = this;
    for (const key of path) current = current.child(key);
    return current;
  }

  has(key: string): boolean {
    return this.child(key).node !== undefined;
  }

  /** The items of a list; empty for anything else. */
  items(): YamlNode[] {
    if (!isSeq(this.node)) return [];
    return this.node.items.map((item) => new YamlNode(item, this.source, undefined, this.range));
  }

  /** The entries of a map in order, those of merge keys last; empty for anything else. */
  entries(): YamlEntry[] {
    const found = new Map<string, YamlEntry>();
    this.collect(found, 0, new Set());
    return [...found.values()];
  }

  /** A scalar's string, or the strings of a list of scalars. */
  strings(): string[] {
    const own = this.string;
    if (own !== undefined) return [own];
    return this.items().flatMap((item) => item.string ?? []);
  }

  private child(key: string): YamlNode {
    const found = isMap(this.node) ? lookUp(this.node, key, this.source, 0) : undefined;
    if (!found) return new YamlNode(undefined, this.source, undefined, this.keyRange);
    return new YamlNode(found.value ?? null, this.source, found.key as Scalar, this.keyRange);
  }

  /** `seen`: the maps that were merged already; without it, maps that merge each other twice cost 2^depth. */
  private collect(into: Map<string, YamlEntry>, depth: number, seen: Set<unknown>): void {
    if (!isMap(this.node) || depth > MAX_ALIAS_DEPTH || seen.has(this.node)) return;
    seen.add(this.node);
    const own = new Map<string, YamlEntry>();
    const merged: YamlNode[] = [];
    for (const pair of this.node.items) {
      if (!isPair(pair) || !isScalar(pair.key)) continue;
      const value = new YamlNode(pair.value, this.source, pair.key, this.keyRange);
      const key = keyText(pair.key);
      if (key === "<<") for (const one of value.isList ? value.items() : [value]) merged.push(one);
      else own.set(key, { key, keyRange: value.keyRange, value });
    }
    for (const [key, entry] of own) if (!into.has(key)) into.set(key, entry);
    for (const other of merged) other.collect(into, depth + 1, seen);
  }
}

function keyText(key: Scalar): string {
  return typeof key.value === "string" ? key.value : (key.source ?? String(key.value));
}

/** The node itself, or what the alias stands for: the last anchor of that name before it. */
function follow(node: unknown, source: Source): unknown {
  let current = node;
  for (let depth = 0; isAlias(current); depth++) {
    if (depth > MAX_ALIAS_DEPTH) return undefined;
    const start: number = current.range?.[0] ?? 0;
    current = source.anchors.get(current.source)?.findLast((anchored) => (anchored.range?.[0] ?? 0) < start);
  }
  return current;
}

function lookUp(
  map: unknown,
  key: string,
  source: Source,
  depth: number,
  seen = new Set<unknown>(),
): { key: unknown; value: unknown } | undefined {
  if (!isMap(map) || depth > MAX_ALIAS_DEPTH || seen.has(map)) return undefined;
  seen.add(map);
  const merge: unknown[] = [];
  let found: { key: unknown; value: unknown } | undefined;
  for (const pair of map.items) {
    if (!isScalar(pair.key)) continue;
    const text = keyText(pair.key);
    if (text === key) found = { key: pair.key, value: pair.value };
    else if (text === "<<") merge.push(pair.value);
  }
  if (found) return found;
  for (const value of merge) {
    const target = follow(value, source);
    for (const one of isSeq(target) ? target.items : [target]) {
      const inherited = lookUp(follow(one, source), key, source, depth + 1, seen);
      if (inherited) return inherited;
    }
  }
  return undefined;
}
