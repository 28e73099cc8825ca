import type { Dataset } from "../data/index.ts";
import type { Steps } from "../numeric/turns.ts";
import type { QueryContext } from "./context.ts";
import { evidenceBound } from "./evidenceBound.ts";
import { logLikelihood } from "./likelihood.ts";
import type { QueryOptions } from "./options.ts";
import { reconstructionError } from "./reconstruction.ts";

/** The scores of some rows of a table. */
export interface RowScores {
  readonly rows: number;
  readonly logLikelihood: Float64Array;
  /** Whether `logLikelihood` is exact and rests on no samples. */
  readonly exact: boolean;
  /** Means over these rows. */
  readonly elbo: number;
  readonly re: number;
  /** Of the importance samples; where nothing is sampled, roughly, as the draws for `elbo` tell. */
  readonly effectiveSampleSize: number;
  readonly effectiveSampleSizePerRow: Float64Array;
}

/** For the bound, and with it for what the encoder is worth. */
export const BOUND_SAMPLES = 20;

/** What is measured of a model on some rows. */
export function* rowScores(
  context: QueryContext,
  data: Dataset,
  options: QueryOptions & { samples: number },
): Steps<RowScores> {
  const { samples, seed, signal } = options;
  const likelihood = yield* logLikelihood(context, data, options);
  const boundSamples = Math.min(BOUND_SAMPLES, samples);
  const bound = yield* evidenceBound(context, data, { samples: boundSamples, seed, signal });
  const sizes = likelihood.exact
    ? bound.effectiveShares.map((share) => share * samples)
    : likelihood.effectiveSampleSizePerRow;
  return {
    rows: data.rowCount,
    logLikelihood: likelihood.perRow,
    exact: likelihood.exact,
    elbo: bound.mean,
    re:
      context.model.decoder === undefined
        ? Number.NaN
        : yield* reconstructionError(context, data, { seed, signal }),
    effectiveSampleSize: sizes.reduce((sum, size) => sum + size, 0) / data.rowCount,
    effectiveSampleSizePerRow: sizes,
  };
}
