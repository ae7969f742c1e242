import { readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { type LoadedPersona, loadPersona } from "../persona/load.ts";
import { reasonOf } from "./disk.ts";

export interface LoadedFile extends LoadedPersona {
  source: string;
}

/** Loads the persona files of a folder (`*.md` directly in it), ordered by name, or the one file given. Never rejects. */
export async function readPersonas(path: string): Promise<LoadedFile[]> {
  if (path.endsWith(".md")) return [await readOne(path)];
  try {
    const names = (await readdir(path)).filter((name) => name.endsWith(".md")).sort();
    return await Promise.all(names.map((name) => readOne(join(path, name))));
  } catch (error) {
    return [failure(path, `The folder cannot be read: ${reasonOf(error)}.`)];
  }
}

async function readOne(file: string): Promise<LoadedFile> {
  const source = basename(file);
  try {
    return { source, ...loadPersona(source, await readFile(file, "utf8")) };
  } catch (error) {
    return failure(source, `The file cannot be read: ${reasonOf(error)}.`);
  }
}

function failure(source: string, message: string): LoadedFile {
  return { source, diagnostics: [{ severity: "error", line: 1, message }] };
}
