import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import * as vscode from "vscode";
import {
  fileUri,
  newChat,
  type RecordedRequest,
  type Recorder,
  recorder,
  until,
} from "../support/extension-host.ts";

describe("in the editor", () => {
  let model: Recorder;
  const sent = async (): Promise<RecordedRequest> =>
    until(() => model.requests.at(-1), "a request to the model");
  const text = ({ messages }: RecordedRequest): string => messages.map((message) => message.text).join("\n");
  const reviewed = (request: RecordedRequest): string[] =>
    [
      ...text(request).matchAll(
        /<file path="([^"]+)" kind="[^"]+" lines="([\d-]+(?:, [\d-]+)*) of \d+" reason="(?:attached|selected) by the person">/g,
      ),
    ].map(([, path, lines]) => `${path} ${lines}`);

  before(async () => {
    model = await recorder();
    await until(
      async () => (await vscode.commands.getCommands()).includes("infraPersonas.reviewFiles"),
      "the commands",
    );
  });
  beforeEach(async () => {
    await model.reset();
    await newChat();
  });

  it("reviews the files that were chosen in the explorer", async () => {
    const files = [fileUri("services/web/Dockerfile"), fileUri("compose.yaml"), fileUri("README.md")];
    await vscode.commands.executeCommand("infraPersonas.reviewFiles", files[0], files);
    assert.deepEqual(
      reviewed(await sent()).map((line) => line.split(" ")[0]),
      ["services/web/Dockerfile", "compose.yaml"],
    );
    assert.match((await sent()).messages[0]?.text ?? "", /DevOps Engineer/);
    assert.match((await sent()).messages.at(-1)?.text ?? "", /Review this\./);
  });

  it("reviews the infrastructure files below a folder", async () => {
    await vscode.commands.executeCommand("infraPersonas.reviewFiles", fileUri("services"));
    const paths = reviewed(await sent()).map((line) => line.split(" ")[0]);
    assert.ok(paths.includes("services/api/Dockerfile") && paths.includes("services/worker/Dockerfile"));
    assert.ok(paths.every((path) => path?.startsWith("services/")));
  });

  it("reviews the selection, else the file, from the editor's menu", async () => {
    const editor = await vscode.window.showTextDocument(fileUri("services/web/Dockerfile"));
    editor.selection = new vscode.Selection(1, 0, 3, 0);
    await vscode.commands.executeCommand("infraPersonas.reviewEditor");
    assert.deepEqual(reviewed(await sent()), ["services/web/Dockerfile 2-3"]);
    await model.reset();
    await newChat();
    editor.selection = new vscode.Selection(0, 0, 0, 0);
    await vscode.commands.executeCommand("infraPersonas.reviewEditor");
    assert.match(reviewed(await sent())[0] ?? "", /^services\/web\/Dockerfile 1-\d+$/);
  });

  it("offers the review as a code action, with the selected range, on infrastructure documents only", async () => {
    const actions = async (path: string, range: vscode.Range): Promise<vscode.CodeAction[]> => {
      const document = await vscode.workspace.openTextDocument(fileUri(path));
      const found = await vscode.commands.executeCommand<vscode.CodeAction[]>(
        "vscode.executeCodeActionProvider",
        document.uri,
        range,
      );
      return found.filter(({ title }) => title === "Review with DevOps agent");
    };
    const range = new vscode.Range(1, 0, 3, 0);
    const action = await until(
      async () => (await actions("services/web/Dockerfile", range))[0],
      "the code action",
    );
    assert.deepEqual(await actions("README.md", range), []);
    assert.deepEqual(await actions("services/web/src/server.ts", range), []);
    assert.ok(action.command);
    await vscode.commands.executeCommand(action.command.command, ...(action.command.arguments ?? []));
    assert.deepEqual(reviewed(await sent()), ["services/web/Dockerfile 2-3"]);
  });

  it("offers no review where AI features are disabled", async () => {
    const chat = vscode.workspace.getConfiguration("chat");
    await chat.update("disableAIFeatures", true, vscode.ConfigurationTarget.Workspace);
    try {
      const uri = fileUri("services/web/Dockerfile");
      const found = await vscode.commands.executeCommand<vscode.CodeAction[]>(
        "vscode.executeCodeActionProvider",
        uri,
        new vscode.Range(0, 0, 0, 0),
      );
      assert.ok(found.every(({ title }) => title !== "Review with DevOps agent"));
    } finally {
      await chat.update("disableAIFeatures", undefined, vscode.ConfigurationTarget.Workspace);
    }
  });

  it("reviews the changed lines from the source control view", async () => {
    const uri = fileUri("services/worker/Dockerfile");
    const document = await vscode.workspace.openTextDocument(uri);
    const original = document.getText();
    try {
      await writeFile(uri.fsPath, `${original.trimEnd()}\nEXPOSE 22\n`);
      const added = original.trimEnd().split("\n").length + 1;
      await vscode.commands.executeCommand(
        "infraPersonas.reviewChange",
        { resourceUri: uri },
        { resourceUri: fileUri("README.md") },
      );
      assert.deepEqual(reviewed(await sent()), [`services/worker/Dockerfile ${added}-${added}`]);
    } finally {
      await writeFile(uri.fsPath, original);
    }
  });

  it("notices files that come and go", async () => {
    const uri = fileUri("late/Dockerfile");
    await vscode.workspace.fs.writeFile(uri, Buffer.from("FROM scratch\n"));
    await until(async () => {
      const found = await vscode.commands.executeCommand<vscode.CodeAction[]>(
        "vscode.executeCodeActionProvider",
        (await vscode.workspace.openTextDocument(uri)).uri,
        new vscode.Range(0, 0, 0, 0),
      );
      return found.some(({ title }) => title === "Review with DevOps agent");
    }, "the new file to be known");
    await vscode.workspace.fs.delete(fileUri("late"), { recursive: true });
  });
});
