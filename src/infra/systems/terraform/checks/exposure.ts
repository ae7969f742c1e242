import { attributeOf, literalString } from "../../../formats/hcl.ts";
import type { Check } from "../../../system.ts";
import { nameOf, type TerraformModel } from "../model.ts";
import { isOneOf, resourcesOf, row } from "./rules.ts";
import { tableCheck } from "./shared.ts";

const publicApi: Check<TerraformModel> = {
  id: "terraform/api-without-authorisation",
  title: "An API method asks for no authorisation",
  severity: "high",
  category: "security",
  why: "Everyone who knows the address can call the method, and pays nothing: you do.",
  remedy: "Set an authoriser, IAM or an API key; keep NONE to methods that are meant for everybody.",
  reference:
    "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-control-access-to-api.html",
  equivalents: [
    "kics:API Gateway With Open Access",
    "kics:API Gateway Method Does Not Contains An API Key",
    "checkov:CKV_AWS_59",
    "checkov:CKV_AWS_309",
    "trivy:AWS-0004",
  ],
  *run(model) {
    for (const method of resourcesOf(model, "aws_api_gateway_method")) {
      const { section } = method;
      const authorisation = section.value("authorization");
      if (authorisation?.string !== "NONE" || section.value("http_method")?.string === "OPTIONS") continue;
      const key = section.value("api_key_required");
      if (key && key.boolean !== false) continue;
      yield { range: authorisation.range, message: `${nameOf(method)} can be called by everybody.` };
    }
    for (const route of resourcesOf(model, "aws_apigatewayv2_route")) {
      const kind = route.section.value("authorization_type");
      if (kind && kind.string !== "NONE") continue;
      // Only the connection of a WebSocket API is authorised.
      const key = route.section.value("route_key")?.string;
      if (key === "$disconnect" || key?.startsWith("OPTIONS ")) continue;
      const api = route.section.value("api_id")?.written;
      const owner = api?.kind === "reference" ? model.bodies.get(`${api.path[0]}.${api.path[1]}`) : undefined;
      const isHttp = literalString(owner ? attributeOf(owner, "protocol_type")?.value : undefined) === "HTTP";
      if (key === "$default" && !isHttp) continue;
      yield {
        range: kind?.range ?? route.section.range,
        message: `${nameOf(route)} can be called by everybody.`,
      };
    }
  },
};

const functionUrl = tableCheck(
  {
    id: "terraform/function-url-without-authorisation",
    title: "A function's address asks for no authorisation",
    severity: "high",
    category: "security",
    why: "Everyone who finds the address can run the function with its role and at your cost.",
    remedy: 'Set authorization_type to "AWS_IAM", or put an API with an authoriser in front.',
    reference: "https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html",
    equivalents: ["checkov:CKV_AWS_258"],
  },
  [
    row(
      "aws_lambda_function_url",
      "authorization_type",
      isOneOf("NONE"),
      "fine",
      "can be called by everybody",
      { mend: '"AWS_IAM"' },
    ),
  ],
);

const lambdaPermission: Check<TerraformModel> = {
  id: "terraform/lambda-permission-without-source",
  title: "A service may call a function on behalf of any account",
  severity: "medium",
  category: "security",
  why: "Without a source, a bucket, topic or rule of another account can make the service call your function.",
  remedy: "Set source_arn (for buckets also source_account).",
  reference: "https://docs.aws.amazon.com/lambda/latest/dg/permissions-function-services.html",
  equivalents: ["checkov:CKV_AWS_364", "trivy:AWS-0067"],
  *run(model) {
    for (const permission of resourcesOf(model, "aws_lambda_permission")) {
      const { section } = permission;
      const principal = section.value("principal");
      if (principal?.string?.endsWith(".amazonaws.com") !== true) continue;
      if (
        ["source_arn", "source_account", "principal_org_id", "event_source_token"].some((name) =>
          section.has(name),
        )
      )
        continue;
      yield { range: section.range, message: `${nameOf(permission)} has no source_arn.` };
    }
  },
};

const sharedImage: Check<TerraformModel> = {
  id: "terraform/image-or-snapshot-shared",
  title: "A machine image or snapshot is public",
  severity: "critical",
  category: "security",
  why: "Everyone can start a machine from it or copy it, and read what is on the disk: keys, code, data.",
  remedy: "Share with named accounts or the organisation.",
  reference: "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/block-public-access-to-amis.html",
  equivalents: ["kics:DB snapshot is public", "checkov:CKV_AWS_205"],
  *run(model) {
    for (const share of resourcesOf(model, "aws_ami_launch_permission")) {
      const group = share.section.value("group");
      if (group?.string === "all")
        yield { range: group.range, message: `${nameOf(share)} makes the image public.` };
    }
    for (const snapshot of resourcesOf(
      model,
      "aws_db_snapshot",
      "aws_db_cluster_snapshot",
      "aws_ebs_snapshot",
      "aws_db_snapshot_copy",
    )) {
      for (const name of ["shared_accounts", "create_volume_permission"]) {
        const all = snapshot.section.value(name)?.strings.find(({ value }) => value === "all");
        if (all) yield { range: all.range, message: `${nameOf(snapshot)} is public.` };
      }
    }
  },
};

const pool = tableCheck(
  {
    id: "terraform/password-login-without-second-factor",
    title: "Users sign in without a second factor",
    severity: "medium",
    category: "security",
    why: "A password that leaked elsewhere is enough to take over the account.",
    remedy: 'Set mfa_configuration to "ON" or "OPTIONAL" with a software token.',
    reference: "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa.html",
    equivalents: ["kics:Cognito UserPool Without MFA"],
  },
  [row("aws_cognito_user_pool", "mfa_configuration", isOneOf("OFF"), "wrong", "asks for a password only")],
);

export const exposureChecks: readonly Check<TerraformModel>[] = [
  sharedImage,
  publicApi,
  functionUrl,
  lambdaPermission,
  pool,
];
