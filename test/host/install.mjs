import { existsSync } from "node:fs";
import { join } from "node:path";
import { cacheRoot, hostError, progress, seconds } from "./common.mjs";
import { mendServer } from "./mend.mjs";
import { ensureNode } from "./node.mjs";
import { npmInstall, writePackage } from "./npm.mjs";
import { makeOnce } from "./once.mjs";

/** The VS Code server that is used unless another is asked for: code-server 4.139.1 holds VS Code 1.139. */
export const SERVER_VERSION = "4.139.1";
/** Minor version of the first code-server 4.x whose `engines` say Node 24; 4.117 is the last that says 22. */
const FIRST_ON_NODE_24 = 118;

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
    throw hostError(
      "INSTALL_FAILED",
      `"${version}" is no version of code-server; give one like ${SERVER_VERSION}.`,
    );
  }
  const folder = join(cacheRoot(), `server-${version}`);
  const [node] = await Promise.all([
    ensureNode(nodeMajor(version)),
    makeOnce(folder, (work) => installServer(work, version)),
  ]);
  return { serverDir: serverIn(folder), node };
}

/**
 * @param {string} version of code-server
 * @returns {number} major version of Node that it is made for: see FIRST_ON_NODE_24
 */
function nodeMajor(version) {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major > 4 || minor >= FIRST_ON_NODE_24 ? 24 : 22;
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
  await mendServer(serverIn(work));
  if (!existsSync(join(serverIn(work), "out", "server-main.js"))) {
    throw hostError(
      "INSTALL_FAILED",
      `code-server@${version} holds no out/server-main.js; use ${SERVER_VERSION}.`,
    );
  }
  progress(`VS Code server ${version} installed in ${seconds(started)}`);
}

export { ensureChromium } from "./chromium.mjs";
