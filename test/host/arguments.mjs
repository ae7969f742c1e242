import { resolve } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * @typedef {object} LaunchArguments
 * @property {string[]} extensionPaths folders of extensions under development
 * @property {string | undefined} testsPath module with `run()`
 * @property {string | undefined} folder
 * @property {string | undefined} workspace a .code-workspace file
 * @property {string | undefined} userDataDir
 * @property {string | undefined} extensionsDir
 * @property {string | undefined} locale
 * @property {boolean} trust false: workspace trust is in force
 */

/** Flags with a value in the next argument or after "="; all others stand alone. */
const WITH_VALUE = new Set([
  "extensionDevelopmentPath",
  "extensionTestsPath",
  "user-data-dir",
  "extensions-dir",
  "locale",
  "folder-uri",
  "file-uri",
  "log",
  "sync",
  "profile",
  "disable-extension",
  "enable-proposed-api",
  "inspect-extensions",
  "inspect-brk-extensions",
]);

/**
 * Reads a command line of the `code` program. Flags that the server has no use for are skipped.
 *
 * @param {string[]} argv without program and script
 * @returns {LaunchArguments}
 */
export function readArguments(argv) {
  /** @type {LaunchArguments} */
  const result = {
    extensionPaths: [],
    testsPath: undefined,
    folder: undefined,
    workspace: undefined,
    userDataDir: undefined,
    extensionsDir: undefined,
    locale: undefined,
    trust: argv.includes("--disable-workspace-trust"),
  };
  for (let index = 0; index < argv.length; index += 1) {
    const argument = /** @type {string} */ (argv[index]);
    if (!argument.startsWith("--")) {
      setPlace(result, toPath(argument));
      continue;
    }
    const equals = argument.indexOf("=");
    const name = argument.slice(2, equals < 0 ? undefined : equals);
    let value = equals < 0 ? undefined : argument.slice(equals + 1);
    if (value === undefined && WITH_VALUE.has(name)) {
      index += 1;
      value = argv[index];
    }
    if (!value) continue;
    if (name === "extensionDevelopmentPath") result.extensionPaths.push(toPath(value));
    else if (name === "extensionTestsPath") result.testsPath = toPath(value);
    else if (name === "user-data-dir") result.userDataDir = toPath(value);
    else if (name === "extensions-dir") result.extensionsDir = toPath(value);
    else if (name === "locale") result.locale = value;
    else if (name === "folder-uri" || name === "file-uri") setPlace(result, toPath(value));
  }
  return result;
}

/** @param {LaunchArguments} result @param {string} path of a folder or workspace file */
function setPlace(result, path) {
  if (path.endsWith(".code-workspace")) result.workspace = path;
  else result.folder = path;
}

/** @param {string} text path or file URI @returns {string} absolute path */
function toPath(text) {
  return text.startsWith("file:") ? fileURLToPath(text) : resolve(text);
}
