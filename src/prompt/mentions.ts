import type { AnalysedFile } from "../infra/inventory.ts";
import { baseName, folderOf } from "../infra/paths.ts";
import type { Resource } from "../infra/system.ts";

/** How a question names a file. */
export interface Mention {
  path: string;
  /** Higher is more certain; comparable within one question only. */
  weight: number;
  /** For a person: "named in the question". */
  reason: string;
  /** The resources of the file that the question names; empty where it means the file as a whole. */
  resources: Resource[];
}

const WEIGHT = { path: 100, name: 80, resource: 60, folder: 40, type: 20, system: 10 } as const;

/** Names so common that they are words of the question rather than names, unless they are quoted. */
const PLAIN_WORDS = new Set(
  (
    "a about all an and any are as at be best build can ci cd change check could default deploy do does first fix for " +
    "from get give has have here how i if in infra infrastructure is it job lint main make me my need of on one or our " +
    "production prod release review run see should show staging stage tell test tests that the there these this to up use " +
    "we what when where which why with would you your repository repo workspace file files app data image local module " +
    "name network run service services"
  ).split(" "),
);

/** What a question names among the infrastructure files, most certain first. */
export function findMentions(question: string, files: readonly AnalysedFile[]): Mention[] {
  const words = new Words(question, systemTerms(files));
  if (words.isEmpty) return [];
  const mentions = files.flatMap((file) => mentionOf(file, words) ?? []);
  const strongest = Math.max(0, ...mentions.map(({ weight }) => weight));
  // Who names a file does not mean all files of its system as well.
  const threshold = strongest >= WEIGHT.folder ? WEIGHT.folder : 0;
  return mentions.filter(({ weight }) => weight >= threshold).sort((a, b) => b.weight - a.weight);
}

function mentionOf(file: AnalysedFile, words: Words): Mention | undefined {
  const make = (weight: number, reason: string, resources: Resource[] = []): Mention => ({
    path: file.path,
    weight,
    reason,
    resources,
  });
  if (words.holdPath(file.path)) return make(WEIGHT.path, "named in the question");
  const name = baseName(file.path).toLowerCase();
  if (words.hold(name) && name.includes(".")) return make(WEIGHT.name, "named in the question");

  const resources = file.facts.resources.filter((resource) => words.holdName(resource.name));
  if (resources[0]) {
    return make(
      WEIGHT.resource,
      `declares ${resources[0].type} ${resources[0].name}, named in the question`,
      resources,
    );
  }
  const folder = folderOf(file.path)
    .split("/")
    .find((part) => words.holdName(part.toLowerCase()));
  if (folder) return make(WEIGHT.folder, `in the folder ${folder}, named in the question`);

  const ofType = file.facts.resources.filter(({ type }) => words.holdType(type));
  if (ofType[0]) return make(WEIGHT.type, `declares a ${ofType[0].type}`, ofType);
  const { id, title, terms = [] } = file.system;
  const kindWords = [file.kind, file.kind.replaceAll("-", " ")];
  const named = [id, title.toLowerCase(), ...kindWords, ...terms].find((term) => words.holdType(term));
  return named === undefined ? undefined : make(WEIGHT.system, `the question is about ${title}`);
}

/** The words that mean a system as a whole: "terraform" is not a question about the job of that name. */
function systemTerms(files: readonly AnalysedFile[]): Set<string> {
  const systems = new Set(files.map(({ system }) => system));
  return new Set([...systems].flatMap(({ id, title, terms = [] }) => [id, title.toLowerCase(), ...terms]));
}

class Words {
  private readonly text: string;
  private readonly words: Set<string>;
  private readonly quoted: Set<string>;

  constructor(
    question: string,
    private readonly systemTerms: ReadonlySet<string>,
  ) {
    // A pasted log is no question: its first lines say what is meant.
    this.text = ` ${question.slice(0, 4000).toLowerCase()} `;
    const words = this.text.match(/[\p{L}\p{N}_.@/-]+/gu) ?? [];
    this.words = new Set(words.map((word) => word.replace(/^(?:\.\/)+/, "").replace(/[./-]+$/, "")));
    this.quoted = new Set(
      [...this.text.matchAll(/[`"']([^`"'\n]{1,200})[`"']/g)].flatMap((match) => match[1] ?? []),
    );
  }

  get isEmpty(): boolean {
    return this.words.size === 0;
  }

  hold(word: string): boolean {
    return this.words.has(word);
  }

  /** The path itself, or at least its last two parts. */
  holdPath(path: string): boolean {
    const lower = path.toLowerCase();
    if (this.words.has(lower)) return true;
    for (const word of this.words) if (word.includes("/") && lower.endsWith(`/${word}`)) return true;
    return false;
  }

  /** A name somebody gave; plain words count only where they are quoted. */
  holdName(name: string): boolean {
    const lower = name.toLowerCase();
    if (this.quoted.has(lower)) return true;
    if (lower.length < 2 || PLAIN_WORDS.has(lower) || this.systemTerms.has(lower)) return false;
    return this.words.has(lower);
  }

  /** A word of the field, singular or plural, possibly of several words. */
  holdType(type: string): boolean {
    const lower = type.toLowerCase();
    if (lower.includes(" ")) return this.text.includes(lower);
    if (PLAIN_WORDS.has(lower)) return false;
    return (
      this.words.has(lower) ||
      this.words.has(`${lower}s`) ||
      this.words.has(`${lower}es`) ||
      (lower.endsWith("y") && this.words.has(`${lower.slice(0, -1)}ies`))
    );
  }
}
