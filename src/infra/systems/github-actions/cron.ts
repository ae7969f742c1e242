const FIELDS = [
  { name: "minute", low: 0, high: 59, names: [] as string[] },
  { name: "hour", low: 0, high: 23, names: [] as string[] },
  { name: "day of the month", low: 1, high: 31, names: [] as string[] },
  { name: "month", low: 1, high: 12, names: "jan feb mar apr may jun jul aug sep oct nov dec".split(" ") },
  { name: "day of the week", low: 0, high: 7, names: "sun mon tue wed thu fri sat".split(" ") },
];

/**
 * What is wrong with a POSIX cron line as GitHub reads it; undefined where nothing is.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#schedule
 */
export function checkCron(line: string): string | undefined {
  const fields = line.trim().split(/\s+/);
  if (line.trim().startsWith("@")) return "names such as @daily are not known to GitHub";
  if (fields.length !== 5) return `a schedule has five fields, this one ${fields.length}`;
  for (const [i, field] of FIELDS.entries()) {
    for (const part of (fields[i] as string).split(",")) {
      const fault = checkPart(part, field);
      if (fault !== undefined) return fault;
    }
  }
  return tooOften(fields);
}

function checkPart(part: string, { name, low, high, names }: (typeof FIELDS)[number]): string | undefined {
  const [range = "", step] = part.split("/", 2);
  if (part.split("/").length > 2) return `“${part.slice(0, 20)}” is no ${name}`;
  if (step !== undefined && !(/^\d{1,3}$/.test(step) && Number(step) > 0))
    return `the step “${step.slice(0, 20)}” of the ${name} is no number above 0`;
  if (range === "*") return undefined;
  const bounds = range.split("-");
  if (bounds.length > 2) return `“${part.slice(0, 20)}” is no ${name}`;
  const numbers = bounds.map((bound) => numberOf(bound, low, names));
  for (const [i, number] of numbers.entries()) {
    if (Number.isNaN(number)) return `“${(bounds[i] ?? "").slice(0, 20)}” is no ${name}`;
    if (number < low || number > high) return `the ${name} goes from ${low} to ${high}, not ${bounds[i]}`;
  }
  const [from = 0, to = from] = numbers;
  return to < from ? `the range ${range} of the ${name} runs backwards` : undefined;
}

function numberOf(text: string, low: number, names: readonly string[]): number {
  const named = names.indexOf(text.toLowerCase());
  if (named >= 0) return named + low;
  return /^\d{1,3}$/.test(text) ? Number(text) : Number.NaN;
}

function tooOften([minute = "", hour = "", day = "", month = "", weekday = ""]: string[]):
  | string
  | undefined {
  const step = /^\*(?:\/([1-4]))?$/.exec(minute);
  if (!step || hour !== "*" || day !== "*" || month !== "*" || weekday !== "*") return undefined;
  return `every ${step[1] ?? "1"} minute${step[1] && step[1] !== "1" ? "s" : ""} is more often than GitHub runs a schedule (5 minutes)`;
}
