import type { Example } from "../../../system.ts";
import { documents, example, workload } from "./text.ts";

const role = (rule: string, kind = "Role"): string => `
apiVersion: rbac.authorization.k8s.io/v1
kind: ${kind}
metadata:
  name: reporter
rules:
${rule}`;

const binding = (roleName: string, subject: string): string => `
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  name: reporter
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ClusterRole
  name: ${roleName}
subjects:
${subject}`;

const account = "  - kind: ServiceAccount\n    name: reporter\n    namespace: shop";

/** Examples of Secrets, roles, namespaces and accounts. */
export const accessExamples: Record<string, Example> = {
  "kubernetes/secret-in-manifest": example(
    `
    apiVersion: v1
    kind: Secret
    metadata:
      name: database
    type: Opaque
    stringData:
      username: shop
      password: 7hTq2-plum-Orbit #!
    `,
    `
    apiVersion: external-secrets.io/v1
    kind: ExternalSecret
    metadata:
      name: database
    spec:
      secretStoreRef:
        kind: ClusterSecretStore
        name: vault
      dataFrom:
        - extract:
            key: shop/database
    `,
  ),
  "kubernetes/secret-in-configmap": example(
    `
    apiVersion: v1
    kind: ConfigMap
    metadata:
      name: web
    data:
      LOG_LEVEL: info
      DB_PASSWORD: 7hTq2-plum-Orbit #!
      app.properties: |
        spring.application.name=shop
        spring.datasource.password=7hTq2-plum-Orbit #!
        spring.datasource.username=shop
    `,
    `
    apiVersion: v1
    kind: ConfigMap
    metadata:
      name: web
    data:
      LOG_LEVEL: info
      DB_PASSWORD_FILE: /run/secrets/db-password
      app.properties: |
        spring.datasource.password=\${DB_PASSWORD}
    `,
  ),
  "kubernetes/secret-in-env": example(
    workload({
      container: `
        env:
          - name: API_TOKEN
            value: 9f8e7d6c5b4a39281706 #!`,
    }),
    workload({
      container: `
        env:
          - name: API_TOKEN
            valueFrom:
              secretKeyRef:
                name: web
                key: api-token`,
    }),
  ),
  "kubernetes/secret-not-base64": example(
    `
    apiVersion: v1
    kind: Secret
    metadata:
      name: database
    data:
      password: p@ss word #!
    `,
    `
    apiVersion: v1
    kind: Secret
    metadata:
      name: database
    data:
      password: \${DATABASE_PASSWORD_BASE64}
    `,
  ),
  "kubernetes/cluster-admin-binding": example(
    binding("cluster-admin #!", account),
    binding("reporter", account),
  ),
  "kubernetes/rbac-broad-subject": example(
    binding("reporter", "  - kind: Group\n    name: system:authenticated #!"),
    binding("reporter", "  - kind: Group\n    name: reporting-team"),
  ),
  "kubernetes/rbac-default-account": example(
    binding("reporter", "  - kind: ServiceAccount\n    name: default #!\n    namespace: shop"),
    binding("reporter", account),
  ),
  "kubernetes/rbac-wildcard": example(
    role('  - apiGroups: ["*"]\n    resources: ["*"] #!\n    verbs: ["*"]'),
    role('  - apiGroups: ["apps"]\n    resources: ["deployments"]\n    verbs: ["get", "list"]'),
  ),
  "kubernetes/rbac-escalation": example(
    role(
      '  - apiGroups: [""]\n    resources: ["users", "groups"]\n    verbs: ["impersonate"] #!',
      "ClusterRole",
    ),
    role(
      '  - apiGroups: [""]\n    resources: ["users"]\n    resourceNames: ["report"]\n    verbs: ["impersonate"]',
    ),
  ),
  "kubernetes/rbac-pod-exec": example(
    role('  - apiGroups: [""]\n    resources: ["pods", "pods/exec"] #!\n    verbs: ["get", "create"]'),
    role('  - apiGroups: [""]\n    resources: ["pods", "pods/log"]\n    verbs: ["get"]'),
  ),
  "kubernetes/rbac-secrets-read": example(
    role('  - apiGroups: [""]\n    resources: ["secrets"]\n    verbs: ["get", "list"] #!'),
    role(
      '  - apiGroups: [""]\n    resources: ["secrets"]\n    resourceNames: ["database"]\n    verbs: ["get"]',
    ),
  ),
  "kubernetes/rbac-webhooks": example(
    role(
      '  - apiGroups: ["admissionregistration.k8s.io"]\n    resources: ["mutatingwebhookconfigurations"] #!\n    verbs: ["patch"]',
      "ClusterRole",
    ),
    role(
      '  - apiGroups: ["admissionregistration.k8s.io"]\n    resources: ["mutatingwebhookconfigurations"]\n    verbs: ["get"]',
      "ClusterRole",
    ),
  ),
  "kubernetes/rbac-pod-create": example(
    role('  - apiGroups: [""]\n    resources: ["pods"]\n    verbs: ["create"] #!'),
    role('  - apiGroups: ["batch"]\n    resources: ["jobs"]\n    verbs: ["create"]'),
  ),
  "kubernetes/system-namespace": example(
    workload({}).replace("  name: web\n", "  name: web\n  namespace: kube-system #!\n"),
    workload({}).replace("  name: web\n", "  name: web\n  namespace: shop\n"),
  ),
  "kubernetes/default-namespace": example(
    workload({}).replace("  name: web\n", "  name: web\n  namespace: default #!\n"),
    workload({}).replace("  name: web\n", "  name: web\n  namespace: shop\n"),
  ),
  "kubernetes/service-account-token": example(
    workload({ mark: "pod" }),
    documents(
      workload({ pod: "automountServiceAccountToken: false" }),
      workload({ name: "api", pod: "serviceAccountName: api" }),
    ),
  ),
};
