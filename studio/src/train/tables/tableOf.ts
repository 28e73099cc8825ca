import {
  findKinds,
  InputError,
  type RawColumn,
  type RawTable,
  type TableLayout,
  typedTable,
} from "../../../../src/internals.ts";
import { cellDigest } from "../cellDigest.ts";
import type { GivenKinds, Table } from "../data.ts";
import { pageRemedies } from "./pageRemedies.ts";

/** A table as the page keeps it: the values of the columns that can be used, and why others cannot. */
export function tableOf(raw: RawTable, given: GivenKinds = {}, layout: TableLayout = {}): Table {
  const kinds = findKinds(raw, new Map(Object.entries(given)), pageRemedies);
  const { file, rowCount, columns } = raw;
  if (rowCount === 0) {
    throw new InputError(
      kinds.find(({ problem }) => problem)?.problem ??
        `Expected rows of data in ${file}, got none. Add rows.`,
    );
  }
  const textColumns: Record<string, string> = {};
  const usable = kinds.filter(({ name, problem }) => {
    if (problem !== undefined) textColumns[name] = problem;
    return problem === undefined;
  });
  const places = usable.map(({ name }) => columns.findIndex((column) => column.name === name));
  const part = { ...raw, columns: places.map((place) => columns[place]) };
  const typed = typedTable(part, usable);
  const width = columns.length;
  const values = new Float64Array(rowCount * width).fill(Number.NaN);
  places.forEach((place, c) => {
    for (let row = 0; row < rowCount; row++)
      values[row * width + place] = typed.values[row * places.length + c];
  });
  const asRead = columns.filter(
    (column, c) => column.problem === undefined && (kinds[c].problem !== undefined || saysMore(column)),
  );
  return {
    file,
    columns: columns.map(({ name }) => name),
    rowCount,
    values,
    digest: cellDigest(values),
    textColumns,
    kinds,
    ...(Object.keys(given).length > 0 && { given }),
    ...(asRead.length > 0 && { asRead }),
    ...(Object.keys(layout).length > 0 && { layout }),
  };
}

/** The same table with its columns taken for something else. */
export function retyped(table: Table, given: GivenKinds): Table {
  return tableOf(rawOf(table), given, table.layout);
}

/** Whether a file says of a column what its values do not: labels in their order, or numbers that it holds as texts. */
function saysMore({ declared, texts }: RawColumn): boolean {
  return declared !== undefined || texts?.quotedNumber !== undefined;
}

/** A table as it was read: numbers, and texts where labels stand. */
function rawOf({ file, columns, rowCount, values, textColumns, kinds, asRead = [] }: Table): RawTable {
  const width = columns.length;
  const kept = new Map(asRead.map((column) => [column.name, column]));
  return {
    file,
    rowCount,
    ignored: [],
    columns: columns.map((name, c): RawColumn => {
      const asItWas = kept.get(name);
      if (asItWas) return asItWas;
      const own = Float64Array.from({ length: rowCount }, (_, row) => values[row * width + c]);
      if (Object.hasOwn(textColumns, name)) return { name, numbers: own, problem: textColumns[name] };
      const levels = kinds?.[c].type.levels;
      return levels ? labelledColumn(name, own, levels, file) : { name, numbers: own };
    }),
  };
}

/** Labels that are numbers in their shortest form were numbers before. */
function labelledColumn(
  name: string,
  codes: Float64Array,
  levels: readonly string[],
  file: string,
): RawColumn {
  const isNumber = levels.map((label) => label.trim() !== "" && String(Number(label)) === label);
  const numbers = codes.map((code) =>
    !Number.isNaN(code) && isNumber[code] ? Number(levels[code]) : Number.NaN,
  );
  const rows = Int32Array.from(
    Array.from(codes.keys()).filter((row) => !Number.isNaN(codes[row]) && !isNumber[codes[row]]),
  );
  if (rows.length === 0) return { name, numbers };
  const first = { text: levels[codes[rows[0]]], place: `row ${rows[0] + 1} of column "${name}" of ${file}` };
  return {
    name,
    numbers,
    texts: { rows, codes: Int32Array.from(rows, (row) => codes[row]), labels: levels, first },
  };
}
