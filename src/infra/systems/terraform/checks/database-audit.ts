import type { Check } from "../../../system.ts";
import { nameOf, type TerraformModel } from "../model.ts";
import type { Section } from "../section.ts";
import { isBelow, isFalse, resourcesOf, row } from "./rules.ts";
import { tableCheck } from "./shared.ts";

const retention: Check<TerraformModel> = {
  id: "terraform/audit-retention-short",
  title: "Audit or flow logs are kept for a short time",
  severity: "low",
  category: "observability",
  why: "Break-ins are often noticed after months; by then the traces are gone.",
  remedy: "Keep them for at least 90 days.",
  reference: "https://learn.microsoft.com/azure/azure-sql/database/auditing-overview",
  equivalents: [
    "kics:Small Flow Logs Retention Period",
    "kics:Small PostgreSQL DB Server Log Retention Period",
    "kics:Small MSSQL Audit Retention Period",
    "kics:Small Activity Log Retention Period",
    "checkov:CKV_AZURE_12",
    "checkov:CKV_AZURE_24",
    "checkov:CKV_AZURE_37",
    "checkov:CKV_AZURE_156",
    "trivy:AZU-0025",
    "trivy:AZU-0033",
    "trivy:AZU-0049",
  ],
  *run(model) {
    for (const flow of resourcesOf(model, "azurerm_network_watcher_flow_log")) {
      const policies = flow.section.sections("retention_policy");
      if (policies.length === 0 && !flow.section.has("retention_policy")) {
        yield { range: flow.section.range, message: `${nameOf(flow)} has no retention policy.` };
      }
      for (const policy of policies) yield* short(nameOf(flow), policy, "days");
    }
    const policies = [
      "azurerm_mssql_server_extended_auditing_policy",
      "azurerm_mssql_database_extended_auditing_policy",
    ];
    for (const policy of resourcesOf(model, ...policies)) {
      if (policy.section.value("log_monitoring_enabled")?.boolean === true) continue;
      yield* short(nameOf(policy), policy.section, "retention_in_days");
    }
    for (const server of resourcesOf(
      model,
      "azurerm_sql_server",
      "azurerm_mssql_server",
      "azurerm_sql_database",
      "azurerm_mssql_database",
    )) {
      for (const policy of server.section.sections("extended_auditing_policy")) {
        yield* short(nameOf(server), policy, "retention_in_days");
      }
    }
    for (const profile of resourcesOf(model, "azurerm_monitor_log_profile")) {
      for (const policy of profile.section.sections("retention_policy")) {
        const days = policy.value("days");
        if (days?.number !== undefined && days.number !== 0 && days.number < 365) {
          yield {
            range: days.range,
            message: `${nameOf(profile)} keeps the activity log for ${days.number} days.`,
          };
        }
      }
    }
    for (const setting of resourcesOf(
      model,
      "azurerm_postgresql_configuration",
      "azurerm_postgresql_flexible_server_configuration",
    )) {
      if (setting.section.value("name")?.string?.toLowerCase() !== "log_retention_days") continue;
      const value = setting.section.value("value");
      if (value?.number !== undefined && value.number < 4) {
        yield { range: value.range, message: `${nameOf(setting)} keeps logs for ${value.number} days.` };
      }
    }
  },
};

/** Zero stands for "for ever". */
function* short(
  name: string,
  policy: Section,
  argument: string,
): Generator<{ range: Section["range"]; message: string }> {
  const enabled = policy.value("enabled");
  if (enabled?.boolean === false) {
    yield { range: enabled.range, message: `${name} has its retention policy switched off.` };
    return;
  }
  const days = policy.value(argument);
  if (!days || !isBelow(90)(days) || days.number === 0) return;
  yield { range: days.range, message: `${name} keeps its records for ${days.number} days.` };
}

/** Flags of a database server and the value that is a mistake. */
const FLAGS: ReadonlyMap<string, string> = new Map([
  ["log_checkpoints", "off"],
  ["log_connections", "off"],
  ["log_disconnections", "off"],
  ["log_lock_waits", "off"],
  ["connection_throttling", "off"],
  ["connection_throttle.enable", "off"],
  ["local_infile", "on"],
  ["cross db ownership chaining", "on"],
  ["contained database authentication", "on"],
  ["log_executor_stats", "on"],
  ["log_parser_stats", "on"],
  ["log_planner_stats", "on"],
  ["log_statement_stats", "on"],
  ["log_retention", "off"],
]);

const flowLogs = tableCheck(
  {
    id: "terraform/flow-log-disabled",
    title: "Flow logs are switched off",
    severity: "medium",
    category: "observability",
    why: "Nobody can see who talked to whom; after a break-in its path stays unknown.",
    remedy: "Set enabled to true.",
    reference: "https://learn.microsoft.com/azure/network-watcher/nsg-flow-logs-overview",
    equivalents: ["kics:Network Watcher Flow Disabled"],
  },
  [row("azurerm_network_watcher_flow_log", "enabled", isFalse, "fine", "is switched off", { mend: "true" })],
);

const databaseFlags: Check<TerraformModel> = {
  id: "terraform/database-flag",
  title: "A database flag weakens the server",
  severity: "medium",
  category: "security",
  why: "The flag either hides who connects and what blocks, or opens a way past the database's own rights.",
  remedy: "Set the flag as the provider's benchmark has it.",
  reference: "https://cloud.google.com/sql/docs/postgres/flags",
  equivalents: [
    "kics:PostgreSQL Log Checkpoints Disabled",
    "kics:PostgreSQL Log Connections Not Set",
    "kics:PostgreSQL Log Disconnections Not Set",
    "kics:PostgreSQL Log Duration Not Set",
    "kics:PostgreSQL Server Without Connection Throttling",
    "checkov:CKV_AZURE_30",
    "checkov:CKV_AZURE_31",
    "checkov:CKV_AZURE_32",
    "checkov:CKV_AZURE_146",
    "checkov:CKV_GCP_50",
    "checkov:CKV_GCP_51",
    "checkov:CKV_GCP_52",
    "checkov:CKV_GCP_53",
    "checkov:CKV_GCP_54",
    "checkov:CKV_GCP_58",
    "checkov:CKV_GCP_59",
    "checkov:CKV2_GCP_14",
    "checkov:CKV2_GCP_15",
    "checkov:CKV2_GCP_16",
    "checkov:CKV2_GCP_17",
    "trivy:AZU-0018",
    "trivy:AZU-0019",
    "trivy:AZU-0021",
    "trivy:AZU-0024",
    "trivy:GCP-0014",
    "trivy:GCP-0016",
    "trivy:GCP-0019",
    "trivy:GCP-0020",
    "trivy:GCP-0021",
    "trivy:GCP-0022",
    "trivy:GCP-0023",
    "trivy:GCP-0025",
    "trivy:GCP-0026",
  ],
  *run(model) {
    for (const instance of resourcesOf(model, "google_sql_database_instance")) {
      for (const settings of instance.section.sections("settings")) {
        for (const flag of settings.sections("database_flags")) {
          const name = flag.value("name")?.string?.toLowerCase() ?? "";
          const value = flag.value("value");
          const text = value?.string?.toLowerCase();
          const isBad =
            (FLAGS.has(name) && FLAGS.get(name) === text) ||
            (name === "log_temp_files" && value?.number !== undefined && value.number !== 0) ||
            (name === "log_min_duration_statement" && value?.number !== undefined && value.number !== -1);
          if (value && isBad)
            yield { range: value.range, message: `${nameOf(instance)} sets ${name} to ${text}.` };
        }
      }
    }
    const types = ["azurerm_postgresql_configuration", "azurerm_postgresql_flexible_server_configuration"];
    for (const setting of resourcesOf(model, ...types)) {
      const name = setting.section.value("name")?.string?.toLowerCase() ?? "";
      const value = setting.section.value("value");
      if (value && FLAGS.get(name) === value.string?.toLowerCase()) {
        yield { range: value.range, message: `${nameOf(setting)} sets ${name} to ${value.string}.` };
      }
    }
  },
};

export const databaseAuditChecks: readonly Check<TerraformModel>[] = [flowLogs, databaseFlags, retention];
