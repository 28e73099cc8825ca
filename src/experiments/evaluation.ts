import type { QueryOptions, TrainedModel } from "../model/index.ts";
import type { BayesianNetwork, Dataset } from "../network/index.ts";
import { LinearGaussianNetwork } from "../network/index.ts";

/** What a model scores on a table; nats a row and raw data units. */
export interface Evaluation {
  readonly rows: number;
  readonly importanceSamples: number;
  readonly nll: number;
  /** Over the rows; null for a single one. */
  readonly nllStandardError: number | null;
  /** NLL minus the exact NLL of the same rows under the generating network; null where that is not known. */
  readonly excess: number | null;
  readonly exactNll: number | null;
  readonly re: number;
  readonly elbo: number;
  readonly effectiveSampleSize: number;
  /** The largest Lipschitz bound of a residual block. */
  readonly certificate: number;
}

export function evaluate(
  model: TrainedModel,
  network: BayesianNetwork | undefined,
  data: Dataset,
  options: QueryOptions & { samples: number },
): Evaluation {
  const likelihood = model.logLikelihood(data, options);
  const exact = exactNll(network, data);
  return {
    rows: data.rowCount,
    importanceSamples: options.samples,
    nll: -likelihood.mean,
    nllStandardError: data.rowCount > 1 ? likelihood.standardError : null,
    excess: exact === null ? null : -likelihood.mean - exact,
    exactNll: exact,
    re: model.reconstructionError(data, { seed: options.seed }),
    elbo: model.elbo(data, { samples: Math.min(20, options.samples), seed: options.seed }).mean,
    effectiveSampleSize: likelihood.effectiveSampleSize,
    certificate: model.certificate().bound,
  };
}

/** Mean exact negative log-likelihood under a linear-Gaussian network. */
export function exactNll(network: BayesianNetwork | undefined, data: Dataset): number | null {
  if (!(network instanceof LinearGaussianNetwork)) return null;
  const density = network.marginalLogDensity(data);
  return -density.reduce((sum, value) => sum + value, 0) / density.length;
}
