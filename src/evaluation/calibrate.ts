import { type Dataset, rejectInfinite, selectColumns, takeRows } from "../data/index.ts";
import { InputError } from "../numeric/errors.ts";
import { Random } from "../numeric/random.ts";
import type { QueryOptions } from "../query/options.ts";
import type { TrainedModel } from "../query/trainedModel.ts";
import { type EcdfBand, ecdfBand } from "./ecdfBand.ts";
import { type Uniformity, uniformity } from "./uniformity.ts";

export interface CalibrationOptions extends QueryOptions {
  /** Rows drawn from the model, each with its hidden values. Default 500. */
  readonly simulations?: number;
  /** Posterior draws that every hidden value is ranked among. Default 99. */
  readonly draws?: number;
  /** Ranks among the encoder's own draws, without importance weights: is the encoder itself calibrated? Default false. */
  readonly encoder?: boolean;
  /** Measured rows for the predictive part, which is left out without them; NaN is missing and does not count. */
  readonly data?: Dataset;
}

export interface Calibration {
  readonly simulations: number;
  readonly draws: number;
  /** Of the posterior as it is returned, a latent each. */
  readonly posterior: readonly Uniformity[];
  readonly posteriorBand: EcdfBand;
  /** Of the model's marginals against measured rows, a column each; null without data. */
  readonly predictive: readonly Uniformity[] | null;
  /** That of the column with the fewest values, where there are gaps. */
  readonly predictiveBand: EcdfBand | null;
}

const PREDICTIVE_DRAWS = 1999;
/** Of the work, as progress counts it, where there are rows for the predictive part too. */
export const POSTERIOR_SHARE = 0.8;
const RESOLUTION = 100;
/** Posterior draws for each one that a hidden value is ranked among. */
const THINNED = 4;
/** Posterior draws between which nothing else is heard. */
const STEP_DRAWS = 2 ** 14;
/** A gigabyte of draws. */
const MOST_NUMBERS = 2 ** 29;

/**
 * Is what `posterior` returns a calibrated posterior of the model, and is the model a calibrated description of data?
 *
 * - Simulation-based calibration (Talts et al. 2018): hidden and measured values are drawn from the model together; the
 *   rank of the hidden value among draws from the posterior, importance weights included, must be uniform.
 * - Probability integral transform: where a measured value falls among draws from the model's marginal of its column
 *   must be uniform.
 *
 * Both come with a simultaneous 95 % band and the coverage of central intervals.
 *
 * @throws InputError for fewer than 20 simulations, fewer than 19 draws, more of both than memory can be expected to hold, or
 *   data that does not fit the model.
 *
 * @example
 * const { posterior } = calibrate(model, { simulations: 200, draws: 99, seed: 1 });
 * posterior.filter(({ inside }) => !inside).map(({ name }) => name); // latents that are off
 */
export function calibrate(model: TrainedModel, options: CalibrationOptions = {}): Calibration {
  const steps = calibrationSteps(model, options);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/**
 * As {@link calibrate}, in steps of a fraction of a second, between which whoever takes them can listen to others.
 *
 * @throws InputError as `calibrate`
 */
export function* calibrationSteps(
  model: TrainedModel,
  options: CalibrationOptions = {},
): Generator<void, Calibration> {
  const { simulations = 500, draws = 99, seed = 0, data, encoder = false, signal, onProgress } = options;
  if (!(Number.isInteger(simulations) && simulations >= 20)) {
    throw new InputError(`Expected at least 20 simulations, got ${simulations}.`);
  }
  if (!(Number.isInteger(draws) && draws >= 19)) {
    throw new InputError(`Expected at least 19 posterior draws, got ${draws}.`);
  }
  const numbers = THINNED * simulations * draws * model.latentNames.length;
  if (!(numbers <= MOST_NUMBERS)) {
    throw new InputError(
      `Expected simulations and draws that fit into memory (their product at most ${Math.floor(MOST_NUMBERS / (THINNED * model.latentNames.length))} here), got ${simulations} times ${draws}. Lower one of them.`,
    );
  }
  const share = data === undefined ? 1 : POSTERIOR_SHARE;
  const simulated = model.sample(simulations, { seed, includeLatents: true, signal }).data;
  const names = model.latentNames;
  const posteriorBand = ecdfBand(simulations, Math.min(RESOLUTION, draws + 1), { seed });
  yield;
  const ranked =
    names.length === 0
      ? []
      : yield* ranks(model, simulated, draws, {
          resample: !encoder,
          seed: seed + 1,
          signal,
          onProgress: (done) => onProgress?.(share * done),
        });
  const posterior = ranked.map((values, k) => uniformity(names[k], values, posteriorBand));
  if (data === undefined) {
    return { simulations, draws, posterior, posteriorBand, predictive: null, predictiveBand: null };
  }
  const table = selectColumns(data, model.observedNames);
  rejectInfinite(table);
  yield;
  const transforms = integralTransforms(model, table, { seed: seed + 2, signal });
  // Columns with gaps have fewer values, and fewer values a wider band.
  const bands = new Map<number, EcdfBand>();
  const bandOf = (count: number) => {
    if (!bands.has(count)) bands.set(count, ecdfBand(count, RESOLUTION, { seed }));
    return bands.get(count)!;
  };
  const predictive = transforms.map((values, column) => {
    const name = model.observedNames[column];
    if (values.length === 0) {
      throw new InputError(
        `Expected values in every column, but column "${name}" is missing in all ${table.rowCount} rows. Bring rows that have it.`,
      );
    }
    return uniformity(name, values, bandOf(values.length));
  });
  const predictiveBand = bandOf(Math.min(...transforms.map(({ length }) => length)));
  onProgress?.(1);
  return { simulations, draws, posterior, posteriorBand, predictive, predictiveBand };
}

/** (rank + 1) / (draws + 1) of every simulated hidden value: one array a latent. */
function* ranks(
  model: TrainedModel,
  simulated: Dataset,
  draws: number,
  { onProgress, ...options }: QueryOptions & { readonly seed: number; readonly resample: boolean },
): Generator<void, Float64Array[]> {
  const K = model.latentNames.length;
  const measured = selectColumns(simulated, model.observedNames);
  const truth = selectColumns(simulated, model.latentNames).values;
  const rows = simulated.rowCount;
  const ranked = Array.from({ length: K }, () => new Float64Array(rows));
  const seeds = new Random(options.seed).fork("blocks of rows");
  const size = Math.max(1, Math.floor(STEP_DRAWS / (THINNED * draws)));
  for (let from = 0; from < rows; from += size) {
    const count = Math.min(size, rows - from);
    // What `posterior` returns, weights included: of more draws every so many, since resampled neighbours may be the same.
    const { samples } = model.posterior(
      takeRows(
        measured,
        Array.from({ length: count }, (_, i) => from + i),
      ),
      { ...options, seed: seeds.bits(), samples: THINNED * draws },
    );
    for (let k = 0; k < K; k++) {
      for (let i = 0; i < count; i++) {
        let rank = 0;
        for (let s = 0; s < draws; s++)
          if (samples[((i * draws + s) * THINNED + 1) * K + k] < truth[(from + i) * K + k]) rank++;
        ranked[k][from + i] = (rank + 1) / (draws + 1);
      }
    }
    onProgress?.((from + count) / rows);
    yield;
  }
  return ranked;
}

/** Where every measured value falls among draws from the model, jittered within its gap: one array a column. */
function integralTransforms(model: TrainedModel, table: Dataset, options: QueryOptions): Float64Array[] {
  const { data } = model.sample(PREDICTIVE_DRAWS, options);
  const random = new Random(options.seed ?? 0).fork("jitter");
  const width = table.columns.length;
  return table.columns.map((_, column) => {
    const drawn = Float64Array.from(
      { length: PREDICTIVE_DRAWS },
      (_, row) => data.values[row * width + column],
    ).sort();
    const present = table.values.filter((value, i) => i % width === column && !Number.isNaN(value));
    return present.map((value) => {
      const below = countBelow(drawn, value);
      // Of discrete columns many draws are the same value: anywhere among them is as right as anywhere else.
      const ties = countUpTo(drawn, value) - below;
      return (below + (ties + 1) * random.uniform()) / (PREDICTIVE_DRAWS + 1);
    });
  });
}

function countUpTo(sorted: Float64Array, value: number): number {
  let count = countBelow(sorted, value);
  while (count < sorted.length && sorted[count] === value) count++;
  return count;
}

function countBelow(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
