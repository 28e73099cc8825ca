import type { Dataset } from "../data/index.ts";
import { InputError } from "../numeric/errors.ts";
import type { ColumnReader } from "./columnReader.ts";

/** A gigabyte of numbers: beyond it memory would run out on many machines. */
const MOST_NUMBERS = 2 ** 27;

/** Rows on their way from a reader to whoever asked: filled at one end, taken from the other. */
export class RowBuffer {
  readonly columns: readonly string[];
  /** Row-major; the row being read starts at `rowCount * columns.length`. */
  values: Float64Array;
  rowCount = 0;
  /** Rows ever completed, those taken included. */
  total = 0;

  constructor(columns: readonly string[]) {
    this.columns = [...columns];
    this.values = new Float64Array(columns.length * 256);
  }

  /** Makes room for one more row and returns where it starts. */
  nextRow(): number {
    const width = this.columns.length;
    const start = this.rowCount * width;
    if (start + width > this.values.length) {
      if (start + width > MOST_NUMBERS) {
        throw new InputError(
          `Expected a table of at most ${MOST_NUMBERS} numbers to hold in memory, got more. Read it in chunks, or split it.`,
        );
      }
      const larger = new Float64Array(Math.min(2 * this.values.length, Math.max(MOST_NUMBERS, width)));
      larger.set(this.values);
      this.values = larger;
    }
    return start;
  }

  endRow(): void {
    this.rowCount++;
    this.total++;
  }

  append({ values, rowCount }: Dataset): void {
    const width = this.columns.length;
    for (let row = 0; row < rowCount; row++) {
      const start = this.nextRow();
      this.values.set(values.subarray(row * width, (row + 1) * width), start);
      this.endRow();
    }
  }

  /** Takes the first rows out, as a table of its own; the rest moves up. */
  take(rows: number): Dataset {
    const count = Math.min(rows, this.rowCount);
    const size = count * this.columns.length;
    const taken = this.values.slice(0, size);
    this.values.copyWithin(0, size, this.rowCount * this.columns.length);
    this.rowCount -= count;
    return { columns: this.columns, rowCount: count, values: taken };
  }
}

/** What turns the bytes of a text file into rows, piece by piece. A piece is not kept beyond the call. */
export interface TextTableParser<Reader extends ColumnReader = ColumnReader> {
  readonly rows: RowBuffer;
  /** One for each column of the rows; known once the first row is. */
  readonly readers: readonly Reader[];
  /** Known once the first row is. */
  readonly ignored: readonly string[];
  /** The columns that are read, in the order of the file; known once the first row is. */
  readonly order: readonly string[];
  push(bytes: Uint8Array): void;
  /** @throws InputError also for a table without rows */
  end(): void;
}
