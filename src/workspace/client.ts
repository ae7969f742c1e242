import { Worker } from "node:worker_threads";
import {
  CancellationTokenSource,
  createMessageConnection,
  type MessageConnection,
  PortMessageReader,
  PortMessageWriter,
  ResponseError,
} from "vscode-jsonrpc/node";
import { BUDGET_TOO_SMALL, CHANGED, type Requests, type WorkerSetup } from "./protocol.ts";

/** Cancellation as the editor and `vscode-jsonrpc` both know it. */
export interface Cancellation {
  readonly isCancellationRequested: boolean;
  onCancellationRequested(listener: () => void): { dispose(): void };
}

/** The request was cancelled before it was answered. */
export class CancelledError extends Error {}
/** See {@link BUDGET_TOO_SMALL}. */
export class WindowTooSmallError extends Error {}

/** The near end of the analysis worker. A crashed worker rejects what is open; {@link onExit} tells. */
export class AnalysisClient {
  private readonly worker: Worker;
  private readonly connection: MessageConnection;

  /** @param script the worker's bundled file */
  constructor(script: URL, setup: WorkerSetup, onExit: (error: Error | undefined) => void) {
    this.worker = new Worker(script, { workerData: setup, name: "infra-personas analysis" });
    this.connection = createMessageConnection(
      new PortMessageReader(this.worker),
      new PortMessageWriter(this.worker),
    );
    this.connection.listen();
    let failure: Error | undefined;
    this.worker.on("error", (error) => {
      failure = error;
    });
    this.worker.on("exit", () => {
      this.connection.dispose();
      onExit(failure);
    });
  }

  /**
   * Sends a request.
   * @throws CancelledError as soon as `cancellation` fires; WindowTooSmallError; an Error with the worker's message
   */
  async request<Name extends keyof Requests>(
    name: Name,
    params: Requests[Name]["params"],
    cancellation?: Cancellation,
  ): Promise<Requests[Name]["result"]> {
    const source = new CancellationTokenSource();
    if (cancellation?.isCancellationRequested) throw new CancelledError();
    let cancelled: (error: Error) => void = () => undefined;
    const cancelling = new Promise<never>((_resolve, reject) => {
      cancelled = reject;
    });
    const listening = cancellation?.onCancellationRequested(() => {
      source.cancel();
      cancelled(new CancelledError());
    });
    try {
      return await Promise.race([
        this.connection.sendRequest<Requests[Name]["result"]>(name, params, source.token),
        cancelling,
      ]);
    } catch (error) {
      if (error instanceof ResponseError && error.code === BUDGET_TOO_SMALL)
        throw new WindowTooSmallError(error.message);
      throw error;
    } finally {
      listening?.dispose();
      source.dispose();
    }
  }

  /** Tells the worker which workspace paths have changed. */
  changed(paths: readonly string[]): void {
    void this.connection.sendNotification(CHANGED, paths);
  }

  dispose(): void {
    void this.worker.terminate();
  }
}
