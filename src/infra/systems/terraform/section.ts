import type { Block, Expression, HclBody, ObjectExpression } from "../../formats/hcl.ts";
import { attributeOf } from "../../formats/hcl.ts";
import type { Range } from "../../position.ts";

/** What names can be looked up in: the locals and the resources of the same file. */
export interface Scope {
  locals: ReadonlyMap<string, Expression>;
  /** The resources by `type.name`. */
  bodies: ReadonlyMap<string, HclBody>;
}

/** How often a name may stand for another name. */
const MAX_STEPS = 8;

/** The expression itself, or what the local or the resource's argument of the same file stands for. */
export function resolve(expression: Expression, scope: Scope): Expression {
  let current = expression;
  for (let step = 0; step < MAX_STEPS && current.kind === "reference"; step++) {
    const [root = "", name = "", argument, ...rest] = current.path;
    if (rest.length > 0) break;
    let target: Expression | undefined;
    if (root === "local" && argument === undefined) target = scope.locals.get(name);
    else if (argument !== undefined) {
      const body = scope.bodies.get(`${root}.${name}`);
      target = body ? attributeOf(body, argument)?.value : undefined;
    }
    if (!target) break;
    current = target;
  }
  return current;
}

/** A value as far as it can be known without running Terraform. */
export class Value {
  /** The value, a local of the same file looked up. */
  readonly expression: Expression;

  constructor(
    /** As it stands in the file. */
    readonly written: Expression,
    readonly nameRange: Range,
    private readonly scope: Scope,
    /** Where it is used, if that is not where it is written. */
    private readonly place?: Range,
  ) {
    this.expression = resolve(written, scope);
  }

  /** Where the value stands; of a name that was looked up, the name. */
  get range(): Range {
    return this.place ?? this.written.range;
  }

  get isKnown(): boolean {
    return this.literal !== undefined;
  }

  /** The literal; also the only one of a list, as configurations for Terraform 0.11 write single values. */
  private get literal(): string | number | boolean | null | undefined {
    const { expression } = this;
    if (expression.kind === "literal") return expression.value;
    const only =
      expression.kind === "list" && expression.items.length === 1 ? expression.items[0] : undefined;
    return only?.kind === "literal" ? only.value : undefined;
  }

  /** Of a boolean, also where it is quoted. */
  get boolean(): boolean | undefined {
    const value = this.literal;
    if (typeof value === "boolean") return value;
    if (value === "true") return true;
    return value === "false" ? false : undefined;
  }

  get string(): string | undefined {
    const value = this.literal;
    return typeof value === "string" ? value : undefined;
  }

  /** Of a number, also where it is quoted. */
  get number(): number | undefined {
    const value = this.literal;
    if (typeof value === "number") return value;
    return typeof value === "string" && /^-?\d{1,15}(?:\.\d{1,6})?$/.test(value) ? Number(value) : undefined;
  }

  /** The items of a list; the value itself where it is no list; `concat` and `toset` are looked into. */
  get items(): Value[] {
    return this.itemsOf(this.expression, this.elsewhere, 0);
  }

  /** The literal strings among the items. */
  get strings(): { value: string; range: Range }[] {
    return this.items.flatMap((item) =>
      item.string === undefined ? [] : [{ value: item.string, range: item.range }],
    );
  }

  /** True where the value is a list (or set) that is certainly empty. */
  get isEmptyList(): boolean {
    return this.expression.kind === "list" && this.expression.items.length === 0;
  }

  private itemsOf(expression: Expression, place: Range | undefined, depth: number): Value[] {
    const isWrapped =
      expression.kind === "call" && ["concat", "toset", "tolist", "flatten"].includes(expression.name);
    if (depth < MAX_STEPS && (expression.kind === "list" || isWrapped)) {
      return expression.items.flatMap((item) => {
        const value = new Value(item, place ?? item.range, this.scope, place);
        return isWrapped ? value.itemsOf(value.expression, value.elsewhere, depth + 1) : [value];
      });
    }
    return [
      expression === this.expression ? this : new Value(expression, expression.range, this.scope, place),
    ];
  }

  /** The place of the name where the value was looked up, so that findings stay with its user. */
  private get elsewhere(): Range | undefined {
    return this.expression === this.written ? this.place : this.range;
  }
}

/** A block, or an object that stands for one (an attribute with a list of objects, JSON, `jsonencode`). */
export class Section {
  constructor(
    private readonly source: HclBody | ObjectExpression,
    /** Where something that is missing is reported: the header of the block. */
    readonly range: Range,
    readonly scope: Scope,
  ) {}

  static of(block: Block, scope: Scope): Section {
    return new Section(block, block.headerRange, scope);
  }

  /** The value of an attribute; undefined where there is none or it is null. */
  value(name: string): Value | undefined {
    if ("attributes" in this.source) {
      const attribute = attributeOf(this.source, name);
      return attribute ? this.present(attribute.value, attribute.nameRange) : undefined;
    }
    const entry = this.source.entries.findLast((one) => one.key === name);
    return entry ? this.present(entry.value, entry.keyRange) : undefined;
  }

  /** The nested blocks of that name, those made by `dynamic` included, or the objects of such an attribute. */
  sections(name: string): Section[] {
    const found: Section[] = [];
    if ("blocks" in this.source) {
      for (const block of this.source.blocks) {
        if (block.type === name) found.push(Section.of(block, this.scope));
        else if (block.type === "dynamic" && block.labels[0] === name) {
          for (const content of block.blocks) {
            if (content.type === "content") found.push(new Section(content, block.headerRange, this.scope));
          }
        }
      }
    }
    const value = this.value(name);
    for (const item of value?.items ?? []) {
      if (item.expression.kind === "object")
        found.push(new Section(item.expression, item.nameRange, this.scope));
    }
    return found;
  }

  /** True where an attribute or block of that name stands here, whatever its value. */
  has(name: string): boolean {
    return this.value(name) !== undefined || this.sections(name).length > 0;
  }

  /** The first section at the end of a path of block names. */
  at(...path: string[]): Section | undefined {
    let current: Section | undefined = this;
    for (const name of path) current = current?.sections(name)[0];
    return current;
  }

  /** The names of the attributes and the types of the blocks. */
  names(): string[] {
    if (!("attributes" in this.source)) return this.source.entries.flatMap((entry) => entry.key ?? []);
    return [
      ...this.source.attributes.map((attribute) => attribute.name),
      ...this.source.blocks.map((block) => (block.type === "dynamic" ? (block.labels[0] ?? "") : block.type)),
    ];
  }

  private present(expression: Expression, nameRange: Range): Value | undefined {
    const value = new Value(expression, nameRange, this.scope);
    return value.expression.kind === "literal" && value.expression.value === null ? undefined : value;
  }
}
