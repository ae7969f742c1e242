"use strict";
// Loaded into the server and, because Node hands it on, into every process that the server forks, before
// anything else (node --require). No ES module: --import made the extension host of older servers hang.
const { appendFileSync } = require("node:fs");
const { format } = require("node:util");

if (process.argv[1]?.endsWith("server-main.js")) endWithParent();
else if (process.argv.includes("--type=extensionHost") && process.env.INFRA_PERSONAS_TAP) {
  tapConsole(process.env.INFRA_PERSONAS_TAP);
}

/**
 * The server must not outlive the process that started it, however that one ends: the pipe on standard input
 * closes when it does.
 */
function endWithParent() {
  const end = () => {
    try {
      // The server leads a process group of its own: this reaches the extension hosts too.
      process.kill(-process.pid, "SIGKILL");
    } catch {
      process.exit(1);
    }
  };
  process.stdin.on("end", end);
  process.stdin.on("error", end);
  process.stdin.resume();
}

/**
 * Copies what is printed in the extension host to a file. VS Code mixes it into the log of the window, where
 * it could not be told from the window's own lines.
 *
 * @param {string} file
 */
function tapConsole(file) {
  const methods = new Set(["log", "info", "warn", "error", "debug"]);
  // A proxy, because VS Code puts its own methods into the console later on.
  globalThis.console = new Proxy(console, {
    get(target, key) {
      const method = Reflect.get(target, key);
      if (typeof method !== "function" || typeof key !== "string" || !methods.has(key)) return method;
      return (/** @type {unknown[]} */ ...args) => {
        try {
          // The host's own first words.
          if (String(args[0]).startsWith("[reconnection-grace-time]")) return method.apply(target, args);
          appendFileSync(file, `${format(...args)}\n`);
        } catch {
          // Printing must not break the test.
        }
        return method.apply(target, args);
      };
    },
  });
}
