import { exp, log } from "../../numeric/elementary.ts";
import { checkPositive } from "../parameterChecks.ts";
import type { ConditionalKind } from "./conditional.ts";

const LOG_TWO_PI = log(2 * Math.PI);

/** log value = predictor + N(0, variance). */
export const logNormal: ConditionalKind = {
  keys: ["variance"],
  compile: (node, { variance }) => {
    checkPositive(variance, node, "variance");
    const deviation = Math.sqrt(variance);
    const constant = -0.5 * (LOG_TWO_PI + log(variance));
    return {
      type: { kind: "log-normal" },
      logProbability: (value, predictor) => {
        if (!(value > 0)) return -Infinity;
        const own = log(value);
        return constant - own - (0.5 * (own - predictor) ** 2) / variance;
      },
      draw: (predictor, random) => exp(predictor + deviation * random.normal()),
      normal: {
        variance,
        of: (value) => {
          const own = value > 0 ? log(value) : NaN;
          return { normal: own, logJacobian: -own };
        },
      },
    };
  },
};
