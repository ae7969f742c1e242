import type { SurroundedExample } from "./examples/build.ts";
import { correctnessExamples } from "./examples/correctness.ts";
import { metadataExamples } from "./examples/metadata.ts";
import { operationsExamples } from "./examples/operations.ts";
import { securityExamples } from "./examples/security.ts";
import { supplyChainExamples } from "./examples/supply-chain.ts";

/** A bad and a good file for every check; some come with the other files that the check looks at. */
export const examples: Readonly<Record<string, SurroundedExample>> = {
  ...securityExamples,
  ...supplyChainExamples,
  ...correctnessExamples,
  ...operationsExamples,
  ...metadataExamples,
};
