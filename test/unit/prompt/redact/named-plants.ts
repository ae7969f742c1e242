import { base64, type Random } from "./random.ts";

/** What a value can be, by which places can hold it: quotes and separators limit what a format can carry. */
export const VALUES: Record<string, (r: Random) => string> = {
  alnum: (r) => r.alnum(16),
  short: (r) => r.alnum(9),
  long: (r) => r.alnum(48),
  hex: (r) => r.hex(32),
  hexKey: (r) => r.hex(64),
  base64: (r) => `${r.base64(43)}=`,
  uuid: (r) => r.uuid(),
  digits: (r) => r.digits(10),
  letters: (r) => r.of("bcdfghjklmnpqrstvwxz", 12),
  signs: (r) => r.signs(16, "!@%^*-_+.?~"),
  moreSigns: (r) => r.signs(18, "!@#$%^&*()-_=+[]{}|:,.<>?/~"),
  word: (r) => r.words(1, "") + r.words(1, ""),
  wordDigits: (r) => `${r.words(2, "")}${r.digits(2)}`,
  dashes: (r) => `${r.words(2, "-")}-${r.alnum(6)}`,
};

const PLAIN = ["alnum", "short", "long", "hex", "base64", "uuid", "digits", "letters", "wordDigits"];
/** What the names of tokens hold, but the names of things do not. */
const LOOSE = PLAIN.filter((value) => value !== "wordDigits");
const WORDS = [...PLAIN, "word", "dashes"];
const SIGNS = [...WORDS, "signs"];
const ALL = [...SIGNS, "moreSigns"];

/** A file in which `v` is a secret, and the kinds of value that it can hold. */
export interface NamedPlace {
  what: string;
  path: string;
  values: readonly string[];
  write: (v: string) => string;
}

function place(
  what: string,
  path: string,
  values: readonly string[],
  write: (v: string) => string,
): NamedPlace {
  return { what, path, values, write };
}

const KEYS = [
  "password",
  "DB_PASSWORD",
  "rootPassword",
  "db-password",
  "mysql_root_password",
  "MYSQL_PWD",
  "adminPass",
  "PGPASSWORD",
  "client_secret",
  "clientSecret",
  "CLIENT_SECRET",
  "JWT_SECRET",
  "app.secretKey",
  "SECRET_KEY",
  "api_key",
  "apiKey",
  "STRIPE_API_KEY",
  "x-api-key",
  "auth_token",
  "authToken",
  "GITHUB_TOKEN",
  "access_key",
  "secret_access_key",
  "AWS_SECRET_ACCESS_KEY",
  "private_key",
  "encryption_key",
  "signingKey",
  "passphrase",
  "datadog_api_key",
  "spring.datasource.password",
  "refresh_token",
  "session_secret",
  "WEBHOOK_SECRET",
  "storage_account_key",
  "DD_APP_KEY",
  "SLACK_BOT_TOKEN",
  "smtp_auth_password",
  "redis_pass",
  "bearer_token",
  "MASTER_KEY",
  "vault_token",
  "POSTGRES_PASSWORD",
  "ANSIBLE_VAULT_PASSWORD",
  "ADMIN_PASSWORD_PROD",
  "dbpassword",
  "PASSWORD_DB",
];

/** Formats that put a name and a value side by side; each is tried with every name. */
export const ASSIGNMENTS: readonly ((key: string) => NamedPlace)[] = [
  (k) =>
    place(
      `yaml ${k}`,
      "conf/app.yaml",
      SIGNS.filter((v) => v !== "digits"),
      (v) => `a:\n  ${k}: ${v}\n  b: 1\n`,
    ),
  (k) => place(`yaml "${k}"`, "conf/app.yml", ALL, (v) => `a:\n  ${k}: "${v}"\n  b: 1\n`),
  (k) => place(`yaml '${k}'`, "conf/app.yml", ALL, (v) => `a:\n  ${k}: '${v}' # note\n  b: 1\n`),
  (k) => place(`yaml flow ${k}`, "conf/app.yml", PLAIN, (v) => `a: {b: 1, ${k}: ${v}, c: d}\n`),
  (k) => place(`yaml commented ${k}`, "conf/app.yml", PLAIN, (v) => `a: 1\n# ${k}: ${v}\n`),
  (k) => place(`yaml block ${k}`, "conf/app.yml", ALL, (v) => `a:\n  ${k}: |\n    ${v}\n  b: 1\n`),
  (k) => place(`yaml below ${k}`, "conf/app.yml", WORDS, (v) => `a:\n  ${k}:\n    ${v}\n  b: 1\n`),
  (k) =>
    place(`helm values ${k}`, "chart/values.yaml", ALL, (v) => `auth:\n  enabled: true\n  ${k}: "${v}"\n`),
  (k) => place(`json ${k}`, "conf/app.json", ALL, (v) => `{\n  "a": 1,\n  "${k}": "${v}",\n  "b": 2\n}\n`),
  (k) => place(`json min ${k}`, "conf/app.json", ALL, (v) => `{"a":1,"${k}":"${v}","b":2}`),
  (k) =>
    place(
      `json in string ${k}`,
      "conf/app.json",
      SIGNS,
      (v) => `{"body": "{\\"${k}\\": \\"${v}\\", \\"b\\": 2}"}`,
    ),
  (k) => place(`toml ${k}`, "conf/app.toml", ALL, (v) => `[a]\n${k} = "${v}"\n`),
  (k) => place(`properties ${k}`, "app.properties", SIGNS, (v) => `a=1\n${k}=${v}\nb=2\n`),
  (k) => place(`properties spaced ${k}`, "app.properties", SIGNS, (v) => `a=1\r\n${k} = ${v}\r\nb=2\r\n`),
  (k) => place(`ini ${k}`, "conf/app.ini", SIGNS, (v) => `[a]\n${k} = ${v}\n`),
  (k) => place(`ini quoted ${k}`, "my.cnf", ALL, (v) => `[client]\n${k}="${v}"\n`),
  (k) => place(`ini commented ${k}`, "grafana.ini", PLAIN, (v) => `[a]\n;${k} = ${v}\n`),
  (k) =>
    place(
      `hcl ${k}`,
      "main.tf",
      ALL,
      (v) => `resource "a" "b" {\n  ${k.replace(/[.-]/g, "_")} = "${v}"\n}\n`,
    ),
  (k) =>
    place(`tfvars ${k}`, "prod.tfvars", ALL, (v) => `region = "x"\n${k.replace(/[.-]/g, "_")}   = "${v}"\n`),
  (k) =>
    place(
      `tf variable ${k}`,
      "variables.tf",
      ALL,
      (v) => `variable "${k.replace(/[.-]/g, "_")}" {\n  type    = string\n  default = "${v}"\n}\n`,
    ),
  (k) => place(`go ${k}`, "main.go", PLAIN, (v) => `var c = Config{${camel(k)}: "${v}"}\n`),
  (k) => place(`python ${k}`, "app.py", PLAIN, (v) => `${snake(k)} = '${v}'\n`),
  (k) => place(`java ${k}`, "A.java", PLAIN, (v) => `private static final String ${snake(k)} = "${v}";\n`),
  (k) => place(`typescript ${k}`, "a.ts", PLAIN, (v) => `const ${camel(k)}: string = "${v}";\n`),
  (k) =>
    place(
      `xml attribute ${k}`,
      "conf.xml",
      SIGNS,
      (v) => `<a b="1" ${k.replace(/\./g, "-")}="${v}" c="2"/>\n`,
    ),
  (k) => place(`xml element ${k}`, "conf.xml", SIGNS, (v) => `<a>\n  <${k}>${v}</${k}>\n</a>\n`),
  (k) =>
    place(
      `xml pair ${k}`,
      "web.config",
      SIGNS,
      (v) => `<appSettings>\n  <add key="${k}" value="${v}" />\n</appSettings>\n`,
    ),
  (k) =>
    place(
      `k8s env ${k}`,
      "deploy.yaml",
      SIGNS,
      (v) =>
        `apiVersion: v1\nkind: Pod\nspec:\n  containers:\n    - env:\n        - name: ${k}\n          value: "${v}"\n        - name: A\n          value: b\n`,
    ),
  (k) =>
    place(
      `k8s env reversed ${k}`,
      "deploy.yaml",
      SIGNS,
      (v) =>
        `apiVersion: v1\nkind: Pod\nspec:\n  containers:\n    - env:\n        - value: "${v}"\n          name: ${k}\n`,
    ),
  (k) =>
    place(
      `k8s env flow ${k}`,
      "deploy.yaml",
      SIGNS,
      (v) => `kind: Pod\napiVersion: v1\nspec: {containers: [{env: [{name: ${k}, value: "${v}"}]}]}\n`,
    ),
  (k) =>
    place(
      `configmap ${k}`,
      "cm.yaml",
      SIGNS,
      (v) => `apiVersion: v1\nkind: ConfigMap\ndata:\n  app.conf: |\n    a = 1\n    ${k} = ${v}\n`,
    ),
  (k) =>
    place(
      `ecs ${k}`,
      "task-definition.json",
      SIGNS,
      (v) =>
        `{"containerDefinitions": [{"environment": [\n  {"name": "A", "value": "b"},\n  {\n    "name": "${k}",\n    "value": "${v}"\n  }\n]}]}\n`,
    ),
  (k) =>
    place(
      `ecs min ${k}`,
      "task-definition.json",
      SIGNS,
      (v) => `{"environment":[{"name":"A","value":"b"},{"name":"${k}","value":"${v}"}]}`,
    ),
  (k) =>
    place(
      `arm ${k}`,
      "azuredeploy.parameters.json",
      SIGNS,
      (v) => `{"parameters": {\n  "${camel(k)}": {\n    "value": "${v}"\n  }\n}}\n`,
    ),
  (k) =>
    place(
      `cloudformation ${k}`,
      "stack.yaml",
      SIGNS,
      (v) => `Parameters:\n  ${camel(k)}:\n    Type: String\n    Default: "${v}"\nResources: {}\n`,
    ),
  (k) =>
    place(
      `github inputs ${k}`,
      ".github/workflows/a.yml",
      SIGNS,
      (v) => `env:\n  ${snake(k)}: ${yamlSafe(v)}\njobs: {}\n`,
    ),
  (k) =>
    place(
      `gitlab ${k}`,
      ".gitlab-ci.yml",
      SIGNS,
      (v) => `variables:\n  ${snake(k)}:\n    value: "${v}"\n    description: x\n`,
    ),
  (k) =>
    place(
      `azure pipelines ${k}`,
      "azure-pipelines.yml",
      SIGNS,
      (v) => `variables:\n  - name: ${k}\n    value: '${v}'\n`,
    ),
  (k) => place(`pulumi ${k}`, "Pulumi.prod.yaml", SIGNS, (v) => `config:\n  shop:${camel(k)}: "${v}"\n`),
  (k) => place(`ansible ${k}`, "group_vars/all.yml", ALL, (v) => `---\n${snake(k)}: "${v}"\n`),
  (k) =>
    place(
      `inventory ${k}`,
      "inventory.ini",
      PLAIN,
      (v) => `[web]\nhost1 ansible_host=10.0.0.1 ${snake(k)}=${v} ansible_port=22\n`,
    ),
  (k) =>
    place(
      `compose map ${k}`,
      "compose.yaml",
      SIGNS,
      (v) => `services:\n  a:\n    environment:\n      ${k}: "${v}"\n`,
    ),
  (k) =>
    place(
      `nomad ${k}`,
      "job.nomad.hcl",
      SIGNS,
      (v) => `job "a" {\n  env {\n    ${snake(k)} = "${v}"\n  }\n}\n`,
    ),
  (k) =>
    place(
      `helm set ${k}`,
      "deploy.sh",
      PLAIN,
      (v) => `helm upgrade a ./a --set image.tag=1,${k.replace(/\./g, "\\.")}=${v},b=c\n`,
    ),
  (k) => place(`free text ${k}=`, "", PLAIN, (v) => `the pod logs ${k}=${v} and dies`),
  (k) =>
    place(
      `free text ${k}:`,
      "",
      PLAIN.filter((v) => !["letters"].includes(v)),
      (v) => `here is my config\n${k}: ${v}\nwhat is wrong?`,
    ),
  (k) =>
    place(
      `markdown ${k}`,
      "README.md",
      PLAIN.filter((v) => v !== "letters"),
      (v) => `Set it:\n\n    ${k}: ${v}\n\nDone.\n`,
    ),
  (k) => place(`query ${k}`, "a.sh", PLAIN, (v) => `wget "https://example.com/x?a=1&${k}=${v}&b=2"\n`),
];

/** Formats for names in the style of environment variables. */
export const VARIABLES: readonly ((key: string) => NamedPlace)[] = [
  (k) => place(`env ${k}`, ".env", ALL, (v) => `A=1\n${k}=${v}\nB=2\n`),
  (k) => place(`env quoted ${k}`, ".env.production", ALL, (v) => `A=1\n${k}="${v}"\n`),
  (k) => place(`env export ${k}`, "prod.env", SIGNS, (v) => `export ${k}=${v}\n`),
  (k) => place(`env example ${k}`, ".env.example", SIGNS, (v) => `# comment\n#${k}=${v}\n`),
  (k) =>
    place(
      `compose list ${k}`,
      "docker-compose.yml",
      SIGNS,
      (v) => `services:\n  a:\n    environment:\n      - ${k}=${v}\n      - B=2\n`,
    ),
  (k) =>
    place(
      `compose list quoted ${k}`,
      "docker-compose.yml",
      SIGNS,
      (v) => `services:\n  a:\n    environment:\n      - "${k}=${v}"\n`,
    ),
  (k) => place(`dockerfile env ${k}`, "Dockerfile", SIGNS, (v) => `FROM a\nENV A=1 ${k}=${v} B=2\n`),
  (k) => place(`dockerfile env space ${k}`, "docker/Dockerfile.dev", SIGNS, (v) => `FROM a\nENV ${k} ${v}\n`),
  (k) => place(`dockerfile arg ${k}`, "Dockerfile", SIGNS, (v) => `FROM a\nARG ${k}="${v}"\n`),
  (k) =>
    place(
      `dockerfile lines ${k}`,
      "Dockerfile",
      SIGNS,
      (v) => `FROM a\nENV A=1 \\\n    ${k}=${v} \\\n    B=2\n`,
    ),
  (k) => place(`shell ${k}`, "run.sh", PLAIN, (v) => `${k}=${v} ./run --now\n`),
  (k) =>
    place(
      `shell export ${k}`,
      "run.sh",
      ALL.filter((v) => v !== "moreSigns"),
      (v) => `export ${k}='${v}'\n`,
    ),
  (k) => place(`shell double ${k}`, "run.sh", SIGNS, (v) => `export ${k}="${v}"; echo done\n`),
  (k) => place(`shell default ${k}`, "run.sh", PLAIN, (v) => `export ${k}="\${${k}:-${v}}"\n`),
  (k) => place(`docker run -e ${k}`, "run.sh", PLAIN, (v) => `docker run -d -e ${k}=${v} -p 80:80 image:1\n`),
  (k) => place(`makefile ${k}`, "Makefile", PLAIN, (v) => `${k} ?= ${v}\nall:\n\techo\n`),
  (k) => place(`powershell ${k}`, "run.ps1", SIGNS, (v) => `$env:${k} = "${v}"\n`),
  (k) => place(`batch ${k}`, "run.cmd", PLAIN, (v) => `set ${k}=${v}\r\n`),
  (k) => place(`jenkins ${k}`, "Jenkinsfile", PLAIN, (v) => `pipeline { environment { ${k} = '${v}' } }\n`),
  (k) =>
    place(`jenkins withEnv ${k}`, "Jenkinsfile", PLAIN, (v) => `withEnv(["A=1", "${k}=${v}"]) { sh 'x' }\n`),
  (k) =>
    place(
      `workflow run ${k}`,
      ".github/workflows/a.yml",
      PLAIN,
      (v) => `jobs:\n  a:\n    steps:\n      - run: |\n          export ${k}=${v}\n          ./x\n`,
    ),
  (k) => place(`systemd ${k}`, "app.service", SIGNS, (v) => `[Service]\nEnvironment="${k}=${v}"\n`),
  (k) => place(`php define ${k}`, "wp-config.php", PLAIN, (v) => `define( '${k}', '${v}' );\n`),
  (k) =>
    place(
      `go setenv ${k}`,
      "a_test.go",
      PLAIN.filter((v) => v !== "digits"),
      (v) => `os.Setenv("${k}", "${v}")\n`,
    ),
  (k) =>
    place(
      `k8s default ${k}`,
      "templates/a.yaml",
      PLAIN,
      (v) => `env:\n  - name: ${k}\n    value: {{ .Values.x | default "${v}" }}\n`,
    ),
];

export const NAMES = KEYS;
export const VARIABLE_NAMES = KEYS.filter((key) => /^[A-Z][A-Z_]+$/.test(key));

function camel(key: string): string {
  const text = key.toLowerCase().replace(/[_.-]+([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return /[A-Z]/.test(key) && !/[_.-]/.test(key) && key !== key.toUpperCase() ? key : text;
}

function snake(key: string): string {
  return key.replace(/[.-]/g, "_");
}

function yamlSafe(value: string): string {
  return /^[\w]/.test(value) ? value : `"${value}"`;
}

const B = base64;

/** Places where the structure, not a name beside it, says that a value is secret. */
export const STRUCTURES: readonly NamedPlace[] = [
  place(
    "url",
    "a.yaml",
    SIGNS.filter((v) => v !== "signs"),
    (v) => `url: https://deploy:${v}@git.example.com/a.git\n`,
  ),
  place(
    "url postgres",
    ".env",
    [...WORDS, "signs"],
    (v) => `DATABASE_URL=postgres://app:${encodeURIComponent(v)}@db:5432/app?sslmode=disable\n`,
  ),
  place("url mongo", "a.json", WORDS, (v) => `{"uri": "mongodb+srv://app:${v}@cluster0.abc.mongodb.net/db"}`),
  place("url redis", "a.py", WORDS, (v) => `r = connect("redis://:${v}@cache:6379/0")\n`),
  place("url amqp", "a.toml", WORDS, (v) => `broker = "amqp://guest:${v}@mq:5672//"\n`),
  place("url in text", "", WORDS, (v) => `it connects to mysql://root:${v}@10.0.0.5:3306/x but fails`),
  place("url with at", "a.yaml", ["alnum", "hex", "uuid"], (v) => `url: postgres://u:ab@${v}@db:5432/x\n`),
  place("url with slash", "a.yaml", ["alnum", "long"], (v) => `url: "postgres://u:ab/${v}@db:5432/x"\n`),
  place(
    "url in lock file",
    "yarn.lock",
    PLAIN,
    (v) => `a@1:\n  resolved "https://ci:${v}@npm.example.com/a.tgz#1"\n`,
  ),
  place(
    "jdbc",
    "a.properties",
    PLAIN,
    (v) => `spring.datasource.url=jdbc:mysql://h:3306/db?user=app&password=${v}&useSSL=true\n`,
  ),
  place(
    "jdbc sqlserver",
    "a.xml",
    SIGNS,
    (v) => `<url>jdbc:sqlserver://h:1433;databaseName=a;user=sa;password=${v};encrypt=true</url>\n`,
  ),
  place("jdbc oracle", "a.properties", PLAIN, (v) => `url=jdbc:oracle:thin:scott/${v}@//h:1521/x\n`),
  place(
    "odbc",
    "appsettings.json",
    SIGNS,
    (v) => `{"ConnectionStrings": {"Default": "Server=h;Database=a;User Id=sa;Password=${v};Encrypt=True"}}`,
  ),
  place(
    "odbc last",
    "web.config",
    SIGNS,
    (v) => `<add name="a" connectionString="Server=h;Uid=sa;Pwd=${v}" providerName="x"/>\n`,
  ),
  place(
    "libpq",
    "a.go",
    PLAIN,
    (v) => `db := open("host=h user=app password=${v} dbname=a sslmode=disable")\n`,
  ),
  place("go mysql", "a.go", WORDS, (v) => `db := open("app:${v}@tcp(db:3306)/a?parseTime=true")\n`),
  place("curl -u", "a.sh", SIGNS, (v) => `curl -sS -u admin:${v} https://example.com/api\n`),
  place("curl -u quoted", "a.md", SIGNS, (v) => `    curl --user "admin:${v}" https://example.com\n`),
  place(
    "curl bearer",
    "a.sh",
    ["alnum", "long", "hex", "uuid"],
    (v) => `curl -H "Authorization: Bearer ${v}" https://example.com\n`,
  ),
  place(
    "curl header",
    "a.sh",
    PLAIN,
    (v) => `curl -H 'X-Api-Key: ${v}' -H 'PRIVATE-TOKEN: ${v}' https://example.com\n`,
  ),
  place(
    "basic header",
    "a.http",
    ["alnum", "long"],
    (v) => `GET https://example.com\nAuthorization: Basic ${B(`admin:${v}`)}\n`,
  ),
  place(
    "header in code",
    "a.js",
    ["alnum", "long"],
    (v) => `fetch(u, { headers: { Authorization: "Bearer ${v}" } });\n`,
  ),
  place(
    "header in yaml",
    "a.yaml",
    ["alnum", "long"],
    (v) => `httpHeaders:\n  - name: Authorization\n    value: Bearer ${v}\n`,
  ),
  place("docker login", "a.sh", SIGNS, (v) => `docker login -u ci -p ${v} registry.example.com\n`),
  place(
    "docker login long",
    "a.yml",
    SIGNS,
    (v) => `script:\n  - docker login --username ci --password "${v}" registry.example.com\n`,
  ),
  place("docker login stdin", "a.sh", SIGNS, (v) => `echo "${v}" | docker login -u ci --password-stdin\n`),
  place("helm registry login", "a.sh", PLAIN, (v) => `helm registry login r.example.com -u ci -p ${v}\n`),
  place("az login", "a.sh", PLAIN, (v) => `az login --service-principal -u app -p ${v} --tenant t\n`),
  place("mysql -p", "a.sh", WORDS, (v) => `mysql -h db -uroot -p${v} app < dump.sql\n`),
  place(
    "mysqldump",
    "cron.yaml",
    WORDS,
    (v) => `command: ["sh", "-c", "mysqldump -u root -p${v} --all-databases > /b.sql"]\n`,
  ),
  place("sshpass", "a.sh", SIGNS, (v) => `sshpass -p '${v}' ssh root@host\n`),
  place("redis-cli", "a.sh", PLAIN, (v) => `redis-cli -h r -a ${v} ping\n`),
  place("mongosh", "a.sh", PLAIN, (v) => `mongosh -u root -p ${v} --eval 'x'\n`),
  place("ldapsearch", "a.sh", SIGNS, (v) => `ldapsearch -x -D "cn=admin" -w ${v} -b dc=x\n`),
  place("sqlcmd", "a.sh", SIGNS, (v) => `sqlcmd -S h -U sa -P ${v} -Q "select 1"\n`),
  place("htpasswd", "a.sh", SIGNS, (v) => `htpasswd -bc /etc/nginx/.htpasswd admin ${v}\n`),
  place("chpasswd", "a.sh", SIGNS, (v) => `echo "root:${v}" | chpasswd\n`),
  place("sudo -S", "a.sh", PLAIN, (v) => `echo ${v} | sudo -S apt-get update\n`),
  place("flag", "a.sh", SIGNS, (v) => `tool --password ${v} --verbose\n`),
  place("flag equals", "a.yaml", SIGNS, (v) => `args:\n  - --admin-password=${v}\n  - --x\n`),
  place("flag in list", "a.yaml", SIGNS, (v) => `command: ["tool", "--db-password", "${v}", "--x"]\n`),
  place("flag in lines", "a.yaml", SIGNS, (v) => `args:\n  - --api-token\n  - "${v}"\n  - --x\n`),
  place("flag in Dockerfile", "Dockerfile", PLAIN, (v) => `FROM a\nCMD ["tool", "--token", "${v}"]\n`),
  place(
    "create secret",
    "a.sh",
    SIGNS,
    (v) => `kubectl create secret generic a --from-literal=username=${v} --from-literal=b=${v}\n`,
  ),
  place(
    "create secret lines",
    "README.md",
    PLAIN,
    (v) =>
      `kubectl create secret docker-registry r \\\n  --docker-username=ci \\\n  --docker-password=${v}\n`,
  ),
  place("vault kv put", "a.sh", PLAIN, (v) => `vault kv put secret/app user=${v} other=${v}\n`),
  place(
    "aws configure",
    "a.sh",
    ["base64", "alnum"],
    (v) => `aws configure set aws_secret_access_key ${v}\n`,
  ),
  place("mc alias", "a.sh", PLAIN, (v) => `mc alias set local http://minio:9000 minio ${v}\n`),
  place("gh secret", "a.sh", PLAIN, (v) => `gh secret set DEPLOY --body "${v}"\n`),
  place("rabbitmqctl", "a.sh", PLAIN, (v) => `rabbitmqctl add_user app ${v}\n`),
  place(
    "ssm put",
    "a.sh",
    PLAIN,
    (v) => `aws ssm put-parameter --name /a --type SecureString --value "${v}"\n`,
  ),
  place("pulumi secret", "a.sh", PLAIN, (v) => `pulumi config set --secret dbUser ${v}\n`),
  place("sql identified", "a.sql", SIGNS, (v) => `CREATE USER 'app'@'%' IDENTIFIED BY '${v}';\n`),
  place(
    "sql with plugin",
    "a.sql",
    SIGNS,
    (v) => `ALTER USER root IDENTIFIED WITH mysql_native_password BY '${v}';\n`,
  ),
  place("sql password", "init.sql", SIGNS, (v) => `create role app with login password '${v}';\n`),
  place(
    "sql server",
    "a.sql",
    SIGNS,
    (v) => `CREATE LOGIN app WITH PASSWORD = N'${v}', CHECK_POLICY = OFF;\n`,
  ),
  place("sql in shell", "a.sh", SIGNS, (v) => `psql -c "ALTER USER app WITH ENCRYPTED PASSWORD '${v}'"\n`),
  place(
    "sql in yaml",
    "cm.yaml",
    SIGNS,
    (v) => `data:\n  init.sql: |\n    GRANT ALL ON a.* TO 'x'@'%' IDENTIFIED BY '${v}';\n`,
  ),
  place(
    "sql insert",
    "seed.sql",
    SIGNS,
    (v) =>
      `INSERT INTO users (id, name, password, active) VALUES (1, 'a', '${v}', true), (2, 'b', '${v}', false);\n`,
  ),
  place(
    "csv",
    "users.csv",
    SIGNS,
    (v) => `id,name,password,mail\n1,a,${v},a@example.com\n2,b,"${v}",b@example.com\n`,
  ),
  place(
    "npmrc",
    ".npmrc",
    PLAIN,
    (v) => `registry=https://npm.example.com/\n//npm.example.com/:_authToken=${v}\n`,
  ),
  place(
    "npmrc auth",
    ".npmrc",
    ["base64"],
    (v) => `//npm.example.com/:_auth=${v}\n//npm.example.com/:_password=${v}\n`,
  ),
  place("pypirc", ".pypirc", SIGNS, (v) => `[pypi]\nusername = a\npassword = ${v}\n`),
  place("netrc", ".netrc", SIGNS, (v) => `machine example.com login ci password ${v}\n`),
  place("netrc lines", ".netrc", SIGNS, (v) => `machine example.com\n  login ci\n  password ${v}\n`),
  place("pgpass", ".pgpass", PLAIN, (v) => `db:5432:app:app:${v}\n`),
  place("htpasswd plain", ".htpasswd", SIGNS, (v) => `admin:${v}\n`),
  place("git credentials", ".git-credentials", PLAIN, (v) => `https://ci:${v}@github.com\n`),
  place(
    "docker config",
    ".docker/config.json",
    PLAIN,
    (v) => `{\n  "auths": {\n    "r.example.com": {\n      "auth": "${B(`ci:${v}`)}"\n    }\n  }\n}\n`,
  ),
  place(
    "dockercfg",
    ".dockercfg",
    PLAIN,
    (v) => `{"r.example.com":{"username":"ci","password":"${v}","auth":"${B(`ci:${v}`)}"}}`,
  ),
  place(
    "aws credentials",
    ".aws/credentials",
    ["base64", "alnum", "long"],
    (v) => `[default]\naws_secret_access_key = ${v}\naws_session_token = ${v}\n`,
  ),
  place(
    "kubeconfig",
    ".kube/config",
    ["long", "base64"],
    (v) =>
      `apiVersion: v1\nkind: Config\nusers:\n- name: a\n  user:\n    token: ${v}\n    client-key-data: ${B(`-----BEGIN RSA PRIVATE KEY-----\n${v}`)}\n`,
  ),
  place(
    "kubeconfig password",
    "kubeconfig",
    PLAIN,
    (v) => `apiVersion: v1\nkind: Config\nusers:\n- name: a\n  user:\n    username: u\n    password: ${v}\n`,
  ),
  place(
    "terraformrc",
    ".terraformrc",
    LOOSE,
    (v) => `credentials "app.terraform.io" {\n  token = "${v}"\n}\n`,
  ),
  place(
    "maven settings",
    "settings.xml",
    SIGNS,
    (v) => `<servers><server><id>a</id><username>u</username><password>${v}</password></server></servers>\n`,
  ),
  place("nuget", "nuget.config", SIGNS, (v) => `<add key="ClearTextPassword" value="${v}" />\n`),
  place("gradle", "gradle.properties", SIGNS, (v) => `signing.password=${v}\n`),
  place("vault password file", ".vault_pass", SIGNS, (v) => `${v}\n`),
  place("docker secret file", "db/password.txt", ALL, (v) => v),
  place("redis conf", "redis.conf", SIGNS, (v) => `port 6379\nrequirepass ${v}\nmasterauth ${v}\n`),
  place(
    "nginx header",
    "nginx.conf",
    ["alnum", "long"],
    (v) => `location / {\n  proxy_set_header Authorization "Bearer ${v}";\n}\n`,
  ),
  place(
    "wireguard",
    "wg0.conf",
    ["base64"],
    (v) => `[Interface]\nPrivateKey = ${v}\n[Peer]\nPresharedKey = ${v}\n`,
  ),
  place(
    "alertmanager",
    "alertmanager.yml",
    [...LOOSE, "signs"],
    (v) =>
      `global:\n  smtp_auth_password: '${v}'\n  opsgenie_api_key: '${v}'\nreceivers:\n  - name: a\n    pagerduty_configs:\n      - service_key: ${yamlSafe(v)}\n`,
  ),
  place(
    "alertmanager routing key",
    "alertmanager.yml",
    ["hex", "alnum", "uuid"],
    (v) =>
      `receivers:\n  - name: a\n    pagerduty_configs:\n      - routing_key: ${v}\n    victorops_configs:\n      - api_key: ${v}\n`,
  ),
  place(
    "prometheus",
    "prometheus.yml",
    SIGNS,
    (v) =>
      `scrape_configs:\n  - job_name: a\n    basic_auth:\n      username: a\n      password: "${v}"\n    authorization:\n      credentials: "${v}${v.length > 20 ? "" : "aB3xK9"}"\n`,
  ),
  place(
    "grafana ini",
    "grafana.ini",
    SIGNS,
    (v) => `[security]\nadmin_password = ${v}\n[smtp]\npassword = """${v}"""\n`,
  ),
  place(
    "datasource",
    "provisioning/datasources/a.yaml",
    SIGNS,
    (v) =>
      `datasources:\n  - name: a\n    secureJsonData:\n      basicAuthPassword: "${v}"\n      httpHeaderValue1: "Bearer ${v}${v.length > 20 ? "" : "aB3xK9"}"\n`,
  ),
  place(
    "otel",
    "otel.yaml",
    LOOSE,
    (v) => `exporters:\n  otlp:\n    headers:\n      x-honeycomb-team: ${v}\n      api-key: ${v}\n`,
  ),
  place(
    "workflow with",
    ".github/workflows/a.yml",
    [...LOOSE, "signs"],
    (v) =>
      `jobs:\n  a:\n    steps:\n      - uses: a/b@v1\n        with:\n          token: "${v}"\n          registry-password: "${v}"\n`,
  ),
  place(
    "gitlab flag",
    ".gitlab-ci.yml",
    PLAIN,
    (v) => `a:\n  script:\n    - curl --header "JOB-TOKEN: ${v}" https://x\n`,
  ),
  place(
    "tf sensitive",
    "variables.tf",
    SIGNS,
    (v) => `variable "thing" {\n  default   = "${v}"\n  sensitive = true\n}\n`,
  ),
  place(
    "tf sensitive before",
    "variables.tf",
    SIGNS,
    (v) => `variable "thing" {\n  sensitive = true\n  default   = "${v}"\n}\n`,
  ),
  place(
    "tf kubernetes_secret",
    "main.tf",
    SIGNS,
    (v) =>
      `resource "kubernetes_secret" "a" {\n  metadata {\n    name = "a"\n  }\n  data = {\n    username = "${v}"\n    "b.c"    = "${v}"\n  }\n}\n`,
  ),
  place(
    "tf set_sensitive",
    "main.tf",
    SIGNS,
    (v) =>
      `resource "helm_release" "a" {\n  set_sensitive {\n    name  = "x.y"\n    value = "${v}"\n  }\n  set {\n    name  = "auth.password"\n    value = "${v}"\n  }\n}\n`,
  ),
  place(
    "tf secret version",
    "main.tf",
    SIGNS,
    (v) =>
      `resource "aws_secretsmanager_secret_version" "a" {\n  secret_string = jsonencode({\n    username = "${v}"\n    password = "${v}"\n  })\n}\n`,
  ),
  place(
    "tf ssm",
    "main.tf",
    SIGNS,
    (v) => `resource "aws_ssm_parameter" "a" {\n  type  = "SecureString"\n  value = "${v}"\n}\n`,
  ),
  place(
    "tf key vault",
    "main.tf",
    SIGNS,
    (v) => `resource "azurerm_key_vault_secret" "a" {\n  name  = "a"\n  value = "${v}"\n}\n`,
  ),
  place(
    "tf heredoc",
    "main.tf",
    PLAIN,
    (v) =>
      `resource "a" "b" {\n  user_data = <<-EOF\n    #!/bin/bash\n    export DB_PASSWORD=${v}\n    echo "password: ${v}" > /a\n  EOF\n}\n`,
  ),
  place(
    "tf provider",
    "providers.tf",
    SIGNS,
    (v) => `provider "aws" {\n  access_key = "${v}"\n  secret_key = "${v}"\n}\n`,
  ),
  place(
    "tfstate",
    "terraform.tfstate",
    SIGNS,
    (v) =>
      `{"version": 4, "terraform_version": "1.9.0", "outputs": {"conn": {"value": "${v}", "type": "string", "sensitive": true}}, "resources": [{"mode": "managed", "type": "random_password", "name": "a", "instances": [{"schema_version": 3, "attributes": {"length": 16, "result": "${v}"}, "sensitive_attributes": []}]}]}`,
  ),
  place(
    "tfstate attributes",
    "terraform.tfstate",
    SIGNS,
    (v) =>
      `{\n  "terraform_version": "1.9.0",\n  "resources": [\n    {\n      "mode": "managed",\n      "type": "x_y",\n      "name": "a",\n      "instances": [\n        {\n          "schema_version": 0,\n          "attributes": {\n            "id": "1",\n            "blob": "${v}"\n          },\n          "sensitive_attributes": [\n            [\n              {\n                "type": "get_attr",\n                "value": "blob"\n              }\n            ]\n          ]\n        }\n      ]\n    }\n  ]\n}\n`,
  ),
  place(
    "plan",
    "plan.json",
    SIGNS,
    (v) =>
      `{"format_version":"1.2","terraform_version":"1.9.0","resource_changes":[{"address":"a.b","type":"x_y","name":"b","change":{"before":null,"after":{"id":"1","blob":"${v}"},"after_sensitive":{"blob":true},"before_sensitive":false}}],"planned_values":{"root_module":{"resources":[{"address":"a.b","type":"x_y","name":"b","values":{"blob":"${v}"},"sensitive_values":{"blob":true}}]},"outputs":{"o":{"sensitive":true,"value":"${v}"}}}}`,
  ),
  place(
    "cloudformation NoEcho",
    "stack.yaml",
    SIGNS,
    (v) => `Parameters:\n  Thing:\n    Type: String\n    NoEcho: true\n    Default: "${v}"\n`,
  ),
  place(
    "cloudformation json",
    "stack.json",
    SIGNS,
    (v) =>
      `{"Resources": {"Db": {"Properties": {"MasterUserPassword": "${v}"}}}, "Parameters": {"Thing": {"NoEcho": true, "Default": "${v}"}}}`,
  ),
  place(
    "cloudformation secret",
    "stack.yaml",
    SIGNS,
    (v) =>
      `Resources:\n  S:\n    Type: AWS::SecretsManager::Secret\n    Properties:\n      SecretString: '{"user":"a","password":"${v}"}'\n`,
  ),
  place(
    "cloud-init",
    "cloud-config.yaml",
    PLAIN,
    (v) =>
      `#cloud-config\nchpasswd:\n  list: |\n    root:${v}\n    app:${v}\nusers:\n  - name: a\n    plain_text_passwd: ${v}\n`,
  ),
  place(
    "kustomize literals",
    "kustomization.yaml",
    SIGNS,
    (v) =>
      `secretGenerator:\n  - name: a\n    literals:\n      - username=${v}\n      - "other=${v}"\n    files:\n      - key=a.txt\nresources: []\n`,
  ),
  place(
    "private key in json",
    "service-account.json",
    ["long"],
    (v) =>
      `{"type": "service_account", "private_key": "-----BEGIN PRIVATE KEY-----\\nMII${v}\\n${v}\\n-----END PRIVATE KEY-----\\n"}`,
  ),
  place("php array", "config.php", SIGNS, (v) => `<?php return ['db' => ['password' => '${v}']];\n`),
  place("ruby hash", "database.rb", PLAIN, (v) => `config = { :password => '${v}', secret_key: "${v}" }\n`),
  place("rust", "a.rs", PLAIN, (v) => `let password: &str = "${v}";\n`),
  place("c#", "a.cs", PLAIN, (v) => `var o = new Options { Password = "${v}", ClientSecret = @"${v}" };\n`),
  place("call", "a.java", PLAIN, (v) => `ds.setPassword("${v}");\nb.withPassword("${v}").build();\n`),
  place("log", "", PLAIN, (v) => `level=info msg="login" user=a password=${v} ip=1.2.3.4`),
  place("log json", "app.log", SIGNS, (v) => `{"level":"info","password":"${v}","ip":"1.2.3.4"}\n`),
  place(
    "question",
    "",
    ["alnum", "short", "long", "signs"],
    (v) => `my database password is ${v}, why is it refused?`,
  ),
  place(
    "question 2",
    "",
    ["alnum", "short", "long", "signs"],
    (v) => `I set the API key to "${v}" and get 401`,
  ),
  place("question 3", "", ["long", "base64"], (v) => `what is ${v} doing in my cluster?`),
  place("table", "notes.md", ["alnum", "long", "signs"], (v) => `| user | a |\n| password | ${v} |\n`),
  place("high entropy", "a.yaml", ["base64", "long"], (v) => `settings:\n  thing: ${v}\n`),
  place("high entropy json", "a.json", ["base64", "long"], (v) => `{"thing": "${v}"}`),
  place("array", "a.json", SIGNS, (v) => `{"api_keys": ["${v}", "${v}"], "x": 1}`),
  place(
    "yaml list",
    "a.yaml",
    SIGNS,
    (v) => `tokens_x: 1\napi_keys:\n  - "${v}"\n  - ${yamlSafe(v)}\nb: 1\n`,
  ),
  place("space in name", "a.conf", PLAIN, (v) => `Access Key = ${v}\nAPI Key: ${v}\n`),
  place("entity", "a.xml", SIGNS, (v) => `<a b="{&quot;password&quot;:&quot;${v}&quot;}"/>\n`),
  place(
    "echo in comment",
    "a.yaml",
    ["alnum", "long"],
    (v) => `password: "${v}"\nother: 1 # it was ${v} before\n`,
  ),
  place(
    "jenkins parameter",
    "Jenkinsfile",
    PLAIN,
    (v) => `parameters { password(name: 'DEPLOY_PASSWORD', defaultValue: '${v}', description: 'x') }\n`,
  ),
  place("github app ini", "app.ini", ["base64", "hex"], (v) => `[webhook]\nsecret = ${v}\n`),
  place("bicep", "main.bicep", SIGNS, (v) => `param adminPassword string = '${v}'\n`),
  place(
    "rails credentials",
    "config/database.yml",
    SIGNS,
    (v) => `production:\n  password: <%= ENV["X"] || "${v}" %>\n`,
  ),
  place("jinja default", "a.yml.j2", SIGNS, (v) => `password: "{{ db_pass | default('${v}') }}"\n`),
  place(
    "spring default",
    "application.yml",
    PLAIN,
    (v) => `spring:\n  datasource:\n    password: \${DB_PASS:${v}}\n`,
  ),
  place(
    "compose default",
    "compose.yml",
    PLAIN,
    (v) => `services:\n  a:\n    environment:\n      POSTGRES_PASSWORD: \${PGPASS:-${v}}\n`,
  ),
];

const MANIFEST = (data: string): string =>
  `apiVersion: v1\nkind: Secret\nmetadata:\n  name: a\ntype: Opaque\n${data}`;

/** Kubernetes Secrets in all shapes; the names of the keys are harmless. */
export const SECRETS: readonly NamedPlace[] = [
  place("data", "s.yaml", ALL, (v) => MANIFEST(`data:\n  a: ${B(v)}\n  b: x\n`)),
  place("data above kind", "s.yaml", ALL, (v) => `data:\n  a: ${B(v)}\napiVersion: v1\nkind: Secret\n`),
  place("data quoted", "s.yaml", ALL, (v) => MANIFEST(`data:\n  "a": "${B(v)}"\n  'b.c': '${B(v)}'\n`)),
  place("data folded", "s.yaml", ["long"], (v) =>
    MANIFEST(`data:\n  a: >-\n    ${B(v).slice(0, 30)}\n    ${B(v).slice(30)}\n  b: |\n    ${B(v)}\n`),
  ),
  place("data flow", "s.yaml", ALL, (v) => MANIFEST(`data: {a: ${B(v)}, "b": "${B(v)}"}\n`)),
  place("data flow lines", "s.yaml", ALL, (v) => MANIFEST(`data: {\n  a: ${B(v)},\n  b: "${B(v)}"\n}\n`)),
  place("stringData", "s.yaml", WORDS, (v) => MANIFEST(`stringData:\n  a: ${v}\n  b: "${v}"\n`)),
  place("stringData quoted", "s.yaml", ALL, (v) => MANIFEST(`stringData:\n  a: "${v}"\n  b: '${v}'\n`)),
  place("stringData block", "s.yaml", ALL, (v) =>
    MANIFEST(`stringData:\n  conf: |-\n    user: x\n    thing: ${v}\n\n    other ${v}\n  z: q\n`),
  ),
  place(
    "multi-document",
    "s.yaml",
    ALL,
    (v) =>
      `apiVersion: v1\nkind: ConfigMap\ndata:\n  a: harmless\n---\n${MANIFEST(`data:\n  a: ${B(v)}\n`)}---\nkind: Service\napiVersion: v1\n`,
  ),
  place(
    "list",
    "s.yaml",
    ALL,
    (v) =>
      `apiVersion: v1\nkind: List\nitems:\n  - apiVersion: v1\n    kind: Secret\n    metadata: {name: a}\n    data:\n      a: ${B(v)}\n  - apiVersion: v1\n    data:\n      b: ${B(v)}\n    kind: Secret\n`,
  ),
  place(
    "list tight",
    "s.yaml",
    ALL,
    (v) =>
      `apiVersion: v1\nitems:\n- apiVersion: v1\n  data:\n    a: ${B(v)}\n  kind: Secret\n  metadata:\n    name: a\nkind: SecretList\n`,
  ),
  place("crlf and bom", "s.yaml", ALL, (v) =>
    `\uFEFF${MANIFEST(`data:\n  a: ${B(v)}\n`)}`.replace(/\n/g, "\r\n"),
  ),
  place(
    "json",
    "s.json",
    ALL,
    (v) =>
      `{\n  "apiVersion": "v1",\n  "kind": "Secret",\n  "data": {\n    "a": "${B(v)}"\n  },\n  "stringData": {"b": "${v.replace(/["\\]/g, "")}"}\n}\n`,
  ),
  place("json min", "s.json", ALL, (v) => `{"apiVersion":"v1","data":{"a":"${B(v)}"},"kind":"Secret"}`),
  place(
    "json list",
    "s.json",
    ALL,
    (v) =>
      `{"apiVersion":"v1","items":[{"data":{"a":"${B(v)}"},"kind":"Secret"},{"kind":"ConfigMap","data":{"x":"harmless"}}],"kind":"List"}`,
  ),
  place(
    "helm template",
    "templates/s.yaml",
    ALL,
    (v) =>
      `{{- if .Values.x }}\napiVersion: v1\nkind: Secret\ndata:\n  {{- if .Values.y }}\n  a: ${B(v)}\n  {{- end }}\n  b: {{ .Values.b | b64enc }}\n{{- end }}\n`,
  ),
  place("template b64enc", "templates/s.yaml", WORDS, (v) => MANIFEST(`data:\n  a: {{ "${v}" | b64enc }}\n`)),
  place(
    "in another document",
    "cm.yaml",
    ALL,
    (v) =>
      `apiVersion: v1\nkind: ConfigMap\ndata:\n  manifest: |\n    apiVersion: v1\n    kind: Secret\n    data:\n      a: ${B(v)}\n`,
  ),
  place("commented", "s.yaml", ALL, (v) => MANIFEST(`data:\n  # a: ${B(v)}\n  b: x\n`)),
  place("comment tells", "s.yaml", ["alnum", "long", "signs"], (v) =>
    MANIFEST(`data:\n  a: ${B(v)} # ${v}\n`),
  ),
  place(
    "last applied",
    "s.yaml",
    ["alnum", "long"],
    (v) =>
      `apiVersion: v1\ndata:\n  a: ${B(v)}\nkind: Secret\nmetadata:\n  annotations:\n    kubectl.kubernetes.io/last-applied-configuration: |\n      {"apiVersion":"v1","data":{"a":"${B(v)}"},"kind":"Secret"}\n`,
  ),
  place("anchor", "s.yaml", WORDS, (v) => MANIFEST(`stringData:\n  a: &x ${v}\n  b: *x\n`)),
  place("binary tag", "s.yaml", ALL, (v) => MANIFEST(`data:\n  a: !!binary ${B(v)}\n`)),
  place(
    "broken",
    "s.yaml",
    ALL,
    (v) => `kind: Secret\n  apiVersion v1\ndata:\n  a: ${B(v)}\n   b: "${B(v)}\n`,
  ),
];
