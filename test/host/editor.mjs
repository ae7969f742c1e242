import { basename } from "node:path";
import { eventually, plain } from "./wait.mjs";

/** The text editor in front. */
export class Editor {
  /**
   * @param {import("playwright-core").Page} page
   * @param {import("./quick-input.mjs").QuickInput} quick
   */
  constructor(page, quick) {
    this.page = page;
    this.quick = quick;
    this.root = page
      .locator(".part.editor .editor-group-container.active .editor-instance .monaco-editor")
      .first();
    this.activeTab = page.locator(".part.editor .editor-group-container.active .tab.active");
  }

  /** @param {string} path relative to the opened folder, e.g. "k8s/deploy.yaml" */
  async open(path) {
    await this.quick.open();
    await this.quick.type(path);
    await this.quick.pick(basename(path));
    const name = basename(path);
    await eventually(
      async () => plain(await this.activeTab.first().getAttribute("data-resource-name")) === name,
      async () => `the editor of ${path}; the tab in front is ${await this.activeTab.allInnerTexts()}`,
    );
    await this.root.locator(".view-line").first().waitFor();
    await this.focus();
  }

  /** Puts the keyboard into the editor, without moving the cursor. */
  async focus() {
    await eventually(async () => {
      if (await this.root.evaluate((root) => root.contains(root.ownerDocument.activeElement))) return true;
      await this.page.keyboard.press("ControlOrMeta+1");
      return false;
    }, "the editor to take the keyboard");
  }

  /**
   * Selects whole lines.
   *
   * @param {number} from first line, 1-based
   * @param {number} [to] last line, the same one when left out
   */
  async selectLines(from, to = from) {
    await this.quick.open();
    await this.quick.type(`:${from}`);
    await this.page.keyboard.press("Enter");
    await eventually(
      async () => (await this.position()).includes(`Ln ${from}, Col`),
      `the cursor on line ${from}`,
    );
    await this.focus();
    await this.page.keyboard.press("Home");
    for (let line = from; line < to; line += 1) await this.page.keyboard.press("Shift+ArrowDown");
    await this.page.keyboard.press("Shift+End");
    await eventually(
      async () => (await this.position()).startsWith(`Ln ${to}, Col`),
      `the selection up to line ${to}`,
    );
  }

  /** @returns {Promise<string>} what the status bar says, e.g. "Ln 3, Col 5 (12 selected)" */
  async position() {
    return plain(
      await this.page.locator(".statusbar-item[id='status.editor.selection']").innerText({ timeout: 2_000 }),
    );
  }

  /** @returns {Promise<string>} the lines in view */
  async text() {
    const lines = await this.root
      .locator(".view-lines")
      .first()
      .evaluate((root) =>
        [...root.querySelectorAll(".view-line")]
          .map((line) => ({
            top: Number.parseFloat(/** @type {any} */ (line).style.top),
            text: line.textContent ?? "",
          }))
          .sort((a, b) => a.top - b.top)
          .map(({ text }) => text),
      );
    return lines.map((line) => line.replaceAll("\u00a0", " ")).join("\n");
  }

  /** @returns {Promise<string[]>} titles of the open tabs */
  async tabs() {
    return (await this.page.locator(".part.editor .tab .label-name").allInnerTexts()).map(plain);
  }

  /** Opens the context menu of the editor on the selection, or at the cursor where nothing is selected. */
  async rightClick() {
    await this.focus();
    const selection = this.root.locator(".selected-text").first();
    const spot =
      (await selection.count()) > 0 ? selection : this.root.locator(".cursors-layer .cursor").first();
    await spot.click({ button: "right", position: { x: 1, y: 8 }, force: true });
  }
}
