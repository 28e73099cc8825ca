import type { Breathe, Trainer } from "./trainer.ts";
import { unlessLost } from "./unlessLost.ts";

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
 * that it never saw; where they are, by more than the error of their mean, or where its numbers are lost, the last steps went
 * astray. Then it is trained again with calmer rates, and the best of both and of the weights it started from is kept, by the same
 * rows.
 *
 * @param promised held-out negative log-likelihood, nats a row in the units of the training; nothing is checked without it
 * @param again the same training with calmer rates
 * @returns the training to keep, and its weights
 * @throws ComputationError where both lose their numbers, or one does and nothing was promised
 */
export async function heldToPromise<Run>(
  first: () => Promise<Refit<Run>>,
  rows: Int32Array,
  seed: number,
  promised: number | undefined,
  start: Float64Array | undefined,
  again: () => Promise<Refit<Run>>,
  breathe?: Breathe,
): Promise<Refit<Run> & { readonly values: Float64Array }> {
  const scored = async (refit: Refit<Run>, values: Float64Array) => {
    const scores = await refit.trainer.scoreRows({ order: rows, samples: SAMPLES, seed }, breathe);
    return { ...refit, values, ...summary(scores) };
  };
  const ended = (refit: Refit<Run>) => scored(refit, refit.trainer.store.snapshot());
  if (promised === undefined) {
    const only = await first();
    return { ...only, values: only.trainer.store.snapshot() };
  }
  const one = await unlessLost(first);
  const candidates = "lost" in one ? [] : [await ended(one)];
  if (candidates.length > 0 && candidates[0].mean <= promised + ERRORS * candidates[0].standardError)
    return candidates[0];
  const two = await unlessLost(again);
  if (!("lost" in two)) candidates.push(await ended(two));
  else if ("lost" in one) throw one.lost;
  if (start) {
    const [{ values, ...refit }] = candidates;
    refit.trainer.store.restore(start);
    candidates.push(await scored(refit, start));
    refit.trainer.store.restore(values);
  }
  return candidates.reduce((best, each) => (each.mean < best.mean ? each : best));
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
