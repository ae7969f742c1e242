import type { Check } from "../../../system.ts";
import { nameOf, type TerraformModel } from "../model.ts";
import { isFalse, isOneOf, row } from "./rules.ts";
import { tableCheck } from "./shared.ts";

/** `git::https://…`, `github.com/…`, `git@…`: sources that are fetched from a repository. */
const REPOSITORY = /^(?:git::|hg::|github\.com\/|bitbucket\.org\/|git@)|\.git(?:\/\/|\?|$)/;
/** `namespace/name/provider`, with a host before it or not. */
const REGISTRY = /^(?:[A-Za-z0-9.-]+\.[a-z]{2,}\/)?[\w-]+\/[\w-]+\/[\w-]+(?:\/\/.*)?$/;
/** Names of branches that move. */
const BRANCH = /^(?:main|master|HEAD|develop|dev|trunk|latest)$/;

const modulePin: Check<TerraformModel> = {
  id: "terraform/module-not-pinned",
  title: "A module is not pinned to a version",
  severity: "high",
  category: "supply-chain",
  why: "The next init fetches whatever the author has published meanwhile: plans change without a commit, and a taken-over repository runs its code with your credentials.",
  remedy: "Add a version (registry) or ?ref= with a tag or commit (Git).",
  reference: "https://developer.hashicorp.com/terraform/language/modules/configuration#version",
  equivalents: [
    "kics:Generic Git Module Without Revision",
    "checkov:CKV_TF_1",
    "checkov:CKV_TF_2",
    "tflint:terraform_module_pinned_source",
    "tflint:terraform_module_version",
  ],
  kinds: ["terraform", "terragrunt"],
  *run(model) {
    for (const call of model.modules) {
      const source = call.section.value("source");
      if (source?.string === undefined) continue;
      const problem = looseness(source.string, call.section.has("version"));
      if (problem !== undefined) yield { range: source.range, message: `${nameOf(call)} ${problem}.` };
    }
    if (model.kind !== "terragrunt") return;
    for (const settings of model.settings) {
      const source = settings.value("source");
      const problem = source?.string === undefined ? undefined : looseness(source.string, true);
      if (source && problem !== undefined) yield { range: source.range, message: `The source ${problem}.` };
    }
  },
};

function looseness(source: string, hasVersion: boolean): string | undefined {
  if (/^\.\.?\//.test(source)) return undefined;
  if (REPOSITORY.test(source)) {
    const ref = /[?&](?:ref|rev)=([^&]*)/.exec(source)?.[1];
    if (ref === undefined || ref === "") return "names no tag or commit";
    return BRANCH.test(ref) ? `follows the branch ${ref}` : undefined;
  }
  return REGISTRY.test(source) && !hasVersion ? "has no version" : undefined;
}

const providerPin: Check<TerraformModel> = {
  id: "terraform/provider-not-pinned",
  title: "A provider has no version constraint",
  severity: "medium",
  category: "supply-chain",
  why: "Whoever runs init without the lock file gets the newest major version, whose changes break the plan or replace resources.",
  remedy: 'Add a version such as "~> 5.0", and commit .terraform.lock.hcl.',
  reference: "https://developer.hashicorp.com/terraform/language/providers/requirements#version-constraints",
  equivalents: ["tflint:terraform_required_providers"],
  kinds: ["terraform"],
  *run(model) {
    for (const settings of model.settings) {
      for (const required of settings.sections("required_providers")) {
        for (const name of required.names()) {
          const value = required.value(name);
          const inner = required.sections(name)[0];
          if (!value || !inner || inner.has("version") || inner.has("configuration_aliases")) continue;
          yield { range: value.nameRange, message: `provider "${name}" has no version constraint.` };
        }
      }
    }
  },
};

const coreVersion: Check<TerraformModel> = {
  id: "terraform/no-required-version",
  title: "The version of Terraform is not set",
  severity: "low",
  category: "correctness",
  why: "Someone with a newer version upgrades the state, and nobody else can apply any more; an older one fails with syntax errors that say nothing.",
  remedy: 'Add required_version = "~> 1.9" (or what the pipeline runs) to the terraform block.',
  reference: "https://developer.hashicorp.com/terraform/language/terraform#terraform-required_version",
  equivalents: ["tflint:terraform_required_version"],
  kinds: ["terraform"],
  *run(model) {
    // Only where the providers' versions stand, so that a second terraform block elsewhere is not asked for one.
    const settings = model.settings.find((one) => one.has("required_providers"));
    if (!settings || model.settings.some((one) => one.has("required_version"))) return;
    yield { range: settings.range, message: "The terraform block sets no required_version." };
  },
};

const oldProviderVersion: Check<TerraformModel> = {
  id: "terraform/deprecated-provider-version",
  title: "A provider's version is set in its configuration",
  severity: "low",
  category: "correctness",
  why: "The argument is deprecated and will be refused; versions belong in required_providers.",
  remedy: "Move the version to required_providers.",
  reference: "https://developer.hashicorp.com/terraform/language/providers/configuration#provider-versions",
  kinds: ["terraform"],
  *run(model) {
    for (const provider of model.providers) {
      const version = provider.section.value("version");
      if (version) yield { range: version.nameRange, message: `${nameOf(provider)} sets its version.` };
    }
  },
};

const mutableTags = tableCheck(
  {
    id: "terraform/mutable-image-tags",
    title: "Image tags of a registry can be overwritten",
    severity: "medium",
    category: "supply-chain",
    why: "The image behind a tag that was tested can be replaced; a roll-back or a new node then runs something else.",
    remedy: 'Set image_tag_mutability to "IMMUTABLE".',
    reference: "https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-tag-mutability.html",
    equivalents: ["kics:ECR Image Tag Not Immutable", "checkov:CKV_AWS_51", "trivy:AWS-0031"],
  },
  [
    row(
      "aws_ecr_repository",
      "image_tag_mutability",
      isOneOf("MUTABLE"),
      "wrong",
      "lets tags be overwritten",
      {
        mend: '"IMMUTABLE"',
      },
    ),
  ],
);

const imageScan = tableCheck(
  {
    id: "terraform/image-scan-off",
    title: "Images are not scanned when they are pushed",
    severity: "low",
    category: "supply-chain",
    why: "Known holes in images go unnoticed, unless the registry or the pipeline scans elsewhere.",
    remedy: "Add image_scanning_configuration with scan_on_push = true, or scan for the whole registry.",
    reference: "https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-scanning.html",
    equivalents: ["kics:Unscanned ECR Image", "checkov:CKV_AWS_163", "trivy:AWS-0030"],
  },
  [
    row(
      "aws_ecr_repository",
      "image_scanning_configuration.scan_on_push",
      isFalse,
      "fine",
      "does not scan images",
      { mend: "true" },
    ),
  ],
);

export const pinChecks: readonly Check<TerraformModel>[] = [
  modulePin,
  providerPin,
  mutableTags,
  coreVersion,
  oldProviderVersion,
  imageScan,
];
