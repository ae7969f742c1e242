import type { Range } from "../../../position.ts";
import type { Check } from "../../../system.ts";
import { nameOf, type TerraformModel } from "../model.ts";
import { isConfiguredBy, S3_MODULE } from "./buckets.ts";
import { isFalse, isOneOf, isTrue, resourcesOf, row } from "./rules.ts";
import { tableCheck } from "./shared.ts";

const PUBLIC_ACLS = ["public-read", "public-read-write", "authenticated-read"];

const PUBLIC_GROUP = /acs\.amazonaws\.com\/groups\/global\/(?:AllUsers|AuthenticatedUsers)$/;

const publicBucketAcl: Check<TerraformModel> = {
  id: "terraform/public-bucket-acl",
  title: "A bucket's access list admits everybody",
  severity: "critical",
  category: "security",
  why: "Anyone can list or read the objects, with write access also replace them. Public buckets are found by scanners and are a common source of leaked data.",
  remedy:
    "Use a private bucket with the public access block on, and serve public files through a content delivery network.",
  reference: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#canned-acl",
  equivalents: [
    "kics:S3 Bucket ACL Allows Read Or Write to All Users",
    "kics:S3 Bucket ACL Allows Read to Any Authenticated User",
    "kics:CloudTrail Log Files S3 Bucket is Publicly Accessible",
    "checkov:CKV_AWS_20",
    "checkov:CKV_AWS_57",
    "checkov:CKV2_AWS_43",
    "checkov:CKV_DIO_3",
    "trivy:AWS-0092",
    "trivy:DIG-0006",
  ],
  *run(model) {
    const types = [
      "aws_s3_bucket",
      "aws_s3_bucket_acl",
      "aws_s3_object",
      "aws_s3_bucket_object",
      "digitalocean_spaces_bucket",
      "digitalocean_spaces_bucket_object",
    ];
    const calls = model.modules.filter((call) => call.section.value("source")?.string === S3_MODULE);
    for (const resource of [...resourcesOf(model, ...types), ...calls]) {
      const acl = resource.section.value("acl");
      if (acl?.string !== undefined && PUBLIC_ACLS.includes(acl.string)) {
        const edits = [{ range: acl.range, newText: '"private"' }];
        yield {
          range: acl.range,
          message: `${nameOf(resource)} is ${acl.string}.`,
          ...(acl.written.kind === "literal" ? { fix: { title: "Make it private", edits } } : {}),
        };
      }
      for (const policy of resource.section.sections("access_control_policy")) {
        for (const grant of policy.sections("grant")) {
          const uri = grant.at("grantee")?.value("uri");
          if (uri?.string !== undefined && PUBLIC_GROUP.test(uri.string)) {
            yield { range: uri.range, message: `${nameOf(resource)} grants rights to everybody.` };
          }
        }
      }
      for (const grant of resource.section.sections("grant")) {
        const uri = grant.value("uri");
        if (uri?.string !== undefined && PUBLIC_GROUP.test(uri.string)) {
          yield { range: uri.range, message: `${nameOf(resource)} grants rights to everybody.` };
        }
      }
    }
  },
};

const BLOCKS = `aws_s3_bucket_public_access_block aws_s3_account_public_access_block ${S3_MODULE}`;

const accessBlock = tableCheck(
  {
    id: "terraform/public-access-block-off",
    title: "A part of the public access block is off",
    severity: "high",
    category: "security",
    why: "The block is the net under every mistake in an access list or bucket policy; with one part off, such a mistake makes the bucket public.",
    remedy: "Set all four arguments to true.",
    reference:
      "https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html",
    equivalents: [
      "kics:S3 Bucket Allows Public ACL",
      "kics:S3 Bucket Allows Public Policy",
      "kics:S3 Bucket Without Ignore Public ACL",
      "kics:S3 Bucket Without Restriction Of Public Bucket",
      "checkov:CKV_AWS_53",
      "checkov:CKV_AWS_54",
      "checkov:CKV_AWS_55",
      "checkov:CKV_AWS_56",
      "checkov:CKV_AWS_392",
      "trivy:AWS-0086",
      "trivy:AWS-0087",
      "trivy:AWS-0091",
      "trivy:AWS-0093",
    ],
  },
  [
    row(BLOCKS, "block_public_acls", isFalse, "wrong", "accepts public access lists", { mend: "true" }),
    row(BLOCKS, "block_public_policy", isFalse, "wrong", "accepts public policies", { mend: "true" }),
    row(BLOCKS, "ignore_public_acls", isFalse, "wrong", "honours public access lists", { mend: "true" }),
    row(BLOCKS, "restrict_public_buckets", isFalse, "wrong", "leaves public buckets open", { mend: "true" }),
    ...["block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets"].map(
      (name) =>
        row(
          "aws_s3_access_point",
          `public_access_block_configuration.${name}`,
          isFalse,
          "fine",
          "is not closed to the public",
          {
            mend: "true",
          },
        ),
    ),
  ],
);

const noAccessBlock: Check<TerraformModel> = {
  id: "terraform/no-public-access-block",
  title: "No public access block for a bucket",
  severity: "low",
  category: "security",
  why: "AWS blocks public access to new buckets, but nothing in the code keeps it so: somebody can switch it off in the console, and Terraform will not notice.",
  remedy:
    "Add an aws_s3_bucket_public_access_block for the bucket, unless another file of the module has it.",
  reference: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html",
  equivalents: ["checkov:CKV2_AWS_6", "trivy:AWS-0094"],
  *run(model) {
    for (const bucket of resourcesOf(model, "aws_s3_bucket")) {
      if (isConfiguredBy(model, bucket, "aws_s3_bucket_public_access_block")) continue;
      if (resourcesOf(model, "aws_s3_account_public_access_block").length > 0) continue;
      yield {
        range: bucket.section.range,
        message: `${nameOf(bucket)} has no aws_s3_bucket_public_access_block in this file.`,
      };
    }
  },
};

const cors: Check<TerraformModel> = {
  id: "terraform/bucket-cors-any-origin",
  title: "Any web site may change objects of a bucket",
  severity: "medium",
  category: "security",
  why: "A page of any site can make its visitors' browsers write to the bucket with their rights.",
  remedy: "List the origins and only the methods that the site needs.",
  reference: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/cors.html",
  equivalents: ["kics:S3 Bucket with Unsecured CORS Rule"],
  *run(model) {
    for (const bucket of resourcesOf(model, "aws_s3_bucket", "aws_s3_bucket_cors_configuration")) {
      for (const rule of bucket.section.sections("cors_rule")) {
        const origins = rule.value("allowed_origins");
        if (!origins?.strings.some(({ value }) => value === "*")) continue;
        const methods = rule.value("allowed_methods")?.strings.map(({ value }) => value) ?? [];
        if (!methods.some((method) => ["PUT", "POST", "DELETE", "*"].includes(method))) continue;
        const { startLine, startColumn } = rule.range;
        const range: Range = { ...origins.range, startLine, startColumn };
        yield { range, message: `${nameOf(bucket)} accepts ${methods.join(", ")} from any origin.` };
      }
    }
  },
};

const azureBlob = tableCheck(
  {
    id: "terraform/public-blob-container",
    title: "Blobs can be read without a log-in",
    severity: "critical",
    category: "security",
    why: "Anyone who knows or guesses the address reads the blobs; with container access they can list them too.",
    remedy:
      "Make the container private and hand out short-lived SAS addresses, or use a content delivery network.",
    reference: "https://learn.microsoft.com/azure/storage/blobs/anonymous-read-access-prevent",
    equivalents: [
      "kics:Storage Container Is Publicly Accessible",
      "kics:Public Storage Account",
      "checkov:CKV_AZURE_34",
      "checkov:CKV_AZURE_59",
      "checkov:CKV_AZURE_190",
      "checkov:CKV2_AZURE_8",
      "checkov:CKV2_AZURE_47",
      "trivy:AZU-0007",
    ],
  },
  [
    row(
      "azurerm_storage_container",
      "container_access_type",
      isOneOf("blob", "container"),
      "fine",
      "can be read by everybody",
      {
        mend: '"private"',
      },
    ),
    row(
      "azurerm_storage_container",
      "properties.publicAccess",
      isOneOf("blob", "container"),
      "fine",
      "can be read by everybody",
    ),
    row("azurerm_storage_account", "allow_blob_public_access", isTrue, "fine", "allows public containers", {
      mend: "false",
    }),
    row(
      "azurerm_storage_account",
      "allow_nested_items_to_be_public",
      isTrue,
      "fine",
      "allows public containers",
      {
        mend: "false",
      },
    ),
  ],
);

const uniformAccess = tableCheck(
  {
    id: "terraform/bucket-without-uniform-access",
    title: "Objects of a bucket have access lists of their own",
    severity: "medium",
    category: "security",
    why: "Access is granted in two places, so that a look at the bucket's policy does not tell who can read an object; public objects hide in private buckets.",
    remedy: "Set uniform_bucket_level_access to true.",
    reference: "https://cloud.google.com/storage/docs/uniform-bucket-level-access",
    equivalents: ["kics:Google Storage Bucket Level Access Disabled", "checkov:CKV_GCP_29", "trivy:GCP-0002"],
  },
  [
    row(
      "google_storage_bucket",
      "uniform_bucket_level_access",
      isFalse,
      "wrong",
      "does not use uniform access",
      { mend: "true" },
    ),
  ],
);

export const storageChecks: readonly Check<TerraformModel>[] = [
  publicBucketAcl,
  azureBlob,
  accessBlock,
  cors,
  uniformAccess,
  noAccessBlock,
];
