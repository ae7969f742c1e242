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

/** What the entry file imports on first use, by the name under which it lies in dist/lazy/. */
const LAZY = {
  answer: "src/chat/answer.ts",
  client: "src/workspace/client.ts",
  tokens: "src/prompt/tokens.ts",
};

/** Makes a dynamic import one of a file in dist/lazy/. @type {esbuild.Plugin} */
const lazyStays = {
  name: "lazy-stays",
  setup(build) {
    build.onResolve({ filter: /\.ts$/ }, ({ kind, path }) => {
      if (kind !== "dynamic-import") return undefined;
      const name = path.slice(path.lastIndexOf("/") + 1, -".ts".length);
      if (!(name in LAZY))
        return { errors: [{ text: `${path} is imported lazily, but esbuild.mjs does not list it` }] };
      return { path: `./lazy/${name}.js`, external: true };
    });
  },
};

/**
 * Two bundles: the entry file alone, one file as the extension host loads each file of an ES module by a detour; and
 * everything that is loaded later, in shared chunks.
 * @type {(production: boolean) => esbuild.BuildOptions[]}
 */
const product = (production) => {
  const shared = { ...common, outdir: "dist", minify: production, sourcemap: true, sourcesContent: false };
  return [
    { ...shared, entryPoints: { extension: "src/extension.ts" }, plugins: [lazyStays] },
    {
      ...shared,
      entryPoints: {
        worker: "src/workspace/worker.ts",
        cli: "src/cli.ts",
        ...Object.fromEntries(Object.entries(LAZY).map(([name, file]) => [`lazy/${name}`, file])),
      },
      splitting: true,
      chunkNames: "chunks/[name]-[hash]",
      banner: { js: REQUIRE_BANNER },
    },
  ];
};

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
  await Promise.all(product(production).map((options) => esbuild.build(options)));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (process.argv.includes("--watch")) {
    await writeGenerated();
    for (const options of product(false))
      await (await esbuild.context({ ...options, logLevel: "info" })).watch();
  } else {
    await build({ production: process.argv.includes("--production") });
  }
}
