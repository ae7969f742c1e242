import type { Check } from "../../../system.ts";
import type { TerraformModel } from "../model.ts";
import { isFalse, isOneOf, never, row } from "./rules.ts";
import { tableCheck } from "./shared.ts";

const trail = tableCheck(
  {
    id: "terraform/cloudtrail-incomplete",
    title: "The audit trail has gaps",
    severity: "high",
    category: "observability",
    why: "Attackers work in the regions that nobody watches, and files without validation can be changed afterwards.",
    remedy: "Set is_multi_region_trail and enable_log_file_validation to true.",
    reference: "https://docs.aws.amazon.com/awscloudtrail/latest/userguide/best-practices-security.html",
    equivalents: [
      "kics:CloudTrail Multi Region Disabled",
      "kics:CloudTrail Logging Disabled",
      "kics:CloudTrail Log File Validation Disabled",
      "checkov:CKV_AWS_36",
      "checkov:CKV_AWS_67",
      "checkov:CKV_AWS_251",
      "trivy:AWS-0014",
      "trivy:AWS-0016",
    ],
  },
  [
    row("aws_cloudtrail", "is_multi_region_trail", isFalse, "wrong", "watches one region only", {
      mend: "true",
    }),
    row("aws_cloudtrail", "enable_log_file_validation", isFalse, "fine", "does not seal its files", {
      mend: "true",
    }),
    row("aws_cloudtrail", "enable_logging", isFalse, "fine", "is switched off", { mend: "true" }),
  ],
);

const aggregator = tableCheck(
  {
    id: "terraform/detection-incomplete",
    title: "A detection service watches a part only",
    severity: "medium",
    category: "observability",
    why: "What happens in the regions or resources that are left out is not recorded.",
    remedy: "Record all regions and all supported resource types, and keep the detector enabled.",
    reference: "https://docs.aws.amazon.com/config/latest/developerguide/aggregate-data.html",
    equivalents: [
      "kics:Configuration Aggregator to All Regions Disabled",
      "kics:GuardDuty Detector Disabled",
      "checkov:CKV_AWS_121",
      "checkov:CKV_AWS_238",
      "checkov:CKV2_AWS_45",
      "trivy:AWS-0019",
    ],
  },
  [
    row(
      "aws_config_configuration_aggregator",
      "account_aggregation_source.all_regions",
      isFalse,
      "wrong-in-block",
      "does not watch all regions",
      { mend: "true" },
    ),
    row(
      "aws_config_configuration_aggregator",
      "organization_aggregation_source.all_regions",
      isFalse,
      "wrong-in-block",
      "does not watch all regions",
      { mend: "true" },
    ),
    row(
      "aws_config_configuration_recorder",
      "recording_group.all_supported",
      isFalse,
      "fine",
      "does not record every resource type",
      {
        when: (one) => !one.at("recording_group")?.has("exclusion_by_resource_types"),
      },
    ),
    row("aws_guardduty_detector", "enable", isFalse, "fine", "is switched off", { mend: "true" }),
    row("aws_config_configuration_recorder_status", "is_enabled", isFalse, "wrong", "is switched off", {
      mend: "true",
    }),
  ],
);

const sqlAlerts = tableCheck(
  {
    id: "terraform/security-alerts-not-sent",
    title: "Security alerts reach nobody",
    severity: "medium",
    category: "observability",
    why: "The service detects attacks, and nobody is told.",
    remedy: "Enable the policy and name addresses, or the administrators.",
    reference: "https://learn.microsoft.com/azure/azure-sql/database/threat-detection-configure",
    equivalents: [
      "kics:SQL Server Alert Email Disabled",
      "kics:PostgreSQL Server Threat Detection Policy Disabled",
      "checkov:CKV_AZURE_25",
      "checkov:CKV_AZURE_26",
      "checkov:CKV_AZURE_27",
      "checkov:CKV_AZURE_128",
      "checkov:CKV2_AZURE_13",
      "trivy:AZU-0018",
      "trivy:AZU-0063",
    ],
  },
  [
    row(
      "azurerm_mssql_server_security_alert_policy azurerm_sql_server",
      "email_account_admins",
      isFalse,
      "fine",
      "does not tell the administrators",
      { mend: "true" },
    ),
    row(
      "azurerm_mssql_server_security_alert_policy",
      "email_account_admins",
      never,
      "wrong",
      "does not tell the administrators",
      { mend: "true" },
    ),
    row(
      "azurerm_mssql_server_security_alert_policy",
      "state",
      isOneOf("Disabled"),
      "fine",
      "is switched off",
      { mend: '"Enabled"' },
    ),
    row(
      "azurerm_postgresql_server azurerm_mysql_server",
      "threat_detection_policy.enabled",
      isFalse,
      "fine",
      "does not detect threats",
      { mend: "true" },
    ),
    row(
      "azurerm_postgresql_server",
      "threat_detection_policy.enabled",
      never,
      "wrong",
      "does not detect threats",
    ),
    row("azurerm_security_center_contact", "alert_notifications", isFalse, "fine", "sends no alerts", {
      mend: "true",
    }),
    row(
      "azurerm_security_center_contact",
      "alerts_to_admins",
      isFalse,
      "fine",
      "does not tell the administrators",
      { mend: "true" },
    ),
    row(
      "azurerm_security_center_subscription_pricing",
      "tier",
      isOneOf("Free"),
      "fine",
      "is on the free tier, which detects nothing",
    ),
  ],
);

const webFirewall = tableCheck(
  {
    id: "terraform/waf-without-rules",
    title: "A web firewall blocks nothing",
    severity: "medium",
    category: "security",
    why: "The firewall is paid for and lets everything through.",
    remedy: "Add rules or managed rule groups, and set the mode to prevention.",
    reference: "https://docs.aws.amazon.com/waf/latest/developerguide/web-acl.html",
    equivalents: ["checkov:CKV_AWS_175", "checkov:CKV_AZURE_122", "checkov:CKV_AZURE_123"],
  },
  [
    row("aws_wafv2_web_acl", "rule", never, "wrong", "has no rules"),
    row("aws_waf_web_acl aws_wafregional_web_acl", "rules", never, "wrong", "has no rules", {
      when: (one) => !one.has("rule"),
    }),
    row(
      "azurerm_frontdoor_firewall_policy azurerm_cdn_frontdoor_firewall_policy",
      "mode",
      isOneOf("Detection"),
      "fine",
      "only watches",
      { mend: '"Prevention"' },
    ),
    row(
      "azurerm_frontdoor_firewall_policy azurerm_cdn_frontdoor_firewall_policy",
      "enabled",
      isFalse,
      "fine",
      "is switched off",
      { mend: "true" },
    ),
    row(
      "azurerm_web_application_firewall_policy",
      "policy_settings.mode",
      isOneOf("Detection"),
      "fine",
      "only watches",
      { mend: '"Prevention"' },
    ),
    row(
      "azurerm_web_application_firewall_policy",
      "policy_settings.enabled",
      isFalse,
      "fine",
      "is switched off",
      { mend: "true" },
    ),
  ],
);

export const detectionChecks: readonly Check<TerraformModel>[] = [trail, aggregator, sqlAlerts, webFirewall];
