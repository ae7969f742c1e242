import { parseArgs } from "node:util";
import { contextCommand } from "./context.ts";
import { inventoryCommand } from "./inventory.ts";
import { personasCommand } from "./personas.ts";
import { reviewCommand } from "./review.ts";
import { UsageError } from "./usage.ts";

/** Where the terminal front end writes: results to `out`, progress and errors to `err`. */
export interface Output {
  out(text: string): void;
  err(text: string): void;
  /** True where `out` shows colours. */
  isTerminal: boolean;
}

export interface Flags {
  json?: boolean;
  format?: string;
  "fail-on"?: string;
  changed?: boolean | string;
  ask?: string;
  persona?: string;
  command?: string;
  file?: string[];
  "max-tokens"?: string;
  help?: boolean;
}

/** A subcommand: takes the words after its name, gives the exit code. */
export type Command = (words: string[], flags: Flags, output: Output) => Promise<number>;

const COMMANDS: Record<string, Command> = {
  personas: personasCommand,
  inventory: inventoryCommand,
  review: reviewCommand,
  context: contextCommand,
};

const USAGE = `Usage: infra-personas <command> [options]

  personas [PATH...] --json                 the personas of the product, or of the files and folders given
  inventory [DIR] --json                    the infrastructure files: kinds and facts
  review [PATH...] [--format text|json|sarif|github]
         [--fail-on critical|high|medium|low|never] [--changed [BASE]]
                                            what is wrong, where and why
  context [DIR] --ask "..." [--persona ID] [--command NAME] [--file F]... [--max-tokens N] --json
                                            exactly what would be sent to the model

Exit code: 0 done, 1 findings at or above --fail-on, 2 bad usage or unreadable input.
`;

/** Runs the terminal front end. @returns the exit code: 0, 1 or 2 as the usage text says */
export async function run(args: readonly string[], output: Output): Promise<number> {
  try {
    const { words, flags } = parse(args);
    const [name, ...rest] = words;
    if (flags.help || name === "help") {
      output.out(USAGE);
      return 0;
    }
    const command = name === undefined ? undefined : COMMANDS[name];
    if (!command)
      throw new UsageError(name === undefined ? "no command is given" : `there is no command "${name}"`);
    return await command(rest, flags, output);
  } catch (error) {
    const message = error instanceof UsageError ? `${error.message} (see --help)` : (error as Error).message;
    output.err(`infra-personas: ${message}\n`);
    return 2;
  }
}

function parse(args: readonly string[]): { words: string[]; flags: Flags } {
  try {
    const { values, positionals } = parseArgs({
      args: withChangedValue(args),
      allowPositionals: true,
      options: {
        json: { type: "boolean" },
        format: { type: "string" },
        "fail-on": { type: "string" },
        changed: { type: "string" },
        ask: { type: "string" },
        persona: { type: "string" },
        command: { type: "string" },
        file: { type: "string", multiple: true },
        "max-tokens": { type: "string" },
        help: { type: "boolean", short: "h" },
      },
    });
    return { words: positionals, flags: values as Flags };
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

/** `--changed` takes a revision or stands alone: then its value is "". */
function withChangedValue(args: readonly string[]): string[] {
  return args.map((arg, index) => {
    if (arg !== "--changed") return arg;
    const next = args[index + 1];
    return next === undefined || next.startsWith("-") ? "--changed=" : arg;
  });
}
