// Builds the extension, the worker and the terminal front end into dist/, and what the personas generate.
//   node esbuild.mjs [--production] [--watch]
// `buildTests` is for test/run.mjs.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import * as esbuild from "esbuild";

const root = fileURLToPath(new URL(".", import.meta.url));

/** CommonJS libraries inside an ES module ask for `require`. */
const REQUIRE_BANNER =
  'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);';

/** A library's WebAssembly is inlined even where libraries stay outside. @type {esbuild.Plugin} */
const inlineWasm = {
  name: "inline-wasm",
  setup(build) {
    build.onResolve({ filter: /\.wasm$/ }, ({ path }) => ({
      path: fileURLToPath(import.meta.resolve(path)),
    }));
  },
};

/** @type {esbuild.BuildOptions} */
const common = {
  absWorkingDir: root,
  bundle: true,
  format: "esm",
  platform: "node",
  target: "node20",
  external: ["vscode"],
  loader: { ".wasm": "binary" },
  plugins: [inlineWasm],
  logLevel: "warning",
};

/** @type {(production: boolean) => esbuild.BuildOptions} */
const product = (production) => ({
  ...common,
  entryPoints: { extension: "src/extension.ts", worker: "src/workspace/worker.ts", cli: "src/cli.ts" },
  outdir: "dist",
  splitting: true,
  chunkNames: "chunks/[name]-[hash]",
  minify: production,
  sourcemap: true,
  sourcesContent: false,
  metafile: true,
  banner: { js: REQUIRE_BANNER },
});

/** The modules of test/host find their files beside themselves, so they are not moved. @type {esbuild.Plugin} */
const hostStays = {
  name: "host-stays",
  setup(build) {
    build.onResolve({ filter: /\/host\/[\w-]+\.mjs$/ }, ({ path, resolveDir }) => ({
      path: pathToFileURL(join(resolveDir, path)).href,
      external: true,
    }));
  },
};

/**
 * Bundles test files, libraries left outside.
 * @param {string[]} entryPoints relative to the root
 * @param {string} outdir relative to the root
 */
export async function buildTests(entryPoints, outdir) {
  await esbuild.build({
    ...common,
    entryPoints,
    outdir,
    outbase: "test",
    splitting: true,
    packages: "external",
    plugins: [inlineWasm, hostStays],
    sourcemap: "inline",
  });
}

/**
 * What package.json, the custom agents and the reference page must hold for personas and systems as they are.
 * @returns {Promise<{manifest: string, agents: {path: string, text: string}[], reference: string}>}
 * @throws Error naming file, line and field where a persona is faulty
 */
export async function generate() {
  const outfile = join(root, "out/generate.mjs");
  await esbuild.build({
    ...common,
    entryPoints: ["src/workspace/generate.ts"],
    outfile,
    packages: "external",
  });
  const { generateContributions } = await import(`${pathToFileURL(outfile).href}?${Date.now()}`);
  return generateContributions(root);
}

async function writeGenerated() {
  const { manifest, agents, reference } = await generate();
  const file = join(root, "package.json");
  if (readFileSync(file, "utf8") !== manifest) writeFileSync(file, manifest);
  writeFileSync(join(root, "docs/reference.md"), reference);
  mkdirSync(join(root, "dist/agents"), { recursive: true });
  for (const { path, text } of agents) writeFileSync(join(root, path), text);
}

/** Builds everything once. */
export async function build({ production = false } = {}) {
  rmSync(join(root, "dist"), { recursive: true, force: true });
  await writeGenerated();
  const { metafile } = await esbuild.build(product(production));
  mkdirSync(join(root, "out"), { recursive: true });
  writeFileSync(join(root, "out/meta.json"), JSON.stringify(metafile));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (process.argv.includes("--watch")) {
    await writeGenerated();
    const context = await esbuild.context({ ...product(false), logLevel: "info" });
    await context.watch();
  } else {
    await build({ production: process.argv.includes("--production") });
  }
}
