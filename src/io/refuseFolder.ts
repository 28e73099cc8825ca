import { existsSync, readdirSync } from "node:fs";
import { InputError } from "../numeric/errors.ts";
import { MODEL_FILE, WEIGHTS_FILE } from "../stored/modelDescription.ts";
import { blockingFile, isDirectory } from "./files.ts";
import { isLeftover } from "./leftovers.ts";
import { requirePath } from "./requirePath.ts";

/** The file of a model's folder that holds its training while that isn't finished. */
export const CHECKPOINT_FILE = "checkpoint.json";
/** What `summary` keeps beside a model. */
export const RESAMPLINGS_FILE = "resamplings.jsonl";
/** All that may lie in the folder of a model. */
export const MODEL_FILES: readonly string[] = [MODEL_FILE, WEIGHTS_FILE, CHECKPOINT_FILE, RESAMPLINGS_FILE];
const model = { what: "the model", earlier: "a model", names: MODEL_FILES };

/** What a folder is to hold, as messages call it, and the names of its files. */
export interface FolderContent {
  readonly what: string;
  /** What may be replaced. */
  readonly earlier: string;
  readonly names: readonly string[];
}

/**
 * Refuses a folder that holds something, unless forced and it holds nothing but such files. Called early, so that no
 * work is lost to it.
 *
 * @throws InputError saying what stands there
 *
 * @example
 * refuseFolder("new folder", false);
 * refuseFolder("model", true);
 */
export function refuseFolder(
  folder: string,
  force: boolean,
  { what, earlier, names }: FolderContent = model,
): void {
  requirePath(folder);
  if (folder === "") {
    throw new InputError(`Expected a folder to write ${what} to, got an empty path. Give one.`);
  }
  const blocking = blockingFile(folder);
  if (blocking !== undefined) {
    throw new InputError(
      `Expected a folder to write ${what} to, but ${blocking} on the way to ${folder} is a file. Choose another place.`,
    );
  }
  if (!existsSync(folder)) return;
  if (!isDirectory(folder)) {
    throw new InputError(
      `Expected a folder to write ${what} to, but ${folder} is a file. Choose another name.`,
    );
  }
  const content = readdirSync(folder).filter((name) => !isLeftover(name, names));
  if (content.length === 0) return;
  if (!force) {
    throw new InputError(
      `Expected a new or empty folder for ${what}, but ${folder} holds files. Choose another, or add --force to replace ${earlier}.`,
    );
  }
  const foreign = content.find((name) => !names.includes(name));
  if (foreign !== undefined) {
    throw new InputError(
      `Expected --force to replace ${earlier}, but ${folder} also holds ${foreign}, which is no part of one. Choose another folder.`,
    );
  }
}
