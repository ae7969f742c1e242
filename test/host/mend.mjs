import { existsSync } from "node:fs";
import { chmod, copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { npmInstall, writePackage } from "./npm.mjs";

/** npm package with the search program of VS Code for every platform. */
const RIPGREP_PACKAGE = "@vscode/ripgrep-universal@1.18.0";

/**
 * Makes up for what a server lacks that was installed without install scripts.
 *
 * @param {string} serverDir VS Code's folder
 */
export async function mendServer(serverDir) {
  const modules = join(serverDir, "node_modules");
  await replaceNativeModules(modules);
  await provideRipgrep(modules);
  await provideChat(serverDir);
}

/**
 * Puts plain JavaScript where the server would load a compiled module at every start and complain.
 *
 * @param {string} modules
 */
async function replaceNativeModules(modules) {
  const logger = join(modules, "@vscode", "spdlog", "index.js");
  if (existsSync(logger)) await copyFile(join(dirname(fileURLToPath(import.meta.url)), "spdlog.cjs"), logger);
  for (const name of ["@vscode/native-watchdog", "native-watchdog"]) {
    // Ends an extension host whose server is gone; preload.cjs does so here.
    const watchdog = join(modules, name, "index.js");
    if (existsSync(watchdog)) await writeFile(watchdog, "exports.start = () => {};\n");
  }
}

/**
 * Older servers download the search program in an install script; without it neither quick open nor
 * `workspace.findFiles` works.
 *
 * @param {string} modules
 */
async function provideRipgrep(modules) {
  const bin = join(modules, "@vscode", "ripgrep", "bin");
  if (!existsSync(dirname(bin)) || existsSync(join(bin, "rg"))) return;
  const work = join(bin, "package");
  await mkdir(work, { recursive: true });
  await writePackage(work, "ripgrep");
  await npmInstall(work, [RIPGREP_PACKAGE]);
  const folder = `${process.platform}-${process.arch}`;
  await copyFile(
    join(work, "node_modules", "@vscode", "ripgrep-universal", "bin", folder, "rg"),
    join(bin, "rg"),
  );
  await chmod(join(bin, "rg"), 0o755);
}

/**
 * Older builds of the open-source VS Code know no chat provider and so hide the chat that the VS Code of the
 * same version shows. The names are those of the provider that every build knows since.
 *
 * @param {string} serverDir
 */
async function provideChat(serverDir) {
  const file = join(serverDir, "product.json");
  const product = JSON.parse(await readFile(file, "utf8"));
  const page = join(serverDir, "out", "vs", "code", "browser", "workbench", "workbench.js");
  if (product.defaultChatAgent || !existsSync(page)) return;
  const provider = (/** @type {string} */ id, /** @type {string} */ name) => ({ id, name });
  product.defaultChatAgent = {
    extensionId: "GitHub.copilot",
    chatExtensionId: "GitHub.copilot-chat",
    provider: {
      default: provider("github", "GitHub"),
      enterprise: provider("github-enterprise", "GHE"),
      google: provider("google", "Google"),
      apple: provider("apple", "Apple"),
    },
    providerUriSetting: "github-enterprise.uri",
    providerScopes: [["user:email"]],
    entitlementUrl: "",
    entitlementSignupLimitedUrl: "",
    chatQuotaExceededContext: "github.copilot.chat.quotaExceeded",
    completionsQuotaExceededContext: "github.copilot.completions.quotaExceeded",
    completionsAdvancedSetting: "github.copilot.advanced",
    completionsEnablementSetting: "github.copilot.enable",
    nextEditSuggestionsSetting: "github.copilot.nextEditSuggestions.enabled",
    chatRefreshTokenCommand: "github.copilot.refreshToken",
    completionsRefreshTokenCommand: "github.copilot.signIn",
    completionsMenuCommand: "github.copilot.toggleStatusMenu",
    walkthroughCommand: "github.copilot.open.walkthrough",
    generateCommitMessageCommand: "github.copilot.git.generateCommitMessage",
    resolveMergeConflictsCommand: "github.copilot.git.resolveMergeConflicts",
  };
  // The page holds a copy of the product's description.
  const script = await readFile(page, "utf8");
  const copy = '={nameShort:"';
  const described = `={defaultChatAgent:${JSON.stringify(product.defaultChatAgent)},nameShort:"`;
  await writeFile(
    page,
    script.replace(copy, () => described),
  );
  await writeFile(file, `${JSON.stringify(product, null, 2)}\n`);
}
