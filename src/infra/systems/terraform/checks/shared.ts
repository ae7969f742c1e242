import type { Check } from "../../../system.ts";
import type { TerraformModel } from "../model.ts";
import { applyRules, type Rule } from "./rules.ts";

/** A check whose whole work is a table of rules. */
export function tableCheck(
  check: Omit<Check<TerraformModel>, "run">,
  rules: readonly Rule[],
): Check<TerraformModel> {
  return { ...check, run: (model) => applyRules(model, rules) };
}
