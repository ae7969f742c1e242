#!/usr/bin/env node
/**
 * Stands in for the VS Code program where @vscode/test-electron would start one:
 *
 *     runTests({ vscodeExecutablePath: ".../test/host/launcher.mjs", extensionDevelopmentPath, extensionTestsPath })
 *
 * It starts the VS Code server and a page with the given extensions and tests, prints what the tests print, and
 * exits with the code of the run. Variables that it reads:
 *   INFRA_PERSONAS_TEST_MINUTES  time limit, default 8
 *   INFRA_PERSONAS_RESTRICTED=1  Restricted Mode although --disable-workspace-trust is given (runTests always does)
 *   INFRA_PERSONAS_HOST_VERSION  version of code-server, default the pinned one
 */
import {
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { format } from "node:util";
import { readArguments } from "./arguments.mjs";
import { openWorkbench } from "./browser.mjs";
import { startServer } from "./server.mjs";

const MINUTES = Number(process.env.INFRA_PERSONAS_TEST_MINUTES) || 8;
/** How often (ms) what the tests printed is looked for. */
const TAP_INTERVAL = 100;

/** @param {string[]} argv @returns {Promise<number>} exit code */
async function main(argv) {
  const launch = readArguments(argv);
  if (!launch.testsPath) throw new Error("--extensionTestsPath is missing: the launcher only runs tests");
  const trust = launch.trust && process.env.INFRA_PERSONAS_RESTRICTED !== "1";
  const version = process.env.INFRA_PERSONAS_HOST_VERSION;
  const tap = openTap();
  const server = await startServer({
    trust,
    env: { INFRA_PERSONAS_TAP: tap.file },
    settings: givenSettings(launch.userDataDir),
    ...(version ? { version } : {}),
    ...(launch.locale ? { locale: launch.locale } : {}),
    ...(launch.extensionsDir ? { extensionsDir: launch.extensionsDir } : {}),
  });
  /** @type {Awaited<ReturnType<typeof openWorkbench>> | undefined} */
  let workbench;
  const stop = async () => {
    await workbench?.close();
    await server.stop();
  };
  for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"])) {
    process.once(signal, () => void stop().finally(() => process.exit(130)));
  }
  /** @type {(code: number) => void} */
  let exit = () => {};
  const exited = new Promise((resolve) => {
    exit = resolve;
  });
  /** @type {string[]} */
  const windowLog = [];
  const limit = setTimeout(() => exit(-1), MINUTES * 60_000);
  try {
    workbench = await openWorkbench(server, {
      extensionPaths: launch.extensionPaths,
      testsPath: launch.testsPath,
      ...(launch.workspace ? { workspace: launch.workspace } : {}),
      ...(launch.folder ? { folder: launch.folder } : {}),
      waitUntilRestored: false,
      prepare: async (page) => {
        await page.exposeFunction(
          "codeAutomationLog",
          (/** @type {string} */ type, /** @type {unknown[]} */ args) => {
            windowLog.push(`[${type}] ${format(...args)}`);
          },
        );
        await page.exposeFunction("codeAutomationExit", (/** @type {number} */ code) => exit(code));
        page.on("crash", () => exit(-2));
      },
    });
    const code = await exited;
    tap.flush();
    if (code < 0) {
      const why = code === -1 ? `did not end within ${MINUTES} minutes` : "took the page down";
      process.stderr.write(`\nThe tests ${why}.\n`);
    }
    // A run that fails before its first test prints nothing of its own: the log of the window has the reason.
    if (code < 0 || (code !== 0 && tap.length() === 0)) {
      process.stderr.write(`--- log of the window ---\n${windowLog.slice(-60).join("\n")}\n`);
      process.stderr.write(`--- console of the page ---\n${workbench.consoleErrors.slice(-20).join("\n")}\n`);
      process.stderr.write(`--- log of the server ---\n${server.log().slice(-6000)}\n`);
    }
    return code < 0 ? 1 : code;
  } finally {
    clearTimeout(limit);
    tap.close();
    await stop();
  }
}

/**
 * User settings that the caller laid into the profile it names, as desktop VS Code would read them.
 *
 * @param {string | undefined} userDataDir
 * @returns {Record<string, unknown>}
 */
function givenSettings(userDataDir) {
  const file = userDataDir ? join(userDataDir, "User", "settings.json") : "";
  if (!existsSync(file)) return {};
  return JSON.parse(readFileSync(file, "utf8"));
}

/**
 * A file to which the extension host copies what is printed in it, and which is printed here as it grows.
 *
 * @returns {{file: string, flush: () => void, length: () => number, close: () => void}}
 */
function openTap() {
  const folder = mkdtempSync(join(tmpdir(), "infra-tap-"));
  const file = join(folder, "output");
  writeFileSync(file, "");
  const descriptor = openSync(file, "r");
  const buffer = Buffer.alloc(64 * 1024);
  let position = 0;
  const flush = () => {
    for (;;) {
      const count = readSync(descriptor, buffer, 0, buffer.length, position);
      if (count === 0) return;
      position += count;
      process.stdout.write(Buffer.from(buffer.subarray(0, count)));
    }
  };
  const timer = setInterval(flush, TAP_INTERVAL);
  return {
    file,
    flush,
    length: () => position,
    close: () => {
      clearInterval(timer);
      flush();
      closeSync(descriptor);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : error}\n`);
    process.exit(1);
  },
);
