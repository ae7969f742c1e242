import * as vscode from "vscode";
import type { Pointer } from "../workspace/analysis.ts";
import type { WorkspaceHost } from "../workspace/host.ts";

/** The vendor of the built-in analysis, as declared in package.json. */
export const BUILT_IN_VENDOR = "infra-personas";

/** What a participant tells the built-in analysis beside the messages: the question as structure instead of prose. */
export interface BuiltInQuestion {
  question: string;
  command?: string;
  pointers: Pointer[];
}

const MODEL: vscode.LanguageModelChatInformation = {
  id: "built-in-analysis",
  name: "Built-in analysis (no AI)",
  family: "static-analysis",
  version: "1",
  tooltip:
    "Answers @devops and its colleagues from Infra Personas' own static analysis of the infrastructure files: offline, no account, no language model.",
  maxInputTokens: 100_000,
  maxOutputTokens: 100_000,
  // Chat's default mode hides models that do not claim this one; the analysis never calls a tool.
  capabilities: { toolCalling: true },
};

const OTHERS_KEY = "otherModelsAvailable";

/** When the built-in analysis is offered in the model picker. */
type Offer = "auto" | "always" | "never";

/** Registers the built-in analysis and offers it at once. */
export function registerBuiltInModel(host: WorkspaceHost, state: vscode.Memento): vscode.Disposable {
  const provider = new BuiltInModelProvider(host, state);
  const registration = vscode.lm.registerLanguageModelChatProvider(BUILT_IN_VENDOR, provider);
  // The editor asks a new provider only when one of its models is used, too late for that use; a change it follows up.
  provider.announce();
  return vscode.Disposable.from(registration, provider);
}

/**
 * The built-in analysis behind the interface of a language model, so that participants answer where there is none.
 * With the setting on `auto` it is offered only while no other chat model is available.
 */
class BuiltInModelProvider implements vscode.LanguageModelChatProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly disposables: vscode.Disposable[];
  private othersAvailable: boolean;

  readonly onDidChangeLanguageModelChatInformation = this.changed.event;

  /** @param state remembers from one window to the next whether there were other models, so that the first offer is right */
  constructor(
    private readonly host: WorkspaceHost,
    private readonly state: vscode.Memento,
  ) {
    this.othersAvailable = state.get(OTHERS_KEY, false);
    this.disposables = [
      this.changed,
      vscode.lm.onDidChangeChatModels(() => void this.lookForOthers()),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration("infraPersonas.builtInModel")) this.changed.fire();
      }),
    ];
  }

  announce(): void {
    this.changed.fire();
    void this.lookForOthers();
  }

  provideLanguageModelChatInformation(): vscode.LanguageModelChatInformation[] {
    const offer = vscode.workspace.getConfiguration("infraPersonas").get<Offer>("builtInModel", "auto");
    if (offer === "never" || (offer === "auto" && this.othersAvailable)) return [];
    return [MODEL];
  }

  async provideLanguageModelChatResponse(
    _model: vscode.LanguageModelChatInformation,
    messages: readonly vscode.LanguageModelChatRequestMessage[],
    options: vscode.ProvideLanguageModelChatResponseOptions,
    progress: vscode.Progress<vscode.LanguageModelResponsePart>,
    token: vscode.CancellationToken,
  ): Promise<void> {
    const asked: BuiltInQuestion = options.modelOptions?.infraPersonas ?? {
      question: lastText(messages),
      pointers: [],
    };
    const answer = await this.host.request("answer", { ...asked, unsaved: this.host.unsavedTexts() }, token);
    for (const paragraph of answer.split(/(?<=\n\n)/)) {
      if (token.isCancellationRequested) return;
      progress.report(new vscode.LanguageModelTextPart(paragraph));
    }
  }

  async provideTokenCount(
    _model: vscode.LanguageModelChatInformation,
    text: string | vscode.LanguageModelChatRequestMessage,
  ): Promise<number> {
    const { estimateTokens } = await import("../prompt/tokens.ts");
    return estimateTokens(typeof text === "string" ? text : textOf(text));
  }

  dispose(): void {
    vscode.Disposable.from(...this.disposables).dispose();
  }

  private async lookForOthers(): Promise<void> {
    try {
      const models = await vscode.lm.selectChatModels({});
      const others = models.some(({ vendor }) => vendor !== BUILT_IN_VENDOR);
      if (others === this.othersAvailable) return;
      this.othersAvailable = others;
      this.changed.fire();
      await this.state.update(OTHERS_KEY, others);
    } catch (error) {
      this.host.log.warn(`The available chat models could not be listed: ${(error as Error).message}`);
    }
  }
}

function lastText(messages: readonly vscode.LanguageModelChatRequestMessage[]): string {
  const last = messages.findLast(({ role }) => role === vscode.LanguageModelChatMessageRole.User);
  return last ? textOf(last) : "";
}

function textOf(message: vscode.LanguageModelChatRequestMessage): string {
  return message.content
    .map((part) => (part instanceof vscode.LanguageModelTextPart ? part.value : ""))
    .join("");
}
