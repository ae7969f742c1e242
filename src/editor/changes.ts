const HUNK = /^@@ -\d+(?:,\d+)? \+(\d+)(?:,\d+)? @@/;

/**
 * The changed line ranges of the new side of a unified diff of one file, context lines left out; 0-based, end inclusive.
 * A pure deletion marks the line after it.
 */
export function changedRanges(diff: string): { start: number; end: number }[] {
  const ranges: { start: number; end: number }[] = [];
  let line = -1;
  const mark = (at: number): void => {
    const last = ranges.at(-1);
    if (last && at <= last.end + 1) last.end = Math.max(last.end, at);
    else ranges.push({ start: at, end: at });
  };
  for (const text of diff.split("\n")) {
    const hunk = HUNK.exec(text);
    if (hunk) line = Math.max(0, Number(hunk[1]) - 1);
    else if (line < 0) continue;
    else if (text.startsWith("+")) mark(line++);
    else if (text.startsWith("-")) mark(line);
    else if (text.startsWith(" ")) line++;
  }
  return ranges;
}
