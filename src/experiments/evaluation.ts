import type { Dataset } from "../data/index.ts";
import type { BayesianNetwork } from "../network/index.ts";
import type { QueryOptions, TrainedModel } from "../query/index.ts";

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

/** The scores of some rows of a table. */
export interface RowScores {
  readonly rows: number;
  readonly logLikelihood: Float64Array;
  /** Means over these rows. */
  readonly elbo: number;
  readonly re: number;
  readonly effectiveSampleSize: number;
}

export function evaluate(
  model: TrainedModel,
  network: BayesianNetwork | undefined,
  data: Dataset,
  options: QueryOptions & { samples: number },
): Evaluation {
  return summarizeScores(model, network, data, [scoreRows(model, data, options)], options.samples);
}

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
    // A flow over the columns reconstructs nothing.
    re: model.architecture.family === "flow" ? Number.NaN : model.reconstructionError(data, { seed }),
    effectiveSampleSize: likelihood.effectiveSampleSize,
  };
}

/** @param parts the scores of all rows of `data`, in any number of pieces. */
export function summarizeScores(
  model: TrainedModel,
  network: BayesianNetwork | undefined,
  data: Dataset,
  parts: readonly RowScores[],
  samples: number,
): Evaluation {
  const rows = data.rowCount;
  const over = (value: (part: RowScores) => number) =>
    parts.reduce((sum, part) => sum + value(part) * part.rows, 0) / rows;
  let total = 0;
  for (const { logLikelihood } of parts) for (const value of logLikelihood) total += value;
  const mean = total / rows;
  let squares = 0;
  for (const { logLikelihood } of parts) for (const value of logLikelihood) squares += (value - mean) ** 2;
  const exact = exactNll(network, data);
  return {
    rows,
    importanceSamples: samples,
    nll: -mean,
    nllStandardError: rows > 1 ? Math.sqrt(squares / (rows - 1) / rows) : null,
    excess: exact === null ? null : -mean - exact,
    exactNll: exact,
    re: over(({ re }) => re),
    elbo: over(({ elbo }) => elbo),
    effectiveSampleSize: over(({ effectiveSampleSize }) => effectiveSampleSize),
    certificate: model.certificate().bound,
  };
}

/** Mean exact negative log-likelihood under the network, of rows with gaps that of what is there; null where it is not known. */
export function exactNll(network: BayesianNetwork | undefined, data: Dataset): number | null {
  if (network?.exact === undefined) return null;
  let sum = 0;
  for (const value of network.exact.logLikelihood(data).perRow) sum += value;
  return -sum / data.rowCount;
}
