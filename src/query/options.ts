import { requireArgument } from "../numeric/arguments.ts";
import { InputError } from "../numeric/errors.ts";

/** What every question to a model takes: a seed, a listener to its progress and a signal that ends it. */
export interface QueryOptions {
  readonly seed?: number;
  /** Called with the share that is done, from 0 to 1. */
  readonly onProgress?: (share: number) => void;
  readonly signal?: AbortSignal;
}

/** @throws InputError unless the count is a whole number of at least 1. */
export function checkCount(count: number, what: string): number {
  requireArgument(typeof count === "number", `a number of ${what}`, count);
  if (!Number.isInteger(count) || count < 1) {
    throw new InputError(`Expected a number of ${what} of at least 1, got ${count}.`);
  }
  return count;
}

/** Levels of the quantiles that are reported unless others are asked for: median and central 90 %, as the columns of tables. */
export const DEFAULT_LEVELS: readonly number[] = [0.05, 0.5, 0.95];

/** @throws InputError unless every level lies between 0 and 1. */
export function checkLevels(levels: readonly number[]): readonly number[] {
  requireArgument(Array.isArray(levels), "a list of quantile levels such as [0.05, 0.5, 0.95]", levels);
  const bad = levels.find((level) => typeof level !== "number" || !(level > 0 && level < 1));
  if (bad !== undefined) {
    throw new InputError(`Expected quantile levels between 0 and 1, both excluded, got ${bad}.`);
  }
  return levels;
}
