import { LineIndex, type Range } from "../../../../../src/infra/position.ts";
import type { Facts, Fix, Hit, InfraFile, Link } from "../../../../../src/infra/system.ts";
import { terraform } from "../../../../../src/infra/systems/terraform/index.ts";

/** A hit together with the id of its check. */
export interface Found extends Hit {
  id: string;
}

/** The file of that path and text, its kind taken from the path. */
export function fileOf(path: string, text: string): InfraFile {
  const name = path.slice(path.lastIndexOf("/") + 1).toLowerCase();
  const dot = name.lastIndexOf(".");
  const kind = terraform.recognise({ path, name, extension: name.slice(dot + 1), head: text });
  return { path, kind: kind ?? "terraform", text };
}

/** Runs all checks on one file, or those of one id. */
export function review(text: string, id?: string, path = "main.tf"): Found[] {
  const file = fileOf(path, text);
  const { model } = terraform.parse(file);
  const context = { file, exists: () => false, read: () => undefined };
  return terraform.checks
    .filter((check) => (id === undefined || check.id === id) && (check.kinds?.includes(file.kind) ?? true))
    .flatMap((check) => [...check.run(model, context)].map((hit) => ({ ...hit, id: check.id })));
}

/** The 1-based lines that one check marks. */
export function linesOf(text: string, id: string, path = "main.tf"): number[] {
  return review(text, `terraform/${id}`, path).map((hit) => hit.range.startLine);
}

export function factsOf(text: string, path = "main.tf"): Facts {
  const file = fileOf(path, text);
  return terraform.facts(terraform.parse(file).model, file);
}

export function linksOf(text: string, path = "main.tf"): Link[] {
  const file = fileOf(path, text);
  return terraform.links(terraform.parse(file).model, file);
}

/** What stands in the text at a range. */
export function textAt(text: string, range: Range): string {
  const lines = new LineIndex(text);
  const start = lines.offset(range.startLine) + range.startColumn - 1;
  return text.slice(start, lines.offset(range.endLine) + range.endColumn - 1);
}

/** The text after all edits of a fix, the last first. */
export function applyFix(text: string, fix: Fix): string {
  const lines = new LineIndex(text);
  const edits = fix.edits.map(({ range, newText }) => ({
    start: lines.offset(range.startLine) + range.startColumn - 1,
    end: lines.offset(range.endLine) + range.endColumn - 1,
    newText,
  }));
  edits.sort((a, b) => b.start - a.start);
  return edits.reduce((out, { start, end, newText }) => out.slice(0, start) + newText + out.slice(end), text);
}
