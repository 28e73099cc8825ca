import type { Dataset } from "../data/index.ts";
import { hasGaps } from "../data/index.ts";
import { MOST_FILLED_COLUMNS } from "../gaussian/index.ts";
import type { Dag } from "../graph/index.ts";
import { codingOf, meanConstant } from "../likelihood/index.ts";
import type { EpochRecord } from "../model/index.ts";
import { createModel, defaultArchitecture, objectiveChoice, requirePossible } from "../model/index.ts";
import { InputError } from "../numeric/errors.ts";
import { Random } from "../numeric/random.ts";
import { fitDecoders } from "./decoderStart.ts";
import { TrainingJournal } from "./journal.ts";
import type { TrainingOutcome, TrainOptions } from "./options.ts";
import { pause } from "./pause.ts";
import { fallingRates, heldToPromise } from "./refit.ts";
import { runTraining } from "./run.ts";
import { klWeight } from "./schedule.ts";
import {
  type Candidate,
  type Choice,
  chooseByCrossValidation,
  chooseByValidation,
  crossValidationSplits,
  validationSplit,
} from "./selection.ts";
import { StartingFits } from "./startingFits.ts";
import { type AddedArcs, TrustedFits, wantsTrust } from "./trust.ts";

/** Up to this many rows the choice is made by cross-validation, beyond it by one validation split. */
const LITTLE_DATA = 600;
/** What is used where a person has set nothing. */
const FOLDS = 5;
const VALIDATION_SHARE = 0.15;
const BATCH = 100;
/**
 * Of the normal prior on the nonlinear weights. Chosen, like the rates, by cross-validation on training rows of
 * nonlinear:ecoli70:1, nonlinear:ecoli70:2 and nonlinear:arth150:1 (seed 101), where 1 to 5 did equally well.
 */
const PRECISION = 2;

/**
 * The default: affine layers, path gradients, KL warm-up, and the start and the number of epochs chosen by held-out
 * training rows, followed by a refit on all of them. Where values are missing, they are filled by their conditional means
 * under a linear-Gaussian fit of the model's graph (EM), the encoder is told which, and the likelihood counts what was
 * measured; a missing value that other nodes read is read as filled. Nothing has to be set, and everything can be (`Tuning`).
 */
export async function trainRecommended(
  dag: Dag,
  data: Dataset,
  options: TrainOptions & { model: NonNullable<TrainOptions["model"]>; seed: number },
): Promise<TrainingOutcome> {
  const { model: kind, seed, signal, onProgress, tuning = {} } = options;
  const { batch = BATCH, precision = PRECISION, folds = FOLDS } = tuning;
  const coding = codingOf(data);
  const widen = options.architecture?.hidden === undefined;
  const given = { ...defaultArchitecture, widen, ...options.architecture, model: kind };
  const architecture = hasGaps(data) ? { ...given, missing: true } : given;
  const initial = (added?: AddedArcs) =>
    createModel(
      dag,
      added ? { ...architecture, added: added.arcs } : architecture,
      new Random(seed).fork("initial"),
      coding,
    );
  const masked = initial();
  const objective = objectiveChoice(tuning.objective, tuning.samples);
  requirePossible(objective, masked);
  const maskedFits = new StartingFits(masked, data, seed);
  const little = data.rowCount <= LITTLE_DATA;
  if (little && folds > data.rowCount && tuning.folds !== undefined) {
    throw new InputError(
      `Expected at most as many folds as rows, got ${folds} folds of ${data.rowCount} rows. Lower the folds.`,
    );
  }
  const { rowCount } = data;
  const everything = Int32Array.from({ length: rowCount }, (_, i) => i);
  const splits = little
    ? crossValidationSplits(rowCount, Math.min(folds, rowCount), seed)
    : [validationSplit(rowCount, tuning.validationShare ?? VALIDATION_SHARE, seed)];
  let added: AddedArcs | undefined;
  let model = masked;
  let fits = maskedFits;
  const { trust = "auto" } = options;
  if (trust !== "full" && wantsTrust(architecture)) {
    const trusted = new TrustedFits(masked, maskedFits, seed);
    // Linear fits cost little, and one part of the rows says little: what an arc gains is small beside what it varies.
    const judges = little ? splits : crossValidationSplits(rowCount, FOLDS, seed);
    if (trusted.worthwhile(rowCount, judges.length)) {
      const breather = pause(signal);
      added = await trusted.choose(trust, judges, everything, () => {
        onProgress?.({ phase: "weighing arcs outside the network", done: 0, total: 1 });
        return breather();
      });
      if (added.arcs.length > 0) {
        const { precision } = added;
        model = initial(added);
        const graph = model.linearGraph;
        fits = new StartingFits(model, data, seed, (rows) => trusted.fit(graph, rows, precision));
      }
    }
  }
  const stepsPerEpoch = Math.ceil(data.rowCount / batch);
  const warmUp = little ? 50 : 10;
  const maximumEpochs =
    tuning.maximumEpochs ?? (little ? Math.max(200, Math.round(2500 / stepsPerEpoch)) : 150);
  const candidates: Candidate[] = [];
  const linear = model.start !== undefined;
  if (tuning.start === "linear-gaussian" && !linear) {
    throw new InputError(
      `Expected a model with affine layers for the start linear-gaussian, which the model ${kind} does not have. Use the start random.`,
    );
  }
  if (linear && tuning.start !== "random") {
    candidates.push({
      name: "linear-gaussian",
      rate: tuning.rate ?? 3e-3,
      warmUp: tuning.warmUp ?? 0,
      precision,
      start: (rows) => fitDecoders(model, model.start!(fits.fit(rows)), fits.codedBy(rows), rows, seed),
    });
  }
  if (tuning.start !== "linear-gaussian") {
    candidates.push({
      name: "random",
      rate: tuning.rate ?? (little ? 5e-3 : 1e-2),
      warmUp: tuning.warmUp ?? warmUp,
      precision,
      start: () => undefined,
    });
  }

  const estimate = {
    total: candidates.length * maximumEpochs * (little ? 0.5 * folds : 0.4) + maximumEpochs * 0.4,
  };
  const journal = new TrainingJournal(options.checkpoints);
  const codedBy = (rows: Int32Array) => fits.codedBy(rows);
  const input = {
    model,
    rowCount,
    codedBy,
    batch,
    seed,
    path: true,
    objective,
    maximumEpochs,
    signal,
    journal,
  };
  const shift = -meanConstant(coding, data);
  let before = 0;
  const onEpoch = (done: number, loss: number, heldOut?: number) => {
    before = done;
    onProgress?.({
      phase: "choosing start and epochs",
      done,
      total: Math.max(estimate.total, done + 1),
      loss: loss + shift,
      ...(heldOut !== undefined && { validation: heldOut + shift }),
    });
  };
  const choose = (): Promise<Choice[]> =>
    little
      ? chooseByCrossValidation({ ...input, onEpoch }, candidates, splits)
      : chooseByValidation({ ...input, onEpoch }, candidates, splits[0]);
  const choices = tuning.epochs === undefined ? await choose() : [];
  const { candidate, rates } = choices[0] ?? {
    candidate: candidates[0],
    rates: new Array<number>(tuning.epochs!).fill(candidates[0].rate),
  };

  const start = candidate.start(everything);
  const onAllRows = async (phase: string, planned: readonly number[]) => {
    const told: EpochRecord[] = [];
    const run = await runTraining({
      ...input,
      data: fits.codedBy(everything),
      keepEnd: true,
      precision: candidate.precision,
      start,
      epochPlan: (epoch) =>
        epoch <= planned.length
          ? { rate: planned[epoch - 1], klWeight: klWeight(epoch, candidate.warmUp) }
          : undefined,
      afterEpoch: (record) => {
        told.push(record);
        onProgress?.({
          phase,
          done: before + record.epoch,
          total: before + planned.length,
          epoch: record.epoch,
          loss: record.loss + shift,
          rate: record.rate,
        });
        return undefined;
      },
    });
    return { trainer: run, run: told };
  };
  const {
    trainer,
    run: history,
    values,
  } = await heldToPromise(
    await onAllRows("training on all rows", rates),
    everything,
    seed + 1,
    rates.length > 0 ? choices[0]?.score : undefined,
    start,
    () => onAllRows("training on all rows with falling rates", fallingRates(rates)),
  );
  for (const flow of model.flows) flow.finish(values, trainer.store);
  return {
    model,
    values,
    ...((fits.gaps || (linear && data.columns.length <= MOST_FILLED_COLUMNS)) && {
      fill: fits.fill(everything),
    }),
    start: candidate.name,
    history,
    objective,
    ...(added?.summary && { trust: added.summary }),
    choices: choices.map((choice) => ({
      candidate: `${choice.candidate.name}, ${choice.rates.length} epochs`,
      score: choice.score,
    })),
  };
}
