import type { Example } from "../../../system.ts";
import { resource } from "./text.ts";

const distribution = (policy: string): string =>
  `default_cache_behavior {\n  target_origin_id       = "app"\n  viewer_protocol_policy = ${policy}\n}`;
const origin = (policy: string): string =>
  `origin {\n  domain_name = "app.example.com"\n  origin_id   = "app"\n  custom_origin_config {\n    origin_protocol_policy = ${policy}\n  }\n}`;

/** Examples of the checks on connections. */
export const transportExamples: Readonly<Record<string, Example>> = {
  "terraform/cdn-plain-http": resource(
    "aws_cloudfront_distribution",
    "app",
    "enabled = true",
    distribution('"allow-all" #!'),
    distribution('"redirect-to-https"'),
  ),
  "terraform/cdn-origin-plain-http": resource(
    "aws_cloudfront_distribution",
    "app",
    "enabled = true",
    origin('"http-only" #!'),
    origin('"https-only"'),
  ),
  "terraform/search-domain-plain-http": resource(
    "aws_opensearch_domain",
    "logs",
    'domain_name = "logs"',
    "domain_endpoint_options {\n  enforce_https = false #!\n}",
    "domain_endpoint_options {\n  enforce_https = true\n}",
  ),
  "terraform/search-domain-plain-node-traffic": resource(
    "aws_opensearch_domain",
    "logs",
    'domain_name = "logs"',
    "node_to_node_encryption {\n  enabled = false #!\n}",
    "node_to_node_encryption {\n  enabled = true\n}",
  ),
  "terraform/cache-plain-transport": resource(
    "aws_elasticache_replication_group",
    "sessions",
    'replication_group_id = "sessions"\ndescription          = "sessions"',
    "transit_encryption_enabled = false",
    "transit_encryption_enabled = true",
  ),
  "terraform/stream-plain-transport": resource(
    "aws_msk_cluster",
    "events",
    'cluster_name = "events"',
    'encryption_info {\n  encryption_in_transit {\n    client_broker = "PLAINTEXT" #!\n  }\n}',
    'encryption_info {\n  encryption_in_transit {\n    client_broker = "TLS"\n  }\n}',
  ),
  "terraform/web-app-plain-http": resource(
    "azurerm_linux_web_app",
    "shop",
    'name = "shop"',
    "https_only = false",
    "https_only = true",
  ),
  "terraform/web-app-plain-ftp": resource(
    "azurerm_linux_web_app",
    "shop",
    'name       = "shop"\nhttps_only = true',
    'site_config {\n  ftps_state = "AllAllowed" #!\n}',
    'site_config {\n  ftps_state = "Disabled"\n}',
  ),
  "terraform/storage-account-plain-http": resource(
    "azurerm_storage_account",
    "main",
    'name = "acmemain"',
    "https_traffic_only_enabled = false",
    "https_traffic_only_enabled = true",
  ),
  "terraform/database-plain-transport": resource(
    "azurerm_postgresql_server",
    "main",
    'name = "acme-main"',
    "ssl_enforcement_enabled = false",
    "ssl_enforcement_enabled = true",
  ),
  "terraform/webhook-tls-not-verified": resource(
    "github_repository_webhook",
    "ci",
    'repository = "shop"\nevents     = ["push"]',
    'configuration {\n  url          = "https://ci.example.com/hook"\n  insecure_ssl = true #!\n}',
    'configuration {\n  url          = "https://ci.example.com/hook"\n  insecure_ssl = false\n}',
  ),
  "terraform/plain-transport": resource(
    "digitalocean_loadbalancer",
    "web",
    'name   = "web"\nregion = "fra1"',
    'forwarding_rule {\n  entry_protocol = "http" #!\n  entry_port     = 80\n}',
    'redirect_http_to_https = true\nforwarding_rule {\n  entry_protocol = "http"\n  entry_port     = 80\n}',
  ),
  "terraform/outdated-tls": resource(
    "azurerm_storage_account",
    "main",
    'name = "acmemain"',
    'min_tls_version = "TLS1_0"',
    'min_tls_version = "TLS1_2"',
  ),
  "terraform/http-listener": resource(
    "aws_lb_listener",
    "web",
    "load_balancer_arn = aws_lb.web.arn\nport              = 80",
    'protocol = "HTTP"\ndefault_action {\n  type             = "forward"\n  target_group_arn = aws_lb_target_group.web.arn\n}',
    'protocol = "HTTP"\ndefault_action {\n  type = "redirect"\n  redirect {\n    protocol    = "HTTPS"\n    status_code = "HTTP_301"\n  }\n}',
  ),
  "terraform/load-balancer-invalid-headers": resource(
    "aws_lb",
    "web",
    'name = "web"',
    "drop_invalid_header_fields = false",
    "drop_invalid_header_fields = true",
  ),
};
