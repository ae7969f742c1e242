import { baseName, folderOf, joinPath } from "../../paths.ts";
import type { InfraFile, Link, LinkTarget, Relation } from "../../system.ts";
import type { ComposeFile, ComposeModel, DevContainer, Mount, Service } from "./model.ts";
import { buildPaths, workspacePath } from "./paths.ts";
import { fill } from "./variables.ts";

/** Service → Dockerfile, image, other services, files, secrets, configs; file → included files. */
export function linksOf(model: ComposeModel, file: InfraFile): Link[] {
  return model.kind === "devcontainer" ? devContainerLinks(model, file) : composeLinks(model, file);
}

function composeLinks(model: ComposeFile, file: InfraFile): Link[] {
  const links: Link[] = [];
  for (const { text, range } of model.includes) {
    const path = workspacePath(file.path, text);
    if (path !== undefined)
      links.push({ relation: "includes", range, target: { by: "path", paths: [path] } });
  }
  for (const service of model.services) links.push(...serviceLinks(service, file));
  for (const one of model.configs) {
    const source = one.node.get("file");
    const path = source.string === undefined ? undefined : workspacePath(file.path, source.string);
    if (path === undefined) continue;
    links.push({
      relation: "references-config",
      range: source.range,
      from: one.name,
      target: { by: "path", paths: [path] },
    });
  }
  return links;
}

function serviceLinks(service: Service, file: InfraFile): Link[] {
  const links: Link[] = [];
  const add = (relation: Relation, range: Link["range"], target: LinkTarget) =>
    links.push({ relation, range, from: service.name, target });
  // Files that are merged stand side by side, so that a name may be declared in another one.
  const within = folderOf(file.path);
  const named = (type: string, name: string): LinkTarget => ({ by: "name", types: [type], name, within });
  const built = service.build && buildPaths(file.path, service.build);
  if (service.build && built) add("builds", service.build.range, { by: "path", paths: [built.dockerfile] });
  const image = service.image && fill(service.image.text);
  if (service.image && image && !service.build)
    add("runs-image", service.image.range, { by: "image", image });
  for (const one of [...service.dependsOn, ...service.linked])
    add("depends-on", one.range, named("service", one.name));
  for (const one of service.secrets) add("references-secret", one.range, named("secret", one.name));
  for (const one of service.configs) add("references-config", one.range, named("config", one.name));
  for (const one of service.envFiles) {
    const path = workspacePath(file.path, one.text);
    // Such files are kept out of the repository on purpose.
    const isLocal = /^\.env(\.|$)|\.(local|secret|secrets)$/.test(baseName(one.text));
    if (path !== undefined && one.required && !isLocal)
      add("references-config", one.range, { by: "path", paths: [path] });
  }
  for (const mount of service.mounts) {
    const path = mountedFile(mount, file.path);
    if (path !== undefined) add("references-config", mount.range, { by: "path", paths: [path] });
  }
  if (service.extends?.file !== undefined) {
    const path = workspacePath(file.path, service.extends.file);
    if (path !== undefined) add("extends", service.extends.range, { by: "path", paths: [path] });
  } else if (service.extends)
    add("extends", service.extends.range, named("service", service.extends.service));
  return links;
}

/** What runs or a person makes before the start, so that it need not be in the repository. */
const MADE_LATER =
  /\.(sock|db|sqlite3?|log|pid|pem|key|crt|cert|p12|jks|jar|war|zip|gz|tgz|tar|sql|dump|bak|htpasswd|lock)$|(^|\/)(\.env|\.?data|logs?|certs?|secrets?|node_modules|target|dist|build|tmp)(\/|$|\.)/i;

/** The path of a mounted file that people write by hand: Docker makes an empty folder where it is missing. */
export function mountedFile(mount: Mount, filePath: string): string | undefined {
  if (mount.type !== "bind" || mount.source === undefined || !/^\.{1,2}\//.test(mount.source))
    return undefined;
  if (MADE_LATER.test(mount.source) || !/[^/.][^/]*\.[a-z][a-z0-9]{0,9}$/i.test(mount.source))
    return undefined;
  return workspacePath(filePath, mount.source);
}

function devContainerLinks(model: DevContainer, file: InfraFile): Link[] {
  const links: Link[] = [];
  const folder = folderOf(file.path);
  const from = model.root.get("name").string ?? "devcontainer";
  const path = (text: string) => (text.includes("${") ? undefined : joinPath(folder, text));
  const dockerfile = model.dockerfile && path(model.dockerfile.text);
  if (model.dockerfile && dockerfile) {
    const target = { by: "path", paths: [dockerfile] } as const;
    links.push({
      relation: "builds",
      range: model.dockerfile.range,
      from,
      target: { ...target, paths: [dockerfile] },
    });
  }
  for (const { text, range } of model.composeFiles) {
    const found = path(text);
    if (found) links.push({ relation: "includes", range, from, target: { by: "path", paths: [found] } });
  }
  if (model.image) {
    links.push({
      relation: "runs-image",
      range: model.image.range,
      from,
      target: { by: "image", image: model.image.text },
    });
  }
  if (model.service) {
    const target: LinkTarget = { by: "name", types: ["service"], name: model.service.text };
    links.push({ relation: "depends-on", range: model.service.range, from, target });
  }
  return links;
}
