import type { InfraFile, Link } from "../../system.ts";
import { kustomizeLinks } from "./kustomize/links.ts";
import type { KubernetesModel } from "./model.ts";
import { objectLinks } from "./object-links.ts";
import { workloadLinks } from "./workload-links.ts";

/** Every reference of the file's objects, or of its kustomization. */
export function links(model: KubernetesModel, file: InfraFile): Link[] {
  if (file.kind === "kustomize") return kustomizeLinks(model, file);
  return model.objects.flatMap((object) => [
    ...objectLinks(object),
    ...(object.workload ? workloadLinks(object.workload) : []),
  ]);
}
