import type { Dataset } from "../data/index.ts";
import type { QueryOptions } from "./options.ts";
import type { TrainedModel } from "./trainedModel.ts";

/** The scores of some rows of a table. */
export interface RowScores {
  readonly rows: number;
  readonly logLikelihood: Float64Array;
  /** Means over these rows. */
  readonly elbo: number;
  readonly re: number;
  readonly effectiveSampleSize: number;
  readonly effectiveSampleSizePerRow: Float64Array;
}

/** What is measured of a model on some rows. */
export function scoreRows(
  model: TrainedModel,
  data: Dataset,
  options: QueryOptions & { samples: number },
): RowScores {
  const { samples, seed } = options;
  const likelihood = model.logLikelihood(data, options);
  return {
    rows: data.rowCount,
    logLikelihood: likelihood.perRow,
    elbo: model.elbo(data, { samples: Math.min(20, samples), seed }).mean,
    re: !model.reconstructs ? Number.NaN : model.reconstructionError(data, { seed }),
    effectiveSampleSize: likelihood.effectiveSampleSize,
    effectiveSampleSizePerRow: likelihood.effectiveSampleSizePerRow,
  };
}
