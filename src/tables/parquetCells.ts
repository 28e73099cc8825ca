import { InputError } from "../numeric/errors.ts";
import { badCell, infiniteCell, isNumber, missingCell } from "./cells.ts";
import type { ReadTableOptions } from "./options.ts";
import { shown } from "./wording.ts";

/** Where cells stand, for errors. */
export interface CellsPlace {
  readonly file: string;
  readonly column: string;
  /** The row of the first cell, counted from 0 at the file's beginning. */
  readonly firstRow: number;
}

/**
 * The numbers in the cells of a Parquet page: floating-point and whole numbers, true and false as 1 and 0, nulls and NaN
 * as missing.
 *
 * @throws InputError naming row and column for anything else
 */
export function cellNumbers(
  cells: ArrayLike<unknown>,
  place: CellsPlace,
  { missing }: ReadTableOptions,
): Float64Array {
  const values = new Float64Array(cells.length);
  for (let i = 0; i < cells.length; i++) {
    const cell = cells[i];
    let value = Number.NaN;
    if (typeof cell === "number") value = cell;
    else if (typeof cell === "bigint") value = wholeNumber(cell, named(place, i));
    else if (typeof cell === "boolean") value = cell ? 1 : 0;
    else if (cell !== null && cell !== undefined) throw notANumber(cells, cell, named(place, i));
    if (!Number.isFinite(value)) {
      if (!Number.isNaN(value)) throw infiniteCell(String(value), named(place, i));
      if (missing !== "keep") throw missingCell(named(place, i));
    }
    values[i] = value;
  }
  return values;
}

function named({ file, column, firstRow }: CellsPlace, index: number): string {
  return `row ${firstRow + index + 1}, column "${shown(column)}" of ${file}`;
}

function wholeNumber(cell: bigint, place: string): number {
  const value = Number(cell);
  if (Number.isSafeInteger(value)) return value;
  throw new InputError(
    `Expected whole numbers up to 2^53 in ${place}, got ${cell}, which would lose digits. Store the column as floating-point numbers.`,
  );
}

function notANumber(cells: ArrayLike<unknown>, cell: unknown, place: string): InputError {
  if (typeof cell !== "string") {
    const kind = cell instanceof Date ? "a date" : "a value that is none";
    return new InputError(
      `Expected a number in ${place}, got ${kind}. Store the column as a floating-point or integer type.`,
    );
  }
  const texts = Array.from(cells).filter((other) => typeof other === "string");
  if (!texts.every((text) => isNumber(text.trim()))) return badCell(cell, place);
  return new InputError(
    `Expected a number in ${place}, got the text "${shown(cell)}". The column's texts look like numbers: convert it (with pandas, by astype(float)) and write the file anew.`,
  );
}
