import assert from "node:assert/strict";
import {
  addLine,
  chooseFrom,
  openWindow,
  picture,
  scrollUpTo,
  type TestWindow,
  widenChat,
} from "../support/window.ts";

const REVIEW = "Review with DevOps agent";

describe("Review with DevOps agent", () => {
  let window: TestWindow;
  before(async () => {
    window = await openWindow();
  });
  after(() => window.close());
  beforeEach(() => window.workbench.newChat());

  it("stands in the explorer's menu of infrastructure and of nothing else", async () => {
    const { workbench } = window;
    await chooseFrom(window, () => workbench.explorerContextMenu("services/web/Dockerfile"), REVIEW);
    const { text, author } = await workbench.lastAnswer();
    assert.equal(author, "DevOps Engineer");
    assert.match(text, /Verdict:[\s\S]*services\/web\/Dockerfile/);
    assert.doesNotMatch(text, /compose\.yaml/);
    await widenChat(window, 560);
    await scrollUpTo(window, "Verdict");
    await workbench.screenshot(picture("review.png"));
    assert.ok(!(await workbench.explorerContextMenu("README.md")).includes(REVIEW));
    await workbench.menus.close();
    assert.ok(!(await workbench.explorerContextMenu("docs")).includes(REVIEW));
    await workbench.menus.close();
  });

  it("takes several files, and a folder", async () => {
    const { workbench } = window;
    await chooseFrom(
      window,
      () => workbench.explorerContextMenu(["compose.yaml", "services/web/Dockerfile"]),
      REVIEW,
    );
    const both = await workbench.lastAnswer();
    assert.match(both.text, /compose\.yaml/);
    assert.match(both.text, /services\/web\/Dockerfile/);
    await window.workbench.newChat();
    await chooseFrom(window, () => workbench.explorerContextMenu("infra"), REVIEW);
    assert.match((await workbench.lastAnswer()).text, /infra\/terraform\//);
  });

  it("takes the selection from the editor's menu", async () => {
    const { workbench } = window;
    await workbench.openFile("services/web/Dockerfile");
    await workbench.selectLines(1, 1);
    await chooseFrom(window, () => workbench.editorContextMenu(), REVIEW);
    const { text } = await workbench.lastAnswer();
    assert.match(text, /Verdict:/);
    assert.doesNotMatch(text, /Dockerfile:([2-9]|\d\d)/);
  });

  it("is a light bulb action on infrastructure documents", async () => {
    const { workbench } = window;
    await workbench.openFile("compose.yaml");
    await workbench.selectLines(1, 12);
    assert.ok((await workbench.lightBulbItems()).includes(REVIEW));
    await workbench.chooseLightBulb(REVIEW);
    assert.match((await workbench.lastAnswer()).text, /Verdict:/);
  });

  it("takes the uncommitted change from the source control view", async () => {
    const { workbench, folder } = window;
    addLine(folder, "services/worker/Dockerfile", "EXPOSE 22");
    await chooseFrom(window, () => workbench.scmContextMenu("Dockerfile"), REVIEW);
    const { text } = await workbench.lastAnswer();
    assert.match(text, /Verdict:[\s\S]*services\/worker\/Dockerfile/);
    assert.match(text, /22/);
  });
});

describe("with AI features disabled", () => {
  it("there is no review in the menus", async () => {
    const window = await openWindow({ settings: { "chat.disableAIFeatures": true } });
    try {
      const labels = await window.workbench.explorerContextMenu("services/web/Dockerfile");
      assert.ok(!labels.includes(REVIEW), labels.join());
    } finally {
      await window.close();
    }
  });
});
