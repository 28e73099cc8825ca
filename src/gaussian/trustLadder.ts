/** How far data may overrule a network: a ladder of priors on the arcs it lacks, and the choice among its rungs. */

import type { Dataset } from "../data/index.ts";
import { type Dag, withArcs, withDoubtfulArcs } from "../graph/index.ts";
import {
  numbersShape,
  type OptionShapes,
  objectShape,
  requireOptions,
  seedShape,
} from "../numeric/optionShapes.ts";
import { type PairedDifference, pairedDifference } from "../numeric/pairedDifference.ts";
import { type Steps, toEnd } from "../numeric/turns.ts";
import { type DoubtfulArc, DoubtfulEm, doubtfulArcs } from "./doubtfulEm.ts";
import { rowLogDensities } from "./heldOut.ts";
import type { LinearGaussianFit } from "./linearGaussianEm.ts";

/**
 * Precisions of the Cauchy priors on doubtful arcs, from the loosest on: a dense fit first, in which every dependence has
 * found some way, then ever fewer arcs. Downwards from the network it would stay near the network's own local maximum: with
 * 28 of ECOLI70's 70 arcs missing and 92 rows that ends 2 nats further off.
 */
export const TRUST_PRECISIONS: readonly number[] = [100, 1000, 10000];

/** Smaller standardized weights are nothing: on ECOLI70 taking them out changes the excess by less than 0.01 nats. */
const LEAST_WEIGHT = 0.02;

/** A rung and what held-out rows gain on it over the network as it stands (precision infinity), nats a row. */
export interface TrustScore {
  readonly precision: number;
  readonly gain: PairedDifference;
}

/** Which rungs are climbed, from which seed and with which arcs. */
export interface LadderOptions {
  /** Default: {@link TRUST_PRECISIONS}. */
  readonly precisions?: readonly number[];
  /** Default 0. */
  readonly seed?: number;
  /** The network with all arcs that may take part. Default: all that it lacks and could have. */
  readonly allowed?: Dag;
}

const ladderShapes: OptionShapes<LadderOptions> = {
  precisions: numbersShape,
  seed: seedShape,
  allowed: objectShape("a Dag"),
};

/**
 * The fits of the ladder up to a precision, from the fit of the network as it stands on.
 *
 * @param mask fit of `network` to the same rows, kind `map`
 * @param data rows of the observed nodes, in the units of the fit; NaN where a value is missing
 */
export function climbTrust(
  network: Dag,
  data: Dataset,
  mask: LinearGaussianFit,
  options: LadderOptions = {},
): LinearGaussianFit[] {
  return toEnd(climbInSteps(network, data, mask, options));
}

/** {@link climbTrust}, a step an iteration. */
export function* climbInSteps(
  network: Dag,
  data: Dataset,
  mask: LinearGaussianFit,
  options: LadderOptions = {},
): Steps<LinearGaussianFit[]> {
  requireOptions(options, ladderShapes, { what: "options of the ladder", example: "such as { seed: 1 }" });
  const { precisions = TRUST_PRECISIONS, seed = 0, allowed = withDoubtfulArcs(network) } = options;
  const em = new DoubtfulEm(network, data, seed);
  const fits: LinearGaussianFit[] = [];
  for (const precision of precisions) {
    fits.push(yield* em.fitInSteps(allowed, { precision, start: fits.at(-1) ?? mask }));
  }
  return fits;
}

/** Multiplications of one rung, or of so many iterations of EM on a graph of many arcs, roughly. */
export function trustWork(allowed: Dag, iterations = 30): number {
  const { size, observed, latent } = allowed;
  const [D, K] = [observed.length, latent.length];
  let work = D ** 3 / 6 + 2 * D * D * K + (D * K * K) / 2;
  for (let node = 0; node < size; node++) {
    const count = allowed.parents(node).length;
    work += count ** 3 / 6 + count * size;
  }
  return iterations * work;
}

/** The rungs below a precision, and itself. */
export function rungsUpTo(precision: number): number[] {
  return [...TRUST_PRECISIONS.filter((rung) => rung < precision), precision];
}

/**
 * Scores the network as it stands and every rung on the held-out rows of several splits.
 *
 * @param splits the fit of the network to training rows, those of its ladder, and the rows held out
 * @returns the network first, then the rungs as in {@link TRUST_PRECISIONS}; every held-out row counts alike
 */
export function scoreTrust(
  splits: readonly { readonly heldOut: Dataset; readonly fits: readonly LinearGaussianFit[] }[],
): TrustScore[] {
  const precisions = [Number.POSITIVE_INFINITY, ...TRUST_PRECISIONS];
  const rows = precisions.map((): number[] => []);
  for (const { heldOut, fits } of splits) {
    fits.forEach((fit, rung) => {
      for (const density of rowLogDensities(fit, heldOut)) rows[rung].push(density);
    });
  }
  return precisions.map((precision, rung) => ({ precision, gain: pairedDifference(rows[rung], rows[0]) }));
}

/**
 * The rung that held-out rows like best, of equal ones the first; the network as it stands where they gain no more than a
 * standard error.
 */
export function bestTrust(scores: readonly TrustScore[]): number {
  const best = scores.reduce((first, score) => (score.gain.mean > first.gain.mean ? score : first));
  return best.gain.mean > best.gain.standardError ? best.precision : Number.POSITIVE_INFINITY;
}

/** The doubtful arcs of a fit that are worth keeping, strongest first. */
export function keptArcs(network: Dag, fit: LinearGaussianFit): DoubtfulArc[] {
  return doubtfulArcs(network, fit)
    .filter(({ weight }) => Math.abs(weight) >= LEAST_WEIGHT)
    .sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight));
}

/** The network with these arcs. */
export function amended(network: Dag, arcs: readonly Pick<DoubtfulArc, "parent" | "child">[]): Dag {
  const { names } = network;
  return withArcs(
    network,
    arcs.map(({ parent, child }) => ({ parent: names[parent], child: names[child] })),
  );
}
