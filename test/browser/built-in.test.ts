import assert from "node:assert/strict";
import { openWindow, picture, scrollUpTo, type TestWindow, widenChat } from "../support/window.ts";

describe("with no chat model, in the real chat panel", () => {
  let window: TestWindow;
  before(async () => {
    window = await openWindow({ height: 3200 });
  });
  after(() => window.close());

  it("@devops says what to fix first, with real files and lines", async () => {
    const { workbench } = window;
    await workbench.ask("@devops what would you fix first here?");
    const answer = await workbench.lastAnswer();
    assert.equal(answer.author, "DevOps Engineer");
    assert.equal(answer.error, undefined);
    assert.match(answer.text, /Fix first[\s\S]*critical[\s\S]*Fix:/);
    assert.match(answer.text, /no language model took part/);
    const links = await workbench.answerLinks();
    assert.ok(links.length > 5, `${links.length} links`);
    assert.ok(
      links.some(({ href }) => /parcel-desk\/[\w./-]+/.test(href)),
      JSON.stringify(links[0]),
    );
    assert.ok((await workbench.followUps()).length > 0, "there are follow-ups");
  });

  it("a follow-up is answered by the same persona", async () => {
    const { workbench } = window;
    const [label] = await workbench.followUps();
    assert.ok(label);
    await workbench.clickFollowUp(label);
    const answer = await workbench.lastAnswer();
    assert.equal(answer.author, "DevOps Engineer");
    assert.ok(answer.text.length > 100);
  });

  it("the files that were read are listed", async () => {
    const { workbench } = window;
    await window.workbench.newChat();
    await workbench.ask("@devops what would you fix first here?");
    await workbench.lastAnswer();
    assert.ok((await workbench.usedReferences()).length > 3);
  });

  it("a link opens the file at the line", async () => {
    const { workbench } = window;
    await window.workbench.newChat();
    await workbench.ask("@devops what would you fix first here?");
    const [link] = await workbench.answerLinks();
    assert.ok(link);
    await workbench.chat.clickLink(link.text);
    const line = Number(/:(\d+)/.exec(link.text)?.[1]);
    await workbench.page.locator("[id='status.editor.selection']", { hasText: `Ln ${line},` }).waitFor();
  });

  it("a question about one file is answered with that file", async () => {
    const { workbench } = window;
    await window.workbench.newChat();
    await workbench.ask("@devops what is wrong with services/web/Dockerfile?");
    const { text } = await workbench.lastAnswer();
    assert.match(text, /services\/web\/Dockerfile/);
    assert.doesNotMatch(text, /terraform/i);
  });

  it("every colleague answers under their own name", async () => {
    const { workbench } = window;
    await window.workbench.newChat();
    await workbench.ask("@sre explain the deployments");
    const answer = await workbench.lastAnswer();
    assert.equal(answer.author, "Site Reliability Engineer");
    assert.match(answer.text, /Deployment/);
  });

  it("looks as the README shows it", async () => {
    const { workbench } = window;
    await window.workbench.newChat();
    await workbench.page.setViewportSize({ width: 1440, height: 900 });
    await widenChat(window, 560);
    await workbench.ask("@devops what would you fix first here?");
    await workbench.lastAnswer();
    await scrollUpTo(window, "Fix first");
    await workbench.screenshot(picture("chat.png"));
  });

  it("asked nothing of the network", () => assert.deepEqual(window.outsideRequests, []));
});
