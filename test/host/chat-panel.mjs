import { readAnswers, readLinks } from "./answer-text.mjs";
import { ChatInput } from "./chat-input.mjs";
import { eventually, plain, readList, scrollList, settled } from "./wait.mjs";

/** @typedef {import("./answer-text.mjs").Answer} Answer */
/** @typedef {import("./answer-text.mjs").Link} Link */

/** How long an answer may take, in milliseconds. */
const ANSWER_TIME_LIMIT = 60_000;

/** The chat in the secondary side bar: input, conversation and answers. */
export class ChatPanel extends ChatInput {
  /** Place in the conversation of the last question that was asked here. */
  #asked = -1;

  /** Makes `lastAnswer` wait for an answer after those that stand there now, whoever asks for it. */
  async expectAnswer() {
    this.#asked = await this.lastIndex();
  }

  /** Starts a new conversation. */
  async newChat() {
    await this.open({ model: false });
    this.#asked = -1;
    // An empty chat is new already; to ask for another would clear it a moment later, with the next question in it.
    if ((await this.lastIndex()) < 0) return;
    await this.page
      .locator(".part.auxiliarybar .action-label.codicon-plus[aria-label^='New Chat']:visible")
      .first()
      .click();
    await eventually(async () => (await this.lastIndex()) < 0, "an empty chat");
  }

  /**
   * Asks in the real chat input. Does not wait for the answer: `lastAnswer` does.
   *
   * @param {string} text e.g. "@devops /review is this safe?"
   * @param {{model?: boolean}} [options] `model: false`: ask though no language model is offered
   */
  async ask(text, options = {}) {
    await this.open(options);
    const before = await this.lastIndex();
    await this.type(text);
    await this.send(text, before);
    this.#asked = before;
  }

  /** @returns {Promise<Answer[]>} all answers of the conversation, oldest first */
  async answers() {
    const seen = await readList(this.list, async (rows) => {
      const answers = await rows.locator(".interactive-response").evaluateAll(readAnswers);
      return answers.map((answer) => ({ index: answer.index, value: answer }));
    });
    await scrollList(this.list, 1_000_000);
    return seen;
  }

  /**
   * Waits until the answer to the last question is complete.
   *
   * @param {{timeout?: number}} [options] milliseconds
   * @returns {Promise<Answer>}
   */
  async lastAnswer({ timeout = ANSWER_TIME_LIMIT } = {}) {
    const latest = async () =>
      (await this.responses.evaluateAll(readAnswers)).sort((a, b) => a.index - b.index).at(-1);
    await eventually(
      async () => {
        const answer = await latest();
        if (answer !== undefined && answer.index > this.#asked) return answer.complete;
        await scrollList(this.list, 1_000_000);
        return false;
      },
      async () => `a complete answer; so far: ${JSON.stringify(await latest())}`,
      { timeout },
    );
    // The last words, folding and links are drawn a moment after the answer is complete.
    return /** @type {Answer} */ (await settled(latest, { quiet: 300 }));
  }

  /** @returns {Promise<import("playwright-core").Locator>} the last answer's element */
  async lastAnswerElement() {
    await this.lastAnswer();
    return this.responses.last();
  }

  /**
   * The last answer as its "Copy" button gives it: all of its Markdown, also what is out of view or folded.
   *
   * @returns {Promise<string>}
   */
  async copyAnswer() {
    const row = await this.lastAnswerElement();
    // A headless browser may have no clipboard: the page gets one of its own.
    await this.page.evaluate(() => {
      const page = /** @type {{copied?: string}} */ (/** @type {unknown} */ (globalThis));
      delete page.copied;
      navigator.clipboard.writeText = async (text) => {
        page.copied = text;
      };
    });
    const button = row.locator(
      ".chat-footer-toolbar .chat-copy-action .action-label, .chat-footer-toolbar .codicon-copy",
    );
    await this.#click(button.first());
    const copied = await eventually(
      () => this.page.evaluate(() => /** @type {any} */ (globalThis).copied),
      "the answer on the clipboard",
    );
    return String(copied);
  }

  /** @returns {Promise<Link[]>} links of the last answer */
  async links() {
    return (await this.lastAnswerElement()).evaluate(readLinks);
  }

  /** @param {string} text clicks the link of the last answer that has this text */
  async clickLink(text) {
    const row = await this.lastAnswerElement();
    const index = (await this.links()).findIndex((link) => link.text === text);
    if (index < 0)
      throw new Error(`No link "${text}" among: ${(await this.links()).map((l) => l.text).join(" | ")}`);
    const links = row.locator(":scope > .value a[data-href], :scope > .value a[href]:not([href=''])");
    await this.#click(links.nth(index));
  }

  /** @param {string} text presses a button of the last answer */
  async clickButton(text) {
    const row = await this.lastAnswerElement();
    await this.#click(row.locator(".value .monaco-button", { hasText: text }).first());
  }

  /** @returns {Promise<string[]>} the buttons that the last answer offers */
  async buttons() {
    const row = await this.lastAnswerElement();
    return (await row.locator(".value .chat-command-button .monaco-button").allInnerTexts()).map(plain);
  }

  /**
   * Opens "Used N references" of the last answer.
   *
   * @returns {Promise<{name: string, description: string}[]>} file name (with lines) and folder of each; [] if none
   */
  async usedReferences() {
    const row = await this.lastAnswerElement();
    const steps = row.locator(".completed-response-disclosure");
    if ((await steps.count()) > 0 && (await steps.first().getAttribute("open")) === null) {
      await this.#click(steps.first().locator("summary"));
    }
    const button = row
      .locator(".chat-used-context > .chat-used-context-label > .monaco-button", { hasText: /reference/i })
      .first();
    if ((await button.count()) === 0) return [];
    const list = row.locator(".chat-used-context-list .monaco-list");
    if (!(await list.first().isVisible())) await this.#click(button);
    await list.first().waitFor();
    return readList(list.first(), (rows) =>
      rows.evaluateAll((elements) =>
        elements.map((element) => ({
          index: Number(element.getAttribute("data-index")),
          value: {
            name: (
              element.querySelector(".label-name")?.parentElement?.textContent ??
              element.textContent ??
              ""
            ).trim(),
            description: (element.querySelector(".label-description")?.textContent ?? "").trim(),
          },
        })),
      ),
    );
  }

  /**
   * @param {{timeout?: number}} [options] how long follow-ups may take to appear
   * @returns {Promise<string[]>} labels of the follow-ups below the last answer; [] if none came
   */
  async followUps({ timeout = 5_000 } = {}) {
    await this.lastAnswer();
    const buttons = this.#followUpButtons();
    await eventually(() => buttons.count(), "follow-ups", { timeout }).catch(() => 0);
    return (await buttons.allInnerTexts()).map(plain);
  }

  #followUpButtons() {
    return this.root.locator(".interactive-session-followups .monaco-button");
  }

  /** @param {string} text clicks a follow-up, which asks it at once */
  async clickFollowUp(text) {
    const labels = await this.followUps();
    const index = labels.indexOf(text);
    if (index < 0) throw new Error(`No follow-up "${text}" among: ${labels.join(" | ") || "none"}`);
    const before = await this.lastIndex();
    await eventually(async () => {
      // The panel may shift under the pointer while it is drawn: then the click went beside the button.
      await this.#followUpButtons().nth(index).click({ timeout: 2_000 });
      return eventually(async () => (await this.lastIndex()) > before, "the question", { timeout: 2_500 });
    }, "the follow-up to be asked");
    this.#asked = before;
  }

  /**
   * Clicks something in the conversation, scrolling it into view: VS Code's lists do not scroll by themselves.
   *
   * @param {import("playwright-core").Locator} element
   */
  async #click(element) {
    await element.waitFor({ state: "attached" });
    await eventually(async () => {
      const view = await this.list.boundingBox();
      const box = await element.boundingBox();
      if (!view || !box) return false;
      const middle = box.y + box.height / 2;
      // The question stays in sight above a long answer and covers its first lines.
      const above = view.y + 50 - middle;
      const below = middle - (view.y + view.height - 2);
      if (above <= 0 && below <= 0) return true;
      await scrollList(this.list, above > 0 ? -above - 20 : below + 20);
      return false;
    }, "the place in the answer to scroll into view");
    await element.click();
  }

  /** @param {number} width drags the border of the chat until it is about that wide, in CSS pixels */
  async widen(width) {
    const part = this.page.locator(".part.auxiliarybar");
    const box = await part.boundingBox();
    if (!box) throw new Error("The chat is not shown in the secondary side bar");
    const centres = await this.page
      .locator(".monaco-sash.vertical:not(.disabled):visible")
      .evaluateAll((sashes) =>
        sashes
          .map((sash) => sash.getBoundingClientRect())
          .map(({ x, width: thickness }) => x + thickness / 2),
      );
    const border = centres.sort((a, b) => Math.abs(a - box.x) - Math.abs(b - box.x))[0];
    if (border === undefined) throw new Error("The border of the chat was not found");
    const y = box.y + box.height / 2;
    await this.page.mouse.move(border, y);
    await this.page.mouse.down();
    await this.page.mouse.move(border + box.width - width, y, { steps: 4 });
    await this.page.mouse.up();
    // Off the border, which glows under the mouse.
    await this.page.mouse.move(box.x + box.width / 2, y);
    await settled(() => part.boundingBox());
  }
}
