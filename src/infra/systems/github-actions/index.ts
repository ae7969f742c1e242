import type { System } from "../../system.ts";
import { checks } from "./checks/index.ts";
import { factsOf } from "./facts.ts";
import { linksOf } from "./links.ts";
import type { Model } from "./model.ts";
import { parse } from "./parse.ts";
import { recognise } from "./recognise.ts";

/** Workflows and actions of GitHub Actions, and the two services that keep dependencies current. */
export const githubActions: System<Model> = {
  id: "github-actions",
  title: "GitHub Actions",
  terms: ["workflow", "workflows", "action", "actions", "ci", "pipeline", "github", "dependabot", "renovate"],
  kinds: ["github-workflow", "github-action", "dependabot", "renovate"],
  recognise,
  parse,
  facts: factsOf,
  links: linksOf,
  checks,
};
