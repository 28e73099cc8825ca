import type { SchemaElement, SchemaTree } from "hyparquet";
import { type ColumnMatch, matchColumns } from "./columns.ts";
import { shown } from "./wording.ts";

const NUMERIC_KINDS = new Set(["INTEGER", "FLOAT16", "DECIMAL"]);
const DATES = "dates or times";
const NUMERIC_CONVERSIONS = /^(U?INT_\d+|DECIMAL)$/;

/** Matches the columns of a Parquet file to the wanted ones. */
export function matchParquetColumns(root: SchemaTree, wanted: readonly string[], file: string): ColumnMatch {
  const found = root.children;
  const names = found.map(({ element }) => element.name);
  return matchColumns(names, wanted, file, "Rename the column in the file, or add it.");
}

/** Why a column holds neither numbers nor labels, as far as its type tells. */
export function refusedColumn({ element, children }: SchemaTree, file: string): string | undefined {
  const kind =
    children.length > 0 || element.repetition_type === "REPEATED" ? "lists or groups" : notNumbers(element);
  if (kind === undefined) return undefined;
  const how =
    kind === DATES
      ? "Write them as numbers, such as days since a first one, or leave the column out."
      : "Store the column as a floating-point or integer type, or as texts.";
  return `Expected numbers or labels in column "${shown(element.name)}" of ${file}, got ${kind}. ${how}`;
}

/** What a column holds, if neither numbers nor labels. */
function notNumbers({ type, converted_type, logical_type }: SchemaElement): string | undefined {
  const kind = logical_type?.type ?? converted_type;
  if (kind === undefined) return type === "INT96" ? DATES : undefined;
  if (/^(DATE|TIME)/.test(kind)) return DATES;
  const numeric = NUMERIC_KINDS.has(kind) || NUMERIC_CONVERSIONS.test(kind);
  return numeric || isText(kind) ? undefined : `values of the type ${kind}`;
}

function isText(kind: string): boolean {
  return kind === "STRING" || kind === "UTF8" || kind === "ENUM" || kind === "NULL";
}
