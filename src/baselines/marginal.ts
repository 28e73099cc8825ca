/**
 * One column's distribution on its own, by maximum likelihood.
 */
import { type ColumnType, columnType, type Dataset } from "../data/index.ts";
import {
  type ColumnCoding,
  featureRounding,
  likelihoodOf,
  OUTLIER_DEVIATION,
  outlierLogit,
  type Theta,
  type ValueDistribution,
} from "../likelihood/index.ts";
import { exp, log, log1p } from "../numeric/elementary.ts";

/** A fitted column. */
export interface Marginal {
  readonly type: ColumnType;
  readonly distribution: ValueDistribution;
  /** Whether its probabilities are masses. */
  readonly discrete: boolean;
  /** Whether larger values mean more. */
  readonly ordered: boolean;
  /** How many numbers were fitted. */
  readonly parameters: number;
}

/**
 * Every column's marginal of its kind, gaps left out. Shares of levels have half a row added to each, so that none is
 * impossible; scales stay above step / sqrt(12) where values are rounded.
 *
 * @throws InputError for fewer than two values, a constant column of numbers, or values that a column of its kind can't have
 */
export function fitMarginals(data: Dataset): Marginal[] {
  const width = data.columns.length;
  return data.columns.map((name, c) => {
    const type = columnType(data, c);
    const present = data.values.filter((value, at) => at % width === c && !Number.isNaN(value));
    const likelihood = likelihoodOf(type.kind);
    const coding = likelihood.code(name, type, present);
    const targets = present.map((value) => likelihood.target(coding, value));
    const refine = Object.hasOwn(refinements, type.kind) ? refinements[type.kind] : undefined;
    const start = likelihood.marginal(coding, present);
    const fitted = refine?.(targets, start, coding) ?? start;
    const step = featureRounding(likelihood, coding);
    const floor = step === undefined ? 0 : step / (Math.sqrt(12) * coding.deviation);
    const { locations, scales, shared } = likelihood.shape(type);
    return {
      type,
      distribution: likelihood.distribution(coding, { ...fitted, scale: Math.max(fitted.scale, floor) }),
      discrete: likelihood.discrete,
      ordered: likelihood.ordered,
      parameters: type.levels === undefined ? locations + scales + shared : type.levels.length - 1,
    };
  });
}

/** Kinds whose start is not yet the maximum. */
const refinements: Readonly<
  Record<string, (targets: Float64Array, start: Theta, coding: ColumnCoding) => Theta>
> = {
  "contaminated-normal": fitContaminatedNormal,
  semicontinuous: fitSemicontinuous,
  "student-t": fitStudentT,
  count: fitCount,
  "zero-inflated": fitZeroInflated,
  "discretized-logistic": fitDiscretizedLogistic,
};

/** Location, scale and share of the outliers by EM; the share stays above a hundredth of a row, since it may end at none. */
function fitContaminatedNormal(targets: Float64Array, start: Theta): Theta {
  const count = targets.length;
  let location = start.location[0];
  let scale = start.scale;
  let share = 0.05;
  for (let iteration = 0; iteration < 500; iteration++) {
    let [near, far, sum, precision, squares] = [0, 0, 0, 0, 0];
    const own = targets.map((value) => {
      const distance = value - location;
      const a = ((1 - share) / scale) * exp(-0.5 * (distance / scale) ** 2);
      const b = (share / OUTLIER_DEVIATION) * exp(-0.5 * (distance / OUTLIER_DEVIATION) ** 2);
      return a > 0 ? a / (a + b) : 0;
    });
    own.forEach((weight, i) => {
      near += weight;
      far += 1 - weight;
      const pull = weight / (scale * scale) + (1 - weight) / (OUTLIER_DEVIATION * OUTLIER_DEVIATION);
      precision += pull;
      sum += pull * targets[i];
    });
    const next = sum / precision;
    own.forEach((weight, i) => {
      squares += weight * (targets[i] - next) ** 2;
    });
    const nextScale = Math.max(Math.sqrt(squares / Math.max(near, 1e-12)), 1e-10);
    const settled = Math.abs(next - location) < 1e-9 && Math.abs(nextScale / scale - 1) < 1e-9;
    location = next;
    scale = nextScale;
    share = Math.min(Math.max(far / count, 0.01 / count), 0.99);
    if (settled) break;
  }
  return { location: [location], scale, shared: [outlierLogit(share)] };
}

/** The share of the one value is that of the rows already; the others are fitted alone. */
function fitSemicontinuous(targets: Float64Array, start: Theta, coding: ColumnCoding): Theta {
  const likelihood = likelihoodOf("semicontinuous");
  const atom = likelihood.target(coding, coding.type.atom!);
  const { location, scale, shared } = fitContaminatedNormal(
    targets.filter((target) => target !== atom),
    { ...start, location: start.location.slice(0, 1) },
  );
  return { location: [...location, start.location[1]], scale, shared };
}

/**
 * Location and scale by EM for given degrees of freedom (K. L. Lange, R. J. A. Little and J. M. G. Taylor, Robust statistical
 * modeling using the t distribution, JASA 84, 1989), these by a search along their logarithm.
 */
function fitStudentT(targets: Float64Array, start: Theta): Theta {
  const count = targets.length;
  const fitFor = (shared: number) => {
    const degrees = 1 + exp(shared);
    let location = start.location[0];
    let square = start.scale * start.scale;
    for (let iteration = 0; iteration < 200; iteration++) {
      let [weights, sum, spread] = [0, 0, 0];
      for (const value of targets) {
        const weight = (degrees + 1) / (degrees + (value - location) ** 2 / square);
        weights += weight;
        sum += weight * value;
      }
      const next = sum / weights;
      for (const value of targets) {
        const weight = (degrees + 1) / (degrees + (value - location) ** 2 / square);
        spread += weight * (value - next) ** 2;
      }
      const wider = Math.max(spread / count, 1e-20);
      const settled = Math.abs(next - location) < 1e-9 && Math.abs(wider / square - 1) < 1e-9;
      location = next;
      square = wider;
      if (settled) break;
    }
    return { location: [location], scale: Math.sqrt(square), shared: [shared] };
  };
  const likelihood = likelihoodOf("student-t");
  const unit = { name: "", type: { kind: "student-t" }, mean: 0, deviation: 1 };
  const score = (theta: Theta) => sumOver(targets, likelihood.distribution(unit, theta));
  return fitFor(peak(-3, 6, (shared) => score(fitFor(shared))));
}

/** The mean of the counts is the best mean whatever the dispersion, which is searched for along its logarithm. */
function fitCount(targets: Float64Array, start: Theta): Theta {
  let mean = 0;
  for (const value of targets) mean += value / targets.length;
  const fitFor = (shared: number) => ({
    location: [log(Math.max(mean, 1e-6))],
    scale: start.scale,
    shared: [shared],
  });
  const likelihood = likelihoodOf("count");
  const unit = { name: "", type: { kind: "count" }, mean: 0, deviation: 1 };
  return fitFor(peak(-14, 4, (shared) => sumOver(targets, likelihood.distribution(unit, fitFor(shared)))));
}

/** Share of the zeros and mean of the others by EM for a given dispersion, which is searched for along its logarithm. */
function fitZeroInflated(targets: Float64Array, start: Theta): Theta {
  const total = targets.reduce((sum, value) => sum + value, 0);
  const zeros = targets.reduce((sum, value) => sum + (value === 0 ? 1 : 0), 0);
  const fitFor = (shared: number): Theta => {
    const alpha = exp(shared);
    let excess = 0.5 * zeros;
    let mean = total / (targets.length - excess);
    for (let iteration = 0; iteration < 300; iteration++) {
      const share = excess / targets.length;
      const counted = (1 - share) * exp(-log1p(alpha * mean) / alpha);
      const next = (zeros * share) / (share + counted);
      // Of none no logarithm could be taken.
      const settled = Math.abs(next - excess) < 1e-9;
      excess = Math.max(next, 0.01);
      mean = total / (targets.length - excess);
      if (settled) break;
    }
    return {
      ...start,
      location: [log(Math.max(mean, 1e-6)), log(excess / (targets.length - excess))],
      shared: [shared],
    };
  };
  const { distribution } = likelihoodOf("zero-inflated");
  const unit = { name: "", type: { kind: "zero-inflated", share: 0.5 }, mean: 0, deviation: 1 };
  return fitFor(peak(-14, 4, (shared) => sumOver(targets, distribution(unit, fitFor(shared)))));
}

/**
 * Its log-likelihood has one peak in location and scale (a rounded variable whose density is log-concave, Burridge 1981), so that a
 * search along one within a search along the other finds it.
 */
function fitDiscretizedLogistic(targets: Float64Array, start: Theta, coding: ColumnCoding): Theta {
  const counts = new Map<number, number>();
  for (const value of targets) counts.set(value, (counts.get(value) ?? 0) + 1);
  const values = [...counts.keys()];
  const [low, high] = [Math.min(...values), Math.max(...values)].map(
    (value) => (value - coding.mean) / coding.deviation,
  );
  const { distribution } = likelihoodOf("discretized-logistic");
  const at = (location: number, logScale: number): Theta => ({
    ...start,
    location: [location],
    scale: exp(logScale),
  });
  const score = (location: number, logScale: number) => {
    const { logProbability } = distribution(coding, at(location, logScale));
    return values.reduce((sum, value) => sum + counts.get(value)! * logProbability(value), 0);
  };
  const locationFor = (logScale: number) => peak(low, high, (location) => score(location, logScale));
  const least = -log(12 * coding.deviation);
  const logScale = peak(least, 3, (one) => score(locationFor(one), one));
  return at(locationFor(logScale), logScale);
}

function sumOver(values: Float64Array, { logProbability }: ValueDistribution): number {
  let sum = 0;
  for (const value of values) sum += logProbability(value);
  return sum;
}

const GOLDEN = 0.6180339887498949;

/** Where a function with one peak between `low` and `high` is highest, to about a thousandth. */
function peak(low: number, high: number, height: (at: number) => number): number {
  let [a, b] = [low, high];
  let left = b - GOLDEN * (b - a);
  let right = a + GOLDEN * (b - a);
  let [atLeft, atRight] = [height(left), height(right)];
  while (b - a > 1e-3) {
    if (atLeft >= atRight) {
      b = right;
      [right, atRight] = [left, atLeft];
      left = b - GOLDEN * (b - a);
      atLeft = height(left);
    } else {
      a = left;
      [left, atLeft] = [right, atRight];
      right = a + GOLDEN * (b - a);
      atRight = height(right);
    }
  }
  return (a + b) / 2;
}
