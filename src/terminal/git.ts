import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { UsageError } from "./usage.ts";

const run = promisify(execFile);

/**
 * The files that differ from a revision, untracked ones included, relative to `root` with forward slashes.
 * @param base a revision; "" for HEAD
 * @throws UsageError where Git does not answer
 */
export async function changedFiles(root: string, base: string): Promise<string[]> {
  if (base.startsWith("-")) throw new UsageError(`"${base}" is no revision`);
  const git = async (...args: string[]): Promise<string[]> => {
    const { stdout } = await run("git", ["-C", root, ...args], { maxBuffer: 64 * 1024 * 1024 });
    return stdout.split("\0").filter((path) => path !== "");
  };
  try {
    const changed = await git("diff", "--name-only", "-z", "--relative", base === "" ? "HEAD" : base, "--");
    const untracked = await git("ls-files", "--others", "--exclude-standard", "-z");
    return [...changed, ...untracked];
  } catch (error) {
    const said = ((error as { stderr?: string }).stderr ?? (error as Error).message).trim().split("\n")[0];
    throw new UsageError(`Git does not tell what has changed: ${said}`);
  }
}
