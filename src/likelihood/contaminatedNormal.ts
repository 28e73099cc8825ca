import type { Likelihood } from "./likelihood.ts";
import {
  drawNormal,
  normalFormula,
  normalOf,
  normalVariance,
  outlierFormula,
  outlierParameter,
  recordNormal,
} from "./outliers.ts";
import { robustCoding } from "./robustCoding.ts";

/**
 * Numbers around a mean, a few of which may be anything that the column knows: normal but for a learnt share of outliers (Tukey
 * 1960). Unlike Student's t it draws nothing far beyond the column.
 */
export const contaminatedNormal: Likelihood = {
  ...robustCoding,
  name: "contaminated-normal",
  purpose: "numbers around a mean, a few of which may be far from it",
  discrete: false,
  levels: false,
  ordered: true,
  formula: ({ kind }) => normalFormula("x", { kind, outliers: true }),
  sharedName: outlierParameter,
  sharedFormula: outlierFormula,
  featureStep: ({ deviation }) => 1 / deviation,
  predictor: "mean",
  carries: true,
  residualVariance: normalVariance,
  shape: () => ({ locations: 1, scales: 1, shared: 1 }),
  initialShared: () => [0],
  features: () => 1,
  drawTarget: (_, theta, e) => drawNormal(theta, e),
  record: (tape, sum, columns) =>
    recordNormal(tape, sum, {
      ...columns,
      types: columns.types.map(({ kind }) => ({ kind, outliers: true })),
    }),
  distribution: ({ mean, deviation }, theta) => normalOf(mean, deviation, theta),
  marginal: () => ({ location: [0], scale: 0.9, shared: [0] }),
};
