#!/usr/bin/env node
/**
 * `npm start`: opens VS Code with the extension on a sample folder.
 *
 *     node test/host/start.mjs [folder] [--no-open] [--port N] [--version 4.104.0]
 *
 * A desktop VS Code is downloaded (once) where there is a display; else, or when that fails, a VS Code server is
 * installed from npm and its address printed. INFRA_PERSONAS_HOST=electron or =server forces one of the two.
 */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { cacheRoot, progress, REPO_ROOT } from "./common.mjs";
import { startServer, writeSettings } from "./server.mjs";
import { QUIET_SETTINGS } from "./settings.mjs";

/** How long the download of VS Code may take, in milliseconds. */
const DOWNLOAD_TIME_LIMIT = 5 * 60_000;
/** How long the download may take to get going: a network that is closed often just stays silent. */
const SILENCE_LIMIT = 20_000;
const OPEN_CHAT = join(dirname(fileURLToPath(import.meta.url)), "open-chat");

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    "no-open": { type: "boolean", default: false },
    port: { type: "string" },
    version: { type: "string" },
  },
});

async function main() {
  const folder = resolve(positionals[0] ?? join(REPO_ROOT, "test", "sample"));
  if (!existsSync(folder))
    throw new Error(`There is no folder ${folder}. Name one: npm start -- path/to/folder`);
  await checkBuilt();
  const forced = process.env.INFRA_PERSONAS_HOST;
  if (forced && forced !== "server" && forced !== "electron") {
    throw new Error(`INFRA_PERSONAS_HOST is "${forced}"; it takes "server" or "electron"`);
  }
  if (forced !== "server" && (forced === "electron" || (hasDisplay() && !values.version))) {
    try {
      return await runElectron(await downloadElectron(), folder);
    } catch (error) {
      if (forced === "electron") throw error;
      const reason = error instanceof Error ? error.message.split("\n")[0] : String(error);
      progress(`a desktop VS Code cannot be had (${reason}); starting the VS Code server instead`);
    }
  } else if (!forced && !values.version) {
    progress("no display here; starting the VS Code server instead of a desktop VS Code");
  }
  return runServer(folder);
}

/** Fails with what to do when the extension was not built. */
async function checkBuilt() {
  const { main: entry } = JSON.parse(await readFile(join(REPO_ROOT, "package.json"), "utf8"));
  if (entry && !existsSync(join(REPO_ROOT, entry))) {
    throw new Error(`${entry} does not exist: build the extension first (npm run build)`);
  }
}

/** @returns {boolean} whether a window can be opened */
function hasDisplay() {
  if (process.platform === "darwin" || process.platform === "win32") return true;
  return Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
}

/** @returns {Promise<string>} path of a desktop VS Code */
async function downloadElectron() {
  const { downloadAndUnzipVSCode } = await import("@vscode/test-electron");
  const cachePath = cacheRoot();
  await mkdir(cachePath, { recursive: true });
  // Versions of code-server follow those of VS Code: 4.104.0 holds 1.104.0.
  const version = values.version?.replace(/^4\./, "1.");
  let alive = false;
  /** @type {import("@vscode/test-electron").ProgressReporter} */
  const reporter = {
    report: ({ stage }) => {
      if (stage === "downloading" && !alive) progress("downloading a desktop VS Code (once) …");
      alive ||= stage !== "fetchingVersion" && stage !== "resolvingCDNLocation";
    },
    error: () => {},
  };
  const download = downloadAndUnzipVSCode({ cachePath, reporter, ...(version ? { version } : {}) });
  return Promise.race([
    download,
    rejectAfter(DOWNLOAD_TIME_LIMIT, () => true, "the download took too long"),
    rejectAfter(SILENCE_LIMIT, () => !alive, "the download server does not answer"),
  ]);
}

/**
 * @param {number} ms
 * @param {() => boolean} applies asked when the time is up
 * @param {string} message
 * @returns {Promise<never>}
 */
function rejectAfter(ms, applies, message) {
  return new Promise((_, reject) => {
    setTimeout(() => {
      if (applies()) reject(new Error(message));
    }, ms).unref();
  });
}

/**
 * Runs a desktop VS Code until its window is closed.
 *
 * @param {string} executable
 * @param {string} folder
 * @returns {Promise<number>} exit code
 */
async function runElectron(executable, folder) {
  const userData = join(cacheRoot(), "start-user-data");
  await writeSettings(join(userData, "User"), QUIET_SETTINGS);
  const args = [
    `--extensionDevelopmentPath=${REPO_ROOT}`,
    `--extensionDevelopmentPath=${OPEN_CHAT}`,
    `--user-data-dir=${userData}`,
    `--extensions-dir=${join(cacheRoot(), "start-extensions")}`,
    "--disable-workspace-trust",
    "--disable-updates",
    "--skip-welcome",
    "--skip-release-notes",
    "--new-window",
    "--wait",
    folder,
  ];
  progress("opening VS Code; it runs until you close its window");
  const child = spawn(executable, args, { stdio: "inherit" });
  return new Promise((settle, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => settle(code ?? 0));
  });
}

/**
 * Runs the VS Code server until Ctrl-C.
 *
 * @param {string} folder
 * @returns {Promise<number>} exit code
 */
async function runServer(folder) {
  const server = await startServer({
    driver: false,
    steady: false,
    installed: [REPO_ROOT, OPEN_CHAT],
    ...(values.version ? { version: values.version } : {}),
    ...(values.port ? { port: Number(values.port) } : {}),
  });
  const url = server.url({ folder });
  progress("VS Code with the extension is at the address below, until Ctrl-C");
  console.log(url);
  if (!values["no-open"] && hasDisplay()) openBrowser(url);
  return new Promise((settle) => {
    for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"])) {
      process.once(signal, () => void server.stop().then(() => settle(0)));
    }
  });
}

/** @param {string} url opens it in the person's browser; a failure leaves the printed address */
function openBrowser(url) {
  const [command, ...args] =
    process.platform === "darwin"
      ? ["open", url]
      : process.platform === "win32"
        ? ["cmd", "/c", "start", "", url.replaceAll("&", "^&")]
        : ["xdg-open", url];
  const child = spawn(/** @type {string} */ (command), args, { stdio: "ignore", detached: true });
  child.on("error", () => progress("no browser could be opened; open the address yourself"));
  child.unref();
}

main().then(
  (code) => process.exit(code),
  (error) => {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
    process.exit(1);
  },
);
