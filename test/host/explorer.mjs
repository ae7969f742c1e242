import { basename } from "node:path";
import { eventually, plain, scrollList } from "./wait.mjs";

/** The explorer and the source control view. */
export class Explorer {
  /**
   * @param {import("playwright-core").Page} page
   * @param {import("./quick-input.mjs").QuickInput} quick
   */
  constructor(page, quick) {
    this.page = page;
    this.quick = quick;
    this.list = page.locator(".explorer-folders-view .monaco-list").first();
  }

  /** Brings the explorer to the front. */
  async show() {
    if (await this.list.isVisible()) return;
    await this.quick.run("View: Show Explorer");
    await this.list.waitFor();
  }

  /**
   * Finds the row of a file or folder, opening the folders above it.
   *
   * @param {string} path relative to the opened folder, with "/"; "" is the folder itself (multi-root: its name)
   * @returns {Promise<import("playwright-core").Locator>}
   */
  async row(path) {
    await this.show();
    const names = path.split("/").filter(Boolean);
    let after = -1;
    for (const [depth, name] of names.entries()) {
      const found = await eventually(
        () => this.#find(name, depth + 1, after),
        async () =>
          `"${path}" in the explorer: ${(await this.list.locator(".monaco-list-row").allInnerTexts()).join(" | ")}`,
      );
      const row = this.list.locator(`.monaco-list-row[data-index="${found.index}"]`);
      if (depth === names.length - 1) return row;
      if (!found.expanded) {
        await row.locator(".monaco-tl-twistie").click();
        await eventually(
          async () => (await row.getAttribute("aria-expanded")) === "true",
          `the folder "${name}" to open`,
        );
      }
      after = found.index;
    }
    throw new Error("The explorer has no row for the opened folder itself");
  }

  /**
   * @param {string} name
   * @param {number} level 1-based depth in the tree
   * @param {number} after index of the row of the folder above
   * @returns {Promise<{index: number, expanded: boolean} | undefined>}
   */
  async #find(name, level, after) {
    const rows = await this.list.locator(".monaco-list-row").evaluateAll((elements) =>
      elements.map((row) => ({
        index: Number(row.getAttribute("data-index")),
        level: Number(row.getAttribute("aria-level")),
        expanded: row.getAttribute("aria-expanded") === "true",
        name: row.querySelector(".label-name")?.textContent ?? "",
      })),
    );
    rows.sort((a, b) => a.index - b.index);
    const found = rows.find((row) => row.index > after && row.level === level && plain(row.name) === name);
    if (found) return found;
    // Perhaps out of view.
    await scrollList(this.list, (rows[0]?.index ?? 0) > after + 1 ? -200 : 200);
    return undefined;
  }

  /** @param {string | string[]} paths right-clicks the one, or all of several selected with Ctrl (Cmd) */
  async rightClick(paths) {
    const all = Array.isArray(paths) ? paths : [paths];
    const click = /** @type {{position: {x: number, y: number}}} */ ({ position: { x: 60, y: 10 } });
    for (const [index, path] of all.entries()) {
      const row = await this.row(path);
      if (all.length > 1) await row.click({ ...click, modifiers: index > 0 ? ["ControlOrMeta"] : [] });
      if (all.length > 1)
        await eventually(async () => (await row.getAttribute("aria-selected")) === "true", path);
    }
    await (await this.row(/** @type {string} */ (all.at(-1)))).click({ ...click, button: "right" });
  }

  /** @param {string} file right-clicks a changed file in the source control view: name, or path from the root */
  async rightClickChange(file) {
    const view = this.page.locator(".scm-view:not(.scm-history-view)").first();
    if (!(await view.isVisible())) {
      const label = this.page.locator(".action-label[aria-label^='Source Control']");
      await this.page.locator(".activitybar .action-item", { has: label }).first().click();
    }
    const row = view.locator(".monaco-list-row", {
      has: this.page.locator(".resource .label-name", {
        hasText: new RegExp(`^${escapePattern(basename(file))}$`),
      }),
    });
    await row.first().click({ button: "right" });
  }
}

/** @param {string} text @returns {string} for a regular expression that matches just it */
function escapePattern(text) {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
