import { computed, signal } from "@preact/signals";
import type { Dataset } from "../../../src/internals.ts";
import { dag } from "../app/state.ts";

/** A table that a person brought. Cells that are missing are NaN. */
export interface Table {
  readonly file: string;
  readonly columns: readonly string[];
  readonly rowCount: number;
  readonly values: Float64Array;
  /** Columns that hold something other than numbers, with where that was first. */
  readonly textColumns: Readonly<Record<string, string>>;
}

export const table = signal<Table | undefined>(undefined);

/** The table that is on its way. */
export const reading = signal<{ readonly file: string } | undefined>(undefined);

export interface Match {
  readonly missing: readonly string[];
  readonly ignored: readonly string[];
  readonly broken: readonly string[];
  /** Rows of the measured nodes' columns, those without any value left out; undefined where columns do not fit. */
  readonly data: Dataset | undefined;
  /** Of those rows, how many have gaps. */
  readonly gapped: number;
  readonly empty: number;
}

/** The table against the network's measured nodes. */
export const match = computed<Match | undefined>(() => {
  const given = table.value;
  if (given === undefined) return undefined;
  return matchTable(
    given,
    dag.value.observed.map((node) => dag.value.names[node]),
  );
});

export function matchTable(given: Table, wanted: readonly string[]): Match {
  const missing = wanted.filter((name) => !given.columns.includes(name));
  const ignored = given.columns.filter((name) => !wanted.includes(name));
  const broken = wanted
    .filter((name) => Object.hasOwn(given.textColumns, name))
    .map((name) => given.textColumns[name]);
  if (missing.length > 0 || broken.length > 0) {
    return { missing, ignored, broken, data: undefined, gapped: 0, empty: 0 };
  }
  const places = Int32Array.from(wanted, (name) => given.columns.indexOf(name));
  const width = given.columns.length;
  const values = new Float64Array(given.rowCount * wanted.length);
  let filled = 0;
  let gapped = 0;
  for (let row = 0; row < given.rowCount; row++) {
    let gaps = 0;
    for (let i = 0; i < places.length; i++) {
      const value = given.values[row * width + places[i]];
      if (Number.isNaN(value)) gaps++;
      values[filled + i] = value;
    }
    // The next row takes the place of one without any value.
    if (gaps === places.length) continue;
    if (gaps > 0) gapped++;
    filled += places.length;
  }
  const rowCount = filled / wanted.length;
  const data = { columns: wanted, rowCount, values: values.slice(0, filled) };
  return { missing, ignored, broken, data, gapped, empty: given.rowCount - rowCount };
}
