/** The changed line ranges of the new side of a unified diff; 0-based, end inclusive. A pure deletion marks the line after it. */
export function changedRanges(diff: string): { start: number; end: number }[] {
  const ranges: { start: number; end: number }[] = [];
  for (const match of diff.matchAll(/^@@ -\d+(?:,\d+)? \+(\d+)(?:,(\d+))? @@/gm)) {
    const first = Math.max(0, Number(match[1]) - 1);
    const count = match[2] === undefined ? 1 : Number(match[2]);
    ranges.push({ start: first, end: first + Math.max(0, count - 1) });
  }
  return ranges;
}
