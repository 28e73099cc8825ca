import type { ColumnType } from "../data/index.ts";
import { exp, log } from "../numeric/elementary.ts";
import { InputError } from "../numeric/errors.ts";
import { normalCdf } from "../numeric/special.ts";
import type { ColumnCoding, ValueDistribution } from "./likelihood.ts";

/** What columns with levels have in common. */

/** Of the standard logistic distribution: of what lies behind a level where its odds are linear. */
export const LOGISTIC_VARIANCE = (Math.PI * Math.PI) / 3;

/** @throws InputError where a column has fewer than two levels. */
export function levelsOf(name: string, { levels }: ColumnType): readonly string[] {
  if (levels === undefined || levels.length < 2) {
    throw new InputError(
      `Expected at least two levels in column "${name}", got ${levels?.length ?? "none"}. Leave the column out or make it latent.`,
    );
  }
  return levels;
}

/** One less than there are levels. */
export function countContrasts(type: ColumnType): number {
  return levelsOf("", type).length - 1;
}

/** Of each column, one less than there are levels. */
export function contrastsOf(codings: readonly ColumnCoding[]): number[] {
  return codings.map(({ type }) => countContrasts(type));
}

/** Shares of the levels, half a row added to each so that none is impossible. @throws InputError for a value that is no code. */
export function levelShares(name: string, type: ColumnType, values: Float64Array): Float64Array {
  const levels = levelsOf(name, type);
  const counts = new Float64Array(levels.length).fill(0.5);
  for (const value of values) {
    if (!(Number.isInteger(value) && value >= 0 && value < levels.length)) {
      throw new InputError(
        `Expected the codes 0 to ${levels.length - 1} of levels in column "${name}", got ${value}.`,
      );
    }
    counts[value]++;
  }
  const total = values.length + 0.5 * levels.length;
  return counts.map((n) => n / total);
}

/** The distribution of a level. */
export function levelDistribution(probabilities: Float64Array, ordered: boolean): ValueDistribution {
  let mean = 0;
  let mode = 0;
  probabilities.forEach((p, k) => {
    mean += p * k;
    if (p > probabilities[mode]) mode = k;
  });
  let variance = 0;
  probabilities.forEach((p, k) => {
    variance += p * (k - mean) ** 2;
  });
  const cdf = (value: number) => {
    let sum = 0;
    for (let k = 0; k < probabilities.length && k <= value; k++) sum += probabilities[k];
    return value >= probabilities.length - 1 ? 1 : Math.min(sum, 1);
  };
  const quantile = (p: number) => {
    let sum = 0;
    for (let k = 0; k < probabilities.length - 1; k++) {
      sum += probabilities[k];
      if (sum >= p) return k;
    }
    return probabilities.length - 1;
  };
  return {
    mean: ordered ? mean : Number.NaN,
    variance: ordered ? variance : Number.NaN,
    mode,
    probabilities,
    logProbability: (value) => {
      const p = probabilities[value] ?? 0;
      return p > 0 ? log(p) : Number.NEGATIVE_INFINITY;
    },
    cdf,
    quantile,
    fromNormal: (e) => quantile(normalCdf(e)),
  };
}

/** Shares that are no less than this keep weights of proposed levels bounded. */
const DEFENSIVE = 0.1;

/**
 * A level near given features: each level's share times how near its scores are, mixed with the shares alone.
 *
 * @param scores coded, [feature rows][levels]
 */
export function proposeLevel(
  shares: ArrayLike<number>,
  scores: readonly (readonly number[])[],
  features: readonly number[],
  u: number,
): { value: number; logMass: number } {
  const count = shares.length;
  const weights = new Float64Array(count);
  let largest = Number.NEGATIVE_INFINITY;
  for (let k = 0; k < count; k++) {
    let distance = 0;
    for (let r = 0; r < scores.length; r++) distance += (features[r] - scores[r][k]) ** 2;
    weights[k] = -distance;
    largest = Math.max(largest, weights[k]);
  }
  let total = 0;
  for (let k = 0; k < count; k++) {
    weights[k] = shares[k] * exp(weights[k] - largest);
    total += weights[k];
  }
  let sum = 0;
  for (let k = 0; k < count; k++) {
    const mass = (1 - DEFENSIVE) * (weights[k] / total) + DEFENSIVE * shares[k];
    sum += mass;
    if (u < sum || k === count - 1) return { value: k, logMass: log(mass) };
  }
  throw new Error("a proposal needs levels");
}
