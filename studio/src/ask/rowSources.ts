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
}

/** Test rows, training rows, and the rows of the table that is open; what that does not measure is missing. */
export function rowSources(run: Run): readonly SourceRows[] {
  const { test, train } = run.study.data;
  const open = table.value;
  const { observed } = run.parts.value!;
  const places = observed.map((name) =>
    open && !Object.hasOwn(open.textColumns, name) ? open.columns.indexOf(name) : -1,
  );
  return [
    { key: "test", title: "test rows", data: test },
    { key: "train", title: "training rows", data: train },
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
