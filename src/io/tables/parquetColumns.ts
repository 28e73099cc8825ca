import type { FileMetaData, SchemaElement } from "hyparquet";
import { parquetSchema } from "hyparquet";
import { InputError } from "../../numeric/errors.ts";
import { type ColumnMatch, matchColumns } from "./columns.ts";
import { shown } from "./wording.ts";

const NUMERIC_KINDS = new Set(["INTEGER", "FLOAT16", "DECIMAL"]);
const NUMERIC_CONVERSIONS = /^(U?INT_\d+|DECIMAL)$/;

/**
 * Matches the columns of a Parquet file to the wanted ones.
 *
 * @throws InputError also if a wanted column does not hold numbers
 */
export function matchParquetColumns(
  metadata: FileMetaData,
  wanted: readonly string[],
  file: string,
): ColumnMatch & { readonly names: readonly string[] } {
  const found = parquetSchema(metadata).children;
  const names = found.map(({ element }) => element.name);
  const match = matchColumns(names, wanted, file, "Rename the column in the file, or add it.");
  found.forEach(({ element, children }, index) => {
    if (match.targets[index] < 0) return;
    const kind =
      children.length > 0 || element.repetition_type === "REPEATED" ? "lists or groups" : notNumbers(element);
    if (kind) {
      throw new InputError(
        `Expected numbers in column "${shown(element.name)}" of ${file}, got ${kind}. Store the column as a floating-point or integer type.`,
      );
    }
  });
  return { ...match, names };
}

/** What a column holds, if not numbers; texts are told by their values, so that an error can show one. */
function notNumbers({ type, converted_type, logical_type }: SchemaElement): string | undefined {
  const kind = logical_type?.type ?? converted_type;
  if (kind === undefined) return type === "INT96" ? "dates" : undefined;
  if (/^(DATE|TIME)/.test(kind)) return "dates or times";
  const numeric = NUMERIC_KINDS.has(kind) || NUMERIC_CONVERSIONS.test(kind);
  return numeric || isText(kind) ? undefined : `values of the type ${kind}`;
}

function isText(kind: string): boolean {
  return kind === "STRING" || kind === "UTF8" || kind === "ENUM" || kind === "NULL";
}
