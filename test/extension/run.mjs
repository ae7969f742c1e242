// Starts the extension tests in a real extension host: the VS Code server from npm packages through the launcher, or,
// with --download and where the server is not supported, a downloaded desktop VS Code.
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { runTests } from "@vscode/test-electron";

const root = fileURLToPath(new URL("../..", import.meta.url));
const download = process.argv.includes("--download") || process.platform === "win32";

// A copy, so that the tests may change it; a repository, so that there is an uncommitted change to review.
const workspace = join(root, "out/extension-workspace");
rmSync(workspace, { recursive: true, force: true });
mkdirSync(workspace, { recursive: true });
cpSync(join(root, "test/sample"), workspace, { recursive: true });
for (const args of [
  ["init", "-q"],
  ["add", "."],
  ["-c", "user.name=t", "-c", "user.email=t@example.com", "commit", "-qm", "start"],
]) {
  spawnSync("git", args, { cwd: workspace });
}

try {
  await runTests({
    ...(download ? {} : { vscodeExecutablePath: join(root, "test/host/launcher.mjs") }),
    extensionDevelopmentPath: [root, join(root, "test/recorder")],
    extensionTestsPath: join(root, "out/test/extension/index.js"),
    extensionTestsEnv: { MOCHA_COUNTS: process.env.MOCHA_COUNTS ?? "" },
    launchArgs: [workspace, "--disable-workspace-trust", "--disable-extensions"],
  });
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
