import * as vscode from "vscode";
import type { DeclaredPersona } from "../chat/participants.ts";
import { openChat } from "./open-chat.ts";
import type { PersonaChoice } from "./persona-choice.ts";

export const SWITCH_COMMAND = "infraPersonas.switchPersona";

/** The quick pick of all personas and the status bar entry that opens it. */
export function registerPersonaSwitcher(choice: PersonaChoice): vscode.Disposable {
  const entry = vscode.window.createStatusBarItem(
    "infraPersonas.persona",
    vscode.StatusBarAlignment.Right,
    90,
  );
  entry.name = "Infra Personas: Persona";
  entry.command = SWITCH_COMMAND;
  const show = ({ fullName, id }: DeclaredPersona): void => {
    entry.text = `$(account) ${fullName}`;
    entry.tooltip = `Persona for reviews and new chats: @${id}. Click to switch.`;
    entry.accessibilityInformation = { label: `Persona ${fullName}, click to switch`, role: "button" };
  };
  show(choice.current);
  entry.show();
  return vscode.Disposable.from(
    entry,
    choice.onDidChange(show),
    vscode.commands.registerCommand(SWITCH_COMMAND, () => switchPersona(choice)),
  );
}

async function switchPersona(choice: PersonaChoice): Promise<void> {
  const items = choice.personas.map((persona) => ({
    label: persona.fullName,
    description: `@${persona.id}${persona.id === choice.current.id ? " (current)" : ""}`,
    detail: persona.description,
    persona,
  }));
  const picked = await vscode.window.showQuickPick(items, {
    title: "Switch Persona",
    placeHolder: "Who should answer in this workspace?",
    matchOnDescription: true,
    matchOnDetail: true,
  });
  if (!picked) return;
  await choice.choose(picked.persona);
  await openChat({ query: `@${picked.persona.id} `, send: false });
}
