import type { ColumnType } from "../data/index.ts";
import { addContaminated, addGaussian } from "../engine/index.ts";
import { exp, log, log1p } from "../numeric/elementary.ts";
import { HALF_LOG_TWO_PI, normalCdf, normalQuantile } from "../numeric/special.ts";
import { normalDistribution } from "./gaussian.ts";
import type { Likelihood, Theta, ValueDistribution } from "./likelihood.ts";

/**
 * Conditionals that are normal after a curve, and room in them for values far from what the other columns say: a contaminated
 * normal distribution (J. W. Tukey, A survey of sampling from contaminated distributions, 1960), (1 - c) N(mu, sigma) + c N(mu, 2)
 * in coded units, with a share c that is learnt for each column. A single row costs no more than that share and the spread of the
 * whole column allow.
 */

/** The deviation of the outliers, coded units: two of the whole column's. */
export const OUTLIER_DEVIATION = 2;
/** The share where its parameter is 0, around which its prior lies: 1 in about 150. */
const RARE = 5;

const PARAMETER = "outlier_logits";

/** The density of what is normal, in the notation of the docs. */
export function normalFormula(x: string, { outliers }: ColumnType): string {
  if (!outliers) return `N(${x}; mu, sigma)`;
  return `((1 - c) N(${x}; mu, sigma) + c N(${x}; mu, ${OUTLIER_DEVIATION}))`;
}

/** What all likelihoods have in common that are normal, if only after a curve, but for the outliers that their columns have room for. */
export const normalButForOutliers = {
  fileVersion: ({ outliers }) => (outliers ? 6 : 2),
  sharedName: PARAMETER,
  sharedFormula: `c = 1 / (1 + exp(${RARE} - ${PARAMETER}))`,
  residualVariance: ({ scale, shared }) => {
    const share = shareOf(shared);
    return (1 - share) * scale * scale + share * OUTLIER_DEVIATION * OUTLIER_DEVIATION;
  },
  shape: ({ outliers }) => ({ locations: 1, scales: 1, shared: outliers ? 1 : 0 }),
  initialShared: ({ outliers }) => (outliers ? [0] : []),
  drawTarget: (_, { location, scale, shared }, e) =>
    location[0] +
    (shared.length === 0 ? scale * e : quantileOffset(e, scale, OUTLIER_DEVIATION, shareOf(shared))),
  record: (tape, sum, { target, location, scale, shared, measured, codings }) => {
    if (shared === undefined) addGaussian(tape, sum, target, location, scale!, measured);
    else {
      const rows = codings.map(({ type }) => (type.outliers ? 1 : 0));
      addContaminated(tape, sum, target, location, scale!, shared, rows, measured);
    }
  },
} satisfies Partial<Likelihood>;

/** The normal distributions of which that of mean + deviation * target consists, all around one centre, with their shares. */
export function normalParts(
  deviation: number,
  { scale, shared }: Theta,
): { readonly share: number; readonly scale: number }[] {
  const share = shareOf(shared);
  const near = { share: 1 - share, scale: deviation * scale };
  return shared.length === 0 ? [near] : [near, { share, scale: deviation * OUTLIER_DEVIATION }];
}

/** The distribution of mean + deviation * target. */
export function normalOf(mean: number, deviation: number, theta: Theta): ValueDistribution {
  const centre = mean + deviation * theta.location[0];
  const scale = deviation * theta.scale;
  if (theta.shared.length === 0) return normalDistribution(centre, scale);
  return contaminatedNormal(centre, scale, deviation * OUTLIER_DEVIATION, shareOf(theta.shared));
}

/** The parameter of a share. */
export function outlierLogit(share: number): number {
  return RARE + log(share / (1 - share));
}

function shareOf(shared: readonly number[]): number {
  return shared.length === 0 ? 0 : 1 / (1 + exp(RARE - shared[0]));
}

function contaminatedNormal(centre: number, scale: number, wide: number, share: number): ValueDistribution {
  const [near, far] = [log1p(-share) - log(scale), log(share) - log(wide)];
  const fromNormal = (e: number) => centre + quantileOffset(e, scale, wide, share);
  return {
    mean: centre,
    variance: (1 - share) * scale * scale + share * wide * wide,
    mode: centre,
    logProbability: (value) => {
      const a = near - 0.5 * ((value - centre) / scale) ** 2;
      const b = far - 0.5 * ((value - centre) / wide) ** 2;
      const most = Math.max(a, b);
      return most + log1p(exp(Math.min(a, b) - most)) - HALF_LOG_TWO_PI;
    },
    cdf: (value) =>
      (1 - share) * normalCdf((value - centre) / scale) + share * normalCdf((value - centre) / wide),
    quantile: (p) => fromNormal(normalQuantile(p)),
    fromNormal,
  };
}

/**
 * How far from the centre the quantile of a standard normal draw's probability lies: between those of the two normal
 * distributions, by Newton's method in the logarithm of the tail, in which that is nearly straight.
 */
function quantileOffset(e: number, scale: number, wide: number, share: number): number {
  if (e === 0) return 0;
  const size = Math.abs(e);
  const tail = normalCdf(-size);
  let [low, high] = [size * Math.min(scale, wide), size * Math.max(scale, wide)];
  let at = size * scale;
  for (let i = 0; i < 100; i++) {
    const [a, b] = [at / scale, at / wide];
    const beyond = (1 - share) * normalCdf(-a) + share * normalCdf(-b);
    if (beyond > tail) low = at;
    else high = at;
    const density = ((1 - share) * exp(-0.5 * a * a)) / scale + (share * exp(-0.5 * b * b)) / wide;
    const newton = at + (log(beyond / tail) * beyond) / (density * INVERSE_ROOT);
    if (Math.abs(newton - at) <= 1e-14 * at) break;
    at = newton > low && newton < high ? newton : 0.5 * (low + high);
  }
  return Math.sign(e) * at;
}

/** 1 / sqrt(2 pi) */
const INVERSE_ROOT = exp(-HALF_LOG_TWO_PI);
