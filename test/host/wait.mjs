import { setTimeout as sleep } from "node:timers/promises";

/** How long the page object waits for something to appear, in milliseconds, unless told otherwise. */
export const PATIENCE = 30_000;

/**
 * Calls `probe` until it gives something truthy. Errors in it count as "not yet": the page may be in between
 * two states.
 *
 * @template T
 * @param {() => T | Promise<T>} probe
 * @param {string | (() => string | Promise<string>)} what what is waited for, for the error message
 * @param {{timeout?: number, interval?: number}} [options] milliseconds
 * @returns {Promise<NonNullable<Awaited<T>>>}
 * @throws when the time is up
 */
export async function eventually(probe, what, { timeout = PATIENCE, interval = 50 } = {}) {
  const deadline = Date.now() + timeout;
  let lastError = "";
  for (;;) {
    try {
      const value = await probe();
      if (value) return value;
      lastError = "";
    } catch (error) {
      lastError = error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);
    }
    if (Date.now() > deadline) {
      const description = typeof what === "string" ? what : await what();
      throw new Error(`Waited ${timeout / 1000} s for ${description}${lastError ? ` (${lastError})` : ""}`);
    }
    await sleep(interval);
  }
}

/**
 * Waits until a value stays the same for a while.
 *
 * @template T
 * @param {() => Promise<T>} read
 * @param {{quiet?: number, timeout?: number}} [options] milliseconds
 * @returns {Promise<T>} the value at rest (or the last one when it never rests)
 */
export async function settled(read, { quiet = 200, timeout = 5_000 } = {}) {
  const deadline = Date.now() + timeout;
  let value = await read();
  let since = Date.now();
  while (Date.now() - since < quiet && Date.now() < deadline) {
    await sleep(40);
    const next = await read();
    if (JSON.stringify(next) !== JSON.stringify(value)) since = Date.now();
    value = next;
  }
  return value;
}

/** @param {string | null | undefined} text @returns {string} with plain blanks, trimmed */
export function plain(text) {
  return (text ?? "")
    .replace(/\u200b|\u200c|\u200d|\u2028/g, "")
    .replace(/\u00a0/g, " ")
    .trim();
}

/**
 * Scrolls one of VS Code's lists, which draw and move their rows themselves. A turn of the mouse wheel in the
 * browser's driver always counts as one notch, so the event is made here.
 *
 * @param {import("playwright-core").Locator} list a `.monaco-list`
 * @param {number} pixels downwards; negative: upwards
 */
export async function scrollList(list, pixels) {
  // One notch is 120 units and moves a list by 50 pixels.
  await list
    .locator(".monaco-list-rows")
    .first()
    .evaluate(
      (rows, wheelDeltaY) => {
        // A list that cannot scroll would pass the event on to the one around it.
        const list = rows.closest(".monaco-list");
        list?.addEventListener("wheel", (event) => event.stopPropagation(), { once: true });
        const init = { bubbles: true, cancelable: true, deltaY: -wheelDeltaY, wheelDeltaY };
        rows.dispatchEvent(new WheelEvent("wheel", init));
      },
      -pixels * (120 / 50),
    );
}

/**
 * Reads every row of one of VS Code's lists, which only draws those in view: scrolls from top to bottom.
 *
 * @template T
 * @param {import("playwright-core").Locator} list a `.monaco-list`
 * @param {(rows: import("playwright-core").Locator) => Promise<{index: number, value: T}[]>} read reads the rows
 *   that are drawn, each with its `data-index`
 * @returns {Promise<T[]>} in the list's order
 */
export async function readList(list, read) {
  const box = await list.boundingBox();
  if (!box) return [];
  await scrollList(list, -1_000_000);
  /** @type {Map<number, T>} */
  const found = new Map();
  for (let step = 0; step < 200; step += 1) {
    const rows = await settled(() => read(list.locator(".monaco-list-row")), { quiet: 100, timeout: 2_000 });
    const before = found.size;
    for (const row of rows) found.set(row.index, row.value);
    if (found.size === before) break;
    await scrollList(list, Math.max(20, box.height - 40));
  }
  return [...found.entries()].sort(([a], [b]) => a - b).map(([, value]) => value);
}
