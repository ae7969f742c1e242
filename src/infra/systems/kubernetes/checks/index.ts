import { apiVersionChecks } from "./api-versions.ts";
import { autoscalingChecks } from "./autoscaling.ts";
import { availabilityChecks } from "./availability.ts";
import { confinementChecks } from "./confinement.ts";
import { disruptionChecks } from "./disruption.ts";
import { duplicateChecks } from "./duplicates.ts";
import { exposureChecks } from "./exposure.ts";
import { hardeningChecks } from "./hardening.ts";
import { hostPathChecks } from "./host-paths.ts";
import { imageChecks } from "./images.ts";
import { jobChecks } from "./jobs.ts";
import { kustomizeChecks } from "./kustomize.ts";
import { namespaceChecks } from "./namespaces.ts";
import { networkPolicyChecks } from "./network-policies.ts";
import { portChecks } from "./ports.ts";
import { privilegeChecks } from "./privileges.ts";
import { probeChecks } from "./probes.ts";
import { resourceChecks } from "./resources.ts";
import { roleBindingChecks } from "./role-bindings.ts";
import { roleChecks } from "./roles.ts";
import { schemaChecks } from "./schema.ts";
import { secretChecks } from "./secrets.ts";
import { selectorChecks } from "./selectors.ts";
import { storageChecks } from "./storage.ts";
import type { KubernetesCheck } from "./support.ts";

/** Every check of manifests and kustomizations. */
export const checks: readonly KubernetesCheck[] = [
  ...privilegeChecks,
  ...confinementChecks,
  ...hostPathChecks,
  ...secretChecks,
  ...selectorChecks,
  ...roleBindingChecks,
  ...roleChecks,
  ...imageChecks,
  ...probeChecks,
  ...resourceChecks,
  ...apiVersionChecks,
  ...disruptionChecks,
  ...autoscalingChecks,
  ...availabilityChecks,
  ...exposureChecks,
  ...networkPolicyChecks,
  ...storageChecks,
  ...portChecks,
  ...jobChecks,
  ...duplicateChecks,
  ...schemaChecks,
  ...namespaceChecks,
  ...hardeningChecks,
  ...kustomizeChecks,
];
