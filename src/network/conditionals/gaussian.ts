import { GAUSSIAN } from "../../data/columnType.ts";
import { log } from "../../numeric/elementary.ts";
import { checkPositive } from "../parameterChecks.ts";
import type { ConditionalKind } from "./conditional.ts";

const LOG_TWO_PI = log(2 * Math.PI);

/** value = predictor + N(0, variance). */
export const gaussian: ConditionalKind = {
  keys: ["variance"],
  compile: (node, { variance }) => {
    checkPositive(variance, node, "variance");
    const deviation = Math.sqrt(variance);
    const constant = -0.5 * (LOG_TWO_PI + log(variance));
    return {
      type: GAUSSIAN,
      logProbability: (value, predictor) => constant - (0.5 * (value - predictor) ** 2) / variance,
      draw: (predictor, random) => predictor + deviation * random.normal(),
      normal: { variance, of: (value) => ({ normal: value, logJacobian: 0 }) },
    };
  },
};
