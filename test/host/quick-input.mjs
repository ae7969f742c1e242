import { eventually, plain, readList, settled } from "./wait.mjs";

/** The box at the top of the window: command palette, quick open, quick picks and input boxes. */
export class QuickInput {
  /** @param {import("playwright-core").Page} page */
  constructor(page) {
    this.page = page;
    this.widget = page.locator(".quick-input-widget:visible");
    this.input = this.widget.locator(".quick-input-box input");
    this.rows = this.widget.locator(".quick-input-list .monaco-list-row");
  }

  /** @param {string} [prefix] text to open with: ">" for commands, "" for files */
  async open(prefix = "") {
    await this.close();
    await this.page.keyboard.press(prefix === ">" ? "F1" : "ControlOrMeta+P");
    await this.input.waitFor();
    // The box may still be taking focus: text typed now would go elsewhere.
    await eventually(
      () => this.input.evaluate((input) => input === input.ownerDocument.activeElement),
      "focus",
    );
  }

  /** Closes whatever is open in the box. */
  async close() {
    await eventually(async () => {
      if ((await this.widget.count()) === 0) return true;
      await this.page.keyboard.press("Escape");
      return false;
    }, "the quick input to close");
  }

  /** @param {string} text replaces what is in the box */
  async type(text) {
    await this.input.fill(text);
  }

  /** Accepts what is in an input box. */
  async accept() {
    await this.page.keyboard.press("Enter");
  }

  /** @returns {Promise<{label: string, description: string}[]>} the items that are drawn now */
  async visible() {
    return this.rows.evaluateAll((rows) =>
      rows.map((row) => ({
        label: row.querySelector(".quick-input-list-label .label-name")?.textContent ?? "",
        description: row.querySelector(".quick-input-list-label .label-description")?.textContent ?? "",
      })),
    );
  }

  /** @returns {Promise<string[]>} labels of all items, those out of view too */
  async items() {
    await eventually(() => this.rows.count(), "a quick pick with items");
    await settled(() => this.visible());
    const list = this.widget.locator(".quick-input-list .monaco-list").first();
    const labels = await readList(list, (rows) =>
      rows.evaluateAll((elements) =>
        elements.map((row) => ({
          index: Number(row.getAttribute("data-index")),
          value: row.querySelector(".quick-input-list-label .label-name")?.textContent ?? "",
        })),
      ),
    );
    return labels.map(plain);
  }

  /**
   * Chooses an item: the one with exactly this label, else the first whose label begins with it, else the first
   * that contains it.
   *
   * @param {string} text
   * @param {{filter?: string, exact?: boolean, timeout?: number}} [options] `filter`: text to type first;
   *   `exact`: only the very label
   */
  async pick(text, { filter, exact = false, timeout } = {}) {
    await this.input.waitFor({ timeout: timeout ?? 30_000 });
    if (filter !== undefined) await this.type(filter);
    const wanted = plain(text);
    const row = await eventually(
      async () => {
        const labels = (await settled(() => this.visible(), { quiet: 120 })).map(({ label }) => plain(label));
        for (const matches of [
          (/** @type {string} */ label) => label === wanted,
          (/** @type {string} */ label) => !exact && label.startsWith(wanted),
          (/** @type {string} */ label) => !exact && label.includes(wanted),
        ]) {
          const index = labels.findIndex(matches);
          if (index >= 0) return { index };
        }
        return undefined;
      },
      async () =>
        `the item "${text}" among: ${(await this.visible()).map(({ label }) => label).join(" | ") || "none"}`,
      timeout === undefined ? {} : { timeout },
    );
    await this.rows.nth(row.index).click();
  }

  /**
   * Runs a command of the palette.
   *
   * @param {string} title as shown, with its category, e.g. "Developer: Reload Window"
   */
  async run(title) {
    await this.open(">");
    await this.pick(title, { filter: `>${title}`, exact: true });
  }
}
