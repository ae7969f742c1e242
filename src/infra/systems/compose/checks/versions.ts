import type { Check } from "../../../system.ts";
import type { ComposeModel } from "../model.ts";
import { servicesOf } from "./support.ts";

export const obsoleteVersion: Check<ComposeModel> = {
  id: "compose/obsolete-version",
  title: "version has no meaning any more",
  severity: "low",
  category: "correctness",
  why: "Compose ignores the key and warns at every command, which hides warnings that matter; people still choose features by it.",
  remedy: "Delete the line.",
  reference: "https://docs.docker.com/reference/compose-file/version-and-name/",
  equivalents: ["dclint:no-version-field"],
  kinds: ["compose"],
  *run(model) {
    if (model.kind === "devcontainer") return;
    const version = model.root.get("version");
    // docker stack deploy still wants it.
    if (!version.exists || model.services.some(({ node }) => node.has("deploy"))) return;
    const { startLine, endLine } = version.fullRange;
    const alone = version.keyRange.startColumn === 1;
    const range = { startLine, startColumn: 1, endLine: endLine + 1, endColumn: 1 };
    const fix = { title: "Delete the line", edits: [{ range, newText: "" }] };
    const message = "The key version is obsolete; Compose ignores it and warns.";
    yield { range: version.fullRange, message, ...(alone ? { fix } : {}) };
  },
};

/** Keys that docker stack deploy leaves out, and what to use there. */
const IGNORED: Readonly<Record<string, string>> = {
  build: "push an image first",
  container_name: "services are found by their names",
  depends_on: "let the service retry",
  restart: "use deploy.restart_policy",
  links: "services of a network know each other",
  network_mode: "use networks",
  security_opt: "set it on the nodes",
  userns_mode: "set it on the nodes",
  cgroup_parent: "set it on the nodes",
};

export const ignoredInSwarm: Check<ComposeModel> = {
  id: "compose/ignored-in-swarm",
  title: "Key that a Swarm ignores",
  severity: "medium",
  category: "correctness",
  why: "docker stack deploy reads the key and does nothing with it: the restart, the order of the start or the protection that the file promises is not there.",
  remedy: "Use the key that a Swarm heeds, and delete this one.",
  reference: "https://docs.docker.com/reference/compose-file/legacy-versions/",
  kinds: ["swarm"],
  *run(model) {
    for (const { name, node } of servicesOf(model)) {
      for (const [key, instead] of Object.entries(IGNORED)) {
        const value = node.get(key);
        // A build next to an image is how the image of the stack gets made.
        if (!value.exists || (key === "build" && node.has("image"))) continue;
        yield { range: value.keyRange, message: `service "${name}": a Swarm ignores ${key}; ${instead}.` };
      }
    }
  },
};
