import assert from "node:assert/strict";
import * as vscode from "vscode";
import {
  ask,
  fileUri,
  newChat,
  product,
  type RecordedRequest,
  type Recorder,
  recorder,
  until,
} from "../support/extension-host.ts";

const sent = ({ messages }: RecordedRequest): string => messages.map(({ text }) => text).join("\n\n");

describe("a question in chat", () => {
  let model: Recorder;
  const last = (): RecordedRequest => {
    const request = model.requests.at(-1);
    assert.ok(request, "a request reached the model");
    return request;
  };

  before(async () => {
    model = await recorder();
    await until(() => product().isActive, "the extension to start by itself");
    await until(
      async () => (await vscode.lm.selectChatModels({ vendor: "recorder" })).length > 0,
      "the recorder's model",
    );
  });
  beforeEach(async () => {
    await model.reset();
    await newChat();
  });

  it("carries persona, workspace and question to the model that was chosen", async () => {
    await ask("@devops what would you fix first here?");
    const { messages } = last();
    assert.match(messages[0]?.text ?? "", /# Who you are: DevOps Engineer[\s\S]*path:line/);
    assert.match(messages[1]?.text ?? "", /# Workspace[\s\S]*<stack>[\s\S]*<findings>[\s\S]*<file path=/);
    assert.equal(messages.at(-1)?.text, "what would you fix first here?");
  });

  for (const { name } of product().packageJSON.contributes.chatParticipants as { name: string }[]) {
    it(`is answered by @${name} with that persona's instructions`, async () => {
      const declared = product().packageJSON.contributes.chatParticipants.find(
        (one: { name: string }) => one.name === name,
      );
      await ask(`@${name} who are you?`);
      assert.match(
        last().messages[0]?.text ?? "",
        new RegExp(`^# Who you are: ${declared.fullName}\n\nYou are `),
      );
    });
  }

  it("masks secrets of the workspace", async () => {
    await ask("@devops is compose.yaml fine?", [fileUri("compose.yaml")]);
    assert.match(sent(last()), /«secret:[\w-]+:\d+»/);
    const document = await vscode.workspace.openTextDocument(fileUri("compose.yaml"));
    const password = /POSTGRES_PASSWORD: *"?([^"\n]+)/.exec(document.getText())?.[1];
    assert.ok(password);
    assert.ok(!sent(last()).includes(password), "the password is not in the prompt");
  });

  it("holds an attached file as numbered data, and what hangs together with it", async () => {
    await ask("@devops what is this?", [fileUri("services/web/Dockerfile")]);
    assert.match(
      sent(last()),
      /<file path="services\/web\/Dockerfile" kind="dockerfile" lines="1-\d+ of \d+" reason="attached by the person">\n1\| /,
    );
  });

  it("holds only the lines of an attached range", async () => {
    const range = { startLineNumber: 2, startColumn: 1, endLineNumber: 4, endColumn: 1 };
    await ask("@devops what is this?", [{ uri: fileUri("services/web/Dockerfile"), range }]);
    assert.match(
      sent(last()),
      /lines="2-3 of \d+" reason="selected by the person">\n2\| .*\n3\| .*\n<\/file>/,
    );
  });

  it("sees what is typed and not saved", async () => {
    const document = await vscode.workspace.openTextDocument(fileUri("services/api/Dockerfile"));
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, new vscode.Position(0, 0), "# typed, not saved\n");
    await vscode.workspace.applyEdit(edit);
    try {
      await ask("@devops explain this", [document.uri]);
      assert.match(sent(last()), /1\| # typed, not saved/);
    } finally {
      await vscode.window.showTextDocument(document);
      await vscode.commands.executeCommand("workbench.action.files.revert");
    }
  });

  it("remembers the earlier turn, and forgets one that failed", async () => {
    await model.answerWith(["Look at ", "compose.yaml:3", "."]);
    await ask("@devops first question");
    await model.failWith("the server burns");
    await ask("@devops second question");
    await model.answerWith(["Fine."]);
    await ask("@devops third question");
    const text = last()
      .messages.slice(2)
      .map(({ role, text }) => `${role}: ${text}`);
    assert.deepEqual(text, [
      "user: first question",
      "assistant: Look at `compose.yaml:3`.",
      "user: third question",
    ]);
  });

  it("stays within the window of a small model by its own count", async () => {
    await model.maxInputTokens(6000);
    await ask("@devops what would you fix first here?");
    const tokens = last().messages.reduce((sum, { text }) => sum + Math.ceil(text.length / 4), 0);
    assert.ok(tokens <= 6000, `${tokens} tokens`);
  });

  it("is sent again, smaller, when the model says that it is too long", async () => {
    let calls = 0;
    await model.answerWith(() => {
      calls++;
      if (calls < 3) throw new Error("prompt is too long: 30000 tokens > 20000 maximum");
      return ["Fits."];
    });
    await ask("@devops what would you fix first here?");
    const sizes = model.requests.map((request) => sent(request).length);
    assert.equal(sizes.length, 3);
    assert.ok((sizes[0] ?? 0) > (sizes[1] ?? 0) && (sizes[1] ?? 0) > (sizes[2] ?? 0), sizes.join());
  });

  it("is cancelled at once", async () => {
    await model.answerWith(
      Array.from({ length: 200 }, () => "word "),
      { delayMs: 100 },
    );
    const asked = ask("@devops tell me everything");
    await until(() => model.requests.length > 0, "the request");
    await vscode.commands.executeCommand("workbench.action.chat.cancel");
    await asked;
    await until(() => last().cancelled, "the model to hear of the cancellation");
  });

  it("with /context sends nothing", async () => {
    await ask("@devops /context what would you fix first here?");
    assert.equal(model.requests.length, 0);
  });

  it("with /review carries the instructions of a review", async () => {
    await ask("@devops /review", [fileUri("services/web/Dockerfile")]);
    assert.match(
      last().messages.at(-1)?.text ?? "",
      /verdict: block, change or ship[\s\S]*# Question\nReview this\./,
    );
  });
});
