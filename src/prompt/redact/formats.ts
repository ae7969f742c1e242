import { judge } from "./judge.ts";
import { classifyName, type NameClass } from "./names.ts";
import { Rank, type Spans } from "./spans.ts";
import { lineCount, lineEnd, lineStart, lineText, type Source } from "./text.ts";
import { isDull, isElsewhere, literalRest } from "./values.ts";

/** Files that hold nothing but a secret: vault password files, Docker secrets. */
const SECRET_FILE =
  /^(?:[\w.-]{0,60}[_.-])?(?:vault[_.-]?pass(?:word)?|password|passwd|passphrase|secret|token|api[_-]?key|secret[_-]?key|credential)(?:[_.-]file)?(?:\.txt)?$/;

/**
 * Formats in which the place on the line says what a value is.
 * @param words what the token scan met.
 */
export function findByFormat(source: Source, spans: Spans, words: ReadonlySet<string>): void {
  const { name, syntax } = source.dialect;
  if (
    SECRET_FILE.test(name) &&
    !/^#!/.test(source.text) &&
    lineCount(source) <= 4 &&
    source.text.length < 4000
  ) {
    hideWholeFile(source, spans);
  }
  if (/netrc|authinfo/.test(name)) {
    findNetrc(source, spans);
  } else if (/pgpass/.test(name)) {
    findFields(
      source,
      spans,
      /^((?:[^:\\\n]|\\.){0,200}:(?:[^:\\\n]|\\.){0,20}:(?:[^:\\\n]|\\.){0,200}:(?:[^:\\\n]|\\.){0,200}:)(.{1,400})$/,
    );
  } else if (/htpasswd|^shadow|^passwd$|users$|userlist/.test(name)) {
    findFields(source, spans, /^("?[\w.@-]{1,80}"?[: ]\s{0,4}"?)([^:"\s]{3,200})"?(?::.{0,200})?$/);
  }
  if (words.has("chpasswd")) {
    findChpasswd(source, spans);
  }
  if (syntax === "csv") {
    findColumns(source, spans);
  }
  if (words.has("INSERT") || words.has("insert")) {
    findInserts(source, spans);
  }
}

function hide(source: Source, spans: Spans, start: number, end: number, name: NameClass): void {
  const place = { dialect: source.dialect, quoted: true, verbatim: true, upper: true };
  for (const [a, b] of judge(source.text.slice(start, end), name, place)) {
    spans.add(start + a, start + b, name.kind, Rank.structure);
  }
}

const PASSWORD: NameClass = { kind: "password", strength: "strong" };

function hideWholeFile(source: Source, spans: Spans): void {
  for (let line = 0; line < lineCount(source); line++) {
    const text = lineText(source, line).trim();
    if (
      text !== "" &&
      !/^(?:#|\$ANSIBLE_VAULT)/.test(text) &&
      !isDull(text) &&
      !isElsewhere(text) &&
      literalRest(text, false) === null &&
      !/[:=]\s/.test(text)
    ) {
      spans.add(lineStart(source, line), lineEnd(source, line), "password", Rank.structure);
    }
  }
}

/** `machine host login user password secret`, on one line or over several. */
function findNetrc(source: Source, spans: Spans): void {
  for (const match of source.text.matchAll(
    /(\b(?:password|passwd|account)[ \t\r\n]{1,20})("[^"\n]{1,400}"|[^\s"]{1,400})/g,
  )) {
    const start = match.index + (match[1] ?? "").length;
    const quoted = match[2]?.startsWith('"') === true ? 1 : 0;
    hide(source, spans, start + quoted, start + (match[2] ?? "").length - quoted, PASSWORD);
  }
}

/** @param pattern for a line; group 1 stands before the secret, group 2 is the secret. */
function findFields(source: Source, spans: Spans, pattern: RegExp): void {
  for (let line = 0; line < lineCount(source); line++) {
    const match = pattern.exec(lineText(source, line).slice(0, 2000));
    if (match?.[2] !== undefined && !/^[#*!x]$|^\s*#/.test(match[2]) && !/^\s*#/.test(match[0])) {
      const start = lineStart(source, line) + (match[1] ?? "").length;
      hide(source, spans, start, start + match[2].length, PASSWORD);
    }
  }
}

/** `user:password` lines below `chpasswd` in cloud-config, and in here-documents for the command. */
function findChpasswd(source: Source, spans: Spans): void {
  let near = 0;
  for (let line = 0; line < lineCount(source); line++) {
    const text = lineText(source, line).slice(0, 600);
    if (/chpasswd/.test(text)) {
      near = 12;
    } else if (near-- > 0) {
      const match = /^(\s*(?:- )?["']?[a-z_][\w.-]{0,40}:)([^\s:"']{3,200})["']?\s*$/.exec(text);
      if (match?.[2] !== undefined && !/^(?:RANDOM|R)$/.test(match[2])) {
        const start = lineStart(source, line) + (match[1] ?? "").length;
        hide(source, spans, start, start + match[2].length, PASSWORD);
      }
    }
  }
}

/** Cells below a header with the name of a secret. Quoted cells may hold the separator, not a line break. */
function findColumns(source: Source, spans: Spans): void {
  const head = lineText(source, 0).slice(0, 8000);
  const separator =
    [",", ";", "\t", "|"].sort((a, b) => head.split(b).length - head.split(a).length)[0] ?? ",";
  const secret = new Map<number, NameClass>();
  head.split(separator).forEach((cell, column) => {
    const found = classifyName(cell.trim().replace(/^["']|["']$/g, ""));
    if (found && found.strength !== "hint") {
      secret.set(column, found);
    }
  });
  if (secret.size === 0) {
    return;
  }
  for (let line = 1; line < lineCount(source); line++) {
    cellsOf(lineText(source, line).slice(0, 20_000), separator).forEach(([a, b], column) => {
      const name = secret.get(column);
      if (name) {
        hide(source, spans, lineStart(source, line) + a, lineStart(source, line) + b, name);
      }
    });
  }
}

/** Offsets of what is inside each cell. */
function cellsOf(line: string, separator: string): [number, number][] {
  const cells: [number, number][] = [];
  let start = 0;
  let quote = "";
  for (let at = 0; at <= line.length; at++) {
    const sign = line.charAt(at);
    if (quote !== "") {
      quote = sign === quote ? "" : quote;
    } else if ((sign === '"' || sign === "'") && line.slice(start, at).trim() === "") {
      quote = sign;
    } else if (sign === separator || at === line.length) {
      const lead = /^\s*["']?/.exec(line.slice(start, at))?.[0].length ?? 0;
      const tail = /["']?\s*$/.exec(line.slice(start + lead, at))?.[0].length ?? 0;
      cells.push([start + lead, Math.max(start + lead, at - tail)]);
      start = at + 1;
    }
  }
  return cells;
}

/** `INSERT INTO t (a, password) VALUES (…), (…)`. */
function findInserts(source: Source, spans: Spans): void {
  const { text } = source;
  const pattern =
    /insert\s{1,20}into\s{1,20}[\w.`"[\]]{1,120}\s{0,20}\(([^()]{1,2000})\)\s{0,40}values\s{0,40}(?=\()/gi;
  let done = 0;
  for (const match of text.matchAll(pattern)) {
    if (match.index < done) {
      continue;
    }
    const columns = (match[1] ?? "")
      .split(",")
      .map((column) => classifyName(column.replace(/[\s`"[\]]/g, "")));
    if (!columns.some((column) => column && column.strength !== "hint")) {
      continue;
    }
    let at = match.index + match[0].length;
    const limit = Math.min(text.length, at + 200_000);
    while (at < limit && text.charAt(at) === "(") {
      const close = endOfTuple(text, at, Math.min(limit, at + 20_000));
      done = close;
      for (const [index, [a, b]] of cellsOf(text.slice(at + 1, close), ",").entries()) {
        const column = columns[index];
        if (column && column.strength !== "hint") {
          hide(source, spans, at + 1 + a, at + 1 + b, column);
        }
      }
      at = close + 1 + (/^\s{0,200},?\s{0,200}/.exec(text.slice(close + 1, close + 402))?.[0].length ?? 0);
    }
  }
}

function endOfTuple(text: string, from: number, limit: number): number {
  let quote = "";
  let depth = 0;
  for (let at = from; at < limit; at++) {
    const sign = text.charAt(at);
    if (quote !== "") {
      quote = sign === quote ? "" : quote;
    } else if (sign === "'" || sign === '"') {
      quote = sign;
    } else if (sign === "(") {
      depth++;
    } else if (sign === ")" && --depth === 0) {
      return at;
    }
  }
  return limit;
}
