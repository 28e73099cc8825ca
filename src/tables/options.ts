import type { ColumnType, Dataset } from "../data/index.ts";
import { isObject } from "../numeric/arguments.ts";
import { InputError } from "../numeric/errors.ts";
import {
  flagShape,
  functionShape,
  listShape,
  type OptionShape,
  type OptionShapes,
  oneOfShape,
  requireOptions,
  textShape,
  textsShape,
} from "../numeric/optionShapes.ts";
import type { UnseenLevel } from "./levelColumn.ts";

/** A table with the columns that were asked for, and the names of those that were passed over. */
export interface ReadTable {
  readonly data: Dataset;
  readonly ignored: readonly string[];
}

/** How the text of a table is written, where that can't be found from it. */
export interface TableLayout {
  /** Whether the first line of delimited text names the columns. By default it does unless it holds numbers alone. */
  readonly header?: boolean;
  /** The one character between the fields of delimited text. By default found from the first lines. */
  readonly separator?: string;
  /** What stands before the decimals in delimited text. By default found from the numbers. */
  readonly decimal?: "." | ",";
  /** Texts and numbers that stand for a missing value, beside the usual ones (empty fields, NA, null and others). */
  readonly missingValues?: readonly string[];
}

/** How a table is read whose columns are known. */
export interface ReadTableOptions extends TableLayout {
  /** What a missing value is: an error (the default), or NaN in the table. */
  readonly missing?: "refuse" | "keep";
  /**
   * What the wanted columns measure, in their order: labels are looked up among the levels of columns that have any, and
   * become their codes. Without it all columns are numbers.
   */
  readonly types?: readonly ColumnType[];
  /** Told of every label that is no level of its column, which then is missing (NaN). Without it such a label is an error. */
  readonly onUnseen?: (cell: UnseenLevel) => void;
}

export const layoutShapes: OptionShapes<TableLayout> = {
  header: flagShape,
  separator: textShape,
  decimal: textShape,
  missingValues: textsShape,
};

export const readShapes: OptionShapes<ReadTableOptions> = {
  ...layoutShapes,
  missing: oneOfShape(["refuse", "keep"]),
  types: listShape("a list of what the columns measure", isObject),
  onUnseen: functionShape,
};

/** @throws InputError where options of reading a table are unknown or of another type */
export function requireReadOptions(
  options: unknown,
  shapes: Readonly<Record<string, OptionShape>> = readShapes,
): void {
  requireOptions(options, shapes, { what: "options of the table", example: 'such as { missing: "keep" }' });
}

/** @throws InputError for a separator that is not one ASCII character, or could be a part of a number or a quote. */
export function checkTableLayout({ separator, decimal }: TableLayout): void {
  if (separator !== undefined && (!/^[\t -~]$/.test(separator) || /[\w"+.-]/.test(separator))) {
    throw new InputError(
      `Expected one character such as "," or ";" as the separator, got ${JSON.stringify(separator)}. Choose another.`,
    );
  }
  if (decimal !== undefined && decimal !== "." && decimal !== ",") {
    throw new InputError(
      `Expected "." or "," before the decimals, got ${JSON.stringify(decimal)}. Choose one of them.`,
    );
  }
  if (decimal === "," && separator === ",") {
    throw new InputError(
      "Expected a separator other than the decimal comma, got a comma for both. Choose another.",
    );
  }
}

/**
 * Refuses what can only be said of delimited text.
 *
 * @param format what the table is written in instead, as the middle of a sentence
 * @throws InputError naming what was said of it
 */
export function refuseTextLayout(file: string, format: string, layout: TableLayout): void {
  const said = (["separator", "decimal", "header"] as const).find((key) => layout[key] !== undefined);
  if (said === undefined) return;
  throw new InputError(
    `Expected delimited text where ${SAID[said]} is given, got ${file} in ${format}, which has none. Leave the option ${said} out.`,
  );
}

const SAID = {
  separator: "a separator",
  decimal: "the character before the decimals",
  header: "whether there is a header",
} as const;
