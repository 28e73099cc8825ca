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

/**
 * An average over rows hides the few whose estimates mean nothing; this names them.
 *
 * @param effectiveSampleSizes of every row; NaN for a row without an estimate, which is passed over.
 */
export function poorRows(effectiveSampleSizes: Float64Array, samples: number): PoorRows {
  const least = leastEffectiveSamples(samples);
  let count = 0;
  let worst: { row: number; effectiveSampleSize: number } | undefined;
  effectiveSampleSizes.forEach((effectiveSampleSize, row) => {
    if (effectiveSampleSize < least) count++;
    if (effectiveSampleSize < (worst?.effectiveSampleSize ?? Number.POSITIVE_INFINITY)) {
      worst = { row: row + 1, effectiveSampleSize };
    }
  });
  return { count, worst };
}
