import type { DeclaredLabels } from "../data/index.ts";

/** Where a cell stands: the row counted from 0 at the file's beginning, and words for messages. */
export interface Place {
  readonly row: number;
  /** Such as `line 3, column "a" of t.csv`. */
  words(column: string): string;
}

/** What becomes of the cells of one column. The values are numbers, codes of labels, or NaN. */
export interface ColumnReader {
  readonly name: string;
  /** Whether numbers are taken as they stand, so that a reader need not ask. */
  readonly direct: boolean;
  /** Told before the first cell what the file says of the column's labels. */
  declare?(declared: DeclaredLabels): void;
  number(value: number, place: Place): number;
  truth(value: boolean, place: Place): number;
  /** The code of a label that the column is known to have; undefined for any other text. */
  label(text: string): number | undefined;
  /** A text that is no number, no known label and not missing. */
  text(text: string, place: Place): number;
  /** A text that looks like a number, in formats that tell texts from numbers. */
  quotedNumber(text: string, place: Place, advice: string): number;
  missing(text: string, place: Place): number;
  /** Numbers that are not finite, and whatever is neither number nor text: why, as a sentence. */
  refused(why: string): number;
}
