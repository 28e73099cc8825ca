import { existsSync } from "node:fs";
import { join } from "node:path";
import { isFile, openTableWriter, refuseExisting, type TableWriter } from "../io/index.ts";
import { filesOfModel } from "../io/modelFolder.ts";
import { throughLinks } from "../io/throughLinks.ts";
import { InputError } from "../numeric/errors.ts";
import { refuseOtherEnding } from "../tables/index.ts";

/** What a command reads, as a person named it. */
export interface Inputs {
  readonly table?: string;
  /** A built-in name, or the path of a file. */
  readonly network?: string;
  /** A model folder, or a project of the studio. */
  readonly model?: string;
}

/** @throws InputError where an output would replace what is read, by whatever links, and whatever is forced. */
export function keepInputs(outputs: readonly (string | undefined)[], inputs: Inputs): void {
  const read = [
    ...named(inputs.table, "the table that is read", "that table"),
    ...named(inputs.network, "the network that is read", "that network"),
    ...(inputs.model === undefined ? [] : filesOfModel(inputs.model)).flatMap((file) =>
      named(file, "the model that is read", "a part of it"),
    ),
  ].map((input) => ({ ...input, place: throughLinks(input.path) }));
  for (const output of outputs) {
    if (output === undefined) continue;
    const place = throughLinks(output);
    const kept = read.find((input) => input.place === place && isFile(input.path));
    if (kept === undefined) continue;
    throw new InputError(
      `Expected an output beside ${kept.what}, but ${output} is ${kept.role}. Choose another name.`,
    );
  }
}

/**
 * Keeps somebody else's files in a folder whose results a command writes anew whenever it goes on there.
 *
 * @param results the file by which a run goes on
 * @param written what is written beside it, whatever is there
 * @throws InputError where one of them is there without the results of an earlier run
 */
export function keepForeign(folder: string, results: string, written: readonly string[]): void {
  const found = written.map((name) => join(folder, name)).find((path) => existsSync(path));
  if (found === undefined || isFile(join(folder, results))) return;
  throw new InputError(
    `Expected a new folder, or one of an earlier run, to write to, but ${found} is there without ${results}. Choose another folder, or move that file.`,
  );
}

function named(path: string | undefined, what: string, role: string) {
  return path === undefined ? [] : [{ path, what, role }];
}

/**
 * Checks the tables that a command is to write, before any work.
 *
 * @throws InputError where a path is taken or stands for another format, two outputs are the same, or one is what is read.
 */
export function checkOutputs(
  paths: readonly (string | undefined)[],
  force: boolean,
  inputs: Inputs = {},
): void {
  const given = paths.filter((path) => path !== undefined);
  given.forEach((path, i) => {
    if (given.slice(0, i).some((other) => throughLinks(other) === throughLinks(path))) {
      throw new InputError(`Expected a file of its own for every output, got ${path} twice. Rename one.`);
    }
    keepInputs([path], inputs);
    refuseOtherEnding(path);
    refuseExisting(path, force);
  });
}

/** Opens tables, closes them all when the work is done, and leaves none of them where it fails or is interrupted. */
export async function writingTables(
  tables: readonly { readonly file: string; readonly columns: readonly string[]; readonly rows?: number }[],
  force: boolean,
  work: (writers: readonly TableWriter[]) => Promise<void>,
): Promise<void> {
  const writers: TableWriter[] = [];
  try {
    for (const { file, columns, rows } of tables)
      writers.push(openTableWriter(file, columns, { force, rows }));
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
