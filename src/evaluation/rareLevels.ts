import type { Dataset } from "../data/index.ts";
import type { TableCoding } from "../likelihood/index.ts";

/** In fewer rows than these a level may be missing from all but one fold, and its contrast be the same in all rows that are left. */
const FEWEST = 5;

/** A level that is taken for the commonest of its column. */
export interface RareLevel {
  readonly column: string;
  readonly level: string;
  readonly rows: number;
  readonly into: string;
}

/**
 * A table whose rare levels are the commonest of their columns, and which they are. Columns that are coded by a single feature, and those in
 * which no second level would be left, stay as they are.
 *
 * @param coding of the table
 */
export function withoutRareLevels(
  data: Dataset,
  coding: TableCoding,
): { readonly data: Dataset; readonly rare: readonly RareLevel[] } {
  const width = data.columns.length;
  const types = [...data.types!];
  const values = data.values.slice();
  const rare: RareLevel[] = [];
  types.forEach(({ levels = [] }, c) => {
    if (coding.featuresOf(c).length < 2) return;
    const counts = levels.map(() => 0);
    for (let row = 0; row < data.rowCount; row++) {
      const code = values[row * width + c];
      if (!Number.isNaN(code)) counts[code]++;
    }
    const kept = [...levels.keys()].filter((code) => counts[code] >= FEWEST);
    if (kept.length < 2 || kept.length === levels.length) return;
    const commonest = kept.reduce((best, code) => (counts[code] > counts[best] ? code : best));
    levels.forEach((level, code) => {
      if (counts[code] > 0 && counts[code] < FEWEST)
        rare.push({ column: data.columns[c], level, rows: counts[code], into: levels[commonest] });
    });
    types[c] = { ...types[c], levels: kept.map((code) => levels[code]) };
    for (let row = 0; row < data.rowCount; row++) {
      const code = values[row * width + c];
      if (!Number.isNaN(code)) values[row * width + c] = kept.indexOf(kept.includes(code) ? code : commonest);
    }
  });
  return { data: { ...data, types, values }, rare };
}
