import type { Check } from "../../../system.ts";
import type { TerraformModel } from "../model.ts";
import { isFalse, isOneOf, isTrue, row } from "./rules.ts";
import { tableCheck } from "./shared.ts";

const azureDatabases = tableCheck(
  {
    id: "terraform/azure-database-public-endpoint",
    title: "An Azure data store has a public endpoint",
    severity: "high",
    category: "security",
    why: "The endpoint answers on the internet; a firewall rule that is too wide, or a leaked key, is all it takes.",
    remedy: "Set public_network_access_enabled to false and use a private endpoint.",
    reference: "https://learn.microsoft.com/azure/azure-sql/database/connectivity-settings",
    equivalents: [
      "kics:MySQL Server Public Access Enabled",
      "kics:MariaDB Server Public Network Access Enabled",
      "kics:MSSQL Server Public Network Access Enabled",
      "kics:Redis Publicly Accessible",
      "checkov:CKV_AZURE_53",
      "checkov:CKV_AZURE_48",
      "checkov:CKV_AZURE_68",
      "checkov:CKV_AZURE_89",
      "checkov:CKV_AZURE_99",
      "checkov:CKV_AZURE_101",
      "checkov:CKV_AZURE_113",
      "trivy:AZU-0022",
    ],
  },
  [
    row(
      "azurerm_mssql_server azurerm_mysql_server azurerm_mariadb_server azurerm_postgresql_server azurerm_redis_cache azurerm_cosmosdb_account",
      "public_network_access_enabled",
      isTrue,
      "wrong",
      "has a public endpoint",
      {
        when: (one) =>
          !one.has("delegated_subnet_id") &&
          !one.has("is_virtual_network_filter_enabled") &&
          !one.has("ip_range_filter"),
        mend: "false",
      },
    ),
  ],
);

const azureServices = tableCheck(
  {
    id: "terraform/azure-service-public-endpoint",
    title: "An Azure service has a public endpoint",
    severity: "medium",
    category: "security",
    why: "The service answers on the internet, so that a leaked key is enough to use it.",
    remedy: "Set public_network_access_enabled to false and use a private endpoint, or limit the network.",
    reference: "https://learn.microsoft.com/azure/private-link/private-endpoint-overview",
    equivalents: [
      "checkov:CKV_AZURE_104",
      "checkov:CKV_AZURE_106",
      "checkov:CKV_AZURE_124",
      "checkov:CKV_AZURE_134",
      "checkov:CKV_AZURE_137",
      "checkov:CKV_AZURE_139",
      "checkov:CKV_AZURE_144",
      "checkov:CKV_AZURE_158",
      "checkov:CKV_AZURE_187",
      "checkov:CKV_AZURE_188",
      "checkov:CKV_AZURE_189",
      "checkov:CKV_AZURE_193",
      "checkov:CKV_AZURE_203",
      "checkov:CKV_AZURE_204",
      "checkov:CKV_AZURE_221",
      "checkov:CKV_AZURE_222",
      "checkov:CKV_AZURE_248",
      "checkov:CKV2_AZURE_24",
    ],
  },
  [
    row(
      "azurerm_data_factory azurerm_eventgrid_domain azurerm_eventgrid_topic azurerm_search_service azurerm_cognitive_account azurerm_iothub azurerm_container_registry azurerm_machine_learning_workspace azurerm_databricks_workspace azurerm_app_configuration azurerm_servicebus_namespace azurerm_batch_account azurerm_automation_account azurerm_linux_function_app azurerm_windows_function_app azurerm_linux_web_app azurerm_windows_web_app azurerm_key_vault azurerm_synapse_workspace",
      "public_network_access_enabled",
      isTrue,
      "fine",
      "has a public endpoint",
      { mend: "false" },
    ),
    row(
      "azurerm_data_factory azurerm_eventgrid_domain azurerm_eventgrid_topic azurerm_search_service azurerm_cognitive_account azurerm_databricks_workspace azurerm_automation_account",
      "public_network_access_enabled",
      () => false,
      "wrong",
      "has a public endpoint",
      { mend: "false" },
    ),
    row(
      "azurerm_machine_learning_workspace",
      "public_access_behind_virtual_network_enabled",
      isTrue,
      "fine",
      "has a public endpoint",
      { mend: "false" },
    ),
    row(
      "azurerm_batch_account",
      "network_profile.account_access.default_action",
      isOneOf("Allow"),
      "fine",
      "admits every address",
      { mend: '"Deny"' },
    ),
  ],
);

const storageNetwork = tableCheck(
  {
    id: "terraform/azure-network-rules-allow",
    title: "The network rules of an account admit everybody",
    severity: "high",
    category: "security",
    why: "With Allow as the default the list of networks means nothing: every address reaches the account.",
    remedy: 'Set default_action to "Deny" and list the networks.',
    reference: "https://learn.microsoft.com/azure/storage/common/storage-network-security",
    equivalents: [
      "kics:Default Azure Storage Account Network Access Is Too Permissive",
      "checkov:CKV_AZURE_35",
      "checkov:CKV_AZURE_109",
      "trivy:AZU-0012",
      "trivy:AZU-0013",
    ],
  },
  [
    row(
      "azurerm_storage_account azurerm_key_vault azurerm_cognitive_account",
      "network_rules.default_action",
      isOneOf("Allow"),
      "fine",
      "admits every address",
      { mend: '"Deny"' },
    ),
    row(
      "azurerm_key_vault azurerm_cognitive_account",
      "network_acls.default_action",
      isOneOf("Allow"),
      "fine",
      "admits every address",
      { mend: '"Deny"' },
    ),
    row("azurerm_key_vault", "network_acls.default_action", () => false, "wrong", "admits every address", {
      when: (one) => one.value("public_network_access_enabled")?.boolean !== false,
    }),
    row(
      "azurerm_storage_account_network_rules",
      "default_action",
      isOneOf("Allow"),
      "fine",
      "admits every address",
      { mend: '"Deny"' },
    ),
  ],
);

const trustedServices = tableCheck(
  {
    id: "terraform/azure-trusted-services-blocked",
    title: "Azure's own services are locked out of a storage account",
    severity: "medium",
    category: "correctness",
    why: "Backup, monitoring and logging write to the account from networks that are not in the list; without the exception they stop silently.",
    remedy: 'Add "AzureServices" to bypass.',
    reference:
      "https://learn.microsoft.com/azure/storage/common/storage-network-security-trusted-azure-services",
    equivalents: ["kics:Trusted Microsoft Services Not Enabled", "checkov:CKV_AZURE_36", "trivy:AZU-0010"],
  },
  [
    row(
      "azurerm_storage_account",
      "network_rules.bypass",
      (value) =>
        value.expression.kind === "list" &&
        value.items.every((one) => one.isKnown) &&
        !value.strings.some((one) => one.value === "AzureServices"),
      "fine",
      "locks Azure's services out",
    ),
    row(
      "azurerm_storage_account_network_rules",
      "bypass",
      (value) =>
        value.expression.kind === "list" &&
        value.items.every((one) => one.isKnown) &&
        !value.strings.some((one) => one.value === "AzureServices"),
      "fine",
      "locks Azure's services out",
    ),
  ],
);

const registry = tableCheck(
  {
    id: "terraform/registry-admin-account",
    title: "A registry has an account for everything",
    severity: "medium",
    category: "security",
    why: "The admin account has one password that everybody shares; it cannot be limited, and its use cannot be told apart.",
    remedy: "Set admin_enabled to false and grant AcrPull or AcrPush to identities.",
    reference:
      "https://learn.microsoft.com/azure/container-registry/container-registry-authentication#admin-account",
    equivalents: [
      "kics:Admin User Enabled For Container Registry",
      "checkov:CKV_AZURE_137",
      "checkov:CKV_AZURE_138",
    ],
  },
  [
    row("azurerm_container_registry", "admin_enabled", isTrue, "fine", "has a shared admin account", {
      mend: "false",
    }),
    row("azurerm_container_registry", "anonymous_pull_enabled", isTrue, "fine", "lets everybody pull", {
      mend: "false",
    }),
  ],
);

const localAuth = tableCheck(
  {
    id: "terraform/azure-local-authentication",
    title: "A service accepts static keys",
    severity: "low",
    category: "security",
    why: "Static keys are copied into configurations and never rotated; identities need no key at all.",
    remedy: "Switch local authentication off and use managed identities.",
    reference: "https://learn.microsoft.com/azure/event-grid/authenticate-with-microsoft-entra-id",
    equivalents: [
      "checkov:CKV_AZURE_140",
      "checkov:CKV_AZURE_192",
      "checkov:CKV_AZURE_195",
      "checkov:CKV_AZURE_202",
    ],
  },
  [
    row(
      "azurerm_eventgrid_topic azurerm_eventgrid_domain azurerm_servicebus_namespace",
      "local_auth_enabled",
      isTrue,
      "fine",
      "accepts static keys",
      { mend: "false" },
    ),
    row(
      "azurerm_eventgrid_topic azurerm_eventgrid_domain",
      "local_auth_enabled",
      () => false,
      "wrong",
      "accepts static keys",
      { mend: "false" },
    ),
    row(
      "azurerm_cosmosdb_account",
      "local_authentication_disabled",
      isFalse,
      "wrong",
      "accepts static keys",
      { mend: "true" },
    ),
  ],
);

const keyWrites = tableCheck(
  {
    id: "terraform/cosmos-key-changes-account",
    title: "Whoever holds an account key may change the account",
    severity: "medium",
    category: "security",
    why: "A data key that leaked also creates and deletes databases, and raises the throughput at your cost.",
    remedy: "Set access_key_metadata_writes_enabled to false.",
    reference:
      "https://learn.microsoft.com/azure/cosmos-db/audit-control-plane-logs#disable-key-based-metadata-write-access",
    equivalents: ["checkov:CKV_AZURE_132"],
  },
  [
    row(
      "azurerm_cosmosdb_account",
      "access_key_metadata_writes_enabled",
      isTrue,
      "wrong",
      "lets key holders change the account",
      { mend: "false" },
    ),
  ],
);

export const azureEndpointChecks: readonly Check<TerraformModel>[] = [
  azureDatabases,
  storageNetwork,
  azureServices,
  registry,
  trustedServices,
  localAuth,
  keyWrites,
];
