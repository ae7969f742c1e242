import type { Example } from "../../../system.ts";

/** Ends a line on which the check must fire; taken off the example's text. */
const MARK = " #!";

function lines(text: string): { text: string; lines: number[] } {
  const all = text.split("\n");
  const marked = all.flatMap((line, i) => (line.endsWith(MARK) ? [i + 1] : []));
  const plain = all.map((line) => (line.endsWith(MARK) ? line.slice(0, -MARK.length) : line));
  return { text: `${plain.join("\n")}\n`, lines: marked };
}

/** Two whole files; lines of the first that end with ` #!` are where the check fires. */
export function files(bad: string, good: string, path = "main.tf"): Example {
  return { path, bad: lines(bad), good: `${good}\n` };
}

/**
 * One resource twice. `bad` and `good` are its lines that differ; where nothing of `bad` is marked, the check fires
 * on its first line, or on the header where `bad` is empty.
 */
export function resource(type: string, name: string, common: string, bad: string, good: string): Example {
  const header = `resource "${type}" "${name}" {`;
  const body = (text: string): string[] =>
    [common, text].filter((part) => part !== "").flatMap((part) => part.split("\n"));
  const whole = (head: string, text: string): string =>
    [head, ...body(text).map((line) => (line === "" ? "" : `  ${line}`)), "}"].join("\n");
  if (bad === "") return files(whole(`${header}${MARK}`, ""), whole(header, good));
  const marked = bad.includes(MARK) ? bad : bad.replace(/\n|$/, (end) => `${MARK}${end}`);
  return files(whole(header, marked), whole(header, good));
}
