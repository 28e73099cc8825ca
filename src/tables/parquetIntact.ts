import { InputError } from "../numeric/errors.ts";
import { shown } from "./wording.ts";

/**
 * Runs work on the bytes of a Parquet file. Whatever is wrong with them is the file's fault.
 *
 * @throws InputError in place of every other error
 */
export async function intact<T>(file: string, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof InputError) throw error;
    // Type and range errors are the library stumbling over what it read; the words of others say what that was.
    const stumbled = error instanceof TypeError || error instanceof RangeError;
    const told = error instanceof Error && !stumbled && !/undefined|\[object/.test(error.message);
    const what = told ? shown(error.message, 100) : "its bytes make no sense";
    throw new InputError(
      `Expected a whole Parquet file in ${file}, but it cannot be read (${what}). Write it anew.`,
    );
  }
}
