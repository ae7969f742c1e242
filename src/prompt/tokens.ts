/**
 * A cautious estimate of how many tokens a text costs, without a tokenizer: rather too many than too few.
 * Runs of letters count a token for every five (plain words are one), digits one for every three, each other
 * visible ASCII character one half to one, every other character one. Linear in the length.
 */
export function estimateTokens(text: string): number {
  let tokens = 0;
  let run = 0;
  let previous = 0;
  for (let i = 0; i < text.length; i++) {
    const kind = CLASS[text.charCodeAt(i)] ?? OTHER;
    run = kind === previous ? run + 1 : 1;
    previous = kind;
    if (kind === LETTER) tokens += run % 5 === 1 ? 1 : 0;
    else if (kind === DIGIT) tokens += run % 3 === 1 ? 1 : 0;
    else if (kind === SPACE) tokens += run % 8 === 2 ? 1 : 0;
    else if (kind === PUNCTUATION) tokens += run % 2 === 1 ? 1 : 0;
    else tokens += 1;
  }
  return tokens;
}

const OTHER = 0;
const LETTER = 1;
const DIGIT = 2;
const SPACE = 3;
const PUNCTUATION = 4;
const BREAK = 5;

const CLASS: readonly number[] = Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code);
  if (/[A-Za-z]/.test(character)) return LETTER;
  if (/[0-9]/.test(character)) return DIGIT;
  if (character === " " || character === "\t") return SPACE;
  if (/[\n\r]/.test(character)) return BREAK;
  return PUNCTUATION;
});

/** The longest head of `text`, whole lines where there are any, that is estimated at `limit` tokens or less. */
export function clipToTokens(text: string, limit: number): string {
  if (estimateTokens(text) <= limit) return text;
  let low = 0;
  let high = text.length;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (estimateTokens(text.slice(0, middle)) <= limit) low = middle;
    else high = middle - 1;
  }
  const head = text.slice(0, low);
  const lastBreak = head.lastIndexOf("\n");
  return lastBreak > 0 ? head.slice(0, lastBreak) : head;
}
