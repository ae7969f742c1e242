import type { Check } from "../../../system.ts";
import { nameOf, type TerraformModel } from "../model.ts";
import type { Value } from "../section.ts";
import { isFalse, isTrue, resourcesOf, row } from "./rules.ts";
import { tableCheck } from "./shared.ts";

const MACHINES =
  "google_compute_instance google_compute_instance_template google_compute_instance_from_template";

const says = (value: Value, ...words: string[]): boolean =>
  words.includes((value.string ?? String(value.boolean ?? value.number)).toLowerCase());

const serialPort = tableCheck(
  {
    id: "terraform/serial-port-enabled",
    title: "A machine's serial port is open",
    severity: "medium",
    category: "security",
    why: "The serial console answers every address of the internet and knows no firewall rules.",
    remedy: "Remove serial-port-enable from the metadata.",
    reference: "https://cloud.google.com/compute/docs/troubleshooting/troubleshooting-using-serial-console",
    equivalents: ["kics:Serial Ports Are Enabled For VM Instances", "checkov:CKV_GCP_35", "trivy:GCP-0032"],
  },
  [
    row(
      MACHINES,
      "metadata.serial-port-enable",
      (value) => says(value, "true", "1"),
      "fine",
      "opens its serial port",
    ),
  ],
);

const projectKeys = tableCheck(
  {
    id: "terraform/project-wide-ssh-keys",
    title: "A machine accepts every SSH key of the project",
    severity: "low",
    category: "security",
    why: "One key in the project's metadata opens every machine.",
    remedy: 'Set block-project-ssh-keys to "true" in the metadata, or use OS Login.',
    reference: "https://cloud.google.com/compute/docs/connect/restrict-ssh-keys#block-keys",
    equivalents: [
      "kics:Project-wide SSH Keys Are Enabled In VM Instances",
      "checkov:CKV_GCP_32",
      "trivy:GCP-0030",
    ],
  },
  [
    row(
      MACHINES,
      "metadata.block-project-ssh-keys",
      (value) => says(value, "false"),
      "wrong",
      "accepts every key of the project",
      {
        when: (one) => one.at("metadata")?.value("enable-oslogin") === undefined,
      },
    ),
  ],
);

const osLogin = tableCheck(
  {
    id: "terraform/os-login-disabled",
    title: "OS Login is off",
    severity: "medium",
    category: "security",
    why: "SSH keys are copied into metadata and stay there when people leave.",
    remedy: 'Set enable-oslogin to "TRUE" for the project, and do not override it.',
    reference: "https://cloud.google.com/compute/docs/oslogin",
    equivalents: [
      "kics:OSLogin Is Disabled For VM Instance",
      "kics:OSLogin Disabled",
      "checkov:CKV_GCP_33",
      "checkov:CKV_GCP_34",
      "trivy:GCP-0036",
      "trivy:GCP-0042",
    ],
  },
  [
    row(
      `${MACHINES} google_compute_project_metadata`,
      "metadata.enable-oslogin",
      (value) => says(value, "false"),
      "fine",
      "does not use OS Login",
    ),
    row(
      "google_compute_project_metadata",
      "metadata.enable-oslogin",
      () => false,
      "wrong",
      "does not use OS Login",
    ),
    row(
      "google_compute_project_metadata_item",
      "value",
      (value) => says(value, "false"),
      "fine",
      "switches OS Login off",
      {
        when: (one) => one.value("key")?.string === "enable-oslogin",
      },
    ),
  ],
);

const shielded = tableCheck(
  {
    id: "terraform/shielded-vm-off",
    title: "A machine does not verify what it boots",
    severity: "low",
    category: "security",
    why: "A changed boot loader or kernel goes unnoticed and survives re-installations of the software above.",
    remedy: "Leave enable_vtpm and enable_integrity_monitoring on.",
    reference: "https://cloud.google.com/compute/shielded-vm/docs/shielded-vm",
    equivalents: ["kics:Shielded VM Disabled", "checkov:CKV_GCP_39", "trivy:GCP-0067"],
  },
  [
    row(MACHINES, "shielded_instance_config.enable_vtpm", isFalse, "fine", "does not verify what it boots", {
      mend: "true",
    }),
    row(
      MACHINES,
      "shielded_instance_config.enable_integrity_monitoring",
      isFalse,
      "fine",
      "does not watch what it boots",
      { mend: "true" },
    ),
  ],
);

const forwarding = tableCheck(
  {
    id: "terraform/ip-forwarding-enabled",
    title: "A machine forwards packets of others",
    severity: "medium",
    category: "security",
    why: "The machine may send packets in the name of others and so get round firewall rules by source.",
    remedy: "Set it to false, unless the machine is a router or NAT gateway.",
    reference: "https://cloud.google.com/vpc/docs/using-routes#canipforward",
    equivalents: [
      "kics:IP Forwarding Enabled",
      "checkov:CKV_GCP_36",
      "checkov:CKV_AZURE_118",
      "trivy:GCP-0043",
    ],
  },
  [
    row(
      "google_compute_instance google_compute_instance_template",
      "can_ip_forward",
      isTrue,
      "fine",
      "forwards packets of others",
      { mend: "false" },
    ),
    row("azurerm_network_interface", "enable_ip_forwarding", isTrue, "fine", "forwards packets of others", {
      mend: "false",
    }),
    row("azurerm_network_interface", "ip_forwarding_enabled", isTrue, "fine", "forwards packets of others", {
      mend: "false",
    }),
  ],
);

const scopes: Check<TerraformModel> = {
  id: "terraform/full-cloud-scope",
  title: "A machine may use every API",
  severity: "high",
  category: "security",
  why: "The scope cloud-platform together with the default account, which often is an editor, lets whoever breaks into the machine change the whole project.",
  remedy: "Use a service account of its own, whose roles set the limit.",
  reference: "https://cloud.google.com/compute/docs/access/service-accounts#scopes_best_practice",
  equivalents: ["kics:VM With Full Cloud Access", "checkov:CKV_GCP_31", "trivy:GCP-0044"],
  *run(model) {
    for (const machine of resourcesOf(model, "google_compute_instance", "google_compute_instance_template")) {
      for (const account of machine.section.sections("service_account")) {
        const email = account.value("email");
        if (email && !/-compute@developer/.test(email.string ?? "")) continue;
        const scope = account.value("scopes")?.strings.find(({ value }) => /cloud-platform$/.test(value));
        if (scope)
          yield {
            range: scope.range,
            message: `${nameOf(machine)} may use every API as the default account.`,
          };
      }
    }
  },
};

export const googleMachineChecks: readonly Check<TerraformModel>[] = [
  scopes,
  serialPort,
  osLogin,
  forwarding,
  projectKeys,
  shielded,
];
