import * as vscode from "vscode";
import type { AnalysisClient, Cancellation } from "./client.ts";
import type { Requests } from "./protocol.ts";
import { type Folder, nameFolders, toAbsolutePath, toWorkspacePath } from "./source.ts";

/** Unsaved documents longer than this are not sent to the worker. In characters. */
const MAX_UNSAVED_CHARACTERS = 1_000_000;
/** After so many milliseconds without another change the files are looked at again. */
const SETTLE = 400;

/**
 * The workspace as the editor knows it, in front of the analysis worker. The worker starts with the first request and
 * again after the folders or the excluded paths have changed.
 */
export class WorkspaceHost implements vscode.Disposable {
  private readonly infrastructureChanged = new vscode.EventEmitter<ReadonlySet<string>>();
  private readonly disposables: vscode.Disposable[] = [this.infrastructureChanged];
  private client: Promise<AnalysisClient> | undefined;
  private folders: Folder[] | undefined;
  private paths: ReadonlySet<string> = new Set();
  private settling: NodeJS.Timeout | undefined;
  private openLog: vscode.LogOutputChannel | undefined;

  /** Fires with the workspace paths of all infrastructure files whenever these have changed. */
  readonly onDidChangeInfrastructure = this.infrastructureChanged.event;

  constructor(
    private readonly extensionUri: vscode.Uri,
    private readonly createLog: () => vscode.LogOutputChannel,
  ) {
    this.disposables.push(
      vscode.workspace.onDidChangeWorkspaceFolders(() => this.restart()),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration("files.exclude") || event.affectsConfiguration("search.exclude"))
          this.restart();
      }),
    );
  }

  /** The log, made when there is first something to say: making it writes a file. */
  get log(): vscode.LogOutputChannel {
    this.openLog ??= this.createLog();
    return this.openLog;
  }

  /** The infrastructure files known so far. */
  get infrastructurePaths(): ReadonlySet<string> {
    return this.paths;
  }

  /** Asks the worker. Errors as {@link AnalysisClient.request}. */
  async request<Name extends keyof Requests>(
    name: Name,
    params: Requests[Name]["params"],
    cancellation?: Cancellation,
  ): Promise<Requests[Name]["result"]> {
    this.client ??= this.start();
    return (await this.client).request(name, params, cancellation);
  }

  /** Finds the infrastructure files in the background and keeps {@link infrastructurePaths} up to date from then on. */
  async watch(): Promise<void> {
    try {
      const paths = new Set(await this.request("paths", {}));
      if (paths.size === this.paths.size && [...paths].every((path) => this.paths.has(path))) return;
      this.paths = paths;
      this.infrastructureChanged.fire(paths);
    } catch (error) {
      this.log.error(`The infrastructure files could not be listed: ${(error as Error).message}`);
    }
  }

  /** The workspace path of a document; undefined outside of the workspace and in virtual file systems. */
  locate(uri: vscode.Uri): string | undefined {
    return uri.scheme === "file" ? toWorkspacePath(this.currentFolders(), uri.fsPath) : undefined;
  }

  /** The document of a workspace path; undefined where no folder has it. */
  uri(path: string): vscode.Uri | undefined {
    const absolute = toAbsolutePath(this.currentFolders(), path);
    return absolute === undefined ? undefined : vscode.Uri.file(absolute);
  }

  isInfrastructure(uri: vscode.Uri): boolean {
    const path = this.locate(uri);
    return path !== undefined && this.paths.has(path);
  }

  /** What is typed but not saved, by workspace path. */
  unsavedTexts(): Record<string, string> {
    const texts: Record<string, string> = {};
    for (const document of vscode.workspace.textDocuments) {
      const path = document.isDirty ? this.locate(document.uri) : undefined;
      if (path === undefined) continue;
      const text = document.getText();
      if (text.length <= MAX_UNSAVED_CHARACTERS) texts[path] = text;
    }
    return texts;
  }

  dispose(): void {
    clearTimeout(this.settling);
    void this.client?.then((client) => client.dispose());
    vscode.Disposable.from(...this.disposables).dispose();
    this.openLog?.dispose();
  }

  private currentFolders(): Folder[] {
    this.folders ??= nameFolders(
      (vscode.workspace.workspaceFolders ?? [])
        .filter(({ uri }) => uri.scheme === "file")
        .map(({ name, uri }) => ({ name, root: uri.fsPath })),
    );
    return this.folders;
  }

  private async start(): Promise<AnalysisClient> {
    const { AnalysisClient } = await import("./client.ts");
    const folders = this.currentFolders();
    const setup = {
      folders,
      exclude: excludedGlobs(),
      personasFolder: vscode.Uri.joinPath(this.extensionUri, "personas").fsPath,
    };
    const script = new URL("./worker.js", import.meta.url);
    const client = new AnalysisClient(script, setup, (error) => {
      if (error) this.log.error(`The analysis worker stopped: ${error.stack ?? error.message}`);
      this.client = undefined;
    });
    this.watchFiles();
    return client;
  }

  private watchFiles(): void {
    if (this.disposables.some((one) => one instanceof Watcher)) return;
    this.disposables.push(new Watcher((uri) => void this.fileChanged(uri)));
  }

  private async fileChanged(uri: vscode.Uri): Promise<void> {
    const path = this.locate(uri);
    if (path === undefined || !this.client) return;
    (await this.client).changed([path]);
    clearTimeout(this.settling);
    this.settling = setTimeout(() => void this.watch(), SETTLE);
  }

  private restart(): void {
    this.folders = undefined;
    const running = this.client;
    this.client = undefined;
    if (!running) return;
    void running.then((client) => client.dispose());
    void this.watch();
  }
}

/** Watches every file of the workspace; the worker knows which of them matter. */
class Watcher implements vscode.Disposable {
  private readonly watcher = vscode.workspace.createFileSystemWatcher("**/*");
  private readonly listeners: vscode.Disposable;

  constructor(changed: (uri: vscode.Uri) => void) {
    this.listeners = vscode.Disposable.from(
      this.watcher.onDidChange(changed),
      this.watcher.onDidCreate(changed),
      this.watcher.onDidDelete(changed),
    );
  }

  dispose(): void {
    this.listeners.dispose();
    this.watcher.dispose();
  }
}

function excludedGlobs(): string[] {
  const globs = ["files", "search"].flatMap((section) =>
    Object.entries(
      vscode.workspace.getConfiguration(section, null).get<Record<string, unknown>>("exclude") ?? {},
    ),
  );
  return globs.flatMap(([glob, excluded]) => (excluded === true ? glob : []));
}
