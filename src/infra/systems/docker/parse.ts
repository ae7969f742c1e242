import { DockerfileParser } from "dockerfile-ast";
import { isShell, parseShell, type ShellCommand, type ShellWord } from "../../formats/shell.ts";
import { LineIndex } from "../../position.ts";
import type { Parsed, Problem } from "../../system.ts";
import type { Dockerfile, Flag, Heredoc, Instruction, Script, Setting, Stage } from "./model.ts";
import { resolve } from "./variables.ts";
import { jsonWords, logicalLine, readSettings, splitWords } from "./words.ts";

/** Longer texts are not parsed; the longest Dockerfiles that people keep have some thousand lines. */
export const MAX_DOCKERFILE_CHARACTERS = 500_000;

/** What stands behind so many stages is not read: people use a dozen. */
const MAX_STAGES = 500;

const INSTRUCTIONS = new Set(
  "ADD ARG CMD COPY ENTRYPOINT ENV EXPOSE FROM HEALTHCHECK LABEL MAINTAINER ONBUILD RUN SHELL STOPSIGNAL USER VOLUME WORKDIR".split(
    " ",
  ),
);
const WITH_FLAGS = new Set(["ADD", "COPY", "FROM", "HEALTHCHECK", "RUN"]);
const WITH_EXEC_FORM = new Set(["ADD", "CMD", "COPY", "ENTRYPOINT", "RUN", "SHELL", "VOLUME"]);
const WITH_SETTINGS = new Set(["ARG", "ENV", "LABEL"]);

/** Reads a Dockerfile (https://docs.docker.com/reference/dockerfile/). Never throws. */
export function parseDockerfile(text: string): Parsed<Dockerfile> {
  const lines = new LineIndex(text);
  const file: Dockerfile = {
    kind: "dockerfile",
    lines,
    text,
    instructions: [],
    stages: [],
    globals: new Map(),
  };
  const problems: Problem[] = [];
  if (text.length > MAX_DOCKERFILE_CHARACTERS) {
    problems.push({ range: lines.range(0, 0), message: "The file is too large to be read as a Dockerfile." });
    return { model: file, problems };
  }
  try {
    new Reader(file, problems).read();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    problems.push({ range: lines.range(0, 0), message: `Not readable as a Dockerfile: ${reason}` });
  }
  addStages(file, problems);
  return { model: file, problems };
}

class Reader {
  private escape = "\\";

  constructor(
    private readonly file: Dockerfile,
    private readonly problems: Problem[],
  ) {}

  read(): void {
    const parsed = DockerfileParser.parse(withoutComments(this.file.text));
    this.escape = parsed.getEscapeCharacter();
    for (const directive of parsed.getDirectives()) {
      if (directive.getName().toLowerCase() !== "syntax") continue;
      const range = this.file.lines.lineRange(directive.getRange().start.line + 1);
      this.file.syntax = { value: directive.getValue(), range };
    }
    for (const one of parsed.getInstructions()) {
      const range = one.getRange();
      const keyword = one.getInstructionRange();
      const heredocs = "getHeredocs" in one ? heredocsOf(one as unknown as WithHeredocs) : [];
      const start = this.offset(range.start);
      const end = this.offset(range.end);
      this.file.instructions.push(
        this.instruction(
          start,
          this.offset(keyword.end),
          end,
          heredocs.map((found) => this.heredoc(found, end)),
        ),
      );
    }
  }

  private offset(position: Position): number {
    return this.file.lines.offset(position.line + 1) + position.character;
  }

  private heredoc(found: FoundHeredoc, end: number): Heredoc {
    const content = found.getContentRange();
    if (!found.getDelimiterRange()) {
      const name = found.getStartRange();
      const range = this.file.lines.range(this.offset(name.start), this.offset(name.end));
      this.problems.push({ range, message: `The here-document ${found.getName()} is not closed.` });
    }
    if (!content) return { name: found.getName(), start: end, end };
    return { name: found.getName(), start: this.offset(content.start), end: this.offset(content.end) };
  }

  /** Reads the instruction between two offsets; for ONBUILD also the one that it holds back. */
  private instruction(
    start: number,
    keywordEnd: number,
    end: number,
    heredocs: Heredoc[],
    depth = 0,
  ): Instruction {
    const keyword = this.file.text.slice(start, keywordEnd).toUpperCase();
    const made: Instruction = {
      keyword,
      start,
      end,
      keywordEnd,
      flags: [],
      words: [],
      exec: false,
      settings: [],
      heredocs,
      stage: -1,
    };
    if (!INSTRUCTIONS.has(keyword)) {
      const range = this.file.lines.range(start, keywordEnd);
      this.problems.push({
        range,
        message: `${keyword.slice(0, 40)} is not an instruction of a Dockerfile.`,
      });
      return made;
    }
    const first = heredocs[0];
    const head = first ? this.lineEnd(keywordEnd, Math.min(end, first.start)) : end;
    const line = logicalLine(this.file.text, keywordEnd, head, this.escape);
    const all = splitWords(line, keywordEnd, this.escape);
    if (WITH_FLAGS.has(keyword)) made.flags = takeFlags(all);
    made.words = all.slice(made.flags.length);
    const from = made.words[0]?.start ?? head;
    if (keyword === "ONBUILD" && made.words[0] && depth === 0) {
      made.trigger = this.instruction(from, made.words[0].end, end, heredocs, 1);
    } else if (keyword === "HEALTHCHECK" && made.words[0]?.text.toUpperCase() === "CMD") {
      this.readCommand(made, line, made.words[1]?.start ?? head, head);
    } else if (WITH_EXEC_FORM.has(keyword)) {
      this.readCommand(made, line, from, head);
    } else if (WITH_SETTINGS.has(keyword)) {
      made.settings = readSettings(keyword, made.words, line, keywordEnd);
    }
    if (made.words.length === 0 && keyword !== "CMD") {
      const range = this.file.lines.range(start, keywordEnd);
      this.problems.push({ range, message: `${keyword} needs an argument.` });
    }
    return made;
  }

  /** Reads the exec form where the arguments are a JSON array, otherwise the script of the shell form. */
  private readCommand(made: Instruction, line: string, from: number, head: number): void {
    const rest = line.slice(from - made.keywordEnd);
    const array = jsonWords(rest, from);
    if (array) {
      made.words = array;
      made.exec = true;
    }
    if (!["RUN", "CMD", "ENTRYPOINT", "HEALTHCHECK"].includes(made.keyword)) return;
    if (array) made.script = this.execScript(array, from, head);
    else made.script = this.shellScript(made, rest, from, head);
  }

  private execScript(words: readonly Instruction["words"][number][], start: number, end: number): Script {
    const [name, ...rest] = words;
    if (!name) return { commands: [], start, end };
    const asWord = (word: (typeof words)[number]): ShellWord => ({ ...word, dynamic: false });
    const command: ShellCommand = {
      name: name.text,
      args: rest.map(asWord),
      start: name.start,
      end: rest[rest.length - 1]?.end ?? name.end,
      assignments: [],
      redirects: [],
    };
    const commands = [command];
    const flag = rest.findIndex((word) => /^-[a-z]{0,8}c$/.test(word.text));
    const script = flag < 0 ? undefined : rest[flag + 1];
    if (script && isShell(name.text.slice(name.text.lastIndexOf("/") + 1))) {
      const raw = this.file.text.slice(script.start + 1, script.end - 1);
      if (raw === script.text) commands.push(...moved(parseShell(raw).commands, script.start + 1, command));
    }
    return { commands, start, end };
  }

  private shellScript(made: Instruction, line: string, start: number, end: number): Script {
    const first = made.heredocs[0];
    if (!first) return { commands: moved(parseShell(line).commands, start), start, end };
    const command = line.replace(/<<-?\s{0,8}["']?\w{1,200}["']?/g, (found) => " ".repeat(found.length));
    const program = command.trim().split(/\s/)[0] ?? "";
    const commands = program === "" ? [] : moved(parseShell(command).commands, start);
    const body = this.file.text.slice(first.start, first.end);
    const isScript =
      program === "" ? !/^#!(?!.{0,40}sh\b)/.test(body) : isShell(program.replace(/^.*\//, ""));
    if (isScript) commands.push(...moved(parseShell(body).commands, first.start));
    return { commands, start, end: first.end };
  }

  private lineEnd(from: number, limit: number): number {
    const newline = this.file.text.lastIndexOf("\n", Math.max(from, limit - 1));
    return newline < from ? limit : newline;
  }
}

interface Position {
  line: number;
  character: number;
}
interface FoundHeredoc {
  getName(): string;
  getStartRange(): { start: Position; end: Position };
  getContentRange(): { start: Position; end: Position } | null;
  getDelimiterRange(): unknown;
}
interface WithHeredocs {
  getHeredocs(): FoundHeredoc[];
}

function heredocsOf(one: WithHeredocs): FoundHeredoc[] {
  try {
    return one.getHeredocs();
  } catch {
    // The library gives up on some line breaks within an instruction; those hold no here-document.
    return [];
  }
}

/**
 * The text with comment lines blanked, directives at the top left alone: the library compares each comment with
 * each stage, so that comments in a long file would take minutes.
 */
function withoutComments(text: string): string {
  const directives =
    /^(?:\ufeff?[ \t]*#[ \t]*[a-zA-Z][\w-]*[ \t]*=[^\r\n]*(?:\r\n|\r|\n))+/.exec(text)?.[0] ?? "";
  const rest = text.slice(directives.length);
  return directives + rest.replace(/^[ \t]*#[^\r\n]*/gm, (comment) => " ".repeat(comment.length));
}

function takeFlags(words: readonly Instruction["words"][number][]): Flag[] {
  const flags: Flag[] = [];
  for (const word of words) {
    const found = /^--([a-z][a-z0-9-]{0,60})(?:=|$)/i.exec(word.text);
    if (!found) break;
    const equals = word.text.indexOf("=");
    flags.push({
      ...word,
      name: (found[1] ?? "").toLowerCase(),
      value: equals < 0 ? "" : word.text.slice(equals + 1),
    });
  }
  return flags;
}

/** The same commands with the offsets of the file; in place, as links between commands are by object. */
function moved(commands: ShellCommand[], by: number, within?: ShellCommand): ShellCommand[] {
  const move = (word: { start: number; end: number }) => {
    word.start += by;
    word.end += by;
  };
  for (const command of commands) {
    move(command);
    command.args.forEach(move);
    for (const one of command.assignments) move(one.value);
    for (const one of command.redirects) if (one.target) move(one.target);
    if (within && !command.within) command.within = within;
  }
  return commands;
}

/** Groups the instructions into stages and resolves what each starts from. */
function addStages(file: Dockerfile, problems: Problem[]): void {
  const byName = new Map<string, Stage>();
  let current: Stage | undefined;
  for (const instruction of file.instructions) {
    if (instruction.keyword === "FROM") {
      if (file.stages.length === MAX_STAGES) {
        const range = file.lines.range(instruction.start, instruction.keywordEnd);
        problems.push({ range, message: `Only the first ${MAX_STAGES} stages are read.` });
        file.instructions.splice(file.instructions.indexOf(instruction));
        return;
      }
      current = makeStage(file, instruction, byName);
      file.stages.push(current);
      if (current.name) byName.set(current.name.text.toLowerCase(), current);
    }
    if (current) {
      instruction.stage = current.index;
      if (instruction.trigger) instruction.trigger.stage = current.index;
      current.instructions.push(instruction);
    } else if (instruction.keyword === "ARG") {
      for (const one of instruction.settings) file.globals.set(one.name, resolved(file, one));
    } else if (INSTRUCTIONS.has(instruction.keyword)) {
      const range = file.lines.range(instruction.start, instruction.keywordEnd);
      const message = `${instruction.keyword} stands before the first FROM; only ARG and comments may.`;
      problems.push({ range, message });
    }
  }
  if (file.stages.length === 0 && file.instructions.some((one) => one.keyword !== "ARG")) {
    problems.push({ range: file.lines.lineRange(1), message: "The file has no FROM instruction." });
  }
}

function resolved(file: Dockerfile, setting: Setting): Setting {
  if (setting.value === undefined) return setting;
  const value = resolve(setting.value, (name) => file.globals.get(name)?.value);
  return { ...setting, value };
}

function makeStage(file: Dockerfile, from: Instruction, byName: ReadonlyMap<string, Stage>): Stage {
  const [base, as, name] = from.words;
  const image = base && resolve(base.text, (variable) => file.globals.get(variable)?.value);
  const parent = image === undefined ? undefined : byName.get(image.toLowerCase());
  const platform = from.flags.find((flag) => flag.name === "platform");
  return {
    index: file.stages.length,
    from,
    ...(name && as?.text.toUpperCase() === "AS" ? { name } : {}),
    ...(base ? { base } : {}),
    image: image === "" ? undefined : image,
    ...(platform ? { platform } : {}),
    ...(parent ? { parent } : {}),
    instructions: [],
  };
}
