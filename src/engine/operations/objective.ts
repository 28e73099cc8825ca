import type { Tape, Tensor } from "../tape.ts";

/** How the draws of a row come together. */
export interface ObjectiveShape {
  /** Neighbouring places of the batch that are draws of the same row. */
  readonly samples: number;
  /** Whether draws count by their importance weights, as in a bound of several samples, or all alike. */
  readonly importance: boolean;
}

const ONE_DRAW: ObjectiveShape = { samples: 1, importance: false };

/** The weighted negative bound of a batch; `klWeight` may change between passes. */
export interface Objective {
  /** Weight of every row, [1 x batch]: 1 / n at each draw of the n rows in use, 0 for padding. */
  readonly rowWeights: Tensor;
  /** What a place counts, times the present weight of the KL term. */
  readonly klWeights: Tensor;
  /** By how much the gradient of a draw is multiplied on its way into the encoder where it is doubly reparameterized. */
  readonly gates: Tensor;
  klWeight: number;
  /** Weighted means of the terms over rows and draws, nats a row, after a forward pass. */
  readonly terms: () => { logLikelihood: number; logPrior: number; logPosterior: number };
  /** Weighted mean over rows of the bound itself, with the KL term in full, nats a row, after a forward pass. */
  readonly bound: () => number;
}

/**
 * Allocates the rows' weights before the objective itself is recorded, since path gradients need them.
 *
 * Draws z_s of a row make log p(x|z) + b (log p(z) - log q(z|x)), b the weight of the KL term: its mean over the draws, or by
 * importance (Burda et al. 2016) log (1/S) sum_s exp of it.
 */
export function createObjective(
  tape: Tape,
  { samples, importance }: ObjectiveShape = ONE_DRAW,
): Objective & { record: (ll: Tensor, lp: Tensor, lq: Tensor) => void } {
  const { kernels } = tape.engine;
  const { stride } = tape;
  const rowWeights = tape.tensor(1, false);
  const klWeights = tape.tensor(1, false);
  const gates = tape.tensor(1, false);
  const ones = tape.tensor(1, false);
  tape.engine.reals(ones.pointer, tape.paddedBatch).fill(1);
  const alike = samples === 1 && !importance;
  const placeWeights = alike ? rowWeights : tape.tensor(1, false);
  const shares = tape.scratch(1, "importance shares");
  const bounds = tape.scratch(1, "bounds of rows");
  let recorded: { ll: Tensor; lp: Tensor; lq: Tensor } | undefined;
  const mean = (sum: Tensor) => kernels.weightedSum(sum.pointer, rowWeights.pointer, stride) / samples;
  const weigh = ({ ll, lp, lq }: { ll: Tensor; lp: Tensor; lq: Tensor }, kl: number) =>
    kernels.importanceShares(shares, bounds, ll.pointer, lp.pointer, lq.pointer, kl, samples, stride);
  const terms = () => {
    if (recorded === undefined) return { logLikelihood: 0, logPrior: 0, logPosterior: 0 };
    return {
      logLikelihood: mean(recorded.ll),
      logPrior: mean(recorded.lp),
      logPosterior: mean(recorded.lq),
    };
  };
  const objective = {
    rowWeights,
    klWeights,
    gates,
    klWeight: 1,
    terms,
    bound: () => {
      if (recorded === undefined || !importance) {
        const { logLikelihood, logPrior, logPosterior } = terms();
        return logLikelihood + logPrior - logPosterior;
      }
      weigh(recorded, 1);
      return kernels.weightedSum(bounds, rowWeights.pointer, stride) / samples;
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
            const { klWeight } = objective;
            if (importance) {
              weigh({ ll, lp, lq }, klWeight);
              kernels.multiply(placeWeights.pointer, 0, rowWeights.pointer, shares, stride);
              // 1 - b + b share: the importance weights depend on the draws, too (Tucker et al. 2018).
              kernels.scaleAdd(gates.pointer, 0, ones.pointer, 1 - klWeight, stride);
              kernels.scaleAdd(gates.pointer, 1, shares, klWeight, stride);
            } else if (!alike) {
              kernels.scaleAdd(placeWeights.pointer, 0, rowWeights.pointer, 1 / samples, stride);
            }
            kernels.scaleAdd(klWeights.pointer, 0, placeWeights.pointer, klWeight, stride);
            for (let i = 0; i < seeds.length; i++) {
              const { tensor, add } = seeds[i];
              const weights = tensor === ll ? placeWeights : klWeights;
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
 * z as it is, whose gradient is multiplied on the way back, place by place, before it goes on to what made z. Shapes: z
 * [rows x batch], factors [1 x batch].
 */
export function gateGradient(tape: Tape, z: Tensor, factors: Tensor): Tensor {
  const { kernels } = tape.engine;
  const { stride } = tape;
  const out = tape.tensor(z.rows, z.gradient !== 0);
  const same = tape.engine.storeIntegers(new Int32Array(z.rows));
  tape.record({
    name: "gate",
    outputs: [out],
    forward: () => {
      kernels.scaleAdd(out.pointer, 0, z.pointer, 1, z.rows * stride);
    },
    ...(z.gradient !== 0 && {
      backward: (claim) => {
        const accumulate = claim(z);
        return () => {
          kernels.multiplyRows(z.gradient, accumulate, out.gradient, factors.pointer, same, z.rows, stride);
        };
      },
    }),
  });
  return out;
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
