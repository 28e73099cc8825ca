import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { isDirectory, reason } from "../io/index.ts";
import { InputError } from "../numeric/errors.ts";

/** Refuses a folder that holds something, unless forced and it holds nothing but such files. */
export function refuseExportFolder(folder: string, names: readonly string[], force: boolean): void {
  if (!existsSync(folder)) return;
  if (!isDirectory(folder)) {
    throw new InputError(`Expected a folder to write to, but ${folder} is a file. Choose another name.`);
  }
  const content = readdirSync(folder);
  if (content.length > 0 && !force) {
    throw new InputError(
      `Expected a new or empty folder, but ${folder} holds files. Choose another, or add --force to replace an earlier export.`,
    );
  }
  const foreign = content.find((name) => !names.includes(name));
  if (foreign !== undefined) {
    throw new InputError(
      `Expected --force to replace an earlier export, but ${folder} also holds ${foreign}, which would be lost. Choose another folder.`,
    );
  }
}

/** Writes a folder of files, all or none. */
export function writeFolder(folder: string, files: ReadonlyMap<string, string | Uint8Array>): void {
  const place = resolve(folder);
  const temporary = `${place}.${process.pid}.part`;
  const replaced = `${place}.${process.pid}.old`;
  try {
    rmSync(temporary, { recursive: true, force: true });
    mkdirSync(temporary, { recursive: true });
    for (const [name, content] of files) writeFileSync(join(temporary, name), content);
    if (existsSync(place)) renameSync(place, replaced);
    renameSync(temporary, place);
    rmSync(replaced, { recursive: true, force: true });
  } catch (error) {
    rmSync(temporary, { recursive: true, force: true });
    if (existsSync(replaced) && !existsSync(place)) renameSync(replaced, place);
    throw new InputError(
      `Could not write the folder ${folder}: ${reason(error)}. Choose a place that can be written to.`,
    );
  }
}
