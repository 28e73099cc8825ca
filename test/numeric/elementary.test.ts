import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { cos, exp, log, sigmoid, sin, softplus, tanh } from "../../src/numeric/elementary.ts";

/** |got - expected| in units of the expected value's size, where tiny values count as their distance to zero. */
function relativeError(got: number, expected: number, floor = Number.MIN_VALUE): number {
  if (Object.is(got, expected) || got === expected) return 0;
  return Math.abs(got - expected) / Math.max(Math.abs(expected), floor);
}

const finite = (limit: number) => fc.double({ min: -limit, max: limit, noNaN: true });

describe("elementary functions agree with the engine's own", () => {
  test("exp, over its whole range", () => {
    fc.assert(
      fc.property(finite(708), (x) => relativeError(exp(x), Math.exp(x)) < 1e-15),
      { numRuns: 5000 },
    );
  });

  test("exp of small arguments keeps the last bits", () => {
    fc.assert(
      fc.property(finite(1), (x) => relativeError(exp(x), Math.exp(x)) < 4.5e-16),
      { numRuns: 5000 },
    );
  });

  test("log, from the smallest to the largest number", () => {
    const positive = fc.double({ min: Number.MIN_VALUE, max: Number.MAX_VALUE, noNaN: true });
    fc.assert(
      fc.property(positive, (x) => relativeError(log(x), Math.log(x)) < 4.5e-16),
      { numRuns: 5000 },
    );
  });

  test("log near 1, where digits are easily lost", () => {
    fc.assert(
      fc.property(finite(1e-3), (x) => relativeError(log(1 + x), Math.log(1 + x)) < 4.5e-16),
      { numRuns: 5000 },
    );
  });

  test("tanh, also near 0", () => {
    for (const limit of [1e-8, 0.3, 1, 25, 1e6]) {
      fc.assert(
        fc.property(finite(limit), (x) => relativeError(tanh(x), Math.tanh(x)) < 2e-15),
        { numRuns: 2000 },
      );
    }
  });

  test("sine and cosine", () => {
    for (const limit of [0.8, 10, 1e4]) {
      fc.assert(
        fc.property(finite(limit), (x) => {
          return Math.abs(sin(x) - Math.sin(x)) < 1e-12 && Math.abs(cos(x) - Math.cos(x)) < 1e-12;
        }),
        { numRuns: 2000 },
      );
    }
  });

  test("sigmoid and softplus", () => {
    fc.assert(
      fc.property(finite(30), (x) => {
        return (
          relativeError(sigmoid(x), 1 / (1 + Math.exp(-x))) < 2e-15 &&
          relativeError(softplus(x), x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x))) < 2e-15
        );
      }),
      { numRuns: 5000 },
    );
  });
});

describe("the edges", () => {
  test("exp", () => {
    assert.equal(exp(0), 1);
    assert.equal(exp(Infinity), Infinity);
    assert.equal(exp(-Infinity), 0);
    assert.equal(exp(710), Infinity);
    assert.equal(exp(-746), 0);
    assert.ok(Number.isNaN(exp(NaN)));
    // Below 2^-1022 a number has fewer bits than usual.
    assert.ok(Math.abs(exp(-740) - Math.exp(-740)) <= 2 * Number.MIN_VALUE);
  });

  test("log", () => {
    assert.equal(log(1), 0);
    assert.equal(log(0), -Infinity);
    assert.equal(log(Infinity), Infinity);
    assert.ok(Number.isNaN(log(-1)));
    assert.ok(Number.isNaN(log(NaN)));
  });

  test("bounded functions stay within their bounds", () => {
    for (const x of [-1e308, -800, -40, 40, 800, 1e308]) {
      assert.ok(Math.abs(tanh(x)) <= 1);
      assert.ok(sigmoid(x) >= 0 && sigmoid(x) <= 1);
      assert.ok(softplus(x) >= Math.max(x, 0));
    }
    assert.equal(tanh(Infinity), 1);
    assert.equal(tanh(-Infinity), -1);
    assert.equal(sigmoid(-Infinity), 0);
    assert.equal(sigmoid(Infinity), 1);
    assert.ok(Number.isNaN(tanh(NaN)));
  });

  test("odd and even symmetry is exact", () => {
    fc.assert(
      fc.property(finite(1e4), (x) => {
        return tanh(-x) === -tanh(x) && sin(-x) === -sin(x) && cos(-x) === cos(x);
      }),
    );
  });
});

test("known bits: what every engine has to return", () => {
  const bits = (x: number) => {
    const view = new DataView(new ArrayBuffer(8));
    view.setFloat64(0, x);
    return view.getBigUint64(0).toString(16);
  };
  assert.deepEqual([exp(1), log(10), tanh(0.5), sin(1), cos(1)].map(bits), [
    "4005bf0a8b14576a",
    "40026bb1bbb55516",
    "3fdd9353d7568af3",
    "3feaed548f090cee",
    "3fe14a280fb5068c",
  ]);
});
