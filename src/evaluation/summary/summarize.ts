import {
  type Dataset,
  rejectFarValues,
  rejectInfinite,
  requireTable,
  selectColumns,
} from "../../data/index.ts";
import { withArcs } from "../../graph/index.ts";
import { ComputationError, InputError } from "../../numeric/errors.ts";
import {
  functionShape,
  numberShape,
  type OptionShapes,
  oneOfShape,
  pairsShape,
  requireOptions,
  seedShape,
  signalShape,
} from "../../numeric/optionShapes.ts";
import { pause } from "../../numeric/pause.ts";
import { DEFAULT_CONFIDENCE, requireModel, type TrainedModel } from "../../query/index.ts";
import { type CorrelationFit, correlationFit } from "./correlationFit.ts";
import { interchangeableNodes } from "./interchangeable.ts";
import {
  bootstrapEstimate,
  checkResamplings,
  type Estimate,
  type IntervalKind,
  intervalKinds,
} from "./intervals.ts";
import { type LinearFits, linearFits } from "./linearFit.ts";
import { inReadingOrder, readingNumbers } from "./readingNumbers.ts";
import { resampledNumbers } from "./resampling.ts";

export interface CoefficientEstimate {
  /** What the child's predictor moves by when the parent moves by one; hidden nodes at standard deviation 1. */
  readonly raw: Estimate;
  /** Both nodes at standard deviation 1. */
  readonly standardized: Estimate;
}

export interface PathEstimate extends CoefficientEstimate {
  readonly parent: string;
  readonly child: string;
  readonly parentLevel?: string;
  readonly childLevel?: string;
  /** Whether training added it to the network. */
  readonly added: boolean;
}

/** The model in the terms of structural equation models. */
export interface ModelSummary {
  readonly rows: number;
  /** Resamplings behind the intervals, and those that came to nothing. */
  readonly resamplings: number;
  readonly failed: number;
  /** Of the intervals: how often they are to hold the truth. */
  readonly confidence: number;
  /** Whether the model is a linear-Gaussian network; else its coefficients are slopes, averaged over the rows. */
  readonly linear: boolean;
  /** Rows that slopes were averaged over: those without gaps, if there are enough; 0 where the model is linear. */
  readonly averagedRows: number;
  readonly paths: readonly PathEstimate[];
  readonly measured: readonly {
    readonly name: string;
    readonly level?: string;
    readonly kind: string;
    readonly predictor: string;
    readonly rSquared: Estimate;
  }[];
  readonly hidden: readonly {
    readonly name: string;
    readonly reliability: Estimate;
    readonly rSquared: Estimate;
  }[];
  /** Pairs of hidden nodes with the same neighbours, whose coefficients mean nothing by themselves. */
  readonly interchangeable: readonly (readonly [string, string])[];
  readonly effects: readonly {
    readonly from: string;
    readonly to: string;
    readonly direct: CoefficientEstimate;
    readonly indirect: CoefficientEstimate;
    readonly total: CoefficientEstimate;
  }[];
  readonly correlations: CorrelationFit;
  readonly likelihood: LinearFits;
}

export interface SummaryOptions {
  readonly seed?: number;
  /** Pairs of nodes whose direct, indirect and total effects are wanted. */
  readonly effects?: readonly (readonly [from: string, to: string])[];
  /** Default 0: no intervals. */
  readonly resamplings?: number;
  readonly intervals?: IntervalKind;
  /** Of the intervals, between 0 and 1; default 0.95. */
  readonly confidence?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (share: number) => void;
}

const summaryShapes: OptionShapes<SummaryOptions> = {
  seed: seedShape,
  effects: pairsShape,
  resamplings: numberShape,
  intervals: oneOfShape(intervalKinds),
  confidence: numberShape,
  signal: signalShape,
  onProgress: functionShape,
};

/** Numbers of resamplings, in the order of `readingNumbers`, and how many failed. */
export interface Resampled {
  readonly numbers: readonly Float64Array[];
  readonly failed: number;
}

/** A table as summaries take it: with the model's columns in its order. */
export function summaryTable(model: TrainedModel, data: Dataset): Dataset {
  const table = selectColumns(data, model.observedNames);
  rejectInfinite(table);
  rejectFarValues(table, model.scales);
  if (table.values.every(Number.isNaN)) {
    throw new InputError(
      `Expected rows with values, got ${table.rowCount === 1 ? "one row" : `${table.rowCount} rows`} without any. Bring the rows that the model was trained on.`,
    );
  }
  return table;
}

/**
 * A model in the terms of structural equation models: loadings and path coefficients, R squared, reliability, effects, fit;
 * with `resamplings`, bootstrap intervals: rows are drawn with replacement and the model is trained on them as it was trained
 * (the same arcs, start and epochs). On linear-Gaussian networks the statistics of the maximum-likelihood fit stand beside it.
 *
 * @param data the rows it was trained on
 * @throws InputError as `pathCoefficients`, for fewer resamplings than the intervals need (39 or less), and for intervals of a model of another preset than
 *   `recommended`; ComputationError where more than half of the resamplings fail; an AbortError where the signal says so
 *
 * @example
 * const { paths, likelihood } = await summarize(model, data);
 * paths[0]?.standardized.value; // of the first arc
 * likelihood.fits?.[0]?.chiSquare;
 */
export async function summarize(
  model: TrainedModel,
  data: Dataset,
  options: SummaryOptions = {},
): Promise<ModelSummary> {
  requireModel(model);
  requireOptions(options, summaryShapes, {
    what: "options of the summary",
    example: "such as { resamplings: 100 }",
  });
  requireTable(data);
  const { seed = 0, resamplings = 0, confidence, effects, signal, onProgress } = options;
  checkResamplings(resamplings, confidence);
  const table = summaryTable(model, data);
  const reference = model.pathCoefficients(table, { seed, effects });
  const breathe = pause(signal);
  const numbers: Float64Array[] = [];
  let failed = 0;
  for (let index = 0; index < resamplings; index++) {
    await breathe();
    try {
      numbers.push(await resampledNumbers({ model, data: table, reference, index, seed, effects, signal }));
    } catch (error) {
      if (!(error instanceof ComputationError)) throw error;
      failed++;
    }
    onProgress?.((index + 1) / resamplings);
  }
  return summaryOf(model, table, { numbers, failed }, options);
}

/** The summary, from resamplings made anywhere. @param table as `summaryTable` gives it */
export function summaryOf(
  model: TrainedModel,
  table: Dataset,
  { numbers, failed }: Resampled,
  { seed = 0, effects, intervals = "percentile", confidence = DEFAULT_CONFIDENCE }: SummaryOptions = {},
): ModelSummary {
  if (failed > numbers.length) {
    throw new ComputationError(
      `Expected most resamplings to give a model, but ${failed} of ${failed + numbers.length} failed. Leave the intervals out (0 resamplings), or bring more rows.`,
    );
  }
  const reference = model.pathCoefficients(table, { seed, effects });
  const estimates = Array.from(readingNumbers(reference), (value, at) =>
    bootstrapEstimate(
      value,
      Float64Array.from(numbers, (one) => one[at]),
      intervals,
      confidence,
    ),
  );
  const next = inReadingOrder(estimates);
  const arcs = model.architecture.added ?? [];
  const coefficient = (): CoefficientEstimate => ({ raw: next(), standardized: next() });
  const added = new Set(arcs.map(({ parent, child }) => `${parent}\n${child}`));
  return {
    rows: table.rowCount,
    resamplings: numbers.length,
    failed,
    confidence,
    linear: reference.linear,
    averagedRows: reference.averagedRows,
    paths: reference.paths.map(({ parent, child, parentLevel, childLevel }) => ({
      parent,
      child,
      ...(parentLevel !== undefined && { parentLevel }),
      ...(childLevel !== undefined && { childLevel }),
      added: added.has(`${parent}\n${child}`),
      ...coefficient(),
    })),
    measured: reference.measured.map((node) => ({ ...node, rSquared: next() })),
    hidden: reference.hidden.map(({ name }) => ({ name, reliability: next(), rSquared: next() })),
    interchangeable: interchangeableNodes(withArcs(model.dag, arcs)),
    effects: reference.effects.map(({ from, to }) => ({
      from,
      to,
      direct: coefficient(),
      indirect: coefficient(),
      total: coefficient(),
    })),
    correlations: correlationFit(model, table, reference, seed),
    likelihood: linearFits(model, table, reference),
  };
}
