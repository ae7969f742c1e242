import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** Root of the repository: two levels above this file. */
export const REPO_ROOT = resolve(dirname(fileURLToPath(import.meta.url)), "..", "..");

/**
 * Folder that holds everything the host downloads. Git-ignored; the environment variable
 * INFRA_PERSONAS_HOST_CACHE moves it (several check-outs can then share one copy).
 *
 * @returns {string} absolute path, not necessarily existing yet
 */
export function cacheRoot() {
  const moved = process.env.INFRA_PERSONAS_HOST_CACHE;
  return moved ? resolve(moved) : join(REPO_ROOT, ".vscode-test");
}

/**
 * An error with a machine-readable code beside the sentence for a person.
 *
 * @param {string} code e.g. "UNSUPPORTED", "INSTALL_FAILED"
 * @param {string} message what happened and what to do
 * @returns {Error & {code: string}}
 */
export function hostError(code, message) {
  return Object.assign(new Error(message), { code });
}

/** @param {string} line progress for a person, on stderr */
export function progress(line) {
  process.stderr.write(`host: ${line}\n`);
}

/** @param {number} started as of Date.now() @returns {string} e.g. "12.3 s" */
export function seconds(started) {
  return `${((Date.now() - started) / 1000).toFixed(1)} s`;
}
