import type { Check } from "../../../system.ts";
import { nameOf, type TerraformModel } from "../model.ts";
import { isOneOf, type Rule, resourcesOf, row } from "./rules.ts";
import { tableCheck } from "./shared.ts";

const isOldTls = isOneOf(
  "TLS_1_0",
  "TLS_1_1",
  "TLS1_0",
  "TLS1_1",
  "TLSv1",
  "TLSv1_2016",
  "TLSv1.1_2016",
  "SSLv3",
  "1.0",
  "1.1",
  "1_0",
  "1_1",
  "Tls10",
  "Tls11",
  "TLSEnforcementDisabled",
  "Disabled",
  "TLSv1.1",
);

const OLD = "accepts outdated TLS versions";

const TLS_RULES: readonly Rule[] = [
  row("aws_cloudfront_distribution", "viewer_certificate.minimum_protocol_version", isOldTls, "fine", OLD, {
    mend: '"TLSv1.2_2021"',
  }),
  row(
    "aws_cloudfront_distribution",
    "viewer_certificate.minimum_protocol_version",
    () => false,
    "wrong-in-block",
    OLD,
    {
      when: (one) => one.at("viewer_certificate")?.value("cloudfront_default_certificate")?.boolean !== true,
    },
  ),
  row(
    "aws_cloudfront_distribution",
    "origin.custom_origin_config.origin_ssl_protocols",
    (value) => value.strings.some((one) => ["SSLv3", "TLSv1", "TLSv1.1"].includes(one.value)),
    "fine",
    "talks to its origin over outdated TLS versions",
    { mend: '["TLSv1.2"]' },
  ),
  row("aws_api_gateway_domain_name", "security_policy", isOldTls, "wrong", OLD, { mend: '"TLS_1_2"' }),
  row("aws_apigatewayv2_domain_name", "domain_name_configuration.security_policy", isOldTls, "fine", OLD, {
    mend: '"TLS_1_2"',
  }),
  row(
    "aws_elasticsearch_domain aws_opensearch_domain",
    "domain_endpoint_options.tls_security_policy",
    isOneOf("Policy-Min-TLS-1-0-2019-07"),
    "wrong-in-block",
    OLD,
    { mend: '"Policy-Min-TLS-1-2-2019-07"' },
  ),
  row("aws_lb_listener aws_alb_listener", "ssl_policy", (value) => isOldPolicy(value.string), "fine", OLD, {
    mend: '"ELBSecurityPolicy-TLS13-1-2-2021-06"',
  }),
  row("aws_lb_listener aws_alb_listener", "ssl_policy", () => false, "wrong", OLD, {
    when: (one) => ["HTTPS", "TLS"].includes(one.value("protocol")?.string ?? ""),
  }),
  row(
    "aws_load_balancer_policy",
    "policy_attribute.name",
    isOneOf("Protocol-SSLv3", "Protocol-TLSv1", "Protocol-TLSv1.1"),
    "fine",
    OLD,
    {
      when: (one) =>
        !one.sections("policy_attribute").some((attribute) => attribute.value("value")?.boolean === false),
    },
  ),
  row(
    "aws_transfer_server",
    "security_policy_name",
    isOneOf("TransferSecurityPolicy-2018-11"),
    "fine",
    "accepts outdated ciphers",
  ),
  row("azurerm_storage_account", "min_tls_version", isOldTls, "fine", OLD, { mend: '"TLS1_2"' }),
  row(
    "azurerm_app_service azurerm_app_service_slot azurerm_function_app azurerm_function_app_slot",
    "site_config.min_tls_version",
    isOldTls,
    "fine",
    OLD,
    { mend: '"1.2"' },
  ),
  row(
    "azurerm_linux_web_app azurerm_windows_web_app azurerm_linux_function_app azurerm_windows_function_app azurerm_linux_web_app_slot azurerm_windows_web_app_slot azurerm_linux_function_app_slot azurerm_windows_function_app_slot",
    "site_config.minimum_tls_version",
    isOldTls,
    "fine",
    OLD,
    { mend: '"1.2"' },
  ),
  row("azurerm_mssql_server", "minimum_tls_version", isOldTls, "fine", OLD, { mend: '"1.2"' }),
  row("azurerm_mssql_managed_instance", "minimum_tls_version", isOldTls, "fine", OLD, { mend: '"1.2"' }),
  row(
    "azurerm_redis_cache azurerm_eventhub_namespace azurerm_servicebus_namespace",
    "minimum_tls_version",
    isOldTls,
    "fine",
    OLD,
    { mend: '"1.2"' },
  ),
  row("azurerm_redis_cache", "minimum_tls_version", () => false, "wrong", OLD, { mend: '"1.2"' }),
  row(
    "azurerm_postgresql_server azurerm_mysql_server azurerm_mariadb_server",
    "ssl_minimal_tls_version_enforced",
    isOldTls,
    "fine",
    OLD,
    { mend: '"TLS1_2"' },
  ),
  row("azurerm_mysql_flexible_server_configuration", "value", isOldTls, "fine", OLD, {
    when: (one) => one.value("name")?.string === "tls_version",
  }),
  row(
    "azurerm_application_gateway",
    "ssl_policy.min_protocol_version",
    isOneOf("TLSv1_0", "TLSv1_1"),
    "fine",
    OLD,
  ),
  row(
    "azurerm_application_gateway",
    "ssl_policy.policy_name",
    isOneOf("AppGwSslPolicy20150501", "AppGwSslPolicy20170401"),
    "fine",
    OLD,
  ),
  row("google_compute_ssl_policy", "min_tls_version", isOldTls, "wrong", OLD, { mend: '"TLS_1_2"' }),
  row("google_compute_ssl_policy", "profile", isOneOf("COMPATIBLE"), "fine", "accepts outdated ciphers"),
];

function isOldPolicy(policy: string | undefined): boolean {
  if (policy === undefined) return false;
  return /^ELBSecurityPolicy-(?:2015-|2016-08$|TLS-1-0-|TLS-1-1-|FS-2018-06$|FS-1-1-|TLS13-1-0-|TLS13-1-1-)/.test(
    policy,
  );
}

const outdatedTls = tableCheck(
  {
    id: "terraform/outdated-tls",
    title: "Outdated TLS versions or ciphers are accepted",
    severity: "high",
    category: "security",
    why: "TLS 1.0 and 1.1 have known weaknesses and no browser uses them any more; an attacker on the path can force a connection down to them, and audits fail.",
    remedy: "Set the minimum to TLS 1.2 or later, with the policy that the service recommends.",
    reference: "https://datatracker.ietf.org/doc/html/rfc8996",
    equivalents: [
      "kics:CloudFront Without Minimum Protocol TLS 1.2",
      "kics:Vulnerable Default SSL Certificate",
      "kics:ELB Using Insecure Protocols",
      "kics:ELB Using Weak Ciphers",
      "kics:API Gateway Without Security Policy",
      "kics:Storage Account Not Using Latest TLS Encryption Version",
      "kics:App Service Not Using Latest TLS Encryption Version",
      "kics:Function App Not Using Latest TLS Encryption Version",
      "kics:Ensure Azure MariaDB server is using latest TLS (1.2)",
      "kics:MSSQL Server Not Using Latest TLS Encryption Version",
      "kics:Google Compute SSL Policy Weak Cipher In Use",
      "checkov:CKV_AWS_103",
      "checkov:CKV_AWS_174",
      "checkov:CKV_AWS_206",
      "checkov:CKV_AWS_228",
      "checkov:CKV2_AWS_54",
      "checkov:CKV_AZURE_15",
      "checkov:CKV_AZURE_44",
      "checkov:CKV_AZURE_52",
      "checkov:CKV_AZURE_54",
      "checkov:CKV_AZURE_145",
      "checkov:CKV_AZURE_148",
      "checkov:CKV_AZURE_154",
      "checkov:CKV_AZURE_205",
      "checkov:CKV_AZURE_218",
      "checkov:CKV_GCP_4",
      "trivy:AWS-0005",
      "trivy:AWS-0013",
      "trivy:AWS-0047",
      "trivy:AWS-0126",
      "trivy:AZU-0006",
      "trivy:AZU-0011",
      "trivy:AZU-0026",
      "trivy:GCP-0039",
    ],
  },
  TLS_RULES,
);

const plainListener: Check<TerraformModel> = {
  id: "terraform/http-listener",
  title: "A load balancer serves plain HTTP",
  severity: "high",
  category: "security",
  why: "Cookies and tokens travel in the clear between the user and the load balancer; anyone on the path can take over the session.",
  remedy: "Make the listener on port 80 redirect to one with HTTPS and a certificate.",
  reference: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/create-https-listener.html",
  equivalents: [
    "kics:ALB Listening on HTTP",
    "kics:ELB Without Secure Protocol",
    "checkov:CKV_AWS_2",
    "checkov:CKV_AWS_376",
    "trivy:AWS-0054",
  ],
  *run(model) {
    for (const listener of resourcesOf(model, "aws_lb_listener", "aws_alb_listener")) {
      const protocol = listener.section.value("protocol");
      if (protocol?.string !== "HTTP") continue;
      const actions = listener.section.sections("default_action");
      const kinds = actions.map((action) => action.value("type")?.string);
      if (kinds.some((kind) => kind === undefined || kind === "redirect" || kind === "fixed-response"))
        continue;
      yield { range: protocol.range, message: `${nameOf(listener)} forwards plain HTTP.` };
    }
    for (const balancer of resourcesOf(model, "aws_elb")) {
      if (balancer.section.value("internal")?.boolean === true) continue;
      for (const listener of balancer.section.sections("listener")) {
        const protocol = listener.value("lb_protocol");
        if (protocol?.string?.toLowerCase() !== "http") continue;
        yield { range: protocol.range, message: `${nameOf(balancer)} listens on plain HTTP.` };
      }
    }
  },
};

export const transportChecks: readonly Check<TerraformModel>[] = [outdatedTls, plainListener];
