import type { Dataset } from "../data/index.ts";
import type { QueryOptions } from "./options.ts";
import type { TrainedModel } from "./trainedModel.ts";

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
const BOUND_SAMPLES = 20;

/** Draws behind the scores of a row, roughly. */
export function drawsARow(model: TrainedModel, samples: number): number {
  return model.exactLikelihood ? BOUND_SAMPLES : samples;
}

/** What is measured of a model on some rows. */
export function scoreRows(
  model: TrainedModel,
  data: Dataset,
  options: QueryOptions & { samples: number },
): RowScores {
  const { samples, seed } = options;
  const likelihood = model.logLikelihood(data, options);
  const bound = model.elbo(data, { samples: Math.min(BOUND_SAMPLES, samples), seed });
  const sizes = likelihood.exact
    ? bound.effectiveShares.map((share) => share * samples)
    : likelihood.effectiveSampleSizePerRow;
  return {
    rows: data.rowCount,
    logLikelihood: likelihood.perRow,
    exact: likelihood.exact,
    elbo: bound.mean,
    re: !model.reconstructs ? Number.NaN : model.reconstructionError(data, { seed }),
    effectiveSampleSize: sizes.reduce((sum, size) => sum + size, 0) / data.rowCount,
    effectiveSampleSizePerRow: sizes,
  };
}
