import type { System } from "../system.ts";
import { compose } from "./compose/index.ts";
import { docker } from "./docker/index.ts";
import { githubActions } from "./github-actions/index.ts";
import { kubernetes } from "./kubernetes/index.ts";
import { terraform } from "./terraform/index.ts";

/** Every system that the product knows. The first that claims a file has it: the special before the general. */
export const systems: readonly System[] = [docker, compose, githubActions, terraform, kubernetes];
