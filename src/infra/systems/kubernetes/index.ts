import type { System } from "../../system.ts";
import { checks } from "./checks/index.ts";
import { facts } from "./facts.ts";
import { links } from "./links.ts";
import type { KubernetesModel } from "./model.ts";
import { parse } from "./parse.ts";
import { recognise } from "./recognise.ts";

/** Manifests of the Kubernetes API, custom resources included, and kustomizations. */
export const kubernetes: System<KubernetesModel> = {
  id: "kubernetes",
  title: "Kubernetes",
  kinds: ["kubernetes", "kustomize"],
  recognise,
  parse,
  facts,
  links,
  checks,
};
