import type { Check, Hit } from "../../../system.ts";
import { nameOf, type TerraformModel } from "../model.ts";
import { openingsOf } from "./openings.ts";
import { isEverywhere, isPublicService, sensitiveIn } from "./ports.ts";
import { resourcesOf } from "./rules.ts";

const sensitivePort: Check<TerraformModel> = {
  id: "terraform/sensitive-port-open-to-internet",
  title: "A firewall opens an administration or database port to the internet",
  severity: "critical",
  category: "security",
  why: "Scanners find an open SSH, RDP or database port within minutes and try passwords and known holes without end; one weak account is enough. It shows as a flood of failed log-ins.",
  remedy:
    "Limit the source to the network that needs it, or reach the machine over a VPN, a bastion or the provider's session service.",
  reference: "https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html",
  equivalents: [
    "kics:Unrestricted Security Group Ingress",
    "kics:Sensitive Port Is Exposed To Entire Network",
    "kics:Security Group With Unrestricted Access To SSH",
    "kics:Remote Desktop Port Open To Internet",
    "kics:SQL Analysis Services Port 2383 (TCP) Is Publicly Accessible",
    "kics:Network ACL With Unrestricted Access To SSH",
    "kics:Network ACL With Unrestricted Access To RDP",
    "kics:RDP Is Exposed To The Internet",
    "kics:SSH Is Exposed To The Internet",
    "kics:RDP Access Is Not Restricted",
    "kics:SSH Access Is Not Restricted",
    "kics:DB Security Group Open To Large Scope",
    "kics:DB Security Group With Public Scope",
    "kics:Google Compute firewall ingress allows unrestricted FTP access",
    "checkov:CKV_AWS_24",
    "checkov:CKV_AWS_25",
    "checkov:CKV_AWS_277",
    "checkov:CKV_AWS_230",
    "checkov:CKV_AWS_231",
    "checkov:CKV_AWS_232",
    "checkov:CKV_AZURE_9",
    "checkov:CKV_AZURE_10",
    "checkov:CKV_GCP_2",
    "checkov:CKV_GCP_3",
    "checkov:CKV_GCP_75",
    "checkov:CKV_GCP_77",
    "checkov:CKV_GCP_88",
    "trivy:AWS-0107",
    "trivy:AWS-0105",
    "trivy:AZU-0048",
    "trivy:AZU-0050",
    "trivy:AZU-0074",
    "trivy:GCP-0070",
    "trivy:GCP-0071",
    "trivy:GCP-0072",
    "trivy:DIG-0001",
  ],
  *run(model) {
    for (const { name, ports, range } of openingsOf(model)) {
      const what = ports.map(sensitiveIn).find((one) => one !== undefined);
      if (what !== undefined) yield { range, message: `${name} lets the whole internet reach ${what}.` };
    }
  },
};

const anyPort: Check<TerraformModel> = {
  id: "terraform/port-open-to-internet",
  title: "A firewall opens a port to the internet",
  severity: "low",
  category: "security",
  why: "A port other than HTTP and HTTPS is open to every address. Most such services are meant for a known set of callers, and nobody notices a stranger who uses one.",
  remedy:
    "Name the networks or security groups that may connect, or put the service behind a load balancer on 443.",
  reference: "https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html",
  equivalents: ["kics:HTTP Port Open To Internet", "checkov:CKV_AWS_260", "trivy:AZU-0047"],
  *run(model) {
    for (const { name, ports, range } of openingsOf(model)) {
      if (ports.some((one) => sensitiveIn(one) !== undefined)) continue;
      const odd = ports.find((one) => !isPublicService(one));
      if (!odd) continue;
      const text = odd.from === odd.to ? `port ${odd.from}` : `ports ${odd.from}-${odd.to}`;
      yield { range, message: `${name} lets the whole internet reach ${text}.` };
    }
  },
};

/** Types whose argument `publicly_accessible` puts a data store on a public address. */
const PUBLIC_STORES = [
  "aws_db_instance",
  "aws_rds_cluster_instance",
  "aws_redshift_cluster",
  "aws_redshiftserverless_workgroup",
  "aws_dms_replication_instance",
  "aws_neptune_cluster_instance",
  "aws_docdb_cluster_instance",
  "aws_mq_broker",
];

const publicDatabase: Check<TerraformModel> = {
  id: "terraform/public-database",
  title: "A data store can be reached from the internet",
  severity: "critical",
  category: "security",
  why: "The data store gets a public address, so that a password, or one hole in the engine, is all that stands between the internet and the data.",
  remedy: "Turn public access off and reach the data store over the private network.",
  reference:
    "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_VPC.WorkingWithRDSInstanceinaVPC.html",
  equivalents: [
    "kics:RDS DB Instance Publicly Accessible",
    "kics:Redshift Publicly Accessible",
    "kics:MSK Broker Is Publicly Accessible",
    "kics:SQL DB Instance Publicly Accessible",
    "checkov:CKV_AWS_17",
    "checkov:CKV_AWS_69",
    "checkov:CKV_AWS_87",
    "checkov:CKV_AWS_89",
    "checkov:CKV_AWS_102",
    "checkov:CKV_AWS_291",
    "checkov:CKV_GCP_11",
    "checkov:CKV_GCP_60",
    "trivy:AWS-0180",
    "trivy:AWS-0082",
    "trivy:AWS-0072",
    "trivy:GCP-0017",
  ],
  *run(model) {
    for (const resource of resourcesOf(model, ...PUBLIC_STORES)) {
      const value = resource.section.value("publicly_accessible");
      if (value?.boolean !== true) continue;
      const edit = value.written.kind === "literal" ? [{ range: value.range, newText: "false" }] : [];
      const hit: Hit = { range: value.range, message: `${nameOf(resource)} is publicly accessible.` };
      yield edit.length > 0
        ? { ...hit, fix: { title: "Set publicly_accessible to false", edits: edit } }
        : hit;
    }
    for (const cluster of resourcesOf(model, "aws_msk_cluster")) {
      const value = cluster.section
        .at("broker_node_group_info", "connectivity_info", "public_access")
        ?.value("type");
      if (value?.string !== undefined && value.string !== "DISABLED") {
        yield { range: value.range, message: `${nameOf(cluster)} gives its brokers public addresses.` };
      }
    }
    for (const instance of resourcesOf(model, "google_sql_database_instance")) {
      yield* googleDatabase(instance);
    }
  },
};

function* googleDatabase(instance: TerraformModel["resources"][number]): Generator<Hit> {
  for (const settings of instance.section.sections("settings")) {
    for (const ip of settings.sections("ip_configuration")) {
      for (const network of ip.sections("authorized_networks")) {
        const value = network.value("value");
        if (value?.string !== undefined && isEverywhere(value.string)) {
          yield { range: value.range, message: `${nameOf(instance)} lets the whole internet connect.` };
        }
      }
      const address = ip.value("ipv4_enabled");
      if (address?.boolean === true && ip.sections("authorized_networks").length === 0) {
        yield { range: address.range, message: `${nameOf(instance)} has a public address.` };
      }
    }
  }
}

const AZURE_FIREWALLS = [
  "azurerm_sql_firewall_rule",
  "azurerm_mssql_firewall_rule",
  "azurerm_mysql_firewall_rule",
  "azurerm_mysql_flexible_server_firewall_rule",
  "azurerm_mariadb_firewall_rule",
  "azurerm_postgresql_firewall_rule",
  "azurerm_postgresql_flexible_server_firewall_rule",
  "azurerm_redis_firewall_rule",
  "azurerm_cosmosdb_postgresql_firewall_rule",
  "azurerm_synapse_firewall_rule",
];

const azureDatabaseFirewall: Check<TerraformModel> = {
  id: "terraform/azure-database-firewall-open",
  title: "An Azure database firewall admits everybody",
  severity: "critical",
  category: "security",
  why: "The rule's range covers the internet, or (0.0.0.0 to 0.0.0.0) every machine inside Azure, those of other customers included.",
  remedy: "Give the range of your own addresses, or use a private endpoint.",
  reference: "https://learn.microsoft.com/azure/azure-sql/database/firewall-configure",
  equivalents: [
    "kics:Unrestricted SQL Server Access",
    "kics:SQLServer Ingress From Any IP",
    "kics:Redis Entirely Accessible",
    "kics:Redis Publicly Accessible",
    "kics:CosmosDB Account IP Range Filter Not Set",
    "kics:PostgreSQL Server Access Is Not Restricted",
    "checkov:CKV_AZURE_11",
    "checkov:CKV2_AZURE_34",
    "checkov:CKV2_AZURE_6",
    "checkov:CKV2_AZURE_26",
    "trivy:AZU-0029",
  ],
  *run(model) {
    for (const rule of resourcesOf(model, ...AZURE_FIREWALLS)) {
      const start = rule.section.value("start_ip_address");
      const end = rule.section.value("end_ip_address");
      if (!start || start.string === undefined || end?.string === undefined) continue;
      const width = addressNumber(end.string) - addressNumber(start.string);
      if (start.string === "0.0.0.0" && end.string === "0.0.0.0") {
        yield { range: start.range, message: `${nameOf(rule)} admits every machine inside Azure.` };
      } else if (width >= 2 ** 24) {
        yield { range: start.range, message: `${nameOf(rule)} admits ${start.string} to ${end.string}.` };
      } else if (isPublicAddress(start.string) && rule.type === "azurerm_redis_firewall_rule") {
        yield {
          range: start.range,
          message: `${nameOf(rule)} admits the public addresses from ${start.string}.`,
        };
      }
    }
  },
};

/** An IPv4 address as a number; NaN where it is none. */
function addressNumber(address: string): number {
  const parts = address.split(".").map(Number);
  if (parts.length !== 4) return Number.NaN;
  return parts.reduce((sum, part) => sum * 256 + part, 0);
}

function isPublicAddress(address: string): boolean {
  const number = addressNumber(address);
  if (Number.isNaN(number)) return false;
  const isPrivate = /^(?:10\.|192\.168\.|127\.|172\.(?:1[6-9]|2\d|3[01])\.)/.test(address);
  return !isPrivate;
}

const defaultNetwork: Check<TerraformModel> = {
  id: "terraform/default-network",
  title: "The default network is used",
  severity: "medium",
  category: "security",
  why: "The default network comes with open firewall rules and one flat range that every project shares; what runs in it is reachable from more places than anybody planned.",
  remedy: "Create a network of your own with explicit subnets and rules.",
  reference: "https://cloud.google.com/vpc/docs/vpc#default-network",
  equivalents: [
    "kics:Ensure legacy networks do not exist for a project",
    "checkov:CKV_AWS_148",
    "checkov:CKV_GCP_27",
    "trivy:AWS-0101",
    "trivy:GCP-0073",
  ],
  *run(model) {
    for (const vpc of resourcesOf(model, "aws_default_vpc")) {
      yield { range: vpc.section.range, message: `${nameOf(vpc)} takes over the account's default network.` };
    }
    for (const firewall of resourcesOf(model, "google_compute_firewall", "google_container_cluster")) {
      const value = firewall.section.value("network");
      if (value?.string === "default") {
        yield { range: value.range, message: `${nameOf(firewall)} is in the default network.` };
      }
    }
    for (const project of resourcesOf(model, "google_project")) {
      const value = project.section.value("auto_create_network");
      if (value ? value.boolean === true : true) {
        const range = value?.range ?? project.section.range;
        yield { range, message: `${nameOf(project)} creates the default network with its open rules.` };
      }
    }
  },
};

export const networkChecks: readonly Check<TerraformModel>[] = [
  sensitivePort,
  publicDatabase,
  azureDatabaseFirewall,
  anyPort,
  defaultNetwork,
];
