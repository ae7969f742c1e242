import type { Check } from "../../../system.ts";
import { nameOf, type TerraformModel } from "../model.ts";
import { isBelow, isFalse, isOneOf, isTrue, never, resourcesOf, row } from "./rules.ts";
import { tableCheck } from "./shared.ts";

const backups = tableCheck(
  {
    id: "terraform/backups-disabled",
    title: "A data store without backups",
    severity: "high",
    category: "reliability",
    why: "After a faulty migration, a deletion or a broken disk there is nothing to go back to. It is noticed on the worst day.",
    remedy: "Keep backups for at least seven days, and restore one from time to time.",
    reference: "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_WorkingWithAutomatedBackups.html",
    equivalents: [
      "kics:RDS With Backup Disabled",
      "kics:ElastiCache Redis Cluster Without Backup",
      "kics:SQL DB Instance Backup Disabled",
      "kics:Neptune Cluster Backup Retention",
      "kics:Stack Retention Disabled",
      "checkov:CKV_AWS_133",
      "checkov:CKV_AWS_134",
      "checkov:CKV_AWS_343",
      "checkov:CKV_AWS_361",
      "checkov:CKV_AWS_360",
      "checkov:CKV_GCP_14",
      "trivy:AWS-0050",
      "trivy:AWS-0077",
      "trivy:GCP-0024",
    ],
  },
  [
    row(
      "aws_db_instance terraform-aws-modules/rds/aws",
      "backup_retention_period",
      isBelow(1),
      "wrong",
      "keeps no backups",
      {
        // Replicas are backed up at their source, and members of a cluster with the cluster.
        when: (one) => !one.has("replicate_source_db"),
        mend: "7",
      },
    ),
    row(
      "aws_rds_cluster aws_docdb_cluster aws_neptune_cluster",
      "backup_retention_period",
      isBelow(1),
      "fine",
      "keeps no backups",
      { mend: "7" },
    ),
    row(
      "aws_redshift_cluster",
      "automated_snapshot_retention_period",
      isBelow(1),
      "fine",
      "keeps no snapshots",
      { mend: "7" },
    ),
    row("aws_elasticache_cluster", "snapshot_retention_limit", isBelow(1), "wrong", "keeps no snapshots", {
      when: (one) => one.value("engine")?.string === "redis" || one.value("engine")?.string === "valkey",
      mend: "7",
    }),
    row(
      "aws_elasticache_replication_group",
      "snapshot_retention_limit",
      isBelow(1),
      "fine",
      "keeps no snapshots",
      { mend: "7" },
    ),
    row(
      "google_sql_database_instance",
      "settings.backup_configuration.enabled",
      isFalse,
      "wrong",
      "keeps no backups",
      {
        when: (one) => !one.has("master_instance_name"),
        mend: "true",
      },
    ),
    row(
      "aws_cloudformation_stack_set_instance",
      "retain_stack",
      isFalse,
      "wrong",
      "deletes the stack with the instance",
    ),
    row("digitalocean_droplet", "backups", isFalse, "fine", "keeps no backups"),
  ],
);

const finalSnapshot = tableCheck(
  {
    id: "terraform/no-final-snapshot",
    title: "A database is deleted without a last snapshot",
    severity: "medium",
    category: "reliability",
    why: "A plan that replaces or removes the database takes its data along, automated backups included.",
    remedy: "Remove skip_final_snapshot and name a final_snapshot_identifier.",
    reference: "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_DeleteInstance.html",
  },
  [
    row(
      "aws_db_instance aws_rds_cluster aws_docdb_cluster aws_neptune_cluster aws_redshift_cluster",
      "skip_final_snapshot",
      isTrue,
      "fine",
      "leaves no snapshot when it is deleted",
      {
        when: (one) => !one.has("replicate_source_db"),
        mend: "false",
      },
    ),
  ],
);

const deletionProtection = tableCheck(
  {
    id: "terraform/deletion-protection-off",
    title: "A data store can be deleted by a plan",
    severity: "medium",
    category: "reliability",
    why: "Renaming the resource, changing an argument that forces a replacement, or a destroy in the wrong workspace deletes the data. With the protection, the apply fails instead.",
    remedy: "Switch deletion protection on, or add lifecycle { prevent_destroy = true }.",
    reference: "https://developer.hashicorp.com/terraform/language/meta-arguments/lifecycle#prevent_destroy",
    equivalents: [
      "kics:DynamoDB Table Without Deletion Protection",
      "checkov:CKV_AWS_139",
      "checkov:CKV_AWS_293",
      "checkov:CKV2_AWS_58",
      "checkov:CKV_GCP_119",
      "checkov:CKV_GCP_120",
      "checkov:CKV_GCP_121",
      "checkov:CKV_GCP_122",
      "trivy:AWS-0177",
    ],
  },
  [
    row(
      "aws_db_instance aws_rds_cluster aws_docdb_cluster aws_neptune_cluster",
      "deletion_protection",
      isFalse,
      "wrong",
      "has no deletion protection",
      {
        when: (one) =>
          !isProtected(one) && !one.has("replicate_source_db") && !one.has("cluster_identifier_prefix"),
        mend: "true",
      },
    ),
    row(
      "aws_rds_global_cluster aws_dynamodb_table",
      "deletion_protection_enabled",
      isFalse,
      "fine",
      "has no deletion protection",
      { mend: "true" },
    ),
    row(
      "google_sql_database_instance google_spanner_database google_bigquery_table google_bigtable_instance google_container_cluster",
      "deletion_protection",
      isFalse,
      "fine",
      "has no deletion protection",
      {
        when: (one) => !isProtected(one),
        mend: "true",
      },
    ),
    row("google_spanner_database", "enable_drop_protection", isFalse, "fine", "can be dropped", {
      when: (one) => !isProtected(one),
      mend: "true",
    }),
  ],
);

function isProtected(resource: TerraformModel["resources"][number]["section"]): boolean {
  return resource.sections("lifecycle").some((one) => one.value("prevent_destroy")?.boolean === true);
}

const keyProtection: Check<TerraformModel> = {
  id: "terraform/key-without-prevent-destroy",
  title: "A key of Cloud KMS can be destroyed by a plan",
  severity: "medium",
  category: "reliability",
  why: "Terraform destroys the key's versions when the resource goes; everything that was encrypted with it is lost for good.",
  remedy: "Add lifecycle { prevent_destroy = true }.",
  reference: "https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/kms_crypto_key",
  equivalents: ["checkov:CKV_GCP_82"],
  *run(model) {
    for (const key of resourcesOf(model, "google_kms_crypto_key")) {
      if (isProtected(key.section)) continue;
      yield { range: key.section.range, message: `${nameOf(key)} can be destroyed by a plan.` };
    }
  },
};

const pointInTime = tableCheck(
  {
    id: "terraform/no-point-in-time-recovery",
    title: "A table without point-in-time recovery",
    severity: "medium",
    category: "reliability",
    why: "A faulty job that overwrites items cannot be undone; DynamoDB takes no backups by itself.",
    remedy: "Add point_in_time_recovery with enabled = true for tables that are not a cache or a lock.",
    reference: "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Point-in-time-recovery.html",
    equivalents: [
      "kics:DynamoDB Table Point In Time Recovery Disabled",
      "checkov:CKV_AWS_28",
      "checkov:CKV_AWS_165",
      "trivy:AWS-0024",
    ],
  },
  [
    row(
      "aws_dynamodb_table aws_dynamodb_global_table",
      "point_in_time_recovery.enabled",
      isFalse,
      "wrong",
      "cannot be restored to a point in time",
      {
        // A table for state locks has nothing worth restoring.
        when: (one) => one.value("hash_key")?.string !== "LockID" && !one.has("ttl"),
        mend: "true",
      },
    ),
  ],
);

const vaultProtection = tableCheck(
  {
    id: "terraform/key-vault-recoverable",
    title: "A key vault can be purged",
    severity: "medium",
    category: "reliability",
    why: "Keys and secrets that are deleted by mistake or in anger can be removed for good at once, and the data they encrypt with them.",
    remedy: "Set purge_protection_enabled to true; it cannot be switched off again.",
    reference: "https://learn.microsoft.com/azure/key-vault/general/soft-delete-overview",
    equivalents: [
      "kics:Key Vault Purge Protection Not Enabled",
      "checkov:CKV_AZURE_42",
      "checkov:CKV_AZURE_110",
      "checkov:CKV_AZURE_111",
      "trivy:AZU-0016",
    ],
  },
  [
    row(
      "azurerm_key_vault azurerm_key_vault_managed_hardware_security_module",
      "purge_protection_enabled",
      isFalse,
      "wrong",
      "can be purged",
      { mend: "true" },
    ),
    row("azurerm_key_vault", "soft_delete_enabled", isFalse, "fine", "deletes secrets at once"),
  ],
);

const geoBackup = tableCheck(
  {
    id: "terraform/no-geo-redundant-backup",
    title: "Backups stay in one region",
    severity: "low",
    category: "reliability",
    why: "If the region is lost, so are the database and its backups. The setting can only be chosen when the server is made.",
    remedy: "Set geo_redundant_backup_enabled to true for data that must survive a region.",
    reference: "https://learn.microsoft.com/azure/postgresql/flexible-server/concepts-backup-restore",
    equivalents: [
      "kics:Geo Redundancy Is Disabled",
      "kics:MariaDB Server Geo-redundant Backup Disabled",
      "checkov:CKV_AZURE_94",
      "checkov:CKV_AZURE_102",
      "checkov:CKV_AZURE_129",
      "checkov:CKV_AZURE_136",
    ],
  },
  [
    row(
      "azurerm_postgresql_server azurerm_mysql_server azurerm_mariadb_server azurerm_postgresql_flexible_server azurerm_mysql_flexible_server",
      "geo_redundant_backup_enabled",
      isFalse,
      "wrong",
      "keeps its backups in one region",
      { mend: "true" },
    ),
  ],
);

const singleZone = tableCheck(
  {
    id: "terraform/single-zone-database",
    title: "A database lives in one zone",
    severity: "low",
    category: "reliability",
    why: "When the zone fails, or the host is patched, the database is away for as long as it takes; a standby takes over within a minute or two.",
    remedy: "Switch multi_az on for production.",
    reference: "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.MultiAZ.html",
    equivalents: ["kics:ElastiCache Nodes Not Created Across Multi AZ", "checkov:CKV_AWS_157"],
  },
  [
    row("aws_db_instance", "multi_az", isFalse, "fine", "runs in one zone", {
      when: (one) => !one.has("replicate_source_db"),
      mend: "true",
    }),
    row("aws_elasticache_cluster", "az_mode", isOneOf("single-az"), "fine", "runs in one zone"),
    row("aws_elasticache_cluster", "az_mode", never, "wrong", "runs in one zone", {
      when: (one) =>
        (one.value("num_cache_nodes")?.number ?? 0) > 1 && one.value("engine")?.string === "memcached",
    }),
  ],
);

export const durabilityChecks: readonly Check<TerraformModel>[] = [
  backups,
  deletionProtection,
  finalSnapshot,
  pointInTime,
  keyProtection,
  vaultProtection,
  geoBackup,
  singleZone,
];
