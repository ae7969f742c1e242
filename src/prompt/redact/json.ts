/** A scalar of a JSON text. Offsets are those inside the quotes, for a string. */
export interface Leaf {
  /** Names and indexes from an ancestor down to this value; the visitor keeps it up to date. */
  path: string[];
  start: number;
  end: number;
  text: string;
  isString: boolean;
}

/** An object or array that is open. */
export interface Frame {
  array: boolean;
  /** Name or index in the parent. */
  key: string;
  parent: Frame | null;
  /** Short string members, by name. */
  strings: Map<string, string>;
  leaves: Leaf[];
}

export interface JsonVisitor {
  leaf(frame: Frame, key: string, leaf: Leaf): void;
  /** The frame is complete, or the text ended. */
  close(frame: Frame): void;
}

const MAX_DEPTH = 200;
/** Blanks and the signs of JSON: what ends a bare value. */
const ENDS = new Set([9, 10, 13, 32, 34, 44, 58, 91, 93, 123, 125]);

/** Reads JSON or something like it (comments, trailing commas, broken, cut off) from front to back, never failing. */
export function walkJson(text: string, visitor: JsonVisitor): void {
  let frame: Frame = open(null, "", false);
  let key = "";
  let expectKey = false;
  let index = 0;
  const indexes: number[] = [];
  const keys: string[] = [];
  let depth = 0;
  const put = (start: number, end: number, isString: boolean): void => {
    const name = frame.array ? String(index++) : key;
    const content = text.slice(start, end);
    if (isString && content.length < 200) {
      frame.strings.set(name, content);
    }
    visitor.leaf(frame, name, { path: [name], start, end, text: content, isString });
  };
  for (let at = 0; at < text.length; at++) {
    const sign = text.charCodeAt(at);
    if (sign <= 32) {
      continue;
    }
    if (sign === 34) {
      const end = endOfString(text, at + 1);
      if (expectKey) {
        key = text.slice(at + 1, Math.min(end, at + 300));
      } else {
        put(at + 1, end, true);
      }
      at = end;
    } else if (sign === 123 || sign === 91) {
      if (++depth > MAX_DEPTH) {
        return;
      }
      frame = open(frame, frame.array ? String(index++) : key, sign === 91);
      indexes.push(index);
      keys.push(key);
      index = 0;
      expectKey = sign === 123;
    } else if (sign === 125 || sign === 93) {
      if (frame.parent) {
        visitor.close(frame);
        frame = frame.parent;
        depth--;
        index = indexes.pop() ?? 0;
        key = keys.pop() ?? "";
      }
      expectKey = false;
    } else if (sign === 58) {
      expectKey = false;
    } else if (sign === 44) {
      expectKey = !frame.array && frame.parent !== null;
    } else if (sign === 47 && text.charCodeAt(at + 1) === 47) {
      const end = text.indexOf("\n", at);
      at = end < 0 ? text.length : end;
    } else {
      const start = at;
      // At least one character, as some blanks of Unicode end a word as well.
      at++;
      while (at < text.length && !ENDS.has(text.charCodeAt(at))) {
        at++;
      }
      if (!expectKey) {
        put(start, at, false);
      }
      at--;
    }
  }
  for (let rest: Frame | null = frame; rest; rest = rest.parent) {
    visitor.close(rest);
  }
}

function open(parent: Frame | null, key: string, array: boolean): Frame {
  return { array, key, parent, strings: new Map(), leaves: [] };
}

function endOfString(text: string, from: number): number {
  for (let at = text.indexOf('"', from); at >= 0; at = text.indexOf('"', at + 1)) {
    let slashes = 0;
    while (at - 1 - slashes >= from && text.charCodeAt(at - 1 - slashes) === 92) {
      slashes++;
    }
    if (slashes % 2 === 0) {
      return at;
    }
  }
  return text.length;
}
