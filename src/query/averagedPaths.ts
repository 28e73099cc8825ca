import type { Dataset } from "../data/index.ts";
import type { Steps } from "../numeric/turns.ts";
import { activeLatents } from "./activity.ts";
import type { QueryContext } from "./context.ts";
import { encode } from "./encoding.ts";
import { arcSlopesAt, inputsOf, type LocalConditionals } from "./localConditionals.ts";
import type { PathCoefficients } from "./pathAnswers.ts";
import type { EffectPath } from "./pathEffects.ts";
import { explainedNodes, PathUnits } from "./pathUnits.ts";

/** Draws a row: few, since what they miss averages out over the rows. */
const RELIABILITY_SAMPLES = 20;

/**
 * Of any model: slopes averaged over the rows' measured values and draws of their hidden ones, with the spread of what is
 * drawn. Effects are products of slopes at each place, averaged after.
 *
 * @param rows without gaps, in the model's order of columns
 */
export function* averagedPaths(
  context: QueryContext,
  conditionals: LocalConditionals,
  rows: Dataset,
  {
    draws,
    seed,
    wanted,
    signal,
  }: { draws: number; seed: number; wanted: readonly EffectPath[]; signal: AbortSignal | undefined },
): Steps<PathCoefficients> {
  const { model, coding } = context;
  const graph = model.graph!;
  const { latents: K, features: F, arcs, locationStarts, batch } = conditionals;
  const L = locationStarts[locationStarts.length - 1];
  const { rowCount } = rows;
  const z =
    K > 0 ? (yield* encode(context, rows, { samples: draws, seed, signal })).samples : new Float64Array(0);
  const features = coding.features(rows.values, rowCount);
  const places = rowCount * draws;
  const sums = new Float64Array(arcs.length);
  const read = Array.from({ length: K + F }, () => new Moments());
  const located = Array.from({ length: L }, () => new Moments());
  const residuals = new Float64Array(L);
  const effects = wanted.map(() => ({ total: 0, direct: 0 }));
  for (let from = 0; from < places; from += batch) {
    const count = Math.min(batch, places - from);
    const inputs = inputsOf(context, K, features, z, draws, from, count);
    const { slopes } = yield* arcSlopesAt(conditionals, inputs, count);
    const outputs = conditionals.outputs(inputs, count);
    yield;
    const distances = conditionals.residuals(count);
    slopes.forEach((slope, at) => {
      sums[Math.floor(at / count)] += slope / places;
    });
    read.forEach((moments, i) => {
      moments.add(inputs.subarray(i * count, (i + 1) * count));
    });
    located.forEach((moments, l) => {
      moments.add(outputs.subarray((K + l) * count, (K + l + 1) * count));
    });
    residuals.forEach((_, l) => {
      for (let b = 0; b < count; b++) residuals[l] += distances[l * count + b] / places;
    });
    wanted.forEach((path, e) => {
      for (let b = 0; b < count; b++) {
        const { total, direct } = path.along((a) => slopes[a * count + b]);
        effects[e].total += total / places;
        effects[e].direct += direct / places;
      }
    });
  }
  const variance = located.map((moments, l) => moments.variance + residuals[l]);
  const inputs = Float64Array.from(read, (moments) => Math.sqrt(moments.variance));
  const outputs = Float64Array.of(...inputs.subarray(0, K), ...variance.map(Math.sqrt));
  const units = new PathUnits(context, { inputs, outputs });
  const activity =
    K > 0 ? yield* activeLatents(context, rows, { samples: RELIABILITY_SAMPLES, seed, signal }) : [];
  const shares = new Map(activity.map(({ latent, share }) => [latent, share]));
  return {
    linear: false,
    averagedRows: rowCount,
    paths: units.paths(arcs, sums),
    measured: explainedNodes(context, locationStarts, (l) =>
      Number.isFinite(variance[l]) ? located[l].variance / variance[l] : Number.NaN,
    ),
    hidden: graph.latent.map((node) => ({
      name: graph.names[node],
      reliability: shares.get(graph.names[node])!,
      rSquared: Number.NaN,
    })),
    effects: wanted.map((path, e) => units.effect({ path, ...effects[e] })),
  };
}

/** Mean and variance of values that come in pieces, by the update of Chan, Golub and LeVeque (1979). */
class Moments {
  #count = 0;
  #mean = 0;
  #squares = 0;

  add(values: Float64Array): void {
    let mean = 0;
    for (const value of values) mean += value / values.length;
    let squares = 0;
    for (const value of values) squares += (value - mean) ** 2;
    const total = this.#count + values.length;
    const step = mean - this.#mean;
    this.#squares += squares + (step * step * this.#count * values.length) / total;
    this.#mean += (step * values.length) / total;
    this.#count = total;
  }

  get variance(): number {
    return this.#squares / this.#count;
  }
}
