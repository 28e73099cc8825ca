import { normalScores } from "../normalScores.ts";
import type { RawTable } from "../rawColumn.ts";

/** Rows beyond which tails are known well enough. */
const ROWS = 2000;
const MOST_REGRESSORS = 10;

/** Normal scores of the columns of a table on some evenly spread rows: what one column is explained by is found in them. */
export class OtherColumns {
  readonly #table: RawTable;
  readonly #rows: Int32Array;
  readonly #places: ReadonlyMap<string, number>;
  readonly #scores: (Float64Array | undefined)[] = [];

  constructor(table: RawTable) {
    this.#table = table;
    const count = Math.min(ROWS, table.rowCount);
    this.#rows = Int32Array.from({ length: count }, (_, i) => Math.floor((i * table.rowCount) / count));
    this.#places = new Map(table.columns.map(({ name }, c) => [name, c]));
  }

  /** The named column's values on those rows (NaN where missing). */
  valuesOf(name: string): Float64Array {
    return this.#valuesAt(this.#places.get(name)!);
  }

  /** Scores of the columns of numbers that go most with the named one, each with mean about 0 and 0 where missing. */
  nearestTo(name: string): Float64Array[] {
    const at = this.#places.get(name)!;
    const own = this.#scoresAt(at);
    if (own === undefined) return [];
    const others: Float64Array[] = [];
    for (let c = 0; c < this.#table.columns.length; c++) {
      const scores = c === at ? undefined : this.#scoresAt(c);
      if (scores !== undefined) others.push(scores);
    }
    const together = products(own, others).map(Math.abs);
    return Array.from(others.keys())
      .sort((a, b) => together[b] - together[a])
      .slice(0, MOST_REGRESSORS)
      .map((c) => others[c]);
  }

  #valuesAt(place: number): Float64Array {
    const { numbers } = this.#table.columns[place];
    return Float64Array.from(this.#rows, (row) => numbers[row]);
  }

  #scoresAt(place: number): Float64Array | undefined {
    if (!(place in this.#scores)) {
      const { texts } = this.#table.columns[place];
      this.#scores[place] = texts ? undefined : normalScores(this.#valuesAt(place));
    }
    return this.#scores[place];
  }
}

/** Of one vector with others: four sums at a time, none of which waits for another. */
function products(own: Float64Array, others: readonly Float64Array[]): Float64Array {
  const found = new Float64Array(others.length);
  for (let c = 0; c < others.length; c += 4) {
    const one = others[c];
    const two = others[c + 1] ?? one;
    const three = others[c + 2] ?? one;
    const four = others[c + 3] ?? one;
    let [first, second, third, fourth] = [0, 0, 0, 0];
    for (let i = 0; i < own.length; i++) {
      first += own[i] * one[i];
      second += own[i] * two[i];
      third += own[i] * three[i];
      fourth += own[i] * four[i];
    }
    // What stands beyond the end is dropped.
    found.set([first, second, third, fourth].slice(0, others.length - c), c);
  }
  return found;
}
