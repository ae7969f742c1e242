import { type ImageReference, parseImage } from "../../image.ts";

/** Official images that set an unprivileged user themselves. */
const UNPRIVILEGED = new Set(
  "elasticsearch haproxy jenkins kibana kong logstash memcached neo4j opensearch solr sonarqube varnish groovy irssi couchbase".split(
    " ",
  ),
);
/** Official images that start as root to prepare their files and then step down by themselves. */
const STEPS_DOWN = new Set(
  "arangodb cassandra couchdb ghost influxdb mariadb mongo mysql nats percona postgres rabbitmq redis rethinkdb telegraf valkey zookeeper chronograf kapacitor crate storm".split(
    " ",
  ),
);
/** Images outside the official library that start as root. */
const ROOT_PREFIXES = [
  "mcr.microsoft.com/dotnet/",
  "mcr.microsoft.com/openjdk/",
  "mcr.microsoft.com/azure-functions/",
  "public.ecr.aws/amazonlinux/",
  "public.ecr.aws/docker/library/",
  "registry.access.redhat.com/ubi7",
  "registry.access.redhat.com/ubi8",
  "registry.access.redhat.com/ubi9",
  "gcr.io/distroless/",
  "nvidia/cuda",
  "amd64/",
  "arm64v8/",
];
const UBI_WITH_USER = /\/ubi\d\/(?!ubi|ubi-minimal|ubi-init|ubi-micro)/;

/** Who a container of this base runs as where nothing else is said. */
export function baseUser(image: string): "root" | "unprivileged" | "steps-down" | "unknown" {
  if (image.toLowerCase() === "scratch") return "root";
  const reference = parseImage(image);
  if (reference.unresolved) return "unknown";
  const name = fullName(reference);
  const suffix = `${reference.repository}:${reference.tag ?? ""}`;
  if (/nonroot|non-root|unprivileged|rootless|-user\b/.test(suffix)) return "unprivileged";
  const official = officialName(reference);
  if (official !== undefined) {
    if (UNPRIVILEGED.has(official)) return "unprivileged";
    return STEPS_DOWN.has(official) ? "steps-down" : "root";
  }
  if (/^mcr\.microsoft\.com\/dotnet\/.*chiseled/.test(`${name}:${reference.tag ?? ""}`))
    return "unprivileged";
  if (UBI_WITH_USER.test(name)) return "unprivileged";
  return ROOT_PREFIXES.some((prefix) => name.startsWith(prefix)) ? "root" : "unknown";
}

/** The name in Docker's official library: `nginx` of `docker.io/library/nginx`; undefined for other images. */
export function officialName(image: ImageReference): string | undefined {
  const { registry, repository } = image;
  if (registry === "public.ecr.aws" && repository.startsWith("docker/library/")) return repository.slice(15);
  if (registry !== undefined && registry !== "docker.io" && registry !== "index.docker.io") return undefined;
  const name = repository.startsWith("library/") ? repository.slice(8) : repository;
  return name.includes("/") || name === "" ? undefined : name.toLowerCase();
}

function fullName(image: ImageReference): string {
  return image.registry === undefined ? image.repository : `${image.registry}/${image.repository}`;
}

/** Bases that carry a compiler or a package manager's whole toolchain, and the small base to ship instead. */
export const TOOLCHAINS: Readonly<Record<string, string>> = {
  golang: "gcr.io/distroless/static or alpine",
  rust: "gcr.io/distroless/cc or debian:stable-slim",
  gcc: "debian:stable-slim",
  maven: "eclipse-temurin with a JRE tag",
  gradle: "eclipse-temurin with a JRE tag",
  sbt: "eclipse-temurin with a JRE tag",
  swift: "swift with a slim tag",
  haskell: "debian:stable-slim",
};

/** The reference for a message: without its digest. */
export function shortName(image: string): string {
  return image.split("@")[0]?.slice(0, 120) ?? "";
}
