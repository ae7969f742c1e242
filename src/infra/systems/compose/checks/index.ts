import type { Check } from "../../../system.ts";
import type { ComposeModel } from "../model.ts";

/** All checks of the Compose system, the most valuable first. */
export const checks: readonly Check<ComposeModel>[] = [];
