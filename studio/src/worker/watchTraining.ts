import {
  createModel,
  type Dag,
  defaultArchitecture,
  type EpochRecord,
  hasGaps,
  klWeight,
  linearGaussianStart,
  logDensityConstant,
  type ModelParts,
  Random,
  ReduceOnPlateau,
  runTraining,
  SirenVae,
  StartingFits,
  scalesOf,
  selectColumns,
  TrainingJournal,
} from "../../../src/internals.ts";
import type { CurvePoint, SavedTraining, TrainingTask } from "./messages.ts";
import type { StepCounter } from "./stepCounter.ts";

interface WatchHooks {
  readonly signal: AbortSignal;
  readonly finish: { readonly asked: boolean };
  readonly counter: StepCounter;
  readonly report: (
    now: { phase: string; done: number; total: number },
    points: readonly CurvePoint[],
    force?: boolean,
  ) => void;
  readonly checkpoint: (saved: SavedTraining) => void;
  readonly checkpointSeconds: number;
  readonly resume: SavedTraining | undefined;
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
 */
export async function watchTraining(dag: Dag, task: TrainingTask, hooks: WatchHooks): Promise<ModelParts> {
  const { seed, epochs, counter } = { ...task, ...hooks };
  const observed = dag.observed.map((node) => dag.names[node]);
  const data = selectColumns(task.data, observed);
  const scales = scalesOf(data);
  const architecture = {
    ...defaultArchitecture,
    hidden: [task.hidden],
    blocks: task.blocks,
    model: task.model,
    ...(hasGaps(data) && { missing: true }),
  };
  const model = createModel(dag, architecture, new Random(seed).fork("initial"));
  const fits = new StartingFits(dag, model, data, scales, seed);
  const order = new Random(seed).fork("validation").permutation(data.rowCount);
  const size = Math.max(1, Math.round(HELD_OUT * data.rowCount));
  const held = order.slice(0, size);
  const rows = order.slice(size);
  const little = data.rowCount <= LITTLE_DATA;
  const linear = task.start === "linear-gaussian" && model instanceof SirenVae;
  const warmUp = linear ? 0 : little ? 50 : 10;
  const firstRate = linear ? 3e-3 : little ? 5e-3 : 1e-2;
  const stepsPerEpoch = Math.ceil(rows.length / BATCH);
  const scoreEvery = stepsPerEpoch >= 10 ? 1 : 5;
  const plateau = new ReduceOnPlateau(firstRate, {
    factor: 4,
    patience: little ? 12 : 6,
    minimum: firstRate / 60,
  });
  const shift = -logDensityConstant(scales);
  const history: EpochRecord[] = [];
  let best = { epoch: 0, score: Number.POSITIVE_INFINITY, values: undefined as Float64Array | undefined };
  const journal = new TrainingJournal({
    resume: hooks.resume?.journal,
    every: hooks.checkpointSeconds,
    onCheckpoint: (saved) =>
      hooks.checkpoint({
        journal: saved,
        ...(best.values && { best: { epoch: best.epoch, values: best.values } }),
      }),
  });

  const trainer = await runTraining({
    model,
    data: fits.filledBy(rows),
    scales,
    rows,
    start: linear ? linearGaussianStart(model, fits.fit(rows)) : undefined,
    batch: BATCH,
    seed,
    path: true,
    precision: PRECISION,
    signal: hooks.signal,
    journal,
    keepEnd: true,
    epochPlan: (epoch) =>
      epoch > epochs || plateau.finished || (hooks.finish.asked && epoch > 1)
        ? undefined
        : { rate: plateau.rate, klWeight: klWeight(epoch, warmUp) },
    afterEpoch: (record, current) => {
      const { epoch } = record;
      const point: { epoch: number; loss: number; validation?: number } = {
        epoch,
        loss: record.loss + shift,
      };
      if (epoch === 1 || epoch % scoreEvery === 0) {
        const score = current.score({ order: held, samples: SCORE_SAMPLES, seed: seed + 1 });
        point.validation = score + shift;
        if (epoch > warmUp) plateau.observe(score);
        if (score < best.score) {
          const kept = hooks.resume?.best;
          // While a journal is told again, the weights are not at hand: the best ones were saved beside it.
          best = { epoch, score, values: kept?.epoch === epoch ? kept.values : current.store.snapshot() };
        }
      }
      history.push({
        ...record,
        loss: point.loss,
        ...(point.validation !== undefined && { validation: point.validation }),
      });
      counter.epoch(stepsPerEpoch);
      hooks.report({ phase: "training", done: epoch, total: epochs }, [point]);
      return undefined;
    },
  });

  const values = best.values ?? trainer.store.snapshot();
  for (const flow of model.flows) flow.finish(values, trainer.store);
  return {
    nodes: dag.toSpecs(),
    observed,
    architecture: model.architecture,
    scales,
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
      start: linear ? "linear-gaussian" : "random",
      epochs: history.length,
      seconds: counter.seconds,
      history,
      choices: [
        {
          candidate: `${linear ? "linear-gaussian" : "random"}, ${best.epoch} epochs`,
          score: best.score + shift,
        },
      ],
    },
  };
}
