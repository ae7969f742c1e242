import type { Example } from "../../../system.ts";
import { documents, example, workload } from "./text.ts";

const PORTS = "ports:\n  - containerPort: 8080";

const budget = (policy: string): string => `
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: web
spec:
${policy}  selector:
    matchLabels:
      app: web`;

const scaler = (bounds: string): string => `
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  name: web
spec:
  scaleTargetRef:
    apiVersion: apps/v1
    kind: Deployment
    name: web
${bounds}`;

const BOUNDS = "  minReplicas: 2\n  maxReplicas: 8\n";
const METRIC =
  "  metrics:\n    - type: Resource\n      resource:\n        name: cpu\n        target:\n          type: Utilization\n          averageUtilization: 70\n";

const claim = `
apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: data
spec:
  accessModes: [ReadWriteOnce]
  resources:
    requests:
      storage: 10Gi`;

const claimed = (spec: string, name = "data", mark: "object" | undefined = undefined): string =>
  workload({
    ...(mark ? { mark } : {}),
    ...(spec === "" ? {} : { spec }),
    pod: `volumes:\n  - name: data\n    persistentVolumeClaim:\n      claimName: ${name}`,
    container: "volumeMounts:\n  - name: data\n    mountPath: /data",
  });

const spread = (fields: string): string =>
  workload({
    spec: "replicas: 3",
    pod: `topologySpreadConstraints:\n  - maxSkew: 1${fields}\n    labelSelector:\n      matchLabels:\n        app: web`,
  });

const SPREAD = "\n    topologyKey: kubernetes.io/hostname\n    whenUnsatisfiable: ScheduleAnyway";

const schedule = (policy: string, cron: string, name = "backup"): string => `
apiVersion: batch/v1
kind: CronJob
metadata:
  name: ${name}
spec:
  schedule: ${cron}
${policy}  jobTemplate:
    spec:
      template:
        spec:
          restartPolicy: Never
          containers:
            - name: dump
              image: registry.example.com/shop/dump:2.0.1`;

const job = (name: string, spec: string, policy: string): string => `
apiVersion: batch/v1
kind: Job
metadata:
  name: ${name}
spec:
${spec}  template:
    spec:
${policy}      containers:
        - name: migrate
          image: registry.example.com/shop/migrate:1.4.2`;

/** Examples of replicas, budgets, autoscalers, volumes and jobs. */
export const availabilityExamples: Record<string, Example> = {
  "kubernetes/pdb-blocks-drain": example(
    documents(workload({ spec: "replicas: 2" }), budget("  minAvailable: 2 #!\n")),
    documents(workload({ spec: "replicas: 2" }), budget("  maxUnavailable: 1\n")),
  ),
  "kubernetes/pdb-without-policy": example(
    budget("").replace("name: web", "name: web #!"),
    budget("  maxUnavailable: 1\n"),
  ),
  "kubernetes/hpa-fixed-replicas": example(
    documents(workload({ spec: "replicas: 3 #!" }), scaler(BOUNDS)),
    documents(workload({}), scaler(BOUNDS)),
  ),
  "kubernetes/hpa-without-requests": example(
    documents(workload({}), scaler(BOUNDS + METRIC.replace("name: cpu", "name: cpu #!"))),
    documents(workload({ container: "resources:\n  requests:\n    cpu: 200m" }), scaler(BOUNDS + METRIC)),
  ),
  "kubernetes/hpa-cannot-scale": example(scaler("  minReplicas: 4\n  maxReplicas: 4 #!\n"), scaler(BOUNDS)),
  "kubernetes/hpa-single-replica": example(scaler("  minReplicas: 1 #!\n  maxReplicas: 8\n"), scaler(BOUNDS)),
  "kubernetes/rollout-takes-all-down": example(
    workload({ spec: "replicas: 3\nstrategy:\n  type: Recreate #!" }),
    workload({ spec: "replicas: 3\nstrategy:\n  rollingUpdate:\n    maxUnavailable: 1" }),
  ),
  "kubernetes/topology-spread-invalid": example(
    spread("\n    topologyKey: zone\n    whenUnsatisfiable: Ignore #!"),
    spread(SPREAD),
  ),
  "kubernetes/single-replica": example(
    workload({ spec: "replicas: 1 #!", container: PORTS }),
    workload({ spec: "replicas: 2", container: PORTS }),
  ),
  "kubernetes/no-spread": example(workload({ spec: "replicas: 3 #!" }), spread(SPREAD)),
  "kubernetes/statefulset-service-name": example(
    workload({ kind: "StatefulSet", name: "db", mark: "object" }),
    documents(
      workload({ kind: "StatefulSet", name: "db", spec: "serviceName: db" }),
      "apiVersion: v1\nkind: Service\nmetadata:\n  name: db\nspec:\n  clusterIP: None\n  selector:\n    app: db\n  ports:\n    - port: 5432",
    ),
  ),
  "kubernetes/volume-shared-by-replicas": example(
    documents(claim, claimed("replicas: 3", "data #!")),
    documents(claim.replace("ReadWriteOnce", "ReadWriteMany"), claimed("replicas: 3")),
  ),
  "kubernetes/volume-blocks-rollout": example(
    documents(claim, claimed("", "data", "object")),
    documents(claim, claimed("strategy:\n  type: Recreate")),
  ),
  "kubernetes/job-restart-policy": example(
    job("migrate #!", "", ""),
    job("migrate", "", "      restartPolicy: Never\n"),
  ),
  "kubernetes/job-never-removed": example(
    job("migrate #!", "", "      restartPolicy: Never\n"),
    job("migrate", "  ttlSecondsAfterFinished: 3600\n", "      restartPolicy: Never\n"),
  ),
  "kubernetes/cronjob-schedule-invalid": example(
    schedule("", '"0 25 * * *" #!'),
    schedule("", '"0 3 * * *"'),
  ),
  "kubernetes/cronjob-overlap": example(
    schedule("", '"*/5 * * * *"', "backup #!"),
    schedule("  concurrencyPolicy: Forbid\n", '"*/5 * * * *"'),
  ),
};
