import type { System } from "../../system.ts";
import { checks } from "./checks/index.ts";
import { factsOf } from "./facts.ts";
import { linksOf } from "./links.ts";
import type { ComposeModel } from "./model.ts";
import { parse } from "./parse.ts";
import { recognise } from "./recognise.ts";

/** Compose files, Swarm stacks and development containers. */
export const compose: System<ComposeModel> = {
  id: "compose",
  title: "Docker Compose",
  terms: ["compose", "docker-compose", "swarm", "stack", "devcontainer", "service", "services"],
  kinds: ["compose", "swarm", "devcontainer"],
  recognise,
  parse,
  facts: factsOf,
  links: linksOf,
  checks,
};
