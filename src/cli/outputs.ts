import { resolve } from "node:path";
import { openTableWriter, refuseExisting, type TableWriter } from "../io/index.ts";
import { InputError } from "../numeric/errors.ts";

/** @throws InputError where a path is taken or two outputs have the same. Called before any work. */
export function checkOutputs(paths: readonly (string | undefined)[], force: boolean): void {
  const given = paths.filter((path) => path !== undefined);
  given.forEach((path, i) => {
    if (given.slice(0, i).some((other) => resolve(other) === resolve(path))) {
      throw new InputError(`Expected a file of its own for every output, got ${path} twice. Rename one.`);
    }
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
