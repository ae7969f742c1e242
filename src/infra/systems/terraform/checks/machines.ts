import type { Check } from "../../../system.ts";
import { nameOf, type TerraformModel } from "../model.ts";
import { isFalse, isNot, isOneOf, isTrue, resourcesOf, row } from "./rules.ts";
import { tableCheck } from "./shared.ts";

const metadata: Check<TerraformModel> = {
  id: "terraform/instance-metadata-v1",
  title: "An instance answers metadata requests of version 1",
  severity: "high",
  category: "security",
  why: "One request that an attacker makes the application send (SSRF) returns the credentials of the instance's role. Version 2 asks for a token first, which such a request cannot get.",
  remedy: 'Add metadata_options with http_tokens = "required".',
  reference: "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-service.html",
  equivalents: [
    "kics:Instance Uses Metadata Service IMDSv1",
    "kics:IMDSv1 enabled",
    "checkov:CKV_AWS_79",
    "trivy:AWS-0028",
    "trivy:AWS-0130",
  ],
  *run(model) {
    for (const machine of resourcesOf(
      model,
      "aws_instance",
      "aws_launch_template",
      "aws_launch_configuration",
    )) {
      const { section } = machine;
      // An instance from a launch template takes its options from there.
      if (machine.type === "aws_instance" && section.has("launch_template")) continue;
      const options = section.sections("metadata_options");
      if (options.length === 0) {
        if (section.has("metadata_options")) continue;
        yield {
          range: section.range,
          message: `${nameOf(machine)} accepts metadata requests without a token.`,
        };
        continue;
      }
      for (const one of options) {
        if (one.value("http_endpoint")?.string === "disabled") continue;
        const tokens = one.value("http_tokens");
        if (tokens && (tokens.string === undefined || tokens.string === "required")) continue;
        const edits =
          tokens?.written.kind === "literal" ? [{ range: tokens.range, newText: '"required"' }] : [];
        yield {
          range: tokens?.range ?? one.range,
          message: `${nameOf(machine)} accepts metadata requests without a token.`,
          ...(edits.length > 0 ? { fix: { title: 'Set http_tokens to "required"', edits } } : {}),
        };
      }
    }
  },
};

const publicAddress = tableCheck(
  {
    id: "terraform/machine-with-public-address",
    title: "A machine gets a public address",
    severity: "medium",
    category: "security",
    why: "Every service that listens on the machine is one firewall rule away from the internet.",
    remedy:
      "Keep machines in private subnets, behind a load balancer, and reach them over a bastion or session service.",
    reference: "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-best-practices.html",
    equivalents: [
      "kics:EC2 Instance Has Public IP",
      "kics:Network Interfaces With Public IP",
      "checkov:CKV_AWS_88",
      "checkov:CKV_AWS_130",
      "checkov:CKV_AZURE_119",
      "checkov:CKV2_AZURE_39",
      "checkov:CKV_GCP_40",
      "trivy:AWS-0009",
      "trivy:AWS-0164",
      "trivy:AZU-0076",
      "trivy:GCP-0031",
    ],
  },
  [
    row(
      "aws_instance aws_launch_configuration",
      "associate_public_ip_address",
      isTrue,
      "fine",
      "gets a public address",
      { mend: "false" },
    ),
    row(
      "aws_launch_template",
      "network_interfaces.associate_public_ip_address",
      isTrue,
      "fine",
      "gives machines public addresses",
      { mend: "false" },
    ),
    row("aws_subnet", "map_public_ip_on_launch", isTrue, "fine", "gives machines public addresses", {
      mend: "false",
    }),
    row(
      "azurerm_network_interface",
      "ip_configuration.public_ip_address_id",
      (value) => value.expression.kind === "reference" || (value.string ?? "") !== "",
      "fine",
      "has a public address",
    ),
  ],
);

const notebook = tableCheck(
  {
    id: "terraform/notebook-direct-internet",
    title: "A notebook has direct access to the internet",
    severity: "medium",
    category: "security",
    why: "Data that the notebook reads can be sent anywhere, past the network's controls.",
    remedy: 'Set direct_internet_access to "Disabled" and give the notebook a subnet.',
    reference: "https://docs.aws.amazon.com/sagemaker/latest/dg/appendix-notebook-and-internet-access.html",
    equivalents: [
      "kics:SageMaker notebook internet access enabled",
      "checkov:CKV_AWS_122",
      "checkov:CKV_GCP_89",
    ],
  },
  [
    row(
      "aws_sagemaker_notebook_instance",
      "direct_internet_access",
      isOneOf("Enabled"),
      "wrong",
      "reaches the internet directly",
      {
        mend: '"Disabled"',
      },
    ),
    row("google_notebooks_instance", "no_public_ip", isFalse, "wrong", "has a public address", {
      mend: "true",
    }),
  ],
);

const azurePasswords = tableCheck(
  {
    id: "terraform/password-login-enabled",
    title: "A virtual machine accepts passwords",
    severity: "high",
    category: "security",
    why: "Passwords for SSH are guessed by machines day and night; keys are not. The password also lies in the state.",
    remedy: "Set disable_password_authentication to true and give admin_ssh_key.",
    reference: "https://learn.microsoft.com/azure/virtual-machines/linux/create-ssh-keys-detailed",
    equivalents: ["checkov:CKV_AZURE_1", "checkov:CKV_AZURE_149", "checkov:CKV_AZURE_178", "trivy:AZU-0039"],
  },
  [
    row(
      "azurerm_linux_virtual_machine azurerm_linux_virtual_machine_scale_set",
      "disable_password_authentication",
      isFalse,
      "fine",
      "accepts passwords",
      { mend: "true" },
    ),
    row(
      "azurerm_virtual_machine azurerm_virtual_machine_scale_set",
      "os_profile_linux_config.disable_password_authentication",
      isFalse,
      "wrong-in-block",
      "accepts passwords",
      { mend: "true" },
    ),
  ],
);

const updates = tableCheck(
  {
    id: "terraform/automatic-updates-off",
    title: "Security updates are not installed automatically",
    severity: "medium",
    category: "security",
    why: "Known holes stay open until somebody remembers the resource.",
    remedy: "Switch automatic updates on, with a maintenance window.",
    reference: "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_UpgradeDBInstance.Upgrading.html",
    equivalents: [
      "kics:Automatic Minor Upgrades Disabled",
      "checkov:CKV_AWS_226",
      "checkov:CKV_AWS_340",
      "checkov:CKV_AZURE_95",
      "checkov:CKV_AZURE_177",
    ],
  },
  [
    row(
      "aws_db_instance aws_rds_cluster_instance aws_neptune_cluster_instance aws_mq_broker aws_dms_replication_instance terraform-aws-modules/rds/aws",
      "auto_minor_version_upgrade",
      isFalse,
      "fine",
      "does not install minor updates",
      { mend: "true" },
    ),
    row(
      "azurerm_windows_virtual_machine",
      "enable_automatic_updates",
      isFalse,
      "fine",
      "does not install updates",
      { mend: "true" },
    ),
    row(
      "azurerm_windows_virtual_machine",
      "automatic_updates_enabled",
      isFalse,
      "fine",
      "does not install updates",
      { mend: "true" },
    ),
    row(
      "azurerm_virtual_machine_scale_set",
      "automatic_os_upgrade",
      isFalse,
      "fine",
      "does not install updates",
      { mend: "true" },
    ),
    row(
      "azurerm_virtual_machine",
      "os_profile_windows_config.enable_automatic_upgrades",
      isFalse,
      "fine",
      "does not install updates",
      { mend: "true" },
    ),
    row(
      "aws_elastic_beanstalk_environment",
      "setting.value",
      isFalse,
      "fine",
      "does not install platform updates",
      {
        when: (one) =>
          one
            .sections("setting")
            .every((setting) => setting.value("name")?.string === "ManagedActionsEnabled"),
      },
    ),
  ],
);

const certificate = tableCheck(
  {
    id: "terraform/database-old-certificate-authority",
    title: "A database uses an expired certificate authority",
    severity: "high",
    category: "reliability",
    why: "Clients that verify the certificate cannot connect any more.",
    remedy: "Move to rds-ca-rsa2048-g1 and update the clients' trust stores first.",
    reference: "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.SSL.html",
    equivalents: ["checkov:CKV_AWS_211"],
  },
  [
    row(
      "aws_db_instance aws_rds_cluster_instance aws_docdb_cluster_instance terraform-aws-modules/rds/aws",
      "ca_cert_identifier",
      isNot("rds-ca-rsa2048-g1", "rds-ca-rsa4096-g1", "rds-ca-ecc384-g1"),
      "fine",
      "uses an expired certificate authority",
    ),
  ],
);

export const machineChecks: readonly Check<TerraformModel>[] = [
  metadata,
  azurePasswords,
  publicAddress,
  notebook,
  updates,
  certificate,
];
