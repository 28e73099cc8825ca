import { ComputationError } from "../numeric/errors.ts";
import type { Limit } from "../numeric/limit.ts";
import { Random } from "../numeric/random.ts";
import { type RunPlan, runTraining } from "./run.ts";
import { cosineRates, klWeight, ReduceOnPlateau } from "./schedule.ts";
import { addTold } from "./toldEpochs.ts";
import type { Breathe, Trainer } from "./trainer.ts";
import type { StartKind } from "./tuning.ts";

/** A way to train that the data may choose: where to start and how fast to go. */
export interface Candidate {
  readonly name: StartKind;
  readonly rate: number;
  /** Epochs of KL warm-up. */
  readonly warmUp: number;
  /** Precision of the prior on the nonlinear parts' weights. */
  readonly precision: number;
  /** Exactly so many epochs, the rate falling to nothing over them; otherwise the held-out rows say how many. */
  readonly falling?: number;
}

/** What the held-out rows chose: rates[e] is the rate of epoch e + 1, as many as there are epochs to run. */
export interface Choice {
  readonly candidate: Candidate;
  readonly rates: readonly number[];
  /** Held-out negative log-likelihood (importance-weighted), nats a row in the units of the training. */
  readonly score: number;
  /** The same of every split, in their order. */
  readonly bySplit: readonly number[];
}

/** How a candidate did on one split. */
export interface Trial {
  /**
   * Held-out negative log-likelihoods: before the first epoch, infinite for a random start, which without training is no
   * answer; then at each of the epochs that are judged.
   */
  readonly scores: readonly number[];
  /** Of its epochs. */
  readonly rates: readonly number[];
  /** What ended it before its time. */
  readonly failure?: string;
}

/** What a trial trains: all of a run but its course. */
export interface TrialPlan extends Omit<RunPlan, "epochPlan" | "beforeFirst" | "afterEpoch"> {
  /** Called after every epoch with the latest held-out score, once there is one. */
  readonly onEpoch: (loss: number, rate: number, heldOut: number | undefined) => void;
}

/** The rows that judge a trial. */
export interface Judged {
  readonly held: Int32Array;
  readonly seed: number;
  readonly maximumEpochs: number;
  /**
   * Importance samples of a held-out score, epochs at least where folds judge, and epochs without gain before the rate falls where
   * one split does: columns of other kinds ask for more of all of them.
   */
  readonly mostSamples?: number;
  readonly leastEpochs?: number;
  readonly patience?: number;
}

/** Has trials carried out, some side by side, and gives them in order. */
export type TryAll = (
  count: number,
  ask: (index: number, attempt: Try) => Promise<Trial>,
) => Promise<Trial[]>;

/** Carries out a trial somewhere. */
export type Try = (
  candidate: Candidate,
  place: { readonly index: number; readonly split: number; readonly limit?: Limit },
) => Promise<Trial>;

/** Importance samples of a held-out score. */
const SCORE_SAMPLES = 16;
/** Where a fold has few rows they may have more: so many in all, which costs less than the epochs between two scores. */
const MORE_SAMPLES = 1000;
/** The same where a split of many rows judges, and epochs without gain before its rate falls. */
const SPLIT_SAMPLES = 4;
const PATIENCE = 6;
/** Of a trial, whatever its best. */
const LEAST_EPOCHS = 100;

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

/** The scores of a run with those that a random start does not have. */
export function scoresFrom(start: Float64Array | undefined, scores: readonly number[]): number[] {
  return start === undefined ? [Number.POSITIVE_INFINITY, ...scores] : [...scores];
}

/**
 * Trains on all folds but one and scores the one left out at a ladder of epochs.
 *
 * @param limit steps of the ladder at most: those beyond no longer count
 */
export async function trialByFold(
  plan: TrialPlan,
  candidate: Candidate,
  {
    held,
    seed,
    maximumEpochs,
    limit,
    mostSamples = SCORE_SAMPLES,
    leastEpochs = LEAST_EPOCHS,
  }: Judged & { readonly limit?: Pick<Limit, "value"> },
): Promise<Trial> {
  const ladder = checkpoints(maximumEpochs);
  const samples = Math.min(mostSamples, Math.max(SCORE_SAMPLES, Math.floor(MORE_SAMPLES / held.length)));
  const scores: number[] = [];
  let best = Number.POSITIVE_INFINITY;
  let bestEpoch = 0;
  let latest: number | undefined;
  const keep = (score: number, epoch: number) => {
    latest = Number.isFinite(score) ? score : undefined;
    scores.push(score);
    if (score < best) {
      best = score;
      bestEpoch = epoch;
    }
  };
  const scored = (trainer: Trainer, breathe: Breathe) =>
    trainer.score({ order: held, samples, seed }, breathe);
  const steps = () => Math.min(limit?.value ?? ladder.length, ladder.length);
  await runTraining({
    ...plan,
    beforeFirst: async (trainer, breathe) =>
      keep(plan.start === undefined ? Number.POSITIVE_INFINITY : await scored(trainer, breathe), 0),
    epochPlan: (epoch) =>
      epoch <= (ladder[steps() - 1] ?? 0)
        ? { rate: candidate.rate, klWeight: klWeight(epoch, candidate.warmUp) }
        : undefined,
    afterEpoch: async ({ epoch, loss, rate }, trainer, breathe) => {
      plan.onEpoch(loss, rate, latest);
      if (epoch !== ladder[scores.length - 1]) return undefined;
      keep(await scored(trainer, breathe), epoch);
      // Long past the best, and past the warm-up: later epochs will not win either.
      return epoch < Math.max(leastEpochs, 2 * candidate.warmUp) || epoch < 1.6 * bestEpoch;
    },
  });
  return { scores, rates: [] };
}

/** Trains beside a validation split, the rate falling on plateaus of its score. */
export async function trialBySplit(
  plan: TrialPlan,
  candidate: Candidate,
  { held, seed, maximumEpochs, mostSamples = SPLIT_SAMPLES, patience = PATIENCE }: Judged,
): Promise<Trial> {
  const rates: number[] = [];
  const scores: number[] = [];
  const plateau = new ReduceOnPlateau(candidate.rate, {
    factor: 4,
    patience,
    minimum: candidate.rate / 60,
  });
  const scored = (trainer: Trainer, breathe: Breathe) =>
    trainer.score({ order: held, samples: mostSamples, seed }, breathe);
  await runTraining({
    ...plan,
    beforeFirst: async (trainer, breathe) => {
      scores.push(plan.start === undefined ? Number.POSITIVE_INFINITY : await scored(trainer, breathe));
    },
    epochPlan: (epoch) =>
      plateau.finished || epoch > maximumEpochs
        ? undefined
        : { rate: plateau.rate, klWeight: klWeight(epoch, candidate.warmUp) },
    afterEpoch: async ({ epoch, loss, rate }, trainer, breathe) => {
      const now = await scored(trainer, breathe);
      addTold(rates, epoch, rate);
      addTold(scores, epoch + 1, now);
      plan.onEpoch(loss, rate, now);
      if (epoch > candidate.warmUp) plateau.observe(now);
      return undefined;
    },
  });
  return { scores, rates };
}

/** Trains with a rate that falls as planned and scores the end, which is all that the held-out rows judge. */
export async function trialByPlan(
  plan: TrialPlan,
  candidate: FallingCandidate,
  { held, seed }: Judged,
): Promise<Trial> {
  const rates = cosineRates(candidate.rate, candidate.falling);
  const scores: number[] = [];
  const scored = (trainer: Trainer, breathe: Breathe) =>
    trainer.score({ order: held, samples: 1, seed }, breathe);
  await runTraining({
    ...plan,
    beforeFirst: async (trainer, breathe) => {
      scores.push(plan.start === undefined ? Number.POSITIVE_INFINITY : await scored(trainer, breathe));
    },
    epochPlan: (epoch) =>
      epoch <= rates.length
        ? { rate: rates[epoch - 1], klWeight: klWeight(epoch, candidate.warmUp) }
        : undefined,
    afterEpoch: async ({ epoch, loss, rate }, trainer, breathe) => {
      const last = epoch === rates.length;
      if (last) scores.push(await scored(trainer, breathe));
      plan.onEpoch(loss, rate, last ? scores[1] : undefined);
      return undefined;
    },
  });
  return { scores, rates };
}

/**
 * Much data: every candidate is tried once beside a validation split; the best score names candidate, epochs and rates.
 *
 * @throws ComputationError where a trial failed
 */
export async function chooseByValidation(
  candidates: readonly Candidate[],
  tryAll: TryAll,
): Promise<Choice[]> {
  const trials = await tryAll(candidates.length, (index, attempt) =>
    attempt(candidates[index], { index, split: 0 }),
  );
  const choices = candidates.map((candidate, c) => {
    const { scores, rates, failure } = trials[c];
    if (failure !== undefined) throw new ComputationError(failure);
    let best = 0;
    for (let i = 1; i < scores.length; i++) if (scores[i] < scores[best]) best = i;
    return { candidate, rates: rates.slice(0, best), score: scores[best], bySplit: [scores[best]] };
  });
  return choices.sort((a, b) => a.score - b.score);
}

/** A candidate whose rates fall as planned. */
export type FallingCandidate = Candidate & { readonly falling: number };

export function isFalling(candidate: Candidate): candidate is FallingCandidate {
  return candidate.falling !== undefined;
}

/**
 * What held-out rows have to say in all, nats, for a random start against one from a fit, and for a shorter training against a
 * longer one: less is noise. On tables of the arithmetic circuit (10,000 rows, seeds 50 to 53) 1,500 held-out rows were for the
 * wrong one by up to 3 nats, which cost 0.005 and 0.01 nats a row.
 */
export const EVIDENCE = 5;

/**
 * Much data, and rates that fall as planned: held-out rows choose start and length. A start that is behind one before it, by
 * trainings of the second length, is tried no further; one from a fit comes first, and since it is trained at lower rates, being
 * behind early says nothing against it. Either all epochs count or none.
 *
 * @param candidates those of the preferred start first
 * @param heldOut rows that judge
 * @param onLeftOut told of the places of trials that need not be made, once that is known
 * @throws ComputationError where a trial failed
 */
export async function chooseByPlan(
  candidates: readonly FallingCandidate[],
  heldOut: number,
  tryAll: TryAll,
  onLeftOut: (places: readonly number[]) => void = () => {},
): Promise<Choice[]> {
  const tried: { candidate: FallingCandidate; trial: Trial; end: number }[] = [];
  const attemptAt = async (places: readonly number[]) => {
    const trials = await tryAll(places.length, (i, attempt) =>
      attempt(candidates[places[i]], { index: places[i], split: 0 }),
    );
    places.forEach((place, i) => {
      const trial = trials[i];
      if (trial.failure !== undefined) throw new ComputationError(trial.failure);
      // An end that is no number is no answer.
      const end = Number.isFinite(trial.scores[1]) ? trial.scores[1] : Number.POSITIVE_INFINITY;
      tried.push({ candidate: candidates[place], trial, end });
    });
  };
  const better = (best: (typeof tried)[number], one: (typeof tried)[number]) =>
    heldOut * (best.end - one.end) > EVIDENCE ? one : best;
  const all = candidates.map((_, place) => place);
  const starts = [...new Set(candidates.map(({ name }) => name))];
  const lengths = [...new Set(candidates.map(({ falling }) => falling))].sort((a, b) => a - b);
  const probe = lengths[Math.max(0, lengths.length - 2)];
  const first = starts.length === 1 ? all : all.filter((place) => candidates[place].falling === probe);
  await attemptAt(first);
  const probes = tried.filter(({ candidate }) => candidate.falling === probe);
  const names = starts.slice(0, 1 + starts.indexOf(probes.reduce(better).candidate.name));
  const left = all.filter((place) => !first.includes(place));
  onLeftOut(left.filter((place) => !names.includes(candidates[place].name)));
  await attemptAt(left.filter((place) => names.includes(candidates[place].name)));

  const chosen = names
    .map((name) =>
      tried
        .filter(({ candidate }) => candidate.name === name)
        .sort((a, b) => b.candidate.falling - a.candidate.falling)
        .reduce(better),
    )
    .reduce(better);
  return tried
    .sort((a, b) => a.end - b.end)
    .sort((a, b) => Number(b === chosen) - Number(a === chosen))
    .map(({ candidate, trial: { scores, rates }, end }) =>
      end < scores[0]
        ? { candidate, rates, score: end, bySplit: [end] }
        : { candidate, rates: [], score: scores[0], bySplit: [scores[0]] },
    );
}
