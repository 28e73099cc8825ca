import { columnType, type Dataset } from "../data/index.ts";
import { InputError } from "../numeric/errors.ts";
import { normalQuantile } from "../numeric/special.ts";
import { checkConfidence, DEFAULT_CONFIDENCE } from "./confidence.ts";

/** What a setting does to a node beside another one: to its mean, or to the probability of one of its levels. */
export interface SettingEffect {
  readonly node: string;
  /** Of the node's column, such as `gaussian` or `ordinal`. */
  readonly kind: string;
  /** Absent for the mean of numbers, which ordered levels may be, too. */
  readonly level?: string;
  /** Mean (raw units; of hidden nodes the model's own) or probability under the setting that is compared with. */
  readonly before: number;
  /** Likewise under the setting. */
  readonly after: number;
  /** after - before. */
  readonly difference: number;
  /** Of the difference, over the rows that were drawn. */
  readonly standardError: number;
  /** Of the difference, as often right as the confidence says. */
  readonly interval: readonly [number, number];
}

/**
 * Gathers what a setting does from rows drawn under it and under another one, block by block. Row by row the two belong
 * together: drawn with the same seed they share their noise, so that most of it cancels, and a node that the setting cannot reach
 * does not move at all. The standard errors are those of drawing; how well the model itself is known they do not say.
 *
 * @example
 * const tally = new SettingEffects();
 * tally.add(model.intervene({ rain: 1 }, 1000, { seed: 1 }).data, model.sample(1000, { seed: 1 }).data);
 * tally.effects().find(({ node }) => node === "grass")?.difference;
 */
export class SettingEffects {
  #sums: Sum[] | undefined;
  #rows = 0;

  /** @throws InputError where the two tables differ in columns or rows */
  add(after: Dataset, before: Dataset): void {
    const width = after.columns.length;
    if (
      after.rowCount !== before.rowCount ||
      before.columns.length !== width ||
      before.columns.some((name, c) => name !== after.columns[c])
    ) {
      throw new InputError("Expected the same columns and as many rows under both settings.");
    }
    this.#sums ??= after.columns.flatMap((node, column) => sumsOf(node, column, after));
    this.#rows += after.rowCount;
    for (const sum of this.#sums) {
      const { column, of } = sum;
      for (let at = column; at < after.values.length; at += width) {
        const [one, other] = [of(after.values[at]), of(before.values[at])];
        sum.after += one;
        sum.before += other;
        sum.difference += one - other;
        sum.squares += (one - other) ** 2;
      }
    }
  }

  /**
   * Of every column, and of every level where it has some, in the order of the columns. Ordered levels that are numbers have a mean
   * ahead of their probabilities.
   *
   * @param options confidence of the intervals, between 0 and 1; default 0.95
   * @throws InputError for another confidence
   */
  effects({ confidence = DEFAULT_CONFIDENCE }: { confidence?: number } = {}): SettingEffect[] {
    const rows = this.#rows;
    const width = normalQuantile((1 + checkConfidence(confidence)) / 2);
    return (this.#sums ?? []).map(({ node, kind, level, ...sum }) => {
      const difference = sum.difference / rows;
      const variance = Math.max(0, sum.squares - rows * difference * difference) / Math.max(1, rows - 1);
      const standardError = Math.sqrt(variance / rows);
      const half = width * standardError;
      return {
        node,
        kind,
        ...(level !== undefined && { level }),
        before: sum.before / rows,
        after: sum.after / rows,
        difference,
        standardError,
        interval: [difference - half, difference + half],
      };
    });
  }
}

interface Sum {
  readonly node: string;
  readonly kind: string;
  readonly column: number;
  readonly level?: string;
  /** What is averaged of a value of the column. */
  readonly of: (value: number) => number;
  before: number;
  after: number;
  difference: number;
  squares: number;
}

function sumsOf(node: string, column: number, data: Dataset): Sum[] {
  const { kind, levels } = columnType(data, column);
  const empty = { node, kind, column, before: 0, after: 0, difference: 0, squares: 0 };
  if (levels === undefined) return [{ ...empty, of: (value) => value }];
  const shares = levels.map(
    (level, code): Sum => ({ ...empty, level, of: (value) => (value === code ? 1 : 0) }),
  );
  const numbers = kind === "ordinal" ? levels.map(Number) : [Number.NaN];
  return numbers.every(Number.isFinite) ? [{ ...empty, of: (code) => numbers[code] }, ...shares] : shares;
}
