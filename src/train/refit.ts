import type { Breathe, Trainer } from "./trainer.ts";

/** A training on all rows, and what came of it. */
export interface Refit<Run> {
  readonly trainer: Trainer;
  readonly run: Run;
}

/** Importance samples of the check. */
const SAMPLES = 16;
/** Standard errors of the mean by which rows may fall behind before it counts. */
const ERRORS = 2;

/**
 * Holds a training on all rows to what held-out rows promised. Rows that a model was trained on are not less likely than rows
 * that it never saw; where they are, by more than the error of their mean, the last steps went astray. Then it is trained
 * again with calmer rates, and the best of both and of the weights it started from is kept, by the same rows.
 *
 * @param promised held-out negative log-likelihood, nats a row in the units of the training; nothing is checked without it
 * @param again the same training with calmer rates
 * @returns the training to keep, and its weights
 */
export async function heldToPromise<Run>(
  first: Refit<Run>,
  rows: Int32Array,
  seed: number,
  promised: number | undefined,
  start: Float64Array | undefined,
  again: () => Promise<Refit<Run>>,
  breathe?: Breathe,
): Promise<Refit<Run> & { readonly values: Float64Array }> {
  const kept = { ...first, values: first.trainer.store.snapshot() };
  if (promised === undefined) return kept;
  const own = summary(await first.trainer.scoreRows({ order: rows, samples: SAMPLES, seed }, breathe));
  if (own.mean <= promised + ERRORS * own.standardError) return kept;
  const second = await again();
  const candidates = [
    { ...kept, mean: own.mean },
    {
      ...second,
      values: second.trainer.store.snapshot(),
      mean: summary(await second.trainer.scoreRows({ order: rows, samples: SAMPLES, seed }, breathe)).mean,
    },
  ];
  if (start) {
    const { trainer } = first;
    trainer.store.restore(start);
    const { mean } = summary(await trainer.scoreRows({ order: rows, samples: SAMPLES, seed }, breathe));
    candidates.push({ ...kept, values: start, mean });
    trainer.store.restore(kept.values);
  }
  return candidates.reduce((best, one) => (one.mean < best.mean ? one : best));
}

/**
 * Rates of a training that went astray with the given ones: falling to a thirtieth over their last third, or where they fall already, a
 * third of each.
 */
export function calmerRates(rates: readonly number[], areFalling: boolean): number[] {
  if (areFalling) return rates.map((rate) => rate / 3);
  const from = Math.floor((2 * rates.length) / 3);
  const count = Math.max(1, rates.length - from);
  return rates.map((rate, i) => (i < from ? rate : rate * (1 - ((i - from + 1) / count) * (29 / 30))));
}

function summary(scores: Float64Array): { mean: number; standardError: number } {
  const n = scores.length;
  const mean = scores.reduce((sum, value) => sum + value / n, 0);
  const squares = scores.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, standardError: Math.sqrt(squares / Math.max(1, n - 1) / n) };
}
