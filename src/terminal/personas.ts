import { statSync } from "node:fs";
import { readPersonas } from "../workspace/personas.ts";
import type { Command } from "./run.ts";
import { UsageError } from "./usage.ts";
import { PERSONAS_FOLDER } from "./workspace.ts";

/** `personas [PATH...] --json` */
export const personasCommand: Command = async (paths, { json }, { out }) => {
  for (const path of paths) {
    if (!statSync(path, { throwIfNoEntry: false })) throw new UsageError(`${path} does not exist`);
  }
  const loaded = (await Promise.all((paths.length > 0 ? paths : [PERSONAS_FOLDER]).map(readPersonas))).flat();
  const personas = loaded.flatMap(({ persona }) => (persona ? [persona] : []));
  const skipped = loaded.flatMap(({ source, persona, diagnostics }) =>
    persona ? [] : diagnostics.map(({ line, message }) => ({ source, reason: `line ${line}: ${message}` })),
  );
  if (json) {
    const listed = personas.map(({ body: _body, fullName, ...rest }) => ({
      ...rest,
      name: rest.id,
      fullName,
    }));
    out(`${JSON.stringify({ personas: listed, skipped }, null, 2)}\n`);
    return 0;
  }
  for (const { id, fullName, shortDescription } of personas)
    out(`@${id}  ${fullName}\n    ${shortDescription}\n`);
  for (const { source, reason } of skipped) out(`skipped ${source}: ${reason}\n`);
  return 0;
};
