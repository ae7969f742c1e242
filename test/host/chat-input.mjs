import { eventually, plain, settled } from "./wait.mjs";

/** The input of the chat in the secondary side bar: what a question is typed into. */
export class ChatInput {
  /**
   * @param {import("playwright-core").Page} page
   * @param {import("./quick-input.mjs").QuickInput} quick
   */
  constructor(page, quick) {
    this.page = page;
    this.quick = quick;
    this.root = page
      .locator(".part.auxiliarybar .interactive-session, .part.sidebar .interactive-session")
      .first();
    this.inputPart = this.root.locator(".interactive-input-part");
    this.input = this.inputPart.locator(".interactive-input-editor .monaco-editor").first();
    this.list = this.root.locator(".interactive-list > .monaco-list, .interactive-list .monaco-list").first();
    this.responses = this.list.locator(".interactive-item-container.interactive-response");
    this.suggestions = page.locator(".suggest-widget.visible");
  }

  /**
   * Shows the chat and waits until it can take a question.
   *
   * @param {{model?: boolean}} [options] `model: false`: do not wait until a language model is offered
   */
  async open({ model = true } = {}) {
    if (!(await this.input.isVisible())) {
      await this.quick.close();
      await this.page.keyboard.press(process.platform === "darwin" ? "Control+Meta+I" : "Control+Alt+I");
    }
    await this.input.waitFor();
    if (model) {
      await eventually(
        async () => !/^(?:|Models|Auto)$/.test(await this.modelName()),
        "a language model in the chat's model picker",
      );
    }
  }

  /**
   * @returns {Promise<string>} the chosen model as the picker names it; "Models" when there is none, "no picker"
   *   where VS Code shows none
   */
  async modelName() {
    const picker = this.inputPart
      .locator(".model-picker-name, .chat-modelPicker-item, .chat-model-picker-item")
      .first();
    if ((await picker.count()) === 0) return "no picker";
    const label = picker.locator(".chat-input-picker-label, .chat-model-label").first();
    return plain(await ((await label.count()) > 0 ? label : picker).innerText({ timeout: 2_000 }));
  }

  /** @returns {Promise<string>} what stands in the input box, e.g. the "@name " that a sticky participant leaves */
  async inputText() {
    return (await this.input.locator(".view-line").allInnerTexts()).join("\n").replaceAll("\u00a0", " ");
  }

  /**
   * Types into the input box, over what is there, as a person would.
   *
   * @param {string} text line breaks are typed with Shift+Enter
   */
  async type(text) {
    await this.page.keyboard.press("Escape");
    await this.input.locator(".view-lines").click();
    await eventually(
      () => this.input.evaluate((editor) => editor.contains(editor.ownerDocument.activeElement)),
      "the chat input to take the keyboard",
    );
    await this.page.keyboard.press("ControlOrMeta+A");
    await this.page.keyboard.press("Delete");
    for (const [index, line] of text.split("\n").entries()) {
      if (index > 0) await this.page.keyboard.press("Shift+Enter");
      await this.page.keyboard.type(line);
    }
  }

  /**
   * Types and reads what the input suggests: participants after "@", commands after "/", context after "#".
   *
   * @param {string} text
   * @returns {Promise<string[]>} labels; the text is removed again
   */
  async completions(text) {
    await this.open({ model: false });
    await this.type(text);
    await this.suggestions.waitFor();
    const read = () =>
      this.suggestions
        .locator(".monaco-list-row")
        .evaluateAll((rows) =>
          rows.map(
            (row) => row.querySelector(".monaco-icon-name-container")?.textContent ?? row.textContent ?? "",
          ),
        );
    const labels = (await settled(read, { quiet: 300 })).map(plain);
    await this.closeSuggestions();
    await this.page.keyboard.press("ControlOrMeta+A");
    await this.page.keyboard.press("Delete");
    return labels;
  }

  async closeSuggestions() {
    await eventually(async () => {
      if ((await this.suggestions.count()) === 0) return true;
      await this.page.keyboard.press("Escape");
      return false;
    }, "the suggestions to close");
  }

  /**
   * Presses Enter, again if a list of suggestions took the first one.
   *
   * @param {string} text
   * @param {number} before index of the last row until now
   */
  async send(text, before) {
    await eventually(
      async () => {
        // A list that opens late would take the Enter: look a moment whether one comes.
        await settled(() => this.suggestions.count(), { quiet: 120 });
        await this.closeSuggestions();
        await this.page.keyboard.press("Enter");
        return eventually(async () => (await this.lastIndex()) > before, "the question", { timeout: 2_500 });
      },
      async () => `the question "${text}" to be sent; the input says "${await this.inputText()}"`,
    );
  }

  /** @returns {Promise<number>} index of the last row of the conversation, -1 when it is empty */
  async lastIndex() {
    const rows = this.list.locator(".monaco-list-row");
    const indices = await rows.evaluateAll((elements) =>
      // The rows in view may not be the last ones, but each says how many there are.
      elements.map((row) => Number(row.getAttribute("aria-setsize") ?? 0) - 1),
    );
    return Math.max(-1, ...indices);
  }

  /** Stops the answer that is being written. */
  async stop() {
    const button = this.inputPart.locator(
      ".chat-execute-toolbar .codicon-stop-circle, .chat-execute-toolbar [aria-label^='Cancel']",
    );
    await button.first().click();
  }
}
