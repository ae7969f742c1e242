import { base64, type Random } from "./random.ts";

/** One kind of token: how to make one, and which part of it must not leave where not all of it is secret. */
export type TokenPlant = [kind: string, make: (r: Random) => string | { text: string; secret: string }];

const AGE = "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L";

function part(before: string, secret: string, after = ""): { text: string; secret: string } {
  return { text: before + secret + after, secret };
}

/** A PEM block in lines of 64 digits. */
export function pem(r: Random, label: string, lines: number): string {
  const body = Array.from({ length: lines }, () => r.base64(64)).join("\n");
  return `-----BEGIN ${label}-----\n${body}\n${r.base64(30)}==\n-----END ${label}-----`;
}

export const TOKENS: readonly TokenPlant[] = [
  ["aws-access-key", (r) => `AKIA${r.of("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 16)}`],
  ["aws-access-key", (r) => `ASIA${r.of("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 16)}`],
  ["aws-bedrock-key", (r) => `ABSK${r.base64(128)}`],
  ["aws-session-token", (r) => `IQoJb3JpZ2lu${r.base64(300)}`],
  ["gcp-api-key", (r) => `AIza${r.url(35)}`],
  ["gcp-access-token", (r) => `ya29.${r.url(120)}`],
  ["gcp-client-secret", (r) => `GOCSPX-${r.url(28)}`],
  ["gcp-refresh-token", (r) => `1//0${r.url(60)}`],
  ["azure-storage-key", (r) => `${r.base64(76)}+ASt${r.base64(9).slice(0, 5)}A==`],
  ["azure-cosmos-key", (r) => `${r.base64(76)}ACDb${r.base64(9).slice(0, 5)}Q==`],
  ["azure-service-bus-key", (r) => `${r.base64(33)}+ASb${r.base64(9).slice(0, 5)}I=`],
  ["azure-event-hub-key", (r) => `${r.base64(33)}+AEh${r.base64(9).slice(0, 5)}I=`],
  ["azure-iot-key", (r) => `${r.base64(33)}AIoT${r.base64(9).slice(0, 5)}Y=`],
  ["azure-registry-key", (r) => `${r.alnum(42)}+ACR${r.alnum(6)}`],
  ["azure-devops-token", (r) => `${r.alnum(76)}AZDO${r.alnum(4)}`],
  ["azure-client-secret", (r) => `${r.alnum(3)}8Q~${r.url(34)}`],
  [
    "azure-sas",
    (r) => part(`https://acct.blob.core.windows.net/c?sv=2022-11-02&se=2030-01-01&sig=`, `${r.alnum(43)}%3D`),
  ],
  [
    "azure-account-key",
    (r) =>
      part(
        "DefaultEndpointsProtocol=https;AccountName=acct;AccountKey=",
        `${r.base64(86)}==`,
        ";EndpointSuffix=core.windows.net",
      ),
  ],
  [
    "azure-shared-access-key",
    (r) =>
      part(
        "Endpoint=sb://ns.servicebus.windows.net/;SharedAccessKeyName=Root;SharedAccessKey=",
        `${r.base64(43)}=`,
      ),
  ],
  ["digitalocean-token", (r) => `dop_v1_${r.hex(64)}`],
  ["digitalocean-token", (r) => `doo_v1_${r.hex(64)}`],
  ["digitalocean-spaces-key", (r) => `DO00${r.upperAlnum(16)}`],
  ["alibaba-access-key", (r) => `LTAI${r.alnum(20)}`],
  ["tencent-secret-id", (r) => `AKID${r.alnum(32)}`],
  ["heroku-key", (r) => `HRKU-${r.url(60)}`],
  ["cloudflare-token", (r) => `cfut_${r.alnum(48)}`],
  ["cloudflare-origin-key", (r) => `v1.0-${r.hex(24)}-${r.hex(146)}`],
  ["netlify-token", (r) => `nfp_${r.alnum(36)}`],
  ["vercel-token", (r) => `vcp_${r.alnum(40)}`],
  ["fly-token", (r) => `fm2_${r.base64(120)}`],
  ["supabase-key", (r) => `sbp_${r.hex(40)}`],
  ["planetscale-token", (r) => `pscale_tkn_${r.alnum(43)}`],
  ["aiven-secret", (r) => `AVNS_${r.url(20)}`],
  ["databricks-token", (r) => `dapi${r.hex(32)}`],
  [
    "dynatrace-token",
    (r) =>
      `dt0c01.${r.of("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 24)}.${r.of("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 64)}`,
  ],
  ["tailscale-key", (r) => `tskey-auth-${r.alnum(12)}-${r.alnum(32)}`],
  ["openshift-token", (r) => `sha256~${r.url(43)}`],
  ["github-token", (r) => `ghp_${r.alnum(36)}`],
  ["github-token", (r) => `gho_${r.alnum(36)}`],
  ["github-token", (r) => `ghu_${r.alnum(36)}`],
  ["github-token", (r) => `ghs_${r.alnum(36)}`],
  ["github-token", (r) => `ghr_${r.alnum(76)}`],
  ["github-fine-grained-token", (r) => `github_pat_${r.alnum(22)}_${r.alnum(59)}`],
  ["gitlab-token", (r) => `glpat-${r.url(20)}`],
  ["gitlab-token", (r) => `glptt-${r.hex(40)}`],
  ["gitlab-deploy-token", (r) => `gldt-${r.url(20)}`],
  ["gitlab-runner-token", (r) => `glrt-${r.url(20)}`],
  ["gitlab-app-secret", (r) => `gloas-${r.hex(64)}`],
  ["bitbucket-token", (r) => `ATBB${r.alnum(32)}`],
  ["atlassian-token", (r) => `ATATT3xFfGF0${r.url(170)}=${r.upperAlnum(8)}`],
  ["npm-token", (r) => `npm_${r.alnum(36)}`],
  ["pypi-token", (r) => `pypi-AgEIcHlwaS5vcmc${r.url(80)}`],
  ["ruby-gems-key", (r) => `rubygems_${r.hex(48)}`],
  ["nuget-key", (r) => `oy2${r.lowerAlnum(43)}`],
  ["crates-token", (r) => `cio${r.alnum(32)}`],
  ["docker-hub-token", (r) => `dckr_pat_${r.url(27)}`],
  ["artifactory-key", (r) => `AKCp${r.alnum(69)}`],
  ["artifactory-token", (r) => `cmVmdGtu${r.alnum(56)}`],
  ["terraform-cloud-token", (r) => `${r.alnum(14)}.atlasv1.${r.alnum(67)}`],
  ["vault-token", (r) => `hvs.${r.url(90)}`],
  ["vault-token", (r) => `s.${r.alnum(24)}`],
  ["pulumi-token", (r) => `pul-${r.hex(40)}`],
  ["doppler-token", (r) => `dp.pt.${r.alnum(43)}`],
  ["doppler-token", (r) => `dp.st.dev.${r.alnum(43)}`],
  ["onepassword-token", (r) => `ops_eyJ${r.base64(260)}`],
  ["age-key", (r) => `AGE-SECRET-KEY-1${r.of(AGE, 58)}`],
  ["infracost-key", (r) => `ico-${r.alnum(32)}`],
  ["snyk-token", (r) => `snyk_uat.${r.hex(8)}.${r.url(120)}`],
  ["sonar-token", (r) => `squ_${r.hex(40)}`],
  ["sonar-token", (r) => `sqp_${r.hex(40)}`],
  ["circleci-token", (r) => `CCIPAT_${r.alnum(22)}_${r.hex(40)}`],
  ["buildkite-token", (r) => `bkua_${r.hex(40)}`],
  ["harness-token", (r) => `pat.${r.url(22)}.${r.alnum(24)}.${r.alnum(20)}`],
  ["sourcegraph-token", (r) => `sgp_${r.hex(40)}`],
  ["postman-key", (r) => `PMAK-${r.hex(24)}-${r.hex(34)}`],
  ["linear-token", (r) => `lin_api_${r.alnum(40)}`],
  ["notion-token", (r) => `ntn_${r.alnum(46)}`],
  ["notion-token", (r) => `secret_${r.alnum(43)}`],
  ["airtable-token", (r) => `pat${r.alnum(14)}.${r.hex(64)}`],
  ["figma-token", (r) => `figd_${r.url(40)}`],
  ["slack-token", (r) => `xoxb-${r.digits(12)}-${r.digits(12)}-${r.alnum(24)}`],
  ["slack-token", (r) => `xoxp-${r.digits(12)}-${r.digits(12)}-${r.digits(12)}-${r.hex(32)}`],
  ["slack-app-token", (r) => `xapp-1-${r.upperAlnum(11)}-${r.digits(13)}-${r.hex(64)}`],
  [
    "slack-webhook",
    (r) =>
      part("https://hooks.slack.com/services/", `T${r.upperAlnum(10)}/B${r.upperAlnum(10)}/${r.alnum(24)}`),
  ],
  ["discord-webhook", (r) => part("https://discord.com/api/webhooks/", `${r.digits(18)}/${r.url(68)}`)],
  ["discord-token", (r) => `M${r.pick(["D", "T", "j", "z"])}${r.alnum(22)}.${r.alnum(6)}.${r.url(38)}`],
  ["telegram-token", (r) => `${r.digits(10)}:AA${r.url(33)}`],
  [
    "teams-webhook",
    (r) =>
      part(
        "https://acme.webhook.office.com/webhookb2/",
        `${r.uuid()}@${r.uuid()}/IncomingWebhook/${r.hex(32)}/${r.uuid()}`,
      ),
  ],
  ["stripe-key", (r) => `sk_live_${r.alnum(24)}`],
  ["stripe-key", (r) => `rk_test_${r.alnum(99)}`],
  ["stripe-webhook-secret", (r) => `whsec_${r.alnum(32)}`],
  ["square-token", (r) => `sq0atp-${r.url(22)}`],
  ["square-token", (r) => `sq0csp-${r.url(43)}`],
  ["braintree-token", (r) => `access_token$production$${r.lowerAlnum(16)}$${r.hex(32)}`],
  ["shopify-token", (r) => `shpat_${r.hex(32)}`],
  ["shopify-token", (r) => `shpss_${r.hex(32)}`],
  ["twilio-key", (r) => `SK${r.hex(32)}`],
  ["sendgrid-key", (r) => `SG.${r.url(22)}.${r.url(43)}`],
  ["brevo-key", (r) => `xkeysib-${r.hex(64)}-${r.alnum(16)}`],
  ["mailgun-key", (r) => `key-${r.hex(32)}`],
  ["mailchimp-key", (r) => `${r.hex(32)}-us21`],
  ["resend-key", (r) => `re_${r.alnum(8)}_${r.alnum(24)}`],
  ["hubspot-token", (r) => `pat-na1-${r.uuid()}`],
  ["newrelic-key", (r) => `NRAK-${r.upperAlnum(27)}`],
  ["newrelic-license", (r) => `${r.hex(36)}NRAL`],
  ["grafana-token", (r) => `glc_${r.base64(80)}=`],
  ["grafana-token", (r) => `glsa_${r.alnum(32)}_${r.hex(8)}`],
  ["sentry-token", (r) => `sntryu_${r.hex(64)}`],
  ["sentry-dsn", (r) => part("https://", r.hex(32), "@o12345.ingest.sentry.io/42")],
  ["openai-key", (r) => `sk-${r.alnum(20)}T3BlbkFJ${r.alnum(20)}`],
  ["openai-key", (r) => `sk-proj-${r.url(74)}T3BlbkFJ${r.url(74)}`],
  ["anthropic-key", (r) => `sk-ant-api03-${r.url(93)}AA`],
  ["huggingface-token", (r) => `hf_${r.alnum(34)}`],
  ["replicate-token", (r) => `r8_${r.alnum(37)}`],
  ["groq-key", (r) => `gsk_${r.alnum(52)}`],
  ["xai-key", (r) => `xai-${r.alnum(80)}`],
  ["openrouter-key", (r) => `sk-or-v1-${r.hex(64)}`],
  ["langsmith-key", (r) => `lsv2_pt_${r.hex(32)}_${r.hex(10)}`],
  ["jwt", (r) => `eyJ${r.url(33)}.eyJ${r.url(90)}.${r.url(43)}`],
  [
    "docker-config",
    (r) => base64(`{"auths":{"registry.example.com":{"auth":"${base64(`u:${r.alnum(20)}`)}"}}}`),
  ],
  ["password-hash", (r) => `$2b$12$${r.of("abcdefghijklmnopqrstuvwxyz./0123456789ABCDEFGHIJ", 53)}`],
  [
    "password-hash",
    (r) => `$6$rounds=5000$${r.alnum(16)}$${r.of("abcdefghijklmnopqrstuvwxyz./0123456789ABCDEFGHIJ", 86)}`,
  ],
  [
    "password-hash",
    (r) => `$apr1$${r.alnum(8)}$${r.of("abcdefghijklmnopqrstuvwxyz./0123456789ABCDEFGHIJ", 22)}`,
  ],
  ["password-hash", (r) => `$argon2id$v=19$m=65536,t=3,p=4$${r.base64(22)}$${r.base64(43)}`],
  ["encoded-private-key", (r) => base64(pem(r, "PRIVATE KEY", 12))],
  ["encoded-private-key", (r) => base64(`\n ${pem(r, "RSA PRIVATE KEY", 6)}`)],
];

export type Place = [path: string, write: (token: string) => string];

/** Places whose names say nothing of a secret. */
export const PLAIN_PLACES: readonly Place[] = [
  ["", (t) => `why does the deploy fail with ${t} in the log?`],
  ["", (t) => `${t}`],
  ["", (t) => `2024-05-01T10:00:00Z ERROR request failed: x=${t}, retrying`],
  ["README.md", (t) => `# Notes\n\nCall it with \`${t}\` and see.\n`],
  ["docs/a.md", (t) => `\`\`\`bash\nrun ${t}\n\`\`\`\n`],
  [
    "k8s/deploy.yaml",
    (t) =>
      `apiVersion: apps/v1\nkind: Deployment\nspec:\n  template:\n    spec:\n      containers:\n        - name: a\n          args: ["--x", "${t}"]\n`,
  ],
  ["conf/app.yaml", (t) => `a:\n  b: ${t}\n  c: 1\n`],
  ["conf/app.yaml", (t) => `a:\n  b: '${t}' # note\n`],
  ["values.yaml", (t) => `# old: ${t}\nreplicas: 2\n`],
  ["conf/app.json", (t) => `{\n  "a": {"b": "${t}", "c": 1}\n}\n`],
  ["conf/min.json", (t) => `{"a":["x","${t}"],"d":null}`],
  ["main.tf", (t) => `resource "x_y" "z" {\n  note = "${t}"\n}\n`],
  ["main.go", (t) => `package main\n\nvar x = call("${t}", 3)\n`],
  ["app.py", (t) => `x = call('${t}')\n`],
  ["run.sh", (t) => `#!/bin/sh\ncall ${t} | tee out\n`],
  ["Dockerfile", (t) => `FROM alpine:3.20\nRUN call ${t} && echo ok\n`],
  ["app.ini", (t) => `[a]\nb=${t}\n`],
  ["app.properties", (t) => `a.b=${t}\r\nc.d=1\r\n`],
  ["pom.xml", (t) => `<a>\n  <b>${t}</b>\n</a>\n`],
  ["x.ts", (t) => `const text = "line one\\n${t}\\nline three";\n`],
  [".github/workflows/ci.yml", (t) => `jobs:\n  a:\n    steps:\n      - run: call "${t}"\n`],
  ["package-lock.json", (t) => `{"packages": {"a": {"resolved": "${t}"}}}\n`],
  ["a.unknown", (t) => `some (${t}), text\n`],
];
