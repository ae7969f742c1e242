import assert from "node:assert/strict";
import { kubernetes } from "../../../../../src/infra/systems/kubernetes/index.ts";
import { factsOf, fileOf } from "./support.ts";

const TEXT = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  namespace: shop
  labels:
    team: front
spec:
  replicas: 3
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      securityContext:
        runAsNonRoot: true
      containers:
        - name: app
          image: registry.example.com/shop/web:1.4.2
          env:
            - name: DB_PASSWORD
              value: 7hTq2-plum-Orbit
          ports:
            - name: http
              containerPort: 8080
          readinessProbe:
            httpGet:
              path: /ready
              port: http
          resources:
            requests:
              memory: 128Mi
            limits:
              memory: 256Mi
---
apiVersion: v1
kind: Service
metadata:
  name: web
  namespace: shop
spec:
  selector:
    app: web
  ports:
    - name: http
      port: 80
      targetPort: http
---
apiVersion: v1
kind: Secret
metadata:
  name: database
stringData:
  password: 7hTq2-plum-Orbit
`;

describe("kubernetes: facts", () => {
  const facts = factsOf(TEXT);

  it("lists every object with its kind, name, namespace, labels and line", () => {
    const objects = facts.objects as { kind: string; name: string; namespace?: string; line: number }[];
    assert.deepEqual(
      objects.map(({ kind, name, namespace, line }) => [kind, name, namespace, line]),
      [
        ["Deployment", "web", "shop", 4],
        ["Service", "web", "shop", 42],
        ["Secret", "database", undefined, 55],
      ],
    );
    assert.deepEqual(facts.replicas, [{ object: "Deployment/web", replicas: 3, line: 9 }]);
  });

  it("declares the objects with full ranges and the labels of their pods", () => {
    const [deployment, service, secret] = facts.resources;
    assert.deepEqual([deployment?.range.startLine, deployment?.range.endLine], [1, 37]);
    assert.deepEqual(deployment?.labels, { app: "web" });
    assert.match(deployment?.detail ?? "", /web:1\.4\.2.*3 replicas.*http 8080/);
    assert.match(service?.detail ?? "", /ClusterIP.*http 80/);
    assert.deepEqual(secret?.properties?.keys, ["password"]);
  });

  it("tells images, ports, probes, limits and security contexts with their lines", () => {
    const app = { object: "Deployment/web", container: "app" };
    assert.deepEqual(facts.images, [{ ...app, image: "registry.example.com/shop/web:1.4.2", line: 22 }]);
    assert.deepEqual(facts.ports, [
      { ...app, name: "http", port: 8080, line: 27 },
      { object: "Service/web", name: "http", port: 80, targetPort: "http", line: 48 },
    ]);
    assert.deepEqual(facts.probes, [
      { ...app, type: "readinessProbe", action: "httpGet", port: "http", path: "/ready", line: 29 },
    ]);
    assert.deepEqual(facts.limits, [
      { ...app, requests: { memory: "128Mi" }, limits: { memory: "256Mi" }, line: 33 },
    ]);
    assert.deepEqual(facts.securityContexts, [
      { object: "Deployment/web", container: "", runAsNonRoot: "true", line: 18 },
    ]);
  });

  it("names variables and never tells a value that is a secret", () => {
    assert.deepEqual(facts.variables, [
      { object: "Deployment/web", container: "app", name: "DB_PASSWORD", line: 24 },
    ]);
    const file = fileOf(TEXT);
    const { model } = kubernetes.parse(file);
    const context = { file, exists: () => false, read: () => undefined };
    const said = JSON.stringify([
      facts,
      kubernetes.links(model, file),
      kubernetes.checks.flatMap((check) => [...check.run(model, context)].map((hit) => hit.message)),
    ]);
    assert.ok(!said.includes("plum"), "a secret value got out");
  });

  it("is plain JSON", () => assert.deepEqual(JSON.parse(JSON.stringify(facts)), facts));

  it("opens Lists, JSON and Templates", () => {
    const list = JSON.stringify({
      apiVersion: "v1",
      kind: "List",
      items: [
        { apiVersion: "v1", kind: "Service", metadata: { name: "a" } },
        { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "b" } },
      ],
    });
    assert.deepEqual(
      factsOf(list).resources.map(({ type, name }) => `${type}/${name}`),
      ["Service/a", "ConfigMap/b"],
    );
    const template =
      "apiVersion: template.openshift.io/v1\nkind: Template\nmetadata: {name: t}\nobjects:\n  - apiVersion: v1\n    kind: Service\n    metadata: {name: s}\n";
    assert.deepEqual(
      factsOf(template).resources.map(({ name }) => name),
      ["t", "s"],
    );
  });

  it("knows the Secret that a controller makes", () => {
    const text =
      "apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata: {name: web}\nspec:\n  target: {name: web-env}\n";
    assert.deepEqual(
      factsOf(text).resources.map(({ type, name }) => `${type}/${name}`),
      ["ExternalSecret/web", "Secret/web-env"],
    );
  });

  it("tells what a kustomization loads, patches, sets and generates", () => {
    const text = `namespace: shop
resources:
  - ../base
  - https://robot:t0ken@git.example.com/x.git?ref=v1
patches:
  - path: memory.yaml
    target: {kind: Deployment, name: web}
images:
  - name: shop/web
    newTag: 1.4.2
configMapGenerator:
  - name: web
    literals: [LOG_LEVEL=info]
secretGenerator:
  - name: database
    literals: [password=7hTq2-plum-Orbit]
`;
    const found = factsOf(text, "overlays/prod/kustomization.yaml");
    assert.deepEqual(found.includes, [
      { field: "resources", path: "../base", line: 3 },
      { field: "resources", path: "https://***@git.example.com/x.git?ref=v1", line: 4 },
    ]);
    assert.deepEqual(found.patches, [
      { field: "patches", path: "memory.yaml", target: "Deployment/web", line: 6 },
    ]);
    assert.deepEqual(found.images, [{ name: "shop/web", newTag: "1.4.2", line: 9 }]);
    assert.deepEqual(
      found.resources.map(({ type, name, namespace }) => [type, name, namespace]),
      [
        ["Kustomization", "prod", "shop"],
        ["ConfigMap", "web", "shop"],
        ["Secret", "database", "shop"],
      ],
    );
    assert.ok(!JSON.stringify(found).includes("plum"));
  });
});
