import { exp, log, log1p } from "../../numeric/elementary.ts";
import { logGamma } from "../../numeric/special.ts";
import { checkPositive } from "../parameterChecks.ts";
import type { ConditionalKind } from "./conditional.ts";

/** value = predictor + scale x Student's t. */
export const studentT: ConditionalKind = {
  keys: ["scale", "degrees"],
  compile: (node, { scale, degrees }) => {
    checkPositive(scale, node, "scale");
    checkPositive(degrees, node, "degrees");
    const constant =
      logGamma(0.5 * (degrees + 1)) - logGamma(0.5 * degrees) - 0.5 * log(degrees * Math.PI) - log(scale);
    return {
      type: { kind: "student-t" },
      logProbability: (value, predictor) => {
        const rest = (value - predictor) / scale;
        return constant - 0.5 * (degrees + 1) * log1p((rest * rest) / degrees);
      },
      // R. W. Bailey, Polar generation of random variates with the t-distribution, Mathematics of Computation 62, 1994.
      draw: (predictor, random) => {
        for (;;) {
          const u = 2 * random.uniform() - 1;
          const v = 2 * random.uniform() - 1;
          const w = u * u + v * v;
          if (w > 1) continue;
          return predictor + scale * u * Math.sqrt((degrees * (exp((-2 / degrees) * log(w)) - 1)) / w);
        }
      },
    };
  },
};
