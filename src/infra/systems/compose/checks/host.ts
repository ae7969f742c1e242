import type { Check, Hit } from "../../../system.ts";
import type { ComposeModel, Mount, Service } from "../model.ts";
import { fill } from "../variables.ts";
import { isTrue, oncePerPlace, servicesOf } from "./support.ts";

function perService(model: ComposeModel, hits: (service: Service) => Iterable<Hit>): Generator<Hit> {
  return oncePerPlace(servicesOf(model).flatMap((service) => [...hits(service)]));
}

const SOCKETS = /^(\/var)?\/run\/(docker|podman\/podman|containerd\/containerd|crio\/crio)\.sock$/;

export const dockerSocket: Check<ComposeModel> = {
  id: "compose/docker-socket",
  title: "Socket of the container engine in a container",
  severity: "high",
  category: "security",
  why: "Who can talk to the socket can start a privileged container with the host's disk, so the service has root on the host; mounting it read-only changes nothing.",
  remedy:
    "Put a proxy between that allows just the calls that are needed, or run the tool outside of a container.",
  reference: "https://docs.docker.com/engine/security/protect-access/",
  equivalents: ["kics:Docker Socket Mounted In Container"],
  kinds: ["compose", "swarm"],
  *run(model) {
    yield* perService(model, function* (service) {
      for (const mount of service.mounts) {
        if (!SOCKETS.test(fill(mount.source ?? "") ?? "")) continue;
        yield {
          range: mount.range,
          message: `service "${service.name}" gets the container engine's socket and with it the host.`,
        };
      }
    });
  },
};

export const privileged: Check<ComposeModel> = {
  id: "compose/privileged",
  title: "Privileged container",
  severity: "high",
  category: "security",
  why: "The container has all capabilities and all devices of the host: whoever gets in can mount its disk or load a kernel module.",
  remedy: "Add only the capability or device that the service needs, with cap_add or devices.",
  reference: "https://docs.docker.com/reference/compose-file/services/#privileged",
  equivalents: ["kics:Privileged Containers Enabled"],
  kinds: ["compose", "swarm"],
  *run(model) {
    yield* perService(model, function* ({ name, node }) {
      const value = node.get("privileged");
      if (isTrue(value.string))
        yield { range: value.fullRange, message: `service "${name}" runs privileged.` };
    });
  },
};

const DANGEROUS = new Set([
  "ALL",
  "SYS_ADMIN",
  "SYS_MODULE",
  "SYS_RAWIO",
  "SYS_PTRACE",
  "DAC_READ_SEARCH",
  "BPF",
  "MAC_ADMIN",
]);

export const dangerousCapability: Check<ComposeModel> = {
  id: "compose/dangerous-capability",
  title: "Capability that opens the host",
  severity: "high",
  category: "security",
  why: "With this capability a process can mount file systems, read any file or reach into other processes, and so leave the container.",
  remedy: "Drop ALL and add only what the service cannot do without.",
  reference: "https://docs.docker.com/engine/security/#linux-kernel-capabilities",
  kinds: ["compose", "swarm"],
  *run(model) {
    yield* perService(model, function* ({ name, node }) {
      for (const item of node.get("cap_add").items()) {
        const capability = (item.string ?? "").toUpperCase().replace(/^CAP_/, "");
        if (!DANGEROUS.has(capability)) continue;
        yield { range: item.range, message: `service "${name}" gets the capability ${capability}.` };
      }
    });
  },
};

/** The key of a service and what the container then shares. */
const NAMESPACES: Readonly<Record<string, string>> = {
  pid: "sees and can signal all processes of the host",
  ipc: "shares memory with processes of the host",
  userns_mode: "has no user namespace of its own, so its root is the host's",
  uts: "can change the name of the host",
  cgroup: "sees the control groups of the host",
};

export const hostNamespace: Check<ComposeModel> = {
  id: "compose/host-namespace",
  title: "Namespace shared with the host",
  severity: "high",
  category: "security",
  why: "The wall between container and host is gone at this point: the container can watch, signal or read processes that are none of its business.",
  remedy: "Leave the key out, so that the container gets a namespace of its own.",
  reference: "https://docs.docker.com/reference/compose-file/services/#pid",
  equivalents: [
    "kics:Shared Host User Namespace",
    "kics:Shared Host IPC Namespace",
    "kics:Host Namespace is Shared",
  ],
  kinds: ["compose", "swarm"],
  *run(model) {
    yield* perService(model, function* ({ name, node }) {
      for (const [key, what] of Object.entries(NAMESPACES)) {
        const value = node.get(key);
        if (value.string === "host")
          yield { range: value.fullRange, message: `service "${name}" ${what} (${key}: host).` };
      }
    });
  },
};

export const hostNetwork: Check<ComposeModel> = {
  id: "compose/host-network",
  title: "Network of the host",
  severity: "medium",
  category: "security",
  why: "The service listens on the host's own addresses with every port it opens, reaches what listens on localhost there, and cannot be found by its name from other services.",
  remedy: "Use a network of the project and publish the ports that are needed.",
  reference: "https://docs.docker.com/engine/network/drivers/host/",
  equivalents: ["kics:Shared Host Network Namespace"],
  kinds: ["compose", "swarm"],
  *run(model) {
    yield* perService(model, function* ({ name, node }) {
      const mode = node.get("network_mode");
      if (mode.string === "host")
        yield { range: mode.fullRange, message: `service "${name}" uses the host's network.` };
    });
  },
};

export const profileOff: Check<ComposeModel> = {
  id: "compose/security-profile-off",
  title: "Seccomp or AppArmor switched off",
  severity: "high",
  category: "security",
  why: "The default profile blocks the system calls by which most escapes from containers work; without it a hole in the kernel is within reach.",
  remedy: "Leave the default profile on, or name one that allows the few calls that are missing.",
  reference: "https://docs.docker.com/engine/security/seccomp/",
  equivalents: ["kics:Default Seccomp Profile Disabled"],
  kinds: ["compose", "swarm"],
  *run(model) {
    yield* perService(model, function* ({ name, node }) {
      for (const item of node.get("security_opt").items()) {
        const profile = /^(?:label[:=])?(seccomp|apparmor|label|systempaths)[:=](unconfined|disable)$/i.exec(
          item.string ?? "",
        );
        if (profile)
          yield {
            range: item.range,
            message: `service "${name}" runs without protection by ${profile[1]?.toLowerCase()}.`,
          };
      }
    });
  },
};

/** Folders of the host that hold its configuration, its secrets or its kernel's interfaces. */
const SENSITIVE =
  /^(\/|\/(etc|root|boot|usr|bin|sbin|lib|lib64|proc|sys)(\/.*)?|\/(dev|run|var\/run|home|var\/lib\/(docker|containerd|kubelet)(\/.*)?)|(~|\$\{?HOME\}?)(\/\.(ssh|aws|kube|gnupg|docker|config\/gcloud)(\/.*)?)?)$/;
const HARMLESS =
  /^\/(etc\/(localtime|timezone|hosts|hostname|resolv\.conf|machine-id|letsencrypt(\/.*)?|ssl(\/.*)?|ca-certificates(\/.*)?|pki(\/.*)?)|usr\/(local\/)?share\/.*|sys\/fs\/(bpf|cgroup)|lib\/modules|sys\/kernel\/(debug|tracing|security))$/;

export const sensitivePath: Check<ComposeModel> = {
  id: "compose/sensitive-host-path",
  title: "System folder of the host, writable",
  severity: "high",
  category: "security",
  why: "From inside the container the host's accounts, schedules or programs can be changed, so one broken service is a broken host.",
  remedy: "Mount only the folder that is needed, with :ro, or use a named volume.",
  reference: "https://docs.docker.com/engine/storage/bind-mounts/",
  equivalents: ["kics:Volume Has Sensitive Host Directory"],
  kinds: ["compose", "swarm"],
  *run(model) {
    yield* perService(model, function* (service) {
      for (const mount of service.mounts) {
        const path = hostPath(mount);
        if (mount.readOnly || path === undefined || !SENSITIVE.test(path) || HARMLESS.test(path)) continue;
        yield { range: mount.range, message: `service "${service.name}" can write to ${path} of the host.` };
      }
    });
  },
};

/** The host's path without a slash at the end. */
function hostPath(mount: Mount): string | undefined {
  if (mount.source === undefined || (mount.type !== "bind" && mount.type !== "other")) return undefined;
  const path = /^\$\{?HOME\}?/.test(mount.source) ? mount.source : fill(mount.source);
  return path === undefined ? undefined : path.replace(/(.)\/+$/, "$1").slice(0, 300);
}
