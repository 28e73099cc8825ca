import type { Dataset } from "../data/index.ts";
import { Random } from "../numeric/random.ts";
import type { Steps } from "../numeric/turns.ts";
import type { QueryContext } from "./context.ts";
import { checkCount, checkLevels, DEFAULT_LEVELS, type QueryOptions } from "./options.ts";
import { eachBatch, type PassOptions, skipRows } from "./pass.ts";
import {
  equalWeights,
  normalizedWeights,
  resampledIndices,
  weightedMoments,
  weightedQuantiles,
} from "./weightedDraws.ts";

export interface PosteriorOptions extends QueryOptions {
  /** Draws a row. */
  readonly samples: number;
  /**
   * `true` (default): towards the model's own posterior p(z|x), by importance weights and resampling, the encoder being
   * the proposal. `false`: the encoder's draws as they are.
   */
  readonly resample?: boolean;
  /** Levels of the quantiles, between 0 and 1. Default 0.05, 0.5, 0.95. */
  readonly levels?: readonly number[];
  /** Whether to hand back the draws beside their summaries. Default true. */
  readonly draws?: boolean;
}

/** The posterior of the latents, in the model's latent units. */
export interface PosteriorRows {
  readonly latents: readonly string[];
  readonly levels: readonly number[];
  readonly resampled: boolean;
  /** rows x samples x latents, equally weighted; empty where not asked for. */
  readonly samples: Float64Array;
  /** rows x latents. */
  readonly mean: Float64Array;
  /** rows x latents. */
  readonly standardDeviation: Float64Array;
  /** rows x latents x levels. */
  readonly quantiles: Float64Array;
  /** Of every row: how many independent draws from p(z|x) the weighted ones are worth. */
  readonly effectiveSampleSize: Float64Array;
}

/** Numbers that are kept of the draws of a row. */
export function posteriorNumbers(latents: number, samples: number): number {
  return samples * (latents + 1);
}

/** Draws and summaries of p(z|x); see {@link TrainedModel.posterior}. */
export function* posterior(
  context: QueryContext,
  data: Dataset,
  options: PosteriorOptions & PassOptions,
): Steps<PosteriorRows> {
  const count = checkCount(options.samples, "samples");
  const { resample = true, draws = true } = options;
  const levels = checkLevels(options.levels ?? DEFAULT_LEVELS);
  const { engine, model } = context;
  const K = model.latentNames.length;
  const rows = data.rowCount;
  const samples = new Float64Array(draws ? rows * count * K : 0);
  const mean = new Float64Array(rows * K);
  const standardDeviation = new Float64Array(rows * K);
  const quantiles = new Float64Array(rows * K * levels.length);
  const effectiveSampleSize = new Float64Array(rows);
  const random = new Random(options.seed ?? 0).fork("resampling");
  if (resample) skipRows(random, options.part);
  yield* eachBatch(
    context,
    data,
    options,
    { draws: count, numbersARow: posteriorNumbers(model.latentNames.length, count) },
    function* ({ pass, tape, from, count: size, draw, logWeights, progress }) {
      const target = engine.allocate(tape.stride);
      // One latent's draws of a row lie side by side.
      const drawn = new Float64Array(size * K * count);
      const logs = new Float64Array(size * count);
      for (let s = 0; s < count; s++) {
        yield* draw();
        logWeights(target);
        const weights = engine.reals(target, size);
        for (let i = 0; i < size; i++) logs[i * count + s] = weights[i];
        if (pass.z) {
          const z = engine.reals(pass.z.pointer, K * tape.paddedBatch);
          for (let i = 0; i < size; i++)
            for (let k = 0; k < K; k++) drawn[(i * K + k) * count + s] = z[k * tape.paddedBatch + i];
        }
        progress((s + 1) / count);
      }
      for (let i = 0; i < size; i++) {
        const row = from + i;
        const mine = logs.subarray(i * count, (i + 1) * count);
        const { weights, effectiveSampleSize: worth } = normalizedWeights(mine);
        effectiveSampleSize[row] = worth;
        const used = resample ? weights : equalWeights(count).weights;
        const chosen = resampledIndices(used, resample ? random.uniform() : 0.5);
        for (let k = 0; k < K; k++) {
          const values = drawn.subarray((i * K + k) * count, (i * K + k + 1) * count);
          const moments = weightedMoments(values, used);
          mean[row * K + k] = moments.mean;
          standardDeviation[row * K + k] = moments.standardDeviation;
          quantiles.set(weightedQuantiles(values, used, levels), (row * K + k) * levels.length);
          if (draws)
            chosen.forEach((s, at) => {
              samples[(row * count + at) * K + k] = values[s];
            });
          yield;
        }
      }
    },
  );
  const { latentNames: latents } = model;
  return {
    latents,
    levels,
    resampled: resample,
    samples,
    mean,
    standardDeviation,
    quantiles,
    effectiveSampleSize,
  };
}
