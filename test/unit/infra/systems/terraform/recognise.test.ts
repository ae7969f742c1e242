import assert from "node:assert/strict";
import { recogniseByContent, recogniseByPath } from "../../../../../src/infra/recognise.ts";
import { terraform } from "../../../../../src/infra/systems/terraform/index.ts";

function kindOf(path: string, text = ""): string | undefined {
  const byPath = recogniseByPath(path, [terraform]);
  const found = byPath === "unsure" ? recogniseByContent(path, text, [terraform]) : byPath;
  return found?.kind;
}

describe("Recognition of Terraform files", () => {
  it("knows every kind by its name", () => {
    assert.equal(kindOf("infra/main.tf"), "terraform");
    assert.equal(kindOf("infra/main.tofu"), "terraform");
    assert.equal(kindOf("infra/generated.tf.json"), "terraform");
    assert.equal(kindOf("infra/.terraform.lock.hcl"), "terraform-lock");
    assert.equal(kindOf("infra/prod.auto.tfvars"), "tfvars");
    assert.equal(kindOf("infra/prod.tfvars.json"), "tfvars");
    assert.equal(kindOf("infra/tests/vpc.tftest.hcl"), "terraform-test");
    assert.equal(kindOf("live/prod/vpc/terragrunt.hcl"), "terragrunt");
  });

  it("knows the shared files of Terragrunt by what they say", () => {
    assert.equal(kindOf("live/root.hcl", 'remote_state {\n  backend = "s3"\n}\n'), "terragrunt");
    assert.equal(
      kindOf("live/_common/db.hcl", 'locals {\n  e = read_terragrunt_config("x.hcl")\n}\n'),
      "terragrunt",
    );
    assert.equal(kindOf("live/prod/env.hcl", 'locals {\n  env = "prod"\n}\n'), "terragrunt");
  });

  it("leaves look-alikes to others", () => {
    assert.equal(kindOf("image/ubuntu.pkr.hcl", 'source "amazon-ebs" "a" {}\n'), undefined);
    assert.equal(kindOf("docker-bake.hcl", 'target "app" {\n  inherits = ["base"]\n}\n'), undefined);
    assert.equal(kindOf("jobs/web.hcl", 'job "web" {\n  group "a" {}\n}\n'), undefined);
    assert.equal(kindOf("policy.hcl", 'path "secret/*" {\n  capabilities = ["read"]\n}\n'), undefined);
    assert.equal(kindOf("testdata/values.hcl", "values {\n  a = 1\n}\n"), undefined);
    assert.equal(kindOf("templates/user-data.tf.tpl"), undefined);
    assert.equal(kindOf("package.json"), undefined);
  });

  it("leaves out what init and Terragrunt have downloaded", () => {
    assert.equal(kindOf("infra/.terraform/modules/vpc/main.tf"), undefined);
    assert.equal(kindOf(".terraform/modules/vpc/main.tf"), undefined);
    assert.equal(kindOf("live/.terragrunt-cache/x/y/main.tf"), undefined);
  });
});
