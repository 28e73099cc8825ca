import { pairedDifference } from "../numeric/pairedDifference.ts";
import { FoldTrials } from "./foldTrials.ts";
import {
  type Candidate,
  type Choice,
  chooseByPlan,
  chooseByValidation,
  EVIDENCE,
  isFalling,
  type Split,
  type TryAll,
} from "./selection.ts";

/** What one model gains over another on held-out rows. */
export interface Lead {
  /** Nats a row; the error is that of the mean over folds, null where a single split judged. */
  readonly gain: number;
  readonly standardError: number | null;
  /** Held-out rows that say so. */
  readonly rows: number;
}

/** How another model fared on the rows that chose the one that holds. */
export interface Challenge extends Lead {
  /** Its best, of the candidates that were tried on all rows if there are any. */
  readonly choice: Choice;
  /** Whether it takes the place of the one that holds. */
  readonly won: boolean;
}

/**
 * Whether held-out rows tell for what gains so much.
 *
 * @param errors standard errors that it has to gain at least
 */
export function tells({ gain, standardError, rows }: Lead, errors = 1): boolean {
  return gain > errors * (standardError ?? 0) && gain * rows > EVIDENCE;
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
 * @param wins what it takes to take its place; by default more than what falls to it by chance
 * @throws ComputationError where a trial failed
 */
export async function challenge(
  held: Choice,
  { candidates, splits, maximumEpochs }: Contest,
  tryAll: TryAll,
  onLeftOut: (places: readonly number[]) => void = () => {},
  wins: (lead: Lead) => boolean = tells,
): Promise<Challenge> {
  const choices =
    splits.length > 1
      ? await chooseByRace(held, { candidates, splits, maximumEpochs }, tryAll, onLeftOut)
      : candidates.every(isFalling)
        ? await chooseByPlan(candidates, splits[0].held.length, tryAll, onLeftOut)
        : await chooseByValidation(candidates, tryAll);
  const lead = leadOver(held, choices[0], splits);
  return { choice: choices[0], ...lead, won: wins(lead) };
}

/** Those that were tried on all folds first, and the best of them. */
async function chooseByRace(
  held: Choice,
  { candidates, splits, maximumEpochs }: Contest,
  tryAll: TryAll,
  onLeftOut: (places: readonly number[]) => void,
): Promise<Choice[]> {
  const folds = splits.length;
  const trials = new FoldTrials(candidates, splits, maximumEpochs, tryAll);
  const all = [...candidates.keys()];
  const probes = Math.min(PROBES, folds);
  await trials.attempt(all, probes);
  const left = all.filter((place) =>
    trials.bestOf(place).bySplit.some((score, split) => score < held.bySplit[split]),
  );
  onLeftOut(
    all
      .filter((place) => !left.includes(place))
      .flatMap((place) => splits.map((_, split) => place * folds + split).slice(probes)),
  );
  if (left.length === 0) return trials.choices(all);
  if (probes < folds) await trials.attempt(left, folds - probes);
  return trials.choices(left);
}

/** What one choice gains over another on the splits that it was tried on. */
export function leadOver(held: Choice, choice: Choice, splits: readonly Split[]): Lead {
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
  return { gain, standardError, rows };
}
