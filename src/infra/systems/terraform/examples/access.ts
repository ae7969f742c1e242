import type { Example } from "../../../system.ts";
import { files, resource } from "./text.ts";

const document = (action: string, resources: string): string => `data "aws_iam_policy_document" "app" {
  statement {
    actions   = [${action}]
    resources = [${resources}]
  }
}`;

const FIREWALL = `resource "google_compute_firewall" "app" {
  name    = "app"
  network = google_compute_network.main.name
  allow {
    protocol = "tcp"
    ports    = ["8080"]
  }
`;

const queuePolicy = (principal: string): string => `resource "aws_sqs_queue_policy" "orders" {
  queue_url = aws_sqs_queue.orders.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = ${principal}
      Action    = "sqs:SendMessage"
      Resource  = aws_sqs_queue.orders.arn
    }]
  })
}`;

const trust = (condition: string): string => `data "aws_iam_policy_document" "deploy" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = ["arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"]
    }
    condition {
      test     = "StringLike"
      variable = "token.actions.githubusercontent.com:sub"
      values   = [${condition}]
    }
  }
}`;

/** Examples of the checks on networks, secrets and rights. */
export const accessExamples: Readonly<Record<string, Example>> = {
  "terraform/sensitive-port-open-to-internet": resource(
    "aws_security_group",
    "db",
    'name = "db"',
    'ingress { #!\n  from_port   = 5432\n  to_port     = 5432\n  protocol    = "tcp"\n  cidr_blocks = ["0.0.0.0/0"]\n}',
    'ingress {\n  from_port   = 5432\n  to_port     = 5432\n  protocol    = "tcp"\n  cidr_blocks = ["10.0.0.0/16"]\n}',
  ),
  "terraform/port-open-to-internet": files(
    `${FIREWALL.replace("{", "{ #!")}  source_ranges = ["0.0.0.0/0"]\n}`,
    `${FIREWALL}  source_ranges = ["10.0.0.0/8"]\n}`,
  ),
  "terraform/public-database": resource(
    "aws_db_instance",
    "main",
    'engine         = "postgres"\ninstance_class = "db.t4g.small"',
    "publicly_accessible = true",
    "publicly_accessible = false",
  ),
  "terraform/azure-database-firewall-open": resource(
    "azurerm_mssql_firewall_rule",
    "office",
    'name      = "office"\nserver_id = azurerm_mssql_server.main.id',
    'start_ip_address = "0.0.0.0"\nend_ip_address   = "255.255.255.255"',
    'start_ip_address = "198.51.100.10"\nend_ip_address   = "198.51.100.20"',
  ),
  "terraform/default-network": resource(
    "google_project",
    "app",
    'name       = "app"\nproject_id = "app-1234"',
    "auto_create_network = true",
    "auto_create_network = false",
  ),
  "terraform/hard-coded-secret": files(
    'provider "aws" {\n  region     = "eu-west-1"\n  access_key = "AKIAIOSFODNN7EXAMPLE" #!\n  secret_key = var.secret_key\n}',
    'provider "aws" {\n  region = "eu-west-1"\n}',
  ),
  "terraform/secret-in-variable-default": files(
    'variable "db_password" {\n  type    = string\n  default = "correct-horse" #!\n}',
    'variable "db_password" {\n  type      = string\n  sensitive = true\n}',
    "variables.tf",
  ),
  "terraform/secret-in-tfvars": files(
    'region      = "eu-west-1"\ndb_password = "correct-horse" #!',
    'region           = "eu-west-1"\ndb_password_name = "prod/db"',
    "terraform.tfvars",
  ),
  "terraform/secret-output-not-sensitive": files(
    'output "password" {\n  value = random_password.db.result #!\n}',
    'output "password" {\n  value     = random_password.db.result\n  sensitive = true\n}',
    "outputs.tf",
  ),
  "terraform/secret-in-http-request": files(
    'data "http" "register" {\n  url = "https://api.example.com/register?key=${var.api_key}" #!\n}',
    'data "http" "register" {\n  url = "https://api.example.com/register"\n}',
  ),
  "terraform/secret-variable-not-sensitive": files(
    'variable "db_password" { #!\n  type = string\n}',
    'variable "db_password" {\n  type      = string\n  sensitive = true\n}',
    "variables.tf",
  ),
  "terraform/iam-full-access": files(
    document('"*"', '"*"').replace('["*"]\n    resources', '["*"] #!\n    resources'),
    document('"s3:GetObject"', '"arn:aws:s3:::app-data/*"'),
  ),
  "terraform/iam-privilege-escalation": files(
    document('"iam:PassRole"', '"*"').replace('["iam:PassRole"]', '["iam:PassRole"] #!'),
    document('"iam:PassRole"', '"arn:aws:iam::123456789012:role/task"'),
  ),
  "terraform/iam-service-wildcard": files(
    document('"s3:*"', '"*"').replace('["s3:*"]', '["s3:*"] #!'),
    document('"s3:*"', '"arn:aws:s3:::app-data/*"'),
  ),
  "terraform/policy-open-to-everybody": files(
    queuePolicy('"*"').replace("policy = jsonencode({", "policy = jsonencode({ #!"),
    queuePolicy('{ Service = "sns.amazonaws.com" }'),
  ),
  "terraform/allow-with-not-action": files(
    'data "aws_iam_policy_document" "app" {\n  statement {\n    not_actions = ["iam:*"] #!\n    resources   = ["*"]\n  }\n}',
    document('"s3:GetObject"', '"arn:aws:s3:::app-data/*"'),
  ),
  "terraform/administrator-policy-attached": resource(
    "aws_iam_role_policy_attachment",
    "app",
    "role = aws_iam_role.app.name",
    'policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess"',
    'policy_arn = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"',
  ),
  "terraform/github-oidc-trust-too-wide": files(
    trust('"repo:*"').replace('["repo:*"]', '["repo:*"] #!'),
    trust('"repo:acme/shop:ref:refs/heads/main"'),
  ),
  "terraform/root-access-key": resource("aws_iam_access_key", "ci", "", 'user = "root"', 'user = "ci"'),
  "terraform/public-iam-member": resource(
    "google_storage_bucket_iam_member",
    "reader",
    'bucket = google_storage_bucket.data.name\nrole   = "roles/storage.objectViewer"',
    'member = "allUsers"',
    'member = "group:analysts@example.com"',
  ),
  "terraform/github-pool-too-wide": resource(
    "google_iam_workload_identity_pool_provider",
    "github",
    'workload_identity_pool_id          = "ci"\nworkload_identity_pool_provider_id = "github"\noidc {\n  issuer_uri = "https://token.actions.githubusercontent.com"\n}',
    "",
    "attribute_condition = \"assertion.repository == 'acme/shop'\"",
  ),
  "terraform/basic-role": resource(
    "google_project_iam_member",
    "ci",
    'project = "app-1234"\nmember  = "serviceAccount:ci@app-1234.iam.gserviceaccount.com"',
    'role = "roles/editor"',
    'role = "roles/run.developer"',
  ),
  "terraform/project-wide-impersonation": resource(
    "google_project_iam_member",
    "ci",
    'project = "app-1234"\nmember  = "serviceAccount:ci@app-1234.iam.gserviceaccount.com"',
    'role = "roles/iam.serviceAccountTokenCreator"',
    'role = "roles/run.developer"',
  ),
  "terraform/private-mail-account": resource(
    "google_project_iam_member",
    "admin",
    'project = "app-1234"\nrole    = "roles/viewer"',
    'member = "user:someone@gmail.com"',
    'member = "group:admins@example.com"',
  ),
  "terraform/default-service-account": resource(
    "google_project_iam_member",
    "nodes",
    'project = "app-1234"\nrole    = "roles/storage.objectViewer"',
    'member = "serviceAccount:123456-compute@developer.gserviceaccount.com"',
    'member = "serviceAccount:nodes@app-1234.iam.gserviceaccount.com"',
  ),
  "terraform/role-for-single-user": resource(
    "google_project_iam_member",
    "viewer",
    'project = "app-1234"\nrole    = "roles/viewer"',
    'member = "user:jane@example.com"',
    'member = "group:ops@example.com"',
  ),
  "terraform/image-or-snapshot-shared": resource(
    "aws_ami_launch_permission",
    "share",
    "image_id = aws_ami.base.id",
    'group = "all"',
    'account_id = "123456789012"',
  ),
  "terraform/api-without-authorisation": resource(
    "aws_api_gateway_method",
    "orders",
    'rest_api_id = aws_api_gateway_rest_api.shop.id\nresource_id = aws_api_gateway_resource.orders.id\nhttp_method = "POST"',
    'authorization = "NONE"',
    'authorization = "AWS_IAM"',
  ),
  "terraform/function-url-without-authorisation": resource(
    "aws_lambda_function_url",
    "hook",
    "function_name = aws_lambda_function.hook.function_name",
    'authorization_type = "NONE"',
    'authorization_type = "AWS_IAM"',
  ),
  "terraform/lambda-permission-without-source": resource(
    "aws_lambda_permission",
    "uploads",
    'action        = "lambda:InvokeFunction"\nfunction_name = aws_lambda_function.resize.function_name\nprincipal     = "s3.amazonaws.com"',
    "",
    "source_arn = aws_s3_bucket.uploads.arn",
  ),
  "terraform/password-login-without-second-factor": resource(
    "aws_cognito_user_pool",
    "customers",
    'name = "customers"',
    'mfa_configuration = "OFF"',
    'mfa_configuration = "OPTIONAL"',
  ),
  "terraform/weak-password-policy": resource(
    "aws_iam_account_password_policy",
    "account",
    "",
    "minimum_password_length = 8",
    "minimum_password_length = 14",
  ),
};
