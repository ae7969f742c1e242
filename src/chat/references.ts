import * as vscode from "vscode";
import type { Pointer } from "../workspace/analysis.ts";
import type { WorkspaceHost } from "../workspace/host.ts";

/** Files outside of the workspace are read up to this size. In bytes. */
const MAX_OUTSIDE_BYTES = 1024 * 1024;

/** How the ids of references start that the editor adds by itself. */
const IMPLICIT = "vscode.implicit";

export interface References {
  /** Files, folders and ranges of the workspace. */
  pointers: Pointer[];
  /** Attached strings, and files that lie outside of the workspace or in a virtual file system. */
  texts: { name: string; text: string }[];
  /** What was attached and cannot be used, with the reason, for the person. */
  unusable: string[];
  /** The file that the editor offers by itself. */
  activePath: string | undefined;
}

/** Sorts what the person attached to a request. Never rejects. */
export async function readReferences(request: vscode.ChatRequest, host: WorkspaceHost): Promise<References> {
  const found: References = { pointers: [], texts: [], unusable: [], activePath: undefined };
  // What the editor offers by itself is a hint; its selection is the subject only where the person attached nothing.
  const attached = request.references.some(({ id }) => !id.startsWith(IMPLICIT));
  for (const { id, value } of request.references) {
    const isHint = id.startsWith(IMPLICIT) && (attached || !id.includes("selection"));
    if (typeof value === "string") found.texts.push({ name: "attached text", text: value });
    else if (value instanceof vscode.Uri) await addFile(found, value, undefined, host, isHint);
    else if (value instanceof vscode.Location) await addFile(found, value.uri, value.range, host, isHint);
    else found.unusable.push(`an attachment of a kind that is not text (${id})`);
  }
  const active = vscode.window.activeTextEditor?.document.uri;
  found.activePath ??= active ? host.locate(active) : undefined;
  return found;
}

async function addFile(
  found: References,
  uri: vscode.Uri,
  range: vscode.Range | undefined,
  host: WorkspaceHost,
  isHint: boolean,
): Promise<void> {
  const path = host.locate(uri);
  if (path !== undefined && isHint) found.activePath = path;
  else if (path !== undefined) found.pointers.push({ path, ...(range ? lines(range) : {}) });
  else if (!isHint) await addOutside(found, uri, range);
}

/** A range that ends at the start of a line does not include that line. */
function lines({ start, end }: vscode.Range): { startLine: number; endLine: number } {
  const last = end.character === 0 && end.line > start.line ? end.line - 1 : end.line;
  return { startLine: start.line + 1, endLine: last + 1 };
}

async function addOutside(
  found: References,
  uri: vscode.Uri,
  range: vscode.Range | undefined,
): Promise<void> {
  const name = uri.path.slice(uri.path.lastIndexOf("/") + 1);
  try {
    const open = vscode.workspace.textDocuments.find(
      (document) => document.uri.toString() === uri.toString(),
    );
    if (!open && uri.scheme !== "untitled") {
      const { size, type } = await vscode.workspace.fs.stat(uri);
      if (type & vscode.FileType.Directory) throw new Error("it is a folder outside of the workspace");
      if (size > MAX_OUTSIDE_BYTES) throw new Error("it is larger than 1 MB");
    }
    const document = open ?? (await vscode.workspace.openTextDocument(uri));
    found.texts.push({ name, text: document.getText(range) });
  } catch (error) {
    found.unusable.push(`${name}: ${(error as Error).message}`);
  }
}
