import type { Dataset } from "../data/index.ts";
import { hasGaps, selectColumns, takeRows } from "../data/index.ts";
import type { BayesianNetwork } from "../network/index.ts";
import { LinearGaussianNetwork } from "../network/index.ts";
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
    re: model.reconstructionError(data, { seed }),
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

/** Mean exact negative log-likelihood under a linear-Gaussian network; of rows with gaps that of what is there. */
export function exactNll(network: BayesianNetwork | undefined, data: Dataset): number | null {
  if (!(network instanceof LinearGaussianNetwork)) return null;
  let sum = 0;
  for (const rows of hasGaps(data) ? rowsOfEqualGaps(data) : [data]) {
    if (rows.columns.length === 0) continue;
    for (const value of network.marginalLogDensity(rows)) sum += value;
  }
  return -sum / data.rowCount;
}

/** Pieces of the table without gaps: the rows that miss the same columns, without these columns. */
function rowsOfEqualGaps(data: Dataset): Dataset[] {
  const width = data.columns.length;
  const groups = new Map<string, number[]>();
  for (let row = 0; row < data.rowCount; row++) {
    const own = data.values.subarray(row * width, (row + 1) * width);
    const pattern = Array.from(own, (value) => (Number.isNaN(value) ? "0" : "1")).join("");
    const group = groups.get(pattern);
    if (group) group.push(row);
    else groups.set(pattern, [row]);
  }
  return [...groups].map(([pattern, rows]) => {
    const present = data.columns.filter((_, c) => pattern[c] === "1");
    const taken = takeRows(data, rows);
    return present.length === 0
      ? { columns: [], rowCount: rows.length, values: new Float64Array(0) }
      : selectColumns(taken, present);
  });
}
