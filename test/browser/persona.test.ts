import assert from "node:assert/strict";
import { chooseFrom, openWindow, picture, type TestWindow } from "../support/window.ts";

describe("Infra Personas: Switch Persona…", () => {
  let window: TestWindow;
  before(async () => {
    window = await openWindow();
  });
  after(() => window.close());

  it("lists every persona, switches, and opens the chat addressed to it", async () => {
    const { workbench } = window;
    await workbench.statusBarItem("DevOps Engineer");
    await workbench.runCommand("Infra Personas: Switch Persona…");
    const items = await workbench.quickPickItems();
    assert.equal(items.length, 7);
    await workbench.screenshot(picture("switch-persona.png"));
    await workbench.quickPick("Site Reliability Engineer");
    await workbench.statusBarItem("Site Reliability Engineer");
    assert.match(await workbench.chat.inputText(), /^@sre\b/);
  });

  it("reviews with the chosen persona where it reviews", async () => {
    const { workbench } = window;
    await window.workbench.newChat();
    await chooseFrom(
      window,
      () => workbench.explorerContextMenu("services/web/Dockerfile"),
      "Review with DevOps agent",
    );
    assert.equal((await workbench.lastAnswer()).author, "Site Reliability Engineer");
  });

  it("keeps the choice over a reload, and switches from the status bar", async () => {
    await window.reload();
    const { workbench } = window;
    const entry = await workbench.statusBarItem("Site Reliability Engineer");
    await entry.click();
    await workbench.quickPick("QA Analyst");
    await workbench.statusBarItem("QA Analyst");
  });
});
