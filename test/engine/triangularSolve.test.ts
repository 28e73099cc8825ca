import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Matrix, solve } from "ml-matrix";
import { applyTransposed, SparsePattern, triangularSolve } from "../../src/engine/index.ts";
import { between, describeOperation, largestDifference, Workbench } from "./gradient.ts";
import { triangularPattern } from "./patterns.ts";

const chain = SparsePattern.fromRows([[], [0], [1], [2], [3]], 5, [0, 1, 2, 3, 4]);

describe("triangularSolve against a dense solver", () => {
  for (const [name, pattern] of Object.entries({
    sparse: triangularPattern(11, 0.3, 1),
    full: triangularPattern(14, 1, 2),
    chain,
    diagonal: triangularPattern(4, 0, 3),
  })) {
    test(name, () => {
      for (const batch of [1, 2, 7, 33]) {
        const bench = new Workbench("float64", batch);
        const input = bench.tensor(pattern.rows);
        const weights = bench.weights(pattern.size, between(-0.5, 0.5));
        const out = triangularSolve(bench.tape, { input, weights, pattern });
        const back = applyTransposed(bench.tape, { input, weights, pattern, base: input, scale: -1 });
        bench.tape.forward();
        const system = Matrix.identity(pattern.rows);
        const w = bench.weightValues(weights);
        for (let k = 0; k < pattern.size; k++) system.set(pattern.rowOf[k], pattern.columnOf[k], -w[k]);
        const right = Matrix.from1DArray(pattern.rows, batch, [...bench.values(input)]);
        assert.ok(largestDifference(bench.values(out), solve(system, right).to1DArray()) < 1e-10);
        const product = system.transpose().mmul(right).to1DArray();
        assert.ok(largestDifference(bench.values(back), product) < 1e-12);
      }
    });
  }
});

for (const [name, pattern] of Object.entries({ sparse: triangularPattern(9, 0.4, 4), chain })) {
  describeOperation(`triangularSolve, ${name}`, (bench) => {
    const input = bench.tensor(pattern.rows);
    const weights = bench.weights(pattern.size, between(-0.5, 0.5));
    return [triangularSolve(bench.tape, { input, weights, pattern })];
  });
}

describeOperation("triangularSolve, input without gradient", (bench) => {
  const input = bench.data(chain.rows);
  const weights = bench.weights(chain.size, between(-0.5, 0.5));
  return [triangularSolve(bench.tape, { input, weights, pattern: chain })];
});
