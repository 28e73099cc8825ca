import { existsSync, readdirSync } from "node:fs";
import { InputError } from "../numeric/errors.ts";
import { blockingFile, isDirectory } from "./files.ts";
import { isLeftover } from "./leftovers.ts";

export const MODEL_FILE = "model.json";
export const WEIGHTS_FILE = "weights.safetensors";
export const CHECKPOINT_FILE = "checkpoint.json";
const ours = [MODEL_FILE, WEIGHTS_FILE, CHECKPOINT_FILE];

/** Refuses a folder that holds something, unless forced. Called early, so that no training is lost to it. */
export function refuseFolder(folder: string, force: boolean): void {
  const blocking = blockingFile(folder);
  if (blocking !== undefined) {
    throw new InputError(
      `Expected a folder to write the model to, but ${blocking} on the way to ${folder} is a file. Choose another place.`,
    );
  }
  if (!existsSync(folder)) return;
  if (!isDirectory(folder)) {
    throw new InputError(
      `Expected a folder to write the model to, but ${folder} is a file. Choose another name.`,
    );
  }
  const content = readdirSync(folder).filter((name) => !isLeftover(name, ours));
  if (content.length === 0) return;
  if (!force) {
    throw new InputError(
      `Expected a new or empty folder for the model, but ${folder} holds files. Choose another, or add --force.`,
    );
  }
  const foreign = content.find((name) => !ours.includes(name));
  if (foreign !== undefined) {
    throw new InputError(
      `Expected --force to replace a model, but ${folder} also holds ${foreign}, which is no part of one. Choose another folder.`,
    );
  }
}
