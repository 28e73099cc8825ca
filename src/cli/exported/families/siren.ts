import type { ExportedFamily } from "./exportedFamily.ts";

/** Prior and encoder are flows; there are none where nothing is hidden. */
export const sirenProgram: ExportedFamily = {
  flows: ({ prior, encoderFlow }) => [prior, encoderFlow].filter((flow) => flow !== undefined),
  steps: [],
  python: {
    prior: `if K == 0:
    return 0.0
flow = MODEL["flows"]["prior"]
return _normalizing(flow, z, [x] if flow["reads"] else [])`,
    encode: `if K == 0:
    return eps, 0.0
return _generative(MODEL["flows"]["encoder"], eps, context, gaps)`,
  },
  r: {
    prior: `if (K == 0) return(0)
flow <- MODEL$flows$prior
normalizing(flow, z, if (flow$reads) x)`,
    encode: `if (K == 0) return(list(z = eps, log_q = 0))
generative(MODEL$flows$encoder, eps, read, gaps)`,
  },
};
