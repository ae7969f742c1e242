import assert from "node:assert/strict";
import type { Link } from "../../../../../src/infra/system.ts";
import { linksOf } from "./support.ts";

/** `relation line target` of each link, for comparing. */
function told(links: readonly Link[]): string[] {
  return links.map(({ relation, range, target }) => {
    const text =
      target.by === "path"
        ? target.paths.join("|")
        : target.by === "labels"
          ? JSON.stringify(target.labels)
          : target.by === "image"
            ? target.image
            : `${target.types.join("|")} ${target.name}${target.namespace ? ` in ${target.namespace}` : ""}`;
    return `${relation} ${range.startLine} ${text}`;
  });
}

describe("kubernetes: links", () => {
  it("links pods to images, ConfigMaps, Secrets, claims and their account", () => {
    const text = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  template:
    spec:
      serviceAccountName: web
      imagePullSecrets:
        - name: registry
      containers:
        - name: app
          image: registry.example.com/shop/web:1.4.2
          env:
            - name: A
              valueFrom: {configMapKeyRef: {name: settings, key: a}}
            - name: B
              valueFrom: {secretKeyRef: {name: database, key: b}}
            - name: C
              valueFrom: {secretKeyRef: {name: maybe, key: c, optional: true}}
          envFrom:
            - configMapRef: {name: more}
            - secretRef: {name: "\${SECRET}"}
      volumes:
        - name: a
          configMap: {name: files}
        - name: b
          secret: {secretName: tls}
        - name: c
          persistentVolumeClaim: {claimName: data}
        - name: d
          projected:
            sources:
              - secret: {name: extra}
              - configMap: {name: kube-root-ca.crt}
`;
    const secret = "Secret|SealedSecret|ExternalSecret";
    assert.deepEqual(told(linksOf(text)), [
      "depends-on 7 ServiceAccount web in shop",
      `references-secret 9 ${secret} registry in shop`,
      "runs-image 12 registry.example.com/shop/web:1.4.2",
      "references-config 15 ConfigMap settings in shop",
      `references-secret 17 ${secret} database in shop`,
      "references-config 21 ConfigMap more in shop",
      "references-config 25 ConfigMap files in shop",
      `references-secret 27 ${secret} tls in shop`,
      "depends-on 29 PersistentVolumeClaim data in shop",
      `references-secret 33 ${secret} extra in shop`,
    ]);
  });

  const cases: Record<string, [text: string, links: string[]]> = {
    "a Service to its pods": [
      "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec:\n  selector: {app: web}\n",
      ['selects 5 {"app":"web"}'],
    ],
    "an Ingress to its Services and its certificate": [
      `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web}
spec:
  tls:
    - secretName: web-tls
  rules:
    - http:
        paths:
          - path: /
            backend:
              service: {name: web, port: {number: 80}}
`,
      ["routes-to 12 Service web", "references-secret 6 Secret|SealedSecret|ExternalSecret web-tls"],
    ],
    "an HTTPRoute to its Gateway and Services": [
      `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: web, namespace: shop}
spec:
  parentRefs:
    - name: public
      namespace: edge
  rules:
    - backendRefs:
        - name: web
          port: 80
`,
      ["depends-on 6 Gateway public in edge", "routes-to 10 Service web in shop"],
    ],
    "an autoscaler to its workload": [
      "apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: web}\nspec:\n  scaleTargetRef: {kind: StatefulSet, name: web}\n",
      ["scales 5 StatefulSet web"],
    ],
    "a disruption budget to its pods": [
      "apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {name: web}\nspec:\n  selector:\n    matchLabels: {app: web}\n",
      ['protects 6 {"app":"web"}'],
    ],
    "a binding to its role and accounts": [
      `apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: web, namespace: shop}
roleRef: {kind: Role, name: reader}
subjects:
  - kind: ServiceAccount
    name: web
    namespace: other
  - kind: User
    name: ann
`,
      ["assumes-role 4 Role reader in shop", "depends-on 7 ServiceAccount web in other"],
    ],
    "a StatefulSet to its Service": [
      "apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: db}\nspec:\n  serviceName: db\n",
      ["depends-on 5 Service db"],
    ],
    "nothing where the role is the cluster's own": [
      "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata: {name: a}\nroleRef: {kind: ClusterRole, name: view}\n",
      [],
    ],
  };
  for (const [what, [text, expected]] of Object.entries(cases)) {
    it(`links ${what}`, () => assert.deepEqual(told(linksOf(text)), expected));
  }

  it("links a kustomization to its folders, files, patches and images", () => {
    const text = `resources:
  - ../../base
  - extra.yaml
  - https://github.com/example/x?ref=v1
components:
  - ../components/tls
patches:
  - path: memory.yaml
images:
  - name: shop/web
    newName: registry.example.com/shop/web
    newTag: 1.4.2
configMapGenerator:
  - name: web
    files:
      - nginx.conf=conf/nginx.conf
`;
    assert.deepEqual(told(linksOf(text, "deploy/overlays/prod/kustomization.yaml")), [
      "includes 2 deploy/base/kustomization.yaml|deploy/base/kustomization.yml|deploy/base/Kustomization|deploy/base",
      "includes 3 deploy/overlays/prod/extra.yaml",
      "includes 6 deploy/overlays/components/tls/kustomization.yaml|deploy/overlays/components/tls/kustomization.yml|deploy/overlays/components/tls/Kustomization|deploy/overlays/components/tls",
      "patches 8 deploy/overlays/prod/memory.yaml",
      "references-config 16 deploy/overlays/prod/conf/nginx.conf",
      "runs-image 10 registry.example.com/shop/web:1.4.2",
    ]);
  });

  it("links the target of a patch only where all objects are in the repository", () => {
    const patch = "patches:\n  - path: a.yaml\n    target: {kind: Deployment, name: web}\n";
    assert.ok(told(linksOf(patch, "kustomization.yaml")).includes("patches 3 Deployment web"));
    const remote = `resources: [https://example.com/x.yaml]\n${patch}`;
    assert.deepEqual(told(linksOf(remote, "kustomization.yaml")), ["patches 3 a.yaml"]);
  });
});
