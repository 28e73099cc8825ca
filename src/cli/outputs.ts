import { resolve } from "node:path";
import { openTableWriter, refuseExisting, type TableWriter } from "../io/index.ts";
import { InputError } from "../numeric/errors.ts";
import { refuseOtherEnding } from "../tables/index.ts";

/** @throws InputError where an output would replace the table that is read, whatever is forced. */
export function keepInput(output: string | undefined, input: string | undefined): void {
  if (output === undefined || input === undefined || resolve(output) !== resolve(input)) return;
  throw new InputError(
    `Expected an output beside the table that is read, but ${output} is that table. Choose another name.`,
  );
}

/**
 * Checks the tables that a command is to write, before any work.
 *
 * @param input the table that is read
 * @throws InputError where a path is taken or stands for another format, or two outputs or input and output have the same.
 */
export function checkOutputs(paths: readonly (string | undefined)[], force: boolean, input?: string): void {
  const given = paths.filter((path) => path !== undefined);
  given.forEach((path, i) => {
    if (given.slice(0, i).some((other) => resolve(other) === resolve(path))) {
      throw new InputError(`Expected a file of its own for every output, got ${path} twice. Rename one.`);
    }
    keepInput(path, input);
    refuseOtherEnding(path);
    refuseExisting(path, force);
  });
}

/** Opens tables, closes them all when the work is done, and leaves none of them where it fails or is interrupted. */
export async function writingTables(
  tables: readonly { readonly file: string; readonly columns: readonly string[] }[],
  force: boolean,
  work: (writers: readonly TableWriter[]) => Promise<void>,
): Promise<void> {
  const writers: TableWriter[] = [];
  try {
    for (const { file, columns } of tables) writers.push(openTableWriter(file, columns, { force }));
    await work(writers);
    for (const writer of writers) writer.close();
  } finally {
    for (const writer of writers) writer.abort();
  }
}

/** A column's name that no node has. */
export function freeName(wanted: string, taken: readonly string[]): string {
  let name = wanted;
  while (taken.includes(name)) name += "_";
  return name;
}
