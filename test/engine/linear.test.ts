import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { linear, SparsePattern } from "../../src/engine/index.ts";
import {
  type Build,
  checkGradient,
  checkSinglePrecision,
  largestDifference,
  Workbench,
  withSharedInputs,
} from "./gradient.ts";
import { randomPattern } from "./patterns.ts";

/** Groups of 1, 2 and 3 neighbouring rows for every column count from 0 to 12: all strips and tiles of the kernels. */
const everyShape = SparsePattern.fromRows(
  Array.from({ length: 13 }, (_, count) => count).flatMap((count) => {
    const list = Array.from({ length: count }, (_, i) => i + (count % 3));
    const other = list.map((column) => column + 1);
    return [list, other, other, list, list, list];
  }),
  16,
);

const patterns: Record<string, SparsePattern> = {
  "every shape": everyShape,
  dense: SparsePattern.dense(7, 13),
  "dense, few columns": SparsePattern.dense(5, 3),
  "one row": SparsePattern.dense(1, 20),
  "one column": SparsePattern.dense(9, 1),
  sparse: randomPattern(23, 17, 0.3, 1),
  "single entries": SparsePattern.fromRows([[2], [0], [1], [1], [], [3]], 5),
  empty: SparsePattern.fromRows([[], [], []], 2),
};

const variants: Record<string, { bias: boolean; base: boolean; inPlace: boolean }> = {
  plain: { bias: false, base: false, inPlace: false },
  bias: { bias: true, base: false, inPlace: false },
  base: { bias: false, base: true, inPlace: false },
  "bias and base": { bias: true, base: true, inPlace: false },
  "in place": { bias: true, base: true, inPlace: true },
};

function build(pattern: SparsePattern, variant: { bias: boolean; base: boolean; inPlace: boolean }): Build {
  return (bench) => {
    const { tape } = bench;
    const made = SparsePattern.dense(pattern.rows, 2);
    const input = bench.tensor(pattern.columnCount);
    const weights = bench.weights(pattern.size);
    // What is overwritten in place has to be made anew in every pass.
    const base = variant.base
      ? linear(tape, { input: bench.tensor(2), weights: bench.weights(made.size), pattern: made })
      : undefined;
    const bias = variant.bias ? bench.weights(pattern.rows) : undefined;
    return [linear(tape, { input, weights, pattern, bias, base, inPlace: variant.inPlace })];
  };
}

describe("linear", () => {
  for (const [name, pattern] of Object.entries(patterns)) {
    test(`values: ${name}`, () => {
      for (const batch of [1, 2, 5, 8, 9, 16, 17, 31, 32, 33, 64, 70]) {
        const bench = new Workbench("float64", batch);
        const input = bench.tensor(pattern.columnCount);
        const weights = bench.weights(pattern.size);
        const bias = bench.weights(pattern.rows);
        const base = bench.tensor(pattern.rows);
        const out = linear(bench.tape, { input, weights, pattern, bias, base });
        bench.tape.forward();
        const expected = bench.values(base);
        const x = bench.values(input);
        const b = bench.weightValues(bias);
        const w = bench.weightValues(weights);
        expected.forEach((_, i) => {
          expected[i] += b[Math.floor(i / batch)];
        });
        for (let k = 0; k < pattern.size; k++) {
          for (let i = 0; i < batch; i++) {
            expected[pattern.rowOf[k] * batch + i] += w[k] * x[pattern.columnOf[k] * batch + i];
          }
        }
        assert.ok(largestDifference(bench.values(out), expected) < 1e-13, `batch ${batch}`);
      }
    });
    for (const [label, variant] of Object.entries(variants)) {
      test(`gradient: ${name}, ${label}`, () => {
        for (const batch of [1, 5, 18]) checkGradient(build(pattern, variant), batch);
        checkGradient(withSharedInputs(build(pattern, variant)), 3);
      });
    }
    test(`float32: ${name}`, () => {
      for (const batch of [1, 2, 3, 4, 6, 15, 16, 31, 33, 47, 64, 70]) {
        checkSinglePrecision(build(pattern, variants["bias and base"]), batch);
        checkSinglePrecision(build(pattern, variants["in place"]), batch);
      }
    });
  }

  test("an input that several layers read collects all their gradients", () => {
    const pattern = randomPattern(6, 4, 0.6, 5);
    const wide = SparsePattern.dense(3, 4);
    checkGradient((bench) => {
      const input = bench.tensor(4);
      const one = linear(bench.tape, { input, weights: bench.weights(pattern.size), pattern });
      const other = linear(bench.tape, { input, weights: bench.weights(wide.size), pattern: wide });
      return [one, other, linear(bench.tape, { input, weights: bench.weights(wide.size), pattern: wide })];
    }, 5);
  });

  test("gradients that share memory do not disturb each other", () => {
    const square = SparsePattern.dense(4, 4);
    checkGradient((bench) => {
      const layer = (input: ReturnType<Workbench["tensor"]>, base?: ReturnType<Workbench["tensor"]>) =>
        linear(bench.tape, { input, weights: bench.weights(square.size), pattern: square, base });
      const a = layer(bench.tensor(4));
      const b = layer(a, a);
      const c = layer(b, a);
      const unread = layer(c);
      assert.ok(unread.gradient !== 0);
      return [layer(c, b), layer(a, c)];
    }, 3);
  });
});
