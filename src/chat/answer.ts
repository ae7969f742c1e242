import * as vscode from "vscode";
import { BUILT_IN_VENDOR, type BuiltInQuestion } from "../models/built-in.ts";
import { budgetFor, countTokens, DEFAULT_WINDOW } from "../models/window.ts";
import type { Prompt } from "../prompt/request.ts";
import type { PromptAnswer, PromptQuestion } from "../workspace/analysis.ts";
import { CancelledError, WindowTooSmallError } from "../workspace/client.ts";
import type { WorkspaceHost } from "../workspace/host.ts";
import { AnswerWriter } from "./answer-writer.ts";
import { contextReport } from "./context-report.ts";
import { classifyFailure, describeFailure } from "./errors.ts";
import { earlierTurns } from "./history.ts";
import type { DeclaredPersona } from "./participants.ts";
import { readReferences } from "./references.ts";

/** How often a prompt is made smaller before the person is told that it does not fit. */
const MAX_ATTEMPTS = 3;

export interface ChatTurn {
  persona: DeclaredPersona;
  request: vscode.ChatRequest;
  chatContext: vscode.ChatContext;
  stream: vscode.ChatResponseStream;
  token: vscode.CancellationToken;
  host: WorkspaceHost;
}

/** Answers one question to a persona: context, model, answer with links. Failures become the result's message. */
export async function answerRequest(turn: ChatTurn): Promise<vscode.ChatResult> {
  const { request, token, host } = turn;
  try {
    return await answer(turn);
  } catch (error) {
    if (error instanceof CancelledError || token.isCancellationRequested) return {};
    host.log.error(error instanceof Error ? error : String(error));
    const kind = error instanceof WindowTooSmallError ? "too-long" : classifyFailure(error);
    return { errorDetails: { message: describeFailure(kind, request.model.name, error) } };
  }
}

async function answer(turn: ChatTurn): Promise<vscode.ChatResult> {
  const { persona, request, chatContext, stream, token, host } = turn;
  stream.progress("Reading the infrastructure files");
  const references = await readReferences(request, host);
  for (const reason of references.unusable) stream.markdown(`_Left out: ${reason}._\n\n`);
  const question: PromptQuestion = {
    personaId: persona.id,
    ...(request.command ? { command: request.command } : {}),
    question: request.prompt,
    pointers: references.pointers,
    texts: references.texts,
    ...(references.activePath ? { activePath: references.activePath } : {}),
    history: earlierTurns(chatContext.history),
    maxTokens: budgetFor(request.model),
    unsaved: host.unsavedTexts(),
  };

  for (let attempt = 1; ; attempt++) {
    const made = await fittingPrompt(question, turn);
    if (request.command === "context") {
      const isBuiltIn = request.model.vendor === BUILT_IN_VENDOR;
      stream.markdown(contextReport(made.prompt, isBuiltIn ? "a chat model" : request.model.name));
      return { metadata: { followUps: [] } };
    }
    if (attempt === 1) announce(made, turn, question);
    const writer = new AnswerWriter(stream, host, made.lines);
    try {
      await send(made.prompt, question, turn, writer);
      return { metadata: { followUps: made.followUps.map((step) => toFollowUp(step, persona)) } };
    } catch (error) {
      if (token.isCancellationRequested) return {};
      const canShrink = attempt < MAX_ATTEMPTS && !writer.hasWritten && classifyFailure(error) === "too-long";
      if (!canShrink) throw error;
      question.maxTokens = Math.floor(Math.min(made.prompt.tokens, question.maxTokens) / 2);
      stream.progress("The model found the prompt too long: trying with fewer files");
    }
  }
}

/** The largest prompt that the model's own counter accepts, starting from the estimate. */
async function fittingPrompt(
  question: PromptQuestion,
  { request, token, host }: ChatTurn,
): Promise<PromptAnswer> {
  for (let attempt = 1; ; attempt++) {
    const made = await host.request("prompt", question, token);
    const window = request.model.maxInputTokens || DEFAULT_WINDOW;
    const counted = await countTokens(request.model, made.prompt.messages, token);
    if (counted <= window) return made;
    if (attempt === MAX_ATTEMPTS)
      throw new WindowTooSmallError(`${counted} tokens counted, ${window} allowed`);
    question.maxTokens = Math.floor(made.prompt.tokens * (window / counted) * 0.9);
  }
}

function announce(
  { prompt, infraFiles }: PromptAnswer,
  { request, stream, host }: ChatTurn,
  { pointers, texts }: PromptQuestion,
): void {
  const shown = new Set<string>();
  for (const { path, startLine, endLine } of prompt.included) {
    const uri = host.uri(path);
    if (!uri || shown.has(path)) continue;
    shown.add(path);
    const isPart = prompt.included.filter((one) => one.path === path).length > 1 || startLine > 1;
    stream.reference(
      isPart ? new vscode.Location(uri, new vscode.Range(startLine - 1, 0, endLine - 1, 0)) : uri,
    );
  }
  for (const { path, reason } of prompt.omitted) {
    if (pointers.some((pointer) => pointer.path === path)) stream.markdown(`_${path}: ${reason}._\n\n`);
  }
  if (
    infraFiles === 0 &&
    shown.size === 0 &&
    texts.length === 0 &&
    request.model.vendor !== BUILT_IN_VENDOR
  ) {
    stream.markdown(
      "_No infrastructure files were found in this workspace; the answer is a general one._\n\n",
    );
  }
}

async function send(
  prompt: Prompt,
  { question, command, pointers }: PromptQuestion,
  { persona, request, token }: ChatTurn,
  writer: AnswerWriter,
): Promise<void> {
  const isBuiltIn = request.model.vendor === BUILT_IN_VENDOR;
  // The built-in analysis reads the workspace itself: the question is all it needs.
  const messages = (isBuiltIn ? prompt.messages.slice(-1) : prompt.messages).map(({ role, content }) =>
    role === "user"
      ? vscode.LanguageModelChatMessage.User(content)
      : vscode.LanguageModelChatMessage.Assistant(content),
  );
  const structured: BuiltInQuestion = { question, ...(command ? { command } : {}), pointers };
  const options: vscode.LanguageModelChatRequestOptions = {
    justification: `${persona.fullName} answers your question about this workspace.`,
    ...(isBuiltIn ? { modelOptions: { infraPersonas: structured } } : {}),
  };
  const response = await request.model.sendRequest(messages, options, token);
  for await (const fragment of response.text) {
    if (token.isCancellationRequested) return;
    writer.write(fragment);
  }
  writer.end();
  if (!writer.hasWritten && !token.isCancellationRequested) throw new Error("the answer was empty");
}

function toFollowUp(step: PromptAnswer["followUps"][number], persona: DeclaredPersona): vscode.ChatFollowup {
  const command =
    step.command !== undefined && persona.commands.includes(step.command) ? step.command : undefined;
  return {
    prompt: step.question || step.label,
    label: step.label,
    participant: persona.participantId,
    ...(command ? { command } : {}),
  };
}
