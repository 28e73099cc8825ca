import type { Dataset, TrainedModel } from "../../../src/internals.ts";
import { modelOf } from "./heldModels.ts";
import { shownUnits } from "./latentUnits.ts";
import type { Questions } from "./messages.ts";

/** Values of a candidate that are tried: as many quantiles of what is believed of it. */
const TRIED = 12;
const SAMPLES = 120;

/** A value that a candidate may have, and how likely it is. */
interface Tried {
  readonly value: number;
  readonly weight: number;
}

/**
 * Expected information: the entropy of what is believed of the target minus its mean over the values that a candidate may
 * have, each asked about as if it were seen. Numbers count as normal, with the total variance of the same draws, so that
 * noise never makes it negative.
 */
export function answerTelling(
  { seen, target, ...question }: Questions["telling"]["input"],
  onProgress: (share: number) => void,
): Questions["telling"]["output"] {
  const model = modelOf(question.model);
  const known = new Map(seen);
  const open = model.observedNames.filter((name) => !known.has(name) && name !== target);
  // What the graph separates from the target tells nothing of it: draws would say that it tells a little.
  const bears = (name: string) =>
    model
      .bearingOn([...known.keys(), name], [])
      ?.get(target)
      ?.includes(name) ?? true;
  const candidates = open.filter(bears);
  const silent = open.filter((name) => !candidates.includes(name)).map((name) => ({ name, nats: 0 }));
  if (candidates.length === 0) return silent;
  const believed = beliefsOf(model, question, known);
  const types = model.coding.types();
  const tries = candidates.map((name) =>
    triedValues(believed.get(name)!, types?.[model.observedNames.indexOf(name)].levels?.length),
  );
  const rows = candidates.flatMap((name, i) => tries[i].map(({ value }) => new Map(known).set(name, value)));
  const entropies = entropyOf(model, rowsOf(model, rows), target, onProgress);
  let from = 0;
  const told = candidates
    .map((name, i) => {
      const weights = tries[i].map(({ weight }) => weight);
      const nats = entropies.gained(from, weights);
      from += weights.length;
      return { name, nats };
    })
    .sort((a, b) => b.nats - a.nats);
  return [...told, ...silent];
}

function rowsOf(model: TrainedModel, rows: readonly ReadonlyMap<string, number>[]): Dataset {
  const columns = model.observedNames;
  const types = model.coding.types();
  return {
    columns,
    rowCount: rows.length,
    values: Float64Array.from(rows.flatMap((row) => columns.map((name) => row.get(name) ?? Number.NaN))),
    ...(types && { types }),
  };
}

/** Draws of every open measured node, given what is seen. */
function beliefsOf(
  model: TrainedModel,
  question: Omit<Questions["telling"]["input"], "seen" | "target">,
  known: ReadonlyMap<string, number>,
): ReadonlyMap<string, Float64Array> {
  if (known.size === 0) return shownUnits(model, question).draws;
  const { completed, column, draws } = model.impute(rowsOf(model, [known]), { samples: SAMPLES, seed: 1 });
  return new Map(
    Array.from(column, (at, gap) => [completed.columns[at], draws.slice(gap * SAMPLES, (gap + 1) * SAMPLES)]),
  );
}

function triedValues(draws: Float64Array, levels: number | undefined): readonly Tried[] {
  const sorted = draws.toSorted();
  const distinct = new Set(sorted);
  if (levels !== undefined || distinct.size <= TRIED) {
    return [...distinct].map((value) => ({
      value,
      weight: sorted.filter((one) => one === value).length / sorted.length,
    }));
  }
  return Array.from({ length: TRIED }, (_, i) => ({
    value: sorted[Math.floor(((i + 0.5) / TRIED) * sorted.length)],
    weight: 1 / TRIED,
  }));
}

interface Entropies {
  /** Nats that rows from one on, of such weights, gain over their mixture. */
  gained(from: number, weights: readonly number[]): number;
}

function entropyOf(
  model: TrainedModel,
  rows: Dataset,
  target: string,
  onProgress: (share: number) => void,
): Entropies {
  const options = { samples: SAMPLES, seed: 1, onProgress };
  const k = model.latentNames.indexOf(target);
  if (k >= 0) {
    const { mean, standardDeviation, latents } = model.posterior(rows, { ...options, draws: false });
    const at = (row: number) => row * latents.length + k;
    return normalEntropies(
      (row) => mean[at(row)],
      (row) => standardDeviation[at(row)] ** 2,
    );
  }
  const { row, column, completed, mean, standardDeviation, probabilities } = model.impute(rows, options);
  const own = new Map<number, number>();
  row.forEach((one, gap) => {
    if (completed.columns[column[gap]] === target) own.set(one, gap);
  });
  const gapOf = (one: number) => own.get(one)!;
  if (probabilities[gapOf(0)] === undefined)
    return normalEntropies(
      (one) => mean[gapOf(one)],
      (one) => standardDeviation[gapOf(one)] ** 2,
    );
  return {
    gained(from, weights) {
      const masses = weights.map((_, i) => probabilities[gapOf(from + i)]!);
      const mixture = masses[0].map((_, level) =>
        weights.reduce((sum, weight, i) => sum + weight * masses[i][level], 0),
      );
      const left = weights.reduce((sum, weight, i) => sum + weight * entropy(masses[i]), 0);
      return Math.max(0, entropy(mixture) - left);
    },
  };
}

function normalEntropies(mean: (row: number) => number, variance: (row: number) => number): Entropies {
  return {
    gained(from, weights) {
      const sum = (of: (row: number) => number) =>
        weights.reduce((total, weight, i) => total + weight * of(from + i), 0);
      const middle = sum(mean);
      const total = sum((row) => variance(row) + (mean(row) - middle) ** 2);
      return Math.max(0, 0.5 * (Math.log(total) - sum((row) => Math.log(variance(row)))));
    },
  };
}

function entropy(masses: Float64Array): number {
  return -masses.reduce((sum, mass) => sum + (mass > 0 ? mass * Math.log(mass) : 0), 0);
}
