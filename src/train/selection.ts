import type { CodedTable } from "../likelihood/index.ts";
import type { LatentModel, ObjectiveChoice } from "../model/index.ts";
import { Random } from "../numeric/random.ts";
import type { TrainingJournal } from "./journal.ts";
import { runTraining } from "./run.ts";
import { klWeight, ReduceOnPlateau } from "./schedule.ts";
import type { Trainer } from "./trainer.ts";

/** A way to train that the data may choose: where to start and how fast to go. */
export interface Candidate {
  readonly name: string;
  readonly rate: number;
  /** Epochs of KL warm-up. */
  readonly warmUp: number;
  /** Precision of the prior on the nonlinear parts' weights. */
  readonly precision: number;
  /** Parameter values for a set of training rows; undefined for the model's random ones. */
  readonly start: (rows: Int32Array) => Float64Array | undefined;
}

/** What the held-out rows chose: rates[e] is the rate of epoch e + 1, as many as there are epochs to run. */
export interface Choice {
  readonly candidate: Candidate;
  readonly rates: readonly number[];
  /** Held-out negative log-likelihood (importance-weighted), nats a row in the units of the training. */
  readonly score: number;
}

export interface SelectionInput {
  readonly model: LatentModel;
  readonly rowCount: number;
  /** All rows, the gaps filled by what a set of training rows says. */
  readonly codedBy: (rows: Int32Array) => CodedTable;
  readonly batch: number;
  readonly seed: number;
  readonly path: boolean;
  readonly objective?: ObjectiveChoice;
  readonly maximumEpochs: number;
  readonly signal?: AbortSignal;
  readonly journal?: TrainingJournal;
  /** Called with the epochs done in this selection, the loss and the run's latest held-out score, once there is one. */
  readonly onEpoch?: (done: number, loss: number, heldOut?: number) => void;
}

/** Importance samples of a held-out score. */
const SCORE_SAMPLES = 16;

/** Epochs at which a run is scored: dense at first, then every tenth of what has passed. */
export function checkpoints(maximum: number): number[] {
  const epochs: number[] = [];
  for (let epoch = 5; epoch <= maximum; epoch = Math.max(epoch + 5, Math.round(epoch * 1.1)))
    epochs.push(epoch);
  return epochs;
}

/** Rows to train on and rows to be judged by. */
export interface Split {
  readonly rows: Int32Array;
  readonly held: Int32Array;
}

/** Every row is held out once. */
export function crossValidationSplits(rowCount: number, folds: number, seed: number): Split[] {
  const order = new Random(seed).fork("folds").permutation(rowCount);
  return Array.from({ length: folds }, (_, fold) => ({
    held: Int32Array.from(order.filter((_, i) => i % folds === fold)),
    rows: Int32Array.from(order.filter((_, i) => i % folds !== fold)),
  }));
}

/** A share of the rows is held out, at most 2,000. */
export function validationSplit(rowCount: number, share: number, seed: number): Split {
  const order = new Random(seed).fork("validation").permutation(rowCount);
  const size = Math.max(1, Math.min(Math.round(share * rowCount), 2000));
  return { held: order.slice(0, size), rows: order.slice(size) };
}

/**
 * Little data: every candidate is trained on k - 1 folds and scored on the one left out at a ladder of epochs; the
 * best mean over the folds names candidate and number of epochs. No epochs at all is a possible answer where the
 * candidate has a start of its own.
 */
export async function chooseByCrossValidation(
  input: SelectionInput,
  candidates: readonly Candidate[],
  splits: readonly Split[],
): Promise<Choice[]> {
  const { rowCount, model, seed } = input;
  const ladder = checkpoints(input.maximumEpochs);
  const choices: Choice[] = [];
  let done = 0;
  for (const candidate of candidates) {
    const sums = new Float64Array(ladder.length + 1);
    let reached = ladder.length;
    for (const [fold, { held, rows }] of splits.entries()) {
      const start = candidate.start(rows);
      let step = 0;
      let best = Number.POSITIVE_INFINITY;
      let bestEpoch = 0;
      let latest: number | undefined;
      const record = (score: number, epoch: number) => {
        latest = Number.isFinite(score) ? score : undefined;
        sums[step++] += (score * held.length) / rowCount;
        if (score < best) {
          best = score;
          bestEpoch = epoch;
        }
      };
      const score = (trainer: Trainer) =>
        trainer.score({ order: held, samples: SCORE_SAMPLES, seed: seed + 1 });
      await runTraining({
        ...input,
        model,
        data: input.codedBy(rows),
        rows,
        start,
        precision: candidate.precision,
        seed: seed + 1000 * (fold + 1),
        // A random start without training is no answer.
        beforeFirst: (trainer) => record(start === undefined ? Number.POSITIVE_INFINITY : score(trainer), 0),
        epochPlan: (epoch) =>
          epoch <= (ladder[reached - 1] ?? 0)
            ? { rate: candidate.rate, klWeight: klWeight(epoch, candidate.warmUp) }
            : undefined,
        afterEpoch: ({ epoch, loss }, trainer) => {
          input.onEpoch?.(++done, loss, latest);
          if (epoch !== ladder[step - 1]) return undefined;
          record(score(trainer), epoch);
          // Long past the best, and past the warm-up: later epochs will not win either.
          return epoch < Math.max(100, 2 * candidate.warmUp) || epoch < 1.6 * bestEpoch;
        },
      });
      reached = Math.min(reached, step - 1);
    }
    let best = 0;
    for (let i = 1; i <= reached; i++) if (sums[i] < sums[best]) best = i;
    const epochs = best === 0 ? 0 : ladder[best - 1];
    choices.push({ candidate, rates: new Array<number>(epochs).fill(candidate.rate), score: sums[best] });
  }
  return choices.sort((a, b) => a.score - b.score);
}

/**
 * Much data: every candidate is trained once beside a validation split, its rate falling on plateaus of the
 * validation score; the best names candidate, epochs and rates.
 */
export async function chooseByValidation(
  input: SelectionInput,
  candidates: readonly Candidate[],
  { rows, held }: Split,
): Promise<Choice[]> {
  const { seed } = input;
  const choices: Choice[] = [];
  let done = 0;
  for (const candidate of candidates) {
    const start = candidate.start(rows);
    const rates: number[] = [];
    let best = { score: Number.POSITIVE_INFINITY, epochs: 0 };
    const plateau = new ReduceOnPlateau(candidate.rate, {
      factor: 4,
      patience: 6,
      minimum: candidate.rate / 60,
    });
    const score = (trainer: Trainer) => trainer.score({ order: held, samples: 4, seed: seed + 1 });
    await runTraining({
      ...input,
      data: input.codedBy(rows),
      rows,
      start,
      precision: candidate.precision,
      beforeFirst: (trainer) => {
        if (start !== undefined) best = { score: score(trainer), epochs: 0 };
      },
      epochPlan: (epoch) =>
        plateau.finished || epoch > input.maximumEpochs
          ? undefined
          : { rate: plateau.rate, klWeight: klWeight(epoch, candidate.warmUp) },
      afterEpoch: ({ epoch, loss, rate }, trainer) => {
        rates.push(rate);
        const now = score(trainer);
        input.onEpoch?.(++done, loss, now);
        if (now < best.score) best = { score: now, epochs: epoch };
        if (epoch > candidate.warmUp) plateau.observe(now);
        return undefined;
      },
    });
    choices.push({ candidate, rates: rates.slice(0, best.epochs), score: best.score });
  }
  return choices.sort((a, b) => a.score - b.score);
}
