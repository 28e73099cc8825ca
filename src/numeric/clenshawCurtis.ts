import { cos } from "./elementary.ts";

/**
 * The Clenshaw-Curtis rule with n + 1 nodes on [0, 1], n even, from 1 down to 0, and for an estimate of the error the
 * difference from the rule of n / 2, whose nodes are every second one of it.
 *
 * @example
 * const { nodes, weights } = clenshawCurtis(8);
 * const integral = nodes.reduce((sum, t, k) => sum + weights[k]! * t * t, 0); // 1/3
 */
export function clenshawCurtis(n: number): {
  nodes: Float64Array;
  weights: Float64Array;
  coarse: Float64Array;
} {
  const nodes = Float64Array.from({ length: n + 1 }, (_, k) => 0.5 + 0.5 * cos((Math.PI * k) / n));
  const weights = weightsOf(n);
  const half = weightsOf(n / 2);
  const coarse = weights.map((weight, k) => (k % 2 === 0 ? weight - half[k / 2] : weight));
  return { nodes, weights, coarse };
}

function weightsOf(n: number): Float64Array {
  return Float64Array.from({ length: n + 1 }, (_, k) => {
    let sum = 1;
    for (let j = 1; 2 * j <= n; j++) {
      const share = 2 * j === n ? 1 : 2;
      sum -= (share * cos((2 * Math.PI * j * k) / n)) / (4 * j * j - 1);
    }
    // Half of the usual weight, since [0, 1] is half as long as [-1, 1].
    return ((k === 0 || k === n ? 1 : 2) * sum) / (2 * n);
  });
}
