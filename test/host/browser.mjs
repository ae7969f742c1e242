import { mkdir, mkdtemp, symlink } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { chromium } from "playwright-core";
import { hostError } from "./common.mjs";
import { ensureChromium } from "./install.mjs";

/** How long the workbench may take until it is restored, in milliseconds. */
const RESTORE_TIME_LIMIT = 120_000;

/** Arguments that make Chromium run without a display, in a container, and keep it off the network. */
const CHROMIUM_ARGS = [
  "--no-sandbox",
  "--disable-setuid-sandbox",
  "--disable-dev-shm-usage",
  "--disable-gpu",
  "--font-render-hinting=none",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-domain-reliability",
  "--disable-sync",
  "--disable-default-apps",
  "--disable-client-side-phishing-detection",
  "--disable-features=OptimizationHints,MediaRouter,Translate,AutofillServerCommunication,InterestFeedContentSuggestions",
  "--metrics-recording-only",
  "--no-default-browser-check",
  "--no-first-run",
  "--no-pings",
  // No name but ours resolves: whatever the workbench would fetch fails at once instead of hanging.
  "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
];

/**
 * @typedef {object} WorkbenchOptions
 * @property {string} [folder] absolute path of the folder to open
 * @property {string} [workspace] absolute path of a .code-workspace file to open
 * @property {string[]} [extensionPaths] folders of extensions under development
 * @property {string} [testsPath] absolute path of a module with `run()`, started in the extension host
 * @property {Record<string, string>} [env] environment variables for this page's extension host, on top of the
 *   server's
 * @property {{width: number, height: number}} [viewport] size of the window in CSS pixels
 * @property {import("playwright-core").Browser} [browser] a running browser to use instead of a new one
 * @property {(page: import("playwright-core").Page) => Promise<void>} [prepare] called before the page loads
 * @property {boolean} [waitUntilRestored] false: return as soon as the page is requested
 *
 * @typedef {object} OpenWorkbench
 * @property {import("playwright-core").Browser} browser
 * @property {import("playwright-core").Page} page
 * @property {string[]} consoleErrors errors that the page printed or threw, oldest first, without those that
 *   every run of this server has
 * @property {string[]} consoleLog everything that the page printed, oldest first
 * @property {string[]} outsideRequests addresses beyond this machine that the page asked for (none was reached)
 * @property {() => Promise<void>} reload opens the same place anew, with fresh extension hosts
 * @property {() => Promise<void>} close closes the page, and the browser where it was started here
 */

/**
 * Starts a headless Chromium.
 *
 * @returns {Promise<import("playwright-core").Browser>}
 * @throws an error with code "UNSUPPORTED" when there is no Chromium to be had
 */
export async function launchBrowser() {
  const executablePath = await ensureChromium();
  if (!executablePath) {
    throw hostError(
      "UNSUPPORTED",
      `No Chrome, Chromium or Edge was found, and none can be had from npm for ${process.platform} on ` +
        `${process.arch}. Install one, or name it in the environment variable CHROME_PATH.`,
    );
  }
  return chromium.launch({ executablePath, headless: true, args: CHROMIUM_ARGS, timeout: 60_000 });
}

/**
 * Opens VS Code in a browser and waits until it is ready for a person.
 *
 * @param {import("./server.mjs").Server} server
 * @param {WorkbenchOptions} [options]
 * @returns {Promise<OpenWorkbench>}
 */
export async function openWorkbench(server, options = {}) {
  const { extensionPaths = [], testsPath, env, viewport = { width: 1440, height: 900 } } = options;
  const browser = options.browser ?? (await launchBrowser());
  const context = await browser.newContext({ viewport, acceptDownloads: false });
  const page = await context.newPage();
  /** @type {string[]} */
  const consoleErrors = [];
  /** @type {string[]} */
  const consoleLog = [];
  /** @type {string[]} */
  const outsideRequests = [];
  page.on("console", (message) => {
    consoleLog.push(`[${message.type()}] ${message.text()}`);
    if (message.type() === "error" && !isNoise(message)) consoleErrors.push(message.text());
  });
  page.on("pageerror", (error) => consoleErrors.push(error.stack ?? error.message));
  page.on("request", (request) => {
    const url = request.url();
    if (/^(?:https?|wss?):/.test(url) && !url.startsWith(`${server.origin}/`)) outsideRequests.push(url);
  });
  // A reload with unsaved editors asks whether to leave.
  page.on("dialog", (dialog) => void dialog.accept().catch(() => {}));
  const close = async () => {
    // The page first: closing its context waits seconds for the workbench to say goodbye.
    await page.close().catch(() => {});
    await context.close().catch(() => {});
    if (!options.browser) await browser.close().catch(() => {});
  };
  /** @type {[string, string][]} */
  const payload = [["skipWelcome", "true"]];
  if (extensionPaths.length > 0 || testsPath) {
    if (!server.driver)
      throw hostError("START_FAILED", "Extensions under development need a server with `driver`.");
  }
  if (extensionPaths.length > 0) {
    payload.push(["extensionDevelopmentPath", server.uri(await developmentFolder(server, extensionPaths))]);
  }
  if (testsPath) payload.push(["extensionTestsPath", server.uri(testsPath)]);
  if (env) payload.push(["extensionEnvironment", JSON.stringify(env)]);
  const place = {
    ...(options.folder ? { folder: options.folder } : {}),
    ...(options.workspace ? { workspace: options.workspace } : {}),
    payload,
  };
  const load = async () => {
    await page.goto(server.url(place), { waitUntil: "domcontentloaded", timeout: RESTORE_TIME_LIMIT });
    if (options.waitUntilRestored !== false) await untilRestored(page, server.driver);
  };
  try {
    await options.prepare?.(page);
    await load();
  } catch (error) {
    await close();
    const reason = error instanceof Error ? error.message : String(error);
    throw hostError(
      "START_FAILED",
      `The workbench did not come up: ${reason}\nConsole:\n${consoleLog.slice(-20).join("\n")}\n` +
        `Server:\n${server.log().slice(-2000)}`,
    );
  }
  return { browser, page, consoleErrors, consoleLog, outsideRequests, reload: load, close };
}

/**
 * The page takes only one path for extensions under development, but that may be a folder of several.
 *
 * @param {import("./server.mjs").Server} server
 * @param {string[]} extensionPaths folders with a package.json each
 * @returns {Promise<string>} the one path
 */
async function developmentFolder(server, extensionPaths) {
  if (extensionPaths.length === 1) return resolve(/** @type {string} */ (extensionPaths[0]));
  const parent = join(server.dataDir, "development");
  await mkdir(parent, { recursive: true });
  const folder = await mkdtemp(join(parent, "set-"));
  for (const [index, path] of extensionPaths.entries()) {
    await symlink(resolve(path), join(folder, `${index}-${basename(resolve(path))}`), "dir");
  }
  return folder;
}

/**
 * Whether an error of the page says nothing about the product: the server is started without its front end
 * (which has the service worker) and without a signing module (vsda), and a reload cancels what is under way.
 *
 * @param {import("playwright-core").ConsoleMessage} message
 * @returns {boolean}
 */
function isNoise(message) {
  if (/serviceWorker\.js|\/vsda\//.test(message.location().url)) return true;
  return /\[Service Worker\]|\(404\) was received when fetching the script|Long running operations during shutdown|authentication provider 'github' to register|\bCanceled: Canceled\b/.test(
    message.text(),
  );
}

/**
 * Waits until the workbench has put back editors and views.
 *
 * @param {import("playwright-core").Page} page
 * @param {boolean} driver whether the test driver can tell
 */
async function untilRestored(page, driver) {
  if (!driver) {
    await page.locator(".monaco-workbench .statusbar-item").first().waitFor({ timeout: RESTORE_TIME_LIMIT });
    await page.locator(".part.editor .content").first().waitFor({ timeout: RESTORE_TIME_LIMIT });
    return;
  }
  await page.waitForFunction(
    () => {
      const { driver } = /** @type {{driver?: {whenWorkbenchRestored(): Promise<void>}}} */ (
        /** @type {unknown} */ (globalThis)
      );
      return driver?.whenWorkbenchRestored().then(() => true);
    },
    undefined,
    { timeout: RESTORE_TIME_LIMIT },
  );
}
