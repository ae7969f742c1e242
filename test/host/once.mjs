import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** File that is written last into a finished folder. */
const STAMP = ".installed.json";
/** A lock whose owner has not touched it for this long (ms) is taken as left behind. */
const STALE = 60_000;
/** What this process is making, by folder. @type {Map<string, Promise<string>>} */
const making = new Map();

/**
 * Makes a folder exactly once, also when several processes want it at the same time. The work is done in a
 * folder of its own, which is stamped and then renamed into place, so a broken run leaves nothing that looks
 * finished. The lock only spares the others the work: were it to fail, each would still make its own copy.
 *
 * @param {string} folder where the result goes
 * @param {(work: string) => Promise<void>} make fills the empty folder `work`; it may not keep absolute paths
 * @returns {Promise<string>} `folder`
 */
export function makeOnce(folder, make) {
  const running = making.get(folder);
  if (running) return running;
  const result = makeLocked(folder, make).finally(() => making.delete(folder));
  making.set(folder, result);
  return result;
}

/** @type {typeof makeOnce} */
async function makeLocked(folder, make) {
  const stamp = join(folder, STAMP);
  if (existsSync(stamp)) return folder;
  await mkdir(dirname(folder), { recursive: true });
  const unlock = await lock(`${folder}.lock`, () => existsSync(stamp));
  const work = `${folder}.partial-${process.pid}-${randomBytes(3).toString("hex")}`;
  try {
    if (existsSync(stamp)) return folder;
    await removeAbandoned(folder);
    await mkdir(work, { recursive: true });
    await make(work);
    await writeFile(join(work, STAMP), `${JSON.stringify({ finished: new Date().toISOString() })}\n`);
    if (!existsSync(stamp)) {
      await rm(folder, { recursive: true, force: true });
      await rename(work, folder);
    }
    return folder;
  } finally {
    await rm(work, { recursive: true, force: true });
    await unlock();
  }
}

/** @param {string} folder removes half-made copies of it whose maker is gone */
async function removeAbandoned(folder) {
  const prefix = `${basename(folder)}.partial-`;
  for (const name of await readdir(dirname(folder))) {
    if (!name.startsWith(prefix)) continue;
    if (!isAlive(Number.parseInt(name.slice(prefix.length), 10))) {
      await rm(join(dirname(folder), name), { recursive: true, force: true });
    }
  }
}

/** @param {number} pid @returns {boolean} whether such a process exists (true when that cannot be told) */
function isAlive(pid) {
  if (!Number.isInteger(pid) || pid <= 0) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code !== "ESRCH";
  }
}

/**
 * Waits for a lock file. The owner touches it while it works.
 *
 * @param {string} file
 * @param {() => boolean} done stops the wait early: what was waited for is there
 * @returns {Promise<() => Promise<void>>} releases the lock (does nothing when it was not taken)
 */
async function lock(file, done) {
  for (let told = false; ; ) {
    try {
      await writeFile(file, String(process.pid), { flag: "wx" });
      const beat = setInterval(() => void utimes(file, new Date(), new Date()).catch(() => {}), STALE / 6);
      beat.unref();
      return async () => {
        clearInterval(beat);
        await rm(file, { force: true });
      };
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== "EEXIST") throw error;
    }
    if (done()) return async () => {};
    if (await leftBehind(file)) {
      await rm(file, { force: true });
      continue;
    }
    if (!told) process.stderr.write(`host: another process is installing (${file}); waiting for it\n`);
    told = true;
    await sleep(500);
  }
}

/** @param {string} file a lock file @returns {Promise<boolean>} whether its owner is gone */
async function leftBehind(file) {
  try {
    const { mtimeMs } = await stat(file);
    return Date.now() - mtimeMs > STALE || !isAlive(Number(await readFile(file, "utf8")));
  } catch {
    // It vanished meanwhile: the caller tries again.
    return false;
  }
}
