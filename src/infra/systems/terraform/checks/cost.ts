import type { Check } from "../../../system.ts";
import type { TerraformModel } from "../model.ts";
import { isOneOf, row } from "./rules.ts";
import { tableCheck } from "./shared.ts";

const oldVolumes = tableCheck(
  {
    id: "terraform/previous-generation-volume",
    title: "A volume of an earlier generation",
    severity: "low",
    category: "cost",
    why: "gp3 is about a fifth cheaper than gp2 and gives 3,000 operations a second at any size; the change needs no downtime.",
    remedy: 'Set the type to "gp3".',
    reference: "https://docs.aws.amazon.com/ebs/latest/userguide/general-purpose.html",
  },
  [
    row("aws_ebs_volume", "type", isOneOf("gp2", "standard", "io1"), "fine", "uses an earlier generation", {
      mend: '"gp3"',
    }),
    row(
      "aws_instance aws_launch_configuration",
      "root_block_device.volume_type",
      isOneOf("gp2", "standard"),
      "fine",
      "uses an earlier generation",
      { mend: '"gp3"' },
    ),
    row(
      "aws_instance aws_launch_configuration",
      "ebs_block_device.volume_type",
      isOneOf("gp2", "standard"),
      "fine",
      "uses an earlier generation",
      { mend: '"gp3"' },
    ),
    row(
      "aws_launch_template",
      "block_device_mappings.ebs.volume_type",
      isOneOf("gp2", "standard"),
      "fine",
      "uses an earlier generation",
      { mend: '"gp3"' },
    ),
    row("aws_db_instance", "storage_type", isOneOf("gp2", "standard"), "fine", "uses an earlier generation", {
      mend: '"gp3"',
    }),
    row(
      "aws_elasticsearch_domain aws_opensearch_domain",
      "ebs_options.volume_type",
      isOneOf("gp2", "standard"),
      "fine",
      "uses an earlier generation",
      { mend: '"gp3"' },
    ),
  ],
);

/** Families that have a cheaper and faster successor. */
const OLD_FAMILY = /^(?:db\.|cache\.)?(?:t1|m1|m2|m3|m4|c1|c3|c4|r3|r4|i2|g2|cc2|cr1|hs1|t2)\./;

const oldInstances = tableCheck(
  {
    id: "terraform/previous-generation-instance",
    title: "An instance of an earlier generation",
    severity: "low",
    category: "cost",
    why: "The successor of the family costs less and does more; the oldest ones can no longer be started in new zones.",
    remedy: "Move to the current generation, for example t3 or t4g for t2 and m7i or m7g for m4.",
    reference: "https://aws.amazon.com/ec2/previous-generation/",
    equivalents: [
      "tflint:aws_instance_previous_type",
      "tflint:aws_db_instance_previous_type",
      "tflint:aws_elasticache_cluster_previous_type",
    ],
  },
  [
    row(
      "aws_instance aws_launch_template aws_launch_configuration",
      "instance_type",
      (value) => OLD_FAMILY.test(value.string ?? ""),
      "fine",
      "is of an earlier generation",
    ),
    row(
      "aws_db_instance aws_rds_cluster_instance",
      "instance_class",
      (value) => OLD_FAMILY.test(value.string ?? ""),
      "fine",
      "is of an earlier generation",
    ),
    row(
      "aws_elasticache_cluster aws_elasticache_replication_group",
      "node_type",
      (value) => OLD_FAMILY.test(value.string ?? ""),
      "fine",
      "is of an earlier generation",
    ),
  ],
);

const logRetention = tableCheck(
  {
    id: "terraform/log-group-without-retention",
    title: "Logs are kept for ever",
    severity: "low",
    category: "cost",
    why: "CloudWatch keeps everything and charges for it each month; old debug logs become the largest part of the bill.",
    remedy: "Set retention_in_days.",
    reference:
      "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/Working-with-log-groups-and-streams.html",
    equivalents: [
      "kics:CloudWatch Without Retention Period Specified",
      "checkov:CKV_AWS_66",
      "trivy:AWS-0166",
    ],
  },
  [
    row(
      "aws_cloudwatch_log_group",
      "retention_in_days",
      (value) => value.number === 0,
      "wrong",
      "keeps its logs for ever",
      { mend: "30" },
    ),
  ],
);

const idleNodes = tableCheck(
  {
    id: "terraform/compute-never-scales-to-zero",
    title: "A training cluster never scales to zero",
    severity: "low",
    category: "cost",
    why: "Nodes wait for jobs day and night, GPUs at several dollars an hour.",
    remedy: "Set min_node_count to 0.",
    reference: "https://learn.microsoft.com/azure/machine-learning/how-to-create-attach-compute-cluster",
    equivalents: ["checkov:CKV_AZURE_150"],
  },
  [
    row(
      "azurerm_machine_learning_compute_cluster",
      "scale_settings.min_node_count",
      (value) => (value.number ?? 0) > 0,
      "fine",
      "never scales to zero",
      { mend: "0" },
    ),
  ],
);

export const costChecks: readonly Check<TerraformModel>[] = [
  oldInstances,
  oldVolumes,
  logRetention,
  idleNodes,
];
