import type { Example } from "../../../system.ts";
import { documents, example, workload } from "./text.ts";

const PORTS = "ports:\n  - name: http\n    containerPort: 8080";
const REQUESTS = "resources:\n  requests:\n    cpu: 100m\n    memory: 128Mi";
const probe = (path: string, port: string): string => `httpGet:\n    path: ${path}\n    port: ${port}`;

const resources = (requests: string, limits: string): string =>
  workload({ container: `resources:\n  requests:\n    ${requests}\n  limits:\n    ${limits}` });

const image = (name: string, policy = ""): string =>
  workload({}).replace("registry.example.com/shop/app:1.4.2\n", `${name}\n${policy}`);

/** Examples of images, probes, resources and the parts of a pod. */
export const workloadExamples: Record<string, Example> = {
  "kubernetes/image-floating-tag": example(image("nginx:latest #!"), image("nginx:1.27.3")),
  "kubernetes/image-pull-policy": example(
    image("nginx:latest", "          imagePullPolicy: IfNotPresent #!\n"),
    image("nginx:latest", "          imagePullPolicy: Always\n"),
  ),
  "kubernetes/readiness-probe-missing": example(
    workload({ container: PORTS, mark: "container" }),
    workload({ container: `${PORTS}\nreadinessProbe:\n  ${probe("/ready", "http")}` }),
  ),
  "kubernetes/liveness-probe-missing": example(
    workload({ container: PORTS, mark: "container" }),
    workload({ container: `${PORTS}\nlivenessProbe:\n  ${probe("/live", "http")}` }),
  ),
  "kubernetes/probes-identical": example(
    workload({
      container: `${PORTS}
livenessProbe: #!
  ${probe("/health", "http")}
readinessProbe:
  ${probe("/health", "http")}`,
    }),
    workload({
      container: `${PORTS}
livenessProbe:
  ${probe("/live", "http")}
readinessProbe:
  ${probe("/ready", "http")}`,
    }),
  ),
  "kubernetes/probe-port-unknown": example(
    workload({ container: `${PORTS}\nreadinessProbe:\n  ${probe("/ready", "web #!")}` }),
    workload({ container: `${PORTS}\nreadinessProbe:\n  ${probe("/ready", "http")}` }),
  ),
  "kubernetes/memory-limit-missing": example(
    workload({ container: REQUESTS, mark: "container" }),
    workload({ container: `${REQUESTS}\n  limits:\n    memory: 256Mi` }),
  ),
  "kubernetes/memory-request-missing": example(
    workload({ mark: "container" }),
    workload({ container: REQUESTS }),
  ),
  "kubernetes/cpu-request-missing": example(
    workload({ container: "resources:\n  requests: #!\n    memory: 128Mi" }),
    workload({ container: REQUESTS }),
  ),
  "kubernetes/quantity-invalid": example(
    resources("memory: 128MB #!", "memory: 512m #!"),
    resources("memory: 128Mi", "memory: 512Mi"),
  ),
  "kubernetes/request-exceeds-limit": example(
    resources("memory: 1Gi #!", "memory: 512Mi"),
    resources("memory: 512Mi", "memory: 1Gi"),
  ),
  "kubernetes/host-port": example(
    workload({ container: "ports:\n  - containerPort: 8080\n    hostPort: 8080 #!" }),
    workload({ container: "ports:\n  - containerPort: 8080" }),
  ),
  "kubernetes/ssh-port": example(
    workload({ container: "ports:\n  - containerPort: 22 #!" }),
    workload({ container: "ports:\n  - containerPort: 8080" }),
  ),
  "kubernetes/port-invalid": example(
    documents(
      workload({ container: "ports:\n  - name: Metrics-And-Health #!\n    containerPort: 70000 #!" }),
      "apiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  ports:\n    - port: 80 #!\n    - name: metrics\n      port: 9090",
    ),
    documents(
      workload({ container: "ports:\n  - name: metrics\n    containerPort: 9090" }),
      "apiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  ports:\n    - name: http\n      port: 80\n    - name: metrics\n      port: 9090",
    ),
  ),
  "kubernetes/volume-mount-unknown": example(
    workload({
      pod: "volumes:\n  - name: cache\n    emptyDir: {}",
      container: "volumeMounts:\n  - name: chache #!\n    mountPath: /cache",
    }),
    workload({
      pod: "volumes:\n  - name: cache\n    emptyDir: {}",
      container: "volumeMounts:\n  - name: cache\n    mountPath: /cache",
    }),
  ),
  "kubernetes/duplicate-env": example(
    workload({ container: "env:\n  - name: MODE\n    value: blue\n  - name: MODE #!\n    value: green" }),
    workload({ container: "env:\n  - name: MODE\n    value: green" }),
  ),
  "kubernetes/duplicate-name-in-pod": example(
    workload({
      container:
        "ports:\n  - name: http\n    containerPort: 8080\n  - name: http #!\n    containerPort: 9090",
    }),
    workload({
      container:
        "ports:\n  - name: http\n    containerPort: 8080\n  - name: metrics\n    containerPort: 9090",
    }),
  ),
  "kubernetes/duplicate-object": example(
    documents(workload({}), workload({ mark: "object" })),
    documents(workload({}), workload({ name: "api" })),
  ),
  "kubernetes/unknown-field": example(
    workload({
      pod: "securityContext:\n  allowPrivilegeEscalation: false #!\nlivenessProbe: #!\n  tcpSocket:\n    port: 8080",
      container: "imagePullpolicy: Always #!",
    }),
    workload({
      container:
        "imagePullPolicy: Always\nsecurityContext:\n  allowPrivilegeEscalation: false\nlivenessProbe:\n  tcpSocket:\n    port: 8080",
    }),
  ),
  "kubernetes/value-not-string": example(
    workload({ container: "env:\n  - name: WORKERS\n    value: 4 #!\n  - name: DEBUG\n    value: off #!" }),
    workload({ container: 'env:\n  - name: WORKERS\n    value: "4"\n  - name: DEBUG\n    value: "off"' }),
  ),
  "kubernetes/grace-period-too-short": example(
    workload({ container: 'lifecycle:\n  preStop: #!\n    exec:\n      command: [sleep, "45"]' }),
    workload({
      pod: "terminationGracePeriodSeconds: 60",
      container: 'lifecycle:\n  preStop:\n    exec:\n      command: [sleep, "15"]',
    }),
  ),
};
