import type { Block } from "../../../formats/hcl.ts";
import type { Check } from "../../../system.ts";
import type { TerraformModel } from "../model.ts";
import { isCredentialArgument, isSecretLiteral } from "../secret-values.ts";
import { Section } from "../section.ts";

interface Backend {
  type: string;
  block: Block;
  section: Section;
}

/** The backend, also as Terragrunt's `remote_state` gives it. */
function* backendsOf(model: TerraformModel): Generator<Backend> {
  for (const block of model.text.blocks) {
    if (block.type === "terraform") {
      for (const inner of block.blocks) {
        if (inner.type === "backend") {
          yield { type: inner.labels[0] ?? "", block: inner, section: Section.of(inner, model) };
        }
      }
    } else if (block.type === "remote_state") {
      const section = Section.of(block, model);
      const config = section.sections("config")[0];
      if (config) yield { type: section.value("backend")?.string ?? "", block, section: config };
    }
  }
}

const credentials: Check<TerraformModel> = {
  id: "terraform/backend-credentials",
  title: "The backend's credentials stand in the code",
  severity: "critical",
  category: "security",
  why: "Init copies the block into .terraform and into saved plans, so the key leaks further than the repository; whoever has it reads every secret of the state.",
  remedy: "Rotate the key and pass it by environment variables, or use the pipeline's identity.",
  reference: "https://developer.hashicorp.com/terraform/language/backend#credentials-and-sensitive-data",
  kinds: ["terraform", "terragrunt"],
  *run(model) {
    for (const { type, section } of backendsOf(model)) {
      for (const name of section.names()) {
        const value = section.value(name);
        if (!isCredentialArgument(name) || value?.string === undefined || !isSecretLiteral(value.string))
          continue;
        yield { range: value.range, message: `backend "${type}" has ${name} written out.` };
      }
    }
  },
};

const noLock: Check<TerraformModel> = {
  id: "terraform/state-without-lock",
  title: "The state is not locked",
  severity: "high",
  category: "reliability",
  why: "Two applies at the same time, of two people or two pipeline runs, overwrite each other's state; resources are lost from it and made twice.",
  remedy: "Add use_lockfile = true (Terraform 1.10 and later) or dynamodb_table.",
  reference: "https://developer.hashicorp.com/terraform/language/backend/s3#state-locking",
  kinds: ["terraform", "terragrunt"],
  *run(model) {
    for (const { type, section } of backendsOf(model)) {
      // Without a bucket the rest comes from the command line.
      if (type !== "s3" || !section.has("bucket")) continue;
      const lock = section.value("use_lockfile");
      if (section.has("dynamodb_table") || section.has("dynamodb_endpoint")) continue;
      if (lock && lock.boolean !== false) continue;
      yield { range: lock?.range ?? section.range, message: 'backend "s3" does not lock the state.' };
    }
  },
};

const unencrypted: Check<TerraformModel> = {
  id: "terraform/state-not-encrypted",
  title: "The state is stored without encryption",
  severity: "medium",
  category: "security",
  why: "The state holds every attribute in plain text, passwords included.",
  remedy: "Set encrypt = true.",
  reference: "https://developer.hashicorp.com/terraform/language/backend/s3#s3-bucket-permissions",
  kinds: ["terraform", "terragrunt"],
  *run(model) {
    for (const { type, section } of backendsOf(model)) {
      const value = type === "s3" ? section.value("encrypt") : undefined;
      if (value?.boolean !== false) continue;
      const edits = [{ range: value.range, newText: "true" }];
      yield {
        range: value.range,
        message: 'backend "s3" switches encryption off.',
        ...(value.written.kind === "literal" ? { fix: { title: "Set encrypt to true", edits } } : {}),
      };
    }
  },
};

const local: Check<TerraformModel> = {
  id: "terraform/local-state",
  title: "The state lies in a local file",
  severity: "medium",
  category: "reliability",
  why: "Nobody else can apply, nothing locks it, and with the disk the knowledge of what Terraform owns is gone; committed, it publishes every secret.",
  remedy: "Use a remote backend with locking.",
  reference: "https://developer.hashicorp.com/terraform/language/backend/local",
  equivalents: ["tflint:terraform_workspace_remote"],
  kinds: ["terraform", "terragrunt"],
  *run(model) {
    for (const { type, block } of backendsOf(model)) {
      if (type === "local") yield { range: block.headerRange, message: "The state is kept in a local file." };
    }
  },
};

export const stateChecks: readonly Check<TerraformModel>[] = [credentials, noLock, local, unencrypted];
