import type { Example } from "../../../system.ts";
import { documents, example, workload } from "./text.ts";

const PORTS = "ports:\n  - name: http\n    containerPort: 8080";

const service = (spec: string, selector = "web"): string => `
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
${spec}  selector:
    app: ${selector}
  ports:
    - port: 80
      targetPort: http`;

const ingress = (metadata: string, spec: string, name = "web"): string => `
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: ${name}
${metadata}spec:
${spec}  rules:
    - host: shop.example.com
      http:
        paths:
          - path: /
            pathType: Prefix
            backend:
              service:
                name: web
                port:
                  name: http`;

const TLS = "  tls:\n    - hosts: [shop.example.com]\n      secretName: shop-tls\n";
const annotation = (text: string): string => `  annotations:\n    nginx.ingress.kubernetes.io/${text}\n`;

const policy = (spec: string): string => `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: web
spec:
${spec}`;

/** Examples of Services, Ingresses, policies and the versions of the API. */
export const networkExamples: Record<string, Example> = {
  "kubernetes/selector-mismatch": example(
    workload({}).replace("      app: web\n  template", "      app: shop #!\n  template"),
    workload({}),
  ),
  "kubernetes/service-target-port": example(
    documents(workload({ container: PORTS }), service("").replace("targetPort: http", "targetPort: web #!")),
    documents(workload({ container: PORTS }), service("")),
  ),
  "kubernetes/service-label-mismatch": example(
    documents(workload({ container: PORTS }), service("", "shop #!")),
    documents(workload({ container: PORTS }), service("")),
  ),
  "kubernetes/load-balancer-open": example(
    service("  type: LoadBalancer #!\n"),
    service("  type: LoadBalancer\n  loadBalancerSourceRanges:\n    - 203.0.113.0/24\n"),
  ),
  "kubernetes/node-port": example(service("  type: NodePort #!\n"), service("  type: ClusterIP\n")),
  "kubernetes/service-external-ips": example(
    service("  externalIPs: #!\n    - 203.0.113.7\n"),
    service("  type: ClusterIP\n"),
  ),
  "kubernetes/ingress-without-tls": example(ingress("", "", "web #!"), ingress("", TLS)),
  "kubernetes/ingress-snippet": example(
    ingress(annotation('configuration-snippet: "more_set_headers \\"X-Frame-Options: DENY\\";" #!'), TLS),
    ingress(annotation('proxy-body-size: "8m"'), TLS),
  ),
  "kubernetes/ingress-annotation-injection": example(
    ingress(annotation('auth-url: "http://auth.example.com/;} load_module shell.so;" #!'), TLS),
    ingress(annotation('auth-url: "http://auth.example.com/verify"'), TLS),
  ),
  "kubernetes/network-policy-ignored-rules": example(
    policy(`  podSelector: {}
  policyTypes: [Ingress]
  egress: #!
    - to:
        - namespaceSelector: {}
`),
    policy(`  podSelector: {}
  policyTypes: [Ingress, Egress]
  egress:
    - to:
        - namespaceSelector: {}
`),
  ),
  "kubernetes/network-policy-allows-all": example(
    policy("  podSelector: {}\n  ingress:\n    - {} #!\n"),
    policy("  podSelector: {}\n  ingress:\n    - from:\n        - podSelector: {}\n"),
  ),
  "kubernetes/api-removed": example(
    `
    apiVersion: batch/v1beta1 #!
    kind: CronJob
    metadata:
      name: backup
    `,
    `
    apiVersion: batch/v1
    kind: CronJob
    metadata:
      name: backup
    `,
  ),
  "kubernetes/api-wrong-group": example(workload({}).replace("apps/v1", "v1 #!"), workload({})),
};
