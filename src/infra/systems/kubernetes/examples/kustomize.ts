import type { Example } from "../../../system.ts";
import { kustomizeExample } from "./text.ts";

/** Examples of kustomizations. */
export const kustomizeExamples: Record<string, Example> = {
  "kubernetes/kustomize-secret-literal": kustomizeExample(
    `
    secretGenerator:
      - name: database
        literals:
          - username=shop
          - password=7hTq2-plum-Orbit #!
    `,
    `
    secretGenerator:
      - name: database
        envs:
          - database.env
    `,
  ),
  "kubernetes/kustomize-unpinned-remote": kustomizeExample(
    `
    resources:
      - https://github.com/example/monitoring//deploy?ref=main #!
      - github.com/example/policies/base #!
      - https://github.com/example/crds/releases/download/v1.2.0/crds.yaml
    `,
    `
    resources:
      - https://github.com/example/monitoring//deploy?ref=v2.4.1
      - github.com/example/policies/base?ref=4f1c2d9
    `,
  ),
  "kubernetes/kustomize-patch-incomplete": kustomizeExample(
    `
    patches:
      - patch: |- #!
          - op: replace
            path: /spec/replicas
            value: 3
      - target: #!
          kind: Deployment
    `,
    `
    patches:
      - target:
          kind: Deployment
          name: web
        patch: |-
          - op: replace
            path: /spec/replicas
            value: 3
      - path: memory.yaml
    `,
  ),
  "kubernetes/kustomize-duplicate-entry": kustomizeExample(
    `
    resources:
      - deployment.yaml
      - service.yaml
      - ./deployment.yaml #!
    `,
    `
    resources:
      - deployment.yaml
      - service.yaml
    `,
  ),
  "kubernetes/kustomize-chart-unpinned": kustomizeExample(
    `
    helmCharts:
      - name: ingress-nginx #!
        repo: https://kubernetes.github.io/ingress-nginx
        releaseName: ingress
    `,
    `
    helmCharts:
      - name: ingress-nginx
        repo: https://kubernetes.github.io/ingress-nginx
        version: 4.11.3
        releaseName: ingress
    `,
  ),
  "kubernetes/kustomize-image-floating-tag": kustomizeExample(
    `
    images:
      - name: shop/app
        newName: registry.example.com/shop/app
        newTag: latest #!
    `,
    `
    images:
      - name: shop/app
        newName: registry.example.com/shop/app
        newTag: 1.4.2
    `,
  ),
  "kubernetes/kustomize-deprecated-field": kustomizeExample(
    `
    bases: #!
      - ../base
    commonLabels: #!
      team: shop
    `,
    `
    resources:
      - ../base
    labels:
      - pairs:
          team: shop
    `,
  ),
};
