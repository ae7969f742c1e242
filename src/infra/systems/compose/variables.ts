import { resolve } from "../docker/variables.ts";

/**
 * A value with the defaults of its variables filled in: `${TAG:-1.2}` is `1.2`. Undefined where a variable has no
 * default. `$$` is a dollar sign (https://docs.docker.com/reference/compose-file/interpolation/).
 */
export function fill(text: string): string | undefined {
  if (!text.includes("$")) return text;
  const parts = text.split("$$").map((part) => resolve(part, () => undefined));
  return parts.some((part) => part === undefined) ? undefined : parts.join("$");
}
