import { prepareHcl } from "../../formats/hcl.ts";
import type { System } from "../../system.ts";
import { checks } from "./checks/index.ts";
import { facts } from "./facts.ts";
import { links } from "./links.ts";
import type { TerraformModel } from "./model.ts";
import { parse } from "./parse.ts";
import { recognise } from "./recognise.ts";

/** Terraform, OpenTofu and Terragrunt: configurations, variable files, lock files and tests. */
export const terraform: System<TerraformModel> = {
  id: "terraform",
  title: "Terraform",
  kinds: ["terraform", "terraform-lock", "tfvars", "terraform-test", "terragrunt"],
  recognise,
  prepare: prepareHcl,
  parse,
  facts,
  links,
  checks,
};
