import { addZeroInflatedCount } from "../engine/index.ts";
import { exp, log, log1p, sigmoid, softplus } from "../numeric/elementary.ts";
import { InputError } from "../numeric/errors.ts";
import { normalCdf } from "../numeric/special.ts";
import { count, negativeBinomial, PROPOSED, TABULATED } from "./count.ts";
import { indicatorFeature, indicatorSpread, proposeIndicator } from "./indicator.ts";
import { LOGISTIC_VARIANCE } from "./levels.ts";
import type { Likelihood, Theta, ValueDistribution } from "./likelihood.ts";
import { spreadOf } from "./spread.ts";

/** Of what is proposed for a count that is none of the zeros; less would hardly have others. */
const LEAST_CENTRE = 0.7;

/**
 * Counts with more zeros than counting gives: those who never do it beside those who did not do it this time. A share of the rows is 0
 * whatever would be counted, the others have a negative binomial distribution (D. Lambert, Zero-inflated Poisson regression,
 * Technometrics 34, 1992; W. H. Greene, Accounting for excess zeros and sample selection in Poisson and negative binomial regression
 * models, NYU working paper EC-94-10, 1994). Its locations are the log mean of the others and the log odds of being one of the zeros.
 */
export const zeroInflated: Likelihood = {
  name: "zero-inflated",
  purpose: "counts with more zeros than counting gives",
  discrete: true,
  levels: false,
  ordered: true,
  fileVersion: () => 9,
  formula: () =>
    "[x = 0] sigmoid(eta) + (1 - sigmoid(eta)) NegativeBinomial(x; mean exp(mu), variance mean + alpha mean^2), with mu and eta the two numbers of the column",
  codingFormula:
    "(log(1 + raw) - mean) / deviation, with 0 for 0; and (1 for 0, else 0, - share) / sqrt(share (1 - share)); the likelihood reads raw",
  sharedName: count.sharedName!,
  sharedFormula: count.sharedFormula!,
  featureStep: (coding, row) => (row === 0 ? 1 / coding.deviation : 1 / indicatorSpread(coding.type.share!)),
  predictor: (row) => (row === 0 ? "log mean but for the excess zeros" : "log odds of an excess zero"),
  carries: () => false,
  residualVariance: (theta, row) => (row === 0 ? count.residualVariance(theta, 0) : LOGISTIC_VARIANCE),
  shape: () => ({ locations: 2, scales: 0, shared: 1 }),
  initialShared: () => [-1],
  features: () => 2,
  code: (name, type, values) => {
    const others = values.filter((value) => value !== 0);
    const bad = others.find((value) => !(value > 0 && Number.isInteger(value)));
    if (bad !== undefined) {
      throw new InputError(
        `Expected whole numbers from 0 on in column "${name}", which is zero-inflated, got ${bad}. Take it as gaussian.`,
      );
    }
    if (others.length < 2) {
      throw new InputError(
        `Expected at least two counts above 0 in column "${name}", which is zero-inflated, got ${others.length} in ${values.length} values. Take it as another kind.`,
      );
    }
    // Rows of a fold may be without zeros.
    const share = Math.max(values.length - others.length, 0.5) / values.length;
    return { name, type: { ...type, share }, ...spreadOf(name, others.map(log1p)) };
  },
  feature: (coding, value, row) => {
    const isZero = value === 0;
    if (row === 1) return indicatorFeature(coding, isZero);
    return isZero ? coding.mean : log1p(value);
  },
  target: (_, value) => value,
  fromTarget: (_, target) => target,
  drawTarget: (coding, theta, e) => zeroInflated.distribution(coding, theta).fromNormal(e),
  logJacobian: () => 0,
  record: (tape, sum, { target, location, shared, measured }) => {
    addZeroInflatedCount(tape, sum, target, location, shared!, TABULATED, measured);
  },
  distribution: (_, theta) => mixture(theta),
  marginal: (coding, values) => {
    const others = values.filter((value) => value !== 0);
    const { location, shared } = count.marginal(coding, others);
    const zeros = values.length - others.length;
    return { location: [location[0], log((zeros + 0.5) / (others.length + 0.5))], scale: 1, shared };
  },
  propose: (coding, [feature, indicator], u) => {
    const { isOne, logMass, wider } = proposeIndicator(coding, indicator, u);
    if (isOne) return { value: 0, logMass };
    const { mean, deviation } = coding;
    const centre = Math.max(exp(Math.min(mean + deviation * wider * feature, 40)) - 1, LEAST_CENTRE);
    const proposed = negativeBinomial(centre, PROPOSED);
    const atZero = exp(proposed.logProbability(0));
    // Of the uniform number what lies below the mass of all others is uniform again.
    const value = Math.max(proposed.quantile(atZero + (1 - atZero) * (u / exp(logMass))), 1);
    return { value, logMass: logMass + proposed.logProbability(value) - log1p(-atZero) };
  },
};

function mixture({ location: [logMean, logOdds], shared }: Theta): ValueDistribution {
  const counted = negativeBinomial(exp(logMean), exp(shared[0]));
  const zeros = sigmoid(logOdds);
  const others = sigmoid(-logOdds);
  const atZero = zeros + others * exp(counted.logProbability(0));
  const quantile = (p: number) => (p <= atZero ? 0 : counted.quantile(1 - (1 - p) / others));
  const logProbability = (value: number) =>
    value === 0 ? log(atZero) : counted.logProbability(value) - softplus(logOdds);
  return {
    mean: others * counted.mean,
    variance: others * (counted.variance + zeros * counted.mean * counted.mean),
    mode: logProbability(counted.mode) > logProbability(0) ? counted.mode : 0,
    logProbability,
    cdf: (value) => (value < 0 ? 0 : zeros + others * counted.cdf(value)),
    quantile,
    fromNormal: (e) => quantile(Math.min(normalCdf(e), 1 - 1e-15)),
  };
}
