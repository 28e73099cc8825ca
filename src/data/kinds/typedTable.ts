import { InputError } from "../../numeric/errors.ts";
import { type Dataset, isPlain } from "../dataset.ts";
import type { RawTable } from "../rawColumn.ts";
import { labelsOf } from "./columnLabels.ts";
import type { FoundKind } from "./foundKind.ts";

/**
 * The values of a table whose kinds are known: numbers, codes of levels, NaN for what is missing. Without `types` where all
 * columns are Gaussian numbers.
 *
 * @throws InputError for columns that cannot be used, all of them at once
 */
export function typedTable(table: RawTable, kinds: readonly FoundKind[]): Dataset {
  const problems = kinds.map(({ problem }) => problem).filter((problem) => problem !== undefined);
  if (problems.length > 0) throw new InputError(together(problems, table.file));
  const { rowCount, columns } = table;
  const width = columns.length;
  const values = new Float64Array(rowCount * width);
  columns.forEach((column, c) => {
    const { levels } = kinds[c].type;
    const own = levels === undefined ? column.numbers : codesOf(column, levels);
    for (let row = 0, at = c; row < rowCount; row++, at += width) values[at] = own[row];
  });
  const types = kinds.map(({ type }) => type);
  const data = { columns: columns.map(({ name }) => name), rowCount, values };
  return isPlain({ ...data, types }) ? data : { ...data, types };
}

function codesOf(column: RawTable["columns"][number], levels: readonly string[]): Float64Array {
  const { labels, codes } = labelsOf(column, levels);
  const places = labels.map((label) => levels.indexOf(label));
  return Float64Array.from(codes, (code) => (code < 0 ? Number.NaN : places[code]));
}

const MOST_SAID = 8;

function together(problems: readonly string[], file: string): string {
  if (problems.length === 1) return problems[0];
  const more = problems.length > MOST_SAID ? ` (and ${problems.length - MOST_SAID} more)` : "";
  return `${problems.length} columns of ${file} cannot be used${more}. ${problems.slice(0, MOST_SAID).join(" ")}`;
}
