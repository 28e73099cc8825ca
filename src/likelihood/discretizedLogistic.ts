import { type ColumnType, outsideDomain } from "../data/index.ts";
import { addDiscretizedLogistic } from "../engine/index.ts";
import { exp, log, sigmoid, softplus } from "../numeric/elementary.ts";
import { InputError } from "../numeric/errors.ts";
import { normalCdf } from "../numeric/special.ts";
import { LOGISTIC_VARIANCE } from "./levels.ts";
import type { ColumnCoding, Likelihood, ValueDistribution } from "./likelihood.ts";
import { spreadOf } from "./spread.ts";

/**
 * The step whose rounding error bounds the scale from below, in whole numbers: a cell then has at most 0.998 of the mass, so that what
 * training took for certain costs a new row tens of nats and not thousands.
 */
const FINEST = 0.25;
/** Scale of what is proposed for a gap: of the column's deviation, and at least in whole numbers. */
const PROPOSED = 0.2;
const LEAST_PROPOSED = 0.5;

/**
 * Whole numbers with few steps in a deviation, or that vary less than counts do: a logistic variable rounded to the nearest of them
 * (Salimans et al. 2017; of rounding as a model of whole numbers Kowal and Canale 2020). Where they have a least or a greatest one, it
 * takes all that lies beyond.
 */
export const discretizedLogistic: Likelihood = {
  name: "discretized-logistic",
  purpose: "whole numbers around a middle, such as marks, scores and ages",
  discrete: true,
  levels: false,
  ordered: true,
  fileVersion: () => 7,
  formula: cellFormula,
  codingFormula: "(raw - mean) / deviation; the likelihood reads raw",
  featureStep: ({ deviation }) => 1 / deviation,
  predictor: () => "middle",
  carries: () => true,
  residualVariance: ({ scale }) => LOGISTIC_VARIANCE * scale * scale,
  shape: () => ({ locations: 1, scales: 1, shared: 0 }),
  features: () => 1,
  code: (name, type, values) => {
    const { least = Number.MIN_SAFE_INTEGER, most = Number.MAX_SAFE_INTEGER } = type;
    if (!(Number.isSafeInteger(least) && Number.isSafeInteger(most) && least < most)) {
      throw new InputError(
        `Expected the ends of column "${name}" to be whole numbers of which the least is below the greatest, got ${least} and ${most}.`,
      );
    }
    const bad = values.find((value) => outsideDomain(value, type) !== undefined);
    if (bad !== undefined) {
      throw new InputError(
        `Expected ${outsideDomain(bad, type)} in column "${name}", which is discretized-logistic, got ${bad}. Take it as gaussian.`,
      );
    }
    return { name, type, ...spreadOf(name, values) };
  },
  feature: (_, value) => value,
  target: (_, value) => value,
  fromTarget: (_, target) => target,
  drawTarget: (coding, theta, e) => discretizedLogistic.distribution(coding, theta).fromNormal(e),
  logJacobian: () => 0,
  codedStep: () => FINEST,
  record: (tape, sum, { target, location, scale, measured, codings }) => {
    addDiscretizedLogistic(tape, sum, target, location, scale!, codings.map(cells), measured);
  },
  distribution: ({ mean, deviation, type }, { location, scale }) =>
    roundedLogistic(mean + deviation * location[0], deviation * scale, type),
  marginal: ({ deviation }) => {
    // Rounding has a part in how far values vary.
    const share = Math.max(1 - 1 / (12 * deviation * deviation), 0.05);
    return { location: [0], scale: Math.sqrt(share / LOGISTIC_VARIANCE), shared: [] };
  },
  propose: ({ mean, deviation, type }, [feature], u) => {
    const scale = Math.max(PROPOSED * deviation, LEAST_PROPOSED);
    const proposed = roundedLogistic(mean + deviation * feature, scale, type);
    const value = proposed.quantile(u);
    return { value, logMass: proposed.logProbability(value) };
  },
};

function cells({ mean, deviation, type }: ColumnCoding) {
  return { mean, deviation, least: type.least, most: type.most };
}

function cellFormula({ least, most }: ColumnType): string {
  const ends = [
    ...(least === undefined ? [] : [`without the latter where raw = ${least}`]),
    ...(most === undefined ? [] : [`1 for the former where raw = ${most}`]),
  ];
  const cell =
    "sigmoid(((raw + 0.5 - mean) / deviation - mu) / sigma) - sigmoid(((raw - 0.5 - mean) / deviation - mu) / sigma)";
  return [cell, ...ends].join(", ");
}

/** Scales from a middle beyond which nothing lies in double precision. */
const REACH = 40;
/** Cells that moments are summed over; of more as many at a time as make no difference. */
const CELLS = 4000;

/** A logistic variable rounded to whole numbers, those beyond the ends counted to the ends. */
export function roundedLogistic(
  middle: number,
  scale: number,
  { least = Number.NEGATIVE_INFINITY, most = Number.POSITIVE_INFINITY }: Pick<ColumnType, "least" | "most">,
): ValueDistribution {
  const within = (value: number) => Math.min(Math.max(value, least), most);
  const upTo = (value: number) => (value >= most ? 1 : sigmoid((value + 0.5 - middle) / scale));
  const logMass = (value: number): number => {
    if (!(Number.isInteger(value) && value >= least && value <= most)) return Number.NEGATIVE_INFINITY;
    const upper = (value + 0.5 - middle) / scale;
    const lower = (value - 0.5 - middle) / scale;
    const above = value === most ? 0 : softplus(-upper);
    const below = value === least ? 0 : softplus(lower);
    const between = value === least || value === most ? 0 : logGone(1 / scale);
    return between - above - below;
  };
  /** The least whole number up to which there is as much as below a logit. */
  const atLogit = (logit: number) => within(Math.ceil(middle + scale * logit - 0.5));
  const quantile = (p: number): number => {
    if (!(p > 0)) return least;
    if (p >= 1) return most;
    return atLogit(log(p / (1 - p)));
  };
  // Above the least number, the mean of how far a value lies adds up from the probabilities to lie beyond each cell.
  const moments = () => {
    const from = Math.max(least, Math.min(Math.floor(middle - REACH * scale) - 1, most));
    const to = Math.min(most, Math.max(Math.ceil(middle + REACH * scale) + 1, from));
    const together = Math.max(1, Math.ceil((to - from) / CELLS));
    let [first, second] = [0, 0];
    for (let value = from; value < to; value += together) {
      const beyond = sigmoid((middle - value - 0.5 * together) / scale);
      const distance = value - from;
      first += together * beyond;
      second += together * (2 * distance + together) * beyond;
    }
    return { mean: from + first, variance: Math.max(second - first * first, 0) };
  };
  return {
    get mean() {
      return moments().mean;
    },
    get variance() {
      return moments().variance;
    },
    get mode() {
      const inner = within(Math.round(middle));
      const ends = [least, most].filter(Number.isFinite);
      return ends.reduce((best, end) => (logMass(end) > logMass(best) ? end : best), inner);
    },
    logProbability: logMass,
    cdf: (value) => (value < least ? 0 : upTo(Math.floor(value))),
    quantile,
    // In the upper tail the logit is that of what lies above, which loses nothing.
    fromNormal: (e) => {
      const tail = normalCdf(-Math.abs(e));
      const logit = log(tail / (1 - tail));
      return atLogit(e > 0 ? -logit : logit);
    },
  };
}

/** log(1 - exp(-width)), where that is small by its series. */
function logGone(width: number): number {
  if (width > 0.125) return log(1 - exp(-width));
  let term = 1;
  let share = 1;
  for (let k = 2; k < 12; k++) {
    term *= -width / k;
    share += term;
  }
  return log(width * share);
}
