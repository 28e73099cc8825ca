import type { CodedTable } from "../likelihood/index.ts";
import type { LatentModel, ObjectiveChoice } from "../model/index.ts";
import { ComputationError } from "../numeric/errors.ts";
import { pause } from "../numeric/pause.ts";
import { type RunEpoch, RunJournal } from "./journal.ts";
import { priorPrecisions } from "./priors.ts";
import { RELEVANCE_FROM, Relevance } from "./relevance.ts";
import { runDigest } from "./runDigest.ts";
import { type Breathe, Trainer, type TrainerState } from "./trainer.ts";
import { requireWholeRecord, tornRecord } from "./wholeRecord.ts";

export interface RunPlan {
  readonly model: LatentModel;
  /** Without gaps: filled rows say in `measured` what counts. */
  readonly data: CodedTable;
  /** Rows to train on; all by default. */
  readonly rows?: Int32Array;
  /** Parameter values to start from; the model's own random ones by default. */
  readonly start?: Float64Array;
  readonly batch: number;
  readonly seed: number;
  readonly path: boolean;
  /** What is raised; the ELBO by default. */
  readonly objective?: ObjectiveChoice;
  /**
   * Precision of a normal prior on the weights of the nonlinear parts (0: none, and no other either): the loss of a row grows
   * by precision / (2 rows) times their sum of squares, a maximum-a-posteriori fit. Columns that are not Gaussian have priors
   * on their linear conditionals beside it. What grows beyond it as training goes, `Relevance` says.
   */
  readonly precision?: number;
  /** Rate and KL weight of an epoch (counted from 1), or undefined to stop before it. */
  readonly epochPlan: (epoch: number) => { rate: number; klWeight: number } | undefined;
  /** Called once, before the first epoch. */
  readonly beforeFirst?: (trainer: Trainer, breathe: Breathe) => Promise<void> | void;
  /** Called after every epoch, told before or not; answering false ends the run. */
  readonly afterEpoch?: (
    epoch: RunEpoch,
    trainer: Trainer,
    breathe: Breathe,
  ) => Promise<boolean | undefined> | boolean | undefined;
  readonly signal?: AbortSignal;
  /** Keeps what happened, so that an interrupted training can go on. */
  readonly journal?: RunJournal;
  /** Whether the weights at the end are wanted, on resuming too, and not only what was told on the way. */
  readonly keepEnd?: boolean;
}

const MAXIMUM_RETREATS = 3;
const SNAPSHOT_STEPS = 50;
/**
 * Nats a feature above the lowest loss at which weights are no place to retreat to: numbers are mostly lost some epochs after
 * the loss has exploded, and from there a lower rate does not help.
 */
const TOLERANCE = 1;

/**
 * Runs epochs until the plan ends. A loss that is not finite sends the run back to its last good weights with a tenth
 * of the rate, at most three times; after that it ends with the block, the layer and the row where numbers were lost.
 *
 * @throws ComputationError as said; InputError where what it should go on from contradicts itself; an AbortError where the signal says so.
 */
export async function runTraining(plan: RunPlan): Promise<Trainer> {
  const trainer = new Trainer(plan.model, plan.data, plan, plan.rows);
  if (plan.start) trainer.store.restore(plan.start);
  const precisions = plan.precision ? priorPrecisions(plan.model, plan.precision) : undefined;
  const relevance = precisions && Relevance.of(plan.model);
  if (precisions) trainer.setPrior(precisions, relevance !== undefined);
  const journal = plan.journal ?? new RunJournal();
  const of = runDigest(plan);
  if (journal.of !== undefined && journal.of !== of) throw tornRecord("a run of other rows or settings");
  journal.of = of;
  requireWholeRecord(journal, plan.keepEnd);
  const scored = journal.scores.length;
  const begun = scored > 0 || journal.epochs.length > 0 || journal.state !== undefined;
  const breathe = pause(plan.signal);
  trainer.keepScores(journal.scores);
  await plan.beforeFirst?.(trainer, breathe);
  for (const told of journal.epochs) {
    // For plans that count what they are asked.
    plan.epochPlan(told.epoch);
    await plan.afterEpoch?.(told, trainer, breathe);
  }
  if (begun && trainer.toldScores !== scored)
    throw tornRecord(`${scored} scores where its epochs have ${trainer.toldScores}`);
  const { state } = journal;
  if (state) trainer.restore(state.trainer);
  if (journal.ended) return trainer;
  const stepsPerEpoch = Math.ceil(trainer.rowCount / plan.batch);
  const tolerance = (TOLERANCE * plan.data.features.length) / plan.data.rowCount;
  let good: { state: TrainerState; epoch: number } = state?.good ?? { state: trainer.state(), epoch: 0 };
  let retreats = state?.retreats ?? 0;
  let damping = state?.damping ?? 1;
  let epoch = state?.epoch ?? 0;
  let lowest = journal.epochs.reduce((least, { loss }) => Math.min(least, loss), Number.POSITIVE_INFINITY);
  const stateNow = () => ({ trainer: trainer.state(), good, epoch, retreats, damping });
  try {
    for (;;) {
      const planned = plan.epochPlan(epoch + 1);
      if (planned === undefined) break;
      const rate = planned.rate * damping;
      const { negativeElbo } = await trainer.epoch(rate, planned.klWeight, breathe);
      if (!Number.isFinite(negativeElbo)) {
        if (retreats === MAXIMUM_RETREATS) throw lost(trainer, rate);
        retreats++;
        damping *= 0.1;
        trainer.restore(good.state);
        trainer.adam.reset();
        epoch = good.epoch;
        continue;
      }
      const told = { epoch: epoch + 1, loss: negativeElbo, rate, klWeight: planned.klWeight };
      const goOn = await plan.afterEpoch?.(told, trainer, breathe);
      if (relevance && told.epoch * stepsPerEpoch >= RELEVANCE_FROM)
        trainer.setPrior(relevance.precisions(trainer.store.snapshot(), precisions), true);
      trainer.settle();
      epoch++;
      journal.epochs.push(told);
      lowest = Math.min(lowest, negativeElbo);
      const due = (epoch - good.epoch) * stepsPerEpoch >= SNAPSHOT_STEPS;
      if (due && negativeElbo <= lowest + tolerance) good = { state: trainer.state(), epoch };
      if (goOn === false) break;
      journal.afterEpoch(stateNow);
      await breathe();
    }
  } catch (error) {
    if (plan.signal?.aborted) journal.save(stateNow());
    throw error;
  }
  journal.end(plan.keepEnd ? stateNow() : undefined);
  return trainer;
}

function lost(trainer: Trainer, rate: number): ComputationError {
  const found = trainer.findNonFinite();
  const place = found
    ? `first in ${found.where || "the model"} (${found.operation}) for row ${found.row + 1} of the training data`
    : "in the sum of the loss";
  return new ComputationError(
    `Training lost its finite numbers ${place}, at a rate of ${Number(rate.toPrecision(6))} after ${MAXIMUM_RETREATS} retreats to the last ` +
      "good weights. Look at that row for extreme values, or start with a lower rate.",
  );
}
