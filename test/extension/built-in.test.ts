import assert from "node:assert/strict";
import * as vscode from "vscode";
import { ask, newChat, type Recorder, recorder, until } from "../support/extension-host.ts";

const OURS = { vendor: "infra-personas" };

async function offered(): Promise<vscode.LanguageModelChat | undefined> {
  return (await vscode.lm.selectChatModels(OURS))[0];
}

async function answerTo(question: string): Promise<string> {
  const model = await offered();
  assert.ok(model);
  const response = await model.sendRequest([vscode.LanguageModelChatMessage.User(question)]);
  let text = "";
  for await (const fragment of response.text) text += fragment;
  return text;
}

describe("the built-in analysis as a model", () => {
  let other: Recorder;
  const setting = vscode.workspace.getConfiguration("infraPersonas");

  before(async () => {
    other = await recorder();
    await other.reset();
  });
  afterEach(async () => {
    await setting.update("builtInModel", undefined, vscode.ConfigurationTarget.Global);
    await other.enable(true);
    await until(async () => !(await offered()), "the built-in analysis to step back");
  });

  it("is not offered beside another model", async () => assert.equal(await offered(), undefined));

  it("is offered where there is no other, under a name that nobody takes for AI", async () => {
    await other.enable(false);
    const model = await until(offered, "the built-in analysis");
    assert.match(model.name, /no AI/);
  });

  it("is offered always or never where the setting says so", async () => {
    await setting.update("builtInModel", "always", vscode.ConfigurationTarget.Global);
    await until(offered, "the built-in analysis");
    await setting.update("builtInModel", "never", vscode.ConfigurationTarget.Global);
    await other.enable(false);
    await until(async () => !(await offered()), "the built-in analysis to be gone");
  });

  it("answers alone, with real files and lines, and differently to different questions", async () => {
    await other.enable(false);
    await until(offered, "the built-in analysis");
    const first = await answerTo("what would you fix first here?");
    assert.match(first, /### Fix first\n1\. \*\*critical\*\* `[\w./-]+:\d+` /);
    const web = await answerTo("what is wrong with services/web/Dockerfile?");
    assert.match(web, /services\/web\/Dockerfile:\d+/);
    assert.doesNotMatch(web, /infra\/terraform/);
    const terraform = await answerTo("explain the terraform");
    assert.match(terraform, /infra\/terraform\/main\.tf/);
    assert.doesNotMatch(terraform, /services\/web\/Dockerfile/);
  });

  it("serves the participants", async () => {
    await other.enable(false);
    await until(offered, "the built-in analysis");
    await newChat();
    await ask("@devops what would you fix first here?");
    assert.equal(other.requests.length, 0);
  });
});
