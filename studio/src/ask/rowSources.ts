import { type Dataset, isPlain } from "../../../src/internals.ts";
import { type Table, table } from "../train/data.ts";
import type { Run } from "../train/study.ts";
import { typesIn } from "../train/typesIn.ts";

/** Where the rows come from that a model is asked about. */
export type RowSource = "test" | "train" | "table";

export interface SourceRows {
  readonly key: RowSource;
  readonly title: string;
  readonly data: Dataset;
  /** Which of their file's rows these are, counted from 0; absent where they are all of it, or of no file. */
  readonly places?: Int32Array;
}

/** The number of a row as a person counts it: of a file that was split, in the file. */
export function rowNumber({ places }: Pick<SourceRows, "places">, at: number): number {
  return (places?.[at] ?? at) + 1;
}

/** The row with a number, counted from 0; where that row is not among these, the next one on the way from the row that is shown. */
export function rowAt({ places, data }: SourceRows, wanted: number, shown: number): number {
  const last = data.rowCount - 1;
  if (places === undefined) return Math.max(0, Math.min(last, wanted - 1));
  const next = places.findIndex((place) => place >= wanted - 1);
  if (next < 0) return last;
  const back = places[next] > wanted - 1 && wanted < rowNumber({ places }, shown);
  return back ? Math.max(0, next - 1) : next;
}

/** Test rows, training rows, and the rows of the table that is open; what that does not measure is missing. */
export function rowSources(run: Run): readonly SourceRows[] {
  const { test, train, places: placesOf } = run.study.data;
  const open = table.value;
  const { observed } = run.parts.value!;
  const places = observed.map((name) =>
    open && !Object.hasOwn(open.textColumns, name) ? open.columns.indexOf(name) : -1,
  );
  return [
    { key: "test", title: "test rows", data: test, ...(placesOf && { places: placesOf.test }) },
    { key: "train", title: "training rows", data: train, ...(placesOf && { places: placesOf.train }) },
    ...(open && places.some((place) => place >= 0)
      ? [
          {
            key: "table" as const,
            title: `rows of ${open.file}`,
            data: withTypes(open, {
              columns: observed,
              rowCount: open.rowCount,
              values: Float64Array.from({ length: open.rowCount * observed.length }, (_, i) => {
                const place = places[i % observed.length];
                const row = Math.floor(i / observed.length);
                return place < 0 ? Number.NaN : open.values[row * open.columns.length + place];
              }),
            }),
          },
        ]
      : []),
  ];
}

function withTypes(open: Table, data: Dataset): Dataset {
  const typed = { ...data, types: typesIn(open, data.columns) };
  return isPlain(typed) ? data : typed;
}
