import { containerTitle, type KubernetesModel, type KubernetesObject, titleOf } from "../model.ts";
import { stringMap } from "../strings.ts";
import { selects } from "./services.ts";
import { DOCS, type KubernetesCheck, MANIFESTS, namesakes, wholeWorkloads } from "./support.ts";

const serviceName: KubernetesCheck = {
  id: "kubernetes/statefulset-service-name",
  title: "StatefulSet without its Service",
  severity: "medium",
  category: "correctness",
  why: "The pods get no DNS names of their own (`db-0.db`), so members of a cluster cannot find each other; and the Service cannot be named later without deleting the StatefulSet.",
  remedy: "Set `serviceName` to a headless Service (`clusterIP: None`) that selects the pods.",
  reference: `${DOCS}/concepts/workloads/controllers/statefulset/#stable-network-id`,
  equivalents: ["kics:StatefulSet Without Service Name", "kube-score:statefulset-has-servicename"],
  kinds: MANIFESTS,
  *run(model) {
    for (const { object, podLabels, replicas } of wholeWorkloads(model)) {
      if (object.kind !== "StatefulSet") continue;
      const name = object.node.get("spec", "serviceName");
      if (!name.string) {
        yield { range: object.nameRange, message: `${titleOf(object)} names no Service (\`serviceName\`).` };
        continue;
      }
      const service = namesakes(model, object, "Service", name.string)[0];
      if (!service) continue;
      const spec = service.node.get("spec");
      const headless = spec.get("clusterIP").string === "None" || (replicas ?? 1) < 2;
      const problem = serviceProblem(headless, stringMap(spec.get("selector")), podLabels);
      if (problem)
        yield { range: name.fullRange, message: `${titleOf(service)} of ${titleOf(object)} ${problem}.` };
    }
  },
};

function serviceProblem(
  headless: boolean,
  selector: Record<string, string>,
  labels: Record<string, string>,
): string | undefined {
  if (!selects(selector, labels)) return "does not select its pods";
  return headless ? undefined : "is not headless (`clusterIP: None`), so the pods have no names of their own";
}

/** The claim of the same file, where it can be mounted by the pods of one node only. */
function singleNodeClaim(model: KubernetesModel, owner: KubernetesObject, name: string | undefined) {
  return namesakes(model, owner, "PersistentVolumeClaim", name).find((claim) => {
    const modes = claim.node.get("spec", "accessModes").strings();
    const single =
      modes.length > 0 && modes.every((mode) => mode === "ReadWriteOnce" || mode === "ReadWriteOncePod");
    return single;
  });
}

const sharedClaim: KubernetesCheck = {
  id: "kubernetes/volume-shared-by-replicas",
  title: "Replicas that share a volume for one node",
  severity: "high",
  category: "reliability",
  why: "A ReadWriteOnce volume is attached to one node: replicas on others hang in ContainerCreating with `Multi-Attach error`, and those on the same node write into each other's files.",
  remedy:
    "Use a StatefulSet with `volumeClaimTemplates`, a ReadWriteMany volume, or a single replica with `strategy: Recreate`.",
  reference: `${DOCS}/concepts/storage/persistent-volumes/#access-modes`,
  equivalents: ["kics:Incorrect Volume Claim Access Mode ReadWriteOnce"],
  kinds: MANIFESTS,
  *run(model, { file }) {
    for (const workload of wholeWorkloads(model)) {
      const { object } = workload;
      if (!["Deployment", "StatefulSet", "ReplicaSet"].includes(object.kind) || (workload.replicas ?? 1) < 2)
        continue;
      for (const volume of workload.pod.get("volumes").items()) {
        const name = volume.get("persistentVolumeClaim", "claimName");
        const claim = singleNodeClaim(model, object, name.string);
        if (!claim) continue;
        yield {
          range: name.fullRange,
          message: `The ${workload.replicas} replicas of ${titleOf(object)} share ${titleOf(claim)}, which one node at a time can mount.`,
          related: [{ path: file.path, line: claim.nameRange.startLine }],
        };
      }
    }
  },
};

const rollingClaim: KubernetesCheck = {
  id: "kubernetes/volume-blocks-rollout",
  title: "Rolling update with a volume for one node",
  severity: "medium",
  category: "reliability",
  why: "The new pod starts before the old one ends: on another node it waits for the volume for ever, on the same node two programs write the same files, which ruins databases.",
  remedy: "Set `strategy: {type: Recreate}`, or use a StatefulSet.",
  reference: `${DOCS}/concepts/workloads/controllers/deployment/#recreate-deployment`,
  kinds: MANIFESTS,
  *run(model) {
    for (const workload of wholeWorkloads(model)) {
      const { object } = workload;
      const strategy = object.node.get("spec", "strategy");
      if (object.kind !== "Deployment" || (workload.replicas ?? 1) > 1 || workload.replicas === 0) continue;
      if (
        strategy.get("type").string === "Recreate" ||
        strategy.get("rollingUpdate", "maxSurge").string === "0"
      )
        continue;
      const claim = workload.pod
        .get("volumes")
        .items()
        .map((volume) => volume.get("persistentVolumeClaim", "claimName"))
        .find((name) => singleNodeClaim(model, object, name.string));
      if (!claim) continue;
      yield {
        range: strategy.exists ? strategy.keyRange : object.nameRange,
        message: `${titleOf(object)} replaces its pod by a rolling update, though ${claim.string} fits one node at a time.`,
      };
    }
  },
};

const unknownVolume: KubernetesCheck = {
  id: "kubernetes/volume-mount-unknown",
  title: "Mount of a volume that is not there",
  severity: "high",
  category: "correctness",
  why: "The API server refuses the pod (`volumeMounts[0].name: Not found`); behind a Deployment that is a failed apply.",
  remedy: "Add the volume to `volumes` (or `volumeClaimTemplates`), or correct the name.",
  reference: `${DOCS}/concepts/storage/volumes/`,
  equivalents: ["kube-linter:schema-validation"],
  kinds: MANIFESTS,
  *run(model) {
    for (const workload of wholeWorkloads(model)) {
      const { object, pod } = workload;
      const known = new Set([
        ...pod
          .get("volumes")
          .items()
          .map((volume) => volume.get("name").string),
        ...object.node
          .get("spec", "volumeClaimTemplates")
          .items()
          .map((claim) => claim.get("metadata", "name").string),
      ]);
      // Only kinds whose volumes all stand here; a controller of its own may add some.
      if (
        !["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job", "CronJob", "Pod"].includes(
          object.kind,
        )
      )
        continue;
      for (const container of workload.containers) {
        for (const mount of container.node.get("volumeMounts").items()) {
          const name = mount.get("name");
          if (name.string === undefined || known.has(name.string) || /[${}<]/.test(name.string)) continue;
          yield {
            range: name.fullRange,
            message: `The ${containerTitle(container)} mounts the volume "${name.string}", which the pod does not have.`,
          };
        }
      }
    }
  },
};

export const storageChecks: readonly KubernetesCheck[] = [
  unknownVolume,
  serviceName,
  sharedClaim,
  rollingClaim,
];
