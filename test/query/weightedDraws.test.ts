import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  normalizedWeights,
  resampledIndices,
  weightedMoments,
  weightedQuantiles,
} from "../../src/query/weightedDraws.ts";

const logs = fc.array(fc.double({ min: -50, max: 50, noNaN: true }), { minLength: 1, maxLength: 60 });

test("weights are normalized whatever their size", () => {
  fc.assert(
    fc.property(logs, fc.double({ min: -1e4, max: 1e4, noNaN: true }), (values, shift) => {
      const { weights, effectiveSampleSize } = normalizedWeights(Float64Array.from(values, (v) => v + shift));
      assert.ok(Math.abs(weights.reduce((a, b) => a + b, 0) - 1) < 1e-12);
      assert.ok(effectiveSampleSize > 1 - 1e-9 && effectiveSampleSize < values.length + 1e-9);
    }),
  );
});

test("systematic resampling takes every draw about as often as its weight says", () => {
  fc.assert(
    fc.property(logs, fc.double({ min: 0, max: 0.999999, noNaN: true }), (values, offset) => {
      const { weights } = normalizedWeights(Float64Array.from(values));
      const counts = new Float64Array(weights.length);
      for (const index of resampledIndices(weights, offset)) counts[index]++;
      counts.forEach((count, i) => {
        assert.ok(Math.abs(count - weights[i] * weights.length) < 1 + 1e-9);
      });
    }),
  );
});

test("moments and quantiles of equal and unequal weights", () => {
  const values = Float64Array.of(3, 1, 2, 4);
  const equal = new Float64Array(4).fill(0.25);
  assert.deepEqual([...weightedQuantiles(values, equal, [0.001, 0.5, 0.999])], [1, 2.5, 4]);
  assert.deepEqual(weightedMoments(values, equal), { mean: 2.5, standardDeviation: Math.sqrt(1.25) });
  const certain = Float64Array.of(0, 0, 1, 0);
  assert.deepEqual([...weightedQuantiles(values, certain, [0.1, 0.5])], [2, 2]);
  assert.deepEqual(weightedMoments(values, certain), { mean: 2, standardDeviation: 0 });
});
