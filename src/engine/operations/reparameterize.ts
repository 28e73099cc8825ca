import type { Tape, Tensor } from "../tape.ts";

/** z = mu + exp(s) eps, and exp(s). Shapes: all [rows x batch]. */
export function reparameterize(
  tape: Tape,
  mu: Tensor,
  s: Tensor,
  eps: Tensor,
): { z: Tensor; spread: Tensor } {
  const { kernels } = tape.engine;
  const bytes = mu.rows * tape.stride;
  const z = tape.tensor(mu.rows, mu.gradient !== 0 || s.gradient !== 0);
  const spread = tape.tensor(mu.rows, false);
  const scaledNoise = tape.scratch(mu.rows, "scaled noise");
  tape.record({
    name: "reparameterize",
    outputs: [z],
    forward: () => {
      kernels.reparameterize(z.pointer, spread.pointer, mu.pointer, s.pointer, eps.pointer, bytes);
    },
    backward: (claim) => {
      const accumulateMu = mu.gradient === 0 ? 0 : claim(mu);
      const accumulateS = s.gradient === 0 ? 0 : claim(s);
      return () => {
        if (mu.gradient !== 0) kernels.scaleAdd(mu.gradient, accumulateMu, z.gradient, 1, bytes);
        if (s.gradient !== 0) {
          kernels.multiply(scaledNoise, 0, spread.pointer, eps.pointer, bytes);
          kernels.multiply(s.gradient, accumulateS, z.gradient, scaledNoise, bytes);
        }
      };
    },
  });
  return { z, spread };
}

/** (x - mu) exp(-s), whose gradient x gets, too. Shapes: all [rows x batch]. */
export function standardize(tape: Tape, x: Tensor, mu: Tensor, s: Tensor): Tensor {
  const { kernels } = tape.engine;
  const bytes = mu.rows * tape.stride;
  const inputs = [x, mu, s];
  const wanted = inputs.some(({ gradient }) => gradient !== 0);
  const u = tape.tensor(mu.rows, wanted);
  const precision = tape.tensor(mu.rows, false);
  const difference = tape.scratch(mu.rows, "difference");
  const negated = tape.scratch(mu.rows, "negated scale");
  const nothing = tape.tensor(mu.rows, false);
  tape.record({
    name: "standardize",
    outputs: [u],
    forward: () => {
      kernels.scaleAdd(difference, 0, x.pointer, 1, bytes);
      kernels.scaleAdd(difference, 1, mu.pointer, -1, bytes);
      kernels.scaleAdd(negated, 0, s.pointer, -1, bytes);
      kernels.reparameterize(u.pointer, precision.pointer, nothing.pointer, negated, difference, bytes);
    },
    ...(wanted && {
      backward: (claim) => {
        const adds = inputs.map((input) => (input.gradient === 0 ? 0 : claim(input)));
        return () => {
          kernels.multiply(difference, 0, u.gradient, precision.pointer, bytes);
          if (x.gradient !== 0) kernels.scaleAdd(x.gradient, adds[0], difference, 1, bytes);
          if (mu.gradient !== 0) kernels.scaleAdd(mu.gradient, adds[1], difference, -1, bytes);
          if (s.gradient === 0) return;
          kernels.multiply(negated, 0, u.gradient, u.pointer, bytes);
          kernels.scaleAdd(s.gradient, adds[2], negated, -1, bytes);
        };
      },
    }),
  });
  return u;
}

/** A Gaussian, component by component. */
export interface DiagonalGaussian {
  readonly mu: Tensor;
  /** Logarithms of the standard deviations. */
  readonly s: Tensor;
}

/**
 * The product of two Gaussians, normalized: precisions add up, and means count by them. How a layer of a ladder VAE joins what
 * it hears from below and from above (Sønderby et al. 2016). Shapes: all [rows x batch].
 */
export function precisionWeighted(tape: Tape, a: DiagonalGaussian, b: DiagonalGaussian): DiagonalGaussian {
  const { kernels } = tape.engine;
  const { rows } = a.mu;
  const bytes = rows * tape.stride;
  const inputs = [a.mu, a.s, b.mu, b.s];
  const wanted = inputs.some(({ gradient }) => gradient !== 0);
  const [mu, s] = [tape.tensor(rows, wanted), tape.tensor(rows, wanted)];
  const share = tape.tensor(rows, false);
  tape.record({
    name: "precisions",
    outputs: [mu, s],
    forward: () => {
      kernels.precisionWeighted(
        mu.pointer,
        s.pointer,
        share.pointer,
        a.mu.pointer,
        a.s.pointer,
        b.mu.pointer,
        b.s.pointer,
        bytes,
      );
    },
    ...(wanted && {
      backward: (claim) => {
        const adds = inputs.map((input) => (input.gradient === 0 ? 0 : claim(input)));
        return () => {
          for (let i = 0; i < inputs.length; i++) {
            if (inputs[i].gradient === 0) continue;
            kernels.precisionWeightedBackward(
              inputs[i].gradient,
              adds[i],
              i >> 1,
              i & 1,
              mu.gradient,
              s.gradient,
              share.pointer,
              a.mu.pointer,
              b.mu.pointer,
              bytes,
            );
          }
        };
      },
    }),
  });
  return { mu, s };
}
