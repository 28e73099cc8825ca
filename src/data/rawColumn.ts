/** A table as it was read, before it is known what its columns measure. */

/** Cells of one column that hold no numbers. */
export interface TextCells {
  /** Rows, counted from 0, in rising order. */
  readonly rows: Int32Array;
  /** For each of them, which of `labels` stands there. */
  readonly codes: Int32Array;
  /** In the order in which they first came. */
  readonly labels: readonly string[];
  /** The first of them, shortened, and where it stands, for messages. */
  readonly first: { readonly text: string; readonly place: string };
  /** Where the first text stands that looks like a number, in formats that tell one from the other; absent if there is none. */
  readonly quotedNumber?: string;
}

/** What a file says of a column beside its values, as R's factors and labelled vectors do. */
export interface DeclaredLabels {
  /** All labels, in the order of the file; for values that stand as numbers, in the order of these. */
  readonly labels: readonly string[];
  /** For each of the labels the number that stands for it; absent where the labels themselves stand in the column. */
  readonly values?: readonly number[];
  /** Whether the order of the labels means something. */
  readonly isOrdered: boolean;
}

export interface RawColumn {
  readonly name: string;
  /** One a row: NaN where a value is missing, or a text stands. */
  readonly numbers: Float64Array;
  /** Absent for a column of numbers and gaps alone. */
  readonly texts?: TextCells;
  readonly declared?: DeclaredLabels;
  /** Why the column can't be used, as a whole sentence: a date, a list, an infinite number. */
  readonly problem?: string;
}

export interface RawTable {
  readonly file: string;
  readonly rowCount: number;
  readonly columns: readonly RawColumn[];
  /** Columns of the file that nobody asked for. */
  readonly ignored: readonly string[];
}
