import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { curveFitBound, fitCurve } from "../../src/data/curve.ts";
import { unimodalBound } from "../../src/data/unimodalBound.ts";
import { Random } from "../../src/internals.ts";

describe("the bound on a curve's fit", () => {
  const random = new Random(4);
  const columns: Record<string, (i: number) => number> = {
    normal: () => random.normal(),
    leaning: () => Math.exp(0.8 * random.normal()),
    "far out": () => random.normal() ** 3,
    rounded: () => Math.round(5 * Math.exp(random.normal())) / 5,
    "of two peaks": (i) => (i % 2) * 8 + random.normal(),
    "nearly all the same": (i) => (i % 10 === 0 ? random.normal() : 0),
  };
  for (const [name, value] of Object.entries(columns)) {
    test(`is not exceeded by the fit to a column that is ${name}`, () => {
      for (const rows of [100, 600, 2500]) {
        const values = Float64Array.from({ length: rows }, (_, i) => value(i));
        for (const leastSpread of [0, 0.2]) {
          const { fit } = fitCurve(values, leastSpread);
          assert.ok(fit <= curveFitBound(values, leastSpread), `${rows} rows, ${leastSpread}: ${fit}`);
        }
      }
    });
  }

  test("is close to the fit where one peak is all that there is", () => {
    const values = Float64Array.from({ length: 600 }, () => random.normal());
    const gap = curveFitBound(values, 0) - fitCurve(values, 0).fit;
    assert.ok(gap > 0 && gap < 0.09, `${gap}`);
  });

  test("is what can be reckoned by hand where one of four values has the peak beside it on either side", () => {
    // Beside the last two: 0 and 1 lie a step of 1 before the next one, and have a quarter of the mass for each.
    const bound = unimodalBound(Float64Array.of(0, 1, 2, 4), 5);
    const outer = 2 * (Math.log(1 / 4) - 1);
    assert.ok(Math.abs(bound - (outer + 4 + 2 * Math.log(5)) / 4) < 1e-12, `${bound}`);
  });
});
