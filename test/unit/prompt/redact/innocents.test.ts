import assert from "node:assert/strict";
import { Redactor } from "../../../../src/prompt/redact/index.ts";
import { base64, Random } from "./random.ts";
import { pem } from "./token-plants.ts";

const random = new Random(42);
const SHA = random.hex(40);
const DIGEST = random.hex(64);
const INTEGRITY = `sha512-${random.base64(86)}==`;
const PUBLIC = random.base64(60);

/** Texts in which nothing is secret, by path. */
const INNOCENT: Record<string, string[]> = {
  "deploy.yaml": [
    `apiVersion: apps/v1\nkind: Deployment\nspec:\n  template:\n    spec:\n      automountServiceAccountToken: false\n      imagePullSecrets:\n        - name: regcred\n      containers:\n        - image: ghcr.io/acme/api:1.2.3@sha256:${DIGEST}\n          env:\n            - name: DB_PASSWORD\n              valueFrom:\n                secretKeyRef:\n                  name: db-credentials\n                  key: password\n            - name: API_TOKEN_FILE\n              value: /run/secrets/api_token\n            - name: JWT_SECRET\n              value: $(JWT_FROM_ELSEWHERE)\n      volumes:\n        - name: tls\n          secret:\n            secretName: api-tls\n`,
    `apiVersion: networking.k8s.io/v1\nkind: Ingress\nspec:\n  tls:\n    - secretName: shop-tls\n      hosts: [shop.example.com]\n`,
    `apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nspec:\n  refreshInterval: 1h\n  secretStoreRef:\n    name: vault\n    kind: ClusterSecretStore\n  target:\n    name: db\n    template:\n      data:\n        PASSWORD: "{{ .password }}"\n  data:\n    - secretKey: password\n      remoteRef:\n        key: prod/db\n        property: password\n    - secretKey: DB_PASSWORD\n      remoteRef:\n        key: prod/db\n`,
    `apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: api\nsecrets:\n  - name: api-token\n---\napiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nrules:\n  - resources: ["secrets", "tokens"]\n    verbs: ["get"]\n`,
  ],
  "values.yaml": [
    `auth:\n  enabled: true\n  existingSecret: postgres-credentials\n  secretKeys:\n    adminPasswordKey: postgres-password\n  password: ""\n  rootPassword: null\n  usePasswordFiles: true\n  passwordFile: /etc/pw\n  token:\n    create: false\nserviceAccount:\n  tokenExpirationSeconds: 3600\nsecretName: api\nimage:\n  tag: v1.2.3\n  digest: sha256:${DIGEST}\n`,
    `password: "{{ .Values.global.password }}"\ntoken: {{ include "chart.token" . | quote }}\nkey: "{{ randAlphaNum 32 }}"\n`,
    "adminPassword: ref+vault://secret/data/app#password\napiKey: vault:secret/data/app#key\nclientSecret: op://prod/app/secret\nsecretArn: arn:aws:secretsmanager:eu-west-1:123456789012:secret:app-AbCdEf\n",
  ],
  ".github/workflows/ci.yml": [
    `on: push\npermissions:\n  id-token: write\n  contents: read\njobs:\n  a:\n    steps:\n      - uses: actions/checkout@${SHA} # v4.1.1\n        with:\n          token: \${{ secrets.GITHUB_TOKEN }}\n          persist-credentials: false\n      - uses: docker/login-action@v3\n        with:\n          username: \${{ github.actor }}\n          password: \${{ secrets.REGISTRY_PASSWORD }}\n      - run: echo "\${{ secrets.NPM_TOKEN }}" | docker login -u x --password-stdin\n        env:\n          NPM_TOKEN: \${{ secrets.NPM_TOKEN }}\n          AWS_ROLE: arn:aws:iam::123456789012:role/deploy\n    secrets: inherit\n`,
  ],
  "main.tf": [
    `variable "db_password" {\n  type      = string\n  sensitive = true\n}\n\nresource "aws_db_instance" "a" {\n  password                    = var.db_password\n  master_user_secret_kms_key_id = aws_kms_key.a.arn\n  manage_master_user_password = true\n}\n\nresource "aws_secretsmanager_secret" "a" {\n  name = "prod/db/password"\n}\n\nresource "aws_secretsmanager_secret_version" "a" {\n  secret_id     = aws_secretsmanager_secret.a.id\n  secret_string = random_password.a.result\n}\n\ndata "aws_ssm_parameter" "t" {\n  name = "/app/token"\n}\n\nlocals {\n  token    = data.aws_ssm_parameter.t.value\n  password = "\${random_password.a.result}"\n  api_key  = file("key.txt")\n  ami      = "ami-0${random.hex(16)}"\n}\n`,
  ],
  ".terraform.lock.hcl": [
    `provider "registry.terraform.io/hashicorp/aws" {\n  version = "5.1.0"\n  hashes = [\n    "h1:${random.base64(43)}=",\n    "zh:${DIGEST}",\n  ]\n}\n`,
  ],
  "package-lock.json": [
    `{"packages": {"a": {"version": "1.0.0", "resolved": "https://registry.example.com/a/-/a-1.0.0.tgz", "integrity": "${INTEGRITY}"}}}`,
  ],
  "go.sum": [
    `example.com/a v1.0.0 h1:${random.base64(43)}=\nexample.com/a v1.0.0/go.mod h1:${random.base64(43)}=\n`,
  ],
  "stack.yaml": [
    "Parameters:\n  DbPassword:\n    Type: String\n    NoEcho: true\n    MinLength: 12\nResources:\n  Db:\n    Properties:\n      MasterUserPassword: !Ref DbPassword\n      MasterUsername: '{{resolve:secretsmanager:db:SecretString:username}}'\n      SecretArn: !GetAtt Secret.Arn\n      Password: !Sub '{{resolve:ssm-secure:/db/${Stage}:1}}'\n  Secret:\n    Type: AWS::SecretsManager::Secret\n    Properties:\n      GenerateSecretString:\n        PasswordLength: 32\n        GenerateStringKey: password\n",
  ],
  "playbook.yml": [
    "- hosts: all\n  vars:\n    db_password: \"{{ vault_db_password }}\"\n    token: \"{{ lookup('env', 'API_TOKEN') }}\"\n  vars_prompt:\n    - name: admin_password\n      prompt: Password for admin\n      private: true\n  tasks:\n    - user:\n        name: app\n        password: \"{{ pw | password_hash('sha512') }}\"\n        update_password: on_create\n      no_log: true\n",
  ],
  "compose.yaml": [
    "services:\n  db:\n    image: postgres:16.3\n    environment:\n      POSTGRES_PASSWORD_FILE: /run/secrets/db_password\n      POSTGRES_USER: app\n      API_KEY: ${API_KEY}\n      SECRET_KEY: ${SECRET_KEY:?must be set}\n    secrets:\n      - db_password\nsecrets:\n  db_password:\n    file: ./db_password.txt\n",
  ],
  ".env.example": [
    "DB_PASSWORD=\nAPI_KEY=<your api key>\nTOKEN=${OTHER_TOKEN}\nTOKEN_TTL=3600\nMAX_TOKENS=4096\nPASSWORD_MIN_LENGTH=12\n",
  ],
  "app.properties": [
    "spring.datasource.password=${DB_PASSWORD}\nspring.security.user.password.min-length=8\ntoken.validity-in-seconds=86400\nserver.ssl.key-store=classpath:keystore.p12\n",
  ],
  "main.go": [
    'package main\n\ntype Config struct {\n\tPassword string `json:"password" yaml:"password"`\n\tToken    string\n}\n\nfunc load() Config {\n\ttoken := os.Getenv("API_TOKEN")\n\tpassword, err := readPassword(ctx, "password")\n\tif err != nil {\n\t\treturn fmt.Errorf("no password: %w", err)\n\t}\n\treturn Config{Password: password, Token: token}\n}\n',
  ],
  "login.ts": [
    "interface Login { password: string; token?: string }\nconst PASSWORD_FIELD = 'password';\nconst token = request.headers.authorization?.split(' ')[1];\nform.setValue({ password: input.value, confirmPassword: this.confirm });\nexpect(label).toBe('Enter your password');\nconst secretKey = process.env.SECRET_KEY ?? '';\n",
  ],
  "app.py": [
    "password = os.environ['DB_PASSWORD']\ntoken = get_token(user, 'reader')\nsecret: str = settings.SECRET\nconnect(password=password, token=token)\n",
  ],
  "i18n/en/global.json": [
    '{"form": {"password": "Password", "newPassword": "New password", "confirmPassword": "Repeat the new password"}}',
  ],
  Dockerfile: [
    `FROM node:20.11.1-alpine@sha256:${DIGEST}\nARG NPM_TOKEN\nENV TOKEN_FILE=/run/secrets/token\nRUN --mount=type=secret,id=npm_token,target=/root/.npmrc npm ci\nRUN curl -fsSL https://example.com/a.tgz | sha256sum -c - && echo "${DIGEST}  a.tgz"\n`,
  ],
  "run.sh": [
    '#!/bin/bash\nset -euo pipefail\nPASSWORD="$1"\nexport TOKEN="$(vault read -field=token secret/app)"\nexport PGPASSWORD="${DB_PASSWORD}"\ncurl -H "Authorization: Bearer $TOKEN" -u "$USER:$PASSWORD" https://example.com\ndocker login -u ci -p "$PASSWORD" r.example.com\nread -r -s -p "Password: " PASSWORD\nif [ -z "${API_KEY:-}" ]; then echo "API_KEY is not set"; fi\n',
  ],
  known_hosts: [`github.com ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${random.base64(43)}\n`],
  "keys.tf": [
    `resource "aws_key_pair" "a" {\n  public_key = "ssh-rsa AAAAB3NzaC1yc2EAAAADAQAB${random.base64(300)} me@example.com"\n}\n`,
  ],
  "ca.yaml": [
    `clusters:\n  - cluster:\n      certificate-authority-data: ${base64(pem(random, "CERTIFICATE", 10))}\n      server: https://10.0.0.1:6443\n`,
  ],
  "cert.pem": [pem(random, "CERTIFICATE", 12), pem(random, "PUBLIC KEY", 4)],
  "README.md": [
    "# Tokens and passwords\n\nSet `API_TOKEN` to your token. The password is stored in Vault; see [secrets](docs/secrets.md).\n\n- `password`: the password of the database (required)\n- **Token**: optional\n- secret: the name of the Secret\n\nClone with https://github.com/acme/shop.git or git@github.com:acme/shop.git.\n",
    `Commit ${SHA} fixes the login; image \`ghcr.io/acme/api@sha256:${DIGEST}\`.\n`,
  ],
  "": [
    "How do I rotate the database password in Terraform without downtime?",
    'The pod says: secret "db-credentials" not found, token review failed: unauthorized',
    "Where is the API key used, and is the token in the workflow needed?",
    'Error: password authentication failed for user "app"',
    `image sha256:${DIGEST} was pulled at 2024-05-01T10:00:00Z from 10.0.0.12:5000, request id ${random.uuid()}`,
  ],
  "prometheus.yml": [
    "scrape_configs:\n  - job_name: a\n    bearer_token_file: /var/run/secrets/kubernetes.io/serviceaccount/token\n    basic_auth:\n      username: a\n      password_file: /etc/pw\n",
  ],
  "init.sql": [
    "CREATE TABLE users (id int, password varchar(255) NOT NULL, token text);\nALTER TABLE users ADD COLUMN password_hash text;\nSELECT password FROM users WHERE token = $1;\n",
  ],
  "pubkey.txt": [`age1${random.lowerAlnum(58)}\n`],
  "users.json": [
    `{"id": "${random.uuid()}", "requestId": "${random.uuid()}", "etag": "${random.hex(32)}", "nextToken": null, "tokens": 1234, "public_key": "${PUBLIC}"}`,
  ],
};

describe("redaction: what is no secret stays", () => {
  for (const [path, texts] of Object.entries(INNOCENT)) {
    for (const [index, text] of texts.entries()) {
      it(`${path || "free text"} ${index + 1}`, () => {
        const { text: output, redactions } = new Redactor().redact(path, text);
        assert.equal(output, text);
        assert.deepEqual(redactions, []);
      });
    }
  }
});
