import { parseImage } from "../../../image.ts";
import type { Check, Hit } from "../../../system.ts";
import { officialName } from "../../docker/bases.ts";
import type { ComposeModel, Service } from "../model.ts";
import { fill } from "../variables.ts";
import { builtBase, hasHealthcheck } from "./files.ts";
import { isBaseFile, isForTests, nameOf, oncePerPlace, servicesOf } from "./support.ts";

export const neverHealthy: Check<ComposeModel> = {
  id: "compose/dependency-never-healthy",
  title: "Waits for a health check that is not there",
  severity: "high",
  category: "reliability",
  why: "A container without a health check never becomes healthy: Compose stops with 'has no healthcheck configured', and the service does not start.",
  remedy: "Add a healthcheck to the service that is waited for.",
  reference: "https://docs.docker.com/compose/how-tos/startup-order/",
  kinds: ["compose"],
  *run(model, context) {
    const services = servicesOf(model);
    const byName = new Map(services.map((service) => [service.name, service]));
    for (const service of services) {
      for (const { name, condition, range } of service.dependsOn) {
        const target = condition === "service_healthy" ? byName.get(name) : undefined;
        if (!target) continue;
        const own = hasHealthcheck(target, context);
        if (
          own === true ||
          (own === undefined && !isCertainlyWithout(target, builtBase(target, context), context.file.path))
        ) {
          continue;
        }
        const message = `service "${service.name}" waits until "${name}" is healthy, but "${name}" has no health check.`;
        yield { range, message, related: [{ path: context.file.path, line: target.keyRange.startLine }] };
      }
    }
  },
};

/** Images of Docker's official library bring no health check; what another file adds to a service is unknown. */
function isCertainlyWithout(service: Service, base: string | undefined, path: string): boolean {
  if (service.extends || service.node.has("healthcheck") || !isBaseFile(path)) return false;
  const image = service.build ? base : service.image && fill(service.image.text);
  return image !== undefined && officialName(parseImage(image)) !== undefined;
}

export const duplicateName: Check<ComposeModel> = {
  id: "compose/duplicate-container-name",
  title: "Two services with one container name",
  severity: "high",
  category: "correctness",
  why: "A container's name is unique on a host: Compose refuses the second one with a conflict.",
  remedy: "Leave container_name out, or give each service a name of its own.",
  reference: "https://docs.docker.com/reference/compose-file/services/#container_name",
  equivalents: [
    "dclint:no-duplicate-container-names",
    "dclint:NoDuplicateContainerNamesRule: should return an error when duplicate container names are found",
    "dclint:NoDuplicateContainerNamesRule: should not return errors when container names are unique",
  ],
  kinds: ["compose"],
  *run(model, context) {
    const first = new Map<string, Service>();
    for (const service of servicesOf(model)) {
      const value = service.node.get("container_name");
      const name = value.string;
      if (name === undefined || fill(name) === undefined) continue;
      const other = first.get(name);
      if (!other) {
        first.set(name, service);
        continue;
      }
      // The same place: both take it from one anchor, which is the mistake in a single line.
      const line = other.node.get("container_name").range.startLine;
      yield {
        range: value.range,
        message: `service "${service.name}" has the container name "${name.slice(0, 80)}" of service "${other.name}".`,
        related: [{ path: context.file.path, line }],
      };
    }
  },
};

export const fixedWithReplicas: Check<ComposeModel> = {
  id: "compose/replicas-collide",
  title: "Several replicas with one name or port",
  severity: "high",
  category: "correctness",
  why: "All replicas run on one host and want the same container name or host port: the first starts, the others fail.",
  remedy: "Leave out container_name, and publish a range of ports or put a proxy in front.",
  reference: "https://docs.docker.com/reference/compose-file/deploy/#replicas",
  kinds: ["compose"],
  *run(model) {
    const hits: Hit[] = [];
    for (const service of servicesOf(model)) {
      const count = Number(service.node.get("deploy", "replicas").string ?? service.node.get("scale").string);
      if (!(count > 1)) continue;
      const name = service.node.get("container_name");
      if (name.string !== undefined) {
        hits.push({
          range: name.fullRange,
          message: `service "${service.name}" has ${count} replicas, but one container name.`,
        });
      }
      const fixed = service.ports.find(({ published }) => /^\d+$/.test(published ?? ""));
      // In a Swarm the routing mesh shares a published port.
      if (fixed && !isMeantForSwarm(service)) {
        const message = `service "${service.name}" has ${count} replicas, but one host port, ${fixed.published}.`;
        hits.push({ range: fixed.range, message });
      }
    }
    yield* oncePerPlace(hits);
  },
};

/** `deploy` keys that only a Swarm heeds. */
function isMeantForSwarm({ node }: Service): boolean {
  const deploy = node.get("deploy");
  return ["mode", "placement", "update_config", "rollback_config", "endpoint_mode"].some((key) =>
    deploy.has(key),
  );
}

/** Where data stores keep their data, by official image. */
const DATA_FOLDERS: Readonly<Record<string, RegExp>> = {
  postgres: /^\/var\/lib\/postgresql/,
  mysql: /^\/var\/lib\/mysql/,
  mariadb: /^\/var\/lib\/mysql/,
  mongo: /^\/data(\/|$)/,
  influxdb: /^\/var\/lib\/influxdb/,
  couchdb: /^\/opt\/couchdb/,
  neo4j: /^\/data/,
  cassandra: /^\/var\/lib\/cassandra/,
  elasticsearch: /^\/usr\/share\/elasticsearch/,
  rabbitmq: /^\/var\/lib\/rabbitmq/,
};
/** RabbitMQ and Elasticsearch often hold nothing that cannot be made again. */
const LASTING = new Set([
  "postgres",
  "mysql",
  "mariadb",
  "mongo",
  "influxdb",
  "couchdb",
  "neo4j",
  "cassandra",
]);

export const databaseWithoutVolume: Check<ComposeModel> = {
  id: "compose/database-without-volume",
  title: "Data store without a volume",
  severity: "medium",
  category: "reliability",
  why: "The data lies in an anonymous volume that docker compose down leaves behind and the next up does not find: the database comes back empty.",
  remedy: "Mount a named volume at the folder of the data.",
  reference: "https://docs.docker.com/engine/storage/volumes/",
  kinds: ["compose", "swarm"],
  *run(model, context) {
    if (isForTests(context.file.path)) return;
    for (const service of servicesOf(model)) {
      const image = service.build ? undefined : service.image && fill(service.image.text);
      const official = image === undefined ? undefined : officialName(parseImage(image));
      const folder = official !== undefined && LASTING.has(official) ? DATA_FOLDERS[official] : undefined;
      if (
        official === undefined ||
        folder === undefined ||
        service.extends ||
        service.profiles.some(isForTests)
      )
        continue;
      const kept = service.mounts.some(({ target, source }) => source !== undefined && folder.test(target));
      const temporary =
        service.node.get("tmpfs").exists ||
        service.mounts.some(({ type, target }) => type === "tmpfs" && folder.test(target));
      const elsewhere =
        service.node.has("volumes_from") || service.mounts.some(({ target }) => target.includes("$"));
      const moved = service.environment.some(({ name }) => name === "PGDATA" || name.endsWith("_DATA_DIR"));
      // A one-off, such as a client of the database.
      const client =
        service.node.has("command") &&
        /\b(psql|mysql|mongosh?|mysqldump|pg_dump|mongorestore)\b/.test(
          service.node.get("command").strings().join(" "),
        );
      if (kept || temporary || elsewhere || moved || client || service.node.has("entrypoint")) continue;
      yield {
        range: nameOf(service),
        message: `service "${service.name}" (${official}) keeps its data in no named volume.`,
      };
    }
  },
};

export const noMemoryLimit: Check<ComposeModel> = {
  id: "compose/no-memory-limit",
  title: "Services without a memory limit",
  severity: "low",
  category: "reliability",
  why: "One service with a leak takes all memory of the host, and the kernel kills whatever is largest, often the database.",
  remedy: "Set deploy.resources.limits.memory, or mem_limit.",
  reference: "https://docs.docker.com/reference/compose-file/deploy/#resources",
  equivalents: ["kics:Memory Not Limited"],
  kinds: ["compose", "swarm"],
  *run(model, context) {
    if (isForTests(context.file.path)) return;
    const lacking = servicesOf(model).filter(({ node, extends: base, image, build }) => {
      const limit = node.get("deploy", "resources", "limits", "memory");
      return !limit.exists && !node.has("mem_limit") && !base && (image || build);
    });
    const first = lacking[0];
    if (!first) return;
    const others = lacking.length === 1 ? "" : ` and ${lacking.length - 1} more`;
    yield {
      range: nameOf(first),
      message: `service "${first.name}"${others} may take all memory of the host.`,
    };
  },
};
