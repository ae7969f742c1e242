import type { Check } from "../../../system.ts";
import { nameOf, type TerraformModel } from "../model.ts";
import { isBelow, isFalse, isOneOf, isTrue, never, resourcesOf, row } from "./rules.ts";
import { tableCheck } from "./shared.ts";

const passwordPolicy = tableCheck(
  {
    id: "terraform/weak-password-policy",
    title: "The account's password policy is weak",
    severity: "medium",
    category: "security",
    why: "Short or reused passwords of console users are guessed, or tried from leaked lists.",
    remedy: "Ask for at least 14 characters and forbid the last 24 passwords; better, use single sign-on.",
    reference:
      "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_account-policy.html",
    equivalents: [
      "kics:IAM Password Without Minimum Length",
      "kics:No Password Policy Enabled",
      "kics:Password Without Reuse Prevention",
      "kics:Misconfigured Password Policy Expiration",
      "checkov:CKV_AWS_9",
      "checkov:CKV_AWS_10",
      "checkov:CKV_AWS_11",
      "checkov:CKV_AWS_12",
      "checkov:CKV_AWS_13",
      "checkov:CKV_AWS_14",
      "checkov:CKV_AWS_15",
      "trivy:AWS-0056",
      "trivy:AWS-0058",
      "trivy:AWS-0059",
      "trivy:AWS-0060",
      "trivy:AWS-0061",
      "trivy:AWS-0063",
    ],
  },
  [
    row(
      "aws_iam_account_password_policy",
      "minimum_password_length",
      isBelow(14),
      "wrong",
      "allows short passwords",
      { mend: "14" },
    ),
    row(
      "aws_iam_account_password_policy",
      "password_reuse_prevention",
      isBelow(5),
      "fine",
      "allows old passwords",
      { mend: "24" },
    ),
    ...[
      "require_lowercase_characters",
      "require_uppercase_characters",
      "require_numbers",
      "require_symbols",
    ].map((name) =>
      row("aws_iam_account_password_policy", name, isFalse, "fine", "allows simple passwords", {
        mend: "true",
      }),
    ),
    row(
      "aws_iam_user_login_profile",
      "password_reset_required",
      isFalse,
      "fine",
      "lets the first password stay",
    ),
    row("aws_iam_user_login_profile", "password_length", isBelow(14), "fine", "makes a short password"),
  ],
);

const dropHeaders = tableCheck(
  {
    id: "terraform/load-balancer-invalid-headers",
    title: "A load balancer passes invalid headers on",
    severity: "low",
    category: "security",
    why: "Broken headers let one request hide in another (request smuggling) where the server behind reads them differently.",
    remedy: "Set drop_invalid_header_fields to true.",
    reference:
      "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-load-balancer-attributes.html",
    equivalents: ["kics:ALB Not Dropping Invalid Headers", "checkov:CKV_AWS_131", "trivy:AWS-0052"],
  },
  [
    row("aws_lb aws_alb", "drop_invalid_header_fields", isFalse, "wrong", "passes invalid headers on", {
      when: (one) =>
        !["network", "gateway"].includes(one.value("load_balancer_type")?.string ?? "application"),
      mend: "true",
    }),
  ],
);

const accessPoint = tableCheck(
  {
    id: "terraform/efs-access-point-unbounded",
    title: "An access point shows the whole file system",
    severity: "medium",
    category: "security",
    why: "Every client of the access point reads and writes all directories.",
    remedy: "Set root_directory with a path below the root.",
    reference: "https://docs.aws.amazon.com/efs/latest/ug/efs-access-points.html",
    equivalents: ["checkov:CKV_AWS_329"],
  },
  [row("aws_efs_access_point", "root_directory.path", isOneOf("/"), "wrong", "shows the whole file system")],
);

const secretRotation: Check<TerraformModel> = {
  id: "terraform/secret-rotation-slow",
  title: "A secret is rotated rarely",
  severity: "low",
  category: "security",
  why: "A secret that leaked stays useful for as long as it is not rotated.",
  remedy: "Rotate at least every 90 days.",
  reference: "https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotating-secrets.html",
  equivalents: ["checkov:CKV_AWS_304"],
  *run(model) {
    for (const rotation of resourcesOf(model, "aws_secretsmanager_secret_rotation")) {
      for (const rules of rotation.section.sections("rotation_rules")) {
        const days = rules.value("automatically_after_days");
        if (days?.number !== undefined && days.number > 90) {
          yield { range: days.range, message: `${nameOf(rotation)} rotates every ${days.number} days.` };
        }
      }
    }
  },
};

const expiry = tableCheck(
  {
    id: "terraform/vault-item-without-expiry",
    title: "A key or secret of the vault never expires",
    severity: "low",
    category: "security",
    why: "Nobody is reminded to rotate it; forgotten keys stay valid for years.",
    remedy: "Set expiration_date and renew it by rotation.",
    reference: "https://learn.microsoft.com/azure/key-vault/keys/about-keys-details#key-attributes",
    equivalents: [
      "kics:Key Expiration Not Set",
      "kics:Secret Expiration Not Set",
      "checkov:CKV_AZURE_40",
      "checkov:CKV_AZURE_41",
      "trivy:AZU-0014",
      "trivy:AZU-0017",
    ],
  },
  [
    row(
      "azurerm_key_vault_key azurerm_key_vault_secret",
      "expiration_date",
      never,
      "wrong",
      "never expires",
      { when: (one) => !one.has("rotation_policy") },
    ),
  ],
);

const branchRules = tableCheck(
  {
    id: "terraform/repository-protection-weak",
    title: "A repository's protection is weak",
    severity: "medium",
    category: "supply-chain",
    why: "One person, or one stolen token, can change what is built and deployed without anybody else seeing it.",
    remedy: "Forbid force pushes, ask for two reviews, and refuse commits with secrets.",
    reference: "https://docs.gitlab.com/user/project/repository/branches/protected/",
    equivalents: [
      "checkov:CKV_GLB_1",
      "checkov:CKV_GLB_2",
      "checkov:CKV_GLB_3",
      "checkov:CKV_GLB_4",
      "checkov:CKV_GIT_1",
      "trivy:GIT-0001",
      "trivy:GIT-0004",
    ],
  },
  [
    row("gitlab_branch_protection", "allow_force_push", isTrue, "fine", "allows force pushes", {
      mend: "false",
    }),
    row("gitlab_project", "approvals_before_merge", isBelow(2), "fine", "asks for fewer than two reviews"),
    row("gitlab_project", "push_rules.prevent_secrets", isFalse, "fine", "lets secrets be pushed", {
      mend: "true",
    }),
    row("gitlab_project", "push_rules.reject_unsigned_commits", isFalse, "fine", "accepts unsigned commits", {
      mend: "true",
    }),
    row("github_repository", "visibility", isOneOf("public"), "fine", "is public", {
      when: (one) => one.value("archived")?.boolean !== true && one.value("private")?.boolean === true,
    }),
    row("github_branch_protection", "allows_force_pushes", isTrue, "fine", "allows force pushes", {
      mend: "false",
    }),
  ],
);

const azureApp = tableCheck(
  {
    id: "terraform/web-app-without-authentication",
    title: "A web app has its log-in switched off",
    severity: "medium",
    category: "security",
    why: "The app is open to everybody unless its own code asks who is there.",
    remedy: "Enable auth_settings, unless the code does the log-in.",
    reference: "https://learn.microsoft.com/azure/app-service/overview-authentication-authorization",
    equivalents: [
      "kics:App Service Authentication Disabled",
      "kics:Function App Authentication Disabled",
      "checkov:CKV_AZURE_13",
      "checkov:CKV_AZURE_56",
      "trivy:AZU-0003",
    ],
  },
  [
    row(
      "azurerm_app_service azurerm_function_app azurerm_linux_web_app azurerm_windows_web_app azurerm_linux_function_app azurerm_windows_function_app",
      "auth_settings.enabled",
      isFalse,
      "fine",
      "has its log-in switched off",
      { mend: "true" },
    ),
  ],
);

const isolation = tableCheck(
  {
    id: "terraform/service-without-network-isolation",
    title: "A job may talk to the internet",
    severity: "low",
    category: "security",
    why: "Code from a model or an image can send training data anywhere.",
    remedy: "Set enable_network_isolation to true.",
    reference: "https://docs.aws.amazon.com/sagemaker/latest/dg/mkt-algo-model-internet-free.html",
    equivalents: ["checkov:CKV_AWS_370", "checkov:CKV_AWS_371"],
  },
  [
    row("aws_sagemaker_model", "enable_network_isolation", isFalse, "wrong", "may talk to the internet", {
      mend: "true",
    }),
  ],
);

const glueJob = tableCheck(
  {
    id: "terraform/job-without-security-configuration",
    title: "A data job has no security configuration",
    severity: "low",
    category: "security",
    why: "What the job writes, logs and bookmarks is not encrypted with a key of yours.",
    remedy: "Name a security_configuration.",
    reference: "https://docs.aws.amazon.com/glue/latest/dg/console-security-configurations.html",
    equivalents: ["checkov:CKV_AWS_195"],
  },
  [
    row(
      "aws_glue_job aws_glue_dev_endpoint",
      "security_configuration",
      never,
      "wrong",
      "has no security configuration",
    ),
    row("aws_glue_crawler", "security_configuration", never, "wrong", "has no security configuration"),
  ],
);

export const postureChecks: readonly Check<TerraformModel>[] = [
  branchRules,
  passwordPolicy,
  accessPoint,
  azureApp,
  dropHeaders,
  secretRotation,
  expiry,
  isolation,
  glueJob,
];
