import { existsSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { InputError } from "../numeric/errors.ts";
import { failedWrite, isDirectory } from "./files.ts";
import { removeLeftovers, temporaryName, writerOf } from "./leftovers.ts";
import { makeFolder } from "./makeFolder.ts";
import { requirePath } from "./requirePath.ts";

/**
 * Takes a name for this process before the work whose result is to have it: the temporary neighbour that names the process
 * says so, until it is renamed or removed. One of a process that is no more takes nothing.
 *
 * @throws InputError where another process is at work on the name
 */
export function claim(path: string): void {
  requirePath(path);
  removeLeftovers(path);
  const mine = temporaryName(path);
  writeFileSync(mine, "");
  // Looked for after ours stands, so that of two that begin together at least one sees the other.
  const other = writerOf(path);
  if (other === undefined) return;
  rmSync(mine, { force: true });
  throw new InputError(
    `Expected ${path} for this process alone, but process ${other} is writing it. Wait for it, or choose another name.`,
  );
}

/**
 * Claims a file that grows while a process is at work.
 *
 * @throws InputError where another process is at work on it
 * @returns what gives it back
 *
 * @example
 * const release = claimFile("results.jsonl");
 * release();
 */
export function claimFile(path: string): () => void {
  claim(path);
  return () => rmSync(temporaryName(path), { force: true });
}

/**
 * Claims a folder for a training: beside it, or where nothing may be written there, within it.
 *
 * @param inside the name of a file of the folder
 * @throws InputError where another process is at work on it, or it can't be written to
 * @returns what gives it back
 *
 * @example
 * const release = claimFolder("model", MODEL_FILE);
 * release();
 */
export function claimFolder(folder: string, inside: string): () => void {
  requirePath(folder);
  const release = (path: string) => () => rmSync(temporaryName(path), { force: true });
  const within = join(folder, inside);
  const beside = existsSync(folder) ? realpathSync(folder) : resolve(folder);
  try {
    makeFolder(dirname(beside));
    claim(beside);
    return release(beside);
  } catch (error) {
    if (error instanceof InputError) throw error;
    if (!isDirectory(folder)) throw failedWrite(folder, error);
  }
  try {
    claim(within);
  } catch (error) {
    throw failedWrite(folder, error);
  }
  return release(within);
}
