import type { Example } from "../../system.ts";
import { accessExamples } from "./examples/access.ts";
import { codeExamples } from "./examples/code.ts";
import { computeExamples } from "./examples/compute.ts";
import { storageExamples } from "./examples/storage.ts";
import { transportExamples } from "./examples/transport.ts";

/** A bad and a good file for every check, by its id: for the documentation and the tests. */
export const examples: Readonly<Record<string, Example>> = {
  ...accessExamples,
  ...storageExamples,
  ...transportExamples,
  ...computeExamples,
  ...codeExamples,
};
