import type { Check } from "../../../system.ts";
import type { Model } from "../model.ts";
import { callChecks } from "./calls.ts";
import { compositeChecks } from "./composite.ts";
import { conditionChecks } from "./conditions.ts";
import { costChecks } from "./cost.ts";
import { dependabotChecks } from "./dependabot.ts";
import { deployChecks } from "./deploys.ts";
import { environmentFileChecks } from "./environment-files.ts";
import { expressionChecks } from "./expressions.ts";
import { filterChecks } from "./filters.ts";
import { imageChecks } from "./images.ts";
import { injectionChecks } from "./injection.ts";
import { inputChecks } from "./inputs.ts";
import { jobChecks } from "./jobs.ts";
import { knownActionChecks } from "./known-actions.ts";
import { permissionChecks } from "./permissions.ts";
import { pinChecks } from "./pins.ts";
import { referenceChecks } from "./references.ts";
import { scriptChecks } from "./scripts.ts";
import { secretChecks } from "./secrets.ts";
import { untrustedCodeChecks } from "./untrusted-code.ts";

/** The checks of this system, the most urgent subjects first. */
export const checks: readonly Check<Model>[] = [
  ...injectionChecks,
  ...untrustedCodeChecks,
  ...secretChecks,
  ...pinChecks,
  ...knownActionChecks,
  ...permissionChecks,
  ...environmentFileChecks,
  ...expressionChecks,
  ...referenceChecks,
  ...jobChecks,
  ...callChecks,
  ...inputChecks,
  ...conditionChecks,
  ...filterChecks,
  ...deployChecks,
  ...imageChecks,
  ...scriptChecks,
  ...compositeChecks,
  ...dependabotChecks,
  ...costChecks,
];
