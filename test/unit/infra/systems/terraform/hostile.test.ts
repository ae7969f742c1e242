import assert from "node:assert/strict";
import { LineIndex } from "../../../../../src/infra/position.ts";
import { terraform } from "../../../../../src/infra/systems/terraform/index.ts";
import { review } from "./support.ts";

const SAMPLE = `resource "aws_db_instance" "main" {
  engine            = "postgres" # ünïcode 😀
  storage_encrypted = false
  tags = {
    team = "\${var.team}-x"
  }
}

data "aws_iam_policy_document" "a" {
  statement {
    actions   = ["*"]
    resources = ["*"]
  }
}
`;

const TEXTS: Record<string, string> = {
  empty: "",
  blank: " \n\t\r\n",
  binary: "\u0000\u0001\u0002\ufffd".repeat(5000),
  half: SAMPLE.slice(0, SAMPLE.length / 2),
  "without line breaks": SAMPLE.replace(/\n/g, " "),
  "long line": "a".repeat(400_000),
  "many quotes": '"'.repeat(20_000),
  brackets: "a = [".repeat(5_000),
  interpolations: `a = "${'${"'.repeat(5_000)}`,
  blocks: "a {\n".repeat(5_000),
  heredocs: "a = <<E\n".repeat(3_000),
  "unclosed policy": 'resource "a" "b" {\n  policy = <<E\n{"Statement": [{{{[\nE\n}\n',
  "a local that stands for itself":
    'locals {\n  a = local.b\n  b = local.a\n}\nresource "aws_ebs_volume" "v" {\n  encrypted = local.a\n}\n',
  "an argument that stands for itself":
    'resource "aws_ebs_volume" "v" {\n  encrypted = aws_ebs_volume.v.encrypted\n}\n',
  "five megabytes": `${SAMPLE}\n`.repeat(Math.ceil(5_000_000 / SAMPLE.length)),
};

describe("Terraform on hostile input", function () {
  this.timeout(60_000);
  before(() => terraform.prepare?.());

  for (const [name, text] of Object.entries(TEXTS)) {
    for (const [kind, path] of [
      ["terraform", "main.tf"],
      ["terraform", "main.tf.json"],
      ["tfvars", "terraform.tfvars"],
      ["terragrunt", "terragrunt.hcl"],
      ["terraform-lock", ".terraform.lock.hcl"],
      ["terraform-test", "a.tftest.hcl"],
    ] as const) {
      if (name === "five megabytes" && path !== "main.tf") continue;
      it(`${name} as ${path}`, () => {
        const file = { path, kind, text };
        const { model, problems } = terraform.parse(file);
        const facts = terraform.facts(model, file);
        const links = terraform.links(model, file);
        const context = { file, exists: () => false, read: () => undefined };
        const hits = terraform.checks.flatMap((check) => [...check.run(model, context)]);
        const last = new LineIndex(text).lineCount;
        for (const { range } of [...problems, ...facts.resources, ...links, ...hits]) {
          assert.ok(range.startLine >= 1 && range.startColumn >= 1);
          assert.ok(range.endLine <= last && range.endLine >= range.startLine);
        }
        assert.deepEqual(JSON.parse(JSON.stringify(facts)), facts);
      });
    }
  }

  it("finds the same with other line ends, a byte order mark and tabs", () => {
    const expected = review(SAMPLE).map(({ id, range }) => `${id} ${range.startLine}`);
    assert.ok(expected.length > 2);
    for (const text of [SAMPLE.replace(/\n/g, "\r\n"), `\ufeff${SAMPLE}`, SAMPLE.replace(/ {2}/g, "\t")]) {
      assert.deepEqual(
        review(text).map(({ id, range }) => `${id} ${range.startLine}`),
        expected,
      );
    }
  });

  it("reads the rest of a file in which one block is broken", () => {
    const text = `resource "aws_ebs_volume" "a" {
  size = 1 2
  encrypted = false
}

resource "aws_ebs_volume" "b" {
  encrypted = false
}
`;
    const { problems } = terraform.parse({ path: "main.tf", kind: "terraform", text });
    assert.deepEqual(
      problems.map(({ range }) => range.startLine),
      [2],
    );
    const lines = review(text, "terraform/encryption-at-rest-disabled").map(({ range }) => range.startLine);
    assert.deepEqual(lines, [3, 7]);
  });
});
