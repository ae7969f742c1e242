import type { Check } from "../../../system.ts";
import { type Declaration, nameOf, type TerraformModel } from "../model.ts";
import { isConfiguredBy, S3_MODULE } from "./buckets.ts";
import { isFalse, isOneOf, isTrue, resourcesOf, row } from "./rules.ts";
import { tableCheck } from "./shared.ts";

const versioningOff = tableCheck(
  {
    id: "terraform/bucket-versioning-off",
    title: "Versioning of a bucket is switched off",
    severity: "medium",
    category: "reliability",
    why: "An overwritten or deleted object is gone: there is no way back from a faulty job or from ransomware.",
    remedy: "Enable versioning, with a lifecycle rule that removes old versions.",
    reference: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/Versioning.html",
    equivalents: [
      "kics:S3 Bucket Without Versioning",
      "kics:Cloud Storage Bucket Versioning Disabled",
      "checkov:CKV_AWS_21",
      "checkov:CKV_GCP_78",
      "checkov:CKV_DIO_1",
      "trivy:AWS-0090",
      "trivy:GCP-0078",
      "trivy:DIG-0007",
    ],
  },
  [
    row(
      `aws_s3_bucket google_storage_bucket digitalocean_spaces_bucket ${S3_MODULE}`,
      "versioning.enabled",
      isFalse,
      "fine",
      "keeps no earlier versions",
      {
        mend: "true",
      },
    ),
    row(
      "google_storage_bucket digitalocean_spaces_bucket",
      "versioning.enabled",
      () => false,
      "wrong",
      "keeps no earlier versions",
      {
        when: (one) => !one.has("retention_policy"),
      },
    ),
    row(
      "aws_s3_bucket_versioning",
      "versioning_configuration.status",
      isOneOf("Suspended", "Disabled"),
      "fine",
      "keeps no earlier versions",
      { mend: '"Enabled"' },
    ),
  ],
);

const noVersioning: Check<TerraformModel> = {
  id: "terraform/bucket-without-versioning",
  title: "A bucket without versioning",
  severity: "low",
  category: "reliability",
  why: "An overwritten or deleted object is gone: there is no way back from a faulty job or from ransomware.",
  remedy: "Add an aws_s3_bucket_versioning for the bucket, unless another file of the module has it.",
  reference: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/Versioning.html",
  equivalents: ["kics:S3 Bucket Without Versioning", "checkov:CKV_AWS_21", "trivy:AWS-0090"],
  *run(model) {
    for (const bucket of resourcesOf(model, "aws_s3_bucket")) {
      if (bucket.section.has("versioning")) continue;
      if (isConfiguredBy(model, bucket, "aws_s3_bucket_versioning")) continue;
      yield { range: bucket.section.range, message: `${nameOf(bucket)} has no versioning in this file.` };
    }
  },
};

const noAccessLog: Check<TerraformModel> = {
  id: "terraform/bucket-without-access-log",
  title: "Access to buckets is not logged",
  severity: "low",
  category: "observability",
  why: "After a leak nobody can say which objects were read, by whom and since when.",
  remedy: "Add an aws_s3_bucket_logging (or data events of CloudTrail) for buckets with data that matters.",
  reference: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerLogs.html",
  equivalents: [
    "kics:S3 Bucket Logging Disabled",
    "kics:Cloud Storage Bucket Logging Not Enabled",
    "checkov:CKV_AWS_18",
    "checkov:CKV_GCP_62",
    "trivy:AWS-0089",
    "trivy:GCP-0077",
  ],
  *run(model) {
    const isLogBucket = ({ section, name }: Declaration): boolean =>
      /log/i.test(name) ||
      /log/i.test(section.value("bucket")?.string ?? "") ||
      section.value("acl")?.string === "log-delivery-write";
    const silent = resourcesOf(model, "aws_s3_bucket", "google_storage_bucket").filter((bucket) => {
      if (bucket.section.has("logging") || isLogBucket(bucket)) return false;
      return bucket.type !== "aws_s3_bucket" || !isConfiguredBy(model, bucket, "aws_s3_bucket_logging");
    });
    const first = silent[0];
    if (!first) return;
    const others = silent.length > 1 ? ` and ${silent.length - 1} more` : "";
    yield {
      range: first.section.range,
      message: `${nameOf(first)}${others}: access is not logged in this file.`,
    };
  },
};

const forceDestroy = tableCheck(
  {
    id: "terraform/bucket-force-destroy",
    title: "A bucket is deleted with everything in it",
    severity: "medium",
    category: "reliability",
    why: "A plan that replaces or removes the bucket deletes all objects without asking. Without the argument the deletion fails and somebody notices.",
    remedy: "Remove force_destroy, or keep it to buckets of test environments.",
    reference:
      "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/s3_bucket#force_destroy",
    equivalents: ["trivy:DIG-0009"],
  },
  [
    row(
      "aws_s3_bucket google_storage_bucket digitalocean_spaces_bucket aws_s3_directory_bucket",
      "force_destroy",
      isTrue,
      "fine",
      "is deleted together with its objects",
      {
        mend: "false",
      },
    ),
  ],
);

export const bucketDurabilityChecks: readonly Check<TerraformModel>[] = [
  versioningOff,
  forceDestroy,
  noVersioning,
  noAccessLog,
];
