import type { Check } from "../../../system.ts";
import type { TerraformModel } from "../model.ts";
import { isOneOf, row } from "./rules.ts";
import { tableCheck } from "./shared.ts";

/** Runtimes past the date on which AWS stopped patching them. */
const DEPRECATED = isOneOf(
  "dotnetcore1.0",
  "dotnetcore2.0",
  "dotnetcore2.1",
  "dotnetcore3.1",
  "dotnet5.0",
  "dotnet6",
  "dotnet7",
  "go1.x",
  "java8",
  "nodejs",
  "nodejs4.3",
  "nodejs4.3-edge",
  "nodejs6.10",
  "nodejs8.10",
  "nodejs10.x",
  "nodejs12.x",
  "nodejs14.x",
  "nodejs16.x",
  "nodejs18.x",
  "provided",
  "python2.7",
  "python3.6",
  "python3.7",
  "python3.8",
  "python3.9",
  "ruby2.5",
  "ruby2.7",
);

const runtime = tableCheck(
  {
    id: "terraform/deprecated-lambda-runtime",
    title: "A function uses a deprecated runtime",
    severity: "high",
    category: "security",
    why: "The runtime gets no security patches any more, and after a while the function can neither be created nor updated: the next deploy fails.",
    remedy: "Move to a supported runtime.",
    reference: "https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html",
    equivalents: ["kics:Lambda Function With Deprecated Runtime", "checkov:CKV_AWS_363"],
  },
  [row("aws_lambda_function", "runtime", DEPRECATED, "fine", "uses a deprecated runtime")],
);

const publicContainer = tableCheck(
  {
    id: "terraform/managed-service-outside-network",
    title: "A service runs outside your network",
    severity: "low",
    category: "security",
    why: "The service has a public address and does not see your network's rules.",
    remedy: "Give it a subnet or a virtual network.",
    reference: "https://learn.microsoft.com/azure/container-instances/container-instances-vnet",
    equivalents: ["checkov:CKV_AZURE_98", "checkov:CKV_AZURE_107"],
  },
  [
    row("azurerm_container_group", "ip_address_type", isOneOf("Public"), "wrong", "has a public address", {
      when: (one) => !one.has("network_profile_id") && !one.has("subnet_ids"),
    }),
    row(
      "azurerm_api_management",
      "virtual_network_configuration.subnet_id",
      () => false,
      "wrong",
      "is outside your network",
    ),
  ],
);

export const serverlessChecks: readonly Check<TerraformModel>[] = [runtime, publicContainer];
