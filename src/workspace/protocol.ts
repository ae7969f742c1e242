import type { Finding } from "../review/finding.ts";
import type { InventoryAnswer, Pointer, PromptAnswer, PromptQuestion, UnsavedTexts } from "./analysis.ts";
import type { Folder } from "./source.ts";

/** What the worker is started with. */
export interface WorkerSetup {
  folders: Folder[];
  /** Glob patterns to leave out. */
  exclude: string[];
  /** Absolute path of the bundled persona files. */
  personasFolder: string;
}

/** The requests that the worker answers: parameters and result, all plain data. */
export interface Requests {
  inventory: { params: Record<string, never>; result: InventoryAnswer };
  paths: { params: Record<string, never>; result: string[] };
  findings: { params: { pointers: Pointer[]; unsaved: UnsavedTexts }; result: Finding[] };
  prompt: { params: PromptQuestion; result: PromptAnswer };
  answer: {
    params: { question: string; command?: string; pointers: Pointer[]; unsaved: UnsavedTexts };
    result: string;
  };
}

/** Notification: these workspace paths have changed. */
export const CHANGED = "changed";

/** Error code of a response whose request had too small a budget. */
export const BUDGET_TOO_SMALL = 1;
