import type { Check } from "../../../system.ts";
import type { TerraformModel } from "../model.ts";
import type { Section } from "../section.ts";
import { isFalse, never, row } from "./rules.ts";
import { tableCheck } from "./shared.ts";

const rotation = tableCheck(
  {
    id: "terraform/key-rotation-off",
    title: "A key is never rotated",
    severity: "medium",
    category: "security",
    why: "All data of all years hangs on one key's material; most audits ask for a yearly rotation, which costs nothing.",
    remedy: "Set enable_key_rotation to true (rotation_period on Google Cloud).",
    reference: "https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html",
    equivalents: [
      "kics:CMK Rotation Disabled",
      "kics:KMS Crypto Key Rotation Period",
      "checkov:CKV_AWS_7",
      "checkov:CKV_GCP_43",
      "trivy:AWS-0065",
      "trivy:GCP-0065",
    ],
  },
  [
    row("aws_kms_key", "enable_key_rotation", isFalse, "wrong", "is never rotated", {
      when: isRotatable,
      mend: "true",
    }),
    row("google_kms_crypto_key", "rotation_period", never, "wrong", "is never rotated", {
      when: (one) => !/^ASYMMETRIC|^MAC/.test(one.value("purpose")?.string ?? ""),
    }),
    row(
      "google_kms_crypto_key",
      "rotation_period",
      (value) => Number.parseInt(value.string ?? "", 10) > 31_536_000,
      "fine",
      "is rotated less than once a year",
    ),
  ],
);

/** Only symmetric keys whose material KMS makes can be rotated by it. */
function isRotatable(key: Section): boolean {
  const spec = key.value("customer_master_key_spec") ?? key.value("key_spec");
  if (spec && spec.string !== "SYMMETRIC_DEFAULT") return false;
  const usage = key.value("key_usage")?.string;
  if (usage !== undefined && usage !== "ENCRYPT_DECRYPT") return false;
  return !key.has("custom_key_store_id") && key.value("is_enabled")?.boolean !== false;
}

const disabledKey = tableCheck(
  {
    id: "terraform/key-unusable",
    title: "A key is disabled or about to be deleted",
    severity: "high",
    category: "reliability",
    why: "Everything that was encrypted with the key cannot be read any more.",
    remedy: "Enable the key, or move its data first; keep the deletion window at 30 days.",
    reference: "https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys.html",
    equivalents: ["kics:CMK Is Unusable", "checkov:CKV_AWS_227"],
  },
  [row("aws_kms_key", "is_enabled", isFalse, "fine", "is disabled")],
);

export const keyChecks: readonly Check<TerraformModel>[] = [disabledKey, rotation];
