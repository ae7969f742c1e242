import { prepareHcl } from "../../formats/hcl.ts";
import type { InfraFile, Parsed, System } from "../../system.ts";
import { parseBake } from "./bake.ts";
import { checks } from "./checks/index.ts";
import { factsOf } from "./facts.ts";
import { parseIgnoreFile } from "./ignore.ts";
import { linksOf } from "./links.ts";
import type { DockerModel } from "./model.ts";
import { parseDockerfile } from "./parse.ts";
import { recognise } from "./recognise.ts";

/** Dockerfiles and Containerfiles, what they leave out of the context, and bake files. */
export const docker: System<DockerModel> = {
  id: "docker",
  title: "Docker",
  terms: [
    "dockerfile",
    "containerfile",
    "dockerignore",
    "podman",
    "buildkit",
    "bake",
    "container",
    "image",
    "images",
  ],
  kinds: ["dockerfile", "dockerignore", "docker-bake"],
  recognise,
  prepare: prepareHcl,
  parse,
  facts: factsOf,
  links: linksOf,
  checks,
};

function parse(file: InfraFile): Parsed<DockerModel> {
  if (file.kind === "dockerignore") return parseIgnoreFile(file.text);
  return file.kind === "docker-bake" ? parseBake(file) : parseDockerfile(file.text);
}
