import * as vscode from "vscode";
import { Control } from "./control.js";
import { recordMessage, recordTools } from "./record.js";

/**
 * A language model that thinks nothing: it records what it is asked and answers what the test told it to.
 *
 * @implements {vscode.LanguageModelChatProvider}
 */
class Recorder {
  /** @type {vscode.EventEmitter<void>} */
  #changed = new vscode.EventEmitter();
  onDidChangeLanguageModelChatInformation = this.#changed.event;

  /** @param {Control} control */
  constructor(control) {
    this.control = control;
    control.onModelChange = () => this.#changed.fire();
  }

  provideLanguageModelChatInformation() {
    const { enabled, maxInputTokens } = this.control.current();
    if (!enabled) return [];
    return [
      {
        id: "recorder",
        name: "Recorder",
        family: "recorder",
        version: "1.0.0",
        tooltip: "Answers what the test says",
        maxInputTokens,
        maxOutputTokens: 16_000,
        isDefault: true,
        isUserSelectable: true,
        // Without tool calling, agent mode (the default) does not offer the model.
        capabilities: { toolCalling: true, imageInput: false },
      },
    ];
  }

  /**
   * @param {vscode.LanguageModelChatInformation} model
   * @param {readonly vscode.LanguageModelChatRequestMessage[]} messages
   * @param {vscode.ProvideLanguageModelChatResponseOptions} options
   * @param {vscode.Progress<vscode.LanguageModelResponsePart>} progress
   * @param {vscode.CancellationToken} token
   */
  async provideLanguageModelChatResponse(model, messages, options, progress, token) {
    const request = {
      time: new Date().toISOString(),
      model: model.id,
      messages: messages.map(recordMessage),
      modelOptions: { ...options.modelOptions },
      tools: recordTools(options.tools),
      cancelled: false,
    };
    const answer = this.control.take(request);
    token.onCancellationRequested(() => {
      request.cancelled = true;
    });
    try {
      if (answer.fail && !answer.fail.afterFragments) throw failure(answer.fail);
      for (const fragment of answer.fragments) {
        if (answer.delayMs > 0) await pause(answer.delayMs, token);
        if (token.isCancellationRequested) throw new vscode.CancellationError();
        progress.report(part(fragment));
      }
      if (answer.fail) throw failure(answer.fail);
    } finally {
      this.control.done(request);
    }
  }

  /**
   * @param {vscode.LanguageModelChatInformation} _model
   * @param {string | vscode.LanguageModelChatRequestMessage} text
   */
  async provideTokenCount(_model, text) {
    return this.control.countTokens(typeof text === "string" ? text : recordMessage(text).text);
  }
}

/** @param {string | {toolCall: {name: string, input?: object, callId?: string}}} fragment */
function part(fragment) {
  if (typeof fragment === "string") return new vscode.LanguageModelTextPart(fragment);
  const { name, input = {}, callId = `call-${Date.now()}` } = fragment.toolCall;
  return new vscode.LanguageModelToolCallPart(callId, name, input);
}

/** @param {{code?: string, message?: string}} fail @returns {Error} the error that a provider would throw */
function failure({ code, message = "the recorder was told to fail" }) {
  switch (code) {
    case "NoPermissions":
      return vscode.LanguageModelError.NoPermissions(message);
    case "Blocked":
      return vscode.LanguageModelError.Blocked(message);
    case "NotFound":
      return vscode.LanguageModelError.NotFound(message);
    default:
      return new Error(message);
  }
}

/** @param {number} ms @param {vscode.CancellationToken} token waits, but not past a cancellation */
function pause(ms, token) {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    const cancelled = token.onCancellationRequested(done);
    function done() {
      clearTimeout(timer);
      cancelled.dispose();
      resolve(undefined);
    }
  });
}

/** @param {vscode.ExtensionContext} context */
export function activate(context) {
  const control = new Control(process.env.RECORDER_DIR);
  context.subscriptions.push(
    vscode.lm.registerLanguageModelChatProvider("recorder", new Recorder(control)),
    control,
  );
  // VS Code asks a new provider for its models only when one of them is used, and then too late for the
  // request that used it. A change makes it ask at once.
  control.onModelChange();
  return control.api();
}
