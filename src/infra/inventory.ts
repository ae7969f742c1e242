import type { Facts, InfraFile, Link, Problem, System } from "./system.ts";

/** What is known of one infrastructure file. */
export interface AnalysedFile extends InfraFile {
  system: System;
  /** The system's own model, for its checks. */
  model: unknown;
  facts: Facts;
  links: Link[];
  problems: Problem[];
}

/**
 * Parses a recognised file and draws facts and links from it. Never throws: a fault of a system's own code
 * becomes a problem on line 1 and leaves the file with its kind and no facts.
 */
export function analyse(file: InfraFile, system: System): AnalysedFile {
  try {
    const { model, problems } = system.parse(file);
    return {
      ...file,
      system,
      model,
      problems,
      facts: system.facts(model, file),
      links: system.links(model, file),
    };
  } catch (error) {
    const range = { startLine: 1, startColumn: 1, endLine: 1, endColumn: 1 };
    const message = `${system.title} analysis failed on this file: ${(error as Error).message}`;
    return {
      ...file,
      system,
      model: undefined,
      problems: [{ range, message }],
      facts: { resources: [] },
      links: [],
    };
  }
}
