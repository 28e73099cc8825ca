import { columnType, type Dataset } from "../data/index.ts";
import { likelihoodOf } from "../likelihood/index.ts";
import { type BayesianNetwork, type ExactRows, InfeasibleError } from "../network/index.ts";
import {
  type PoorRows,
  poorRows,
  type QueryOptions,
  type RowScores,
  scoreRows,
  type TrainedModel,
} from "../query/index.ts";

/** What a model scores on a table; nats a row and raw data units. */
export interface Evaluation {
  readonly rows: number;
  readonly importanceSamples: number;
  readonly nll: number;
  /** Whether it is the model's own exact one, which rests on no samples. */
  readonly exact: boolean;
  /** Over the rows; null for a single one. */
  readonly nllStandardError: number | null;
  /** NLL minus the exact NLL of the same rows under the generating network; null where that is not known. */
  readonly excess: number | null;
  readonly exactNll: number | null;
  /** Of `exactNll`, where its rows are estimated by sampling; 0 where they are exact. */
  readonly exactNllStandardError: number | null;
  readonly re: number;
  readonly elbo: number;
  readonly effectiveSampleSize: number;
  /** Rows whose sampled estimate rests on too few effective samples, which the mean over rows hides. */
  readonly poorRows: PoorRows;
  /** The largest Lipschitz bound of a residual block. */
  readonly certificate: number;
}

export function evaluate(
  model: TrainedModel,
  network: BayesianNetwork | undefined,
  data: Dataset,
  options: QueryOptions & { samples: number },
): Evaluation {
  return summarizeScores(model, network, data, [scoreRows(model, data, options)], options.samples);
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
  const score = exactScore(network, data);
  const exact = score?.nll ?? null;
  return {
    rows,
    importanceSamples: samples,
    nll: -mean,
    exact: parts.every(({ exact }) => exact),
    nllStandardError: rows > 1 ? Math.sqrt(squares / (rows - 1) / rows) : null,
    excess: exact === null ? null : -mean - exact,
    exactNll: exact,
    exactNllStandardError: score?.standardError ?? null,
    re: over(({ re }) => re),
    elbo: over(({ elbo }) => elbo),
    effectiveSampleSize: over(({ effectiveSampleSize }) => effectiveSampleSize),
    poorRows: poorRows(
      Float64Array.from(
        parts.flatMap(({ exact, effectiveSampleSizePerRow: sizes }) =>
          // What is exact rests on no estimate that could be poor.
          Array.from(sizes, (size) => (exact ? Number.NaN : size)),
        ),
      ),
      samples,
    ),
    certificate: model.certificate().bound,
  };
}

/** The mean exact negative log-likelihood of some rows under a network. */
export interface ExactScore {
  readonly nll: number;
  /** Of the estimate, nats, where rows are estimated by sampling; 0 where they are exact. */
  readonly standardError: number;
}

/**
 * Of rows with gaps that of what is there; null where it is not known, too large to sum, or a density of columns that have masses
 * in the table: a network of numbers says nothing of labels or counts that a model's score could be held against.
 */
export function exactScore(network: BayesianNetwork | undefined, data: Dataset): ExactScore | null {
  if (network?.exact === undefined || !hasSameMeasure(network, data)) return null;
  let rows: ExactRows;
  try {
    rows = network.exact.logLikelihood(data);
  } catch (error) {
    if (error instanceof InfeasibleError) return null;
    throw error;
  }
  let sum = 0;
  for (const value of rows.perRow) sum += value;
  const squares = rows.standardError?.reduce((total, error) => total + error * error, 0) ?? 0;
  return { nll: -sum / data.rowCount, standardError: Math.sqrt(squares) / data.rowCount };
}

/** Whether the network gives masses to the columns that have masses in a table, and densities to the others. */
function hasSameMeasure({ dag, types }: BayesianNetwork, data: Dataset): boolean {
  return dag.observed.every((node) => {
    const name = dag.names[node];
    const c = data.columns.indexOf(name);
    // A column that is missing is told where the rows are read.
    if (c < 0) return true;
    const inNetwork = types?.get(name)?.kind ?? "gaussian";
    return likelihoodOf(inNetwork).discrete === likelihoodOf(columnType(data, c).kind).discrete;
  });
}

/** As {@link exactScore}, the number alone. */
export function exactNll(network: BayesianNetwork | undefined, data: Dataset): number | null {
  return exactScore(network, data)?.nll ?? null;
}
