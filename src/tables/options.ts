import type { Dataset } from "../data/index.ts";
import { InputError } from "../numeric/errors.ts";

/** A table with the columns that were asked for, and the names of those that were passed over. */
export interface ReadTable {
  readonly data: Dataset;
  readonly ignored: readonly string[];
}

export interface ReadTableOptions {
  /** What a missing value is: an error (the default), or NaN in the table. */
  readonly missing?: "refuse" | "keep";
  /** Whether the first line of delimited text names the columns. By default it does unless it holds numbers alone. */
  readonly header?: boolean;
  /** The one character between the fields of delimited text. By default found from the first lines. */
  readonly separator?: string;
  /** What stands before the decimals in delimited text. By default found from the numbers. */
  readonly decimal?: "." | ",";
}

/** @throws InputError for a separator that is not one ASCII character, or could be a part of a number or a quote. */
export function checkReadOptions({ separator, decimal }: ReadTableOptions): void {
  if (separator !== undefined && (!/^[\t -~]$/.test(separator) || /[\w"+.-]/.test(separator))) {
    throw new InputError(
      `Expected one character such as "," or ";" as the separator, got ${JSON.stringify(separator)}. Choose another.`,
    );
  }
  if (decimal === "," && separator === ",") {
    throw new InputError(
      "Expected a separator other than the decimal comma, got a comma for both. Choose another.",
    );
  }
}
