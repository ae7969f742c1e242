import type { Check, Hit } from "../../../system.ts";
import type { ComposeFile, ComposeModel, Reference, Service } from "../model.ts";
import { companions, oncePerPlace, servicesOf } from "./support.ts";

export const unknownReference: Check<ComposeModel> = {
  id: "compose/unknown-reference",
  title: "Reference to something that is not defined",
  severity: "high",
  category: "correctness",
  why: "Compose refuses the whole project: no service starts, on any machine.",
  remedy: "Define it at the top level, or correct the name.",
  reference: "https://docs.docker.com/reference/compose-file/",
  kinds: ["compose"],
  *run(model, context) {
    if (model.kind === "devcontainer") return;
    const { files, complete } = companions(model, context);
    if (!complete) return;
    const all = [model, ...files];
    const names = (list: (file: ComposeFile) => readonly { name: string }[]) =>
      new Set(all.flatMap((file) => list(file).map(({ name }) => name)));
    const known = {
      service: names((file) => file.services),
      network: names((file) => file.networks).add("default"),
      volume: names((file) => file.volumes),
      secret: names((file) => file.secrets),
      config: names((file) => file.configs),
    };
    yield* oncePerPlace(model.services.flatMap((service) => faults(service, known)));
  },
};

type Known = Record<"service" | "network" | "volume" | "secret" | "config", ReadonlySet<string>>;

function faults(service: Service, known: Known): Hit[] {
  const hits: Hit[] = [];
  const look = (kind: keyof Known, references: readonly Reference[]) => {
    for (const { name, range } of references) {
      if (known[kind].has(name) || name === "" || name.includes("$")) continue;
      hits.push({
        range,
        message: `service "${service.name}" names the ${kind} "${name.slice(0, 80)}", which is not defined.`,
      });
    }
  };
  look(
    "service",
    service.dependsOn.filter(({ required }) => required),
  );
  look("service", service.linked);
  look("network", service.networks);
  look("secret", service.secrets);
  look("config", service.configs);
  const volumes = service.mounts.filter(
    ({ type, source }) => type === "volume" && source !== undefined && isName(source),
  );
  look(
    "volume",
    volumes.map(({ source, range }) => ({ name: source ?? "", range })),
  );
  if (service.extends && service.extends.file === undefined) {
    look("service", [{ name: service.extends.service, range: service.extends.range }]);
  }
  return hits;
}

function isName(source: string): boolean {
  return /^[a-zA-Z0-9][\w.-]{0,200}$/.test(source);
}

export const dependencyCycle: Check<ComposeModel> = {
  id: "compose/dependency-cycle",
  title: "Services that wait for each other",
  severity: "high",
  category: "correctness",
  why: "There is no order in which they could start, so Compose refuses the whole project.",
  remedy: "Take out one of the dependencies, and let that service retry its connection.",
  reference: "https://docs.docker.com/compose/how-tos/startup-order/",
  kinds: ["compose"],
  *run(model) {
    const services = servicesOf(model);
    const byName = new Map(services.map((service) => [service.name, service]));
    const state = new Map<string, "open" | "done">();
    for (const start of services) {
      const stack: { service: Service; next: number }[] = [{ service: start, next: 0 }];
      if (state.has(start.name)) continue;
      state.set(start.name, "open");
      for (let top = stack.at(-1); top; top = stack.at(-1)) {
        const dependency = top.service.dependsOn[top.next++];
        if (!dependency) {
          state.set(top.service.name, "done");
          stack.pop();
          continue;
        }
        const target = byName.get(dependency.name);
        if (!target || state.get(target.name) === "done") continue;
        if (state.get(target.name) === "open") {
          const names = stack.map(({ service }) => service.name);
          const circle = [...names.slice(names.indexOf(target.name)), target.name].slice(0, 10).join(" → ");
          yield { range: dependency.range, message: `The dependencies go round in a circle: ${circle}.` };
        } else {
          state.set(target.name, "open");
          stack.push({ service: target, next: 0 });
        }
      }
    }
  },
};

export const dependencyInProfile: Check<ComposeModel> = {
  id: "compose/dependency-in-profile",
  title: "Dependency that is off by default",
  severity: "medium",
  category: "correctness",
  why: "A service without a profile always starts, but what it needs starts only with its profile: docker compose up fails with 'depends on undefined service' for everyone who does not know the profile.",
  remedy: "Give both the same profile, or set required: false on the dependency.",
  reference: "https://docs.docker.com/compose/how-tos/profiles/",
  kinds: ["compose"],
  *run(model) {
    const services = servicesOf(model);
    const profiles = new Map(services.map((service) => [service.name, service.profiles]));
    for (const service of services) {
      for (const { name, range, required } of service.dependsOn) {
        const needed = profiles.get(name) ?? [];
        if (!required || needed.length === 0 || service.profiles.some((one) => needed.includes(one)))
          continue;
        if (service.profiles.length > 0) continue;
        yield {
          range,
          message: `service "${service.name}" always starts, but "${name}" only with the profile ${needed.slice(0, 5).join(" or ")}.`,
        };
      }
    }
  },
};
