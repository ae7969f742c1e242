import type { Persona } from "./persona.ts";

/** A slash command as every persona that lists it declares it. */
export interface CommandDescription {
  name: string;
  description: string;
}

/** The id under which chat knows a bundled persona's participant. */
export function participantId(personaId: string): string {
  return `infra-personas.${personaId}`;
}

/**
 * The `contributes.chatParticipants` entry of a bundled persona.
 * @throws Error where the persona lists a command that `commands` does not describe
 */
export function chatParticipant(
  persona: Persona,
  commands: readonly CommandDescription[],
): Record<string, unknown> {
  return {
    id: participantId(persona.id),
    name: persona.id,
    fullName: persona.fullName,
    description: persona.shortDescription,
    isSticky: true,
    ...(persona.sampleRequest ? { sampleRequest: persona.sampleRequest } : {}),
    commands: persona.commands.map((name) => {
      const command = commands.find((one) => one.name === name);
      if (!command) throw new Error(`${persona.source}: commands: there is no command "${name}"`);
      return { name: command.name, description: command.description };
    }),
    ...(persona.disambiguation.length > 0 ? { disambiguation: persona.disambiguation } : {}),
  };
}

/** Where the build puts the persona's custom agent, relative to the extension. */
export function agentPath(personaId: string): string {
  return `./dist/agents/${personaId}.agent.md`;
}

/** The text of the `.agent.md` that VS Code lists in its agent picker. */
export function customAgent(persona: Persona): string {
  const front: [string, unknown][] = [
    ["name", persona.fullName],
    ["description", persona.description],
    ["argument-hint", persona.argumentHint],
    ["tools", Array.isArray(persona.tools) ? persona.tools : undefined],
  ];
  const lines = front.flatMap(([key, value]) =>
    value === undefined ? [] : `${key}: ${JSON.stringify(value)}`,
  );
  return `---\n${lines.join("\n")}\n---\n\n${persona.body}\n`;
}
