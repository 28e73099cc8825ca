import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { crossValidatedNll, fitIndependentGaussian } from "../../src/baselines/index.ts";
import { splitFolds } from "../../src/data/folds.ts";
import { InputError } from "../../src/numeric/errors.ts";
import { assertClose, correlatedTable, mean } from "../gaussian/tables.ts";

describe("folds", () => {
  test("every row is held out exactly once, in folds of nearly equal size", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 30 }),
        fc.integer({ min: 2, max: 10 }),
        fc.nat(99),
        (rows, wish, seed) => {
          const data = correlatedTable(["a", "b"], rows, seed);
          const count = Math.min(wish, rows);
          const folds = splitFolds(data, count, seed);
          const held = folds.flatMap((fold) => Array.from(fold.heldOutRows)).sort((a, b) => a - b);
          assert.deepEqual(
            held,
            Array.from({ length: rows }, (_, row) => row),
          );
          for (const { training, heldOut, heldOutRows } of folds) {
            assert.equal(training.rowCount + heldOut.rowCount, rows);
            assert.ok(Math.abs(heldOut.rowCount - rows / count) < 1);
            heldOutRows.forEach((row, position) => {
              assert.deepEqual(
                heldOut.values.subarray(position * 2, position * 2 + 2),
                data.values.subarray(row * 2, row * 2 + 2),
              );
            });
          }
        },
      ),
    );
  });

  test("too few or too many folds are errors", () => {
    const data = correlatedTable(["a"], 4, 1);
    for (const count of [0, 1, 5, 2.5]) assert.throws(() => splitFolds(data, count, 1), InputError);
  });
});

describe("cross-validated NLL", () => {
  test("example", () => {
    const values = Float64Array.of(1, 2, 3, 4, 5, 6);
    const { nll } = crossValidatedNll(fitIndependentGaussian, { columns: ["x"], rowCount: 6, values }, 3, 1);
    assert.ok(Number.isFinite(nll));
  });

  test("leave-one-out of one Gaussian, written out", () => {
    const x = [0.3, 1.7, -2, 5, 0.9];
    const expected = x.map((value, i) => {
      const others = x.toSpliced(i, 1);
      const variance = mean(others.map((other) => (other - mean(others)) ** 2));
      return 0.5 * (Math.log(2 * Math.PI * variance) + (value - mean(others)) ** 2 / variance);
    });
    const data = { columns: ["x"], rowCount: 5, values: Float64Array.from(x) };
    const { nll, rowNll } = crossValidatedNll(fitIndependentGaussian, data, 5, 7);
    expected.forEach((nats, i) => {
      assertClose(rowNll[i], nats, 1e-12);
    });
    assertClose(nll, mean(expected), 1e-12);
  });
});
