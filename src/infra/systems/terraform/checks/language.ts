import {
  attributesIn,
  type Block,
  type Expression,
  type HclBody,
  walkExpression,
} from "../../../formats/hcl.ts";
import type { Check, Hit } from "../../../system.ts";
import { type Declaration, nameOf, type TerraformModel } from "../model.ts";
import { resourcesOf } from "./rules.ts";

const TERRAFORM = ["terraform"];

const duplicates: Check<TerraformModel> = {
  id: "terraform/duplicate-declaration",
  title: "Something is declared twice",
  severity: "high",
  category: "correctness",
  why: "Terraform refuses the whole module.",
  remedy: "Rename or remove one of the two.",
  reference: "https://developer.hashicorp.com/terraform/language/syntax/configuration",
  kinds: TERRAFORM,
  *run(model, { file }) {
    const seen = new Map<string, number>();
    const declarations = [
      ...model.resources,
      ...model.data,
      ...model.modules,
      ...model.variables,
      ...model.outputs,
    ];
    for (const one of declarations) {
      if (one.name === "") continue;
      const key = `${one.keyword} ${one.type} ${one.name}`;
      const line = seen.get(key);
      if (line === undefined) seen.set(key, one.block.range.startLine);
      else {
        const message = `${nameOf(one)} is declared a second time.`;
        yield { range: one.section.range, message, related: [{ path: file.path, line }] };
      }
    }
    for (const { name, attribute } of model.localValues) {
      const line = seen.get(`local ${name}`);
      if (line === undefined) seen.set(`local ${name}`, attribute.range.startLine);
      else {
        const message = `local "${name}" is declared a second time.`;
        yield { range: attribute.nameRange, message, related: [{ path: file.path, line }] };
      }
    }
  },
};

/** Every block of a text, the nested ones too. */
function* blocksIn(body: HclBody): Generator<Block> {
  const open = [...body.blocks].reverse();
  for (let block = open.pop(); block; block = open.pop()) {
    yield block;
    open.push(...[...block.blocks].reverse());
  }
}

const duplicateKeys: Check<TerraformModel> = {
  id: "terraform/duplicate-key",
  title: "An argument or key is set twice",
  severity: "high",
  category: "correctness",
  why: "A repeated argument is an error; of a repeated key in a map the last one wins without a word.",
  remedy: "Remove one of the two.",
  reference: "https://developer.hashicorp.com/terraform/language/syntax/configuration#arguments",
  equivalents: ["tflint:terraform_map_duplicate_keys"],
  *run(model) {
    for (const body of [model.text, ...blocksIn(model.text)]) {
      // The locals of several blocks are one namespace, which another check looks at.
      if ("type" in body && body.type === "locals") continue;
      const seen = new Set<string>();
      for (const attribute of body.attributes) {
        if (seen.has(attribute.name)) {
          yield { range: attribute.nameRange, message: `"${attribute.name}" is set a second time.` };
        }
        seen.add(attribute.name);
      }
    }
    const hits: Hit[] = [];
    for (const attribute of attributesIn(model.text)) {
      walkExpression(attribute.value, (part) => {
        if (part.kind !== "object") return;
        const seen = new Set<string>();
        for (const { key, keyRange } of part.entries) {
          if (key === undefined) continue;
          if (seen.has(key))
            hits.push({ range: keyRange, message: `The key "${key}" is set a second time.` });
          seen.add(key);
        }
      });
    }
    yield* hits;
  },
};

const countAndEach: Check<TerraformModel> = {
  id: "terraform/count-and-each",
  title: "count and for_each do not fit",
  severity: "high",
  category: "correctness",
  why: "The plan fails: the two exclude each other, and each object exists only with its own one.",
  remedy: "Keep one of them, and use count.index with count, each.key and each.value with for_each.",
  reference: "https://developer.hashicorp.com/terraform/language/meta-arguments/for_each",
  kinds: TERRAFORM,
  *run(model) {
    for (const one of [...model.resources, ...model.data, ...model.modules]) {
      const count = one.section.value("count");
      const each = one.section.value("for_each");
      if (count && each) {
        yield { range: count.nameRange, message: `${nameOf(one)} has both count and for_each.` };
        continue;
      }
      if (each?.expression.kind === "list") {
        yield {
          range: each.range,
          message: `${nameOf(one)} has a list for for_each, which takes a set or a map.`,
        };
      }
      yield* strayNames(one, count !== undefined, each !== undefined);
    }
  },
};

function* strayNames(one: Declaration, hasCount: boolean, hasEach: boolean): Generator<Hit> {
  const hits: Hit[] = [];
  for (const attribute of attributesIn(one.block)) {
    walkExpression(attribute.value, (part, bound) => {
      if (part.kind !== "reference") return;
      const [root = "", name = ""] = part.path;
      if (bound.has(root)) return;
      if (root === "count" && name === "index" && !hasCount) {
        hits.push({ range: part.range, message: `${nameOf(one)} uses count.index without count.` });
      }
      if (root === "each" && (name === "key" || name === "value") && !hasEach) {
        hits.push({ range: part.range, message: `${nameOf(one)} uses each.${name} without for_each.` });
      }
    });
  }
  // A dynamic block, or a for over other names, may be called "each" too.
  const isShadowed = [...blocksIn(one.block)].some((block) =>
    block.attributes.some((attribute) => attribute.name === "iterator"),
  );
  if (!isShadowed) yield* hits.slice(0, 1);
}

const removedFunction: Check<TerraformModel> = {
  id: "terraform/removed-function",
  title: "A function that no longer exists is called",
  severity: "high",
  category: "correctness",
  why: "Terraform 0.15 and later, and OpenTofu, stop with an error.",
  remedy: "Write tolist([…]) or tomap({…}), or just the brackets.",
  reference: "https://developer.hashicorp.com/terraform/language/functions/list",
  *run(model) {
    const hits: Hit[] = [];
    for (const attribute of attributesIn(model.text)) {
      if (attribute.name === "type") continue;
      walkExpression(attribute.value, (part) => {
        if (part.kind !== "call" || (part.name !== "list" && part.name !== "map")) return;
        // In a type constraint these are types.
        if (part.items.length === 1 && isType(part.items[0])) return;
        hits.push({ range: part.range, message: `The function ${part.name} was removed.` });
      });
    }
    yield* hits;
  },
};

const TYPES: ReadonlySet<string> = new Set([
  "string",
  "number",
  "bool",
  "any",
  "list",
  "map",
  "set",
  "object",
  "tuple",
]);

function isType(expression: Expression | undefined): boolean {
  if (expression?.kind === "reference") return TYPES.has(expression.path.join("."));
  return expression?.kind === "call" && TYPES.has(expression.name);
}

const mixedRules: Check<TerraformModel> = {
  id: "terraform/security-group-rules-mixed",
  title: "A security group's rules are set in two ways",
  severity: "high",
  category: "correctness",
  why: "The group removes the rules that the separate resources add, and they add them again: every apply changes something, and connections break in between.",
  remedy: "Move all rules into separate resources, or all into the group.",
  reference: "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/security_group",
  equivalents: ["tflint:aws_security_group_inline_rules"],
  kinds: TERRAFORM,
  *run(model, { file }) {
    const types = [
      "aws_security_group_rule",
      "aws_vpc_security_group_ingress_rule",
      "aws_vpc_security_group_egress_rule",
    ];
    for (const group of resourcesOf(model, "aws_security_group")) {
      const inline = group.section.sections("ingress")[0] ?? group.section.sections("egress")[0];
      if (!inline) continue;
      const rule = resourcesOf(model, ...types).find((one) => {
        const written = one.section.value("security_group_id")?.written;
        return (
          written?.kind === "reference" && written.path[0] === group.type && written.path[1] === group.name
        );
      });
      if (!rule) continue;
      const related = [{ path: file.path, line: rule.block.range.startLine }];
      yield {
        range: inline.range,
        message: `${nameOf(group)} has rules of its own and in ${nameOf(rule)}.`,
        related,
      };
    }
  },
};

export const languageChecks: readonly Check<TerraformModel>[] = [
  duplicates,
  duplicateKeys,
  countAndEach,
  removedFunction,
  mixedRules,
];
