import { infiniteCell, isMissing, isNumber } from "./cells.ts";
import type { ColumnReader, Place } from "./columnReader.ts";
import type { MissingWords } from "./missingWords.ts";
import { isGarbledText } from "./parquetTexts.ts";
import { textCell } from "./textCell.ts";
import { shown } from "./wording.ts";

const ADVICE =
  "The column's texts look like numbers: convert it (with pandas, by astype(float)) and write the file anew.";

/**
 * The values of the cells of a Parquet page: floating-point and whole numbers, truth values, texts; nulls and NaN are
 * missing.
 *
 * @param firstRow the row of the first cell, counted from 0 at the file's beginning
 * @throws InputError naming row and column for anything else, unless the column remembers it
 */
export function cellValues(
  cells: ArrayLike<unknown>,
  reader: ColumnReader,
  { file, firstRow }: { readonly file: string; readonly firstRow: number },
  words: MissingWords,
): Float64Array {
  const values = new Float64Array(cells.length);
  const place = {
    row: firstRow,
    words(column: string) {
      return `row ${this.row + 1}, column "${shown(column)}" of ${file}`;
    },
  };
  for (let i = 0; i < cells.length; i++) {
    const cell = cells[i];
    place.row = firstRow + i;
    if (typeof cell === "number") values[i] = number(cell, reader, place, words);
    else if (cell === null || cell === undefined) values[i] = reader.missing("", place);
    else if (typeof cell === "boolean") values[i] = reader.truth(cell, place);
    else if (typeof cell === "string") values[i] = text(cell.trim(), reader, place, words);
    else if (typeof cell === "bigint") values[i] = wholeNumber(cell, reader, place, words);
    else if (isGarbledText(cell)) values[i] = reader.refused(noText(cell.garbled, place.words(reader.name)));
    else values[i] = reader.refused(noNumber(cell, place.words(reader.name)));
  }
  return values;
}

function number(value: number, reader: ColumnReader, place: Place, words: MissingWords): number {
  if (Number.isNaN(value) || (words.anyNumber && words.namesNumber(value))) return reader.missing("", place);
  if (Number.isFinite(value)) return reader.number(value, place);
  return reader.refused(infiniteCell(String(value), place.words(reader.name)).message);
}

function text(cell: string, reader: ColumnReader, place: Place, words: MissingWords): number {
  const known = reader.label(cell) !== undefined || words.names(cell) || isMissing(cell);
  return !known && isNumber(cell)
    ? reader.quotedNumber(cell, place, ADVICE)
    : textCell(cell, reader, place, words);
}

function wholeNumber(cell: bigint, reader: ColumnReader, place: Place, words: MissingWords): number {
  const value = Number(cell);
  if (Number.isSafeInteger(value)) return number(value, reader, place, words);
  return reader.refused(
    `Expected whole numbers up to 2^53 in ${place.words(reader.name)}, got ${cell}, which would lose digits. Store the column as floating-point numbers.`,
  );
}

function noText(cell: string, place: string): string {
  return `Expected text in UTF-8 in ${place}, got "${shown(cell)}" in another encoding, or bytes that are no text. Store the column as texts in UTF-8, or leave it out.`;
}

function noNumber(cell: unknown, place: string): string {
  const isDate = Object.prototype.toString.call(cell) === "[object Date]";
  return `Expected a number or a text in ${place}, got ${isDate ? "a date" : "a value that is neither"}. Store the column as a floating-point or integer type, or as texts.`;
}
