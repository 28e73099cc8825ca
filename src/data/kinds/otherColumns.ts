import { normalScores } from "../normalScores.ts";
import type { RawTable } from "../rawColumn.ts";

/** Rows beyond which tails are known well enough. */
const ROWS = 2000;
const MOST_REGRESSORS = 10;

/** Normal scores of the columns of a table on some evenly spread rows: what one column is explained by is found in them. */
export class OtherColumns {
  readonly #table: RawTable;
  readonly #rows: Int32Array;
  readonly #scores = new Map<string, Float64Array | undefined>();

  constructor(table: RawTable) {
    this.#table = table;
    const count = Math.min(ROWS, table.rowCount);
    this.#rows = Int32Array.from({ length: count }, (_, i) => Math.floor((i * table.rowCount) / count));
  }

  /** The named column's values on those rows (NaN where missing). */
  valuesOf(name: string): Float64Array {
    const column = this.#table.columns.find((one) => one.name === name)!;
    return Float64Array.from(this.#rows, (row) => column.numbers[row]);
  }

  /** Scores of the columns of numbers that go most with the named one, each with mean about 0 and 0 where missing. */
  nearestTo(name: string): Float64Array[] {
    const own = this.#scoresOf(name);
    if (own === undefined) return [];
    return this.#table.columns
      .filter((column) => column.name !== name)
      .map((column) => this.#scoresOf(column.name))
      .filter((scores) => scores !== undefined)
      .map((scores) => ({ scores, together: Math.abs(product(own, scores)) }))
      .sort((a, b) => b.together - a.together)
      .slice(0, MOST_REGRESSORS)
      .map(({ scores }) => scores);
  }

  #scoresOf(name: string): Float64Array | undefined {
    if (!this.#scores.has(name)) {
      const column = this.#table.columns.find((one) => one.name === name)!;
      this.#scores.set(name, column.texts ? undefined : normalScores(this.valuesOf(name)));
    }
    return this.#scores.get(name);
  }
}

function product(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
