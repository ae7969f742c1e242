import { answerFromAnalysis } from "../answer/built-in.ts";
import { type FollowUp, followUps } from "../answer/follow-ups.ts";
import { splitLines } from "../infra/position.ts";
import { systems } from "../infra/systems/index.ts";
import type { Persona } from "../persona/persona.ts";
import { buildPrompt } from "../prompt/build.ts";
import type { Attachment, Prompt, Turn } from "../prompt/request.ts";
import type { Finding } from "../review/finding.ts";
import type { Repository } from "../review/repository.ts";
import { readPersonas } from "./personas.ts";
import type { FileSource, Skipped } from "./source.ts";
import { type ScanStats, WorkspaceStore } from "./store.ts";
import { readText } from "./text.ts";

/** A file, a folder or a part of a file that the person pointed at; lines are 1-based, inclusive. */
export interface Pointer {
  path: string;
  startLine?: number;
  endLine?: number;
}

/** Texts of open documents with unsaved changes, by workspace path. */
export type UnsavedTexts = Record<string, string>;

export interface PromptQuestion {
  personaId: string;
  command?: string;
  question: string;
  pointers: Pointer[];
  /** Attached texts that are no files of the workspace. */
  texts: { name: string; text: string }[];
  activePath?: string;
  history: Turn[];
  maxTokens: number;
  unsaved: UnsavedTexts;
}

export interface PromptAnswer {
  prompt: Prompt;
  /** How many infrastructure files the workspace has. */
  infraFiles: number;
  followUps: FollowUp[];
  /** Number of lines of every file that an answer may point at, by path. */
  lines: Record<string, number>;
}

export interface InventoryAnswer {
  stats: ScanStats;
  files: { path: string; kind: string; system: string; facts: Record<string, unknown> }[];
  skipped: Skipped[];
}

/**
 * Everything that is asked of a workspace, by chat through the worker and by the terminal directly. Holds the state of
 * the workspace; every answer is plain data.
 */
export class WorkspaceAnalysis {
  private readonly store: WorkspaceStore;
  private personas: Promise<Persona[]> | undefined;

  /** @param personasFolder absolute path of the bundled persona files */
  constructor(
    private readonly source: FileSource,
    private readonly personasFolder: string,
  ) {
    this.store = new WorkspaceStore(source, systems);
  }

  /** See {@link WorkspaceStore.changed}. */
  changed(paths: readonly string[]): void {
    this.store.changed(paths);
  }

  async inventory(signal: AbortSignal): Promise<InventoryAnswer> {
    const { files } = await this.store.repository(new Map(), signal);
    const listed = files.map(({ path, kind, system, facts }) => ({ path, kind, system: system.id, facts }));
    return { stats: this.store.stats, files: listed, skipped: this.store.skipped };
  }

  /** The paths of all infrastructure files. */
  async paths(signal: AbortSignal): Promise<string[]> {
    return (await this.store.repository(new Map(), signal)).files.map(({ path }) => path);
  }

  /** Findings of the files and folders given, of all where none is, most urgent first. */
  async findings(
    pointers: readonly Pointer[],
    unsaved: UnsavedTexts,
    signal: AbortSignal,
  ): Promise<Finding[]> {
    const repository = await this.repository(unsaved, signal);
    if (pointers.length === 0) return repository.findings();
    const expanded = expand(pointers, repository);
    const paths = new Set(expanded.map(({ path }) => path));
    return repository
      .findings(paths)
      .filter((finding) => expanded.some((pointer) => covers(pointer, finding)));
  }

  /**
   * The prompt for a question, and what the answer's writer needs to know.
   * @throws BudgetTooSmallError; an Error where there is no such persona
   */
  async prompt(question: PromptQuestion, signal: AbortSignal): Promise<PromptAnswer> {
    const persona = await this.persona(question.personaId);
    const repository = await this.repository(question.unsaved, signal);
    const pointers = expand(question.pointers, repository);
    const attachments: Attachment[] = [
      ...(await Promise.all(pointers.map((pointer) => this.attach(pointer, repository, question.unsaved)))),
      ...question.texts.map(({ name, text }) => ({ type: "text" as const, name, text })),
    ];
    signal.throwIfAborted();
    const prompt = buildPrompt(
      {
        persona: { id: persona.id, fullName: persona.fullName, instructions: persona.body },
        ...(question.command ? { command: question.command } : {}),
        question: question.question,
        attachments,
        ...(question.activePath ? { activePath: question.activePath } : {}),
        history: question.history,
        maxTokens: question.maxTokens,
      },
      repository,
    );
    const lines: Record<string, number> = {};
    for (const { path } of repository.files) lines[path] = repository.lineCount(path) ?? 0;
    for (const attachment of attachments) {
      if (attachment.type === "file" && attachment.text !== undefined)
        lines[attachment.path] = splitLines(attachment.text).length;
    }
    const paths = pointers.map(({ path }) => path);
    prompt.omitted.push(...this.store.skipped);
    return {
      prompt,
      infraFiles: repository.files.length,
      followUps: followUps(repository, { command: question.command, question: question.question, paths }),
      lines,
    };
  }

  /** The built-in analysis' own answer, Markdown. */
  async answer(
    asked: { question: string; command?: string; pointers: Pointer[]; unsaved: UnsavedTexts },
    signal: AbortSignal,
  ): Promise<string> {
    const repository = await this.repository(asked.unsaved, signal);
    const { question, command } = asked;
    return answerFromAnalysis(
      {
        question,
        ...(command ? { command } : {}),
        subject: expand(asked.pointers, repository),
        skipped: this.store.skipped,
      },
      repository,
    );
  }

  private repository(unsaved: UnsavedTexts, signal: AbortSignal): Promise<Repository> {
    return this.store.repository(new Map(Object.entries(unsaved)), signal);
  }

  private async persona(id: string): Promise<Persona> {
    this.personas ??= readPersonas(this.personasFolder).then((files) =>
      files.flatMap(({ persona }) => persona ?? []),
    );
    const persona = (await this.personas).find((one) => one.id === id);
    if (!persona) throw new Error(`There is no persona "${id}".`);
    return persona;
  }

  private async attach(
    { path, startLine, endLine }: Pointer,
    repository: Repository,
    unsaved: UnsavedTexts,
  ): Promise<Attachment> {
    const range = startLine !== undefined && endLine !== undefined ? { range: { startLine, endLine } } : {};
    const known = unsaved[path] ?? repository.get(path)?.text;
    if (known !== undefined) return { type: "file", path, text: known, ...range };
    const read = await readText(this.source, path);
    return "text" in read
      ? { type: "file", path, text: read.text, ...range }
      : { type: "file", path, unreadable: read.reason };
  }
}

/** A pointer at a folder becomes pointers at the infrastructure files below it. */
function expand(pointers: readonly Pointer[], repository: Repository): Pointer[] {
  return pointers.flatMap((pointer) => {
    if (pointer.startLine !== undefined || repository.get(pointer.path)) return pointer;
    const prefix = pointer.path === "" ? "" : `${pointer.path}/`;
    const below = repository.files.filter(({ path }) => path.startsWith(prefix));
    return below.length > 0 ? below.map(({ path }) => ({ path })) : pointer;
  });
}

function covers(
  { path, startLine = 1, endLine = Number.MAX_SAFE_INTEGER }: Pointer,
  finding: Finding,
): boolean {
  return path === finding.path && finding.startLine <= endLine && finding.endLine >= startLine;
}
