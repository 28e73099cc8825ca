import { computed, signal } from "@preact/signals";
import {
  type Dataset,
  type FoundKind,
  isPlain,
  type RawColumn,
  type TableLayout,
} from "../../../src/internals.ts";
import { dag } from "../app/state.ts";
import { typesIn } from "./typesIn.ts";

/** A table that a person brought. Cells that are missing are NaN, labels are the codes of their column's levels. */
export interface Table {
  readonly file: string;
  readonly columns: readonly string[];
  readonly rowCount: number;
  readonly values: Float64Array;
  /** Of all cells; absent in what earlier pages kept. */
  readonly digest?: number;
  /** Columns that can't be used, with why. */
  readonly textColumns: Readonly<Record<string, string>>;
  /** What each column measures, in their order; absent in projects of before there were kinds. */
  readonly kinds?: readonly FoundKind[];
  /** What a person has said of columns. */
  readonly given?: GivenKinds;
  /** Columns as they were read of which values and kinds do not tell that: taken for something else they are read anew. */
  readonly asRead?: readonly RawColumn[];
  /** How a person has said that its text is written. */
  readonly layout?: TableLayout;
}

export type GivenKinds = Readonly<
  Record<string, { readonly kind: string; readonly levels?: readonly string[] }>
>;

export const table = signal<Table | undefined>(undefined);

/** The table that is on its way. */
export const reading = signal<{ readonly file: string } | undefined>(undefined);

export interface Match {
  readonly missing: readonly string[];
  readonly ignored: readonly string[];
  readonly broken: readonly string[];
  /** Rows of the measured nodes' columns, those without any value left out; undefined where columns do not fit. */
  readonly data: Dataset | undefined;
  /** Which of the table's rows those are. */
  readonly places: Int32Array;
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
  const placeOf = new Map(given.columns.map((name, place) => [name, place]));
  const isWanted = new Set(wanted);
  const missing = wanted.filter((name) => !placeOf.has(name));
  const ignored = given.columns.filter((name) => !isWanted.has(name));
  const broken = wanted
    .filter((name) => Object.hasOwn(given.textColumns, name))
    .map((name) => given.textColumns[name]);
  if (missing.length > 0 || broken.length > 0) {
    return { missing, ignored, broken, data: undefined, places: new Int32Array(), gapped: 0, empty: 0 };
  }
  const chosen = Int32Array.from(wanted, (name) => placeOf.get(name)!);
  const width = given.columns.length;
  const { gapped, empty } = countGaps(given, chosen);
  const rowCount = given.rowCount - empty;
  const isWhole = empty === 0 && wanted.length === width && chosen.every((place, i) => place === i);
  // A wide table is copied only where that makes a difference.
  const values = isWhole ? given.values : new Float64Array(rowCount * wanted.length);
  const places = Int32Array.from({ length: rowCount }, (_, row) => row);
  for (let row = 0, filled = 0; !isWhole && filled < rowCount; row++) {
    let present = false;
    for (let i = 0; i < chosen.length; i++) {
      const value = given.values[row * width + chosen[i]];
      present ||= !Number.isNaN(value);
      values[filled * chosen.length + i] = value;
    }
    places[filled] = row;
    // The next row takes the place of one without any value.
    if (present) filled++;
  }
  const plain = { columns: wanted, rowCount, values };
  const typed = { ...plain, types: typesIn(given, wanted) };
  const data = isPlain(typed) ? plain : typed;
  return { missing, ignored, broken, data, places, gapped, empty };
}

/** How many rows have gaps in these columns, and how many have nothing else. */
function countGaps(
  { columns, rowCount, values }: Table,
  places: Int32Array,
): { readonly gapped: number; readonly empty: number } {
  const width = columns.length;
  let gapped = 0;
  let empty = 0;
  for (let row = 0; row < rowCount; row++) {
    let gaps = 0;
    for (let i = 0; i < places.length; i++) if (Number.isNaN(values[row * width + places[i]])) gaps++;
    if (gaps === places.length) empty++;
    else if (gaps > 0) gapped++;
  }
  return { gapped, empty };
}
