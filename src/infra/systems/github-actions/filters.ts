/**
 * The folder or file that a path filter cannot do without: what stands before its first wildcard, cut at a slash.
 * Undefined for a filter that starts with a wildcard, and for one that takes paths away again (`!`).
 */
export function filterPrefix(filter: string): string | undefined {
  if (filter.startsWith("!") || filter.includes("${{")) return undefined;
  const wildcard = filter.search(/[*?+[\]!]/);
  const fixed = wildcard < 0 ? filter : filter.slice(0, filter.lastIndexOf("/", wildcard) + 1);
  const path = fixed.replace(/^\/+|\/+$/g, "");
  return path === "" ? undefined : path;
}
