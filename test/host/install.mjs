import { existsSync } from "node:fs";
import { copyFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { ensureNode } from "./node.mjs";
import { npmInstall, writePackage } from "./npm.mjs";
import { makeOnce } from "./once.mjs";
import { cacheRoot, hostError, progress, seconds } from "./common.mjs";

/** The VS Code server that is used unless another is asked for: code-server 4.139.1 holds VS Code 1.139. */
export const SERVER_VERSION = "4.139.1";

/**
 * Makes sure that a VS Code server and a Node to run it with are on this machine; installs them from npm the
 * first time (about 600 MB on disk).
 *
 * @param {{version?: string}} [options] `version`: version of the npm package `code-server`
 * @returns {Promise<{serverDir: string, node: string}>} the folder with `out/server-main.js`, the Node binary
 * @throws an error with code "UNSUPPORTED" (Windows, other systems) or "INSTALL_FAILED"
 */
export async function ensureServer({ version = SERVER_VERSION } = {}) {
  if (process.platform === "win32") {
    throw hostError(
      "UNSUPPORTED",
      "The VS Code server from npm does not run on Windows. Use a desktop VS Code " +
        "(INFRA_PERSONAS_HOST=electron) or run this in WSL.",
    );
  }
  if (!/^\d+\.\d+\.\d+$/.test(version)) {
    throw hostError("INSTALL_FAILED", `"${version}" is no version of code-server; give one like ${SERVER_VERSION}.`);
  }
  const folder = join(cacheRoot(), `server-${version}`);
  const [node] = await Promise.all([ensureNode(), makeOnce(folder, (work) => installServer(work, version))]);
  return { serverDir: serverIn(folder), node };
}

/** @param {string} folder @returns {string} VS Code's own folder inside an installed package */
function serverIn(folder) {
  return join(folder, "node_modules", "code-server", "lib", "vscode");
}

/**
 * @param {string} work empty folder to install into
 * @param {string} version
 */
async function installServer(work, version) {
  const started = Date.now();
  progress(`installing VS Code server ${version} from npm (once; about a minute) …`);
  await writePackage(work, "vscode-server");
  // No install scripts: they would compile native modules, none of which the server needs to run.
  await npmInstall(work, [`code-server@${version}`]);
  await npmInstall(serverIn(work));
  await npmInstall(join(serverIn(work), "extensions"));
  await replaceNativeParts(join(serverIn(work), "node_modules", "@vscode"));
  if (!existsSync(join(serverIn(work), "out", "server-main.js"))) {
    throw hostError("INSTALL_FAILED", `code-server@${version} holds no out/server-main.js; use ${SERVER_VERSION}.`);
  }
  progress(`VS Code server ${version} installed in ${seconds(started)}`);
}

/**
 * Puts plain JavaScript where the server would load a compiled module at every start and complain.
 *
 * @param {string} packages the folder `node_modules/@vscode` of the server
 */
async function replaceNativeParts(packages) {
  const logger = join(packages, "spdlog", "index.js");
  if (existsSync(logger)) await copyFile(join(dirname(fileURLToPath(import.meta.url)), "spdlog.cjs"), logger);
  // Ends an extension host whose server is gone; preload.mjs does so here.
  const watchdog = join(packages, "native-watchdog", "index.js");
  if (existsSync(watchdog)) await writeFile(watchdog, "exports.start = () => {};\n");
}

export { ensureChromium } from "./chromium.mjs";
