import * as vscode from "vscode";
import { declaredPersonas, registerParticipants } from "./chat/participants.ts";
import { PersonaChoice } from "./editor/persona-choice.ts";
import { registerPersonaSwitcher } from "./editor/persona-switcher.ts";
import { registerReview } from "./editor/review.ts";
import { trackReviewable } from "./editor/reviewable.ts";
import { registerBuiltInModel } from "./models/built-in.ts";
import { WorkspaceHost } from "./workspace/host.ts";

/** After so many milliseconds the infrastructure files are looked for in the background. */
const QUIET_START = 1_000;

/** Builds the parts and registers them; reads no file and waits for nothing. */
export function activate(context: vscode.ExtensionContext): void {
  const createLog = () => vscode.window.createOutputChannel("Infra Personas", { log: true });
  const host = new WorkspaceHost(context.extensionUri, createLog);
  const personas = declaredPersonas(context.extension);
  const choice = new PersonaChoice(personas, context.workspaceState);

  registerParticipants(context, personas, host);
  const search = setTimeout(() => void host.watch(), QUIET_START);
  context.subscriptions.push(
    host,
    registerBuiltInModel(host, context.globalState),
    registerPersonaSwitcher(choice),
    registerReview(choice, host),
    trackReviewable(host),
    { dispose: () => clearTimeout(search) },
  );
}
