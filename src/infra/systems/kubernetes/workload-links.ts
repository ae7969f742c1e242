import type { YamlNode } from "../../formats/yaml.ts";
import type { Link } from "../../system.ts";
import type { Container, Workload } from "./model.ts";
import { LinkList, SECRET_TYPES } from "./object-links.ts";

/**
 * What pods refer to: images, ConfigMaps, Secrets, claims and the service account. Optional references are
 * left out, as they may point at nothing.
 */
export function workloadLinks(workload: Workload): Link[] {
  const list = new LinkList(workload.object);
  const { pod } = workload;
  const account = pod.get("serviceAccountName").string
    ? pod.get("serviceAccountName")
    : pod.get("serviceAccount");
  if (account.string !== "default") list.name("depends-on", ["ServiceAccount"], account);
  for (const pull of pod.get("imagePullSecrets").items()) {
    list.name("references-secret", SECRET_TYPES, pull.get("name"));
  }
  for (const container of workload.containers) containerLinks(container, list);
  for (const volume of pod.get("volumes").items()) volumeLinks(volume, list);
  return list.links;
}

function containerLinks(container: Container, list: LinkList): void {
  const { image, node } = container;
  if (image && !image.unresolved)
    list.push("runs-image", node.get("image"), { by: "image", image: image.text });
  for (const entry of node.get("env").items()) {
    configMap(entry.get("valueFrom", "configMapKeyRef"), "name", list);
    secret(entry.get("valueFrom", "secretKeyRef"), "name", list);
  }
  for (const source of node.get("envFrom").items()) {
    configMap(source.get("configMapRef"), "name", list);
    secret(source.get("secretRef"), "name", list);
  }
}

function volumeLinks(volume: YamlNode, list: LinkList): void {
  configMap(volume.get("configMap"), "name", list);
  secret(volume.get("secret"), "secretName", list);
  list.name("depends-on", ["PersistentVolumeClaim"], volume.get("persistentVolumeClaim", "claimName"));
  for (const source of volume.get("projected", "sources").items()) {
    configMap(source.get("configMap"), "name", list);
    secret(source.get("secret"), "name", list);
  }
}

function configMap(ref: YamlNode, field: string, list: LinkList): void {
  // The control plane writes this one into every namespace.
  if (ref.get("optional").boolean === true || ref.get(field).string === "kube-root-ca.crt") return;
  list.name("references-config", ["ConfigMap"], ref.get(field));
}

function secret(ref: YamlNode, field: string, list: LinkList): void {
  if (ref.get("optional").boolean !== true) list.name("references-secret", SECRET_TYPES, ref.get(field));
}
