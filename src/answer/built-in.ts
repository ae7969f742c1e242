import type { AnalysedFile } from "../infra/inventory.ts";
import { folderOf } from "../infra/paths.ts";
import { findMentions } from "../prompt/mentions.ts";
import { count, summariseTypes } from "../prompt/overview.ts";
import { byUrgency, countBySeverity, type Finding, SEVERITIES } from "../review/finding.ts";
import type { Repository } from "../review/repository.ts";
import { findPlaces } from "./places.ts";

/** What the built-in analysis is asked. */
export interface AnalysisQuestion {
  question: string;
  command?: string;
  /** The attached files or parts of files; lines are 1-based, inclusive. */
  subject: { path: string; startLine?: number; endLine?: number }[];
  /** Infrastructure files that could not be read, with the reason. */
  skipped: { path: string; reason: string }[];
}

const MOST_URGENT = 5;
/** With more files than this each gets one line instead of a section. */
const FILES_IN_DETAIL = 3;
const FILES_LISTED = 30;
const FILES_LEFT_OUT = 5;
const RESOURCES_IN_DETAIL = 25;
const LINKS_IN_DETAIL = 10;
const FINDINGS_PER_FILE = 12;

const ASKS_WHAT_IS_WRONG =
  /\b(fix|mend|wrong|problems?|issues?|risk\w*|review|secur\w*|improve\w*|broken|urgent|worst|vulnerab\w*|harden\w*|first|matters?|bad|danger\w*|fail\w*|ready)\b/i;

/**
 * Answers from inventory, facts, links and findings alone, in Markdown with places as `path:line`. A question that
 * names files, resources or a system is answered with these; one that names none with the stack and what is most
 * urgent. Nothing is invented: what the analysis cannot say it leaves to the person or a language model.
 */
export function answerFromAnalysis(asked: AnalysisQuestion, repository: Repository): string {
  if (repository.files.length === 0) return [NOTHING_HERE, ...leftOut(asked)].join("\n\n");
  const scope = findScope(asked, repository);
  const wantsFindings =
    asked.command === "review" || (asked.command !== "explain" && ASKS_WHAT_IS_WRONG.test(asked.question));
  const sections =
    scope.files.length === repository.files.length && !scope.named
      ? wholeRepository(repository, asked, wantsFindings)
      : partOfRepository(repository, scope, asked, wantsFindings);
  return [...sections, ...leftOut(asked), FOOTER].join("\n\n");
}

/** The files that the answer cannot speak of: the attached ones, or all where none is attached. */
function leftOut({ skipped, subject }: AnalysisQuestion): string[] {
  const meant = skipped.filter(
    ({ path }) => subject.length === 0 || subject.some((one) => one.path === path),
  );
  if (meant.length === 0) return [];
  const lines = meant.slice(0, FILES_LEFT_OUT).map(({ path, reason }) => `- \`${path}\`: ${reason}`);
  return [`### Not read\n${[...lines, ...more(meant.length - lines.length)].join("\n")}`];
}

const NOTHING_HERE =
  "There are no infrastructure files in this workspace: no Dockerfile, Compose file, Kubernetes manifest, Terraform or GitHub Actions workflow was found. Open a folder that holds some, or attach a file to the question.";

const FOOTER =
  "_Static analysis of the files, offline: no language model took part. Choose a chat model for anything that needs judgement beyond the checks._";

interface Scope {
  files: AnalysedFile[];
  /** True where the person named or attached it. */
  named: boolean;
  /** Why these: "attached", "named in the question". */
  reason: string;
  /** Line bounds by path, where only a part was attached. */
  lines: Map<string, { startLine: number; endLine: number }[]>;
  notInfrastructure: string[];
}

function findScope(asked: AnalysisQuestion, repository: Repository): Scope {
  const { question } = asked;
  const subject =
    asked.subject.length > 0 ? asked.subject : findPlaces(question, (path) => repository.lineCount(path));
  const lines: Scope["lines"] = new Map();
  if (subject.length > 0) {
    const paths = [...new Set(subject.map(({ path }) => path))];
    for (const { path, startLine, endLine } of subject) {
      if (startLine === undefined || endLine === undefined) continue;
      lines.set(path, [...(lines.get(path) ?? []), { startLine, endLine }]);
    }
    const files = paths.flatMap((path) => repository.get(path) ?? []);
    const notInfrastructure = paths.filter((path) => !repository.get(path));
    return { files, named: true, reason: "attached", lines, notInfrastructure };
  }
  const mentions = findMentions(question, repository.files);
  const strongest = mentions[0]?.weight ?? 0;
  const files = mentions
    .filter(({ weight }) => weight >= strongest * 0.6)
    .flatMap(({ path }) => repository.get(path) ?? []);
  const reason = mentions[0]?.reason ?? "";
  return files.length > 0
    ? { files, named: true, reason, lines, notInfrastructure: [] }
    : { files: [...repository.files], named: false, reason, lines, notInfrastructure: [] };
}

function wholeRepository(repository: Repository, asked: AnalysisQuestion, wantsFindings: boolean): string[] {
  const findings = repository.findings();
  const stack = stackSection(repository);
  if (asked.command === "review") {
    return [verdict(findings), ...byFile(spread(findings, 20)), nextSteps(repository, findings)];
  }
  const urgent = urgentSection(findings);
  const order = wantsFindings ? [urgent, stack] : [stack, connections(repository), urgent];
  return [...order, nextSteps(repository, findings)].filter((section) => section !== "");
}

function partOfRepository(
  repository: Repository,
  scope: Scope,
  asked: AnalysisQuestion,
  wantsFindings: boolean,
): string[] {
  const findings = scope.files
    .flatMap((file) => inScope(repository.findingsOf(file.path), scope))
    .sort(byUrgency);
  const notes = scope.notInfrastructure.map(
    (path) => `\`${path}\` is not an infrastructure file that the analysis knows.`,
  );
  if (scope.files.length === 0) return notes;
  if (asked.command === "review") return [...notes, verdict(findings), ...byFile(findings.slice(0, 60))];
  const details =
    scope.files.length <= FILES_IN_DETAIL
      ? scope.files.map((file) => fileSection(repository, file, scope))
      : [
          scope.files.slice(0, FILES_LISTED).map(fileLine).join("\n"),
          ...more(scope.files.length - FILES_LISTED),
        ];
  const heading =
    scope.files.length > 1
      ? [`**${count(scope.files.length, "file")}** (${summariseTypes(scope.files)}).`]
      : [];
  const found = findings.length > 0 ? [urgentSection(findings)] : ["The checks found nothing wrong here."];
  return wantsFindings
    ? [...notes, ...heading, ...found, ...details]
    : [...notes, ...heading, ...details, ...found];
}

function inScope(findings: readonly Finding[], { lines }: Scope): Finding[] {
  return findings.filter((finding) => {
    const bounds = lines.get(finding.path);
    return (
      !bounds ||
      bounds.some(({ startLine, endLine }) => finding.startLine <= endLine && finding.endLine >= startLine)
    );
  });
}

function verdict(findings: readonly Finding[]): string {
  const counts = countBySeverity(findings);
  const worst = findings[0];
  if (!worst) return "**Verdict: ship.** The checks found nothing wrong here.";
  const word = counts.critical > 0 ? "block" : counts.high > 0 ? "change" : "ship";
  const because = `${worst.message.replace(/[.\s]+$/, "")} (\`${worst.path}:${worst.startLine}\`)`;
  return word === "ship"
    ? `**Verdict: ship**, with ${tally(findings)} to look at when convenient.`
    : `**Verdict: ${word}.** ${tally(findings)}; the gravest: ${because}.`;
}

function byFile(findings: readonly Finding[]): string[] {
  const files = new Map<string, Finding[]>();
  for (const finding of findings) files.set(finding.path, [...(files.get(finding.path) ?? []), finding]);
  return [...files].map(([path, own]) => {
    const shown = own.slice(0, FINDINGS_PER_FILE).map((finding) => `- ${describe(finding)}`);
    if (own.length > shown.length) shown.push(`- … and ${own.length - shown.length} more`);
    return `### ${path}\n${shown.join("\n")}`;
  });
}

function describe({ severity, path, startLine, message, why, remedy, rule }: Finding): string {
  return `**${severity}** \`${path}:${startLine}\` ${sentence(message)}\n  ${why}\n  **Fix:** ${remedy} _(${rule})_`;
}

function urgentSection(findings: readonly Finding[]): string {
  if (findings.length === 0) return "### Fix first\nThe checks found nothing wrong.";
  const lines = spread(findings, MOST_URGENT).map((finding, index) => `${index + 1}. ${describe(finding)}`);
  const rest = findings.length > MOST_URGENT ? `\n\nIn all: ${tally(findings)}.` : "";
  return `### Fix first\n${lines.join("\n")}${rest}`;
}

/** The most urgent ones, each rule only once before any comes twice: five times the same says less than five things. */
function spread(findings: readonly Finding[], limit: number): Finding[] {
  const seen = new Set<string>();
  const first = findings.filter(({ rule }) => !seen.has(rule) && seen.add(rule));
  const again = findings.filter((finding) => !first.includes(finding));
  return [...first.slice(0, limit), ...again].slice(0, limit).sort(byUrgency);
}

function tally(findings: readonly Finding[]): string {
  const counts = countBySeverity(findings);
  return SEVERITIES.flatMap((severity) =>
    counts[severity] > 0 ? `${counts[severity]} ${severity}` : [],
  ).join(", ");
}

function stackSection(repository: Repository): string {
  const systems = new Map<string, AnalysedFile[]>();
  for (const file of repository.files)
    systems.set(file.system.title, [...(systems.get(file.system.title) ?? []), file]);
  const lines = [...systems].map(([title, files]) => {
    const places = files.slice(0, 3).map(({ path }) => `\`${path}:1\``);
    if (files.length > places.length) places.push(`${files.length - places.length} more`);
    return `- **${title}**: ${count(files.length, "file")} (${summariseTypes(files)}): ${places.join(", ")}`;
  });
  return `### The stack\n${lines.join("\n")}`;
}

function connections(repository: Repository): string {
  const { edges, broken } = repository.map;
  const between = edges.filter(({ from, to }) => from !== to).slice(0, 12);
  if (between.length === 0 && broken.length === 0) return "";
  const lines = between.map(
    ({ from, fromLine, relation, to, toLine }) => `- \`${from}:${fromLine}\` ${relation} \`${to}:${toLine}\``,
  );
  const missing = broken
    .slice(0, 8)
    .map(({ path, line, message }) => `- \`${path}:${line}\` ${sentence(message)}`);
  return `### How it hangs together\n${[...lines, ...missing].join("\n")}`;
}

function fileSection(repository: Repository, file: AnalysedFile, { lines }: Scope): string {
  const bounds = lines.get(file.path);
  const resources = file.facts.resources.filter(
    ({ range }) =>
      !bounds ||
      bounds.some(({ startLine, endLine }) => range.startLine <= endLine && range.endLine >= startLine),
  );
  const shown = resources
    .slice(0, RESOURCES_IN_DETAIL)
    .map(
      ({ type, name, range, detail }) =>
        `- \`${file.path}:${range.startLine}\` ${type} **${name}**${detail ? `: ${detail}` : ""}`,
    );
  if (resources.length > shown.length) shown.push(`- … and ${resources.length - shown.length} more`);
  const links = connectionsOf(repository, file);
  return [
    `### ${file.path}\n${file.system.title}, ${file.kind}.`,
    ...(shown.length > 0 ? [shown.join("\n")] : []),
    ...(links.length > 0 ? [`Hangs together with:\n${links.join("\n")}`] : []),
  ].join("\n\n");
}

function fileLine(file: AnalysedFile): string {
  return `- \`${file.path}:1\` ${file.kind}: ${summariseTypes([file])}`;
}

function more(number: number): string[] {
  return number > 0 ? [`… and ${number} more`] : [];
}

/** One line for each relation to another file, with all its lines; those inside a Terraform module go without saying. */
function connectionsOf(repository: Repository, { path, system }: AnalysedFile): string[] {
  const outgoing = new Map<string, number[]>();
  const incoming = new Map<string, number[]>();
  for (const { from, fromLine, relation, to } of repository.map.edges) {
    if (from === to || (from !== path && to !== path)) continue;
    const other = from === path ? to : from;
    if (system.id === "terraform" && folderOf(other) === folderOf(path)) continue;
    const group = from === path ? outgoing : incoming;
    const target = repository.get(to) ? `\`${to}:1\`` : `\`${to}\``;
    const key = from === path ? `${relation} ${target}` : `\`${from}:${fromLine}\` ${relation} this`;
    group.set(key, [...(group.get(key) ?? []), fromLine]);
  }
  const shown = [
    ...[...outgoing].map(
      ([text, lines]) => `- ${text} (${lines.length > 1 ? "lines" : "line"} ${lines.join(", ")})`,
    ),
    ...[...incoming.keys()].map((text) => `- ${text}`),
  ];
  const rest = shown.length - LINKS_IN_DETAIL;
  return rest > 0 ? [...shown.slice(0, LINKS_IN_DETAIL), `- … and ${rest} more`] : shown;
}

function nextSteps(repository: Repository, findings: readonly Finding[]): string {
  const perFile = new Map<string, number>();
  for (const { path } of findings) perFile.set(path, (perFile.get(path) ?? 0) + 1);
  const worst = [...perFile].sort((a, b) => b[1] - a[1]).slice(0, 3);
  const lines = worst.map(
    ([path, number]) => `- \`${path}:1\` has ${count(number, "finding")}: attach it and ask \`/review\`.`,
  );
  const broken = repository.map.broken[0];
  if (broken) lines.push(`- \`${broken.path}:${broken.line}\` ${sentence(broken.message)}`);
  return lines.length > 0 ? `### Where to look next\n${lines.join("\n")}` : "";
}

function sentence(text: string): string {
  const trimmed = text.trim();
  // A plain word starts with a capital; a name such as `aws_instance` is left as it is.
  const start = /^[a-z]+[ ,:]/.test(trimmed) ? trimmed.charAt(0).toUpperCase() + trimmed.slice(1) : trimmed;
  return /[.!?]$/.test(start) ? start : `${start}.`;
}
