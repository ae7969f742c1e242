import type { Check, Fix, Hit } from "../../../system.ts";
import type { ComposeModel, Port } from "../model.ts";
import { portNumbers } from "../ports.ts";
import { fill } from "../variables.ts";
import { oncePerPlace, servicesOf } from "./support.ts";

/** Ports on which data stores and administration listen, mostly without a password by default. */
const PRIVATE_PORTS: Readonly<Record<number, string>> = {
  1433: "SQL Server",
  1521: "Oracle",
  2375: "the Docker API without TLS",
  2379: "etcd",
  3306: "MySQL",
  5432: "PostgreSQL",
  5984: "CouchDB",
  6379: "Redis",
  8529: "ArangoDB",
  9042: "Cassandra",
  9200: "Elasticsearch",
  9300: "Elasticsearch",
  11211: "Memcached",
  26257: "CockroachDB",
  27017: "MongoDB",
  28015: "RethinkDB",
};

export const databasePort: Check<ComposeModel> = {
  id: "compose/database-port-published",
  title: "Data store open on all addresses of the host",
  severity: "high",
  category: "security",
  why: "Docker publishes past the host's firewall: on a machine with a public address the store is open to the internet, and scanners find it within hours. Other services reach it without a published port.",
  remedy: "Leave the port out, or bind it to 127.0.0.1.",
  reference: "https://docs.docker.com/engine/network/port-publishing/",
  kinds: ["compose", "swarm"],
  *run(model) {
    yield* oncePerPlace(databaseHits(model));
  },
};

function* databaseHits(model: ComposeModel): Generator<Hit> {
  for (const service of servicesOf(model)) {
    for (const port of service.ports) {
      if (port.published === undefined || port.protocol === "udp") continue;
      if (port.hostIp !== undefined && port.hostIp !== "0.0.0.0" && port.hostIp !== "::") continue;
      const number = portNumbers(fill(port.target)).find((one) => Object.hasOwn(PRIVATE_PORTS, one));
      if (number === undefined) continue;
      const fix = bindToLocalhost(port);
      const message = `service "${service.name}" publishes ${PRIVATE_PORTS[number]} (${number}) on every address of the host.`;
      yield { range: port.range, message, ...(fix ? { fix } : {}) };
    }
  }
}

function bindToLocalhost(port: Port): Fix | undefined {
  if (!port.short || /["\\\n]/.test(`${port.published}${port.target}`)) return undefined;
  const suffix = port.protocol === "tcp" ? "" : `/${port.protocol}`;
  const newText = `"127.0.0.1:${port.published}:${port.target}${suffix}"`;
  return { title: "Bind it to 127.0.0.1", edits: [{ range: port.range, newText }] };
}

export const duplicatePort: Check<ComposeModel> = {
  id: "compose/duplicate-host-port",
  title: "Host port published twice",
  severity: "medium",
  category: "correctness",
  why: "Only one container can have the port: the second fails to start with 'port is already allocated', which depends on the order of the start.",
  remedy: "Give each service a host port of its own, or publish just one of them.",
  reference: "https://docs.docker.com/reference/compose-file/services/#ports",
  equivalents: ["dclint:no-duplicate-exported-ports"],
  kinds: ["compose"],
  *run(model, context) {
    const taken = new Map<string, { service: string; port: Port; profiles: string[] }[]>();
    for (const service of servicesOf(model)) {
      for (const port of service.ports) {
        for (const number of portNumbers(fill(port.published ?? ""))) {
          const key = `${number}/${port.protocol}`;
          const others = taken.get(key) ?? [];
          const other = others.find(
            (one) =>
              one.port !== port &&
              sameAddress(one.port, port) &&
              sharesProfile(one.profiles, service.profiles) &&
              one.port.range.startLine !== port.range.startLine,
          );
          taken.set(key, [...others, { service: service.name, port, profiles: service.profiles }].slice(-50));
          if (!other) continue;
          yield {
            range: port.range,
            message: `service "${service.name}" publishes host port ${number}, which service "${other.service}" already has.`,
            related: [{ path: context.file.path, line: other.port.range.startLine }],
          };
          break;
        }
      }
    }
  },
};

function sameAddress(a: Port, b: Port): boolean {
  const all = (ip: string | undefined) => ip === undefined || ip === "0.0.0.0" || ip === "::";
  return a.hostIp === b.hostIp || all(a.hostIp) || all(b.hostIp);
}

/** Services of different profiles are alternatives: they need not run at once. */
function sharesProfile(a: readonly string[], b: readonly string[]): boolean {
  return a.length === 0 || b.length === 0 || a.some((profile) => b.includes(profile));
}
