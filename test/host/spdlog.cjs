"use strict";
// Put in place of the package @vscode/spdlog, whose native part the server is installed without: log files
// (and with them an extension's log output channels) work, written by plain JavaScript.
const { createWriteStream, mkdirSync } = require("node:fs");
const { dirname } = require("node:path");

const NAMES = ["trace", "debug", "info", "warning", "error", "critical"];
let defaultLevel = 2;

class Logger {
  constructor(_type, name, file) {
    this.name = name;
    this.level = defaultLevel;
    this.plain = false;
    mkdirSync(dirname(file), { recursive: true });
    this.stream = createWriteStream(file, { flags: "a" });
    this.stream.on("error", () => {});
  }
  write(level, message) {
    if (level < this.level || !this.stream) return;
    const stamp = new Date().toISOString().replace("T", " ").slice(0, 23);
    this.stream.write(this.plain ? message : `${stamp} [${NAMES[level]}] ${message}\n`);
  }
  trace(message) {
    this.write(0, message);
  }
  debug(message) {
    this.write(1, message);
  }
  info(message) {
    this.write(2, message);
  }
  warn(message) {
    this.write(3, message);
  }
  error(message) {
    this.write(4, message);
  }
  critical(message) {
    this.write(5, message);
  }
  getLevel() {
    return this.level;
  }
  setLevel(level) {
    this.level = level;
  }
  setPattern() {}
  clearFormatters() {
    this.plain = true;
  }
  flush() {}
  drop() {
    this.stream?.end();
    this.stream = undefined;
  }
}

exports.version = 1;
exports.Logger = Logger;
exports.setLevel = (level) => {
  defaultLevel = level;
};
exports.setFlushOn = () => {};
exports.createRotatingLogger = async (name, file) => new Logger("rotating", name, file);
exports.createAsyncRotatingLogger = async (name, file) => new Logger("rotating_async", name, file);
