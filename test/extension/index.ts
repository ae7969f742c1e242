import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import Mocha from "mocha";

/** Called by VS Code in its extension host. Rejects where a test fails. */
export async function run(): Promise<void> {
  const folder = fileURLToPath(new URL(".", import.meta.url));
  const root = join(folder, "../../..");
  const mocha = new Mocha({
    ui: "bdd",
    timeout: 60_000,
    color: false,
    reporter: join(root, "test/support/counting-reporter.cjs"),
  });
  // The tests import `vscode`; older VS Codes hang where such a module is loaded with `require`, as Mocha itself does.
  mocha.suite.emit("pre-require", globalThis, "", mocha);
  for (const name of readdirSync(folder).filter((file) => file.endsWith(".test.js"))) {
    await import(pathToFileURL(join(folder, name)).href);
  }
  const failures = await new Promise<number>((resolve) => mocha.run(resolve));
  if (failures > 0) throw new Error(`${failures} extension tests failed`);
}
