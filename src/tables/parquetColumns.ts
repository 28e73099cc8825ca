import type { SchemaElement, SchemaTree } from "hyparquet";
import { InputError } from "../numeric/errors.ts";
import { type ColumnMatch, matchColumns } from "./columns.ts";
import { shown } from "./wording.ts";

const NUMERIC_KINDS = new Set(["INTEGER", "FLOAT16", "DECIMAL"]);
const NUMERIC_CONVERSIONS = /^(U?INT_\d+|DECIMAL)$/;

/**
 * Matches the columns of a Parquet file to the wanted ones.
 *
 * @throws InputError also if a wanted column does not hold numbers
 */
export function matchParquetColumns(root: SchemaTree, wanted: readonly string[], file: string): ColumnMatch {
  const found = root.children;
  const names = found.map(({ element }) => element.name);
  const match = matchColumns(names, wanted, file, "Rename the column in the file, or add it.");
  found.forEach((leaf, index) => {
    const why = match.targets[index] < 0 ? undefined : refusedColumn(leaf, file);
    if (why !== undefined) throw new InputError(why);
  });
  return match;
}

/** Why a column cannot be read as numbers, as far as its type tells. */
export function refusedColumn({ element, children }: SchemaTree, file: string): string | undefined {
  const kind =
    children.length > 0 || element.repetition_type === "REPEATED" ? "lists or groups" : notNumbers(element);
  return (
    kind &&
    `Expected numbers in column "${shown(element.name)}" of ${file}, got ${kind}. Store the column as a floating-point or integer type.`
  );
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
