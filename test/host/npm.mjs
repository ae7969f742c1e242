import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { hostError } from "./common.mjs";

/** One npm call may not take longer than this, in milliseconds. */
const NPM_TIME_LIMIT = 8 * 60_000;

/** Variables of an npm run around us that would make a nested npm work on the wrong project. */
const INHERITED =
  /^npm_(?:package_|lifecycle_|command$|config_(?:local_prefix|prefix|global|omit|include|dry_run|workspaces?|save.*|production)$)/i;

/**
 * How to start npm: by its JavaScript entry under this very Node where that can be found (no shell, no
 * quoting), else by the name on the PATH.
 *
 * @returns {{command: string, args: string[], shell: boolean}}
 */
export function npmCommand() {
  const nodeDir = dirname(process.execPath);
  const candidates = [
    process.env.npm_execpath,
    join(nodeDir, "..", "lib", "node_modules", "npm", "bin", "npm-cli.js"),
    join(nodeDir, "node_modules", "npm", "bin", "npm-cli.js"),
  ];
  for (const cli of candidates) {
    // npm_execpath also names yarn or pnpm when one of these runs the script.
    if (cli && basename(cli) === "npm-cli.js" && existsSync(cli)) {
      return { command: process.execPath, args: [cli], shell: false };
    }
  }
  return process.platform === "win32"
    ? { command: "npm.cmd", args: [], shell: true }
    : { command: "npm", args: [], shell: false };
}

/**
 * Runs `npm install` in a folder, without install scripts and without development dependencies.
 *
 * @param {string} cwd folder with a package.json
 * @param {string[]} packages exact `name@version` strings; none installs what package.json names
 * @returns {Promise<void>}
 * @throws an error with code "INSTALL_FAILED" that carries the end of npm's output
 */
export function npmInstall(cwd, packages = []) {
  const npm = npmCommand();
  const args = [
    ...npm.args,
    "install",
    ...packages,
    "--ignore-scripts",
    "--omit=dev",
    "--no-audit",
    "--no-fund",
    "--no-update-notifier",
    "--loglevel=error",
    // The packages name the Node they run under, which is not the Node that runs npm here.
    "--force",
  ];
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !INHERITED.test(name)));
  return new Promise((resolve, reject) => {
    const what = packages.length > 0 ? packages.join(" ") : `the dependencies of ${basename(cwd)}`;
    let output = "";
    const child = spawn(npm.command, args, { cwd, env, shell: npm.shell, stdio: ["ignore", "pipe", "pipe"] });
    const collect = (/** @type {Buffer} */ chunk) => {
      output = (output + chunk.toString()).slice(-4000);
    };
    child.stdout.on("data", collect);
    child.stderr.on("data", collect);
    const timer = setTimeout(() => {
      output += `\n(stopped after ${NPM_TIME_LIMIT / 60_000} minutes)`;
      child.kill("SIGKILL");
    }, NPM_TIME_LIMIT);
    child.on("error", (error) => {
      clearTimeout(timer);
      reject(
        hostError(
          "INSTALL_FAILED",
          `npm could not be started (${error.message}). Put npm on the PATH and try again.`,
        ),
      );
    });
    child.on("close", (code) => {
      clearTimeout(timer);
      if (code === 0) return resolve();
      reject(
        hostError(
          "INSTALL_FAILED",
          `npm could not install ${what} (exit code ${code}).\n${output.trim()}\n` +
            "Check that the npm registry can be reached (npm ping), then run the command again; it starts afresh.",
        ),
      );
    });
  });
}

/**
 * A package.json, so that npm installs here and not in a project further up.
 *
 * @param {string} folder
 * @param {string} name
 */
export async function writePackage(folder, name) {
  await writeFile(join(folder, "package.json"), `${JSON.stringify({ name, private: true })}\n`);
}
