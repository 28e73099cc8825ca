/**
 * A column as a function of a standard normal number.
 */
import type { Dataset } from "../../data/index.ts";
import { exp } from "../../numeric/elementary.ts";
import { HALF_LOG_TWO_PI, normalCdf, normalQuantile } from "../../numeric/special.ts";
import type { Marginal } from "../marginal.ts";

/** Hermite functions that are kept of each column. */
export const HERMITE_TERMS = 30;

/** Beyond this a cumulative probability is 0 or 1 in double precision. */
const FARTHEST = 8;

/** Cells of a distribution of whole numbers that are told apart where correlations are estimated. */
const MOST_CELLS = 400;

export interface LatentColumn {
  /** Whether many normal numbers give this value, so that it has a mass. */
  isMass(value: number): boolean;
  /** The normal numbers that give this value: one number twice where there is but one. */
  bounds(value: number): readonly [low: number, high: number];
  /** What belongs to the log-density of a value beside that of its normal number; 0 for a mass. */
  logJacobian(value: number): number;
  /** The mean of the normal number given the value. */
  score(value: number): number;
  /** Coefficients of the score by normalized Hermite polynomials 1, 2, ... of the normal number. */
  readonly hermite: Float64Array;
  /** The value of a normal number. */
  value(latent: number): number;
}

const density = (z: number) => (Number.isFinite(z) ? exp(-0.5 * z * z) * 0.3989422804014327 : 0);

export function continuousColumn({ distribution }: Marginal): LatentColumn {
  const latent = (value: number) =>
    Math.min(Math.max(normalQuantile(distribution.cdf(value)), -FARTHEST), FARTHEST);
  const hermite = new Float64Array(HERMITE_TERMS);
  hermite[0] = 1;
  return {
    isMass: () => false,
    bounds: (value) => {
      const z = latent(value);
      return [z, z];
    },
    logJacobian: (value) => {
      const z = latent(value);
      return distribution.logProbability(value) + 0.5 * z * z + HALF_LOG_TWO_PI;
    },
    score: latent,
    hermite,
    value: (z) => distribution.fromNormal(z),
  };
}

/**
 * @param order the values from low to high, codes of levels; absent for whole numbers
 */
export function discreteColumn({ distribution }: Marginal, order?: readonly number[]): LatentColumn {
  const rankOf = order && new Map(order.map((value, rank) => [value, rank]));
  const probabilities = order?.map((value) => distribution.probabilities![value]);
  const upTo = (value: number): number => {
    if (rankOf === undefined || probabilities === undefined) return distribution.cdf(value);
    const rank = rankOf.get(value) ?? -1;
    if (rank === probabilities.length - 1) return 1;
    return probabilities.slice(0, rank + 1).reduce((sum, p) => sum + p, 0);
  };
  const below = (value: number): number => {
    if (rankOf === undefined || order === undefined) return distribution.cdf(value - 1);
    const rank = rankOf.get(value) ?? 0;
    return rank === 0 ? 0 : upTo(order[rank - 1]);
  };
  const known = new Map<number, readonly [number, number]>();
  const bounds = (value: number): readonly [number, number] => {
    let found = known.get(value);
    if (found === undefined) {
      found = [normalQuantile(below(value)), normalQuantile(upTo(value))];
      known.set(value, found);
    }
    return found;
  };
  const score = (value: number): number => {
    const [low, high] = bounds(value);
    const mass = normalCdf(high) - normalCdf(low);
    if (mass > 1e-12) return (density(low) - density(high)) / mass;
    return Number.isFinite(low) ? low : high;
  };
  const hermite = new Float64Array(HERMITE_TERMS);
  for (const { first, middle, last } of order ? order.map(alone) : cellsOf(distribution)) {
    const own = score(middle);
    addHermite(hermite, bounds(first)[0], own);
    addHermite(hermite, bounds(last)[1], -own);
  }
  return {
    isMass: () => true,
    bounds,
    logJacobian: () => 0,
    score,
    hermite,
    value: (z) => {
      if (order === undefined) return distribution.fromNormal(z);
      return order.find((value) => z <= bounds(value)[1]) ?? order[order.length - 1];
    },
  };
}

/** A continuous column but for one value, which has a mass of its own. */
export function semicontinuousColumn(marginal: Marginal): LatentColumn {
  const { distribution, type } = marginal;
  const atom = type.atom!;
  const continuous = continuousColumn(marginal);
  const upTo = Math.min(distribution.cdf(atom), 1);
  const below = Math.max(upTo - exp(distribution.logProbability(atom)), 0);
  const interval = [normalQuantile(below), normalQuantile(upTo)] as const;
  const [low, high] = interval;
  const middle = (density(low) - density(high)) / (normalCdf(high) - normalCdf(low));
  const hermite = Float64Array.from(continuous.hermite);
  // Within the interval the score is its mean in place of the number itself.
  addHermite(hermite, low, middle);
  addHermite(hermite, high, -middle);
  addLinearHermite(hermite, low, high);
  return {
    isMass: (value) => value === atom,
    bounds: (value) => (value === atom ? interval : continuous.bounds(value)),
    logJacobian: (value) => (value === atom ? 0 : continuous.logJacobian(value)),
    score: (value) => (value === atom ? middle : continuous.score(value)),
    hermite,
    value: continuous.value,
  };
}

/** Points of an interval over which a product of polynomials is summed. */
const PANELS = 400;

/** Takes the integral of each normalized Hermite polynomial times the number itself times the normal density away, over an interval. */
function addLinearHermite(coefficients: Float64Array, low: number, high: number): void {
  const [from, to] = [Math.max(low, -FARTHEST), Math.min(high, FARTHEST)];
  const width = (to - from) / PANELS;
  for (let i = 0; i <= PANELS; i++) {
    const z = from + i * width;
    // By Simpson's rule.
    const share = ((i === 0 || i === PANELS ? 1 : i % 2 === 1 ? 4 : 2) * width) / 3;
    let [before, now] = [1, z];
    for (let k = 1; k <= coefficients.length; k++) {
      coefficients[k - 1] -= share * z * now * density(z);
      [before, now] = [now, (z * now - Math.sqrt(k) * before) / Math.sqrt(k + 1)];
    }
  }
}

/** Neighbouring values that are taken for one. */
interface Cell {
  readonly first: number;
  readonly middle: number;
  readonly last: number;
}

const alone = (value: number): Cell => ({ first: value, middle: value, last: value });

/** The whole numbers that have all but next to nothing of the mass, as many together as there are cells too many. */
function cellsOf({ quantile }: Marginal["distribution"]): Cell[] {
  const from = quantile(1e-9);
  const count = quantile(1 - 1e-9) - from + 1;
  const together = Math.ceil(count / MOST_CELLS);
  return Array.from({ length: Math.ceil(count / together) }, (_, k) => {
    const first = from + k * together;
    return { first, middle: first + Math.floor(together / 2), last: first + together - 1 };
  });
}

/** Adds weight x the integral of each normalized Hermite polynomial times the normal density from `bound` upwards. */
function addHermite(coefficients: Float64Array, bound: number, weight: number): void {
  if (!Number.isFinite(bound)) return;
  const height = weight * density(bound);
  let [before, now] = [0, 1];
  for (let k = 1; k <= coefficients.length; k++) {
    coefficients[k - 1] += (height * now) / Math.sqrt(k);
    [before, now] = [now, (bound * now - Math.sqrt(k - 1) * before) / Math.sqrt(k)];
  }
}

/** Latent columns of a table. */
export function latentColumns(
  data: Dataset,
  marginals: readonly Marginal[],
  orders: readonly (readonly number[] | undefined)[],
): LatentColumn[] {
  return data.columns.map((_, c) =>
    marginals[c].type.atom !== undefined
      ? semicontinuousColumn(marginals[c])
      : marginals[c].discrete
        ? discreteColumn(marginals[c], orders[c])
        : continuousColumn(marginals[c]),
  );
}
