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
