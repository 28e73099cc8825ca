import type { ExportedFamily } from "./exportedFamily.ts";

/** A flow over the measured columns: nothing is hidden, so that one draw of nothing is as good as many. */
export const flowProgram: ExportedFamily = {
  flows: ({ density }) => (density ? [density] : []),
  steps: [],
  python: {
    prior: `return _normalizing(MODEL["flows"]["density"], x, []) - float(np.sum(np.log(W["scales.deviation"])))`,
    encode: "return eps, 0.0",
  },
  r: {
    prior: `normalizing(MODEL$flows$density, x, NULL) - sum(log(W[["scales.deviation"]]))`,
    encode: "list(z = eps, log_q = 0)",
  },
};
