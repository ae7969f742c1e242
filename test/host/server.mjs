import { spawn } from "node:child_process";
import { rmSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { hostError } from "./common.mjs";
import { ensureServer } from "./install.mjs";
import { QUIET_SETTINGS, STEADY_SETTINGS } from "./settings.mjs";

/** How long the server may take until it listens, in milliseconds. */
const START_TIME_LIMIT = 90_000;
/** How many characters of the server's output are kept. */
const LOG_LIMIT = 200_000;
/** Loopback name; the same in the URL, the payload and the workbench's remote authority. */
const HOST = "127.0.0.1";

/**
 * @typedef {object} ServerOptions
 * @property {string} [version] version of the npm package `code-server`
 * @property {string} [dataDir] folder for user data; default: a temporary one that `stop` removes
 * @property {string} [extensionsDir] folder of installed extensions; default: an empty one in `dataDir`
 * @property {string[]} [installed] folders of extensions to install (as links), as a person has them; the ones
 *   of `openWorkbench` count as under development
 * @property {boolean} [driver] false: the window of a person, without the test driver. The driver is what makes
 *   the workbench take extensions under development and tests from the address, but it hides notification toasts
 * @property {Record<string, unknown>} [settings] user settings on top of the quiet ones
 * @property {boolean} [steady] false: without the settings that only tests want (see settings.mjs)
 * @property {number} [port] default: any free one
 * @property {boolean} [trust] false: workspace trust is in force, an unknown folder opens in Restricted Mode
 * @property {string} [locale] display language, e.g. "de" (without a language pack only number formats follow)
 * @property {NodeJS.ProcessEnv} [env] environment variables for the server and its extension hosts
 *
 * @typedef {object} Place
 * @property {string} [folder] absolute path of a folder to open
 * @property {string} [workspace] absolute path of a .code-workspace file to open
 * @property {[string, string][]} [payload] entries for the workbench, e.g. ["extensionDevelopmentPath", uri]
 *
 * @typedef {object} Server
 * @property {number} port
 * @property {string} origin e.g. "http://127.0.0.1:41234"
 * @property {number} pid process id of the server
 * @property {string} dataDir
 * @property {boolean} driver whether the test driver is on
 * @property {(path: string) => string} uri the URI of a local file as the workbench names it
 * @property {(place?: Place) => string} url address that opens the workbench
 * @property {() => Promise<void>} stop ends the server with every process that it started
 * @property {() => string} log the end of what the server printed
 */

/**
 * Starts a VS Code server on a free port of the loopback interface and waits until it answers.
 *
 * @param {ServerOptions} [options]
 * @returns {Promise<Server>}
 * @throws an error with code "UNSUPPORTED", "INSTALL_FAILED" or "START_FAILED"
 */
export async function startServer(options = {}) {
  const { trust = true, driver = true, steady = true, installed = [], port: wantedPort = 0 } = options;
  const { locale, env = {}, settings = {} } = options;
  const { serverDir, node } = await ensureServer(options.version ? { version: options.version } : {});
  const temporary = !options.dataDir;
  const dataDir = options.dataDir ? resolve(options.dataDir) : await mkdtemp(join(tmpdir(), "infra-host-"));
  const extensionsDir = options.extensionsDir ? resolve(options.extensionsDir) : join(dataDir, "extensions");
  await mkdir(extensionsDir, { recursive: true });
  for (const folder of installed) await installLink(extensionsDir, resolve(folder));
  await writeSettings(join(dataDir, "data", "User"), {
    ...QUIET_SETTINGS,
    ...(steady ? STEADY_SETTINGS : {}),
    ...trustSettings(trust),
    ...settings,
  });

  const preload = join(dirname(fileURLToPath(import.meta.url)), "preload.cjs");
  const args = [
    "--require",
    preload,
    join(serverDir, "out", "server-main.js"),
    ...["--host", HOST, "--port", String(wantedPort)],
    ...["--server-data-dir", dataDir, "--extensions-dir", extensionsDir],
    "--without-connection-token",
    "--accept-server-license-terms",
    "--disable-telemetry",
    "--disable-experiments",
    "--disable-update-check",
    "--disable-getting-started-override",
    ...(driver ? ["--enable-smoke-test-driver"] : []),
    ...(trust ? ["--disable-workspace-trust"] : []),
    ...(locale ? ["--locale", locale] : []),
  ];
  const child = spawn(node, args, {
    cwd: dataDir,
    env: serverEnvironment(env),
    // A process group of its own, so that one signal ends the extension hosts as well.
    detached: true,
    stdio: ["pipe", "pipe", "pipe"],
  });
  let output = "";
  /** @param {Buffer} chunk */
  const collect = (chunk) => {
    output = (output + chunk.toString()).slice(-LOG_LIMIT);
  };
  child.stdout.on("data", collect);
  child.stderr.on("data", collect);
  const closed = new Promise((settle) => child.once("close", settle));
  const kill = () => {
    try {
      if (child.pid) process.kill(-child.pid, "SIGKILL");
    } catch {
      // It is gone already.
    }
  };
  const onExit = () => {
    kill();
    if (temporary) rmSync(dataDir, { recursive: true, force: true });
  };
  process.once("exit", onExit);

  const stop = async () => {
    kill();
    await closed;
    process.off("exit", onExit);
    if (temporary) await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const port = await listeningPort(child, () => output);
    const authority = `${HOST}:${port}`;
    const uri = (/** @type {string} */ path) =>
      `vscode-remote://${authority}${encodeURI(resolve(path)).replace(/[?#]/g, encodeURIComponent)}`;
    const origin = `http://${authority}`;
    return {
      port,
      origin,
      pid: child.pid ?? 0,
      dataDir,
      driver,
      uri,
      url: ({ folder, workspace, payload } = {}) => {
        const query = new URLSearchParams();
        if (workspace) query.set("workspace", resolve(workspace));
        else if (folder) query.set("folder", resolve(folder));
        else query.set("ew", "true");
        if (payload) query.set("payload", JSON.stringify(payload));
        // VS Code reads a plus sign as itself, not as a blank.
        return `${origin}/?${query.toString().replaceAll("+", "%20")}`;
      },
      stop,
      log: () => output,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/**
 * Waits for the line with which the server says that it listens.
 *
 * @param {import("node:child_process").ChildProcess} child
 * @param {() => string} output what it printed so far
 * @returns {Promise<number>} the port
 */
function listeningPort(child, output) {
  return new Promise((settle, reject) => {
    const fail = (/** @type {string} */ why) =>
      reject(hostError("START_FAILED", `The VS Code server ${why}.\n${output().slice(-3000).trim()}`));
    const timer = setTimeout(
      () => fail(`did not listen within ${START_TIME_LIMIT / 1000} s`),
      START_TIME_LIMIT,
    );
    child.once("error", (error) => {
      clearTimeout(timer);
      fail(`could not be started: ${error.message}`);
    });
    child.once("exit", (code, signal) => {
      clearTimeout(timer);
      fail(`ended at once (${signal ?? `exit code ${code}`})`);
    });
    child.stdout?.on("data", () => {
      const match = /Extension host agent listening on (\d{1,5})/.exec(output());
      if (!match) return;
      clearTimeout(timer);
      settle(Number(match[1]));
    });
  });
}

/**
 * The environment for the server: ours without what another VS Code around us (a terminal, a debugger) has put
 * there, plus what the caller sets.
 *
 * @param {NodeJS.ProcessEnv} extra
 * @returns {NodeJS.ProcessEnv}
 */
function serverEnvironment(extra) {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(?:VSCODE_|ELECTRON_|NODE_OPTIONS$|BROWSER$)/.test(name),
  );
  return {
    ...Object.fromEntries(inherited),
    // The environment is taken as it is; no login shell is asked for another one.
    VSCODE_CLI: "1",
    // No extension gallery: nothing is looked up in one.
    EXTENSIONS_GALLERY: "null",
    ...extra,
  };
}

/**
 * @param {string} extensionsDir
 * @param {string} folder of an extension, with its package.json
 */
async function installLink(extensionsDir, folder) {
  const { publisher, name, version } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  const link = join(extensionsDir, `${publisher}.${name}-${version}`);
  await rm(link, { force: true, recursive: true });
  await symlink(folder, link, "dir");
  // The list of installed extensions is made anew from what lies in the folder.
  await rm(join(extensionsDir, "extensions.json"), { force: true });
}

/** @param {boolean} trust @returns {Record<string, unknown>} */
function trustSettings(trust) {
  if (trust) return { "security.workspace.trust.enabled": false };
  return {
    "security.workspace.trust.enabled": true,
    // Restricted Mode from the start, without the question.
    "security.workspace.trust.startupPrompt": "never",
    "security.workspace.trust.banner": "never",
    "security.workspace.trust.emptyWindow": false,
  };
}

/**
 * Writes settings.json; settings that are there already stay unless given anew.
 *
 * @param {string} folder VS Code's `User` folder
 * @param {Record<string, unknown>} settings
 */
export async function writeSettings(folder, settings) {
  const file = join(folder, "settings.json");
  await mkdir(folder, { recursive: true });
  let before = {};
  try {
    before = JSON.parse(await readFile(file, "utf8"));
  } catch {
    // None yet, or edited by hand into JSON with comments: written afresh.
  }
  await writeFile(file, `${JSON.stringify({ ...before, ...settings }, null, 2)}\n`);
}
