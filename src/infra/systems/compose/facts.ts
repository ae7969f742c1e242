import type { YamlNode } from "../../formats/yaml.ts";
import { isFloating, parseImage } from "../../image.ts";
import type { Facts, Resource } from "../../system.ts";
import { withoutSecrets } from "../docker/secrets.ts";
import { devContainerFacts } from "./devcontainer.ts";
import type { ComposeFile, ComposeModel, Port, Service } from "./model.ts";
import { fill } from "./variables.ts";

/** What an engineer asks about a file of the Compose system; every item has its 1-based `line`. */
export function factsOf(model: ComposeModel): Facts {
  return model.kind === "devcontainer" ? devContainerFacts(model) : composeFacts(model);
}

function composeFacts(file: ComposeFile): Facts {
  const { services } = file;
  const each = <T>(list: (service: Service) => readonly T[], item: (one: T) => Record<string, unknown>) =>
    services.flatMap((service) => list(service).map((one) => ({ service: service.name, ...item(one) })));
  return {
    resources: [...services.map(serviceResource), ...declaredResources(file)],
    services: services.map((service) => ({
      name: service.name,
      image: service.image?.text ?? null,
      build: service.build?.context.text ?? null,
      command: commandOf(service.node.get("command")),
      entrypoint: commandOf(service.node.get("entrypoint")),
      user: service.node.get("user").string ?? null,
      restart:
        service.node.get("restart").string ??
        service.node.get("deploy", "restart_policy", "condition").string ??
        null,
      replicas: service.node.get("deploy", "replicas").string ?? service.node.get("scale").string ?? null,
      profiles: service.profiles,
      extends: service.extends?.service ?? null,
      line: service.keyRange.startLine,
    })),
    images: services.flatMap((service) => (service.image ? [imageFacts(service, service.image)] : [])),
    builds: services.flatMap(({ name, build }) =>
      build
        ? [
            {
              service: name,
              context: build.context.text,
              dockerfile: build.dockerfile?.text ?? "Dockerfile",
              target: build.target?.text ?? null,
              line: build.range.startLine,
            },
          ]
        : [],
    ),
    ports: each(
      ({ ports }) => ports,
      (port) => ({
        published: port.published ?? null,
        target: port.target,
        hostIp: port.hostIp ?? null,
        protocol: port.protocol,
        line: port.range.startLine,
      }),
    ),
    mounts: each(
      ({ mounts }) => mounts,
      ({ type, source, target, readOnly, range }) => ({
        type,
        source: source ?? null,
        target,
        readOnly,
        line: range.startLine,
      }),
    ),
    environment: each(
      ({ environment }) => environment,
      ({ name, range }) => ({ name, line: range.startLine }),
    ),
    envFiles: each(
      ({ envFiles }) => envFiles,
      ({ text, range }) => ({ path: text, line: range.startLine }),
    ),
    dependencies: each(
      ({ dependsOn }) => dependsOn,
      ({ name, condition, range }) => ({ on: name, condition, line: range.startLine }),
    ),
    networks: file.networks.map(({ name, keyRange, node }) => ({
      name,
      driver: node.get("driver").string ?? null,
      external: isExternal(node),
      line: keyRange.startLine,
    })),
    volumes: file.volumes.map(({ name, keyRange, node }) => ({
      name,
      driver: node.get("driver").string ?? null,
      external: isExternal(node),
      line: keyRange.startLine,
    })),
    secrets: file.secrets.map(({ name, keyRange, node }) => ({
      name,
      from: originOf(node),
      line: keyRange.startLine,
    })),
    configs: file.configs.map(({ name, keyRange, node }) => ({
      name,
      from: originOf(node),
      line: keyRange.startLine,
    })),
    healthchecks: services.flatMap(({ name, node }) => {
      const check = node.get("healthcheck");
      return check.isMap ? [{ service: name, test: commandOf(check.get("test")), line: check.line }] : [];
    }),
    limits: services.flatMap(limitFacts),
    includes: file.includes.map(({ text, range }) => ({ path: text, line: range.startLine })),
  };
}

/** True for a volume, network, secret or config that exists apart from this file. */
export function isExternal(node: YamlNode): boolean {
  const external = node.get("external");
  return external.isMap || external.string === "true";
}

function originOf(node: YamlNode): string {
  if (isExternal(node)) return "external";
  const file = node.get("file").string;
  const variable = node.get("environment").string;
  if (file !== undefined) return `file ${file}`;
  return variable === undefined ? "content" : `environment variable ${variable}`;
}

function imageFacts({ name }: Service, image: { text: string; range: { startLine: number } }) {
  const filled = fill(image.text);
  const parsed = parseImage(filled ?? image.text);
  const pin = parsed.digest !== undefined ? "digest" : isFloating(parsed) ? "floating" : "tag";
  return {
    service: name,
    image: image.text,
    tag: parsed.tag ?? null,
    digest: parsed.digest ?? null,
    pin: filled === undefined ? "unknown" : pin,
    line: image.range.startLine,
  };
}

/** A command as one line, secrets masked; null where there is none. */
function commandOf(node: YamlNode): string | null {
  const words = node.strings();
  return words.length === 0 ? null : withoutSecrets(words.join(" ").replace(/\s+/g, " "));
}

function limitFacts({ name, node }: Service): Record<string, unknown>[] {
  const limits = node.get("deploy", "resources", "limits");
  const reserved = node.get("deploy", "resources", "reservations");
  const memory = limits.get("memory").string ?? node.get("mem_limit").string ?? null;
  const cpus = limits.get("cpus").string ?? node.get("cpus").string ?? null;
  const place = limits.exists
    ? limits
    : node.get("mem_limit").exists
      ? node.get("mem_limit")
      : node.get("cpus");
  if (memory === null && cpus === null && !reserved.exists) return [];
  const line = place.exists ? place.line : reserved.line;
  return [{ service: name, memory, cpus, reservedMemory: reserved.get("memory").string ?? null, line }];
}

function shownPort({ hostIp, published, target }: Port): string {
  return [hostIp, published, target].filter((part) => part !== undefined).join(":");
}

function serviceResource(service: Service): Resource {
  const { name, range, image, build, ports, dependsOn } = service;
  const filled = image && (fill(image.text) ?? image.text);
  const detail = [
    ...(filled ? [filled] : []),
    ...(build ? [`built from ${build.context.text}`] : []),
    ...(ports.length > 0 ? [`ports ${ports.slice(0, 8).map(shownPort).join(" ")}`] : []),
    ...(dependsOn.length > 0
      ? [
          `needs ${dependsOn
            .slice(0, 8)
            .map((one) => one.name)
            .join(" ")}`,
        ]
      : []),
  ].join(", ");
  return {
    type: "service",
    name,
    range,
    detail: withoutSecrets(detail === "" ? "service" : detail),
    properties: { ...(filled ? { image: filled } : {}), profiles: service.profiles },
  };
}

function declaredResources(file: ComposeFile): Resource[] {
  const kinds = { volume: file.volumes, network: file.networks, secret: file.secrets, config: file.configs };
  return Object.entries(kinds).flatMap(([type, list]) =>
    list.map(({ name, range, node }) => ({
      type,
      name,
      range,
      detail: isExternal(node)
        ? `external ${type}`
        : `${type}, ${node.get("driver").string ?? "default driver"}`,
    })),
  );
}
