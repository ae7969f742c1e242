import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { ChatPanel } from "./chat-panel.mjs";
import { Editor } from "./editor.mjs";
import { Explorer } from "./explorer.mjs";
import { Menus } from "./menus.mjs";
import { Notifications } from "./notifications.mjs";
import { QuickInput } from "./quick-input.mjs";
import { eventually, plain, readList, settled } from "./wait.mjs";

/**
 * Drives VS Code in a page as a person would: with mouse and keyboard, waiting for what appears. Every method
 * fails with a sentence that says what was waited for. The parts (`chat`, `editor`, `explorer`, `menus`,
 * `notes`, `quick`) can do a little more than the methods here.
 */
export class Workbench {
  /** @param {import("playwright-core").Page} page with a restored workbench (see openWorkbench) */
  constructor(page) {
    this.page = page;
    this.quick = new QuickInput(page);
    this.editor = new Editor(page, this.quick);
    this.explorer = new Explorer(page, this.quick);
    this.menus = new Menus(page);
    this.chat = new ChatPanel(page, this.quick);
    this.notes = new Notifications(page, this.quick);
  }

  /** @param {string} title command as the palette shows it, e.g. "Developer: Reload Window" */
  runCommand = (title) => this.quick.run(title);
  /** @param {string} text label of the item to choose in an open quick pick */
  quickPick = (text) => this.quick.pick(text);
  /** @returns {Promise<string[]>} labels of the items of an open quick pick */
  quickPickItems = () => this.quick.items();
  /** @param {string} path relative to the opened folder */
  openFile = (path) => this.editor.open(path);
  /** @param {number} from 1-based @param {number} [to] last line */
  selectLines = (from, to) => this.editor.selectLines(from, to);

  /** @param {{model?: boolean}} [options] `model: false`: do not wait for a language model */
  openChat = (options) => this.chat.open(options);
  /** Starts a new conversation. */
  newChat = () => this.chat.newChat();
  /** @param {string} text question, sent with Enter @param {{model?: boolean}} [options] */
  ask = (text, options) => this.chat.ask(text, options);
  /** @returns {Promise<import("./answer-text.mjs").Answer[]>} all answers, oldest first */
  answers = () => this.chat.answers();
  /** @param {{timeout?: number}} [options] @returns {Promise<import("./answer-text.mjs").Answer>} once complete */
  lastAnswer = (options) => this.chat.lastAnswer(options);
  /** @returns {Promise<string>} all Markdown of the last answer, as its "Copy" button gives it */
  copyAnswer = () => this.chat.copyAnswer();
  /** Call before a menu item or button that asks something, so that `lastAnswer` waits for that answer. */
  expectAnswer = () => this.chat.expectAnswer();
  /** @returns {Promise<import("./answer-text.mjs").Link[]>} of the last answer */
  answerLinks = () => this.chat.links();
  /** @returns {Promise<{name: string, description: string}[]>} "Used N references" of the last answer */
  usedReferences = () => this.chat.usedReferences();
  /** @returns {Promise<string[]>} */
  followUps = () => this.chat.followUps();
  /** @param {string} text label of a follow-up, which is asked at once */
  clickFollowUp = (text) => this.chat.clickFollowUp(text);
  /** Stops the answer that is being written. */
  stop = () => this.chat.stop();

  /** @param {string | string[]} paths relative to the folder @returns {Promise<string[]>} labels of the menu */
  async explorerContextMenu(paths) {
    await this.explorer.rightClick(paths);
    return this.menus.items();
  }

  /** @returns {Promise<string[]>} labels of the context menu of the editor */
  async editorContextMenu() {
    await this.editor.rightClick();
    return this.menus.items();
  }

  /** @param {string} file a changed file @returns {Promise<string[]>} labels of its menu in source control */
  async scmContextMenu(file) {
    await this.explorer.rightClickChange(file);
    return this.menus.items();
  }

  /** @param {...string} labels item of the open context menu, or the way to it through submenus */
  chooseMenuItem = (...labels) => this.menus.choose(...labels);
  /** Closes an open menu without choosing. */
  closeMenu = () => this.menus.close();

  /**
   * Opens the menu of the light bulb at the cursor or selection of the editor.
   *
   * @returns {Promise<string[]>} titles of the actions
   */
  async lightBulbItems() {
    await this.editor.focus();
    await this.menus.close();
    await this.page.keyboard.press("ControlOrMeta+.");
    return this.menus.actionItems();
  }

  /** @param {string} label chooses from the menu of the light bulb, opening it if need be */
  async chooseLightBulb(label) {
    if ((await this.menus.actions.count()) === 0) {
      // Actions come from extensions, which may still be computing when the menu opens for the first time.
      await eventually(async () => (await this.lightBulbItems()).includes(label), `the action "${label}"`);
    }
    await this.menus.chooseAction(label);
  }

  /**
   * @param {string} text part of what an item of the status bar shows
   * @returns {Promise<{text: string, tooltip: string, click: () => Promise<void>}>}
   */
  async statusBarItem(text) {
    const item = this.page.locator(".statusbar-item", { hasText: text }).first();
    await item.waitFor();
    return {
      text: plain(await item.innerText()),
      tooltip: plain(await item.getAttribute("aria-label")),
      click: () => item.locator("a").first().click(),
    };
  }

  /** @returns {Promise<string[]>} messages of the notifications, those that no longer show as toasts too */
  notifications = () => this.notes.list();
  /**
   * @param {string | RegExp} text what the message contains
   * @param {{timeout?: number}} [options]
   * @returns {Promise<string>} the whole message
   */
  waitForNotification = (text, options) => this.notes.waitFor(text, options);
  /** @param {string} text part of the message @param {string} button label of its button */
  clickNotification = (text, button) => this.notes.click(text, button);
  /** Removes all notifications. */
  clearNotifications = () => this.notes.clear();

  /** @returns {Promise<string[]>} texts of the modal dialogs that were closed with Escape */
  async dismissDialogs() {
    /** @type {string[]} */
    const texts = [];
    const dialog = this.page.locator(".monaco-dialog-box:visible");
    while ((await dialog.count()) > 0) {
      const text = plain(await dialog.first().innerText());
      if (texts.at(-1) !== text) texts.push(text);
      await this.page.keyboard.press("Escape");
      await settled(() => dialog.count(), { quiet: 100 });
      if (texts.length > 10) throw new Error(`Dialogs keep coming: ${texts.join(" | ")}`);
    }
    return texts;
  }

  /** @param {string} button presses a button of the modal dialog in front @returns {Promise<string>} its text */
  async answerDialog(button) {
    const dialog = this.page.locator(".monaco-dialog-box:visible").first();
    await dialog.waitFor();
    const text = plain(await dialog.innerText());
    await dialog.locator(".monaco-button", { hasText: button }).first().click();
    await dialog.waitFor({ state: "hidden" });
    return text;
  }

  /**
   * Takes a picture of the whole window.
   *
   * @param {string} file path of the PNG
   * @param {{chatWidth?: number}} [options] widens the chat first, in CSS pixels (about 700 reads well)
   */
  async screenshot(file, { chatWidth } = {}) {
    await mkdir(dirname(file), { recursive: true });
    if (chatWidth) await this.chat.widen(chatWidth);
    await this.page.screenshot({ path: file });
  }

  /**
   * Reads the editor of "Developer: Show Running Extensions".
   *
   * @returns {Promise<{name: string, activationMs: number | undefined}[]>} undefined: not activated (yet)
   */
  async runningExtensions() {
    await this.runCommand("Developer: Show Running Extensions");
    const list = this.page.locator(".runtime-extensions-editor .monaco-list").first();
    await list.locator(".monaco-list-row").first().waitFor();
    const rows = await readList(list, (elements) =>
      elements.evaluateAll((all) =>
        all.map((row) => ({
          index: Number(row.getAttribute("data-index")),
          value: {
            name: row.querySelector(".name")?.textContent ?? "",
            time: row.querySelector(".activation-time")?.textContent ?? "",
          },
        })),
      ),
    );
    await this.runCommand("View: Close Editor");
    return rows.map(({ name, time }) => {
      const match = /(\d+)\s*ms/.exec(time);
      return { name: plain(name), activationMs: match ? Number(match[1]) : undefined };
    });
  }
}
