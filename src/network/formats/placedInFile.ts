import { InputError } from "../../numeric/errors.ts";

/** Puts a file's name before what is wrong with its bytes: they have no lines, so that it is all the place that there is. */
export function placedInFile<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(`${file}: ${error.message}`);
  }
}
