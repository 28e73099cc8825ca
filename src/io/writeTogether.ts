import { existsSync, renameSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isBuiltIn, requireArgument } from "../numeric/arguments.ts";
import { failedWrite } from "./files.ts";
import { makeFolder } from "./makeFolder.ts";
import { requirePath } from "./requirePath.ts";

/** The name of a file of a folder until all of them are written. */
export const stagedName = (name: string): string => `${name}.part`;

/**
 * Writes files into a folder together: all of them under temporary names, which only then become their own, in the given
 * order. The folder itself stays where it is, since it may be the working directory, a mount point or a link.
 *
 * @throws InputError where it cannot be written; what was there is left as it was.
 *
 * @example
 * writeTogether("notes", new Map([["a.txt", "first"], ["b.txt", "second"]]));
 */
export function writeTogether(folder: string, files: ReadonlyMap<string, string | Uint8Array>): void {
  requirePath(folder);
  requireArgument(isBuiltIn(files, "Map"), "a Map of the contents by the names of files", files);
  const isNew = !existsSync(folder);
  const staged = (name: string) => join(folder, stagedName(name));
  let renamed = false;
  try {
    makeFolder(folder);
    for (const [name, content] of files) writeFileSync(staged(name), content, { flush: true });
    for (const name of files.keys()) {
      renameSync(staged(name), join(folder, name));
      renamed = true;
    }
  } catch (error) {
    // Once a file has its name, the others are needed to read it.
    if (!renamed) for (const name of files.keys()) rmSync(staged(name), { force: true });
    if (isNew && !renamed && existsSync(folder)) rmdirSync(folder);
    throw failedWrite(`the folder ${folder}`, error);
  }
}
