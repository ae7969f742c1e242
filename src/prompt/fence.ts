import { splitLines } from "../infra/position.ts";

/** Characters that a person does not see or that turn the reading direction: shown instead, as `\u{202e}`. */
const HIDDEN =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]/gu;

/** Makes invisible and bidirectional control characters visible. */
export function showHidden(text: string): string {
  return text.replace(HIDDEN, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}

export interface FencedFile {
  path: string;
  kind?: string;
  /** Why it is in the window. */
  reason: string;
  /** 1-based, inclusive. Only these lines of `lines` are shown; where several, a gap is marked between them. */
  ranges: { startLine: number; endLine: number }[];
  /** All lines of the file, already redacted. */
  lines: readonly string[];
}

/**
 * A file as data for the model: every line starts with its number, so that no content can end the fence or pass
 * for a heading or an instruction outside of it.
 */
export function fenceFile({ path, kind, reason, ranges, lines }: FencedFile): string {
  const shown = ranges.map(({ startLine, endLine }) =>
    numberLines(lines.slice(startLine - 1, endLine), startLine).join("\n"),
  );
  const span = ranges.map(({ startLine, endLine }) => `${startLine}-${endLine}`).join(", ");
  const attributes = [
    `path=${quote(path)}`,
    ...(kind ? [`kind=${quote(kind)}`] : []),
    `lines="${span} of ${lines.length}"`,
    `reason=${quote(reason)}`,
  ];
  return `<file ${attributes.join(" ")}>\n${shown.join("\n...\n")}\n</file>`;
}

/** Free text as data: a pasted string, a log. Same rule: every line numbered. */
export function fenceText(name: string, text: string): string {
  return `<attachment name=${quote(name)}>\n${numberLines(splitLines(text), 1).join("\n")}\n</attachment>`;
}

function numberLines(lines: readonly string[], first: number): string[] {
  return lines.map((line, index) => `${first + index}| ${showHidden(line)}`);
}

/** One line, no quotes or angle brackets that could end an attribute. */
function quote(text: string): string {
  const safe = showHidden(text)
    .replace(/[\r\n]+/g, " ")
    .replace(/"/g, "'")
    .replace(/</g, "(")
    .replace(/>/g, ")");
  return `"${safe}"`;
}
