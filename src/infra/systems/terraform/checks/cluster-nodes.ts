import type { Check } from "../../../system.ts";
import { nameOf, type TerraformModel } from "../model.ts";
import { isFalse, isOneOf, isTrue, resourcesOf, row } from "./rules.ts";
import { tableCheck } from "./shared.ts";

const nodes = tableCheck(
  {
    id: "terraform/cluster-node-hardening",
    title: "Nodes of a cluster miss a protection",
    severity: "medium",
    category: "security",
    why: "A container that breaks out finds the node's credentials, an old kernel or an unverified boot chain.",
    remedy: "Use shielded nodes, the GKE metadata server, automatic upgrades and repairs.",
    reference: "https://cloud.google.com/kubernetes-engine/docs/how-to/hardening-your-cluster",
    equivalents: [
      "kics:Shielded GKE Nodes Disabled",
      "kics:COS Node Image Not Used",
      "checkov:CKV_GCP_22",
      "checkov:CKV_GCP_68",
      "checkov:CKV_GCP_71",
      "checkov:CKV_GCP_72",
      "checkov:CKV_AZURE_143",
      "checkov:CKV2_GCP_32",
      "trivy:GCP-0048",
      "trivy:GCP-0054",
      "trivy:GCP-0055",
      "trivy:GCP-0057",
    ],
  },
  [
    row("google_container_cluster", "enable_shielded_nodes", isFalse, "fine", "does not use shielded nodes", {
      mend: "true",
    }),
    row(
      "google_container_cluster",
      "node_config.workload_metadata_config.node_metadata",
      isOneOf("EXPOSE", "UNSPECIFIED", "GCE_METADATA"),
      "fine",
      "shows the node's credentials to every container",
    ),
    row(
      "google_container_cluster google_container_node_pool",
      "node_config.workload_metadata_config.mode",
      isOneOf("GCE_METADATA"),
      "fine",
      "shows the node's credentials to every container",
    ),
    row(
      "google_container_node_pool",
      "node_config.workload_metadata_config.node_metadata",
      isOneOf("EXPOSE", "UNSPECIFIED"),
      "fine",
      "shows the node's credentials to every container",
    ),
    row(
      "google_container_cluster google_container_node_pool",
      "node_config.metadata.disable-legacy-endpoints",
      isFalse,
      "fine",
      "keeps the legacy metadata endpoints",
    ),
    row(
      "google_container_cluster google_container_node_pool",
      "node_config.image_type",
      (value) => value.string !== undefined && !/^(?:cos|ubuntu|windows)/i.test(value.string),
      "fine",
      "uses another node image than Container-Optimized OS",
    ),
    row(
      "google_container_cluster google_container_node_pool",
      "node_config.shielded_instance_config.enable_secure_boot",
      isFalse,
      "fine",
      "does not verify what its nodes boot",
      { mend: "true" },
    ),
    row(
      "google_container_cluster google_container_node_pool",
      "node_config.shielded_instance_config.enable_integrity_monitoring",
      isFalse,
      "fine",
      "does not watch what its nodes boot",
      { mend: "true" },
    ),
    row(
      "azurerm_kubernetes_cluster",
      "default_node_pool.enable_node_public_ip",
      isTrue,
      "fine",
      "gives its nodes public addresses",
      { mend: "false" },
    ),
    row(
      "azurerm_kubernetes_cluster_node_pool",
      "enable_node_public_ip",
      isTrue,
      "fine",
      "gives its nodes public addresses",
      { mend: "false" },
    ),
    row("google_tpu_v2_vm", "network_config.enable_external_ips", isTrue, "fine", "has a public address", {
      mend: "false",
    }),
  ],
);

const upkeep = tableCheck(
  {
    id: "terraform/node-upkeep-off",
    title: "Nodes are not upgraded or repaired automatically",
    severity: "medium",
    category: "reliability",
    why: "Nodes stay on versions with known holes until the control plane no longer supports them, and broken nodes stay broken.",
    remedy: "Switch auto_upgrade and auto_repair on in management, with a maintenance window.",
    reference: "https://cloud.google.com/kubernetes-engine/docs/how-to/node-auto-upgrades",
    equivalents: [
      "kics:Node Auto Upgrade Disabled",
      "checkov:CKV_GCP_9",
      "checkov:CKV_GCP_10",
      "trivy:GCP-0058",
      "trivy:GCP-0063",
    ],
  },
  [
    row(
      "google_container_node_pool",
      "management.auto_upgrade",
      isFalse,
      "wrong",
      "does not upgrade its nodes",
    ),
    row(
      "google_container_node_pool",
      "management.auto_repair",
      isFalse,
      "fine",
      "does not repair its nodes",
      { mend: "true" },
    ),
  ],
);

const publicNodes = tableCheck(
  {
    id: "terraform/cluster-public-nodes",
    title: "A cluster's nodes have public addresses",
    severity: "medium",
    category: "security",
    why: "Every port that a node opens is one firewall rule away from the internet.",
    remedy: "Add private_cluster_config with enable_private_nodes = true; it takes a new cluster.",
    reference: "https://cloud.google.com/kubernetes-engine/docs/how-to/private-clusters",
    equivalents: [
      "kics:Private Cluster Disabled",
      "checkov:CKV_GCP_25",
      "checkov:CKV_GCP_64",
      "trivy:GCP-0059",
    ],
  },
  [
    row(
      "google_container_cluster",
      "private_cluster_config.enable_private_nodes",
      isFalse,
      "wrong",
      "gives its nodes public addresses",
      { mend: "true" },
    ),
  ],
);

const nodeAccess: Check<TerraformModel> = {
  id: "terraform/node-group-open-ssh",
  title: "Nodes accept SSH from the whole internet",
  severity: "high",
  category: "security",
  why: "With a key but no source groups, EKS opens port 22 of every node to 0.0.0.0/0.",
  remedy: "Name source_security_group_ids, or drop remote_access and use Session Manager.",
  reference: "https://docs.aws.amazon.com/eks/latest/APIReference/API_RemoteAccessConfig.html",
  equivalents: ["kics:EKS node group remote access disabled", "checkov:CKV_AWS_100"],
  *run(model) {
    for (const group of resourcesOf(model, "aws_eks_node_group")) {
      for (const access of group.section.sections("remote_access")) {
        if (!access.has("ec2_ssh_key") || access.has("source_security_group_ids")) continue;
        yield { range: access.range, message: `${nameOf(group)} opens SSH to every address.` };
      }
    }
  },
};

export const clusterNodeChecks: readonly Check<TerraformModel>[] = [nodeAccess, publicNodes, nodes, upkeep];
