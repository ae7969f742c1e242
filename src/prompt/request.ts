/** One question as it reaches the core: plain values, the same from chat and from the terminal. */
export interface PromptRequest {
  persona: { id: string; fullName: string; instructions: string };
  /** Without the slash. */
  command?: string;
  question: string;
  attachments: Attachment[];
  /** The file in the active editor. */
  activePath?: string;
  /** Earlier turns of this participant, oldest first. */
  history: Turn[];
  /** What the messages together may cost, in tokens. */
  maxTokens: number;
}

/** What the person attached: a file or a part of it, or free text. */
export type Attachment =
  | {
      type: "file";
      path: string;
      /** The whole file; undefined where it could not be read, then `unreadable` says why. */
      text?: string;
      unreadable?: string;
      /** 1-based, inclusive. The whole file where absent. */
      range?: { startLine: number; endLine: number };
    }
  | { type: "text"; name: string; text: string };

export interface Turn {
  role: "user" | "assistant";
  text: string;
}

/** Exactly what is sent, and what is known about it. */
export interface Prompt {
  messages: Message[];
  /** What of the repository is in the messages. */
  included: Included[];
  omitted: { path: string; reason: string }[];
  redactions: { path: string; line: number; kind: string }[];
  /** Estimated cost of all messages, in tokens; never above the request's `maxTokens`. */
  tokens: number;
}

export interface Message {
  role: "user" | "assistant";
  content: string;
}

export interface Included {
  path: string;
  reason: string;
  /** 1-based, inclusive. */
  startLine: number;
  endLine: number;
  /** Estimated, in tokens. */
  tokens: number;
}
