/** A persona: who answers, how, and what it leaves to a colleague. */
export interface Persona {
  /** `[a-z0-9-]+`; of a bundled persona also the participant's `@name`. */
  id: string;
  /** What chat shows, without emoji: "DevOps Engineer". */
  fullName: string;
  description: string;
  /** The first sentence of the description, at most 200 characters. */
  shortDescription: string;
  /** The instructions, Markdown. */
  body: string;
  emoji?: string;
  category?: string;
  tags: string[];
  /** Model preferences, best first; empty where the persona has none. */
  model: string[];
  /** Tools that it may use; `null`: not stated (all), `"*"`: all, `[]`: none. */
  tools: string[] | "*" | null;
  argumentHint?: string;
  sampleRequest?: string;
  /** Names of the slash commands that it answers. */
  commands: string[];
  disambiguation: Disambiguation[];
  handoffs: Handoff[];
  /** The format of the file it came from. */
  format: "infra-persona";
  /** The file, as it was named to the loader. */
  source: string;
  diagnostics: PersonaDiagnostic[];
}

/** What must be said for a question to be routed to the persona without its `@name`. */
export interface Disambiguation {
  category: string;
  description: string;
  examples: string[];
}

/** Work that the persona leaves to a colleague. */
export interface Handoff {
  /** The colleague's id, or its title where the file names no id. */
  to: string;
  /** The kind of work, in the file's words. */
  when: string;
}

export interface PersonaDiagnostic {
  severity: "error" | "warning";
  /** 1-based line of the file. */
  line: number;
  /** The front-matter field, where one is at fault. */
  field?: string;
  message: string;
}
