import { InputError } from "../../../../src/internals.ts";

/** @throws InputError if two columns of a table have the same name */
export function refuseTwice(columns: readonly string[], file: string): void {
  const twice = columns.find((name, i) => columns.indexOf(name) !== i);
  if (twice !== undefined) {
    throw new InputError(
      `Expected every column once in ${file}, got "${twice}" twice. Rename or remove one.`,
    );
  }
}
