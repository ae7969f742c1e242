import { eventually, plain } from "./wait.mjs";

/**
 * Notifications. They are read in the notification centre (the bell in the status bar): toasts vanish after a
 * while, and with the test driver on there are none.
 */
export class Notifications {
  /**
   * @param {import("playwright-core").Page} page
   * @param {import("./quick-input.mjs").QuickInput} quick
   */
  constructor(page, quick) {
    this.page = page;
    this.quick = quick;
    this.center = page.locator(".notifications-center:visible");
    this.items = this.center.locator(".notification-list-item");
  }

  /** Opens the notification centre. */
  async open() {
    const bell = this.page.locator(".statusbar-item[id='status.notifications'] a");
    await eventually(async () => {
      if ((await this.center.count()) > 0) return true;
      await bell.click();
      return (await this.center.count()) > 0;
    }, "the notification centre to open");
  }

  /** Hides the notification centre; the notifications stay. */
  async close() {
    await eventually(async () => {
      if ((await this.center.count()) === 0) return true;
      await this.page.locator(".statusbar-item[id='status.notifications'] a").click();
      return (await this.center.count()) === 0;
    }, "the notification centre to close");
  }

  /** @returns {Promise<string[]>} the messages, newest first */
  async list() {
    await this.open();
    const messages = await this.#messages();
    await this.close();
    return messages;
  }

  async #messages() {
    return (await this.items.locator(".notification-list-item-message").allInnerTexts()).map(plain);
  }

  /**
   * @param {string | RegExp} text what the message contains
   * @param {{timeout?: number}} [options] milliseconds
   * @returns {Promise<string>} the whole message
   */
  async waitFor(text, options) {
    const matches = (/** @type {string} */ message) =>
      typeof text === "string" ? message.includes(text) : text.test(message);
    await this.open();
    const message = await eventually(
      async () => (await this.#messages()).find(matches),
      async () => `a notification with ${text}; there are: ${(await this.#messages()).join(" | ") || "none"}`,
      options,
    );
    await this.close();
    return message;
  }

  /**
   * Presses a button of a notification, waiting for it to come.
   *
   * @param {string} text part of the message
   * @param {string} button label
   */
  async click(text, button) {
    await this.open();
    const item = this.items.filter({ hasText: text }).first();
    await item.hover();
    await item.locator(".monaco-button", { hasText: button }).first().click();
    await this.close();
  }

  /** Removes all notifications. */
  async clear() {
    await this.quick.run("Notifications: Clear All Notifications");
    await eventually(async () => (await this.list()).length === 0, "no notifications");
  }
}
