import { type ColumnType, restOf } from "../data/index.ts";
import { addSemicontinuous } from "../engine/index.ts";
import { log, sigmoid, softplus } from "../numeric/elementary.ts";
import { InputError } from "../numeric/errors.ts";
import { normalCdf, normalQuantile } from "../numeric/special.ts";
import { contaminatedNormal } from "./contaminatedNormal.ts";
import { indicatorFeature, indicatorSpread, proposeIndicator } from "./indicator.ts";
import { LOGISTIC_VARIANCE } from "./levels.ts";
import { type ColumnCoding, featureRounding, type Likelihood, type Theta } from "./likelihood.ts";
import { logNormal } from "./logNormal.ts";
import { normalButForOutliers } from "./outliers.ts";
import { skewed } from "./skewed.ts";

/** The target of the one value, beyond every other. */
const AT_ATOM = 1e30;
/** No other is taken for it, however far it lies. */
const FARTHEST_OTHER = 1e29;

/**
 * Numbers of which one value comes far more often than a density allows: nothing spent, no rain, the end of a scale. The value has a
 * probability of its own, and the others the distribution of another kind (N. Duan et al., A comparison of alternative models for the
 * demand for medical care, Journal of Business and Economic Statistics 1, 1983; M. K. Olsen and J. L. Schafer, A two-part random-effects
 * model for semicontinuous longitudinal data, JASA 96, 2001). Its locations are that of the others and the log odds of the one value.
 */
export const semicontinuous: Likelihood = {
  name: "semicontinuous",
  purpose: "numbers of which one value comes far more often than the others",
  discrete: true,
  levels: false,
  ordered: true,
  fileVersion: () => 8,
  formula: (type) => {
    const rest = restOf(type);
    return `sigmoid(eta) where x = ${type.atom}, else (1 - sigmoid(eta)) ${restLikelihood(rest).formula(rest)}, with mu and eta the two numbers of the column`;
  },
  codingFormula:
    "of all but the one value as its kind of the rest is coded, with 0 for the one value; and (1 for the one value, else 0, - share) / sqrt(share (1 - share))",
  sharedName: normalButForOutliers.sharedName,
  sharedFormula: normalButForOutliers.sharedFormula,
  featureStep: (coding, row) =>
    row === 0
      ? restLikelihood(restOf(coding.type)).featureStep(restCoding(coding), 0)
      : 1 / indicatorSpread(coding.type.share!),
  predictor: (row) => (row === 0 ? "location of the others" : "log odds of the one value"),
  carries: (row) => row === 0,
  residualVariance: (theta, row) =>
    row === 0 ? normalButForOutliers.residualVariance(theta) : LOGISTIC_VARIANCE,
  shape: () => ({ locations: 2, scales: 1, shared: 1 }),
  initialShared: () => [0],
  features: () => 2,
  code: (name, type, values) => {
    const { atom } = type;
    const others = values.filter((value) => value !== atom);
    const count = values.length - others.length;
    if (atom === undefined || !Number.isFinite(atom) || type.rest === undefined) {
      throw new InputError(
        `Expected of the column "${name}", which is semicontinuous, the value that comes most often (atom) and the kind of the others (rest), got ${atom} and ${type.rest}.`,
      );
    }
    if (others.length < 2) {
      throw new InputError(
        `Expected at least two numbers other than ${atom} in column "${name}", which is semicontinuous, got ${atom} in ${count} of ${values.length} values. Take it as another kind.`,
      );
    }
    const rest = restOf(type);
    const coded = restLikelihood(rest).code(name, rest, others);
    const { curve } = coded.type;
    // Rows of a fold may be without it.
    const share = Math.max(count, 0.5) / values.length;
    return { ...coded, type: { ...type, share, ...(curve && { curve }) } };
  },
  feature: (coding, value, row) => {
    const isAtom = value === coding.type.atom;
    if (row === 1) return indicatorFeature(coding, isAtom);
    return isAtom ? coding.mean : restLikelihood(restOf(coding.type)).feature(restCoding(coding), value, 0);
  },
  target: (coding, value) =>
    value === coding.type.atom
      ? AT_ATOM
      : Math.min(restLikelihood(restOf(coding.type)).target(restCoding(coding), value), FARTHEST_OTHER),
  fromTarget: (coding, target) =>
    isAtTarget(target)
      ? coding.type.atom!
      : restLikelihood(restOf(coding.type)).fromTarget(restCoding(coding), target),
  drawTarget: (coding, theta, e) => {
    const own = twoParts(coding, theta);
    const of = own.part(e);
    return of === undefined ? AT_ATOM : normalButForOutliers.drawTarget(own.coding, own.theta, of);
  },
  codedStep: (coding) => featureRounding(restLikelihood(restOf(coding.type)), restCoding(coding)),
  logJacobian: (coding, value) =>
    value === coding.type.atom
      ? 0
      : restLikelihood(restOf(coding.type)).logJacobian(restCoding(coding), value),
  record: (tape, sum, { target, location, scale, shared, measured }) => {
    addSemicontinuous(tape, sum, target, location, scale!, shared!, measured);
  },
  distribution: (coding, theta) => {
    const { others, logProbability, logOther, probability, below, part } = twoParts(coding, theta);
    const atom = coding.type.atom!;
    const other = 1 - probability;
    const fromNormal = (e: number) => {
      const of = part(e);
      return of === undefined ? atom : others.fromNormal(of);
    };
    return {
      get mean() {
        return probability * atom + other * others.mean;
      },
      get variance() {
        const distance = others.mean - atom;
        return other * (others.variance + probability * distance * distance);
      },
      get mode() {
        return probability >= 0.5 ? atom : others.mode;
      },
      logProbability: (value) => (value === atom ? logProbability : logOther + others.logProbability(value)),
      cdf: (value) => other * others.cdf(value) + (value >= atom ? probability : 0),
      quantile: (p) => {
        if (p <= below) return others.quantile(p / other);
        return p <= below + probability ? atom : others.quantile((p - probability) / other);
      },
      fromNormal,
    };
  },
  marginal: ({ type }, values) => {
    let count = 0;
    for (const value of values) if (value === type.atom) count++;
    return {
      location: [0, log((count + 0.5) / (values.length - count + 0.5))],
      scale: 0.9,
      shared: [0],
    };
  },
  propose: (coding, [feature, indicator], u) => {
    const { isOne, logMass, wider } = proposeIndicator(coding, indicator, u);
    if (isOne) return { value: coding.type.atom!, logMass };
    const own = restCoding(coding);
    const other = restLikelihood(own.type).propose(own, [wider * feature], u);
    return { value: other.value, logMass: logMass + other.logMass - log(wider), densities: [0] };
  },
};

/** Kinds that are normal after a curve, but for outliers. */
const RESTS: Readonly<Record<string, Likelihood>> = {
  "contaminated-normal": contaminatedNormal,
  "log-normal": logNormal,
  skewed,
};

function restLikelihood({ kind }: ColumnType): Likelihood {
  return RESTS[kind];
}

function restCoding(coding: ColumnCoding): ColumnCoding {
  return { ...coding, type: restOf(coding.type) };
}

function isAtTarget(target: number): boolean {
  return target > 0.5 * AT_ATOM;
}

/** Both parts of the distribution of a value. */
function twoParts(coding: ColumnCoding, { location: [middle, logOdds], scale, shared }: Theta) {
  const own = restCoding(coding);
  const theta: Theta = { location: [middle], scale, shared };
  const others = restLikelihood(own.type).distribution(own, theta);
  const probability = sigmoid(logOdds);
  const other = sigmoid(-logOdds);
  const below = other * others.cdf(coding.type.atom!);
  return {
    coding: own,
    theta,
    others,
    probability,
    logProbability: -softplus(-logOdds),
    logOther: -softplus(logOdds),
    /** How much lies below the one value. */
    below,
    /** The standard normal number of the others that stands for one of all, or undefined where it is the one value's. */
    part: (e: number): number | undefined => {
      const upTo = normalCdf(e);
      if (upTo <= below) return normalQuantile(upTo / other);
      const above = normalCdf(-e);
      // What lies above is taken from its own tail, which loses nothing.
      if (above < other - below) return -normalQuantile(above / other);
      return undefined;
    },
  };
}
