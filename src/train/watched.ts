import { type Dataset, hasGaps, selectColumns } from "../data/index.ts";
import type { Dag } from "../graph/index.ts";
import { codingOf, meanConstant } from "../likelihood/index.ts";
import {
  createModel,
  defaultArchitecture,
  type EpochRecord,
  type ModelKind,
  type ModelParts,
} from "../model/index.ts";
import { Random } from "../numeric/random.ts";
import { inTurns } from "../numeric/turns.ts";
import { TrainedModel } from "../query/index.ts";
import { type TrainingCheckpoint, TrainingJournal } from "./journal.ts";
import { type RunPlan, runTraining } from "./run.ts";
import { klWeight, ReduceOnPlateau } from "./schedule.ts";
import { startFromFit } from "./startFromFit.ts";
import { StartingFits } from "./startingFits.ts";
import { addTold } from "./toldEpochs.ts";
import type { StartKind } from "./tuning.ts";
import { withLeastScales } from "./withLeastScales.ts";
import { withSigns } from "./withSigns.ts";

/** One epoch as it is shown: losses and held-out scores in nats a row, raw units. */
export interface WatchedEpoch {
  readonly epoch: number;
  readonly loss: number;
  readonly validation?: number;
}

/** A watched training on its way: its journal and the best weights so far. */
export interface WatchedCheckpoint {
  readonly journal: TrainingCheckpoint;
  readonly best?: { readonly epoch: number; readonly values: Float64Array };
}

export interface WatchOptions {
  readonly model: ModelKind;
  readonly start: StartKind;
  readonly seed: number;
  readonly hidden: number;
  readonly blocks: number;
  /** Most epochs. */
  readonly epochs: number;
  readonly signal?: AbortSignal;
  /** Whether to end after the present epoch; asked after each. */
  readonly finish?: () => boolean;
  /** Called after every epoch with the training steps that it took. */
  readonly onEpoch?: (epoch: WatchedEpoch, steps: number) => void;
  readonly onCheckpoint?: (checkpoint: WatchedCheckpoint) => void;
  /** Seconds between checkpoints. */
  readonly checkpointSeconds?: number;
  readonly resume?: WatchedCheckpoint;
}

const BATCH = 100;
const HELD_OUT = 0.15;
const LITTLE_DATA = 600;
const PRECISION = 2;
const SCORE_SAMPLES = 4;

/**
 * One training that a person watches: a share of the rows is held out and scored as it goes, the rate falls where that
 * score stops falling, and the weights with the best score are kept. The same rates, prior and warm-up as the preset
 * `recommended`, which trains many times to choose by itself and so has no single curve to show.
 *
 * @returns the finished model's parts, hidden nodes of the network raising their first children; their training's `seconds` being 0 for the caller to fill in.
 */
export async function trainWatched(dag: Dag, table: Dataset, options: WatchOptions): Promise<ModelParts> {
  const { seed, epochs } = options;
  const observed = dag.observed.map((node) => dag.names[node]);
  const data = selectColumns(table, observed);
  const coding = codingOf(data);
  const architecture = {
    ...defaultArchitecture,
    hidden: [options.hidden],
    // The width that is offered before anybody chooses one.
    widen: options.hidden === defaultArchitecture.hidden[0],
    blocks: options.blocks,
    model: options.model,
    ...(hasGaps(data) && { missing: true }),
  };
  const model = createModel(dag, architecture, new Random(seed).fork("initial"), coding);
  const fits = new StartingFits(model, data, seed);
  const order = new Random(seed).fork("validation").permutation(data.rowCount);
  const size = Math.max(1, Math.round(HELD_OUT * data.rowCount));
  const held = order.slice(0, size);
  const rows = order.slice(size);
  const little = data.rowCount <= LITTLE_DATA;
  const linear = options.start === "linear-gaussian" && model.start !== undefined;
  const warmUp = linear ? 0 : little ? 50 : 10;
  const firstRate = linear ? 3e-3 : little ? 5e-3 : 1e-2;
  const stepsPerEpoch = Math.ceil(rows.length / BATCH);
  const scoreEvery = stepsPerEpoch >= 10 ? 1 : 5;
  const plateau = new ReduceOnPlateau(firstRate, {
    factor: 4,
    patience: little ? 12 : 6,
    minimum: firstRate / 60,
  });
  const shift = -meanConstant(coding, data);
  const history: EpochRecord[] = [];
  let best = { epoch: 0, score: Number.POSITIVE_INFINITY, values: undefined as Float64Array | undefined };
  const journal = new TrainingJournal({
    resume: options.resume?.journal,
    every: options.checkpointSeconds,
    onCheckpoint: (saved) =>
      options.onCheckpoint?.({
        journal: saved,
        ...(best.values && { best: { epoch: best.epoch, values: best.values } }),
      }),
  });

  const coded = fits.codedBy(rows);
  const plan: RunPlan = {
    model,
    data: coded,
    rows,
    start: linear
      ? await inTurns(startFromFit(model, fits.fit(rows), coded, rows, seed), { signal: options.signal })
      : undefined,
    batch: BATCH,
    seed,
    path: true,
    precision: PRECISION,
    signal: options.signal,
    journal: journal.run(0),
    keepEnd: true,
    epochPlan: (epoch) =>
      epoch > epochs || plateau.finished || (options.finish?.() && epoch > 1)
        ? undefined
        : { rate: plateau.rate, klWeight: klWeight(epoch, warmUp) },
    afterEpoch: async (record, current, breathe) => {
      const { epoch } = record;
      const point: { epoch: number; loss: number; validation?: number } = {
        epoch,
        loss: record.loss + shift,
      };
      if (epoch === 1 || epoch % scoreEvery === 0) {
        const judged = { order: held, samples: SCORE_SAMPLES, seed: seed + 1 };
        const score = await current.score(judged, breathe);
        point.validation = score + shift;
        if (epoch > warmUp) plateau.observe(score);
        if (score < best.score) {
          const kept = options.resume?.best;
          // While a journal is told again, the weights are not at hand: the best ones were saved beside it.
          best = { epoch, score, values: kept?.epoch === epoch ? kept.values : current.store.snapshot() };
        }
      }
      addTold(history, epoch, {
        ...record,
        loss: point.loss,
        ...(point.validation !== undefined && { validation: point.validation }),
      });
      options.onEpoch?.(point, stepsPerEpoch);
      return undefined;
    },
  };
  const trainer = await journal.keptOnAbort(options.signal, () => runTraining(plan));

  const values = best.values ?? trainer.store.snapshot();
  for (const flow of model.flows) flow.finish(values, trainer.store);
  const types = coding.types();
  const start = linear ? "linear-gaussian" : "random";
  const parts: ModelParts = {
    nodes: dag.toSpecs(),
    observed,
    architecture: model.architecture,
    scales: coding.scales(),
    ...(types && { types }),
    fill: fits.fill(rows),
    parameters: model.list.parameters.map(({ name, shape, offset, length }) => ({
      name,
      shape,
      values: values.slice(offset, offset + length),
    })),
    training: {
      preset: "watched",
      seed,
      rows: data.rowCount,
      start,
      epochs: history.length,
      seconds: 0,
      history,
      choices: [{ candidate: `${start}, ${best.epoch} epochs`, score: best.score + shift }],
    },
  };
  // As the preset recommended does: of the network's own hidden nodes each raises its first child.
  const trained = withLeastScales(TrainedModel.fromParts(parts), data);
  return (options.model === "true" ? withSigns(trained, data) : trained).toParts();
}
