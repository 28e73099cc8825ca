import { log } from "../numeric/elementary.ts";
import { InputError } from "../numeric/errors.ts";
import { numberShape, type OptionShapes, requireOptions, seedShape } from "../numeric/optionShapes.ts";
import { Random } from "../numeric/random.ts";
import { type Steps, toEnd } from "../numeric/turns.ts";
import { betaBinomialCdf } from "./betaBinomial.ts";
import { binomialCdf } from "./binomial.ts";

/** Where the empirical distribution function of uniform values lies, at all points together, with a given probability. */
export interface EcdfBand {
  /** Points in (0, 1), ascending. */
  readonly points: readonly number[];
  /** Shares of values that are at most the point. */
  readonly lower: readonly number[];
  readonly upper: readonly number[];
  readonly probability: number;
}

const SIMULATIONS = 2000;

export interface BandOptions {
  readonly probability?: number;
  readonly seed?: number;
  /**
   * Where the values are places among so many draws of the distribution and not among the distribution itself: all of them share the
   * draws' own error. One less than a multiple of the resolution.
   */
  readonly draws?: number;
}

const bandShapes: OptionShapes<BandOptions> = {
  probability: numberShape,
  seed: seedShape,
  draws: numberShape,
};

/**
 * A simultaneous band for the distribution function of `count` independent uniform values, seen at i / resolution. The
 * pointwise intervals are binomial, among draws beta-binomial; how narrow they must each be is found by simulation, from the smallest
 * of the two-sided tail probabilities along simulated functions (Säilynoja, Bürkner and Vehtari 2022).
 *
 * @throws InputError for a count or a resolution that is too small, or draws that do not fit the resolution.
 *
 * @example
 * const { lower, upper } = ecdfBand(200, 20, { seed: 1 });
 * lower[9]! < 0.5 && upper[9]! > 0.5; // true: point 10 of 20 is 0.5
 */
export function ecdfBand(count: number, resolution: number, options: BandOptions = {}): EcdfBand {
  requireOptions(options, bandShapes, { what: "options of the band", example: "such as { seed: 1 }" });
  return toEnd(ecdfBandSteps(count, resolution, options));
}

/** As `ecdfBand`, in steps. */
export function* ecdfBandSteps(
  count: number,
  resolution: number,
  { probability = 0.95, seed = 0, draws }: BandOptions,
): Steps<EcdfBand> {
  if (!(Number.isInteger(count) && count > 0 && Number.isInteger(resolution) && resolution > 1)) {
    throw new InputError(
      `Expected at least 1 value and a resolution of at least 2, got ${count} and ${resolution}.`,
    );
  }
  const share = draws === undefined ? undefined : (draws + 1) / resolution;
  if (share !== undefined && !(Number.isInteger(share) && share > 0)) {
    throw new InputError(
      `Expected one draw less than a multiple of the resolution ${resolution}, got ${draws} draws.`,
    );
  }
  const points = Array.from({ length: resolution - 1 }, (_, i) => (i + 1) / resolution);
  const cdfs = points.map((point, i) =>
    share === undefined
      ? binomialCdf(count, point)
      : betaBinomialCdf(count, (i + 1) * share, (resolution - i - 1) * share),
  );
  const random = new Random(seed).fork("band");
  const tightest: number[] = [];
  for (let simulation = 0; simulation < SIMULATIONS; simulation++) {
    const bins =
      share === undefined ? evenBins(random, count, resolution) : drawnBins(random, count, resolution, share);
    let below = 0;
    let smallest = 1;
    for (let i = 0; i < resolution - 1; i++) {
      below += bins[i];
      const low = cdfs[i][below];
      const high = below === 0 ? 1 : 1 - cdfs[i][below - 1];
      smallest = Math.min(smallest, 2 * Math.min(low, high));
    }
    tightest.push(smallest);
    yield;
  }
  tightest.sort((a, b) => a - b);
  const gamma = tightest[Math.floor((1 - probability) * SIMULATIONS)];
  return {
    points,
    lower: cdfs.map((cdf) => cdf.findIndex((value) => value >= gamma / 2) / count),
    upper: cdfs.map((cdf) => cdf.findIndex((value) => value >= 1 - gamma / 2) / count),
    probability,
  };
}

/** How many of the values fall into each of as many bins of equal probability. */
function evenBins(random: Random, count: number, resolution: number): Int32Array {
  const bins = new Int32Array(resolution);
  for (let i = 0; i < count; i++) bins[random.integer(resolution)]++;
  return bins;
}

/** The same between draws, every `share`-th of which is a bin's end: what lies between neighbours has a share of its own. */
function drawnBins(random: Random, count: number, resolution: number, share: number): Int32Array {
  const ends = new Float64Array(resolution);
  let sum = 0;
  for (let bin = 0; bin < resolution; bin++) {
    for (let i = 0; i < share; i++) sum -= log(random.uniform());
    ends[bin] = sum;
  }
  const bins = new Int32Array(resolution);
  for (let i = 0; i < count; i++) {
    const place = random.uniform();
    const value = place * sum;
    let bin = Math.floor(place * resolution);
    while (value > ends[bin]) bin++;
    while (bin > 0 && value <= ends[bin - 1]) bin--;
    bins[bin]++;
  }
  return bins;
}
