import { execFileSync } from "node:child_process";
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { launchBrowser, openWorkbench } from "../host/browser.mjs";
import { startServer } from "../host/server.mjs";
import { Workbench } from "../host/workbench.mjs";

const root = process.cwd();

interface RecorderState {
  fragments?: string[];
  delayMs?: number;
  fail?: { code?: string; message?: string };
  enabled?: boolean;
}

export interface WindowOptions {
  /** Files for the folder; the sample workspace where absent, no folder at all where null. */
  files?: Record<string, string> | null;
  /** With the model that records; without it the built-in analysis is alone. */
  recorder?: boolean;
  settings?: Record<string, unknown>;
  /** False: Restricted Mode. */
  trust?: boolean;
  /** Of the window, in CSS pixels. The chat draws only what is in view, so a long answer wants a high window. */
  height?: number;
}

/** A VS Code window with the extension under test. */
export interface TestWindow {
  workbench: Workbench;
  folder: string;
  /** Errors that the page printed. */
  consoleErrors: string[];
  /** Addresses beyond this machine that the page asked for. */
  outsideRequests: string[];
  /** Tells the recorder what to answer from now on. */
  answerWith(state: RecorderState): void;
  /** The texts of the messages of every request that the recorder got, oldest first. */
  requests(): string[][];
  /** Opens the same place anew, with a fresh extension host. */
  reload(): Promise<void>;
  close(): Promise<void>;
}

let browser: Browser | undefined;
let shown: Page | undefined;
after(() => browser?.close());
afterEach(async function () {
  if (this.currentTest?.state !== "failed" || !shown || shown.isClosed()) return;
  const name = this.currentTest.fullTitle().replace(/\W+/g, "-").slice(0, 100);
  await shown.screenshot({ path: join(root, "out/failures", `${name}.png`) });
});

/** Opens a window on a copy of the sample workspace, which is a Git repository. */
export async function openWindow({
  files,
  recorder = false,
  settings = {},
  trust = true,
  height = 900,
}: WindowOptions = {}): Promise<TestWindow> {
  const temporary = mkdtempSync(join(tmpdir(), "infra-personas-"));
  const folder = join(temporary, "parcel-desk");
  const control = join(temporary, "recorder");
  mkdirSync(folder);
  mkdirSync(control);
  if (files === undefined) cpSync(join(root, "test/sample"), folder, { recursive: true });
  else for (const [path, text] of Object.entries(files ?? {})) writeFile(folder, path, text);
  git(folder, "init", "-q");
  git(folder, "add", ".");
  git(
    folder,
    "-c",
    "user.name=t",
    "-c",
    "user.email=t@example.com",
    "commit",
    "-qm",
    "start",
    "--allow-empty",
  );

  const server = await startServer({ settings, trust, env: { RECORDER_DIR: control } });
  browser ??= await launchBrowser();
  const extensionPaths = recorder ? [root, join(root, "test/recorder")] : [root];
  const open = await openWorkbench(server, {
    ...(files === null ? {} : { folder }),
    extensionPaths,
    browser,
    viewport: { width: 1440, height },
  });
  shown = open.page;
  // The status bar entry says that the extension is active.
  await open.page.locator(".statusbar-item[id*='infraPersonas']").first().waitFor({ timeout: 60_000 });
  return {
    workbench: new Workbench(open.page),
    folder,
    consoleErrors: open.consoleErrors,
    outsideRequests: open.outsideRequests,
    answerWith: (state) => writeFileSync(join(control, "answer.json"), JSON.stringify(state)),
    requests: () => readRequests(join(control, "requests.jsonl")),
    reload: () => open.reload(),
    async close() {
      await open.close();
      await server.stop();
      rmSync(temporary, { recursive: true, force: true });
    },
  };
}

/** Drags the border of the chat until it is about that wide, in CSS pixels. */
export async function widenChat({ workbench: { page } }: TestWindow, width: number): Promise<void> {
  const box = await page.locator(".part.auxiliarybar").boundingBox();
  if (!box) throw new Error("The chat is not shown in the side bar");
  const y = box.y + box.height / 2;
  await page.mouse.move(box.x - 2, y);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width - width - 2, y, { steps: 5 });
  await page.mouse.up();
}

/** Scrolls the conversation up until the first words of an answer are in view. */
export async function scrollUpTo({ workbench: { page, chat } }: TestWindow, words: string): Promise<void> {
  await chat.list.hover();
  await until(async () => {
    await page.mouse.wheel(0, -300);
    const found = await page.locator(".interactive-response").getByText(words).first().boundingBox();
    const list = await chat.list.boundingBox();
    return found !== null && list !== null && found.y > list.y + 60;
  }, `"${words}" in view`);
  await page.mouse.move(500, 5);
}

/** Opens a context menu until it offers `label`, and chooses it. The menus follow the background search for files. */
export async function chooseFrom(
  { workbench }: TestWindow,
  open: () => Promise<string[]>,
  label: string,
): Promise<void> {
  let seen = "no entries";
  await until(
    async () => {
      const labels = await open();
      seen = labels.join(" | ");
      // A menu closes by itself where the window is still settling; then it is opened again.
      if (labels.includes(label))
        return workbench.chooseMenuItem(label).then(
          () => true,
          () => false,
        );
      await workbench.menus.close();
      return false;
    },
    () => `"${label}" among ${seen}`,
  );
}

async function until(
  probe: () => Promise<boolean>,
  what: string | (() => string),
  timeout = 30_000,
): Promise<void> {
  const end = Date.now() + timeout;
  while (!(await probe())) {
    if (Date.now() > end) throw new Error(`Waited in vain for ${typeof what === "string" ? what : what()}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Writes a file of a window's folder. */
export function writeFile(folder: string, path: string, text: string): void {
  mkdirSync(join(folder, path, ".."), { recursive: true });
  writeFileSync(join(folder, path), text);
}

/** Adds a line to a file of a window's folder: an uncommitted change. */
export function addLine(folder: string, path: string, line: string): void {
  appendFileSync(join(folder, path), `${line}\n`);
}

/** Where the pictures of the README are. */
export function picture(name: string): string {
  return join(root, "media", name);
}

function readRequests(file: string): string[][] {
  if (!existsSync(file)) return [];
  return readFileSync(file, "utf8")
    .trim()
    .split("\n")
    .map((line) => (JSON.parse(line) as { messages: { text: string }[] }).messages.map(({ text }) => text));
}

function git(cwd: string, ...args: string[]): void {
  execFileSync("git", args, { cwd, stdio: "ignore" });
}
