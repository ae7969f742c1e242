import type { Check } from "../../../system.ts";
import { nameOf, type TerraformModel } from "../model.ts";
import { isEverywhere } from "./ports.ts";
import { isBlank, isFalse, isOneOf, isTrue, resourcesOf, row } from "./rules.ts";
import { tableCheck } from "./shared.ts";

const openApi: Check<TerraformModel> = {
  id: "terraform/cluster-api-open-to-internet",
  title: "A cluster's API server answers the whole internet",
  severity: "high",
  category: "security",
  why: "Everyone can try stolen tokens and fresh holes of the API server against the cluster; the network is no second line of defence.",
  remedy: "Make the endpoint private, or list the networks that may reach it.",
  reference: "https://docs.aws.amazon.com/eks/latest/userguide/cluster-endpoint.html",
  equivalents: [
    "kics:EKS Cluster Has Public Access",
    "kics:EKS Cluster Has Public Access CIDRs",
    "kics:AKS Private Cluster Disabled",
    "kics:Master Authorized Networks Disabled",
    "checkov:CKV_AWS_38",
    "checkov:CKV_AWS_39",
    "checkov:CKV_AZURE_6",
    "checkov:CKV_AZURE_115",
    "checkov:CKV_GCP_18",
    "checkov:CKV_GCP_20",
    "trivy:AWS-0040",
    "trivy:AWS-0041",
    "trivy:AZU-0041",
    "trivy:AZU-0065",
    "trivy:GCP-0053",
    "trivy:GCP-0061",
  ],
  *run(model) {
    for (const cluster of resourcesOf(model, "aws_eks_cluster")) {
      for (const network of cluster.section.sections("vpc_config")) {
        const isPublic = network.value("endpoint_public_access");
        if (isPublic && isPublic.boolean !== true) continue;
        const cidrs = network.value("public_access_cidrs");
        const open = cidrs?.strings.find(({ value }) => isEverywhere(value));
        if (cidrs && !open) continue;
        const range = open?.range ?? isPublic?.range ?? network.range;
        yield { range, message: `${nameOf(cluster)} has a public API endpoint for every address.` };
      }
    }
    for (const cluster of resourcesOf(model, "google_container_cluster")) {
      const { section } = cluster;
      const authorised = section.sections("master_authorized_networks_config");
      const open = authorised
        .flatMap((one) => one.sections("cidr_blocks"))
        .map((one) => one.value("cidr_block"))
        .find((value) => value?.string !== undefined && isEverywhere(value.string));
      const closed = section
        .sections("private_cluster_config")
        .some(
          (one) =>
            one.value("enable_private_endpoint")?.boolean !== false && one.has("enable_private_endpoint"),
        );
      if (open) yield { range: open.range, message: `${nameOf(cluster)} lets every address reach its API.` };
      else if (!closed && !section.has("master_authorized_networks_config")) {
        yield { range: section.range, message: `${nameOf(cluster)} does not limit who reaches its API.` };
      }
    }
    for (const cluster of resourcesOf(model, "azurerm_kubernetes_cluster")) {
      const { section } = cluster;
      const isPrivate = section.value("private_cluster_enabled") ?? section.value("private_link_enabled");
      if (isPrivate && isPrivate.boolean !== false) continue;
      const ranges =
        section.value("api_server_authorized_ip_ranges") ??
        section.at("api_server_access_profile")?.value("authorized_ip_ranges");
      const open = ranges?.strings.find(({ value }) => isEverywhere(value));
      if (ranges && !open && !ranges.isEmptyList) continue;
      const range = open?.range ?? ranges?.range ?? isPrivate?.range ?? section.range;
      yield { range, message: `${nameOf(cluster)} does not limit who reaches its API.` };
    }
  },
};

const eksSecrets = tableCheck(
  {
    id: "terraform/cluster-secrets-not-encrypted",
    title: "Secrets of a cluster are not encrypted with a key of your own",
    severity: "medium",
    category: "security",
    why: "Whoever reads the cluster's store, or a backup of it, reads every Secret.",
    remedy: "Add the encryption block with a KMS key.",
    reference: "https://docs.aws.amazon.com/eks/latest/userguide/enable-kms.html",
    equivalents: ["kics:EKS Cluster Encryption Disabled", "checkov:CKV_AWS_58", "trivy:AWS-0039"],
  },
  [
    row(
      "aws_eks_cluster",
      "encryption_config.resources",
      (value) =>
        value.expression.kind === "list" &&
        value.items.every((one) => one.isKnown) &&
        !value.strings.some((one) => one.value === "secrets"),
      "wrong",
      "does not encrypt its Secrets",
    ),
    row(
      "aws_eks_cluster",
      "encryption_config.provider.key_arn",
      isBlank,
      "wrong-in-block",
      "does not encrypt its Secrets",
    ),
  ],
);

const clusterLogs = tableCheck(
  {
    id: "terraform/cluster-audit-log-off",
    title: "The control plane keeps no audit log",
    severity: "medium",
    category: "observability",
    why: "After an incident nobody can say who changed what in the cluster.",
    remedy: "Switch at least the audit and authenticator logs on.",
    reference: "https://docs.aws.amazon.com/eks/latest/userguide/control-plane-logs.html",
    equivalents: [
      "kics:EKS cluster logging is not enabled",
      "kics:Stackdriver Logging Disabled",
      "kics:Stackdriver Monitoring Disabled",
      "checkov:CKV_AWS_37",
      "checkov:CKV_AZURE_4",
      "checkov:CKV_GCP_1",
      "checkov:CKV_GCP_8",
      "trivy:AWS-0038",
      "trivy:AZU-0040",
      "trivy:GCP-0052",
      "trivy:GCP-0060",
    ],
  },
  [
    row(
      "aws_eks_cluster",
      "enabled_cluster_log_types",
      (value) => value.isEmptyList,
      "wrong",
      "keeps no control plane logs",
      {
        mend: '["api", "audit", "authenticator"]',
      },
    ),
    row(
      "google_container_cluster",
      "logging_service",
      isOneOf("none", "logging.googleapis.com"),
      "fine",
      "keeps no logs",
    ),
    row(
      "google_container_cluster",
      "monitoring_service",
      isOneOf("none", "monitoring.googleapis.com"),
      "fine",
      "is not monitored",
    ),
    row("azurerm_kubernetes_cluster", "addon_profile.oms_agent.enabled", isFalse, "fine", "is not monitored"),
  ],
);

const gkeAuth = tableCheck(
  {
    id: "terraform/cluster-legacy-authentication",
    title: "A cluster accepts legacy log-ins or rights",
    severity: "high",
    category: "security",
    why: "Static passwords, client certificates that cannot be revoked and attribute-based rules give access past RBAC and the identity provider.",
    remedy: "Switch the legacy method off and use RBAC with the cloud's identities.",
    reference: "https://cloud.google.com/kubernetes-engine/docs/how-to/hardening-your-cluster",
    equivalents: [
      "kics:GKE Legacy Authorization Enabled",
      "kics:GKE Basic Authentication Enabled",
      "kics:Client Certificate Disabled",
      "kics:AKS RBAC Disabled",
      "checkov:CKV_GCP_7",
      "checkov:CKV_GCP_13",
      "checkov:CKV_GCP_19",
      "checkov:CKV_AZURE_5",
      "checkov:CKV_AZURE_141",
      "trivy:AZU-0042",
      "trivy:GCP-0062",
      "trivy:GCP-0064",
    ],
  },
  [
    row("google_container_cluster", "enable_legacy_abac", isTrue, "fine", "uses attribute-based rights", {
      mend: "false",
    }),
    row(
      "google_container_cluster",
      "master_auth.client_certificate_config.issue_client_certificate",
      isTrue,
      "fine",
      "issues client certificates",
      { mend: "false" },
    ),
    row(
      "google_container_cluster",
      "master_auth.password",
      (value) => value.string !== "",
      "fine",
      "has a static password",
    ),
    row(
      "azurerm_kubernetes_cluster",
      "role_based_access_control_enabled",
      isFalse,
      "fine",
      "does not use RBAC",
      { mend: "true" },
    ),
    row(
      "azurerm_kubernetes_cluster",
      "role_based_access_control.enabled",
      isFalse,
      "fine",
      "does not use RBAC",
      { mend: "true" },
    ),
    row("azurerm_kubernetes_cluster", "local_account_disabled", isFalse, "fine", "keeps local accounts", {
      mend: "true",
    }),
  ],
);

const networkPolicy = tableCheck(
  {
    id: "terraform/cluster-without-network-policy",
    title: "A cluster cannot enforce network policies",
    severity: "medium",
    category: "security",
    why: "Every pod reaches every other one, and NetworkPolicy objects are accepted but do nothing.",
    remedy: "Set a network policy engine when the cluster is made; on AKS it cannot be added later.",
    reference: "https://learn.microsoft.com/azure/aks/use-network-policies",
    equivalents: [
      "kics:AKS Network Policy Misconfigured",
      "kics:Network Policy Disabled",
      "checkov:CKV_AZURE_7",
      "checkov:CKV_GCP_12",
      "trivy:AZU-0043",
      "trivy:GCP-0056",
    ],
  },
  [
    row(
      "azurerm_kubernetes_cluster",
      "network_profile.network_policy",
      isOneOf("none", ""),
      "wrong",
      "has no network policy engine",
    ),
    row(
      "google_container_cluster",
      "network_policy.enabled",
      isFalse,
      "fine",
      "has network policies switched off",
      {
        when: (one) => one.value("datapath_provider")?.string !== "ADVANCED_DATAPATH",
        mend: "true",
      },
    ),
    row(
      "google_container_cluster",
      "addons_config.network_policy_config.disabled",
      isTrue,
      "fine",
      "has network policies switched off",
      {
        when: (one) => one.value("datapath_provider")?.string !== "ADVANCED_DATAPATH",
        mend: "false",
      },
    ),
  ],
);

const aksAddons = tableCheck(
  {
    id: "terraform/aks-secret-rotation-off",
    title: "Secrets from the vault are not refreshed",
    severity: "low",
    category: "security",
    why: "Pods keep the old value after a secret was rotated in the vault, until somebody restarts them.",
    remedy: "Set secret_rotation_enabled to true in key_vault_secrets_provider.",
    reference: "https://learn.microsoft.com/azure/aks/csi-secrets-store-configuration-options",
    equivalents: ["checkov:CKV_AZURE_172"],
  },
  [
    row(
      "azurerm_kubernetes_cluster",
      "key_vault_secrets_provider.secret_rotation_enabled",
      isFalse,
      "wrong-in-block",
      "does not refresh secrets from the vault",
      { mend: "true" },
    ),
  ],
);

export const clusterChecks: readonly Check<TerraformModel>[] = [
  openApi,
  gkeAuth,
  eksSecrets,
  networkPolicy,
  clusterLogs,
  aksAddons,
];
