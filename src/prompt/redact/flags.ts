import { classifyName, type NameClass } from "./names.ts";
import { readQuoted } from "./reading.ts";
import type { Source } from "./text.ts";
import { endOfWord } from "./word-end.ts";

const FLAG = /^-{1,2}([A-Za-z][\w.-]{1,60})(["']?)/;

/**
 * `--password value`, `-Password value`, and the two as strings of a list.
 * @param at offset of the dash. @param open the quote that it stands in, 0 outside quotes.
 * @returns the value to judge, or null.
 */
export function readFlag(
  source: Source,
  at: number,
  end: number,
  open: number,
): { name: NameClass; start: number; end: number; quoted: boolean } | null {
  const { text } = source;
  const flag = FLAG.exec(text.slice(at, Math.min(end, at + 70)));
  const known = flag ? classifyName(flag[1] ?? "") : null;
  const name: NameClass | null = known?.kind === "token" ? { ...known, strength: "strong" } : known;
  if (!flag || !name || name.strength === "hint") {
    return null;
  }
  let from = at + flag[0].length;
  if (flag[2] !== "") {
    const comma = /^\s{0,8},?\s{0,8}/.exec(text.slice(from, Math.min(end, from + 20)))?.[0] ?? "";
    if (!comma.includes(",") && source.dialect.syntax !== "yaml") {
      return null;
    }
    from += comma.length;
    const list = from >= end ? belowItem(source, end) : null;
    const value = readQuoted(text, list ?? from, list === null ? end : text.length, false, true);
    return value ? { name, start: value.start, end: value.end, quoted: true } : null;
  }
  if (from >= end) {
    const item = belowItem(source, end);
    if (item === null || !/^\s*-\s+$/.test(text.slice(text.lastIndexOf("\n", at) + 1, at))) {
      return null;
    }
    const stop = text.indexOf("\n", item) < 0 ? text.length : text.indexOf("\n", item);
    const value = readQuoted(text, item, stop, false, true);
    return value ? { name, ...value } : { name, start: item, end: stop, quoted: false };
  }
  const blanks = /^[ \t]{1,8}/.exec(text.slice(from, from + 8))?.[0] ?? "";
  from += blanks.length;
  if (blanks === "" || from >= end || /^[-|&;<>()\\/]/.test(text.charAt(from))) {
    return null;
  }
  const value = open === 0 ? readQuoted(text, from, end, false, false) : null;
  if (value) {
    return { name, ...value };
  }
  return {
    name,
    start: from,
    end: endOfWord(text, from, end, { open, shell: true, flow: false, parted: "" }),
    quoted: false,
  };
}

/** The offset of the value of a list item on the next line. */
function belowItem(source: Source, end: number): number | null {
  const match = /^\r?\n[ \t]{0,200}(?:-[ \t]{1,8})?(?=["']|[^\s-])/.exec(source.text.slice(end, end + 220));
  return match ? end + match[0].length : null;
}
