// Runs the tests: all stages, or those named: node test/run.mjs [typecheck|lint|unit|extension|browser|electron]…
// Each stage prints what it runs; the whole closes with "N passed, N failed" alone on a line.
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const bin = (name) => join(root, "node_modules", name);
const total = { passed: 0, failed: 0, skipped: 0 };

const STAGES = {
  typecheck: async () => {
    await tool("types of the pure rooms", bin("typescript/bin/tsc"), ["-p", "src/tsconfig.pure.json"]);
    await tool("types of everything", bin("typescript/bin/tsc"), ["-p", "tsconfig.json"]);
  },
  lint: () => tool("lint and format", bin("@biomejs/biome/bin/biome"), ["check", "--error-on-warnings"]),
  unit: async () => {
    await buildAll(["test/unit/**/*.test.ts"]);
    await mocha("out/test/unit/**/*.test.js", 60_000);
  },
  extension: async () => {
    await buildAll(["test/extension/*.ts"]);
    await counted((env) => run(process.execPath, ["test/extension/run.mjs"], env));
  },
  electron: async () => {
    await buildAll(["test/extension/*.ts"]);
    await counted((env) => run(process.execPath, ["test/extension/run.mjs", "--download"], env));
  },
  browser: async () => {
    await buildAll(["test/browser/*.ts"]);
    await mocha("out/test/browser/*.test.js", 180_000);
  },
};
const DEFAULT = ["typecheck", "lint", "unit", "extension", "browser"];

const names = process.argv.slice(2);
for (const name of names.length > 0 ? names : DEFAULT) {
  const stage = STAGES[name];
  if (!stage) {
    console.error(`There is no stage "${name}"; there are ${Object.keys(STAGES).join(", ")}.`);
    process.exit(2);
  }
  const started = Date.now();
  console.log(`\n=== ${name}`);
  try {
    await stage();
  } catch (error) {
    console.error(error);
    total.failed++;
  }
  console.log(`=== ${name}: ${((Date.now() - started) / 1000).toFixed(1)} s`);
}
console.log(
  `\n${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ""}`,
);
process.exit(total.failed > 0 ? 1 : 0);

/** One command that counts as one test. */
async function tool(title, script, args) {
  const code = await run(process.execPath, [script, ...args]);
  console.log(`${code === 0 ? "ok" : "FAILED"}: ${title}`);
  if (code === 0) total.passed++;
  else total.failed++;
}

/** Builds the product and the test files. */
async function buildAll(patterns) {
  const { build, buildTests } = await import("../esbuild.mjs");
  await build();
  const out = join(root, "out/test");
  rmSync(out, { recursive: true, force: true });
  await buildTests(patterns, "out/test");
}

async function mocha(pattern, timeout) {
  const args = [
    bin("mocha/bin/mocha.js"),
    "--reporter",
    "test/support/counting-reporter.cjs",
    "--timeout",
    String(timeout),
    pattern,
  ];
  await counted((env) => run(process.execPath, args, env));
}

/** Runs a stage that leaves its counts in the file named by MOCHA_COUNTS. */
async function counted(start) {
  mkdirSync(join(root, "out"), { recursive: true });
  const file = join(root, "out/mocha-counts.json");
  rmSync(file, { force: true });
  const code = await start({ MOCHA_COUNTS: file });
  const counts = existsSync(file)
    ? JSON.parse(readFileSync(file, "utf8"))
    : { passed: 0, failed: 0, skipped: 0 };
  for (const key of Object.keys(total)) total[key] += counts[key];
  if (code !== 0 && counts.failed === 0) {
    console.error(`The stage ended with code ${code} and reported no failed test.`);
    total.failed++;
  }
  if (code === 0 && counts.passed === 0) {
    console.error("The stage ran no test.");
    total.failed++;
  }
}

/** @returns {Promise<number>} the exit code */
function run(command, args, env = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: "inherit", env: { ...process.env, ...env } });
    child.on("error", reject);
    child.on("close", (code) => resolve(code ?? 1));
  });
}
