// npm run bench: size and speed of the product as it is shipped, each beside a baseline taken in the same run.
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "../../esbuild.mjs";
import { openWorkbench } from "../host/browser.mjs";
import { startServer } from "../host/server.mjs";
import { Workbench } from "../host/workbench.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const QUESTION = "@devops what would you fix first here?";
const ROUNDS = 7;

const kilobytes = (file) => (statSync(file).size / 1024).toFixed(1);
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

await build({ production: true });
console.log(`entry file dist/extension.js: ${kilobytes(join(root, "dist/extension.js"))} KB (aim: under 60)`);
for (const name of readdirSync(join(root, "dist/chunks")).filter((file) => file.endsWith(".js"))) {
  const file = join(root, "dist/chunks", name);
  if (statSync(file).size > 100 * 1024) console.log(`  lazily loaded: ${name} ${kilobytes(file)} KB`);
}

const temporary = mkdtempSync(join(tmpdir(), "infra-personas-bench-"));
const vsix = join(temporary, "infra-personas.vsix");
const vsce = join(root, "node_modules/@vscode/vsce/vsce");
execFileSync(process.execPath, [vsce, "package", "--no-dependencies", "--out", vsix], {
  cwd: root,
  stdio: "ignore",
});
console.log(`VSIX: ${kilobytes(vsix)} KB`);

const folder = join(temporary, "parcel-desk");
cpSync(join(root, "test/sample"), folder, { recursive: true });

await withWindow(false, async (workbench) => {
  const times = await firstCharacters(workbench);
  console.log(
    `first streamed character after Enter, built-in analysis: cold ${times[0]} ms, warm median ${median(times.slice(1))} ms of ${times.slice(1).join(", ")} (aim: under 300 warm)`,
  );
  const extensions = await workbench.runningExtensions();
  const ours = activation(extensions, /^infra-personas/i);
  for (const [name, pattern] of [
    ["Git", /^Git$/],
    ["Merge Conflict", /^Merge Conflict/],
  ]) {
    const theirs = activation(extensions, pattern);
    console.log(
      `activation: Infra Personas ${ours} ms, ${name} ${theirs} ms, ratio ${(ours / theirs).toFixed(2)} (aim: below 1)`,
    );
  }
});
await withWindow(true, async (workbench) => {
  const times = await firstCharacters(workbench);
  console.log(
    `first streamed character after Enter, a model that answers at once: warm median ${median(times.slice(1))} ms (baseline)`,
  );
});
rmSync(temporary, { recursive: true, force: true });
await build();

async function withWindow(recorder, measure) {
  const server = await startServer();
  const extensionPaths = recorder ? [root, join(root, "test/recorder")] : [root];
  const open = await openWorkbench(server, { folder, extensionPaths });
  try {
    await open.page.locator(".statusbar-item[id*='infraPersonas']").first().waitFor();
    await measure(new Workbench(open.page));
  } finally {
    await open.close();
    await server.stop();
  }
}

/** Milliseconds from pressing Enter to the first character of each of several answers, measured in the page. */
async function firstCharacters(workbench) {
  const times = [];
  await workbench.chat.open();
  for (let round = 0; round < ROUNDS; round++) {
    await workbench.page.evaluate(() => {
      globalThis.__firstCharacter = new Promise((resolve) => {
        let pressed;
        addEventListener(
          "keydown",
          ({ key }) => {
            if (key === "Enter") pressed = performance.now();
          },
          { capture: true },
        );
        new MutationObserver((_changes, observer) => {
          for (const element of document.querySelectorAll(".interactive-response .rendered-markdown")) {
            if (pressed === undefined || !element.textContent?.trim()) continue;
            // The line of progress is no answer.
            if (element.closest(".progress-container")) continue;
            observer.disconnect();
            resolve(performance.now() - pressed);
          }
        }).observe(document.body, { childList: true, subtree: true, characterData: true });
      });
    });
    await workbench.ask(QUESTION);
    times.push(Math.round(await workbench.page.evaluate(() => globalThis.__firstCharacter)));
    await workbench.lastAnswer();
    // A new conversation each time: drawing a long one is the editor's time, not ours.
    await workbench.newChat();
  }
  return times;
}

function activation(extensions, pattern) {
  const found = extensions.find(({ name }) => pattern.test(name));
  if (found?.activationMs === undefined)
    throw new Error(
      `No activation time for ${pattern} among ${extensions.map(({ name }) => name).join(", ")}`,
    );
  return found.activationMs;
}
