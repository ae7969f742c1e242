import assert from "node:assert/strict";
import type { Link } from "../../../../../src/infra/system.ts";
import { terraform } from "../../../../../src/infra/systems/terraform/index.ts";
import { linksOf } from "./support.ts";

function brief({ relation, from, range, target }: Link): string {
  const what =
    target.by === "path"
      ? target.paths.join(" | ")
      : target.by === "name"
        ? `${target.types.join("/")} ${target.name} in ${target.within ?? "any"}`
        : target.by === "image"
          ? target.image
          : "";
  return `${range.startLine} ${from ?? "-"} ${relation} ${what}`;
}

function briefs(text: string, path: string): string[] {
  return linksOf(text, path).map(brief);
}

describe("Links of Terraform files", () => {
  before(() => terraform.prepare?.());

  it("lead from a module call to the folder of a local module only", () => {
    const text = `module "vpc" {
  source = "../modules/vpc"
}
module "eks" {
  source = "terraform-aws-modules/eks/aws"
}
module "out" {
  source = "../../../elsewhere"
}
`;
    assert.deepEqual(briefs(text, "live/prod/main.tf"), ["2 vpc calls-module live/modules/vpc"]);
  });

  it("lead from each declaration to what it refers to, once", () => {
    const text = `resource "aws_instance" "app" {
  ami       = data.aws_ami.ubuntu.id
  subnet_id = module.vpc.subnets[0]
  tags      = merge(local.tags, { zone = var.zone, again = var.zone })
  role      = aws_iam_role.app[each.key].name
  path      = path.module
  names     = [for aws_thing in var.things : aws_thing.name]
  dynamic "block_device" {
    for_each = var.disks
    content {
      size = block_device.value.size
    }
  }
}
`;
    assert.deepEqual(briefs(text, "infra/main.tf"), [
      "2 app depends-on data.aws_ami ubuntu in infra",
      "3 app depends-on module vpc in infra",
      "4 app depends-on local tags in infra",
      "4 app uses-values variable zone in infra",
      "5 app depends-on aws_iam_role app in infra",
      "7 app uses-values variable things in infra",
      "9 app uses-values variable disks in infra",
    ]);
  });

  it("lead to files that are read and images that are run", () => {
    const text = `resource "aws_ecs_task_definition" "web" {
  container_definitions = jsonencode([{ name = "web", image = "acme/web:1.4" }])
  policy                = file("\${path.module}/policies/web.json")
  script                = templatefile("./init.tpl", {})
}
resource "aws_instance" "app" {
  image = "ami-123456"
}
`;
    assert.deepEqual(briefs(text, "infra/main.tf"), [
      "2 web runs-image acme/web:1.4",
      "3 web includes infra/policies/web.json",
      "4 web includes infra/init.tpl",
    ]);
  });

  it("lead from a variables file to the variables of its folder, or of any where it is passed by hand", () => {
    assert.deepEqual(briefs('region = "eu"\n', "infra/terraform.tfvars"), [
      "1 - uses-values variable region in infra",
    ]);
    assert.deepEqual(briefs('region = "eu"\n', "env/prod.tfvars"), [
      "1 - uses-values variable region in any",
    ]);
  });

  it("lead from a test and from a Terragrunt unit to what they use", () => {
    const test = 'run "a" {\n  module {\n    source = "./tests/setup"\n  }\n}\n';
    assert.deepEqual(briefs(test, "infra/tests/a.tftest.hcl"), ["3 a calls-module infra/tests/setup"]);
    const unit = `include "root" {
  path = find_in_parent_folders("root.hcl")
}
terraform {
  source = "../../modules//vpc?ref=v1"
}
dependency "vpc" {
  config_path = "../vpc"
}
dependencies {
  paths = ["../iam"]
}
`;
    assert.deepEqual(briefs(unit, "live/prod/app/terragrunt.hcl"), [
      "5 - calls-module live/modules/vpc",
      "8 vpc depends-on live/prod/vpc",
      "11 - depends-on live/prod/iam",
      "2 - includes live/prod/root.hcl | live/root.hcl | root.hcl",
    ]);
  });
});
