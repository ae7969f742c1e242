import * as vscode from "vscode";
import type { WorkspaceHost } from "../workspace/host.ts";
import { uncommittedRanges } from "./git.ts";
import { openChat } from "./open-chat.ts";
import type { PersonaChoice } from "./persona-choice.ts";

export const REVIEW_FILES = "infraPersonas.reviewFiles";
export const REVIEW_EDITOR = "infraPersonas.reviewEditor";
export const REVIEW_RANGE = "infraPersonas.reviewRange";
export const REVIEW_CHANGE = "infraPersonas.reviewChange";

/** More attachments than this are shown to no one's benefit: a folder goes as a folder. */
const MAX_ATTACHED = 50;
/** A file with more changed places than this is reviewed as a whole. */
const MAX_CHANGED_RANGES = 8;

type Attached = vscode.Uri | { uri: vscode.Uri; range: vscode.Range };

/** "Review with DevOps agent" in the explorer, the editor, the source control view and as a code action. */
export function registerReview(choice: PersonaChoice, host: WorkspaceHost): vscode.Disposable {
  const review = (attach: readonly Attached[]): Promise<void> =>
    openChat({ query: `@${choice.reviewer.id} /review`, send: true, attach });

  return vscode.Disposable.from(
    vscode.commands.registerCommand(REVIEW_FILES, async (clicked?: vscode.Uri, selected?: vscode.Uri[]) => {
      const uris = selected?.length ? selected : clicked ? [clicked] : activeUris();
      const attach = await infrastructureOf(uris, host);
      if (attach.length > 0) return review(attach);
      void vscode.window.showInformationMessage("There is no infrastructure file to review here.");
    }),
    vscode.commands.registerTextEditorCommand(REVIEW_EDITOR, ({ document, selection }) =>
      review([selection.isEmpty ? document.uri : { uri: document.uri, range: selection }]),
    ),
    vscode.commands.registerCommand(REVIEW_RANGE, (uri: vscode.Uri, range: vscode.Range) =>
      review([range.isEmpty ? uri : { uri, range }]),
    ),
    vscode.commands.registerCommand(REVIEW_CHANGE, async (...clicked: unknown[]) => {
      const attach = await changesOf(clicked, host);
      if (attach.length > 0) return review(attach);
      void vscode.window.showInformationMessage("No infrastructure file is part of this change.");
    }),
    vscode.languages.registerCodeActionsProvider(
      { scheme: "file", pattern: "**/*" },
      new ReviewCodeAction(host),
      {
        providedCodeActionKinds: [ReviewCodeAction.kind],
      },
    ),
  );
}

class ReviewCodeAction implements vscode.CodeActionProvider {
  static readonly kind = vscode.CodeActionKind.RefactorRewrite.append("infraPersonas.review");

  constructor(private readonly host: WorkspaceHost) {}

  provideCodeActions(document: vscode.TextDocument, range: vscode.Range): vscode.CodeAction[] {
    const { disableAIFeatures = false } = vscode.workspace.getConfiguration("chat");
    if (disableAIFeatures || !this.host.isInfrastructure(document.uri)) return [];
    const title = "Review with DevOps agent";
    const action = new vscode.CodeAction(title, ReviewCodeAction.kind);
    action.command = { command: REVIEW_RANGE, title, arguments: [document.uri, range] };
    return [action];
  }
}

function activeUris(): vscode.Uri[] {
  const uri = vscode.window.activeTextEditor?.document.uri;
  return uri ? [uri] : [];
}

/** The infrastructure files among those given; a folder stands for those below it. */
async function infrastructureOf(uris: readonly vscode.Uri[], host: WorkspaceHost): Promise<vscode.Uri[]> {
  await host.watch();
  const found = uris.flatMap((uri) => {
    const path = host.locate(uri);
    if (path === undefined) return [];
    if (host.infrastructurePaths.has(path)) return [uri];
    const prefix = path === "" ? "" : `${path}/`;
    const below = [...host.infrastructurePaths].filter((one) => one.startsWith(prefix));
    if (below.length > MAX_ATTACHED) return [uri];
    return below.flatMap((one) => host.uri(one) ?? []);
  });
  const unique = new Map(found.map((uri) => [uri.toString(), uri]));
  return [...unique.values()];
}

/** The changed places of the infrastructure files that the source control view handed over: resources or groups. */
async function changesOf(clicked: readonly unknown[], host: WorkspaceHost): Promise<Attached[]> {
  await host.watch();
  const states = clicked.flatMap((one) => resourceStates(one));
  const attach: Attached[] = [];
  for (const uri of new Map(
    states.map(({ resourceUri }) => [resourceUri.toString(), resourceUri]),
  ).values()) {
    if (!host.isInfrastructure(uri)) continue;
    const ranges = await uncommittedRanges(uri);
    if (!ranges || ranges.length === 0 || ranges.length > MAX_CHANGED_RANGES) attach.push(uri);
    else attach.push(...ranges.map((range) => ({ uri, range })));
  }
  return attach;
}

function resourceStates(value: unknown): vscode.SourceControlResourceState[] {
  if (Array.isArray(value)) return value.flatMap(resourceStates);
  if (typeof value !== "object" || value === null) return [];
  if ("resourceUri" in value) return [value as vscode.SourceControlResourceState];
  if ("resourceStates" in value) return (value as vscode.SourceControlResourceGroup).resourceStates;
  return [];
}
