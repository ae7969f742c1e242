import { appendFileSync, mkdirSync, readFileSync, unwatchFile, watchFile } from "node:fs";
import { join } from "node:path";

/**
 * @typedef {{code?: "NoPermissions" | "Blocked" | "NotFound" | string, message?: string,
 *   afterFragments?: boolean}} Fail how to fail; without a known code a plain Error with the message
 * @typedef {string | {toolCall: {name: string, input?: object, callId?: string}}} Fragment
 * @typedef {object} State
 * @property {Fragment[]} fragments
 * @property {number} delayMs pause before each fragment
 * @property {Fail | undefined} fail
 * @property {boolean} enabled
 * @property {number} maxInputTokens
 * @typedef {{time: string, model: string, messages: {role: string, text: string}[], modelOptions: object,
 *   tools: string[], cancelled: boolean}} RecordedRequest
 */

/** @type {Readonly<State>} */
const DEFAULTS = Object.freeze({
  fragments: ["Recorded."],
  delayMs: 0,
  fail: undefined,
  enabled: true,
  maxInputTokens: 100_000,
});

/** What the recorder does next, as told by an extension test (its API) or a browser test (files). */
export class Control {
  /** @type {RecordedRequest[]} */
  requests = [];
  /** @type {{text: string, tokens: number}[]} */
  countTokensCalls = [];
  /** Called when the offered model changes. */
  onModelChange = () => {};

  /** @type {State} */
  #state = { ...DEFAULTS };
  /** @type {((request: RecordedRequest) => Fragment[]) | undefined} */
  #answer;
  #directory;
  #file;

  /** @param {string | undefined} directory folder with answer.json, where requests.jsonl is written */
  constructor(directory) {
    this.#directory = directory;
    if (!directory) return;
    mkdirSync(directory, { recursive: true });
    this.#file = join(directory, "answer.json");
    // Requests read the file themselves; watching it tells VS Code when the model itself comes, goes or shrinks.
    watchFile(this.#file, { interval: 200 }, () => this.onModelChange());
  }

  dispose() {
    if (this.#file) unwatchFile(this.#file);
  }

  /** @returns {State} what holds now: defaults, then the API's word, then the file's */
  current() {
    return { ...this.#state, ...this.#fromFile() };
  }

  #fromFile() {
    if (!this.#file) return {};
    let text;
    try {
      text = readFileSync(this.#file, "utf8");
    } catch {
      return {};
    }
    try {
      return JSON.parse(text);
    } catch (error) {
      // Half-written or wrong: the test should see why it gets no answer.
      return { fail: { message: `answer.json: ${error instanceof Error ? error.message : error}` } };
    }
  }

  /**
   * Records a request.
   *
   * @param {RecordedRequest} request
   * @returns {State} how to answer it
   */
  take(request) {
    this.requests.push(request);
    const state = this.current();
    return this.#answer ? { ...state, fragments: this.#answer(request) } : state;
  }

  /** @param {RecordedRequest} request an answered, failed or cancelled request: written to requests.jsonl */
  done(request) {
    if (this.#directory)
      appendFileSync(join(this.#directory, "requests.jsonl"), `${JSON.stringify(request)}\n`);
  }

  /** @param {string} text @returns {number} a stable count: one token for about four characters */
  countTokens(text) {
    const tokens = Math.ceil(text.length / 4);
    this.countTokensCalls.push({ text, tokens });
    return tokens;
  }

  /** @returns {object} what an extension test gets from `getExtension(…).activate()` */
  api() {
    const control = this;
    /** @param {Partial<State>} change */
    const set = (change) => {
      const before = control.current();
      control.#state = { ...control.#state, ...change };
      const after = control.current();
      if (before.enabled === after.enabled && before.maxInputTokens === after.maxInputTokens)
        return Promise.resolve();
      control.onModelChange();
      // VS Code asks for the models again after a moment.
      return new Promise((resolve) => setTimeout(resolve, 300));
    };
    return {
      get requests() {
        return control.requests;
      },
      get countTokensCalls() {
        return control.countTokensCalls;
      },
      /** Forgets all requests and goes back to the default answer; resolves when the model is offered anew. */
      reset() {
        control.requests.length = 0;
        control.countTokensCalls.length = 0;
        control.#answer = undefined;
        return set({ ...DEFAULTS });
      },
      /**
       * @param {Fragment[] | ((request: RecordedRequest) => Fragment[])} answer
       * @param {{delayMs?: number}} [options] pause before each fragment, in milliseconds
       */
      answerWith(answer, { delayMs = 0 } = {}) {
        control.#answer = typeof answer === "function" ? answer : undefined;
        return set({
          fail: undefined,
          delayMs,
          ...(typeof answer === "function" ? {} : { fragments: answer }),
        });
      },
      /** @param {Fail | string} fail a code known to LanguageModelError, a message, or both */
      failWith(fail) {
        const codes = ["NoPermissions", "Blocked", "NotFound"];
        if (typeof fail !== "string") return set({ fail });
        return set({ fail: codes.includes(fail) ? { code: fail, message: fail } : { message: fail } });
      },
      /** @param {boolean} enabled false: no model is offered */
      enable: (enabled) => set({ enabled }),
      /** @param {number} maxInputTokens window of the model, in tokens */
      maxInputTokens: (maxInputTokens) => set({ maxInputTokens }),
    };
  }
}
