import type { Candidate, Recognition } from "../../system.ts";

/** Files that Terragrunt reads by name. */
const TERRAGRUNT_NAMES: ReadonlySet<string> = new Set([
  "terragrunt.hcl",
  "terragrunt.hcl.json",
  "terragrunt.stack.hcl",
  "terragrunt.values.hcl",
]);

/** Endings of `.hcl` files that belong to other tools. */
const OTHER_ENDINGS = [
  ".pkr.hcl",
  ".pkrvars.hcl",
  ".nomad.hcl",
  ".policy.hcl",
  ".tfquery.hcl",
  ".tfcomponent.hcl",
  ".tfdeploy.hcl",
];

/** Names of `.hcl` files that belong to other tools. */
const OTHER_NAMES: ReadonlySet<string> = new Set([
  "docker-bake.hcl",
  "docker-bake.override.hcl",
  ".tflint.hcl",
  "sentinel.hcl",
  "waypoint.hcl",
  "atlas.hcl",
  "backend.hcl",
]);

const TERRAGRUNT_CALL =
  /\b(?:find_in_parent_folders|read_terragrunt_config|get_terragrunt_dir|get_original_terragrunt_dir|get_parent_terragrunt_dir|get_path_to_repo_root|path_relative_to_include|path_relative_from_include|get_repo_root)\(/;
const TERRAGRUNT_BLOCK =
  /^(?:include(?:[ \t]+"[^"\n]{0,100}")?[ \t]*\{|dependency[ \t]+"[^"\n]{0,100}"[ \t]*\{|dependencies[ \t]*\{|remote_state[ \t]*\{|inputs[ \t]*=)/m;
/** Files that a Terragrunt tree shares by convention hold nothing but locals. */
const SHARED_NAMES: ReadonlySet<string> = new Set([
  "root.hcl",
  "account.hcl",
  "region.hcl",
  "env.hcl",
  "environment.hcl",
  "common.hcl",
]);

/** Terraform, OpenTofu and Terragrunt files; copies under `.terraform/` are not the repository's own. */
export function recognise(candidate: Candidate): Recognition {
  const { name, extension, path } = candidate;
  switch (extension) {
    case "tf":
    case "tofu":
      return isCached(path) ? undefined : "terraform";
    case "tfvars":
      return isCached(path) ? undefined : "tfvars";
    case "json":
      return ofJson(candidate);
    case "hcl":
      return isCached(path) && name !== ".terraform.lock.hcl" ? undefined : ofHcl(candidate);
    default:
      return undefined;
  }
}

function isCached(path: string): boolean {
  return (
    path.startsWith(".terraform/") || path.includes("/.terraform/") || path.includes(".terragrunt-cache/")
  );
}

function ofJson({ name, path }: Candidate): Recognition {
  if (isCached(path)) return undefined;
  if (name === "terragrunt.hcl.json") return "terragrunt";
  if (name.endsWith(".tftest.json") || name.endsWith(".tofutest.json")) return "terraform-test";
  if (name.endsWith(".tf.json") || name.endsWith(".tofu.json")) return "terraform";
  return name.endsWith(".tfvars.json") ? "tfvars" : undefined;
}

function ofHcl({ name, head }: Candidate): Recognition {
  if (name === ".terraform.lock.hcl") return "terraform-lock";
  if (name.endsWith(".tftest.hcl") || name.endsWith(".tofutest.hcl")) return "terraform-test";
  if (TERRAGRUNT_NAMES.has(name)) return "terragrunt";
  if (OTHER_NAMES.has(name) || OTHER_ENDINGS.some((ending) => name.endsWith(ending))) return undefined;
  if (head === undefined) return "unsure";
  if (TERRAGRUNT_CALL.test(head) || TERRAGRUNT_BLOCK.test(head)) return "terragrunt";
  return SHARED_NAMES.has(name) && /^locals[ \t]*\{/m.test(head) ? "terragrunt" : undefined;
}
