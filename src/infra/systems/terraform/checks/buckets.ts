import type { Declaration, TerraformModel } from "../model.ts";
import { resourcesOf } from "./rules.ts";

/** The registry's module whose arguments are those of the bucket resources. */
export const S3_MODULE = "terraform-aws-modules/s3-bucket/aws";

/**
 * True where the file holds a resource of these types that configures the bucket, or may: since version 4 of the
 * provider the settings of a bucket are resources of their own.
 */
export function isConfiguredBy(model: TerraformModel, bucket: Declaration, ...types: string[]): boolean {
  return resourcesOf(model, ...types).some((one) => {
    const value = one.section.value("bucket");
    if (!value) return true;
    const written = value.written;
    if (written.kind === "reference" && written.path[0] === bucket.type)
      return written.path[1] === bucket.name;
    return value.string === undefined || value.string === bucket.section.value("bucket")?.string;
  });
}
