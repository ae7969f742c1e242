import { type Expression, walkExpression } from "../../../formats/hcl.ts";
import type { Check } from "../../../system.ts";
import { nameOf, type TerraformModel } from "../model.ts";
import { resourcesOf } from "./rules.ts";

const TERRAFORM = ["terraform"];

const ignoreAll: Check<TerraformModel> = {
  id: "terraform/ignore-all-changes",
  title: "All changes of a resource are ignored",
  severity: "medium",
  category: "correctness",
  why: "Terraform no longer changes the resource, and no longer sees that somebody else did: the code stops describing what runs.",
  remedy: "List the arguments that something else manages.",
  reference: "https://developer.hashicorp.com/terraform/language/meta-arguments/lifecycle#ignore_changes",
  kinds: TERRAFORM,
  *run(model) {
    for (const resource of model.resources) {
      for (const lifecycle of resource.section.sections("lifecycle")) {
        const value = lifecycle.value("ignore_changes");
        if (!value) continue;
        const items = value.written.kind === "list" ? value.written.items : [value.written];
        const all = items.find(isAll);
        if (all) yield { range: all.range, message: `${nameOf(resource)} ignores every change.` };
      }
    }
  },
};

function isAll(expression: Expression): boolean {
  if (expression.kind === "reference") return expression.path.length === 1 && expression.path[0] === "all";
  return expression.kind === "literal" && (expression.value === "all" || expression.value === "*");
}

const variableLifecycle: Check<TerraformModel> = {
  id: "terraform/lifecycle-not-literal",
  title: "A lifecycle argument is computed",
  severity: "high",
  category: "correctness",
  why: "These arguments are read before anything is evaluated; Terraform refuses anything but true or false.",
  remedy: "Write true or false, and make two resources where environments differ.",
  reference:
    "https://developer.hashicorp.com/terraform/language/meta-arguments/lifecycle#literal-values-only",
  kinds: TERRAFORM,
  *run(model) {
    for (const resource of model.resources) {
      for (const lifecycle of resource.section.sections("lifecycle")) {
        for (const name of ["prevent_destroy", "create_before_destroy"]) {
          const written = lifecycle.value(name)?.written;
          if (!written || written.kind === "literal" || written.kind === "other") continue;
          yield { range: written.range, message: `${nameOf(resource)} computes ${name}.` };
        }
      }
    }
  },
};

/** Types of which the old one cannot go before the new one is there. */
const REPLACED_IN_USE = ["aws_acm_certificate", "aws_api_gateway_deployment"];

const createFirst: Check<TerraformModel> = {
  id: "terraform/create-before-destroy-missing",
  title: "A resource is destroyed while it is in use",
  severity: "medium",
  category: "reliability",
  why: "A change replaces the resource: Terraform tries to delete it while a listener or stage still uses it, and the apply hangs or fails half-way.",
  remedy: "Add lifecycle { create_before_destroy = true }.",
  reference:
    "https://developer.hashicorp.com/terraform/language/meta-arguments/lifecycle#create_before_destroy",
  equivalents: ["checkov:CKV_AWS_217", "checkov:CKV_AWS_233", "tflint:aws_acm_certificate_lifecycle"],
  kinds: TERRAFORM,
  *run(model) {
    for (const resource of resourcesOf(model, ...REPLACED_IN_USE)) {
      const lifecycle = resource.section.sections("lifecycle");
      if (
        lifecycle.some(
          (one) => one.has("create_before_destroy") && one.value("create_before_destroy")?.boolean !== false,
        )
      ) {
        continue;
      }
      yield {
        range: resource.section.range,
        message: `${nameOf(resource)} is destroyed before its successor is there.`,
      };
    }
  },
};

const alwaysRuns: Check<TerraformModel> = {
  id: "terraform/trigger-always-changes",
  title: "A trigger changes with every plan",
  severity: "medium",
  category: "correctness",
  why: "Every plan shows a change, so that nobody reads plans any more, and the provisioner runs again each time.",
  remedy: "Use a hash of the files or the id of the resource that matters.",
  reference: "https://registry.terraform.io/providers/hashicorp/null/latest/docs/resources/resource",
  kinds: TERRAFORM,
  *run(model) {
    for (const resource of resourcesOf(model, "null_resource", "terraform_data")) {
      const triggers = resource.section.value("triggers") ?? resource.section.value("triggers_replace");
      if (!triggers) continue;
      let call: Expression | undefined;
      walkExpression(triggers.written, (part) => {
        if (part.kind === "call" && (part.name === "timestamp" || part.name === "uuid")) call ??= part;
      });
      if (call) yield { range: call.range, message: `${nameOf(resource)} is replaced by every apply.` };
    }
  },
};

const provisioner: Check<TerraformModel> = {
  id: "terraform/provisioner",
  title: "A provisioner runs commands",
  severity: "low",
  category: "reliability",
  why: "Terraform does not know what the commands did: a failure taints the resource, a change of the commands does nothing, and the machine that applies needs the tools and the network.",
  remedy: "Use user data, an image, or a provider's resource instead.",
  reference: "https://developer.hashicorp.com/terraform/language/resources/provisioners/syntax",
  kinds: TERRAFORM,
  *run(model) {
    // Once a file: whoever uses them tends to use them everywhere.
    for (const resource of model.resources) {
      if (resource.type === "null_resource" || resource.type === "terraform_data") continue;
      for (const block of resource.block.blocks) {
        if (block.type !== "provisioner" || block.labels[0] === "file") continue;
        yield {
          range: block.headerRange,
          message: `${nameOf(resource)} runs commands with ${block.labels[0] ?? "a provisioner"}.`,
        };
        return;
      }
    }
  },
};

export const lifecycleChecks: readonly Check<TerraformModel>[] = [
  variableLifecycle,
  createFirst,
  ignoreAll,
  alwaysRuns,
  provisioner,
];
