import type { ColumnType } from "../data/index.ts";
import type { Likelihood } from "./likelihood.ts";
import { normalButForOutliers, normalFormula, normalOf } from "./outliers.ts";
import { robustCoding } from "./robustCoding.ts";

/**
 * Numbers around a mean, a few of which may be anything that the column knows: normal but for a learnt share of outliers (Tukey
 * 1960). Unlike Student's t it draws nothing far beyond the column.
 */
export const contaminatedNormal: Likelihood = {
  ...robustCoding,
  ...normalButForOutliers,
  name: "contaminated-normal",
  purpose: "numbers around a mean, a few of which may be far from it",
  discrete: false,
  levels: false,
  ordered: true,
  fileVersion: (type) => normalButForOutliers.fileVersion(withRoom(type)),
  formula: (type) => normalFormula("x", withRoom(type)),
  featureStep: ({ deviation }) => 1 / deviation,
  predictor: () => "mean",
  carries: () => true,
  shape: (type) => normalButForOutliers.shape(withRoom(type)),
  initialShared: (type) => normalButForOutliers.initialShared(withRoom(type)),
  features: () => 1,
  record: (tape, sum, columns) =>
    normalButForOutliers.record(tape, sum, {
      ...columns,
      codings: columns.codings.map((coding) => ({ ...coding, type: withRoom(coding.type) })),
    }),
  distribution: ({ mean, deviation }, theta) => normalOf(mean, deviation, theta),
  marginal: () => ({ location: [0], scale: 0.9, shared: [0] }),
};

/** Such a column has it always, whether its type says so or not. */
function withRoom(type: ColumnType): ColumnType {
  return { ...type, outliers: true };
}
