import type { Check } from "../../../system.ts";
import type { TerraformModel } from "../model.ts";
import { isFalse, isOneOf, never, row } from "./rules.ts";
import { tableCheck } from "./shared.ts";

const OFF = "keeps no logs";

const serviceLogs = tableCheck(
  {
    id: "terraform/service-logs-off",
    title: "A managed service keeps no logs",
    severity: "low",
    category: "observability",
    why: "When the service misbehaves or is attacked there is nothing to look at; switching logs on afterwards shows the next incident, not this one.",
    remedy: "Switch the service's own logs on, with a retention.",
    reference: "https://docs.aws.amazon.com/wellarchitected/latest/security-pillar/detection.html",
    equivalents: [
      "kics:MQ Broker Logging Disabled",
      "kics:MSK Cluster Logging Disabled",
      "kics:ElasticSearch Without Slow Logs",
      "kics:Elasticsearch Log Disabled",
      "kics:API Gateway Deployment Without Access Log Setting",
      "kics:Redshift Cluster Logging Disabled",
      "kics:ELB Access Log Disabled",
      "kics:CloudFront Logging Disabled",
      "checkov:CKV_AWS_48",
      "checkov:CKV_AWS_71",
      "checkov:CKV_AWS_76",
      "checkov:CKV_AWS_80",
      "checkov:CKV_AWS_84",
      "checkov:CKV_AWS_85",
      "checkov:CKV_AWS_86",
      "checkov:CKV_AWS_91",
      "checkov:CKV_AWS_92",
      "checkov:CKV_AWS_95",
      "checkov:CKV_AWS_101",
      "checkov:CKV_AWS_129",
      "checkov:CKV_AWS_314",
      "trivy:AWS-0001",
      "trivy:AWS-0010",
      "trivy:AWS-0042",
      "trivy:AWS-0071",
      "trivy:AWS-0074",
      "trivy:AWS-0075",
    ],
  },
  [
    row("aws_mq_broker", "logs.general", isFalse, "wrong", OFF),
    row("aws_msk_cluster", "logging_info.broker_logs", never, "wrong", OFF),
    row("aws_msk_cluster", "logging_info.broker_logs.cloudwatch_logs.enabled", isFalse, "fine", OFF),
    row("aws_msk_cluster", "logging_info.broker_logs.s3.enabled", isFalse, "fine", OFF),
    row("aws_msk_cluster", "logging_info.broker_logs.firehose.enabled", isFalse, "fine", OFF),
    row(
      "aws_elasticsearch_domain aws_opensearch_domain",
      "log_publishing_options.log_type",
      never,
      "wrong",
      OFF,
    ),
    row(
      "aws_elasticsearch_domain aws_opensearch_domain",
      "log_publishing_options.enabled",
      isFalse,
      "fine",
      OFF,
    ),
    row(
      "aws_api_gateway_stage aws_apigatewayv2_stage",
      "access_log_settings.destination_arn",
      never,
      "wrong",
      "does not log requests",
    ),
    row("aws_elb", "access_logs.enabled", isFalse, "fine", OFF, { mend: "true" }),
    row("aws_elb aws_lb aws_alb", "access_logs.bucket", never, "wrong", "does not log requests", {
      when: (one) => one.value("load_balancer_type")?.string !== "gateway",
    }),
    row("aws_lb aws_alb", "access_logs.enabled", isFalse, "wrong-in-block", "does not log requests", {
      mend: "true",
    }),
    row("aws_cloudfront_distribution", "logging_config.bucket", never, "wrong", "does not log requests"),
    row("aws_redshift_cluster", "logging.enable", isFalse, "fine", OFF),
    row(
      "aws_db_instance",
      "enabled_cloudwatch_logs_exports",
      (value) => value.isEmptyList,
      "wrong",
      "exports no logs",
      {
        when: (one) => !one.has("replicate_source_db"),
      },
    ),
    row(
      "aws_neptune_cluster",
      "enable_cloudwatch_logs_exports",
      (value) => value.isEmptyList,
      "wrong",
      "exports no logs",
    ),
    row(
      "aws_docdb_cluster",
      "enabled_cloudwatch_logs_exports",
      (value) => value.isEmptyList,
      "wrong",
      "exports no logs",
    ),
    row("aws_codebuild_project", "logs_config.cloudwatch_logs.status", isOneOf("DISABLED"), "fine", OFF),
    row("aws_codebuild_project", "logs_config.s3_logs.status", isOneOf("DISABLED"), "fine", OFF),
    row(
      "aws_mwaa_environment",
      "logging_configuration.scheduler_logs.enabled",
      isFalse,
      "wrong",
      "keeps no scheduler logs",
    ),
    row(
      "aws_mwaa_environment",
      "logging_configuration.webserver_logs.enabled",
      isFalse,
      "wrong",
      "keeps no web server logs",
    ),
    row(
      "aws_mwaa_environment",
      "logging_configuration.worker_logs.enabled",
      isFalse,
      "wrong",
      "keeps no worker logs",
    ),
    row("google_dialogflow_agent", "enable_logging", isFalse, "wrong", OFF, { mend: "true" }),
    row("google_dialogflow_cx_agent", "enable_stackdriver_logging", isFalse, "wrong", OFF, { mend: "true" }),
  ],
);

const brokerAudit = tableCheck(
  {
    id: "terraform/broker-audit-log-off",
    title: "A message broker keeps no audit log",
    severity: "low",
    category: "observability",
    why: "Nobody can say who created users or purged queues.",
    remedy: "Set audit to true in logs (ActiveMQ only).",
    reference:
      "https://docs.aws.amazon.com/amazon-mq/latest/developer-guide/security-logging-monitoring.html",
    equivalents: ["kics:MQ Broker Logging Disabled", "checkov:CKV_AWS_48", "trivy:AWS-0070"],
  },
  [
    row("aws_mq_broker", "logs.audit", isFalse, "wrong", "keeps no audit log", {
      when: (one) => one.value("engine_type")?.string?.toLowerCase() !== "rabbitmq",
    }),
  ],
);

const tracing = tableCheck(
  {
    id: "terraform/tracing-off",
    title: "Tracing is switched off",
    severity: "low",
    category: "observability",
    why: "Slow requests cannot be followed through the services that handle them.",
    remedy: 'Set the mode to "Active" (or tracing_enabled to true).',
    reference: "https://docs.aws.amazon.com/xray/latest/devguide/xray-services.html",
    equivalents: [
      "kics:Lambda Functions Without X-Ray Tracing",
      "kics:API Gateway X-Ray Disabled",
      "checkov:CKV_AWS_50",
      "checkov:CKV_AWS_73",
      "checkov:CKV_AWS_284",
      "trivy:AWS-0003",
      "trivy:AWS-0066",
    ],
  },
  [
    row("aws_lambda_function", "tracing_config.mode", isOneOf("PassThrough"), "fine", "is not traced", {
      mend: '"Active"',
    }),
    row("aws_api_gateway_stage", "xray_tracing_enabled", isFalse, "fine", "is not traced", { mend: "true" }),
    row("aws_sfn_state_machine", "tracing_configuration.enabled", isFalse, "wrong", "is not traced", {
      mend: "true",
    }),
  ],
);

export const logChecks: readonly Check<TerraformModel>[] = [serviceLogs, brokerAudit, tracing];
