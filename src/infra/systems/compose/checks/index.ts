import type { Check } from "../../../system.ts";
import type { ComposeModel } from "../model.ts";
import { missingFile, unknownTarget } from "./files.ts";
import {
  dangerousCapability,
  dockerSocket,
  hostNamespace,
  hostNetwork,
  privileged,
  profileOff,
  sensitivePath,
} from "./host.ts";
import { endOfLifeImage, floatingImage } from "./images.ts";
import { databasePort, duplicatePort } from "./ports.ts";
import { dependencyCycle, dependencyInProfile, unknownReference } from "./references.ts";
import {
  databaseWithoutVolume,
  duplicateName,
  fixedWithReplicas,
  neverHealthy,
  noMemoryLimit,
} from "./runtime.ts";
import { secretInEnvironment } from "./secrets.ts";
import { ignoredInSwarm, obsoleteVersion } from "./versions.ts";

/** All checks of the Compose system, the most valuable first. */
export const checks: readonly Check<ComposeModel>[] = [
  secretInEnvironment,
  dockerSocket,
  privileged,
  dangerousCapability,
  hostNamespace,
  profileOff,
  sensitivePath,
  databasePort,
  unknownReference,
  dependencyCycle,
  missingFile,
  unknownTarget,
  neverHealthy,
  floatingImage,
  hostNetwork,
  duplicatePort,
  duplicateName,
  fixedWithReplicas,
  dependencyInProfile,
  databaseWithoutVolume,
  endOfLifeImage,
  ignoredInSwarm,
  noMemoryLimit,
  obsoleteVersion,
];
