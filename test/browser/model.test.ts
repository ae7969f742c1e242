import assert from "node:assert/strict";
import { openWindow, type TestWindow } from "../support/window.ts";

describe("with a chat model, in the real chat panel", () => {
  let window: TestWindow;
  before(async () => {
    window = await openWindow({ recorder: true });
  });
  after(() => window.close());
  beforeEach(async () => {
    window.answerWith({ enabled: true });
    await window.workbench.newChat();
  });

  it("streams the answer and makes links of places, however they are cut", async () => {
    const { workbench } = window;
    window.answerWith({
      fragments: [
        "See `compo",
        "se.yam",
        "l:3",
        "` and services/web/Dock",
        "erfile:2-4, not nowhere/x.tf:9 ",
        "or compose.yaml:99999.",
      ],
      delayMs: 30,
    });
    await workbench.ask("@devops where is it?");
    const { text } = await workbench.lastAnswer();
    assert.match(text, /nowhere\/x\.tf:9 or compose\.yaml:99999\.$/);
    const links = await workbench.answerLinks();
    assert.deepEqual(
      links.map(({ href }) => href.replace(/^.*parcel-desk\//, "").replace(/#.*$/, "")),
      ["compose.yaml", "services/web/Dockerfile"],
    );
  });

  it("lists the files that were sent", async () => {
    const { workbench } = window;
    window.answerWith({ fragments: ["Fine."] });
    await workbench.ask("@devops is compose.yaml fine?");
    await workbench.lastAnswer();
    const references = await workbench.usedReferences();
    assert.ok(
      references.some(({ name }) => name.startsWith("compose.yaml")),
      JSON.stringify(references),
    );
    const prompt = window.requests().at(-1)?.join("\n") ?? "";
    for (const { name } of references)
      assert.ok(prompt.includes(name.split(":")[0] ?? ""), `${name} was sent`);
  });

  for (const [fail, message] of [
    [{ code: "NoPermissions", message: "no" }, /has not allowed Infra Personas to use Recorder/],
    [{ code: "Blocked", message: "blocked" }, /Recorder refused to answer/],
    [{ code: "NotFound", message: "gone" }, /Recorder is no longer available/],
    [{ message: "429: quota exceeded" }, /quota or rate limit of Recorder is used up/],
    [{ message: "fetch failed: getaddrinfo ENOTFOUND" }, /Recorder cannot be reached/],
    [{ message: "prompt is too long" }, /does not fit into the window of Recorder/],
    [{ message: "the moon is full" }, /Recorder did not answer: .*the moon is full/],
  ] as const) {
    it(`says plainly what "${fail.message}" means`, async () => {
      window.answerWith({ fail });
      await window.workbench.ask("@devops are you there?");
      const answer = await window.workbench.lastAnswer();
      assert.match(answer.error ?? "", message);
    });
  }

  it("stops when it is told to", async () => {
    const { workbench } = window;
    window.answerWith({ fragments: Array.from({ length: 300 }, (_, i) => `word${i} `), delayMs: 100 });
    await workbench.ask("@devops go on and on");
    await workbench.page.getByText("word3").first().waitFor();
    await workbench.stop();
    const { text } = await workbench.lastAnswer();
    assert.doesNotMatch(text, /word299/);
  });

  it("/context shows exactly what would be sent, and sends nothing", async () => {
    const { workbench } = window;
    const before = window.requests().length;
    await workbench.ask("@devops /context is compose.yaml fine?");
    const { text } = await workbench.lastAnswer();
    assert.equal(window.requests().length, before);
    assert.match(text, /Nothing was sent/);
    assert.match(text, /compose\.yaml/);
    assert.match(text, /Who you are: DevOps Engineer/);
  });
});
