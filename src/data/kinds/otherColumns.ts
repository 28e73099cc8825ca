import { normalScores } from "../normalScores.ts";
import type { RawTable } from "../rawColumn.ts";
import { dots, dotsOfEach } from "./longVectors.ts";

/** Rows beyond which tails are known well enough. */
const ROWS = 2000;
const MOST_REGRESSORS = 10;
/** Columns that are compared with all others at a time: the others are then read from nearer memory. */
const TOGETHER = 8;

/** Normal scores of the columns of a table on some evenly spread rows: what one column is explained by is found in them. */
export class OtherColumns {
  readonly #table: RawTable;
  readonly #rows: Int32Array;
  readonly #places: ReadonlyMap<string, number>;
  readonly #scores: (Float64Array | undefined)[] = [];
  #all: readonly Float64Array[] | undefined;
  /** Columns that are asked about next, and what those of them that were looked at together with one are near to. */
  #next: readonly number[] = [];
  readonly #known = new Map<number, Float64Array>();

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

  /** Says of which columns {@link nearestTo} will be asked next, in this order: several at once take less time than one by one. */
  expect(names: readonly string[]): void {
    this.#next = names.map((name) => this.#places.get(name)!);
  }

  /** Scores of the columns of numbers that go most with the named one, each with mean about 0 and 0 where missing. */
  nearestTo(name: string): Float64Array[] {
    const place = this.#places.get(name)!;
    const own = this.#scoresAt(place);
    if (own === undefined) return [];
    this.#all ??= this.#table.columns
      .map((_, c) => this.#scoresAt(c))
      .filter((scores) => scores !== undefined);
    const all = this.#all;
    const together = this.#dotsOf(place, own, all).map(Math.abs);
    together[all.indexOf(own)] = -1;
    return largest(together, Math.min(MOST_REGRESSORS, all.length - 1)).map((c) => all[c]);
  }

  #dotsOf(place: number, own: Float64Array, all: readonly Float64Array[]): Float64Array {
    const at = this.#next.indexOf(place);
    if (at < 0) return dots(own, all);
    let found = this.#known.get(place);
    if (found === undefined) {
      const asked = this.#next
        .slice(at, at + TOGETHER)
        .filter((other) => this.#scoresAt(other) !== undefined);
      const each = dotsOfEach(
        asked.map((other) => this.#scoresAt(other)!),
        all,
      );
      this.#known.clear();
      for (const [k, other] of asked.entries()) this.#known.set(other, each[k]);
      found = this.#known.get(place)!;
    }
    return found;
  }

  #valuesAt(place: number): Float64Array {
    const { numbers } = this.#table.columns[place];
    const values = new Float64Array(this.#rows.length);
    for (let i = 0; i < values.length; i++) values[i] = numbers[this.#rows[i]];
    return values;
  }

  #scoresAt(place: number): Float64Array | undefined {
    if (!(place in this.#scores)) {
      const { texts } = this.#table.columns[place];
      this.#scores[place] = texts ? undefined : normalScores(this.#valuesAt(place));
    }
    return this.#scores[place];
  }
}

/** Places of the largest numbers, the first of equal ones first. */
function largest(values: Float64Array, count: number): number[] {
  const places: number[] = [];
  for (let i = 0; i < values.length; i++) {
    if (places.length === count && !(values[i] > values[places[count - 1]])) continue;
    let at = Math.min(places.length, count - 1);
    for (; at > 0 && values[i] > values[places[at - 1]]; at--) places[at] = places[at - 1];
    places[at] = i;
  }
  return places;
}
