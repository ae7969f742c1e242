import { attributesIn, walkExpression } from "../../../formats/hcl.ts";
import type { Check, Hit } from "../../../system.ts";
import type { TerraformModel } from "../model.ts";

const TERRAFORM = ["terraform"];

const RESERVED: ReadonlySet<string> = new Set([
  "source",
  "version",
  "providers",
  "count",
  "for_each",
  "lifecycle",
  "depends_on",
  "locals",
]);

const reservedVariable: Check<TerraformModel> = {
  id: "terraform/reserved-variable-name",
  title: "A variable has a reserved name",
  severity: "high",
  category: "correctness",
  why: "Terraform refuses the module: the name means something else in a module block.",
  remedy: "Choose another name.",
  reference:
    "https://developer.hashicorp.com/terraform/language/values/variables#declaring-an-input-variable",
  kinds: TERRAFORM,
  *run(model) {
    for (const variable of model.variables) {
      if (RESERVED.has(variable.name)) {
        yield {
          range: variable.section.range,
          message: `"${variable.name}" is not allowed as a variable's name.`,
        };
      }
    }
  },
};

const untyped: Check<TerraformModel> = {
  id: "terraform/variable-without-type",
  title: "A variable without a type",
  severity: "low",
  category: "correctness",
  why: "A wrong value is noticed deep in a resource, or not at all, instead of at the variable.",
  remedy: "Add a type.",
  reference: "https://developer.hashicorp.com/terraform/language/values/variables#type-constraints",
  equivalents: ["kics:Variable Without Type", "tflint:terraform_typed_variables"],
  kinds: TERRAFORM,
  *run(model) {
    for (const variable of model.variables) {
      const type = variable.section.value("type");
      if (type && type.string?.trim() !== "") continue;
      yield {
        range: type?.range ?? variable.section.range,
        message: `variable "${variable.name}" has no type.`,
      };
    }
  },
};

const interpolationOnly: Check<TerraformModel> = {
  id: "terraform/needless-interpolation",
  title: "An expression stands in quotes for no reason",
  severity: "low",
  category: "correctness",
  why: "Quotes around a single expression date from Terraform 0.11 and turn numbers and booleans into strings.",
  remedy: "Write the expression without quotes and ${…}.",
  reference: "https://developer.hashicorp.com/terraform/language/expressions/strings#interpolation",
  equivalents: ["tflint:terraform_deprecated_interpolation"],
  kinds: TERRAFORM,
  *run(model, { file }) {
    // Generated JSON has no other way to write an expression.
    if (file.path.endsWith(".json")) return;
    const hits: Hit[] = [];
    for (const attribute of attributesIn(model.text)) {
      walkExpression(attribute.value, (part) => {
        if (part.kind !== "template" || part.heredoc || part.parts.length !== 1) return;
        const inner = part.parts[0];
        if (typeof inner !== "object" || inner.kind !== "reference") return;
        if (part.range.startLine !== part.range.endLine) return;
        const { startLine, startColumn, endColumn } = inner.range;
        // Directives and spaces inside the quotes are left to the author.
        if (part.range.startColumn + 3 !== startColumn || endColumn + 2 !== part.range.endColumn) return;
        const edits = [
          { range: { ...part.range, endColumn: startColumn }, newText: "" },
          {
            range: { startLine, startColumn: endColumn, endLine: startLine, endColumn: part.range.endColumn },
            newText: "",
          },
        ];
        hits.push({
          range: part.range,
          message: `"${inner.path.join(".")}" needs no quotes.`,
          fix: { title: "Remove the quotes", edits },
        });
      });
    }
    yield* hits;
  },
};

export const styleChecks: readonly Check<TerraformModel>[] = [reservedVariable, untyped, interpolationOnly];
