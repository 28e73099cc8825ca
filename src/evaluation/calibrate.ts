import {
  type ColumnType,
  countBelow,
  type Dataset,
  rejectInfinite,
  requireTable,
  selectColumns,
  takeRows,
} from "../data/index.ts";
import { InputError } from "../numeric/errors.ts";
import {
  executorShape,
  flagShape,
  functionShape,
  numberShape,
  type OptionShape,
  type OptionShapes,
  objectShape,
  requireOptions,
  seedShape,
  signalShape,
} from "../numeric/optionShapes.ts";
import { pause } from "../numeric/pause.ts";
import { Random } from "../numeric/random.ts";
import type { Steps } from "../numeric/turns.ts";
import { askAll, type Executor, executorFor } from "../numeric/work.ts";
import {
  type AnswerTo,
  type PosteriorRows,
  partsToAsk,
  type QueryOptions,
  type Question,
  type QuestionOf,
  questionWork,
  requireModel,
  type SampledRows,
  type TrainedModel,
  workOfDraw,
} from "../query/index.ts";
import { type EcdfBand, ecdfBandSteps } from "./ecdfBand.ts";
import { type Uniformity, uniformity } from "./uniformity.ts";

/** How many simulations and draws {@link calibration} makes, and with which seed. */
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

/** What simulation-based calibration says of a posterior: {@link calibrate} and {@link calibration} give it. */
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

const SIMULATIONS = 500;
const DRAWS = 99;
const PREDICTIVE_DRAWS = 1999;
/** Of the work, as progress counts it, where there are rows for the predictive part too. */
export const POSTERIOR_SHARE = 0.8;
const RESOLUTION = 100;
/** Posterior draws for each one that a hidden value is ranked among. */
const THINNED = 4;
/** Posterior draws of a question. */
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
  requireModel(model);
  checkCalibration(options);
  const { signal } = options;
  const rounds = calibrationRounds(model, options);
  for (;;) {
    const round = rounds.next();
    if (round.done) return round.value;
    const { questions, take } = round.value;
    questions.forEach((question, i) => {
      take(i, model.answer(question, { signal }));
    });
  }
}

/**
 * As {@link calibrate}, in turns with whatever else waits for the event loop, and in threads where it is worth their start.
 *
 * @param options.executor who does it, such as `openThreads()`; without one it is done in place
 * @throws InputError as `calibrate`; the signal's reason where it fires
 *
 * @example
 * const { posterior } = await calibration(model, { simulations: 200, seed: 1, signal: AbortSignal.timeout(60_000) });
 * posterior.every(({ inside }) => inside);
 */
export async function calibration(
  model: TrainedModel,
  options: CalibrationOptions & { readonly executor?: Executor } = {},
): Promise<Calibration> {
  requireModel(model);
  checkCalibration(options, { executor: executorShape });
  const { signal, simulations = SIMULATIONS, draws = DRAWS } = options;
  const parts = partsToAsk(model);
  const work = simulations * THINNED * draws * workOfDraw(parts);
  const crew = executorFor(options.executor, work).open(questionWork, parts);
  const breathe = pause(signal);
  const rounds = calibrationRounds(model, options);
  try {
    for (;;) {
      await breathe();
      const round = rounds.next();
      if (round.done) return round.value;
      const { questions, take } = round.value;
      const ask = async (i: number, stop: AbortSignal) =>
        take(i, (await crew.run(questions[i], { signal: stop })) as SampledRows | PosteriorRows);
      await askAll(crew, questions.length, ask, signal);
    }
  } finally {
    crew.close();
  }
}

const calibrationShapes: OptionShapes<CalibrationOptions> = {
  seed: seedShape,
  signal: signalShape,
  onProgress: functionShape,
  simulations: numberShape,
  draws: numberShape,
  encoder: flagShape,
  data: objectShape("a table"),
};

function checkCalibration(
  options: CalibrationOptions,
  further: Readonly<Record<string, OptionShape>> = {},
): void {
  requireOptions(
    options,
    { ...calibrationShapes, ...further },
    { what: "options of the calibration", example: "such as { simulations: 200, seed: 1 }" },
  );
  if (options.data !== undefined) requireTable(options.data);
}

/** Questions that need nothing of each other, none where only a breath is wanted; answers may come in any order. */
interface Round {
  readonly questions: readonly Extract<Question, { readonly kind: "sample" | "posterior" }>[];
  take(index: number, answer: SampledRows | PosteriorRows): void;
}

const BREATH: Round = { questions: [], take: () => {} };

/** Asks one question. */
function* asked<Kind extends "sample" | "posterior">(
  question: QuestionOf<Kind>,
): Generator<Round, AnswerTo<Kind>> {
  let found: AnswerTo<Kind> | undefined;
  yield {
    questions: [question as Extract<Question, { readonly kind: Kind }>],
    take: (_, answer) => {
      found = answer as AnswerTo<Kind>;
    },
  };
  return found!;
}

/** Does the steps with a breath between them. */
function* breathing<Result>(steps: Steps<Result>): Generator<Round, Result> {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    yield BREATH;
  }
}

function* calibrationRounds(model: TrainedModel, options: CalibrationOptions): Generator<Round, Calibration> {
  const { simulations = SIMULATIONS, draws = DRAWS, seed = 0, data, encoder = false, onProgress } = options;
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
  const drawing = { kind: "sample", rows: simulations, options: { seed, includeLatents: true } } as const;
  const { data: simulated } = yield* asked<"sample">(drawing);
  const names = model.latentNames;
  const posteriorBand = yield* breathing(
    ecdfBandSteps(simulations, Math.min(RESOLUTION, draws + 1), { seed }),
  );
  const ranked =
    names.length === 0
      ? []
      : yield* ranks(model, simulated, draws, {
          resample: !encoder,
          seed: seed + 1,
          onProgress: (done) => onProgress?.(share * done),
        });
  const posterior = ranked.map((values, k) => uniformity(names[k], values, posteriorBand));
  if (data === undefined) {
    return { simulations, draws, posterior, posteriorBand, predictive: null, predictiveBand: null };
  }
  const table = selectColumns(data, model.observedNames);
  rejectInfinite(table);
  const types = model.coding.columns.map(({ type }) => type);
  const transforms = yield* integralTransforms(table, types, seed + 2);
  // Columns with gaps have fewer values, and fewer values a wider band.
  const bands = new Map<number, EcdfBand>();
  for (const { length } of transforms) {
    if (length > 0 && !bands.has(length))
      bands.set(
        length,
        yield* breathing(ecdfBandSteps(length, RESOLUTION, { seed, draws: PREDICTIVE_DRAWS })),
      );
  }
  const predictive = transforms.map((values, column) => {
    const name = model.observedNames[column];
    if (values.length === 0) {
      throw new InputError(
        `Expected values in every column, but column "${name}" is missing in all ${table.rowCount} rows. Bring rows that have it.`,
      );
    }
    return uniformity(name, values, bands.get(values.length)!);
  });
  const predictiveBand = bands.get(Math.min(...transforms.map(({ length }) => length)))!;
  onProgress?.(1);
  return { simulations, draws, posterior, posteriorBand, predictive, predictiveBand };
}

/**
 * Where every simulated hidden value falls among draws from its posterior, anywhere between the two neighbours: one array a latent. At a
 * neighbour itself, central intervals would hold one place more than their share, and a band whose points lie between places none.
 */
function* ranks(
  model: TrainedModel,
  simulated: Dataset,
  draws: number,
  settings: { seed: number; resample: boolean; onProgress: (share: number) => void },
): Generator<Round, Float64Array[]> {
  const { seed, resample, onProgress } = settings;
  const K = model.latentNames.length;
  const measured = selectColumns(simulated, model.observedNames);
  const truth = selectColumns(simulated, model.latentNames).values;
  const rows = simulated.rowCount;
  const random = new Random(seed).fork("within ranks");
  const ranked = Array.from({ length: K }, () => Float64Array.from({ length: rows }, () => random.uniform()));
  const seeds = new Random(seed).fork("blocks of rows");
  const size = Math.max(1, Math.floor(STEP_DRAWS / (THINNED * draws)));
  const blockSeeds = Array.from({ length: Math.ceil(rows / size) }, () => seeds.bits());
  let done = 0;
  yield {
    questions: blockSeeds.map((ownSeed, block) => {
      const from = block * size;
      const places = Array.from({ length: Math.min(size, rows - from) }, (_, i) => from + i);
      // What `posterior` returns, weights included: of more draws every so many, since resampled neighbours may be the same.
      return {
        kind: "posterior",
        data: takeRows(measured, places),
        options: { resample, seed: ownSeed, samples: THINNED * draws },
      };
    }),
    take: (block, answer) => {
      const { samples } = answer as PosteriorRows;
      const from = block * size;
      const count = Math.min(size, rows - from);
      for (let k = 0; k < K; k++) {
        for (let i = 0; i < count; i++) {
          let rank = 0;
          for (let s = 0; s < draws; s++)
            if (samples[((i * draws + s) * THINNED + 1) * K + k] < truth[(from + i) * K + k]) rank++;
          ranked[k][from + i] = (rank + ranked[k][from + i]) / (draws + 1);
        }
      }
      done += count;
      onProgress(done / rows);
    },
  };
  return ranked;
}

/**
 * Where every measured value falls among draws from the model, jittered within its gap: one array a column. A rounded value stands for all
 * that was rounded to it, of which the model's draws are; the one value of a semicontinuous column was not rounded.
 */
function* integralTransforms(
  table: Dataset,
  types: readonly ColumnType[],
  seed: number,
): Generator<Round, Float64Array[]> {
  const { data } = yield* asked<"sample">({ kind: "sample", rows: PREDICTIVE_DRAWS, options: { seed } });
  const random = new Random(seed).fork("jitter");
  const width = table.columns.length;
  const transforms: Float64Array[] = [];
  for (let column = 0; column < width; column++) {
    const { step = 0, atom } = types[column];
    const drawn = Float64Array.from(
      { length: PREDICTIVE_DRAWS },
      (_, row) => data.values[row * width + column],
    ).sort();
    const present = table.values.filter((value, i) => i % width === column && !Number.isNaN(value));
    transforms.push(
      present.map((rounded) => {
        const value = rounded + (step > 0 && rounded !== atom ? step * (random.uniform() - 0.5) : 0);
        const below = countBelow(drawn, value);
        // Of discrete columns many draws are the same value: anywhere among them is as right as anywhere else.
        const ties = countUpTo(drawn, value) - below;
        return (below + (ties + 1) * random.uniform()) / (PREDICTIVE_DRAWS + 1);
      }),
    );
    yield BREATH;
  }
  return transforms;
}

function countUpTo(sorted: Float64Array, value: number): number {
  let count = countBelow(sorted, value);
  while (count < sorted.length && sorted[count] === value) count++;
  return count;
}
