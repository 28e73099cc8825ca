import { NodeError } from "../../graph/nodeError.ts";
import { exp, log, log1p } from "../../numeric/elementary.ts";
import { ComputationError } from "../../numeric/errors.ts";
import { logGamma } from "../../numeric/special.ts";
import type { ConditionalKind } from "./conditional.ts";

/** Below this the negative binomial is a Poisson distribution in double precision. */
const POISSON = 1e-8;
/** Whole numbers beyond this are no longer told apart from their neighbours. */
const LARGEST_MEAN = 2 ** 50;

/** A negative binomial count with log mean = predictor. */
export const count: ConditionalKind = {
  keys: ["dispersion"],
  compile: (node, { dispersion }) => {
    if (!(dispersion >= 0 && Number.isFinite(dispersion))) {
      throw new NodeError(
        `Expected a finite number from 0 on as the dispersion of node "${node}", got ${dispersion}.`,
        { node, at: ["dispersion"] },
      );
    }
    return {
      type: { kind: "count" },
      logProbability: (value, predictor) => logMass(value, predictor, dispersion),
      draw: (predictor, random) => {
        const mean = exp(predictor);
        if (!(mean < LARGEST_MEAN)) {
          throw new ComputationError(
            `Expected a count of node "${node}" with a mean below ${LARGEST_MEAN}, got ${mean}. Make its coefficients smaller: they act on the logarithm of the mean.`,
          );
        }
        return inverted(random.uniform(), predictor, mean, dispersion);
      },
    };
  },
};

function logMass(value: number, logMean: number, dispersion: number): number {
  if (!(value >= 0 && Number.isInteger(value))) return -Infinity;
  const mean = exp(logMean);
  if (dispersion < POISSON) return value * logMean - mean - logGamma(value + 1);
  const size = 1 / dispersion;
  return (
    logGamma(size + value) -
    logGamma(size) -
    logGamma(value + 1) +
    value * (logMean - log(size)) -
    (size + value) * log1p(dispersion * mean)
  );
}

/** The smallest count whose cumulative mass reaches `u`, added up from far below the mean. */
function inverted(u: number, logMean: number, mean: number, dispersion: number): number {
  const deviation = Math.sqrt(mean + dispersion * mean * mean);
  let value = Math.max(0, Math.floor(mean - 12 * deviation));
  const farthest = mean + 100 * deviation + 100;
  let mass = exp(logMass(value, logMean, dispersion));
  let total = mass;
  while (total < u && value < farthest) {
    mass *= (mean * (1 + value * dispersion)) / ((value + 1) * (1 + dispersion * mean));
    value++;
    total += mass;
  }
  return value;
}
