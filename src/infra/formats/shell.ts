import {
  type Command,
  forEachChild,
  type ParsedScript,
  parse,
  type Redirection,
  type SyntaxNode,
  type Word,
} from "unbash";

/** Longer scripts are not parsed: nobody writes them by hand. */
export const MAX_SHELL_CHARACTERS = 500_000;
/** How deep substitutions and `sh -c "…"` strings are followed. */
const MAX_DEPTH = 12;

/** One word of a command. Offsets count UTF-16 code units from the start of the text, `end` is exclusive. */
export interface ShellWord {
  /** The word without its quotes; variables, substitutions and `${{ … }}` stand as written. */
  text: string;
  start: number;
  end: number;
  /** True where a variable, a substitution or a `${{ … }}` expression decides part of the value. */
  dynamic: boolean;
}

export interface ShellRedirect {
  /** `>`, `>>`, `<`, `<<`, `<<<`, `2>&1` without its number: `>&`. */
  operator: string;
  target?: ShellWord;
}

/** A simple command: a name with its arguments, wherever in the script it stands. */
export interface ShellCommand {
  /** The command's name as written (`apt-get`, `/bin/sh`); "" where there are only assignments. */
  name: string;
  args: ShellWord[];
  /** From the name (or the first assignment) to the last argument. */
  start: number;
  end: number;
  /** Variables set in front of the command, or by `export`, `declare`, `local` and `readonly`. */
  assignments: { name: string; value: ShellWord }[];
  redirects: ShellRedirect[];
  /** The simple command that reads this one's output through `|`. */
  pipedInto?: ShellCommand;
  /** The command whose word holds this one in `$(…)`, `` `…` ``, `<(…)` or as the string of `sh -c`. */
  within?: ShellCommand;
}

export interface ShellScript {
  /** In order of appearance; commands inside a word follow the command that owns the word. */
  commands: ShellCommand[];
  problems: { start: number; end: number; message: string }[];
}

const SHELLS = new Set(["sh", "bash", "ash", "dash", "zsh", "ksh"]);

/**
 * Reads a script for bash or a POSIX shell. Never throws: what cannot be read is a problem, the commands around
 * it are still there. GitHub's `${{ … }}` counts as one variable, also inside words and quotes.
 */
export function parseShell(text: string): ShellScript {
  if (text.length > MAX_SHELL_CHARACTERS) {
    return { commands: [], problems: [{ start: 0, end: 0, message: "The script is too large to be read." }] };
  }
  const reader = new Reader(text);
  reader.read();
  return { commands: reader.commands, problems: reader.problems };
}

/** The name without its folder, in lower case: `/usr/bin/Curl` is `curl`. */
export function programName(command: ShellCommand): string {
  return command.name.slice(command.name.lastIndexOf("/") + 1).toLowerCase();
}

/** True for the shells that run what they are given: `sh`, `bash`, `dash` … */
export function isShell(program: string): boolean {
  return SHELLS.has(program);
}

/** Options of the wrapping commands that take a value as the next word. */
const WRAPPERS: Record<string, readonly string[]> = {
  sudo: ["-u", "-g", "-h", "-p", "-C", "-T", "-r", "-t", "--user", "--group"],
  env: ["-u", "-C", "-S", "--unset", "--chdir"],
  exec: ["-a"],
  command: [],
  builtin: [],
  nohup: [],
  time: ["-f", "-o"],
  nice: ["-n"],
  ionice: ["-c", "-n", "-p"],
  timeout: ["-s", "-k", "--signal", "--kill-after"],
  doas: ["-u"],
  eatmydata: [],
};

/**
 * What a command really runs: `sudo -E env A=1 apt-get update` is `apt-get update`. The result keeps the place
 * and the links of the command; one without a wrapper is returned as it is.
 */
export function unwrapCommand(command: ShellCommand): ShellCommand {
  let current = command;
  for (let depth = 0; depth < 6; depth++) {
    const program = programName(current);
    const valued = Object.hasOwn(WRAPPERS, program) ? WRAPPERS[program] : undefined;
    if (valued === undefined) return current;
    const at = wrappedName(program, valued, current.args);
    const name = current.args[at];
    if (name === undefined) return current;
    current = { ...current, name: name.text, args: current.args.slice(at + 1) };
  }
  return current;
}

function wrappedName(program: string, valued: readonly string[], args: readonly ShellWord[]): number {
  let i = 0;
  for (; i < args.length; i++) {
    const text = args[i]?.text ?? "";
    if (text === "--") return i + 1;
    if (text.startsWith("-")) {
      if (valued.includes(text)) i++;
    } else if (!/^[A-Za-z_]\w{0,200}=/.test(text)) break;
  }
  return program === "timeout" ? i + 1 : i;
}

class Reader {
  readonly commands: ShellCommand[] = [];
  readonly problems: ShellScript["problems"] = [];
  private readonly removed: number[] = [];
  private readonly masked: { start: number; end: number; text: string }[] = [];
  private readonly source: string;

  constructor(private readonly text: string) {
    this.source = this.mask(this.dropCarriageReturns(text));
  }

  read(): void {
    this.readPart(this.source, 0, undefined, 0);
  }

  /** A carriage return before a line feed would become part of the last word; offsets are mapped back. */
  private dropCarriageReturns(text: string): string {
    if (!text.includes("\r\n")) return text;
    let out = "";
    let from = 0;
    for (let at = text.indexOf("\r\n"); at >= 0; at = text.indexOf("\r\n", from)) {
      out += text.slice(from, at);
      this.removed.push(out.length);
      from = at + 1;
    }
    return out + text.slice(from);
  }

  /** Puts a variable of the same length in place of every `${{ … }}`. */
  private mask(text: string): string {
    let out = "";
    let from = 0;
    for (let at = text.indexOf("${{"); at >= 0; at = text.indexOf("${{", from)) {
      const close = text.indexOf("}}", at + 3);
      if (close < 0) break;
      const end = close + 2;
      this.masked.push({ start: at, end, text: text.slice(at, end) });
      out += `${text.slice(from, at)}\${${"_".repeat(end - at - 3)}}`;
      from = end;
    }
    return out + text.slice(from);
  }

  /** An offset of the masked text as one of the original. */
  private original(offset: number): number {
    let low = 0;
    let high = this.removed.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.removed[middle] as number) < offset) low = middle + 1;
      else high = middle;
    }
    return offset + low;
  }

  /** Reads a whole script that starts at `base` of the masked text. */
  private readPart(source: string, base: number, within: ShellCommand | undefined, depth: number): void {
    let script: ParsedScript;
    try {
      script = parse(source);
    } catch {
      this.problems.push({ start: 0, end: this.text.length, message: "The shell script cannot be read." });
      return;
    }
    this.readScript(script, { base, within, depth, fixed: undefined });
  }

  private readScript(script: ParsedScript, place: PlaceInText): void {
    for (const error of (script.errors ?? []).slice(0, 20)) {
      const start = place.fixed?.start ?? this.original(place.base + error.pos);
      this.problems.push({
        start,
        end: place.fixed?.end ?? Math.min(start + 1, this.text.length),
        message: `The shell script does not parse here (${error.message}).`,
      });
    }
    this.visitChildren(script, place);
  }

  private visitChildren(node: SyntaxNode, place: PlaceInText, except?: SyntaxNode): void {
    try {
      forEachChild(node, (child) => {
        if (child !== except) this.visit(child, place);
      });
    } catch {
      // A lazily parsed word that the parser gives up on holds no command that could be read.
    }
  }

  private visit(node: SyntaxNode, place: PlaceInText): void {
    if (node.type === "Command") {
      this.addCommand(node, place);
    } else if (node.type === "Pipeline") {
      let previous: ShellCommand | undefined;
      for (const part of node.commands) {
        const first = this.commands.length;
        this.visit(part, place);
        const current = part.type === "Command" ? this.commands[first] : undefined;
        if (previous && current) previous.pipedInto = current;
        previous = current;
      }
    } else if (node.type === "Script") {
      if (place.depth >= MAX_DEPTH) return;
      const nested = { ...place, depth: place.depth + 1 };
      // The text inside nested backticks is unescaped, so its offsets are not those of the file.
      if (node.source !== undefined) nested.fixed ??= this.span(place.open ?? node, place);
      this.readScript(node, nested);
    } else {
      this.visitChildren(node, node.type === "CommandExpansion" ? { ...place, open: node } : place);
    }
  }

  private addCommand(node: Command, place: PlaceInText): void {
    const span = this.span(node, place);
    const command: ShellCommand = {
      name: node.name ? this.word(node.name, place).text : "",
      args: [],
      ...span,
      assignments: [],
      redirects: [],
      ...(place.within ? { within: place.within } : {}),
    };
    this.commands.push(command);
    for (const part of node.prefix) {
      if (part.type === "Assignment") this.addAssignment(command, part, place);
    }
    for (const part of node.args) {
      if (part.type === "Assignment") {
        this.addAssignment(command, part, place);
        command.args.push(this.plainWord(part, place));
      } else command.args.push(this.word(part, place));
    }
    for (const redirect of node.redirects) command.redirects.push(this.redirect(redirect, place));
    const script = place.fixed ? undefined : this.stringOfShell(command, node, place);
    this.visitChildren(node, { ...place, within: command }, script);
    if (script) this.readPart(script.value, place.base + script.pos + 1, command, place.depth + 1);
  }

  private addAssignment(
    command: ShellCommand,
    node: SyntaxNode & { type: "Assignment" },
    place: PlaceInText,
  ): void {
    const value =
      node.value.type === "Word"
        ? this.word(node.value, place)
        : { ...this.plainWord(node.value, place), dynamic: true };
    command.assignments.push({ name: node.name, value });
  }

  private redirect(node: Redirection, place: PlaceInText): ShellRedirect {
    const target = node.type === "HereDoc" ? undefined : node.target;
    return { operator: node.operator, ...(target ? { target: this.word(target, place) } : {}) };
  }

  /** The string of `sh -c "…"`: a script of its own, readable where it holds no escapes. */
  private stringOfShell(command: ShellCommand, node: Command, place: PlaceInText): Word | undefined {
    const real = unwrapCommand(command);
    if (!isShell(programName(real)) || place.depth >= MAX_DEPTH) return undefined;
    const flag = real.args.findIndex((arg) => /^-[a-z]{0,8}c$/.test(arg.text));
    const script = flag < 0 ? undefined : node.args[node.args.length - real.args.length + flag + 1];
    if (script?.type !== "Word") return undefined;
    const raw = this.source.slice(place.base + script.pos, place.base + script.end);
    const quoted = /^["']/.test(raw) && raw.slice(1, -1) === script.value;
    // A string that is nothing but a substitution runs its output: the substitution is all there is to read.
    return quoted && !/^["'](\$\(|`)/.test(raw) ? script : undefined;
  }

  private span(node: { pos: number; end: number }, place: PlaceInText): { start: number; end: number } {
    if (place.fixed) return { ...place.fixed };
    return { start: this.original(place.base + node.pos), end: this.original(place.base + node.end) };
  }

  private plainWord(node: { pos: number; end: number }, place: PlaceInText): ShellWord {
    const span = this.span(node, place);
    const text = this.text.slice(span.start, span.end);
    return { text, ...span, dynamic: text.includes("$") || text.includes("`") };
  }

  private word(node: Word, place: PlaceInText): ShellWord {
    const span = this.span(node, place);
    const from = place.base + node.pos;
    const inside = this.masksBetween(from, place.base + node.end);
    let next = 0;
    const text =
      inside.length === 0 || place.fixed
        ? node.value
        : node.value.replace(/\$\{_{2,}\}/g, (found) => inside[next++]?.text ?? found);
    return { text, ...span, dynamic: inside.length > 0 || isDynamic(node) };
  }

  private masksBetween(start: number, end: number): { text: string }[] {
    let low = 0;
    let high = this.masked.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.masked[middle]?.start ?? 0) < start) low = middle + 1;
      else high = middle;
    }
    let last = low;
    while ((this.masked[last]?.end ?? Number.POSITIVE_INFINITY) <= end) last++;
    return this.masked.slice(low, last);
  }
}

interface PlaceInText {
  base: number;
  within: ShellCommand | undefined;
  depth: number;
  /** Where everything found is said to stand, for text whose offsets are lost. */
  fixed: { start: number; end: number } | undefined;
  open?: { pos: number; end: number };
}

function isDynamic(node: Word): boolean {
  const stack: { type: string; parts?: unknown }[] = [...(node.parts ?? [])];
  for (let part = stack.pop(); part; part = stack.pop()) {
    if (/Expansion$|Substitution$/.test(part.type) && part.type !== "BraceExpansion") return true;
    if (Array.isArray(part.parts)) stack.push(...part.parts);
  }
  return false;
}
