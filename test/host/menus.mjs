import { eventually, plain, settled } from "./wait.mjs";

/** The entries of a menu, but not those of a submenu inside it. */
const ENTRY = ":scope > .monaco-action-bar > .actions-container > .action-item";

/** Context menus and the menu of the light bulb. */
export class Menus {
  /** @param {import("playwright-core").Page} page */
  constructor(page) {
    this.page = page;
    // The menus live in a shadow root, which Playwright's locators look into.
    this.menu = page.locator(".context-view .monaco-menu:visible, .monaco-submenu .monaco-menu:visible");
    this.actions = page.locator(".action-widget:visible");
  }

  /**
   * @param {import("playwright-core").Locator} [menu] default: the innermost open one
   * @returns {Promise<string[]>} labels of an open context menu, without separators
   */
  async items(menu = this.menu.last()) {
    return (await this.#entries(menu)).map(({ label }) => label);
  }

  /**
   * @param {import("playwright-core").Locator} menu
   * @returns {Promise<{label: string, index: number}[]>} `index`: place among the drawn elements
   */
  async #entries(menu) {
    await menu.waitFor();
    const read = () =>
      menu
        .locator(ENTRY)
        .evaluateAll((items) => items.map((item) => item.querySelector(".action-label")?.textContent ?? ""));
    const labels = await settled(read, { quiet: 150 });
    return labels.map((label, index) => ({ label: plain(label), index })).filter(({ label }) => label !== "");
  }

  /**
   * Chooses an item of the open context menu.
   *
   * @param {...string} labels one, or the way through submenus
   */
  async choose(...labels) {
    for (const [depth, label] of labels.entries()) {
      const menu = labels.length === 1 ? this.menu.last() : this.menu.nth(depth);
      const entries = await this.#entries(menu);
      const entry = entries.find((item) => item.label === label);
      if (!entry)
        throw new Error(`No menu item "${label}" among: ${entries.map((item) => item.label).join(" | ")}`);
      const item = menu.locator(ENTRY).nth(entry.index);
      if (depth === labels.length - 1) await item.click();
      else await item.hover();
    }
    await eventually(async () => (await this.menu.count()) === 0, "the context menu to close");
  }

  /** Closes an open menu. */
  async close() {
    await eventually(async () => {
      if ((await this.menu.count()) + (await this.actions.count()) === 0) return true;
      await this.page.keyboard.press("Escape");
      return false;
    }, "the menu to close");
  }

  /** @returns {Promise<string[]>} titles in an open action list (light bulb, mode and model pickers) */
  async actionItems() {
    await this.actions.locator(".monaco-list-row").first().waitFor();
    const read = () =>
      this.actions
        .locator(".monaco-list-row.action")
        .evaluateAll((rows) =>
          rows.map((row) => row.querySelector(".title")?.textContent ?? row.textContent ?? ""),
        );
    return (await settled(read, { quiet: 150 })).map(plain);
  }

  /** @param {string} label chooses from an open action list */
  async chooseAction(label) {
    const items = await this.actionItems();
    const index = items.indexOf(label);
    if (index < 0) throw new Error(`No action "${label}" among: ${items.join(" | ")}`);
    const row = this.actions.locator(".monaco-list-row.action").nth(index);
    // Older versions shield a new list until the mouse moves.
    const box = await row.boundingBox();
    if (box) await this.page.mouse.move(box.x + 20, box.y + box.height / 2, { steps: 3 });
    await row.click();
    await eventually(async () => (await this.actions.count()) === 0, "the action list to close");
  }
}
