import type { Range } from "../../../position.ts";
import type { Check } from "../../../system.ts";
import { nameOf, type TerraformModel } from "../model.ts";
import { everybody, type Statement, statementsOf } from "../policy.ts";
import { resourcesOf } from "./rules.ts";

const IAM_GUIDE =
  "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege";

/** Statements that grant something to the identity they are attached to. */
function* grants(model: TerraformModel): Generator<Statement> {
  for (const statement of statementsOf(model)) {
    if (statement.allows && !statement.hasPrincipal && !isBoundary(statement)) yield statement;
  }
}

/** Policies that limit others grant nothing by themselves. */
function isBoundary(statement: Statement): boolean {
  return statement.owner.type === "aws_organizations_policy";
}

const fullAccess: Check<TerraformModel> = {
  id: "terraform/iam-full-access",
  title: "A policy allows every action on every resource",
  severity: "critical",
  category: "security",
  why: "Whoever holds these credentials owns the account: can read every secret, delete every backup and create new administrators. One leaked key becomes a lost account.",
  remedy: "List the actions that are needed and the ARNs that they work on.",
  reference: IAM_GUIDE,
  equivalents: [
    "kics:IAM Policies With Full Privileges",
    "kics:IAM Policy Grants Full Permissions",
    "kics:IAM Role With Full Privileges",
    "kics:SSO Policy with full privileges",
    "kics:IAM policy allows for data exfiltration",
    "checkov:CKV_AWS_1",
    "checkov:CKV_AWS_62",
    "checkov:CKV_AWS_63",
    "checkov:CKV2_AWS_40",
    "trivy:AWS-0057",
  ],
  *run(model) {
    for (const statement of statementsOf(model)) {
      if (statement.argument !== "assume_role_policy" || !statement.allows) continue;
      const action = statement.actions.find(({ value }) => value === "*");
      if (!action) continue;
      const message = `${nameOf(statement.owner)} allows every action in its trust policy.`;
      yield { range: statement.at(action.range), message };
    }
    for (const statement of grants(model)) {
      const action = statement.actions.find(({ value }) => value === "*" || value === "*:*");
      if (!action || !statement.resources.some(({ value }) => value === "*")) continue;
      yield {
        range: statement.at(action.range),
        message: `${nameOf(statement.owner)} allows every action on every resource.`,
      };
    }
  },
};

/** Actions that lead to all others: new keys, new policies, code that runs under another role. */
const ESCALATING: ReadonlySet<string> = new Set(
  [
    "iam:*",
    "iam:AddUserToGroup",
    "iam:AttachGroupPolicy",
    "iam:AttachRolePolicy",
    "iam:AttachUserPolicy",
    "iam:CreateAccessKey",
    "iam:CreateLoginProfile",
    "iam:CreatePolicyVersion",
    "iam:PassRole",
    "iam:PutGroupPolicy",
    "iam:PutRolePolicy",
    "iam:PutUserPolicy",
    "iam:SetDefaultPolicyVersion",
    "iam:UpdateAssumeRolePolicy",
    "iam:UpdateLoginProfile",
    "iam:Put*",
    "iam:Create*",
    "iam:Attach*",
    "iam:Update*",
    "sts:AssumeRole",
    "sts:*",
    "glue:UpdateDevEndpoint",
    "lambda:UpdateFunctionCode",
  ].map((action) => action.toLowerCase()),
);

const escalation: Check<TerraformModel> = {
  id: "terraform/iam-privilege-escalation",
  title: "A policy lets its holder become an administrator",
  severity: "high",
  category: "security",
  why: "The action on every resource is enough to hand oneself any other right: pass an administrator's role to a new machine, create a key for another user, rewrite a policy. The narrow rest of the policy no longer means anything.",
  remedy: "Name the roles, users or functions in Resource, and add a condition such as iam:PassedToService.",
  reference: "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html",
  equivalents: [
    "kics:IAM Role Policy passRole Allows All",
    "kics:Group With Privilege Escalation By Actions 'iam:AttachGroupPolicy'",
    "kics:Group With Privilege Escalation By Actions 'iam:CreateLoginProfile'",
    "kics:Group With Privilege Escalation By Actions 'iam:CreatePolicyVersion'",
    "kics:Group With Privilege Escalation By Actions 'iam:PutGroupPolicy'",
    "kics:Group With Privilege Escalation By Actions 'iam:UpdateLoginProfile'",
    "kics:Group With Privilege Escalation By Actions 'lambda:UpdateFunctionCode'",
    "kics:Role With Privilege Escalation By Actions 'iam:AttachGroupPolicy'",
    "kics:Role With Privilege Escalation By Actions 'iam:CreateAccessKey'",
    "kics:Role With Privilege Escalation By Actions 'iam:PutGroupPolicy'",
    "kics:Role With Privilege Escalation By Actions 'iam:UpdateLoginProfile'",
    "kics:User With Privilege Escalation By Actions 'iam:AttachGroupPolicy'",
    "kics:User With Privilege Escalation By Actions 'iam:CreateLoginProfile'",
    "kics:User With Privilege Escalation By Actions 'iam:CreatePolicyVersion'",
    "kics:User With Privilege Escalation By Actions 'iam:PutRolePolicy'",
    "checkov:CKV_AWS_110",
    "checkov:CKV_AWS_286",
    "checkov:CKV_AWS_289",
    "trivy:AWS-0342",
  ],
  *run(model) {
    for (const statement of grants(model)) {
      if (statement.conditions.length > 0 || !statement.resources.some(({ value }) => value === "*"))
        continue;
      const action = statement.actions.find(({ value }) => ESCALATING.has(value.toLowerCase()));
      if (!action) continue;
      yield {
        range: statement.at(action.range),
        message: `${nameOf(statement.owner)} allows ${action.value} on every resource.`,
      };
    }
  },
};

const serviceWildcard: Check<TerraformModel> = {
  id: "terraform/iam-service-wildcard",
  title: "A policy allows all actions",
  severity: "medium",
  category: "security",
  why: "Deleting and exposing data is among all the actions of a service; whoever steals these credentials can do it to every resource of the account.",
  remedy: "List the actions that are needed, or limit Resource to the ARNs of this application.",
  reference: IAM_GUIDE,
  equivalents: [
    "kics:IAM Policy Grants 'AssumeRole' Permission Across All Services",
    "checkov:CKV_AWS_49",
    "checkov:CKV_AWS_288",
    "trivy:AWS-0345",
    "trivy:AWS-0346",
  ],
  *run(model) {
    for (const statement of grants(model)) {
      if (statement.conditions.length > 0) continue;
      const isAnywhere = statement.resources.some(({ value }) => value === "*");
      const action = statement.actions.find(({ value }) =>
        isAnywhere ? SENSITIVE_SERVICE.test(value) : value === "*",
      );
      if (!action) continue;
      const what = isAnywhere ? `${action.value} on every resource` : "every action on its resources";
      yield { range: statement.at(action.range), message: `${nameOf(statement.owner)} allows ${what}.` };
    }
  },
};

/** Services that hold data or keys; `cloudwatch:*` and the like hurt nobody. */
const SENSITIVE_SERVICE =
  /^(?:s3|kms|secretsmanager|dynamodb|rds|ec2|ssm|sqs|sns|lambda|ecr|ecs|eks|organizations|cloudformation|redshift|es|athena|glue|kinesis|route53):\*$/i;

const publicPrincipal: Check<TerraformModel> = {
  id: "terraform/policy-open-to-everybody",
  title: "A resource policy admits everybody",
  severity: "critical",
  category: "security",
  why: 'A principal of "*" without a condition is every AWS account and, for buckets and the like, every anonymous caller. Data is read or messages are sent by strangers, and the bill is yours.',
  remedy:
    "Name the accounts or roles, or add a condition on aws:SourceArn, aws:PrincipalOrgID or the network.",
  reference: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html",
  equivalents: [
    "kics:S3 Bucket Access to Any Principal",
    "kics:SQS Policy With Public Access",
    "kics:SQS Policy Allows All Actions",
    "kics:SNS Topic is Publicly Accessible",
    "kics:ECR Repository Is Publicly Accessible",
    "kics:EFS With Vulnerable Policy",
    "kics:REST API With Vulnerable Policy",
    "kics:Secrets Manager With Vulnerable Policy",
    "kics:KMS Key With Vulnerable Policy",
    "kics:Lambda With Vulnerable Policy",
    "kics:Elasticsearch Domain With Vulnerable Policy",
    "kics:Glue With Vulnerable Policy",
    "kics:IAM Role Allows All Principals To Assume",
    "checkov:CKV_AWS_32",
    "checkov:CKV_AWS_33",
    "checkov:CKV_AWS_60",
    "checkov:CKV_AWS_70",
    "checkov:CKV_AWS_168",
    "checkov:CKV_AWS_169",
    "checkov:CKV_AWS_283",
    "checkov:CKV_AWS_301",
    "checkov:CKV_AWS_387",
  ],
  *run(model) {
    for (const statement of statementsOf(model)) {
      const who = everybody(statement)[0];
      if (!statement.allows || !who || statement.conditions.some(isLimiting)) continue;
      yield {
        range: statement.at(who.range),
        message: `${nameOf(statement.owner)} lets every AWS account and every stranger in.`,
      };
    }
    for (const permission of resourcesOf(model, "aws_lambda_permission")) {
      const principal = permission.section.value("principal");
      if (principal?.string !== "*" || permission.section.has("principal_org_id")) continue;
      if (permission.section.has("source_arn") || permission.section.has("source_account")) continue;
      yield { range: principal.range, message: `${nameOf(permission)} lets everybody call the function.` };
    }
  },
};

/** Every condition may limit who comes in, except one on the transport. */
function isLimiting(condition: Statement["conditions"][number]): boolean {
  const variable = condition.value("variable")?.string;
  if (variable !== undefined) return !/SecureTransport/i.test(variable);
  const compared = condition
    .names()
    .flatMap((operator) =>
      condition
        .sections(operator)
        .flatMap((one) => one.names().map((name) => ({ name, value: one.value(name) }))),
    );
  // What cannot be read may well limit.
  if (compared.length === 0) return true;
  return compared.some(({ name, value }) => {
    const isAny = value?.strings.some((one) => one.value === "*" || one.value === "arn:aws:iam::*") === true;
    return !isAny && !/SecureTransport/i.test(name);
  });
}

const notAction: Check<TerraformModel> = {
  id: "terraform/allow-with-not-action",
  title: "A policy allows everything but a list",
  severity: "medium",
  category: "security",
  why: "Allow together with NotAction grants every action that is not listed, those of services that do not exist yet included.",
  remedy: "List the allowed actions in Action; use NotAction with Deny only.",
  reference: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notaction.html",
  equivalents: [
    "kics:SNS Topic Publicity Has Allow and NotAction Simultaneously",
    "kics:S3 Bucket Policy Accepts HTTP Requests With NotAction",
  ],
  *run(model) {
    for (const statement of statementsOf(model)) {
      if (!statement.allows || !statement.isNegative || statement.conditions.length > 0) continue;
      const value = statement.section.value("NotAction") ?? statement.section.value("not_actions");
      if (!value) continue;
      yield {
        range: statement.at(value.nameRange),
        message: `${nameOf(statement.owner)} allows all but a list.`,
      };
    }
  },
};

const administrator: Check<TerraformModel> = {
  id: "terraform/administrator-policy-attached",
  title: "The administrator policy is attached",
  severity: "high",
  category: "security",
  why: "AdministratorAccess allows everything. A workload or a person that works with it every day needs to leak one key to lose the account.",
  remedy: "Attach a policy with the actions that are used; keep administrator rights for a break-glass role.",
  reference: "https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AdministratorAccess.html",
  equivalents: ["checkov:CKV_AWS_274"],
  *run(model) {
    const arguments_ = ["policy_arn", "managed_policy_arns", "managed_policy_arn", "policy_arns"];
    for (const resource of [...model.resources, ...model.data]) {
      for (const name of arguments_) {
        for (const { value, range } of resource.section.value(name)?.strings ?? []) {
          if (!/^arn:aws[\w-]*:iam::aws:policy\/AdministratorAccess$/.test(value)) continue;
          yield { range, message: `${nameOf(resource)} attaches AdministratorAccess.` };
        }
      }
    }
  },
};

const githubTrust: Check<TerraformModel> = {
  id: "terraform/github-oidc-trust-too-wide",
  title: "A role trusts GitHub workflows of any repository",
  severity: "critical",
  category: "security",
  why: "GitHub's token service signs tokens for every repository in the world. Without a condition on the subject that names the repository, a workflow of a stranger gets this role's rights.",
  remedy:
    'Add a condition on "token.actions.githubusercontent.com:sub" that names the organisation, the repository and the branch or environment.',
  reference:
    "https://docs.github.com/actions/security-for-github-actions/security-hardening-your-deployments/configuring-openid-connect-in-amazon-web-services",
  equivalents: ["checkov:CKV_AWS_358", "checkov:CKV_AWS_393"],
  *run(model) {
    for (const statement of statementsOf(model)) {
      const federated = statement.principals.find(({ kind, values }) => {
        return kind === "Federated" && values.some(({ value }) => value.includes(GITHUB));
      });
      if (!statement.allows || !federated) continue;
      const subjects = statement.conditions.flatMap(subjectsOf);
      const first = federated.values[0];
      const wide = subjects.find(({ value }) => isWideSubject(value));
      const named = statement.conditions.some(namesSubject);
      if (named && !wide) continue;
      const range = wide?.range ?? first?.range ?? statement.section.range;
      const message = wide
        ? `${nameOf(statement.owner)} trusts the subject "${wide.value}", which strangers can have.`
        : `${nameOf(statement.owner)} does not check which repository the token is for.`;
      yield { range: statement.at(range), message };
    }
  },
};

const GITHUB = "token.actions.githubusercontent.com";

/** The values that a condition compares the token's subject with. */
function subjectsOf(condition: Statement["conditions"][number]): { value: string; range: Range }[] {
  const variable = condition.value("variable")?.string;
  if (variable !== undefined) {
    return variable.endsWith(":sub") ? (condition.value("values")?.strings ?? []) : [];
  }
  return condition.names().flatMap((operator) =>
    condition.sections(operator).flatMap((one) =>
      one
        .names()
        .filter((name) => name.endsWith(":sub"))
        .flatMap((name) => one.value(name)?.strings ?? []),
    ),
  );
}

/** True where the condition is on the subject, or on another claim that names the repository. */
function namesSubject(condition: Statement["conditions"][number]): boolean {
  const variable = condition.value("variable");
  const names = variable
    ? [variable.string ?? ":sub"]
    : condition.names().flatMap((operator) => condition.sections(operator).flatMap((one) => one.names()));
  return names.some((name) =>
    /:(?:sub|repository|repository_owner|repository_id|job_workflow_ref)$/.test(name),
  );
}

function isWideSubject(subject: string): boolean {
  if (subject === "*" || subject === "repo:*") return true;
  const organisation = /^repo:([^/:]*)(?:\/|$)/.exec(subject)?.[1];
  if (organisation === undefined) return !subject.includes("repo:") || subject.startsWith("*");
  return organisation.includes("*");
}

const rootKey: Check<TerraformModel> = {
  id: "terraform/root-access-key",
  title: "An access key is made for the root user",
  severity: "critical",
  category: "security",
  why: "The root user's key cannot be limited by any policy; leaked, it gives the account away for good.",
  remedy: "Delete the key and use roles.",
  reference: "https://docs.aws.amazon.com/IAM/latest/UserGuide/root-user-best-practices.html",
  equivalents: ["checkov:CKV_AWS_348", "trivy:AWS-0141", "kics:Root Account Has Active Access Keys"],
  *run(model) {
    for (const key of resourcesOf(model, "aws_iam_access_key")) {
      const user = key.section.value("user");
      if (user?.string?.toLowerCase() === "root" || user?.string === "<root_account>") {
        yield { range: user.range, message: `${nameOf(key)} is a key of the root user.` };
      }
    }
  },
};

export const iamChecks: readonly Check<TerraformModel>[] = [
  fullAccess,
  publicPrincipal,
  githubTrust,
  escalation,
  administrator,
  rootKey,
  serviceWildcard,
  notAction,
];
