import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Random, TrainedModel } from "../../src/internals.ts";
import { exactModel, toy, withGaps } from "./exactModel.ts";

/** The toy network with nonlinear parts that are small but there. */
function bent(): TrainedModel {
  const random = new Random(4);
  const parts = exactModel(toy).toParts();
  return TrainedModel.fromParts({
    ...parts,
    parameters: parts.parameters.map((parameter) => ({
      ...parameter,
      values: parameter.values.map((value) => (value === 0 ? 0.02 * random.normal() : value)),
    })),
  });
}

describe("densities in float32", () => {
  test("are those in float64 within 1e-4 nats, with the same draws for any number of rows, gaps included", () => {
    const model = bent();
    assert.equal(model.exactLikelihood, false);
    for (const count of [1, 2, 3, 4, 7, 61]) {
      const rows = toy.sample(count, new Random(1));
      for (const data of [rows, withGaps(rows, 0.3, new Random(2))]) {
        const options = { samples: 40, seed: 3 };
        const single = model.logLikelihood(data, options);
        const double = model.logLikelihood(data, { ...options, precision: "float64" });
        for (let i = 0; i < count; i++) {
          const [a, b] = [single.perRow[i], double.perRow[i]];
          assert.ok(Math.abs(a - b) < 1e-4, `row ${i} of ${count}: ${a} against ${b}`);
          assert.notEqual(a, b);
        }
        const { effectiveSampleSize: size } = single;
        assert.ok(Math.abs(size - double.effectiveSampleSize) < 1e-3 * size);
      }
    }
  });

  test("rows that float32 cannot hold have the numbers that they had, and no others", () => {
    const model = bent();
    const rows = toy.sample(3, new Random(1));
    rows.values[0] = 1e25;
    const options = { samples: 5, seed: 1 };
    const { perRow } = model.logLikelihood(rows, options);
    const double = model.logLikelihood(rows, { ...options, precision: "float64" }).perRow;
    assert.equal(perRow[0], double[0]);
    // Its neighbours stay what they are without it.
    for (const row of [1, 2])
      assert.ok(perRow[row] !== double[row] && Math.abs(perRow[row] - double[row]) < 1e-4);
    assert.ok(perRow[0] < -1e40);
    assert.ok(model.elbo(rows, options).perRow.subarray(1).every(Number.isFinite));
    assert.ok(model.activeLatents(rows, { seed: 1 }).every(({ share }) => share >= 0 && share < 1 + 1e-9));
  });
});
