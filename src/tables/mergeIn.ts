import { InputError } from "../numeric/errors.ts";
import { unfinishedMerge } from "../numeric/leftByGit.ts";

/** A table that Git left between its two sides. */
export function mergeIn(file: string, line: number): InputError {
  const { what, remedy } = unfinishedMerge(line);
  return new InputError(`Expected a table in ${file}, got ${what}. ${remedy}`);
}
