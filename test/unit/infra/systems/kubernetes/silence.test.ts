import assert from "node:assert/strict";
import { kubernetes } from "../../../../../src/infra/systems/kubernetes/index.ts";
import { hitsOf, linesOf } from "./support.ts";

const MISSING = [
  "kubernetes/memory-limit-missing",
  "kubernetes/memory-request-missing",
  "kubernetes/readiness-probe-missing",
  "kubernetes/liveness-probe-missing",
  "kubernetes/may-run-as-root",
  "kubernetes/service-account-token",
  "kubernetes/selector-mismatch",
];

describe("kubernetes: what the checks leave alone", () => {
  it("takes a strategic merge patch for a part of an object", () => {
    const patch = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  template:
    spec:
      containers:
        - name: app
          image: registry.example.com/shop/web:1.4.3
          ports:
            - containerPort: 8080
`;
    for (const id of MISSING) assert.deepEqual(linesOf(hitsOf(id, patch)), [], id);
  });

  it("knows that a limit is a request and that a LimitRange gives both", () => {
    const pod = (resources: string): string =>
      `apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n    - name: a\n      image: a:1\n${resources}`;
    const limits = "      resources:\n        limits: {cpu: 1, memory: 1Gi}\n";
    assert.deepEqual(hitsOf("kubernetes/memory-request-missing", pod(limits)), []);
    const range = `${pod("")}---\napiVersion: v1\nkind: LimitRange\nmetadata: {name: l}\nspec:\n  limits:\n    - type: Container\n      default: {memory: 256Mi}\n`;
    assert.deepEqual(hitsOf("kubernetes/memory-limit-missing", range), []);
    assert.equal(
      hitsOf("kubernetes/memory-limit-missing", pod(limits.replace("memory", "storage"))).length,
      1,
    );
  });

  it("does not take references, encrypted values and placeholders for secrets", () => {
    const secret = (value: string): string =>
      `apiVersion: v1\nkind: Secret\nmetadata: {name: a}\nstringData:\n  password: ${value}\n`;
    for (const value of [
      "${DB_PASSWORD}",
      "ENC[AES256_GCM,data:abc,type:str]",
      "<path:secret/data/db#password>",
      "vault:secret/db#password",
      '""',
      "REPLACE_ME",
      "your-password-here",
    ]) {
      assert.deepEqual(hitsOf("kubernetes/secret-in-manifest", secret(value)), [], value);
    }
    assert.equal(hitsOf("kubernetes/secret-in-manifest", secret("correct horse battery")).length, 1);
    const sops = `${secret("abc")}sops:\n  version: 3.9.0\n`;
    assert.deepEqual(hitsOf("kubernetes/secret-in-manifest", sops), []);
  });

  it("looks into the Base64 of a Secret's data", () => {
    const secret = (value: string): string =>
      `apiVersion: v1\nkind: Secret\nmetadata: {name: a}\ndata:\n  password: ${value}\n`;
    const encode = (text: string): string => Buffer.from(text).toString("base64");
    assert.equal(hitsOf("kubernetes/secret-in-manifest", secret(encode("correct horse battery"))).length, 1);
    assert.deepEqual(hitsOf("kubernetes/secret-in-manifest", secret(encode("${DB_PASSWORD}"))), []);
  });

  it("knows names about secrets from secrets", () => {
    const env = (name: string, value: string): string =>
      `apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n    - name: a\n      image: a:1\n      env:\n        - name: ${name}\n          value: "${value}"\n`;
    for (const [name, value] of [
      ["DB_PASSWORD_FILE", "/run/secrets/db"],
      ["TOKEN_TTL", "3600s"],
      ["SECRET_NAME", "database"],
      ["AUTH_TOKEN", "$(TOKEN)"],
      ["PASSWORD_MIN_LENGTH", "twelve"],
      ["MONKEY", "banana"],
      ["KEYCLOAK_URL", "https://login.example.com"],
    ] as const) {
      assert.deepEqual(hitsOf("kubernetes/secret-in-env", env(name, value)), [], name);
    }
    for (const [name, value] of [
      ["DB_PASSWORD", "hunter2"],
      ["STRIPE_API_KEY", "9f8e7d6c5b4a"],
      ["clientSecret", "9f8e7d6c5b4a"],
      ["DATABASE_URL", "postgres://shop:hunter2@db:5432/shop"],
    ] as const) {
      assert.deepEqual(linesOf(hitsOf("kubernetes/secret-in-env", env(name, value))), [10], name);
    }
  });

  it("says nothing of an image whose version is set elsewhere", () => {
    const pod = (image: string): string =>
      `apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n    - name: a\n      image: ${image}\n`;
    const id = "kubernetes/image-floating-tag";
    const kustomization = { "k8s/kustomization.yaml": "images:\n  - name: shop/web\n    newTag: 1.4.2\n" };
    assert.equal(hitsOf(id, pod("shop/web")).length, 1);
    assert.deepEqual(hitsOf(id, pod("shop/web"), undefined, kustomization), []);
    assert.deepEqual(hitsOf(id, pod("web"), undefined, { "skaffold.yaml": "" }), []);
    assert.deepEqual(hitsOf(id, pod("${REGISTRY}/web")), []);
    assert.deepEqual(hitsOf(id, pod("web@sha256:0123456789abcdef")), []);
  });

  it("lets node agents read the node", () => {
    const agent = (readOnly: boolean, kind = "DaemonSet"): string => `apiVersion: apps/v1
kind: ${kind}
metadata: {name: exporter}
spec:
  selector: {matchLabels: {app: exporter}}
  template:
    metadata: {labels: {app: exporter}}
    spec:
      containers:
        - name: a
          image: a:1
          volumeMounts:
            - {name: root, mountPath: /host, readOnly: ${readOnly}}
      volumes:
        - name: root
          hostPath: {path: /}
`;
    const id = "kubernetes/sensitive-host-path";
    assert.deepEqual(hitsOf(id, agent(true)), []);
    assert.deepEqual(linesOf(hitsOf(id, agent(false))), [16]);
    assert.deepEqual(linesOf(hitsOf(id, agent(true, "Deployment"))), [16]);
  });

  it("lets network and storage agents have what they need of their node", () => {
    const agent = (kind: string, image: string): string => `apiVersion: apps/v1
kind: ${kind}
metadata: {name: agent}
spec:
  selector: {matchLabels: {app: agent}}
  template:
    metadata: {labels: {app: agent}}
    spec:
      hostNetwork: true
      containers:
        - name: agent
          image: ${image}
          securityContext: {privileged: true}
`;
    for (const id of ["kubernetes/host-network", "kubernetes/privileged-container"]) {
      assert.deepEqual(hitsOf(id, agent("DaemonSet", "quay.io/cilium/cilium:v1.16.4")), [], id);
      assert.equal(hitsOf(id, agent("DaemonSet", "registry.example.com/shop/web:1.4.2")).length, 1, id);
      assert.equal(hitsOf(id, agent("Deployment", "quay.io/cilium/cilium:v1.16.4")).length, 1, id);
    }
  });

  it("tells programs and references in a ConfigMap from settings", () => {
    const config = (line: string): string =>
      `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  app.conf: |\n    first line\n    ${line}\n`;
    const id = "kubernetes/secret-in-configmap";
    for (const line of [
      "this.token = token;",
      "token = next_token",
      "password = os.environ[1]",
      "tls_secret: web-tls",
      "password_file: /run/secrets/db",
      "password: ${DB_PASSWORD}",
      "# password: hunter22",
    ]) {
      assert.deepEqual(hitsOf(id, config(line)), [], line);
    }
    for (const line of ["password: hunter22", 'db_password = "hunter22"', "export API_TOKEN=9f8e7d6c5b4a"]) {
      assert.deepEqual(linesOf(hitsOf(id, config(line))), [7], line);
    }
  });

  it("takes a configuration in a Secret for one only where a setting of it is a secret", () => {
    const secret = (line: string): string =>
      `apiVersion: v1\nkind: Secret\nmetadata: {name: a}\nstringData:\n  config.yaml: |\n    level: info\n    ${line}\n`;
    const id = "kubernetes/secret-in-manifest";
    assert.deepEqual(hitsOf(id, secret("route: default")), []);
    assert.deepEqual(linesOf(hitsOf(id, secret("api_token: 9f8e7d6c5b4a"))), [5]);
  });

  it("lets the load balancer of a site be public, and knows the internal ones of each cloud", () => {
    const service = (ports: string, annotation = "a: b"): string =>
      `apiVersion: v1\nkind: Service\nmetadata:\n  name: a\n  annotations:\n    ${annotation}\nspec:\n  type: LoadBalancer\n  ports: ${ports}\n`;
    const id = "kubernetes/load-balancer-open";
    assert.deepEqual(hitsOf(id, service("[{name: h, port: 80}, {name: s, port: 443}]")), []);
    assert.deepEqual(linesOf(hitsOf(id, service("[{port: 5432}]"))), [8]);
    const aws = "service.beta.kubernetes.io/aws-load-balancer-";
    assert.deepEqual(hitsOf(id, service("[{port: 5432}]", `${aws}scheme: internal`)), []);
    assert.equal(hitsOf(id, service("[{port: 5432}]", `${aws}type: nlb`)).length, 1);
    assert.deepEqual(
      hitsOf(id, service("[{port: 5432}]", "networking.gke.io/load-balancer-type: Internal")),
      [],
    );
  });

  it("takes a Service's port by number for open where containers declare none", () => {
    const text = (ports: string): string => `apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  selector: {app: web}
  ports:
    - port: 80
      targetPort: 9000
---
apiVersion: v1
kind: Pod
metadata: {name: web, labels: {app: web}}
spec:
  containers:
    - name: a
      image: a:1
${ports}`;
    const id = "kubernetes/service-target-port";
    assert.deepEqual(hitsOf(id, text("")), []);
    assert.deepEqual(linesOf(hitsOf(id, text("      ports: [{containerPort: 8080}]\n"))), [8]);
  });

  it("reports what holds of nearly every object once per file, with the other places", () => {
    const pod = (name: string): string =>
      `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}}\nspec:\n  containers:\n    - name: ${name}\n      image: a:1\n`;
    const [hit, ...others] = hitsOf(
      "kubernetes/seccomp-missing",
      `${pod("a")}---\n${pod("b")}---\n${pod("c")}`,
    );
    assert.deepEqual(others, []);
    assert.equal(hit?.range.startLine, 6);
    assert.deepEqual(
      hit?.related?.map(({ line }) => line),
      [14, 22],
    );
  });

  it("keeps the equivalents of peers apart from typing errors", () => {
    const prefixes = /^(?:kics|checkov|trivy|kube-linter|kube-score|polaris):\S/;
    for (const check of kubernetes.checks) {
      for (const name of check.equivalents ?? []) assert.match(name, prefixes, check.id);
    }
  });
});
