/** The share of a row's weighted draws below which what rests on them is rough. */
const LEAST_SHARE = 0.05;

/** As many independent draws a row needs before its estimates pass without a word. */
export function leastEffectiveSamples(samples: number): number {
  return LEAST_SHARE * samples;
}

/** Rows whose draws are worth too few independent ones, and the worst of them. */
export interface PoorRows {
  readonly count: number;
  /** Its row counted from 1, as tables are read; undefined without rows. */
  readonly worst: { readonly row: number; readonly effectiveSampleSize: number } | undefined;
}

/** Rows by what their draws are worth, counted block by block. */
export class WorthTally {
  /** Rows whose draws are worth too few. */
  poor = 0;
  /** Rows without an estimate: no density reaches them. */
  beyond = 0;
  worst: PoorRows["worst"];
  readonly #least: number;
  #rows = 0;
  #sum = 0;

  constructor(samples: number) {
    this.#least = leastEffectiveSamples(samples);
  }

  /** @param row counted from 1. @param effectiveSampleSize NaN without an estimate. */
  add(row: number, effectiveSampleSize: number): void {
    if (Number.isNaN(effectiveSampleSize)) {
      this.beyond++;
      return;
    }
    this.#rows++;
    this.#sum += effectiveSampleSize;
    if (effectiveSampleSize < this.#least) this.poor++;
    if (effectiveSampleSize < (this.worst?.effectiveSampleSize ?? Number.POSITIVE_INFINITY))
      this.worst = { row, effectiveSampleSize };
  }

  /** Of the rows with an estimate; null without any. */
  get mean(): number | null {
    return this.#rows > 0 ? this.#sum / this.#rows : null;
  }
}

/**
 * An average over rows hides the few whose estimates mean nothing; this names them.
 *
 * @param effectiveSampleSizes of every row; NaN for a row without an estimate, which is passed over.
 */
export function poorRows(effectiveSampleSizes: Float64Array, samples: number): PoorRows {
  const tally = new WorthTally(samples);
  effectiveSampleSizes.forEach((effectiveSampleSize, row) => {
    tally.add(row + 1, effectiveSampleSize);
  });
  return { count: tally.poor, worst: tally.worst };
}
