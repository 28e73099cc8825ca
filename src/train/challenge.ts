import { Limit } from "../numeric/limit.ts";
import { pairedDifference } from "../numeric/pairedDifference.ts";
import {
  bestOfFolds,
  type Candidate,
  type Choice,
  chooseByPlan,
  chooseByValidation,
  EVIDENCE,
  isFalling,
  type Split,
  type Trial,
  type TryAll,
} from "./selection.ts";

/** How another model fared on the rows that chose the one that holds. */
export interface Challenge {
  /** Its best, of the candidates that were tried on all rows if there are any. */
  readonly choice: Choice;
  /** What it gains over the one that holds, nats a row; the error is that of the mean over folds, null where a single split judged. */
  readonly gain: number;
  readonly standardError: number | null;
  /** Whether that is more than what falls to it by chance. */
  readonly won: boolean;
}

/** The splits and candidates of a training. */
interface Contest {
  readonly candidates: readonly Candidate[];
  readonly splits: readonly Split[];
  readonly maximumEpochs: number;
}

/** Folds that say whether the others are worth trying. */
const PROBES = 2;

/**
 * Tries another model on the splits that chose the one that holds, and in the same ways. Where the first two of several folds are
 * against a candidate, it is not tried on the others.
 *
 * @param held the choice for the one that holds
 * @throws ComputationError where a trial failed
 */
export async function challenge(
  held: Choice,
  { candidates, splits, maximumEpochs }: Contest,
  tryAll: TryAll,
  onLeftOut: (places: readonly number[]) => void = () => {},
): Promise<Challenge> {
  const choices =
    splits.length > 1
      ? await chooseByRace(held, { candidates, splits, maximumEpochs }, tryAll, onLeftOut)
      : candidates.every(isFalling)
        ? await chooseByPlan(candidates, splits[0].held.length, tryAll, onLeftOut)
        : await chooseByValidation(candidates, tryAll);
  return judged(held, choices[0], splits);
}

/** Those that were tried on all folds first, and the best of them. */
async function chooseByRace(
  held: Choice,
  { candidates, splits, maximumEpochs }: Contest,
  tryAll: TryAll,
  onLeftOut: (places: readonly number[]) => void,
): Promise<Choice[]> {
  const folds = splits.length;
  const limits = candidates.map(() => splits.map(() => new Limit()));
  const trials: Trial[][] = candidates.map(() => []);
  const attempt = async (runners: readonly number[], from: number, to: number) => {
    const count = to - from;
    const done = await tryAll(runners.length * count, async (at, attempted) => {
      const runner = runners[Math.floor(at / count)];
      const split = from + (at % count);
      const limit = limits[runner][split];
      const trial = await attempted(candidates[runner], { index: runner * folds + split, split, limit });
      if (trial.failure === undefined)
        for (const later of limits[runner].slice(split + 1)) later.lower(trial.scores.length - 1);
      return trial;
    });
    runners.forEach((runner, i) => {
      trials[runner].push(...done.slice(i * count, (i + 1) * count));
    });
  };
  const bestOf = (runner: number) =>
    bestOfFolds(candidates[runner], trials[runner], splits.slice(0, trials[runner].length), maximumEpochs);
  const all = candidates.map((_, runner) => runner);
  const probes = Math.min(PROBES, folds);
  await attempt(all, 0, probes);
  const left = all.filter((runner) =>
    bestOf(runner).bySplit.some((score, split) => score < held.bySplit[split]),
  );
  onLeftOut(
    all
      .filter((runner) => !left.includes(runner))
      .flatMap((runner) => splits.map((_, split) => runner * folds + split).slice(probes)),
  );
  if (left.length > 0 && probes < folds) await attempt(left, probes, folds);
  return (left.length > 0 ? left : all).map(bestOf).sort((a, b) => a.score - b.score);
}

function judged(held: Choice, choice: Choice, splits: readonly Split[]): Challenge {
  const tried = splits.slice(0, choice.bySplit.length);
  const rows = tried.reduce((sum, split) => sum + split.held.length, 0);
  const gain = tried.reduce(
    (sum, split, i) => sum + ((held.bySplit[i] - choice.bySplit[i]) * split.held.length) / rows,
    0,
  );
  const standardError =
    tried.length > 1
      ? pairedDifference(held.bySplit.slice(0, tried.length), choice.bySplit).standardError
      : null;
  return { choice, gain, standardError, won: gain > (standardError ?? 0) && gain * rows > EVIDENCE };
}
