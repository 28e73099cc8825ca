import { chiSquareTail } from "../numeric/chiSquare.ts";
import { log } from "../numeric/elementary.ts";
import type { MaximumLikelihoodFit } from "./maximumLikelihood.ts";

/** How well a linear-Gaussian network fits, in the statistics of structural equation models; means are free. */
export interface FitStatistics {
  readonly rows: number;
  /** Directions in which the model's covariance can move; means are not counted. */
  readonly parameters: number;
  readonly chiSquare: number;
  readonly degreesOfFreedom: number;
  /** Absent without degrees of freedom, as what divides by them. */
  readonly pValue?: number;
  /** Comparative fit index (Bentler 1990), against independent columns. */
  readonly cfi?: number;
  /** Tucker-Lewis index. */
  readonly tli?: number;
  /** Root mean square error of approximation (Steiger 1990). */
  readonly rmsea?: number;
  /** Root mean square of the residual correlations, the diagonal's zeros included. */
  readonly srmr: number;
  readonly logLikelihood: number;
  readonly aic: number;
  readonly bic: number;
  /** Sample minus model, row-major in the order of the columns. */
  readonly residualCorrelations: Float64Array;
  readonly converged: boolean;
}

/**
 * The usual statistics of a maximum-likelihood fit, defined as in lavaan's default (normal likelihood, covariances that
 * divide by the number of rows N): chi-square is N times the discrepancy.
 *
 * @example
 * const { chiSquare, degreesOfFreedom } = fitStatistics(maximumLikelihood(network.dag, data));
 */
export function fitStatistics(fit: MaximumLikelihoodFit): FitStatistics {
  const { rowCount, parameters, logLikelihood, impliedCorrelation, sampleCorrelation, converged } = fit;
  const width = Math.round(Math.sqrt(sampleCorrelation.length));
  const chiSquare = rowCount * fit.discrepancy;
  const degreesOfFreedom = (width * (width + 1)) / 2 - parameters;
  const baseline = rowCount * fit.independenceDiscrepancy;
  const baselineDegrees = (width * (width - 1)) / 2;
  const residualCorrelations = sampleCorrelation.map((value, at) => value - impliedCorrelation[at]);
  let squares = 0;
  for (let i = 0; i < width; i++) {
    for (let j = 0; j < i; j++) squares += residualCorrelations[i * width + j] ** 2;
  }
  const beyond = Math.max(0, chiSquare - degreesOfFreedom);
  const baselineBeyond = Math.max(beyond, baseline - baselineDegrees);
  return {
    rows: rowCount,
    parameters,
    chiSquare,
    degreesOfFreedom,
    ...(degreesOfFreedom > 0 && {
      pValue: chiSquareTail(chiSquare, degreesOfFreedom),
      cfi: baselineBeyond > 0 ? 1 - beyond / baselineBeyond : 1,
      tli: (baseline / baselineDegrees - chiSquare / degreesOfFreedom) / (baseline / baselineDegrees - 1),
      rmsea: Math.sqrt(beyond / (degreesOfFreedom * rowCount)),
    }),
    srmr: Math.sqrt(squares / ((width * (width + 1)) / 2)),
    logLikelihood,
    aic: -2 * logLikelihood + 2 * parameters,
    bic: -2 * logLikelihood + parameters * log(rowCount),
    residualCorrelations,
    converged,
  };
}
