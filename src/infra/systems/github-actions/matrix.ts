import type { YamlNode } from "../../formats/yaml.ts";

/**
 * The values that `matrix.<key>` can take as far as the file shows them; undefined where a part is computed.
 * A value that every `exclude` entry of its own takes away is left out.
 */
export function matrixValues(job: YamlNode, key: string): YamlNode[] | undefined {
  const matrix = job.get("strategy", "matrix");
  if (!matrix.isMap) return undefined;
  const wanted = key.toLowerCase();
  const values: YamlNode[] = [];
  for (const entry of matrix.entries()) {
    if (entry.key.toLowerCase() === wanted) {
      if (!entry.value.isList) return undefined;
      values.push(...entry.value.items());
    }
  }
  const excluded = new Set<string>();
  for (const item of matrix.get("exclude").items()) {
    const entries = item.entries();
    const only = entries.length === 1 ? entries[0] : undefined;
    if (only?.key.toLowerCase() === wanted && only.value.string !== undefined)
      excluded.add(only.value.string);
  }
  const include = matrix.get("include");
  if (include.isScalar && !include.isNull) return undefined;
  for (const item of include.items()) {
    if (!item.isMap) return undefined;
    values.push(
      ...item.entries().flatMap((entry) => (entry.key.toLowerCase() === wanted ? [entry.value] : [])),
    );
  }
  return values.filter((value) => !excluded.has(value.string ?? ""));
}

/** The names that `matrix.` may be followed by; undefined where the matrix is computed. */
export function matrixKeys(job: YamlNode): Set<string> | undefined {
  const matrix = job.get("strategy", "matrix");
  if (!matrix.isMap) return matrix.exists && !matrix.isNull ? undefined : new Set();
  const include = matrix.get("include");
  if (include.isScalar && !include.isNull) return undefined;
  const keys = new Set<string>();
  for (const { key } of matrix.entries()) {
    if (key !== "include" && key !== "exclude") keys.add(key.toLowerCase());
  }
  for (const item of include.items()) {
    if (!item.isMap) return undefined;
    for (const { key } of item.entries()) keys.add(key.toLowerCase());
  }
  return keys;
}

/** At most so many combinations of a matrix are looked at; GitHub itself runs 256. */
const MAX_COMBINATIONS = 256;

/** One combination of a matrix: key in lower case → value. */
export type Combination = ReadonlyMap<string, YamlNode>;

/**
 * The combinations that a job runs for, as far as the file shows them; one empty combination for a job without a
 * matrix, none where the matrix is computed. `exclude` is not applied: what it takes away still exists as a file.
 */
export function combinations(job: YamlNode): Combination[] {
  const matrix = job.get("strategy", "matrix");
  if (!matrix.exists || matrix.isNull) return [new Map()];
  if (!matrix.isMap) return [];
  let found: Map<string, YamlNode>[] = [new Map()];
  for (const { key, value } of matrix.entries()) {
    if (key === "include" || key === "exclude") continue;
    const values = value.items();
    found = found.flatMap((one) => values.map((item) => new Map(one).set(key.toLowerCase(), item)));
    found = found.slice(0, MAX_COMBINATIONS);
  }
  const included = matrix.get("include").items().slice(0, MAX_COMBINATIONS);
  if (included.length === 0) return found;
  const base = found.length === 1 && found[0]?.size === 0 ? [] : found;
  const added = included.map(
    (item) => new Map(item.entries().map(({ key, value }) => [key.toLowerCase(), value])),
  );
  // An entry that only adds keys extends the combinations it fits; the rest stand alone.
  const extended = base.map((one) => {
    const result = new Map(one);
    for (const extra of added) {
      if ([...extra].every(([key, value]) => !one.has(key) || one.get(key)?.string === value.string)) {
        for (const [key, value] of extra) result.set(key, value);
      }
    }
    return result;
  });
  const standing = added.filter(
    (extra) => base.length === 0 || [...extra.keys()].some((key) => base[0]?.has(key)),
  );
  return [...extended, ...standing].slice(0, MAX_COMBINATIONS * 2);
}
