import type { Check } from "../../../system.ts";
import type { DockerModel } from "../model.ts";
import { addLocalFile, cacheOrder, copyDestination, copyEverything, secretFile } from "./context.ts";
import { pipedDownload, uncheckedTls, unverifiedAdd } from "./downloads.ts";
import { endOfLifeBase, floatingBase } from "./images.ts";
import { aptForPeople, cacheLeft, distUpgrade, updateAlone, wouldPrompt } from "./packages.ts";
import { repeated, shellForm } from "./processes.ts";
import { changesFolder, maintainer, pipeHidesFailure, ports, relativeWorkdir } from "./scripts.ts";
import { secretInCommand, secretVariable } from "./secrets.ts";
import { duplicateStage, selfReference, undeclaredArgument, unknownStage } from "./stages.ts";
import { shipsToolchain } from "./toolchains.ts";
import { hugeLastlog, passwordInShell, runsAsRoot, sudo, worldWritable } from "./users.ts";

/** All checks of the Docker system, the most valuable first. */
export const checks: readonly Check<DockerModel>[] = [
  secretVariable,
  secretFile,
  secretInCommand,
  runsAsRoot,
  floatingBase,
  pipedDownload,
  uncheckedTls,
  copyEverything,
  cacheOrder,
  updateAlone,
  cacheLeft,
  wouldPrompt,
  shellForm,
  repeated,
  unknownStage,
  duplicateStage,
  copyDestination,
  undeclaredArgument,
  selfReference,
  pipeHidesFailure,
  shipsToolchain,
  endOfLifeBase,
  passwordInShell,
  sudo,
  worldWritable,
  unverifiedAdd,
  changesFolder,
  relativeWorkdir,
  addLocalFile,
  ports,
  distUpgrade,
  aptForPeople,
  hugeLastlog,
  maintainer,
];
