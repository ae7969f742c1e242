import assert from "node:assert/strict";
import { terraform } from "../../../../../src/infra/systems/terraform/index.ts";
import { linesOf, review, textAt } from "./support.ts";

describe("Terraform checks", () => {
  before(() => terraform.prepare?.());

  it("stay silent where a value cannot be known", () => {
    const text = `resource "aws_db_instance" "main" {
  storage_encrypted       = var.encrypted
  publicly_accessible     = var.public
  backup_retention_period = local.days
  deletion_protection     = terraform.workspace == "prod"
  password                = var.password
  multi_az                = module.settings.multi_az
  enabled_cloudwatch_logs_exports = var.logs
}
resource "aws_security_group_rule" "in" {
  type        = var.type
  from_port   = var.port
  to_port     = var.port
  protocol    = "tcp"
  cidr_blocks = ["0.0.0.0/0"]
}
`;
    assert.deepEqual(review(text), []);
  });

  it("look up locals and arguments of the same file", () => {
    const text = `locals {
  anywhere = "0.0.0.0/0"
  cidrs    = [local.anywhere]
}
resource "aws_security_group_rule" "ssh" {
  type        = "ingress"
  from_port   = 22
  to_port     = 22
  protocol    = "tcp"
  cidr_blocks = local.cidrs
}
`;
    assert.deepEqual(linesOf(text, "sensitive-port-open-to-internet"), [5]);
  });

  it("read dynamic blocks and attributes that stand for blocks", () => {
    const text = `resource "aws_security_group" "a" {
  dynamic "ingress" {
    for_each = var.ports
    content {
      from_port   = 22
      to_port     = 22
      protocol    = "tcp"
      cidr_blocks = ["0.0.0.0/0"]
    }
  }
}
resource "aws_security_group" "b" {
  ingress = [{
    from_port   = 3389
    to_port     = 3389
    protocol    = "tcp"
    cidr_blocks = ["10.0.0.0/8"]
  }, {
    from_port        = 3389
    to_port          = 3389
    protocol         = "tcp"
    ipv6_cidr_blocks = ["::/0"]
  }]
}
resource "aws_instance" "c" {
  dynamic "metadata_options" {
    for_each = var.options
    content {
      http_tokens = metadata_options.value
    }
  }
}
`;
    assert.deepEqual(linesOf(text, "sensitive-port-open-to-internet"), [2, 18]);
    assert.deepEqual(linesOf(text, "instance-metadata-v1"), []);
  });

  it("know which ports are meant to be public", () => {
    const rule = (from: number, to: number, protocol = "tcp") => `resource "aws_security_group_rule" "r" {
  type        = "ingress"
  from_port   = ${from}
  to_port     = ${to}
  protocol    = "${protocol}"
  cidr_blocks = ["0.0.0.0/0"]
}
`;
    for (const [from, to, protocol] of [
      [443, 443, "tcp"],
      [80, 80, "tcp"],
      [-1, -1, "icmp"],
      [51820, 51820, "udp"],
    ] as const) {
      assert.deepEqual(linesOf(rule(from, to, protocol), "sensitive-port-open-to-internet"), [], `${from}`);
    }
    for (const [from, to, protocol] of [
      [22, 22, "tcp"],
      [0, 0, "-1"],
      [20, 30, "tcp"],
      [1, 65535, "tcp"],
    ] as const) {
      assert.deepEqual(linesOf(rule(from, to, protocol), "sensitive-port-open-to-internet"), [1], `${from}`);
    }
    assert.deepEqual(linesOf(rule(8080, 8080), "port-open-to-internet"), [1]);
    assert.deepEqual(linesOf(rule(443, 443), "port-open-to-internet"), []);
  });

  it("find a bucket's settings in the resources beside it", () => {
    const beside = (bucket: string) => `resource "aws_s3_bucket" "a" {
  bucket = "acme-a"
}
resource "aws_s3_bucket_versioning" "v" {
  bucket = ${bucket}
  versioning_configuration {
    status = "Enabled"
  }
}
`;
    assert.deepEqual(linesOf(beside("aws_s3_bucket.a.id"), "bucket-without-versioning"), []);
    assert.deepEqual(linesOf(beside('"acme-a"'), "bucket-without-versioning"), []);
    assert.deepEqual(linesOf(beside("each.value"), "bucket-without-versioning"), []);
    assert.deepEqual(linesOf(beside("aws_s3_bucket.other.id"), "bucket-without-versioning"), [1]);
  });

  it("read policies in heredocs, in jsonencode and in documents", () => {
    const heredoc = `resource "aws_iam_policy" "a" {
  name   = "a"
  policy = <<-EOT
    {
      "Statement": [
        {"Effect": "Deny", "Action": "*", "Resource": "*"},
        {"Effect": "Allow", "Action": "*", "Resource": "*"}
      ]
    }
  EOT
}
`;
    const [hit] = review(heredoc, "terraform/iam-full-access");
    assert.equal(hit?.range.startLine, 3);
    assert.equal(hit?.range.endLine, 7);
    const encoded = heredoc.replace(
      /<<-EOT[\s\S]*EOT/,
      'jsonencode({ Statement = { Effect = "Allow", Action = ["*"], Resource = "*" } })',
    );
    assert.deepEqual(linesOf(encoded, "iam-full-access"), [3]);
    const narrow = heredoc.replace('"Resource": "*"}\n', '"Resource": "${aws_s3_bucket.a.arn}/*"}\n');
    assert.deepEqual(linesOf(narrow, "iam-full-access"), []);
  });

  it("accept everybody as the principal where a condition says who", () => {
    const policy = (condition: string) => `resource "aws_sns_topic_policy" "a" {
  policy = jsonencode({
    Statement = [{
      Effect = "Allow", Principal = { AWS = "*" }, Action = "sns:Publish", Resource = "*"${condition}
    }]
  })
}
`;
    assert.deepEqual(linesOf(policy(""), "policy-open-to-everybody"), [2]);
    const organisation = ', Condition = { StringEquals = { "aws:PrincipalOrgID" = "o-1" } }';
    assert.deepEqual(linesOf(policy(organisation), "policy-open-to-everybody"), []);
    const transport = ', Condition = { Bool = { "aws:SecureTransport" = "true" } }';
    assert.deepEqual(linesOf(policy(transport), "policy-open-to-everybody"), [2]);
  });

  it("never show the value of a secret", () => {
    const text = `provider "aws" {
  secret_key = "hunter2-hunter2"
}
variable "api_key" {
  default = "hunter2-hunter2"
}
locals {
  env = { DB_PASSWORD = "hunter2-hunter2" }
}
terraform {
  backend "azurerm" {
    access_key = "hunter2-hunter2"
  }
}
resource "aws_instance" "a" {
  user_data = <<EOT
export DB_PASSWORD=hunter2-hunter2
EOT
}
resource "aws_ecs_task_definition" "a" {
  container_definitions = jsonencode([{ environment = [{ name = "API_TOKEN", value = "hunter2-hunter2" }] }])
}
`;
    const hits = review(text);
    const lines = hits.filter(({ id }) => /secret|credentials/.test(id)).map(({ range }) => range.startLine);
    assert.deepEqual(
      [...new Set(lines)].sort((a, b) => a - b),
      [2, 4, 5, 8, 12, 16, 21],
    );
    for (const { message } of hits) assert.ok(!message.includes("hunter2"), message);
  });

  it("take names, addresses and placeholders of secrets for what they are", () => {
    const text = `resource "aws_db_instance" "a" {
  password_secret_arn         = "arn:aws:secretsmanager:eu-west-1:1:secret:db"
  manage_master_user_password = true
  password                    = "<set by the pipeline>"
  master_password_name        = "prod/db"
}
locals {
  db_password    = "/prod/db/password"
  api_key_header = "X-Api-Key"
  secret_key     = ""
}
`;
    assert.deepEqual(linesOf(text, "hard-coded-secret"), []);
  });

  it("mark the smallest thing to change", () => {
    const text = 'resource "aws_db_instance" "é😀" {\n  storage_encrypted = false # no\n}\n';
    const [hit] = review(text, "terraform/encryption-at-rest-disabled");
    assert.ok(hit);
    assert.equal(textAt(text, hit.range), "false");
  });

  it("say nothing about a module of good habits", () => {
    const text = `terraform {
  required_version = "~> 1.9"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.0"
    }
  }
  backend "s3" {
    bucket       = "acme-state"
    key          = "app"
    region       = "eu-west-1"
    use_lockfile = true
  }
}
variable "vpc_id" {
  type = string
}
resource "aws_security_group" "web" {
  vpc_id = var.vpc_id
  ingress {
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
resource "aws_kms_key" "data" {
  enable_key_rotation = true
}
resource "aws_cloudwatch_log_group" "app" {
  name              = "/app"
  retention_in_days = 30
}
output "group" {
  value = aws_security_group.web.id
}
`;
    assert.deepEqual(review(text), []);
  });
});
