import type { Check } from "../../../system.ts";
import type { TerraformModel } from "../model.ts";
import { isOneOf, isTrue, row } from "./rules.ts";
import { tableCheck } from "./shared.ts";

const containers = tableCheck(
  {
    id: "terraform/privileged-task",
    title: "A container job runs privileged",
    severity: "high",
    category: "security",
    why: "A privileged container owns its host: it reads other tasks' memory and the host's credentials.",
    remedy: "Drop the privilege and add single capabilities where they are needed.",
    reference: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/security-tasks-containers.html",
    equivalents: [
      "kics:Batch Job Definition With Privileged Container Properties",
      "checkov:CKV_AWS_210",
      "checkov:CKV_AWS_316",
      "checkov:CKV_AWS_335",
    ],
  },
  [
    row("aws_codebuild_project", "environment.privileged_mode", isTrue, "fine", "builds with privileges", {
      mend: "false",
    }),
    row("aws_ecs_task_definition", "pid_mode", isOneOf("host"), "fine", "shares the host's processes"),
    row("aws_ecs_task_definition", "ipc_mode", isOneOf("host"), "fine", "shares the host's memory"),
    row(
      "aws_batch_job_definition",
      "container_properties",
      (value) => /"privileged"\s*:\s*true/.test(value.string ?? "") || isPrivileged(value.expression),
      "fine",
      "runs privileged",
    ),
    row(
      "aws_ecs_task_definition",
      "container_definitions",
      (value) => /"privileged"\s*:\s*true/.test(value.string ?? ""),
      "fine",
      "runs privileged",
    ),
  ],
);

/** `jsonencode({ privileged = true })`. */
function isPrivileged(expression: { kind: string; items?: unknown }): boolean {
  const argument = (
    expression.kind === "call"
      ? (expression.items as {
          kind: string;
          entries?: { key?: string; value: { kind: string; value?: unknown } }[];
        }[])
      : []
  )[0];
  return (
    argument?.kind === "object" &&
    argument.entries?.some((entry) => entry.key === "privileged" && entry.value.value === true) === true
  );
}

const remoteDebugging = tableCheck(
  {
    id: "terraform/remote-debugging-enabled",
    title: "Remote debugging is switched on",
    severity: "high",
    category: "security",
    why: "A debugger can read the memory of the running application and change what it does.",
    remedy: "Remove remote_debugging_enabled or set it to false.",
    reference: "https://learn.microsoft.com/azure/app-service/configure-common#configure-general-settings",
    equivalents: [
      "kics:Ensure web app is not remotely debuggable",
      "checkov:CKV_AZURE_72",
      "checkov:CKV_AZURE_155",
    ],
  },
  [
    row(
      "azurerm_app_service azurerm_app_service_slot azurerm_function_app azurerm_linux_web_app azurerm_windows_web_app azurerm_linux_web_app_slot azurerm_windows_web_app_slot azurerm_linux_function_app azurerm_windows_function_app",
      "site_config.remote_debugging_enabled",
      isTrue,
      "fine",
      "lets debuggers in",
      { mend: "false" },
    ),
  ],
);

export const containerChecks: readonly Check<TerraformModel>[] = [containers, remoteDebugging];
