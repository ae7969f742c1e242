import * as vscode from "vscode";
import type { WorkspaceHost } from "../workspace/host.ts";

/** A persona as package.json declares its participant. */
export interface DeclaredPersona {
  participantId: string;
  /** The persona's id and the participant's `@name`. */
  id: string;
  fullName: string;
  description: string;
  commands: string[];
}

/** The bundled personas, from the participants that the build wrote into package.json. */
export function declaredPersonas(extension: vscode.Extension<unknown>): DeclaredPersona[] {
  const declared = extension.packageJSON.contributes.chatParticipants as {
    id: string;
    name: string;
    fullName: string;
    description: string;
    commands: { name: string }[];
  }[];
  return declared.map(({ id, name, fullName, description, commands }) => ({
    participantId: id,
    id: name,
    fullName,
    description,
    commands: commands.map((command) => command.name),
  }));
}

/** Registers one participant a persona. What answers is loaded with the first question. */
export function registerParticipants(
  context: vscode.ExtensionContext,
  personas: readonly DeclaredPersona[],
  host: WorkspaceHost,
): void {
  for (const persona of personas) {
    const participant = vscode.chat.createChatParticipant(
      persona.participantId,
      async (request, chatContext, stream, token) => {
        const { answerRequest } = await import("./answer.ts");
        return answerRequest({ persona, request, chatContext, stream, token, host });
      },
    );
    participant.iconPath = vscode.Uri.joinPath(context.extensionUri, "media", "icon.png");
    participant.followupProvider = {
      provideFollowups: (result) => (result.metadata?.followUps as vscode.ChatFollowup[] | undefined) ?? [],
    };
    context.subscriptions.push(participant);
  }
}
