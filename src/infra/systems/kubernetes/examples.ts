import type { Example } from "../../system.ts";
import { accessExamples } from "./examples/access.ts";
import { availabilityExamples } from "./examples/availability.ts";
import { kustomizeExamples } from "./examples/kustomize.ts";
import { networkExamples } from "./examples/network.ts";
import { privilegeExamples } from "./examples/privileges.ts";
import { workloadExamples } from "./examples/workloads.ts";

/** A bad and a good file for every check, by its id. */
export const examples: Readonly<Record<string, Example>> = {
  ...privilegeExamples,
  ...accessExamples,
  ...workloadExamples,
  ...availabilityExamples,
  ...networkExamples,
  ...kustomizeExamples,
};
