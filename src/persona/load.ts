import matter from "gray-matter";
import * as z from "zod";
import { parseYaml } from "../infra/formats/yaml.ts";
import { readHandoffs } from "./handoffs.ts";
import type { Persona, PersonaDiagnostic } from "./persona.ts";

/** A persona file is a page of instructions; more than this is something else. In characters. */
export const MAX_PERSONA_CHARACTERS = 1_000_000;
/** Front matter longer than this is not read: it is data, not a header. In characters. */
const MAX_FRONT_MATTER_CHARACTERS = 64_000;

const text = z.string().trim().min(1);
const strings = z.array(text);
const PICTOGRAPH = /\p{Extended_Pictographic}|\u200d|\ufe0f/u;

/** The front matter of the files in `personas/`. */
export const frontMatterSchema = z.object({
  id: text.regex(/^[a-z0-9][a-z0-9-]*$/, "must be lower-case letters, digits and hyphens"),
  name: text.refine((name) => !PICTOGRAPH.test(name), "must not hold an emoji (put it under emoji)"),
  emoji: text.optional(),
  category: text.optional(),
  description: text,
  worker_affinity: strings.optional(),
  tags: strings.optional(),
  model: z.union([text, strings]).optional(),
  version: z.union([text, z.number()]).optional(),
  last_updated: z.union([text, z.date()]).optional(),
  "argument-hint": text.optional(),
  "sample-request": text.optional(),
  commands: z.array(text.regex(/^[\w-]+$/, "must be a word")).optional(),
  tools: z.union([z.literal("*"), strings]).optional(),
  disambiguation: z
    .array(
      z.object({ category: text, description: text, examples: strings.min(1, "needs at least one example") }),
    )
    .optional(),
});

/** The persona, where the file holds one; else only the diagnostics that say why not. */
export interface LoadedPersona {
  persona?: Persona;
  diagnostics: PersonaDiagnostic[];
}

/**
 * Reads one persona file. Never throws: faults are diagnostics with line and field. Front matter is YAML only;
 * the code-carrying dialects of gray-matter (`---js`) are refused.
 * @param source how the file is named in diagnostics and lists
 */
export function loadPersona(source: string, content: string): LoadedPersona {
  if (content.length > MAX_PERSONA_CHARACTERS) return failed(1, "The file is too large for a persona.");
  const header = /^\ufeff?---[^\n]*\n/.exec(content);
  if (!header) return failed(1, "The file has no front matter: its first line must be '---'.");
  const end = content.search(/\n---[ \t]*(\r?\n|$)/);
  if (end < 0) return failed(1, "The front matter is never closed: a line '---' must end it.");
  if (end > MAX_FRONT_MATTER_CHARACTERS) return failed(1, "The front matter is too large.");

  let data: unknown;
  let body: string;
  try {
    const file = matter(content.replace(/^\ufeff/, ""), { language: "yaml", engines: refuseCode });
    data = file.data;
    body = file.content.trim();
  } catch (error) {
    const fault = error as { reason?: string; message: string; mark?: { line: number } };
    return failed(
      (fault.mark?.line ?? 0) + 1,
      `The front matter is not valid YAML: ${fault.reason ?? fault.message}`,
    );
  }
  const parsed = frontMatterSchema.safeParse(data);
  if (!parsed.success) {
    const yaml = parseYaml(content.slice(header[0].length, end + 1)).documents[0];
    return {
      diagnostics: parsed.error.issues.map((issue) => {
        const path = issue.path.map(String);
        let node = yaml;
        for (const step of path) {
          const next = /^\d+$/.test(step) ? node?.items()[Number(step)] : node?.get(step);
          if (!next?.exists) break;
          node = next;
        }
        const field = path.join(".");
        const line = (node?.line ?? 1) + (node === yaml ? 0 : 1);
        return { severity: "error", line, field, message: `${field || "front matter"}: ${issue.message}` };
      }),
    };
  }
  if (body === "")
    return failed(1, "The persona has no instructions: the text after the front matter is empty.");

  const front = parsed.data;
  const persona: Persona = {
    id: front.id,
    fullName: front.name,
    description: front.description,
    shortDescription: firstSentence(front.description),
    body,
    ...(front.emoji ? { emoji: front.emoji } : {}),
    ...(front.category ? { category: front.category } : {}),
    tags: front.tags ?? [],
    model: front.model === undefined ? [] : [front.model].flat(),
    tools: front.tools ?? null,
    ...(front["argument-hint"] ? { argumentHint: front["argument-hint"] } : {}),
    ...(front["sample-request"] ? { sampleRequest: front["sample-request"] } : {}),
    commands: front.commands ?? [],
    disambiguation: front.disambiguation ?? [],
    handoffs: readHandoffs(body),
    format: "infra-persona",
    source,
    diagnostics: [],
  };
  return { persona, diagnostics: persona.diagnostics };
}

function failed(line: number, message: string): LoadedPersona {
  return { diagnostics: [{ severity: "error", line, message }] };
}

function refuse(): never {
  throw new Error("only YAML front matter is read");
}

const refuseCode = {
  js: refuse,
  javascript: refuse,
  json: refuse,
  coffee: refuse,
  toml: refuse,
};

/** The first sentence, cut at a word where it is longer than a line of a list has room for. */
function firstSentence(description: string): string {
  const sentence = /^.{1,199}?[.!?](?=\s|$)/s.exec(description)?.[0] ?? description;
  return sentence.length <= 200 ? sentence : `${sentence.slice(0, 199).replace(/\s+\S*$/, "")}…`;
}
