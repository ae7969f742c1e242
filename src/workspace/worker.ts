import { parentPort, workerData } from "node:worker_threads";
import {
  type CancellationToken,
  createMessageConnection,
  PortMessageReader,
  PortMessageWriter,
  ResponseError,
} from "vscode-jsonrpc/node";
import { BudgetTooSmallError } from "../prompt/build.ts";
import { WorkspaceAnalysis } from "./analysis.ts";
import { DiskSource } from "./disk.ts";
import { BUDGET_TOO_SMALL, CHANGED, type Requests, type WorkerSetup } from "./protocol.ts";

if (!parentPort) throw new Error("This module runs in a worker thread.");

const { folders, exclude, personasFolder } = workerData as WorkerSetup;
const analysis = new WorkspaceAnalysis(new DiskSource(folders, exclude), personasFolder);
const connection = createMessageConnection(
  new PortMessageReader(parentPort),
  new PortMessageWriter(parentPort),
);

handle("inventory", (_params, signal) => analysis.inventory(signal));
handle("paths", (_params, signal) => analysis.paths(signal));
handle("findings", ({ pointers, unsaved }, signal) => analysis.findings(pointers, unsaved, signal));
handle("prompt", (question, signal) => analysis.prompt(question, signal));
handle("answer", (question, signal) => analysis.answer(question, signal));
connection.onNotification(CHANGED, (paths: string[]) => analysis.changed(paths));
connection.listen();

function handle<Name extends keyof Requests>(
  name: Name,
  answer: (params: Requests[Name]["params"], signal: AbortSignal) => Promise<Requests[Name]["result"]>,
): void {
  connection.onRequest(
    name,
    async (params: Requests[Name]["params"], token: CancellationToken): Promise<unknown> => {
      try {
        return await answer(params, toSignal(token));
      } catch (error) {
        if (error instanceof BudgetTooSmallError) throw new ResponseError(BUDGET_TOO_SMALL, error.message);
        throw error;
      }
    },
  );
}

function toSignal(token: CancellationToken): AbortSignal {
  const controller = new AbortController();
  if (token.isCancellationRequested) controller.abort();
  token.onCancellationRequested(() => controller.abort());
  return controller.signal;
}
