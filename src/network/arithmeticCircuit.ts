import { NonlinearNetwork, type NonlinearNode } from "./nonlinear.ts";
import type { Factor, FactorFunction } from "./nonlinearTerm.ts";

/** All the circuit's gates carry noise of standard deviation 0.1. */
const GATE_VARIANCE = 0.01;

/**
 * The arithmetic circuit of Weilbach et al. (2020), "Structured conditional continuous normalizing flows for efficient
 * amortized inference in graphical models", as used with graphical residual flows by Mouton & Kroon (2022):
 *
 *     z0 ~ Laplace(5, 1)   z1 ~ Laplace(-2, 1)   z4 ~ N(7, 2)   z2 ~ N(tanh(z0 + z1 - 2.8), 0.1)
 *     z3 ~ N(z0 z1, 0.1)   z5 ~ N(tanh(z3 + z4), 0.1)   x0 ~ N(z3, 0.1)   x1 ~ N(z5, 0.1)
 *
 * where the second number of N is a standard deviation and that of Laplace a scale. Observed: x0 and x1 (z2 has no child
 * but stays hidden).
 *
 * @example
 * const circuit = arithmeticCircuit();
 * circuit.conditionalMean("z3", { z0: 5, z1: -2 }); // -10
 */
export function arithmeticCircuit(): NonlinearNetwork {
  return new NonlinearNetwork({
    name: "arithmetic-circuit",
    citation:
      "C. Weilbach, B. Beronov, F. Wood, W. Harvey (2020), Structured conditional continuous normalizing flows for efficient amortized inference in graphical models, AISTATS 2020, PMLR 108:4441-4451.",
    source: "The definition used with graphical residual flows by J. Mouton and S. Kroon (2022).",
    observed: ["x0", "x1"],
    nodes: [
      { name: "z0", parents: [], intercept: 5, terms: [], variance: 2, noise: "laplace" },
      { name: "z1", parents: [], intercept: -2, terms: [], variance: 2, noise: "laplace" },
      gate("z2", ["z0", "z1"], [factor("tanh", { z0: 1, z1: 1 }, -2.8)]),
      gate("z3", ["z0", "z1"], [factor("linear", { z0: 1 }), factor("linear", { z1: 1 })]),
      { name: "z4", parents: [], intercept: 7, terms: [], variance: 4 },
      gate("z5", ["z3", "z4"], [factor("tanh", { z3: 1, z4: 1 })]),
      gate("x0", ["z3"], [factor("linear", { z3: 1 })]),
      gate("x1", ["z5"], [factor("linear", { z5: 1 })]),
    ],
  });
}

function gate(name: string, parents: string[], factors: Factor[]): NonlinearNode {
  return { name, parents, intercept: 0, terms: [{ weight: 1, factors }], variance: GATE_VARIANCE };
}

function factor(kind: FactorFunction, parents: Record<string, number>, offset = 0): Factor {
  return { function: kind, offset, parents };
}
