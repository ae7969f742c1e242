import { describePath } from "./paths.ts";
import type { System } from "./system.ts";

export interface Recognised {
  system: System;
  kind: string;
}

/** How much of a file recognition is shown, in bytes. */
export const HEAD_BYTES = 8192;

/** First phase, by path alone. `"unsure"`: the head must be read for {@link recogniseByContent}. */
export function recogniseByPath(path: string, systems: readonly System[]): Recognised | "unsure" | undefined {
  const candidate = describePath(path);
  let unsure = false;
  for (const system of systems) {
    const kind = system.recognise(candidate);
    if (kind === "unsure") unsure = true;
    else if (kind !== undefined && !unsure) return { system, kind };
  }
  return unsure ? "unsure" : undefined;
}

/** Second phase, by path and head (the first {@link HEAD_BYTES} bytes or more). */
export function recogniseByContent(
  path: string,
  head: string,
  systems: readonly System[],
): Recognised | undefined {
  if (head.includes("\0")) return undefined;
  const candidate = { ...describePath(path), head };
  for (const system of systems) {
    const kind = system.recognise(candidate);
    if (kind !== undefined && kind !== "unsure") return { system, kind };
  }
  return undefined;
}
