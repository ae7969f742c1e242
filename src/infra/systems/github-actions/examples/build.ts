import type { Example } from "../../../system.ts";

/** An example whose check looks at other files of the repository too. */
export interface SurroundedExample extends Example {
  /** Texts of the other files by their path; those of the file itself are `bad` and `good`. */
  others?: Readonly<Record<string, string>>;
}

/** An example from lines of text. */
export function example(
  lines: number[],
  bad: string[],
  good: string[],
  path = ".github/workflows/ci.yml",
): Example {
  return { path, bad: { text: `${bad.join("\n")}\n`, lines }, good: `${good.join("\n")}\n` };
}

/** A workflow of one job: the steps given start on line 10. */
export function steps(lines: number[], bad: string[], good: string[], on = "push"): Example {
  return example(lines, job(bad, on), job(good, on));
}

function job(lines: readonly string[], on: string): string[] {
  return [
    "name: CI",
    `on: ${on}`,
    "permissions:",
    "  contents: read",
    "jobs:",
    "  build:",
    "    runs-on: ubuntu-24.04",
    "    timeout-minutes: 10",
    "    steps:",
    ...lines.map((line) => `      ${line}`),
  ];
}

/** A workflow whose only job, which starts on line 5, is given line by line. */
export function jobs(lines: number[], bad: string[], good: string[], on = "push"): Example {
  const text = (body: readonly string[]) => [
    "name: CI",
    `on: ${on}`,
    "permissions: {}",
    "jobs:",
    ...body.map((line) => `  ${line}`),
  ];
  return example(lines, text(bad), text(good));
}

/** The metadata of a composite action: the lines given stand below its name and description, from line 3 on. */
export function action(lines: number[], bad: string[], good: string[]): Example {
  const text = (body: readonly string[]) => [
    "name: Set up the tools",
    "description: Installs what the builds need",
    ...body,
  ];
  return example(lines, text(bad), text(good), ".github/actions/setup/action.yml");
}

/** The configuration of Dependabot: the lines given stand below its version, from line 2 on. */
export function dependabot(lines: number[], bad: string[], good: string[]): Example {
  return example(lines, ["version: 2", ...bad], ["version: 2", ...good], ".github/dependabot.yml");
}
