import assert from "node:assert/strict";
import { terraform } from "../../../../../src/infra/systems/terraform/index.ts";
import { factsOf } from "./support.ts";

const MAIN = `terraform {
  required_version = "~> 1.9"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.0"
    }
    random = "~> 3.6"
  }
  backend "s3" {
    bucket = "state"
    key    = "app"
  }
}

provider "google" {
  project = "p"
}

variable "db_password" {
  type      = string
  sensitive = true
}

variable "zones" {
  type    = list(string)
  default = []
}

locals {
  env = terraform.workspace
}

data "aws_ami" "ubuntu" {
  most_recent = true
}

resource "aws_db_instance" "main" {
  engine         = "postgres"
  instance_class = "db.t4g.small"
  password       = "hunter2-hunter2"
  lifecycle {
    prevent_destroy = true
    ignore_changes  = [password]
  }
}

module "vpc" {
  source  = "terraform-aws-modules/vpc/aws"
  version = "5.8.1"
}

output "address" {
  value     = aws_db_instance.main.address
  sensitive = true
}
`;

describe("Facts of Terraform files", () => {
  before(() => terraform.prepare?.());

  it("tell what a module declares, with lines", () => {
    const facts = factsOf(MAIN);
    assert.deepEqual(facts.requiredVersion, { value: "~> 1.9", line: 2 });
    assert.deepEqual(facts.providers, [
      { name: "aws", source: "hashicorp/aws", version: "~> 5.0", line: 4 },
      { name: "random", source: null, version: "~> 3.6", line: 8 },
      { name: "google", source: null, version: null, line: 16 },
    ]);
    assert.deepEqual(facts.backend, { type: "s3", settings: ["bucket", "key"], line: 10 });
    assert.deepEqual(facts.variables, [
      { name: "db_password", type: "string", hasDefault: false, sensitive: true, line: 20 },
      { name: "zones", type: "list(string)", hasDefault: true, sensitive: false, line: 25 },
    ]);
    assert.deepEqual(facts.data, [{ type: "aws_ami", name: "ubuntu", line: 34 }]);
    assert.deepEqual(facts.modules, [
      { name: "vpc", source: "terraform-aws-modules/vpc/aws", version: "5.8.1", line: 48 },
    ]);
    assert.deepEqual(facts.outputs, [{ name: "address", sensitive: true, line: 53 }]);
    assert.deepEqual(facts.locals, [{ name: "env", line: 31 }]);
    assert.deepEqual(facts.workspaceUses, [{ line: 31 }]);
    assert.deepEqual(facts.lifecycle, [
      {
        resource: "aws_db_instance.main",
        preventDestroy: true,
        createBeforeDestroy: false,
        ignoreChanges: ["password"],
        line: 42,
      },
    ]);
  });

  it("make a node of every declaration, with its whole range and one line of detail", () => {
    const { resources } = factsOf(MAIN);
    assert.deepEqual(
      resources.map(({ type, name, range }) => `${type} ${name} ${range.startLine}-${range.endLine}`),
      [
        "variable db_password 20-23",
        "variable zones 25-28",
        "local env 31-31",
        "data.aws_ami ubuntu 34-36",
        "aws_db_instance main 38-46",
        "module vpc 48-51",
        "output address 53-56",
      ],
    );
    assert.equal(resources[4]?.detail, "engine postgres, instance_class db.t4g.small");
    assert.equal(resources[0]?.detail, "string, required, sensitive");
  });

  it("never hold the value of a secret and are plain JSON", () => {
    const files: [string, string][] = [
      ["main.tf", MAIN],
      ["terraform.tfvars", 'db_password = "hunter2-hunter2"\n'],
      ["terragrunt.hcl", 'inputs = {\n  db_password = "hunter2-hunter2"\n}\n'],
    ];
    for (const [path, text] of files) {
      const facts = factsOf(text, path);
      assert.deepEqual(JSON.parse(JSON.stringify(facts)), facts);
      assert.ok(!JSON.stringify(facts).includes("hunter2"), path);
    }
  });

  it("read the other kinds of file", () => {
    assert.deepEqual(factsOf('region = "eu"\nzones = ["a"]\n', "terraform.tfvars").assignments, [
      { name: "region", line: 1 },
      { name: "zones", line: 2 },
    ]);
    const lock =
      'provider "registry.terraform.io/hashicorp/aws" {\n  version     = "5.1.0"\n  constraints = "~> 5.0"\n}\n';
    assert.deepEqual(factsOf(lock, ".terraform.lock.hcl").providers, [
      { source: "registry.terraform.io/hashicorp/aws", version: "5.1.0", constraints: "~> 5.0", line: 1 },
    ]);
    const test = 'variables {\n  size = 1\n}\n\nrun "plan" {\n  command = plan\n}\n';
    const facts = factsOf(test, "tests/a.tftest.hcl");
    assert.deepEqual(facts.runs, [{ name: "plan", line: 5 }]);
    assert.deepEqual(facts.assignments, [{ name: "size", line: 2 }]);
    const unit =
      'include "root" {\n  path = find_in_parent_folders("root.hcl")\n}\nterraform {\n  source = "../../modules//vpc"\n}\ndependency "vpc" {\n  config_path = "../vpc"\n}\ninputs = {\n  size = 1\n}\n';
    const unitFacts = factsOf(unit, "live/prod/app/terragrunt.hcl");
    assert.deepEqual(unitFacts.source, { value: "../../modules//vpc", line: 5 });
    assert.deepEqual(unitFacts.includes, [{ name: "root", line: 1 }]);
    assert.deepEqual(unitFacts.dependencies, [{ name: "vpc", line: 7 }]);
    assert.deepEqual(unitFacts.inputs, [{ name: "size", line: 11 }]);
  });

  it("read the JSON syntax as the native one", () => {
    const text = JSON.stringify(
      {
        variable: { region: { type: "string", default: "eu-west-1" } },
        resource: { aws_s3_bucket: { logs: { bucket: "${var.region}-logs", acl: "public-read" } } },
      },
      null,
      2,
    );
    const { resources } = factsOf(text, "main.tf.json");
    assert.deepEqual(
      resources.map(({ type, name, range }) => `${type} ${name} ${range.startLine}-${range.endLine}`),
      ["variable region 3-6", "aws_s3_bucket logs 10-13"],
    );
  });
});
