import type { Tape, Tensor } from "../tape.ts";

/** The weighted negative ELBO of a batch; `klWeight` may change between passes. */
export interface Objective {
  /** Weight of every row, [1 x batch]: 1 / n for the n rows in use, 0 for padding. */
  readonly rowWeights: Tensor;
  /** rowWeights times the present weight of the KL term. */
  readonly klWeights: Tensor;
  klWeight: number;
  /** Weighted mean of the terms, nats a row, after a forward pass. */
  readonly terms: () => { logLikelihood: number; logPrior: number; logPosterior: number };
}

/** Allocates the rows' weights before the objective itself is recorded, since path gradients need them. */
export function createObjective(
  tape: Tape,
): Objective & { record: (ll: Tensor, lp: Tensor, lq: Tensor) => void } {
  const { kernels } = tape.engine;
  const { stride } = tape;
  const rowWeights = tape.tensor(1, false);
  const klWeights = tape.tensor(1, false);
  let recorded: { ll: Tensor; lp: Tensor; lq: Tensor } | undefined;
  const mean = (sum: Tensor) => kernels.weightedSum(sum.pointer, rowWeights.pointer, stride);
  const objective = {
    rowWeights,
    klWeights,
    klWeight: 1,
    terms: () => {
      if (recorded === undefined) return { logLikelihood: 0, logPrior: 0, logPosterior: 0 };
      return {
        logLikelihood: mean(recorded.ll),
        logPrior: mean(recorded.lp),
        logPosterior: mean(recorded.lq),
      };
    },
    record: (ll: Tensor, lp: Tensor, lq: Tensor) => {
      recorded = { ll, lp, lq };
      tape.record({
        name: "objective",
        outputs: [],
        forward: () => {},
        backward: (claim) => {
          const seeds = [ll, lp, lq]
            .filter((tensor) => tensor.gradient !== 0)
            .map((tensor) => ({ tensor, add: claim(tensor) }));
          return () => {
            kernels.scaleAdd(klWeights.pointer, 0, rowWeights.pointer, objective.klWeight, stride);
            for (let i = 0; i < seeds.length; i++) {
              const { tensor, add } = seeds[i];
              const weights = tensor === ll ? rowWeights : klWeights;
              kernels.scaleAdd(tensor.gradient, add, weights.pointer, tensor === lq ? 1 : -1, stride);
            }
          };
        },
      });
    },
  };
  return objective;
}

/**
 * Adds weights[b] * known[r][b] to the gradient of z: the derivative of log q(z|x) with respect to z at fixed
 * parameters, so that only the path through z counts (Roeder, Wu & Duvenaud 2017, sticking the landing).
 */
export function injectGradient(tape: Tape, z: Tensor, known: Tensor, weights: Tensor): void {
  const { kernels } = tape.engine;
  if (z.gradient === 0) return;
  tape.record({
    name: "path score",
    outputs: [],
    forward: () => {},
    backward: (claim) => {
      const accumulate = claim(z);
      return () => {
        kernels.injectGradient(z.gradient, accumulate, known.pointer, weights.pointer, z.rows, tape.stride);
      };
    },
  });
}

/** The gradient of a tensor begins with what `seed` holds when the tape goes back: for tapes that others drive. */
export function accumulatedGradient(tape: Tape, tensor: Tensor, seed: Tensor): void {
  const { kernels } = tape.engine;
  if (tensor.gradient === 0) return;
  tape.record({
    name: "seed",
    outputs: [],
    forward: () => {},
    backward: (claim) => {
      const accumulate = claim(tensor);
      return () => {
        kernels.scaleAdd(tensor.gradient, accumulate, seed.pointer, 1, tensor.rows * tape.stride);
      };
    },
  });
}
