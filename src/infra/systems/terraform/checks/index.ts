import type { Check } from "../../../system.ts";
import type { TerraformModel } from "../model.ts";
import { azureEndpointChecks } from "./azure-endpoints.ts";
import { bucketDurabilityChecks } from "./bucket-durability.ts";
import { clusterNodeChecks } from "./cluster-nodes.ts";
import { clusterChecks } from "./clusters.ts";
import { containerChecks } from "./containers.ts";
import { costChecks } from "./cost.ts";
import { databaseAuditChecks } from "./database-audit.ts";
import { detectionChecks } from "./detection.ts";
import { durabilityChecks } from "./durability.ts";
import { encryptionChecks } from "./encryption.ts";
import { exposureChecks } from "./exposure.ts";
import { googleMachineChecks } from "./google-machines.ts";
import { iamChecks } from "./iam.ts";
import { keyChecks } from "./keys.ts";
import { languageChecks } from "./language.ts";
import { lifecycleChecks } from "./lifecycle.ts";
import { logChecks } from "./logs.ts";
import { machineChecks } from "./machines.ts";
import { memberChecks } from "./members.ts";
import { networkChecks } from "./network.ts";
import { pinChecks } from "./pins.ts";
import { plainTransportChecks } from "./plain-transport.ts";
import { postureChecks } from "./posture.ts";
import { secretFlowChecks } from "./secret-flow.ts";
import { secretChecks } from "./secrets.ts";
import { serverlessChecks } from "./serverless.ts";
import { stateChecks } from "./state.ts";
import { storageChecks } from "./storage.ts";
import { styleChecks } from "./style.ts";
import { transportChecks } from "./transport.ts";
import { workloadChecks } from "./workloads.ts";

/** Every check of the system, the gravest subjects first. */
export const checks: readonly Check<TerraformModel>[] = [
  ...networkChecks,
  ...secretChecks,
  ...iamChecks,
  ...memberChecks,
  ...storageChecks,
  ...exposureChecks,
  ...azureEndpointChecks,
  ...clusterChecks,
  ...clusterNodeChecks,
  ...encryptionChecks,
  ...plainTransportChecks,
  ...transportChecks,
  ...secretFlowChecks,
  ...durabilityChecks,
  ...bucketDurabilityChecks,
  ...machineChecks,
  ...googleMachineChecks,
  ...containerChecks,
  ...workloadChecks,
  ...serverlessChecks,
  ...pinChecks,
  ...stateChecks,
  ...languageChecks,
  ...lifecycleChecks,
  ...postureChecks,
  ...detectionChecks,
  ...keyChecks,
  ...databaseAuditChecks,
  ...logChecks,
  ...styleChecks,
  ...costChecks,
];
