import type { Handoff } from "./persona.ts";

const HEADING = /^#{1,6}\s+what\s+this\s+agent\s+does\s+not\s+handle\s*$/i;
const BULLET = /^\s*[-*]\s+(.{1,500}?)\s*\(\s*use\s+(.{1,200}?)\s*\)[.;]?\s*$/i;

/**
 * Reads the bullets under "What This Agent Does NOT Handle", in the shape `- Topic (use Someone)`; several
 * colleagues are separated by "or" or a slash: `` (use `a` or `b`) ``, `(use Backend/Frontend Engineer)`.
 */
export function readHandoffs(body: string): Handoff[] {
  const handoffs: Handoff[] = [];
  let inside = false;
  for (const line of body.split(/\r?\n/)) {
    if (/^#{1,6}\s/.test(line)) inside = HEADING.test(line);
    const bullet = inside ? BULLET.exec(line) : null;
    if (!bullet?.[1] || !bullet[2]) continue;
    for (const to of colleagues(bullet[2])) handoffs.push({ to, when: bullet[1] });
  }
  return handoffs;
}

function colleagues(text: string): string[] {
  const ids = [...text.matchAll(/`([\w-]{1,80})`/g)].flatMap((match) => match[1] ?? []);
  if (ids.length > 0) return ids;
  const titles = text.split(/\s+or\s+|\s*,\s*/i);
  return titles.flatMap((title) => {
    const shared = /^(\w+)\/(\w+)\s+(.+)$/.exec(title.trim());
    return shared ? [`${shared[1]} ${shared[3]}`, `${shared[2]} ${shared[3]}`] : title.trim() || [];
  });
}
