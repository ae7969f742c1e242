import type { Attribute, Block, Expression, HclBody, HclText } from "../../formats/hcl.ts";
import { type Scope, Section } from "./section.ts";

/** A block that declares something by name. */
export interface Declaration {
  /** The block's type: `resource`, `data`, `module`, `variable`, `output`, `provider`. */
  keyword: string;
  /** Of resources and data sources: `aws_s3_bucket`. Otherwise the keyword. */
  type: string;
  name: string;
  block: Block;
  section: Section;
}

export interface Local {
  name: string;
  attribute: Attribute;
}

/** What a file of this system holds. Where a list is empty, the file has none, or its kind has none. */
export interface TerraformModel extends Scope {
  kind: string;
  text: HclText;
  resources: Declaration[];
  data: Declaration[];
  modules: Declaration[];
  variables: Declaration[];
  outputs: Declaration[];
  providers: Declaration[];
  /** The `terraform` blocks. */
  settings: Section[];
  localValues: Local[];
}

/** Sorts the blocks of a text by what they declare. */
export function modelOf(kind: string, text: HclText): TerraformModel {
  const localValues: Local[] = [];
  for (const block of text.blocks) {
    if (block.type !== "locals") continue;
    for (const attribute of block.attributes) localValues.push({ name: attribute.name, attribute });
  }
  const locals: ReadonlyMap<string, Expression> = new Map(
    localValues.map(({ name, attribute }) => [name, attribute.value]),
  );
  const bodies: ReadonlyMap<string, HclBody> = new Map(
    text.blocks
      .filter((block) => block.type === "resource")
      .map((block) => [`${block.labels[0]}.${block.labels[1]}`, block]),
  );
  const scope: Scope = { locals, bodies };
  const declared = (keyword: string): Declaration[] => {
    const found: Declaration[] = [];
    for (const block of text.blocks) if (block.type === keyword) found.push(declaration(block, scope));
    return found;
  };
  return {
    kind,
    text,
    locals,
    bodies,
    localValues,
    resources: declared("resource"),
    data: declared("data"),
    modules: declared("module"),
    variables: declared("variable"),
    outputs: declared("output"),
    providers: declared("provider"),
    settings: text.blocks
      .filter((block) => block.type === "terraform")
      .map((block) => Section.of(block, scope)),
  };
}

function declaration(block: Block, scope: Scope): Declaration {
  const isTyped = block.type === "resource" || block.type === "data";
  return {
    keyword: block.type,
    type: isTyped ? (block.labels[0] ?? "") : block.type,
    name: (isTyped ? block.labels[1] : block.labels[0]) ?? "",
    block,
    section: Section.of(block, scope),
  };
}

/** How a message names a declaration: `aws_s3_bucket "logs"`. */
export function nameOf(declaration: Declaration): string {
  const type = declaration.keyword === "data" ? `data ${declaration.type}` : declaration.type;
  return `${type} "${declaration.name}"`;
}
