import { describePath } from "../../../../../src/infra/paths.ts";
import type { Check, CheckContext, Facts, Hit, InfraFile, Link } from "../../../../../src/infra/system.ts";
import { kubernetes } from "../../../../../src/infra/systems/kubernetes/index.ts";
import type { KubernetesModel } from "../../../../../src/infra/systems/kubernetes/model.ts";

/** What recognition says in the end: by path, then by head. */
export function kindOf(path: string, text: string): string | undefined {
  const candidate = describePath(path);
  const first = kubernetes.recognise(candidate);
  return first === "unsure" ? kubernetes.recognise({ ...candidate, head: text.slice(0, 8192) }) : first;
}

export function fileOf(text: string, path = "k8s/web.yaml"): InfraFile {
  return { path, kind: path.endsWith("kustomization.yaml") ? "kustomize" : "kubernetes", text };
}

export function factsOf(text: string, path?: string): Facts {
  const file = fileOf(text, path);
  return kubernetes.facts(kubernetes.parse(file).model, file);
}

export function linksOf(text: string, path?: string): Link[] {
  const file = fileOf(text, path);
  return kubernetes.links(kubernetes.parse(file).model, file);
}

export function checkOf(id: string): Check<KubernetesModel> {
  const check = kubernetes.checks.find((one) => one.id === id);
  if (!check) throw new Error(`no check ${id}`);
  return check;
}

/** The hits of one check over a text; `files` are the other files of the repository. */
export function hitsOf(id: string, text: string, path?: string, files: Record<string, string> = {}): Hit[] {
  const file = fileOf(text, path);
  const context: CheckContext = {
    file,
    exists: (name) => Object.hasOwn(files, name),
    read: (name) => (Object.hasOwn(files, name) ? files[name] : undefined),
  };
  return [...checkOf(id).run(kubernetes.parse(file).model, context)];
}

export function linesOf(hits: readonly Hit[]): number[] {
  return hits.map((hit) => hit.range.startLine).sort((a, b) => a - b);
}

/** The text after the edits of a fix. */
export function applyFix(text: string, hit: Hit): string {
  const lines = text.split("\n");
  const offset = (line: number, column: number): number =>
    lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0) + column - 1;
  const edits = [...(hit.fix?.edits ?? [])].sort((a, b) => b.range.startLine - a.range.startLine);
  return edits.reduce(
    (result, { range, newText }) =>
      result.slice(0, offset(range.startLine, range.startColumn)) +
      newText +
      result.slice(offset(range.endLine, range.endColumn)),
    text,
  );
}
