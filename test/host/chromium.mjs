import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { chmod, mkdir, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { cacheRoot, hostError, progress, seconds } from "./common.mjs";
import { ensureNode } from "./node.mjs";
import { npmInstall, writePackage } from "./npm.mjs";
import { makeOnce } from "./once.mjs";

/** npm package that holds a compressed headless Chromium for Linux x64. */
const CHROMIUM_PACKAGE = "@sparticuz/chromium@153.0.0";

/** Names of Chromium's relatives on the PATH. */
const NAMES = [
  "google-chrome",
  "google-chrome-stable",
  "chromium",
  "chromium-browser",
  "chrome",
  "microsoft-edge",
  "microsoft-edge-stable",
];

/**
 * Finds a Chrome, Chromium or Edge of this machine (CHROME_PATH first); where there is none, installs a
 * headless Chromium from npm (Linux x64 only).
 *
 * @returns {Promise<string | undefined>} path of the program, or undefined when none is to be had here
 * @throws an error with code "INSTALL_FAILED"
 */
export async function ensureChromium() {
  const asked = process.env.CHROME_PATH;
  if (asked) {
    if (existsSync(asked)) return asked;
    throw hostError(
      "INSTALL_FAILED",
      `CHROME_PATH names ${asked}, which does not exist. Correct or unset it.`,
    );
  }
  const found = installedBrowsers().find((path) => existsSync(path)) ?? (await playwrightBrowser());
  if (found) return found;
  if (process.platform !== "linux" || process.arch !== "x64") return undefined;
  const folder = await makeOnce(join(cacheRoot(), "chromium-153.0.0"), installChromium);
  return join(folder, "run-chromium.sh");
}

/** @returns {string[]} where a browser may be on this system */
function installedBrowsers() {
  const { env } = process;
  const suffix = process.platform === "win32" ? ".exe" : "";
  const onPath = (env.PATH ?? "")
    .split(delimiter)
    .filter(Boolean)
    .flatMap((folder) => NAMES.map((name) => join(folder, name + suffix)));
  if (process.platform === "darwin") {
    const apps = ["Google Chrome", "Chromium", "Microsoft Edge"].map(
      (app) => `${app}.app/Contents/MacOS/${app}`,
    );
    const roots = ["/Applications", join(env.HOME ?? "/", "Applications")];
    return [...roots.flatMap((root) => apps.map((app) => join(root, app))), ...onPath];
  }
  if (process.platform === "win32") {
    const roots = [env.PROGRAMFILES, env["PROGRAMFILES(X86)"], env.LOCALAPPDATA].filter(
      (root) => root !== undefined,
    );
    const apps = ["Google\\Chrome\\Application\\chrome.exe", "Microsoft\\Edge\\Application\\msedge.exe"];
    return [...roots.flatMap((root) => apps.map((app) => join(root, app))), ...onPath];
  }
  return [...onPath, "/opt/google/chrome/chrome", "/snap/bin/chromium", "/usr/lib/chromium/chromium"];
}

/** @returns {Promise<string | undefined>} a browser that `playwright install` put on this machine */
async function playwrightBrowser() {
  try {
    const { chromium } = await import("playwright-core");
    const path = chromium.executablePath();
    return path && existsSync(path) ? path : undefined;
  } catch {
    return undefined;
  }
}

/** @param {string} work empty folder to install into */
async function installChromium(work) {
  const started = Date.now();
  progress(`no Chrome, Chromium or Edge found; installing ${CHROMIUM_PACKAGE} from npm …`);
  await writePackage(work, "host-chromium");
  const [node] = await Promise.all([ensureNode(), npmInstall(work, [CHROMIUM_PACKAGE])]);
  // The package unpacks into the system's temporary folder, which TMPDIR moves. The libraries are those that
  // a bare machine lacks (NSS and relatives); they are only used where the system has none.
  const unpack = `import chromium, { inflate } from "@sparticuz/chromium";
    await chromium.executablePath();
    await inflate("node_modules/@sparticuz/chromium/bin/al2023.tar.br");`;
  const unpacked = join(work, "browser");
  await mkdir(unpacked);
  const run = spawnSync(node, ["--input-type=module", "--eval", unpack], {
    cwd: work,
    env: { ...process.env, TMPDIR: unpacked },
    encoding: "utf8",
    timeout: 5 * 60_000,
  });
  if (run.status !== 0) {
    throw hostError(
      "INSTALL_FAILED",
      `${CHROMIUM_PACKAGE} could not be unpacked: ${run.error?.message ?? run.stderr}`,
    );
  }
  const script = join(work, "run-chromium.sh");
  await writeFile(script, RUN_SCRIPT);
  await chmod(script, 0o755);
  await writeFile(join(work, "fonts.conf"), FONTS_CONF);
  const check = spawnSync(script, ["--version"], { encoding: "utf8", timeout: 60_000 });
  if (check.status !== 0) {
    throw hostError(
      "INSTALL_FAILED",
      `The Chromium from npm does not start here: ${check.error?.message ?? check.stderr.trim()}\n` +
        "Install Chrome or Chromium with the system's package manager, or set CHROME_PATH.",
    );
  }
  progress(`${check.stdout.trim()} installed in ${seconds(started)}`);
}

/** Starts the unpacked browser with its own libraries and fonts where the system has none. */
const RUN_SCRIPT = `#!/bin/sh
here=$(cd "$(dirname "$0")" && pwd)
if ! ldconfig -p 2>/dev/null | grep -q libnss3.so; then
  export LD_LIBRARY_PATH="$here/browser/al2023/lib\${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
fi
if [ ! -e /etc/fonts/fonts.conf ]; then
  export FONTCONFIG_FILE="$here/fonts.conf" XDG_DATA_HOME="$here/browser/fonts"
fi
exec "$here/browser/chromium" "$@"
`;

/** Fonts of the package, found below XDG_DATA_HOME (its own configuration names fixed places of a cloud). */
const FONTS_CONF = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir prefix="xdg">fonts</dir>
</fontconfig>
`;
