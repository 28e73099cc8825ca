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
  /** The file that rows are counted in; absent where they are numbered by themselves. */
  readonly file?: string;
  /** Which of their file's rows these are, counted from 0; absent where they are all of it, or of no file. */
  readonly places?: Int32Array;
}

/** The number of a row as a person counts it: of a file that was split, in the file. */
export function rowNumber({ places }: Pick<SourceRows, "places">, at: number): number {
  return (places?.[at] ?? at) + 1;
}

/** The row with a number, counted from 0; where that row is not among these, the next one on the way from the row that is shown. */
export function rowTowards({ places, data }: SourceRows, wanted: number, shown: number): number {
  const last = data.rowCount - 1;
  if (places === undefined) return Math.max(0, Math.min(last, wanted - 1));
  const next = places.findIndex((place) => place >= wanted - 1);
  if (next < 0) return last;
  const back = places[next] > wanted - 1 && wanted < rowNumber({ places }, shown);
  return back ? Math.max(0, next - 1) : next;
}

/** The row of a file that has this number: among the rows in view where they have it, else among the file's other ones. */
export function rowNumbered(
  sources: readonly SourceRows[],
  inView: SourceRows,
  wanted: number,
): { readonly source: SourceRows; readonly at: number } | undefined {
  for (const source of numberedAlike(sources, inView)) {
    const { places, data } = source;
    const at = places === undefined ? wanted - 1 : places.indexOf(wanted - 1);
    if (at >= 0 && at < data.rowCount) return { source, at };
  }
  return undefined;
}

/** The least and the greatest number that a row can be asked for by. */
export function numberRange(sources: readonly SourceRows[], inView: SourceRows): readonly [number, number] {
  const ends = numberedAlike(sources, inView).flatMap((source) => [
    rowNumber(source, 0),
    rowNumber(source, source.data.rowCount - 1),
  ]);
  return [Math.min(...ends), Math.max(...ends)];
}

/** The rows in view, and all others that are counted in the same file. */
function numberedAlike(sources: readonly SourceRows[], inView: SourceRows): readonly SourceRows[] {
  const others = sources.filter(({ key }) => key !== inView.key);
  return [inView, ...others.filter(({ file }) => file !== undefined && file === inView.file)];
}

/** Test rows, training rows, and the rows of the table that is open; what that does not measure is missing. */
export function rowSources(run: Run): readonly SourceRows[] {
  const { test, train, places: placesOf, file } = run.study.data;
  const open = table.value;
  const { observed } = run.parts.value!;
  const places = observed.map((name) =>
    open && !Object.hasOwn(open.textColumns, name) ? open.columns.indexOf(name) : -1,
  );
  return [
    { key: "test", title: "test rows", data: test, ...(placesOf && { places: placesOf.test, file }) },
    { key: "train", title: "training rows", data: train, ...(placesOf && { places: placesOf.train, file }) },
    ...(open && places.some((place) => place >= 0)
      ? [
          {
            key: "table" as const,
            title: `rows of ${open.file}`,
            file: open.file,
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
