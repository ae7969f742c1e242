import { attributesIn, type Expression } from "../../formats/hcl.ts";
import { parseEmbeddedJson } from "../../formats/hcl-json.ts";
import type { Range } from "../../position.ts";
import type { Declaration, TerraformModel } from "./model.ts";
import { resolve, type Scope, Section } from "./section.ts";

/** A text of a policy and where it stands. */
export interface PolicyText {
  value: string;
  range: Range;
}

/** One statement of an AWS policy (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html). */
export interface Statement {
  /** What holds the policy. */
  owner: Declaration;
  /** The argument that holds the policy's text; undefined in a policy document. */
  argument: string | undefined;
  allows: boolean;
  actions: PolicyText[];
  /** The actions are all but those that are listed. */
  isNegative: boolean;
  resources: PolicyText[];
  principals: { kind: string; values: PolicyText[] }[];
  hasPrincipal: boolean;
  conditions: Section[];
  section: Section;
  /**
   * A range for a finding at `part`: inside a text it starts at the argument, where a comment can stand.
   */
  at(part: Range): Range;
}

/** The statements of every policy that is written out in a file. */
export function statementsOf(model: TerraformModel): Statement[] {
  const known = cache.get(model);
  if (known) return known;
  const found: Statement[] = [];
  for (const document of model.data) {
    if (document.type !== "aws_iam_policy_document") continue;
    for (const section of document.section.sections("statement")) found.push(fromBlock(document, section));
  }
  for (const owner of [...model.resources, ...model.modules, ...model.data]) {
    for (const attribute of attributesIn(owner.block)) {
      const policy = policyIn(attribute.value, model);
      if (!policy) continue;
      const top = new Section(policy, attribute.nameRange, model);
      for (const section of top.sections("Statement")) {
        found.push(fromText(owner, section, attribute.name, attribute.nameRange));
      }
    }
  }
  cache.set(model, found);
  return found;
}

const cache = new WeakMap<TerraformModel, Statement[]>();

/** The object of a policy: in `jsonencode`, in a heredoc, in a string. */
function policyIn(expression: Expression, scope: Scope): (Expression & { kind: "object" }) | undefined {
  const value = resolve(expression, scope);
  if (value.kind === "call" && value.name === "jsonencode") {
    const argument = value.items[0] ? resolve(value.items[0], scope) : undefined;
    return argument?.kind === "object" && argument.entries.some((entry) => entry.key === "Statement")
      ? argument
      : undefined;
  }
  if (value.kind !== "literal" && value.kind !== "template") return undefined;
  const text =
    value.heredoc?.text ?? (value.kind === "literal" && typeof value.value === "string" ? value.value : "");
  if (!text.includes('"Statement"')) return undefined;
  const parsed = parseEmbeddedJson(text, value.heredoc?.line ?? value.range.startLine);
  return parsed?.kind === "object" ? parsed : undefined;
}

function fromBlock(owner: Declaration, section: Section): Statement {
  const principals = section.sections("principals").map((one) => ({
    kind: one.value("type")?.string ?? "",
    values: one.value("identifiers")?.strings ?? [],
  }));
  const effect = section.value("effect");
  return {
    owner,
    argument: undefined,
    allows: effect === undefined || effect.string === "Allow",
    actions: section.value("actions")?.strings ?? [],
    isNegative: section.has("not_actions"),
    resources: section.value("resources")?.strings ?? [],
    principals,
    hasPrincipal: section.has("principals") || section.has("not_principals"),
    conditions: section.sections("condition"),
    section,
    at: (part) => part,
  };
}

function fromText(owner: Declaration, section: Section, argument: string, start: Range): Statement {
  const whole = section.value("Principal");
  const principals = section
    .sections("Principal")
    .flatMap((one) => one.names().map((kind) => ({ kind, values: one.value(kind)?.strings ?? [] })));
  if (whole && whole.expression.kind !== "object") principals.push({ kind: "*", values: whole.strings });
  return {
    owner,
    argument,
    allows: section.value("Effect")?.string === "Allow",
    actions: section.value("Action")?.strings ?? [],
    isNegative: section.has("NotAction"),
    resources: section.value("Resource")?.strings ?? [],
    principals,
    hasPrincipal: section.has("Principal") || section.has("NotPrincipal"),
    conditions: section.sections("Condition"),
    section,
    at: (part) => ({ ...start, endLine: part.endLine, endColumn: part.endColumn }),
  };
}

/** The principals that stand for everybody. */
export function everybody(statement: Statement): PolicyText[] {
  return statement.principals.flatMap(({ kind, values }) =>
    kind === "AWS" || kind === "*" ? values.filter(({ value }) => EVERYBODY.test(value)) : [],
  );
}

const EVERYBODY = /^(?:\*|arn:aws[\w-]*:(?:iam|sts)::\*:.*)$/;
