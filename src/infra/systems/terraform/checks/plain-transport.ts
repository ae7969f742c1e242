import type { Check } from "../../../system.ts";
import type { TerraformModel } from "../model.ts";
import { isFalse, isOneOf, isTrue, row } from "./rules.ts";
import { tableCheck } from "./shared.ts";

/** Services that talk in the clear, one check for each kind of service. */
export const plainTransportChecks: readonly Check<TerraformModel>[] = [
  tableCheck(
    {
      id: "terraform/cdn-plain-http",
      title: "A content delivery network answers over plain HTTP",
      severity: "medium",
      category: "security",
      why: "Visitors who type the address without https stay on a connection that anybody on the path can read and change.",
      remedy: "Redirect HTTP to HTTPS.",
      reference:
        "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-https-viewers-to-cloudfront.html",
      equivalents: [
        "kics:Cloudfront Viewer Protocol Policy Allows HTTP",
        "checkov:CKV_AWS_34",
        "checkov:CKV_AZURE_197",
        "trivy:AWS-0012",
      ],
    },
    [
      row(
        "aws_cloudfront_distribution",
        "default_cache_behavior.viewer_protocol_policy",
        isOneOf("allow-all"),
        "fine",
        "answers over plain HTTP",
        { mend: '"redirect-to-https"' },
      ),
      row(
        "aws_cloudfront_distribution",
        "ordered_cache_behavior.viewer_protocol_policy",
        isOneOf("allow-all"),
        "fine",
        "answers over plain HTTP",
        { mend: '"redirect-to-https"' },
      ),
      row("azurerm_cdn_endpoint", "is_http_allowed", isTrue, "fine", "answers over plain HTTP", {
        mend: "false",
      }),
    ],
  ),
  tableCheck(
    {
      id: "terraform/cdn-origin-plain-http",
      title: "A content delivery network fetches over plain HTTP",
      severity: "medium",
      category: "security",
      why: "The visitor sees a padlock, but the way from the edge to the origin crosses the internet in the clear.",
      remedy: "Set the origin protocol policy to https-only.",
      reference:
        "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-https-cloudfront-to-custom-origin.html",
      equivalents: ["checkov:CKV2_AWS_72"],
    },
    [
      row(
        "aws_cloudfront_distribution",
        "origin.custom_origin_config.origin_protocol_policy",
        isOneOf("http-only", "match-viewer"),
        "fine",
        "may fetch from its origin over plain HTTP",
        {
          // The web site endpoint of a bucket speaks nothing but HTTP.
          when: (one) =>
            !one
              .sections("origin")
              .some((origin) => /s3-website/.test(origin.value("domain_name")?.string ?? "")),
          mend: '"https-only"',
        },
      ),
    ],
  ),
  tableCheck(
    {
      id: "terraform/search-domain-plain-http",
      title: "A search domain answers over plain HTTP",
      severity: "high",
      category: "security",
      why: "Queries, documents and credentials travel in the clear.",
      remedy: "Set enforce_https to true in domain_endpoint_options.",
      reference:
        "https://docs.aws.amazon.com/opensearch-service/latest/developerguide/infrastructure-security.html",
      equivalents: ["kics:Elasticsearch with HTTPS disabled", "checkov:CKV_AWS_83", "trivy:AWS-0046"],
    },
    [
      row(
        "aws_elasticsearch_domain aws_opensearch_domain",
        "domain_endpoint_options.enforce_https",
        isFalse,
        "wrong",
        "answers over plain HTTP",
        { mend: "true" },
      ),
    ],
  ),
  tableCheck(
    {
      id: "terraform/search-domain-plain-node-traffic",
      title: "A search domain does not encrypt traffic between its nodes",
      severity: "medium",
      category: "security",
      why: "Documents move between the nodes in the clear; once the domain holds data, switching this on takes a blue-green deployment.",
      remedy: "Add node_to_node_encryption with enabled = true.",
      reference: "https://docs.aws.amazon.com/opensearch-service/latest/developerguide/ntn.html",
      equivalents: [
        "kics:Elasticsearch Domain Not Encrypted Node To Node",
        "checkov:CKV_AWS_6",
        "trivy:AWS-0043",
      ],
    },
    [
      row(
        "aws_elasticsearch_domain aws_opensearch_domain",
        "node_to_node_encryption.enabled",
        isFalse,
        "wrong",
        "sends data between its nodes in the clear",
        { when: (one) => one.at("cluster_config")?.value("instance_count")?.number !== 1, mend: "true" },
      ),
    ],
  ),
  tableCheck(
    {
      id: "terraform/cache-plain-transport",
      title: "A cache accepts connections in the clear",
      severity: "high",
      category: "security",
      why: "Sessions and tokens that the cache holds travel in the clear, and so does the password of the cache itself.",
      remedy: "Require TLS for connections to the cache.",
      reference: "https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/in-transit-encryption.html",
      equivalents: [
        "kics:ElastiCache Replication Group Not Encrypted At Transit",
        "kics:Redis Cache Allows Non SSL Connections",
        "checkov:CKV_AWS_30",
        "checkov:CKV_AWS_239",
        "checkov:CKV_AZURE_91",
        "trivy:AWS-0051",
      ],
    },
    [
      row(
        "aws_elasticache_replication_group",
        "transit_encryption_enabled",
        isFalse,
        "wrong",
        "talks to its clients in the clear",
        { mend: "true" },
      ),
      row(
        "aws_dax_cluster",
        "cluster_endpoint_encryption_type",
        isOneOf("NONE"),
        "wrong",
        "talks to its clients in the clear",
        { mend: '"TLS"' },
      ),
      row("azurerm_redis_cache", "enable_non_ssl_port", isTrue, "fine", "accepts plain connections", {
        mend: "false",
      }),
      row("azurerm_redis_cache", "non_ssl_port_enabled", isTrue, "fine", "accepts plain connections", {
        mend: "false",
      }),
    ],
  ),
  tableCheck(
    {
      id: "terraform/stream-plain-transport",
      title: "A message broker accepts connections in the clear",
      severity: "high",
      category: "security",
      why: "Messages of every topic can be read by anyone on the path.",
      remedy: "Allow TLS only.",
      reference: "https://docs.aws.amazon.com/msk/latest/developerguide/msk-encryption.html",
      equivalents: ["kics:MSK Cluster Encryption Disabled", "checkov:CKV_AWS_81", "trivy:AWS-0073"],
    },
    [
      row(
        "aws_msk_cluster",
        "encryption_info.encryption_in_transit.client_broker",
        isOneOf("PLAINTEXT", "TLS_PLAINTEXT"),
        "fine",
        "lets clients connect in the clear",
        { mend: '"TLS"' },
      ),
      row(
        "aws_msk_cluster",
        "encryption_info.encryption_in_transit.in_cluster",
        isFalse,
        "fine",
        "sends data between its brokers in the clear",
        { mend: "true" },
      ),
    ],
  ),
  tableCheck(
    {
      id: "terraform/web-app-plain-http",
      title: "A web app answers over plain HTTP",
      severity: "medium",
      category: "security",
      why: "App Service serves HTTP beside HTTPS unless told otherwise; cookies and tokens then travel in the clear.",
      remedy: "Set https_only to true.",
      reference: "https://learn.microsoft.com/azure/app-service/configure-ssl-bindings#enforce-https",
      equivalents: [
        "kics:App Service Without Latest HTTPS",
        "checkov:CKV_AZURE_14",
        "checkov:CKV_AZURE_70",
        "checkov:CKV_AZURE_153",
        "checkov:CKV_AZURE_161",
        "trivy:AZU-0004",
      ],
    },
    [
      row(
        "azurerm_app_service azurerm_app_service_slot azurerm_linux_web_app azurerm_windows_web_app azurerm_linux_web_app_slot azurerm_windows_web_app_slot azurerm_function_app azurerm_function_app_slot azurerm_linux_function_app azurerm_windows_function_app azurerm_linux_function_app_slot azurerm_windows_function_app_slot azurerm_spring_cloud_app",
        "https_only",
        isFalse,
        "wrong",
        "accepts plain HTTP",
        { mend: "true" },
      ),
      row("azurerm_spring_cloud_api_portal", "https_only_enabled", isFalse, "wrong", "accepts plain HTTP", {
        mend: "true",
      }),
    ],
  ),
  tableCheck(
    {
      id: "terraform/web-app-plain-ftp",
      title: "A web app can be deployed over plain FTP",
      severity: "high",
      category: "security",
      why: "The deployment password travels in the clear; who reads it can replace the application.",
      remedy: "Set ftps_state to Disabled, or to FtpsOnly where FTP is needed.",
      reference: "https://learn.microsoft.com/azure/app-service/deploy-ftp#enforce-ftps",
      equivalents: [
        "kics:App Service FTPS Enforce Disabled",
        "kics:Function App FTPS Enforce Disabled",
        "checkov:CKV_AZURE_78",
      ],
    },
    [
      row(
        "azurerm_app_service azurerm_app_service_slot azurerm_linux_web_app azurerm_windows_web_app azurerm_function_app azurerm_function_app_slot azurerm_linux_function_app azurerm_windows_function_app",
        "site_config.ftps_state",
        isOneOf("AllAllowed"),
        "fine",
        "accepts plain FTP",
        { mend: '"FtpsOnly"' },
      ),
    ],
  ),
  tableCheck(
    {
      id: "terraform/storage-account-plain-http",
      title: "A storage account accepts plain HTTP",
      severity: "high",
      category: "security",
      why: "Account keys and data travel in the clear.",
      remedy: "Remove the setting (HTTPS is the default) or set it to true.",
      reference: "https://learn.microsoft.com/azure/storage/common/storage-require-secure-transfer",
      equivalents: ["kics:Storage Account Not Forcing HTTPS", "checkov:CKV_AZURE_3", "trivy:AZU-0008"],
    },
    [
      row("azurerm_storage_account", "enable_https_traffic_only", isFalse, "fine", "accepts plain HTTP", {
        mend: "true",
      }),
      row("azurerm_storage_account", "https_traffic_only_enabled", isFalse, "fine", "accepts plain HTTP", {
        mend: "true",
      }),
    ],
  ),
  tableCheck(
    {
      id: "terraform/database-plain-transport",
      title: "A database accepts connections in the clear",
      severity: "high",
      category: "security",
      why: "The password and the rows travel in the clear between the application and the database.",
      remedy: "Require TLS on the server, and verify its certificate in the client.",
      reference:
        "https://learn.microsoft.com/azure/postgresql/single-server/concepts-ssl-connection-security",
      equivalents: [
        "kics:SSL Enforce Disabled",
        "kics:MySQL SSL Connection Disabled",
        "kics:ssl_enforcement_enabled is not set to ENABLED for PostgreSQL database server",
        "kics:SQL DB Instance With SSL Disabled",
        "checkov:CKV_AZURE_28",
        "checkov:CKV_AZURE_29",
        "checkov:CKV_AZURE_47",
        "checkov:CKV_GCP_6",
        "checkov:CKV2_AWS_49",
        "trivy:AZU-0020",
        "trivy:GCP-0015",
      ],
    },
    [
      row("aws_dms_endpoint", "ssl_mode", isOneOf("none"), "wrong", "moves data in the clear", {
        when: (one) =>
          !["s3", "azuredb", "dynamodb", "kinesis", "elasticsearch", "opensearch"].includes(
            one.value("engine_name")?.string ?? "",
          ),
      }),
      row("aws_redshift_parameter_group", "parameter.value", isFalse, "fine", "accepts plain connections", {
        when: (one) =>
          one.sections("parameter").some((parameter) => parameter.value("name")?.string === "require_ssl"),
      }),
      row(
        "azurerm_postgresql_server azurerm_mysql_server azurerm_mariadb_server",
        "ssl_enforcement_enabled",
        isFalse,
        "wrong",
        "accepts plain connections",
        { mend: "true" },
      ),
      row(
        "azurerm_postgresql_server azurerm_mysql_server azurerm_mariadb_server",
        "ssl_enforcement",
        isOneOf("Disabled"),
        "fine",
        "accepts plain connections",
      ),
      row(
        "azurerm_postgresql_configuration azurerm_postgresql_flexible_server_configuration azurerm_mysql_flexible_server_configuration azurerm_mysql_configuration",
        "value",
        isOneOf("off"),
        "fine",
        "lets clients connect in the clear",
        { when: (one) => one.value("name")?.string === "require_secure_transport" },
      ),
      row(
        "google_sql_database_instance",
        "settings.ip_configuration.require_ssl",
        isFalse,
        "fine",
        "accepts plain connections",
        { mend: "true" },
      ),
      row(
        "google_sql_database_instance",
        "settings.ip_configuration.ssl_mode",
        isOneOf("ALLOW_UNENCRYPTED_AND_ENCRYPTED"),
        "fine",
        "accepts plain connections",
      ),
    ],
  ),
  tableCheck(
    {
      id: "terraform/webhook-tls-not-verified",
      title: "A webhook does not check who receives it",
      severity: "medium",
      category: "security",
      why: "The payload and the shared secret go to whoever answers for the address.",
      remedy: "Leave certificate verification on and use an https address.",
      reference: "https://docs.github.com/webhooks/using-webhooks/best-practices-for-using-webhooks",
      equivalents: [
        "kics:Github Organization Webhook With SSL Disabled",
        "checkov:CKV_GIT_2",
        "checkov:CKV2_AZURE_30",
      ],
    },
    [
      row(
        "azurerm_container_registry_webhook",
        "service_uri",
        (value) => value.string?.startsWith("http://") === true,
        "fine",
        "calls over plain HTTP",
      ),
      row(
        "github_organization_webhook github_repository_webhook",
        "configuration.insecure_ssl",
        isTrue,
        "fine",
        "does not verify the receiver's certificate",
        { mend: "false" },
      ),
      row(
        "gitlab_project_hook gitlab_group_hook gitlab_system_hook",
        "enable_ssl_verification",
        isFalse,
        "fine",
        "does not verify the receiver's certificate",
        { mend: "true" },
      ),
    ],
  ),
  tableCheck(
    {
      id: "terraform/plain-transport",
      title: "Connections in the clear are accepted",
      severity: "medium",
      category: "security",
      why: "Passwords, tokens and data can be read and changed by anyone on the path; nothing in the application shows it.",
      remedy: "Require TLS, and redirect HTTP to HTTPS.",
      reference:
        "https://docs.aws.amazon.com/wellarchitected/latest/security-pillar/protecting-data-in-transit.html",
      equivalents: [
        "checkov:CKV_AWS_90",
        "checkov:CKV_AWS_365",
        "checkov:CKV_AZURE_217",
        "checkov:CKV2_GCP_10",
        "trivy:AWS-0138",
        "trivy:DIG-0002",
      ],
    },
    [
      row(
        "aws_ses_configuration_set",
        "delivery_options.tls_policy",
        isOneOf("Optional"),
        "wrong",
        "may send mail in the clear",
        { mend: '"Require"' },
      ),
      row(
        "aws_appmesh_virtual_gateway",
        "spec.listener.tls.mode",
        isOneOf("DISABLED"),
        "fine",
        "accepts plain connections",
      ),
      row(
        "azurerm_application_gateway",
        "http_listener.protocol",
        isOneOf("Http"),
        "fine",
        "listens on plain HTTP",
        { when: (one) => !one.has("redirect_configuration") },
      ),
      row(
        "google_app_engine_standard_app_version",
        "handlers.security_level",
        isOneOf("SECURE_NEVER", "SECURE_OPTIONAL"),
        "fine",
        "answers over plain HTTP",
      ),
      row(
        "google_cloudfunctions_function",
        "https_trigger_security_level",
        isOneOf("SECURE_OPTIONAL"),
        "wrong",
        "answers over plain HTTP",
        { when: (one) => one.value("trigger_http")?.boolean === true, mend: '"SECURE_ALWAYS"' },
      ),
      row(
        "digitalocean_loadbalancer",
        "forwarding_rule.entry_protocol",
        isOneOf("http"),
        "fine",
        "listens on plain HTTP",
        { when: (one) => one.value("redirect_http_to_https")?.boolean !== true },
      ),
      row(
        "aws_emr_security_configuration",
        "configuration",
        (value) => /"EnableInTransitEncryption"\s*:\s*false/.test(value.string ?? ""),
        "fine",
        "sends data between its nodes in the clear",
      ),
    ],
  ),
];
