import { reasonOf } from "./disk.ts";
import type { FileSource } from "./source.ts";

/** Larger files are generated or data; their kind is reported, their content is not read. In bytes. */
export const MAX_FILE_BYTES = 5 * 1024 * 1024;

export type TextOrReason = { text: string } | { reason: string };

/** Reads a whole file as text; gives a reason for a person where that cannot or should not be done. Never rejects. */
export async function readText(source: FileSource, path: string): Promise<TextOrReason> {
  try {
    const file = await source.open(path);
    if (isBinary(file.head)) return { reason: "a binary file" };
    if (file.size > MAX_FILE_BYTES) return { reason: tooLarge(file.size) };
    return { text: decode(await file.all()) };
  } catch (error) {
    return { reason: `cannot be read (${reasonOf(error)})` };
  }
}

export function tooLarge(size: number): string {
  return `too large to be read (${Math.round(size / 1024 / 1024)} MB, the limit is ${MAX_FILE_BYTES / 1024 / 1024} MB)`;
}

/** True where the bytes hold a NUL and do not start with a UTF-16 byte-order mark. */
export function isBinary(bytes: Uint8Array): boolean {
  return utf16(bytes) === undefined && bytes.includes(0);
}

/** UTF-8, or UTF-16 where a byte-order mark says so; the mark is dropped, broken sequences become U+FFFD. */
export function decode(bytes: Uint8Array): string {
  return new TextDecoder(utf16(bytes) ?? "utf-8").decode(bytes);
}

function utf16(bytes: Uint8Array): string | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "utf-16le";
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return "utf-16be";
  return undefined;
}
