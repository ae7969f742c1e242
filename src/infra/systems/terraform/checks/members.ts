import type { Check, Hit } from "../../../system.ts";
import { type Declaration, nameOf, type TerraformModel } from "../model.ts";
import { resourcesOf } from "./rules.ts";

const EVERYBODY: ReadonlySet<string> = new Set(["allusers", "allauthenticatedusers"]);

interface Grant {
  owner: Declaration;
  role: string | undefined;
  member: string;
  range: Hit["range"];
}

/** Who gets which role, over all IAM resources of Google Cloud. */
function* grantsOf(model: TerraformModel): Generator<Grant> {
  for (const owner of model.resources) {
    if (!/^google_.*_iam_(?:member|binding)$/.test(owner.type)) continue;
    const role = owner.section.value("role")?.string;
    for (const name of ["member", "members"]) {
      for (const { value, range } of owner.section.value(name)?.strings ?? []) {
        yield { owner, role, member: value, range };
      }
    }
  }
  for (const owner of model.data) {
    if (owner.type !== "google_iam_policy") continue;
    for (const binding of owner.section.sections("binding")) {
      const role = binding.value("role")?.string;
      for (const { value, range } of binding.value("members")?.strings ?? []) {
        const { startLine, startColumn } = binding.range;
        yield { owner, role, member: value, range: { ...range, startLine, startColumn } };
      }
    }
  }
}

const publicMember: Check<TerraformModel> = {
  id: "terraform/public-iam-member",
  title: "A role is granted to everybody",
  severity: "high",
  category: "security",
  why: "allUsers is the whole internet, allAuthenticatedUsers everyone with a Google account: data is read, functions are called and images are pulled by strangers.",
  remedy: "Grant the role to a group or a service account.",
  reference: "https://cloud.google.com/iam/docs/overview#all-users",
  equivalents: [
    "kics:BigQuery Dataset Is Public",
    "kics:Cloud Storage Anonymous or Publicly Accessible",
    "kics:Cloud Storage Bucket Is Publicly Accessible",
    "kics:Cloud KMS key ring is anonymously or publicly accessible",
    "kics:KMS Crypto Key is Publicly Accessible",
    "kics:Container Registry repo is public",
    "checkov:CKV_GCP_15",
    "checkov:CKV_GCP_28",
    "checkov:CKV_GCP_98",
    "checkov:CKV_GCP_99",
    "checkov:CKV_GCP_100",
    "checkov:CKV_GCP_101",
    "checkov:CKV_GCP_102",
    "checkov:CKV_GCP_107",
    "checkov:CKV2_GCP_6",
    "checkov:CKV2_GCP_8",
    "checkov:CKV2_GCP_9",
    "trivy:GCP-0001",
    "trivy:GCP-0046",
  ],
  *run(model) {
    for (const { owner, role, member, range } of grantsOf(model)) {
      if (!EVERYBODY.has(member.toLowerCase())) continue;
      yield { range, message: `${nameOf(owner)} grants ${role ?? "a role"} to ${member}.` };
    }
    for (const list of resourcesOf(
      model,
      "google_storage_bucket_acl",
      "google_storage_default_object_acl",
      "google_storage_object_acl",
    )) {
      for (const { value, range } of list.section.value("role_entity")?.strings ?? []) {
        const entity = value.slice(value.indexOf(":") + 1);
        if (EVERYBODY.has(entity.toLowerCase()))
          yield { range, message: `${nameOf(list)} admits ${entity}.` };
      }
    }
    const entries = [
      "google_storage_bucket_access_control",
      "google_storage_default_object_access_control",
      "google_storage_object_access_control",
    ];
    for (const entry of resourcesOf(model, ...entries)) {
      const entity = entry.section.value("entity");
      if (entity?.string !== undefined && EVERYBODY.has(entity.string.toLowerCase())) {
        yield { range: entity.range, message: `${nameOf(entry)} admits ${entity.string}.` };
      }
    }
    for (const dataset of resourcesOf(model, "google_bigquery_dataset", "google_bigquery_dataset_access")) {
      const rules =
        dataset.type === "google_bigquery_dataset" ? dataset.section.sections("access") : [dataset.section];
      for (const rule of rules) {
        for (const name of ["special_group", "iam_member"]) {
          const group = rule.value(name);
          if (group?.string === undefined || !EVERYBODY.has(group.string.toLowerCase())) continue;
          yield { range: group.range, message: `${nameOf(dataset)} admits ${group.string}.` };
        }
      }
    }
  },
};

const WIDE_SCOPE = /^google_(?:project|folder|organization)_iam_/;

function isWide({ owner }: Grant): boolean {
  return WIDE_SCOPE.test(owner.type);
}

/** Roles of IAM resources on projects, folders and organisations. */
function* wideRoles(
  model: TerraformModel,
): Generator<{ owner: Declaration; role: string; range: Hit["range"] }> {
  for (const owner of model.resources) {
    if (!WIDE_SCOPE.test(owner.type)) continue;
    const role = owner.section.value("role");
    if (role?.string !== undefined) yield { owner, role: role.string, range: role.range };
  }
}

const basicRole: Check<TerraformModel> = {
  id: "terraform/basic-role",
  title: "A basic role is granted",
  severity: "high",
  category: "security",
  why: "Owner and Editor may change nearly everything in the project, secrets and data included; who takes over the account takes over the project.",
  remedy: "Grant the predefined roles that the work needs.",
  reference: "https://cloud.google.com/iam/docs/roles-overview#basic",
  equivalents: [
    "kics:Service Account with Improper Privileges",
    "kics:Google Project IAM Member Service Account Has Admin Role",
    "checkov:CKV_GCP_42",
    "checkov:CKV_GCP_44",
    "checkov:CKV_GCP_45",
    "checkov:CKV_GCP_49",
    "checkov:CKV_GCP_115",
    "checkov:CKV_GCP_116",
    "checkov:CKV_GCP_117",
    "trivy:GCP-0007",
  ],
  *run(model) {
    for (const { owner, role, range } of wideRoles(model)) {
      if (role === "roles/owner" || role === "roles/editor") {
        yield { range, message: `${nameOf(owner)} grants ${role}.` };
      }
    }
    for (const { owner, role, member, range } of grantsOf(model)) {
      if (owner.keyword !== "data" || !member.startsWith("serviceAccount:")) continue;
      if (role === undefined || !/^roles\/(?:owner|editor|.*\.admin|.*Admin)$/.test(role)) continue;
      yield { range, message: `${nameOf(owner)} grants ${role} to a service account.` };
    }
  },
};

const IMPERSONATING: ReadonlySet<string> = new Set([
  "roles/iam.serviceAccountTokenCreator",
  "roles/iam.serviceAccountUser",
  "roles/iam.serviceAccountAdmin",
  "roles/iam.serviceAccountKeyAdmin",
  "roles/iam.workloadIdentityUser",
]);

const impersonation: Check<TerraformModel> = {
  id: "terraform/project-wide-impersonation",
  title: "A member may act as every service account",
  severity: "high",
  category: "security",
  why: "Granted on a project or above, the role covers every service account in it: the member has the rights of the strongest one.",
  remedy: "Grant the role on the one service account, with google_service_account_iam_member.",
  reference: "https://cloud.google.com/iam/docs/service-account-permissions",
  equivalents: [
    "kics:Google Project IAM Binding Service Account has Token Creator or Account User Role",
    "kics:Google Project IAM Member Service Account has Token Creator or Account User Role",
    "checkov:CKV_GCP_41",
    "checkov:CKV_GCP_44",
    "checkov:CKV_GCP_45",
    "trivy:GCP-0005",
  ],
  *run(model) {
    for (const { owner, role, range } of wideRoles(model)) {
      if (IMPERSONATING.has(role))
        yield { range, message: `${nameOf(owner)} grants ${role} for all service accounts.` };
    }
  },
};

const defaultAccount: Check<TerraformModel> = {
  id: "terraform/default-service-account",
  title: "The default service account is used",
  severity: "medium",
  category: "security",
  why: "The default account is shared by everything in the project and usually holds the Editor role, so that one broken machine can change the whole project.",
  remedy: "Create a service account for this workload with the roles that it needs.",
  reference: "https://cloud.google.com/iam/docs/best-practices-service-accounts#default-service-accounts",
  equivalents: [
    "kics:Using Default Service Account",
    "checkov:CKV_GCP_30",
    "checkov:CKV_GCP_46",
    "checkov:CKV_GCP_47",
    "checkov:CKV_GCP_48",
    "trivy:GCP-0004",
    "trivy:GCP-0006",
    "trivy:GCP-0008",
  ],
  *run(model) {
    for (const grant of grantsOf(model)) {
      if (!isWide(grant) || !DEFAULT_ACCOUNT.test(grant.member)) continue;
      yield {
        range: grant.range,
        message: `${nameOf(grant.owner)} gives a role to the default service account.`,
      };
    }
    for (const machine of resourcesOf(model, "google_compute_instance", "google_compute_instance_template")) {
      if (machine.name.startsWith("gke-")) continue;
      for (const account of machine.section.sections("service_account")) {
        const email = account.value("email");
        if (email && (email.string === undefined || !DEFAULT_ACCOUNT.test(email.string))) continue;
        const range = email?.range ?? account.range;
        yield { range, message: `${nameOf(machine)} runs as the default service account.` };
      }
    }
  },
};

const DEFAULT_ACCOUNT = /(?:-compute@developer|@appspot|@cloudbuild|@appengine)\.gserviceaccount\.com$/;

const directUser: Check<TerraformModel> = {
  id: "terraform/role-for-single-user",
  title: "A role is granted to a single person",
  severity: "low",
  category: "security",
  why: "Rights of persons are forgotten when they change teams or leave; a group is maintained in one place.",
  remedy: "Grant the role to a group.",
  reference: "https://cloud.google.com/iam/docs/groups-best-practices",
  equivalents: ["kics:User with IAM Role", "trivy:GCP-0003"],
  *run(model) {
    for (const { owner, role, member, range } of grantsOf(model)) {
      if (member.startsWith("user:")) {
        yield { range, message: `${nameOf(owner)} grants ${role ?? "a role"} to one person.` };
      }
    }
  },
};

const privateMail: Check<TerraformModel> = {
  id: "terraform/private-mail-account",
  title: "A role is granted to a private mail account",
  severity: "high",
  category: "security",
  why: "The company cannot enforce a second factor on the account, nor close it when the person leaves.",
  remedy: "Use accounts of the organisation.",
  reference: "https://cloud.google.com/architecture/identity/best-practices-for-planning",
  equivalents: ["kics:Not Proper Email Account In Use"],
  *run(model) {
    for (const { owner, member, range } of grantsOf(model)) {
      if (/^user:[^@]+@(?:gmail|googlemail|outlook|hotmail|yahoo|icloud|proton)\.[a-z]{2,6}$/i.test(member)) {
        yield { range, message: `${nameOf(owner)} gives a role to a private mail account.` };
      }
    }
  },
};

const githubPool: Check<TerraformModel> = {
  id: "terraform/github-pool-too-wide",
  title: "A workload identity pool trusts GitHub workflows of any repository",
  severity: "critical",
  category: "security",
  why: "GitHub's token service signs tokens for every repository in the world. Without a condition that names the owner or the repository, a stranger's workflow is let in.",
  remedy:
    "Set attribute_condition to compare assertion.repository_owner_id or assertion.repository with your own.",
  reference:
    "https://cloud.google.com/iam/docs/workload-identity-federation-with-deployment-pipelines#conditions",
  equivalents: ["checkov:CKV_GCP_125"],
  *run(model) {
    for (const provider of resourcesOf(model, "google_iam_workload_identity_pool_provider")) {
      const issuer = provider.section.at("oidc")?.value("issuer_uri")?.string;
      if (issuer?.includes("token.actions.githubusercontent.com") !== true) continue;
      const condition = provider.section.value("attribute_condition");
      if (!condition) {
        yield { range: provider.section.range, message: `${nameOf(provider)} has no attribute_condition.` };
      } else if (condition.string !== undefined && !isNarrow(condition.string)) {
        yield { range: condition.range, message: `${nameOf(provider)} does not limit the repository.` };
      }
    }
  },
};

/** True where the condition compares the repository, its owner or the subject with something that a stranger lacks. */
function isNarrow(condition: string): boolean {
  if (!/repository|\.sub\b|job_workflow_ref|subject/.test(condition)) return false;
  const text = /["']([^"']*)["']/.exec(condition)?.[1];
  return text === undefined || !/^(?:repo:)?\*|^repo:[^/:]*\*/.test(text);
}

export const memberChecks: readonly Check<TerraformModel>[] = [
  publicMember,
  githubPool,
  basicRole,
  impersonation,
  privateMail,
  defaultAccount,
  directUser,
];
