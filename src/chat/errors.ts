import * as vscode from "vscode";

/** The kinds of failure that a person can do something about. */
export type FailureKind =
  | "no-permission"
  | "blocked"
  | "not-found"
  | "quota"
  | "offline"
  | "too-long"
  | "other";

const QUOTA = /quota|rate.?limit|too many requests|\b429\b|usage limit|exceeded your/i;
const OFFLINE =
  /ENOTFOUND|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EAI_AGAIN|ENETUNREACH|fetch failed|net::ERR_|network (?:error|is)|getaddrinfo|off-?line|socket hang up/i;
const TOO_LONG =
  /(?:prompt|input|message|request|context)[^.]{0,60}too (?:long|large)|context[ _](?:length|window)|maximum context|token limit|too many tokens|exceeds? the (?:limit|maximum)|\b413\b/i;

/** Sorts an error of a language-model request, by its code where it has one, else by what it says. */
export function classifyFailure(error: unknown): FailureKind {
  const text = messages(error).join("\n");
  if (error instanceof vscode.LanguageModelError) {
    if (error.code === vscode.LanguageModelError.NoPermissions.name) return "no-permission";
    if (error.code === vscode.LanguageModelError.Blocked.name) return QUOTA.test(text) ? "quota" : "blocked";
    if (error.code === vscode.LanguageModelError.NotFound.name) return "not-found";
  }
  if (TOO_LONG.test(text)) return "too-long";
  if (QUOTA.test(text)) return "quota";
  if (OFFLINE.test(text)) return "offline";
  return "other";
}

/** What happened and what to do next, in a sentence or two. */
export function describeFailure(kind: FailureKind, modelName: string, error: unknown): string {
  switch (kind) {
    case "no-permission":
      return `VS Code has not allowed Infra Personas to use ${modelName}. Allow it when asked, or under "Chat: Manage Language Model Access", then send the question again.`;
    case "blocked":
      return `${modelName} refused to answer this request. Rephrase the question, or attach fewer files and send it again.`;
    case "not-found":
      return `${modelName} is no longer available. Choose another model in the model picker and send the question again.`;
    case "quota":
      return `The quota or rate limit of ${modelName} is used up. Wait for it to be renewed or choose another model; the built-in analysis (setting infraPersonas.builtInModel: always) needs none.`;
    case "offline":
      return `${modelName} cannot be reached. Check the network connection, or set infraPersonas.builtInModel to "always" and choose the built-in analysis, which works offline.`;
    case "too-long":
      return `The question does not fit into the window of ${modelName}, even with fewer files. Attach less, shorten the question, or choose a model with a larger window.`;
    case "other":
      return `${modelName} did not answer: ${messages(error)[0] ?? "no reason was given"}. The log "Infra Personas" has the details.`;
  }
}

/** The messages of an error and of what caused it. */
function messages(error: unknown): string[] {
  const found: string[] = [];
  let current = error;
  for (let depth = 0; current instanceof Error && depth < 5; depth++) {
    found.push(current.message);
    current = current.cause;
  }
  if (found.length === 0 && error !== undefined) found.push(String(error));
  return found;
}
