import type { YamlNode } from "../../../formats/yaml.ts";
import { titleOf, type Workload } from "../model.ts";
import {
  DOCS,
  inSystemNamespace,
  type KubernetesCheck,
  list,
  MANIFESTS,
  objectsOf,
  workloads,
} from "./support.ts";

const REFERENCE = `${DOCS}/concepts/storage/volumes/#hostpath`;

const SOCKETS =
  /^(?:\/var)?\/run\/(?:docker\.sock|containerd(?:\/containerd\.sock)?|crio(?:\/crio\.sock)?|k3s\/containerd(?:\/containerd\.sock)?|cri-dockerd\.sock|podman\/podman\.sock)$/;

/** Folders that hold the node's system, credentials or the files of other pods. */
const SENSITIVE = [
  "/bin",
  "/boot",
  "/dev",
  "/etc",
  "/home",
  "/lib",
  "/opt/cni",
  "/proc",
  "/root",
  "/run",
  "/sbin",
  "/sys",
  "/usr",
  "/var/lib/containerd",
  "/var/lib/docker",
  "/var/lib/etcd",
  "/var/lib/kubelet",
  "/var/run",
];

/** Single files and folders below those that many harmless pods read. */
const HARMLESS =
  /^\/(?:etc\/(?:localtime|timezone|ssl(?:\/.*)?|pki\/ca-trust(?:\/.*)?|machine-id|os-release)|dev\/(?:shm|dri|net\/tun|fuse|kvm|ttyUSB\d+|ttyACM\d+|bus\/usb|video\d+|snd)(?:\/.*)?)$/;

/** The folder without a trailing slash; "/" stays. */
function normalise(path: string): string {
  const trimmed = path.replace(/\/{1,100}$/, "");
  return trimmed === "" ? "/" : trimmed;
}

function hostPaths(workload: Workload): { volume: string; path: YamlNode; text: string }[] {
  return workload.pod
    .get("volumes")
    .items()
    .flatMap((volume) => {
      const path = volume.get("hostPath", "path");
      if (path.string === undefined) return [];
      return [{ volume: volume.get("name").string ?? "", path, text: normalise(path.string) }];
    });
}

/** True where a container mounts the volume and may write; true as well where none does. */
function isWritable(workload: Workload, volume: string): boolean {
  const mounts = workload.containers.flatMap((container) =>
    container.node
      .get("volumeMounts")
      .items()
      .filter((mount) => mount.get("name").string === volume),
  );
  return mounts.length === 0 || mounts.some((mount) => mount.get("readOnly").boolean !== true);
}

const socket: KubernetesCheck = {
  id: "kubernetes/runtime-socket",
  title: "The node's container runtime is mounted",
  severity: "critical",
  category: "security",
  why: "Whoever can talk to the runtime's socket can start a privileged container on the node, past every admission policy; read-only mounting does not change that.",
  remedy:
    "Remove the mount; build images with a rootless builder (BuildKit, Kaniko) and read pods from the API or the kubelet.",
  reference: REFERENCE,
  equivalents: [
    "kics:Docker Daemon Socket is Exposed to Containers",
    "checkov:CKV_K8S_27",
    "kube-linter:docker-sock",
    "trivy:KSV-0006",
    "trivy:mounts_docker_socket",
  ],
  kinds: MANIFESTS,
  *run(model) {
    for (const workload of workloads(model)) {
      for (const { path, text } of hostPaths(workload)) {
        if (!SOCKETS.test(text)) continue;
        yield {
          range: path.fullRange,
          message: `${titleOf(workload.object)} mounts the container runtime of the node (${text}).`,
        };
      }
    }
  },
};

const sensitive: KubernetesCheck = {
  id: "kubernetes/sensitive-host-path",
  title: "Sensitive folder of the node mounted",
  severity: "high",
  category: "security",
  why: "With a writable mount of the node's system the pod can leave a program or a key there and take the node over; with / or /etc it reads the kubelet's credentials even without writing.",
  remedy:
    "Use a volume of the cluster (emptyDir, PersistentVolumeClaim, ConfigMap), or mount the one file that is needed with `readOnly: true`.",
  reference: REFERENCE,
  equivalents: [
    "kics:Workload Mounting With Sensitive OS Directory",
    "kics:Non Kube System Pod With Host Mount",
    "kube-linter:sensitive-host-mounts",
    "kube-linter:writable-host-mount",
    "trivy:KSV-0023",
    "polaris:hostPathSet",
  ],
  kinds: MANIFESTS,
  *run(model) {
    for (const workload of workloads(model)) {
      if (inSystemNamespace(workload.object)) continue;
      // Agents of the node read its system on purpose; what they may write is the question.
      const isAgent = workload.object.kind === "DaemonSet";
      for (const { volume, path, text } of hostPaths(workload)) {
        if (SOCKETS.test(text) || HARMLESS.test(text)) continue;
        const folder =
          text === "/" ? "/" : SENSITIVE.find((one) => text === one || text.startsWith(`${one}/`));
        const writable = isWritable(workload, volume);
        if (folder === undefined || (isAgent && !writable)) continue;
        const how = writable ? "writable" : "read-only";
        yield {
          range: path.fullRange,
          message: `${titleOf(workload.object)} mounts ${text} of the node, ${how}.`,
        };
      }
    }
  },
};

const nodeLocal: KubernetesCheck = {
  id: "kubernetes/host-path-volume",
  title: "Data kept on one node",
  severity: "medium",
  category: "reliability",
  why: "A hostPath belongs to the node that the pod happens to run on: after a reschedule the pod starts with an empty folder, and what it wrote stays behind for whoever comes next.",
  remedy: "Use a PersistentVolumeClaim for data that must live on, an emptyDir for scratch space.",
  reference: REFERENCE,
  equivalents: ["kics:Non Kube System Pod With Host Mount", "trivy:KSV-0023", "polaris:hostPathSet"],
  kinds: MANIFESTS,
  *run(model) {
    for (const workload of workloads(model)) {
      const { object, pod } = workload;
      if (!["Deployment", "StatefulSet", "ReplicaSet"].includes(object.kind) || inSystemNamespace(object))
        continue;
      // Bound to its node by name, the folder is always the same.
      if (pod.get("nodeName").string || pod.get("nodeSelector", "kubernetes.io/hostname").string) continue;
      const found = hostPaths(workload).filter(
        ({ volume, text }) =>
          !SOCKETS.test(text) &&
          !HARMLESS.test(text) &&
          text !== "/" &&
          !SENSITIVE.some((one) => text === one || text.startsWith(`${one}/`)) &&
          isWritable(workload, volume),
      );
      const [first] = found;
      if (!first) continue;
      const paths = list(found.map(({ text }) => text));
      yield {
        range: first.path.fullRange,
        message: `${titleOf(object)} writes to ${paths} of whichever node it runs on.`,
      };
    }
  },
};

const volume: KubernetesCheck = {
  id: "kubernetes/host-path-persistent-volume",
  title: "PersistentVolume in a folder of one node",
  severity: "medium",
  category: "reliability",
  why: "Nothing ties the volume to the node that has the data: after a reschedule the pod finds an empty folder on another node, and a sensitive folder is handed to whoever claims it.",
  remedy: "Use a storage class with a driver, or a `local` volume with `nodeAffinity`.",
  reference: `${DOCS}/concepts/storage/persistent-volumes/#types-of-persistent-volumes`,
  kinds: MANIFESTS,
  *run(model) {
    for (const object of objectsOf(model, "PersistentVolume")) {
      const path = object.node.get("spec", "hostPath", "path");
      if (path.string === undefined || object.node.get("spec", "nodeAffinity").exists) continue;
      yield {
        range: path.fullRange,
        message: `${titleOf(object)} is the folder ${path.string} of whichever node its pod runs on.`,
      };
    }
  },
};

export const hostPathChecks: readonly KubernetesCheck[] = [socket, sensitive, nodeLocal, volume];
