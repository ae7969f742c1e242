export type { Redacted, Redaction } from "./redactor.ts";
export { Redactor } from "./redactor.ts";
