import type { YamlNode } from "../../formats/yaml.ts";
import type { Range } from "../../position.ts";

/** What the Compose system reads, by kind of file. */
export type ComposeModel = ComposeFile | DevContainer;

/** A value with the place where it stands. */
export interface Text {
  text: string;
  range: Range;
}

export interface Build {
  range: Range;
  /** As written; "." where only other keys are given. */
  context: Text;
  /** Relative to the context. */
  dockerfile?: Text;
  /** The Dockerfile is written into the Compose file. */
  inline: boolean;
  /** The stage to build. */
  target?: Text;
}

/** A published or merely exposed port of a service. */
export interface Port {
  range: Range;
  /** Port or range of the container, `80`, `3000-3005`. */
  target: string;
  /** Port or range of the host; undefined where Docker picks one. */
  published: string | undefined;
  /** The address of the host; undefined for all. */
  hostIp: string | undefined;
  protocol: string;
  /** Written as one string. */
  short: boolean;
}

/** A mount of a service. */
export interface Mount {
  range: Range;
  type: "bind" | "volume" | "tmpfs" | "other";
  /** Host path or name of a volume; undefined for an anonymous volume. */
  source: string | undefined;
  target: string;
  readOnly: boolean;
}

/** A variable of `environment` or `build.args`; `value` is undefined where it is passed through. */
export interface Variable {
  name: string;
  value: string | undefined;
  range: Range;
}

export interface Reference {
  name: string;
  range: Range;
}

export interface Dependency extends Reference {
  /** `service_started`, `service_healthy`, `service_completed_successfully`. */
  condition: string;
  required: boolean;
}

export interface EnvFile extends Text {
  required: boolean;
}

export interface Service {
  name: string;
  /** The key. */
  keyRange: Range;
  /** From the key to the end. */
  range: Range;
  node: YamlNode;
  image?: Text;
  build?: Build;
  ports: Port[];
  mounts: Mount[];
  environment: Variable[];
  buildArguments: Variable[];
  envFiles: EnvFile[];
  dependsOn: Dependency[];
  /** Other services named by `links`, `volumes_from`, `network_mode: service:…`, `ipc`, `pid`. */
  linked: Reference[];
  networks: Reference[];
  secrets: Reference[];
  configs: Reference[];
  profiles: string[];
  /** `extends`: a service of this file, or of another. */
  extends?: { service: string; file: string | undefined; range: Range };
}

/** An entry of the top-level `volumes`, `networks`, `secrets` or `configs`. */
export interface Declared {
  name: string;
  keyRange: Range;
  range: Range;
  node: YamlNode;
}

export interface ComposeFile {
  kind: "compose" | "swarm";
  root: YamlNode;
  services: Service[];
  volumes: Declared[];
  networks: Declared[];
  secrets: Declared[];
  configs: Declared[];
  /** Paths of `include`, as written. */
  includes: Text[];
}

/** https://containers.dev/implementors/json_reference/ */
export interface DevContainer {
  kind: "devcontainer";
  root: YamlNode;
  image?: Text;
  dockerfile?: Text;
  /** Relative to the file; of the build. */
  context?: Text;
  composeFiles: Text[];
  service?: Text;
}
