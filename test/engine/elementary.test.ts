import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Engine, Tape } from "../../src/engine/index.ts";
import { Random } from "../../src/numeric/random.ts";

const { kernels } = new Engine("float64");
const single = new Engine("float32");

/** exp(s) in float32, by way of z = mu + exp(s) eps. */
function singleExp(xs: readonly number[]): Float32Array {
  const tape = new Tape(single, xs.length);
  const [z, spread, mu, s, eps] = Array.from({ length: 5 }, () => tape.tensor(1, false).pointer);
  single.reals(s, xs.length).set(xs);
  single.kernels.reparameterize(z, spread, mu, s, eps, tape.stride);
  return Float32Array.from(single.reals(spread, xs.length));
}

/** log d in float32, by way of a log-determinant with one factor. */
function singleLog(xs: readonly number[]): Float32Array {
  const tape = new Tape(single, xs.length);
  const [sum, d] = [tape.tensor(1, false).pointer, tape.tensor(1, false).pointer];
  single.reals(d, xs.length).set(xs);
  single.kernels.logProduct(sum, d, 1, tape.stride);
  return Float32Array.from(single.reals(sum, xs.length));
}

function softplusOf(engine: Engine, xs: readonly number[]) {
  const tape = new Tape(engine, 1);
  const [out, slope, x] = [0, 1, 2].map(() => tape.weights(xs.length, false).pointer);
  engine.reals(x, xs.length).set(xs);
  engine.kernels.softplus(out, slope, x, xs.length);
  return { out: engine.reals(out, xs.length), slope: engine.reals(slope, xs.length) };
}

const random = new Random(1);
const spread = (low: number, high: number, count = 20000) =>
  Array.from({ length: count }, () => Math.fround(low + (high - low) * random.uniform()));

describe("exp", () => {
  test("float64: relative error below 5e-16 near zero and 1e-15 up to the bounds", () => {
    for (const x of spread(-40, 40)) {
      assert.ok(Math.abs(kernels.expScalar(x) / Math.exp(x) - 1) < 5e-16, `exp(${x})`);
    }
    for (const x of spread(-708, 709)) {
      assert.ok(Math.abs(kernels.expScalar(x) / Math.exp(x) - 1) < 1e-15, `exp(${x})`);
    }
  });

  test("float32: relative error below 2.5e-7", () => {
    const xs = spread(-87, 88);
    singleExp(xs).forEach((value, i) => {
      assert.ok(Math.abs(value / Math.exp(xs[i]) - 1) < 2.5e-7, `exp(${xs[i]})`);
    });
  });

  test("exp(0) is 1, and beyond the bounds the result stays finite and positive", () => {
    assert.equal(kernels.expScalar(0), 1);
    for (const x of [710, 1e6, Number.POSITIVE_INFINITY])
      assert.equal(kernels.expScalar(x), kernels.expScalar(709));
    for (const x of [-709, -1e6, Number.NEGATIVE_INFINITY])
      assert.equal(kernels.expScalar(x), kernels.expScalar(-708));
    assert.ok(kernels.expScalar(-708) > 0);
    const [one, high, low] = singleExp([0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]);
    assert.equal(one, 1);
    assert.ok(Number.isFinite(high) && high > 1e38 && low > 0 && low < 1e-37);
  });

  test("NaN stays NaN", () => {
    assert.ok(Number.isNaN(kernels.expScalar(Number.NaN)));
    assert.ok(Number.isNaN(singleExp([Number.NaN])[0]));
  });
});

describe("log", () => {
  const positive = (low: number, high: number) => spread(Math.log2(low), Math.log2(high)).map((e) => 2 ** e);

  test("float64: within 2 units in the last place, or 2e-16 near 1", () => {
    for (const x of [...positive(1e-300, 1e300), ...spread(0.5, 2), 1, Math.SQRT1_2, Math.SQRT2]) {
      const exact = Math.log(x);
      const error = Math.abs(kernels.logScalar(x) - exact);
      assert.ok(error <= 5e-16 * Math.abs(exact) + 2e-17, `log(${x}): ${error}`);
    }
  });

  test("float32: relative error below 2e-7", () => {
    const xs = [...positive(1e-37, 1e38), ...spread(0.5, 2), 1].map(Math.fround);
    singleLog(xs).forEach((value, i) => {
      const exact = Math.log(xs[i]);
      assert.ok(Math.abs(value - exact) <= 2e-7 * Math.abs(exact) + 1e-9, `log(${xs[i]}): ${value}`);
    });
  });

  test("zero, negative, infinite and missing arguments give NaN, so that they cannot hide", () => {
    for (const x of [0, -0, -1, -1e300, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN]) {
      assert.ok(Number.isNaN(kernels.logScalar(x)), `log(${x})`);
      assert.ok(Number.isNaN(singleLog([x])[0]), `float32 log(${x})`);
    }
  });
});

describe("softplus", () => {
  const exact = (x: number) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
  const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

  for (const [name, engine, tolerance] of [
    ["float64", new Engine("float64"), 4e-16],
    ["float32", single, 2e-7],
  ] as const) {
    test(`${name}: value and slope`, () => {
      const xs = [...spread(-30, 30, 3000), 0, -80, 80, 1000];
      const { out, slope } = softplusOf(engine, xs);
      xs.forEach((x, i) => {
        assert.ok(Math.abs(out[i] - exact(x)) <= tolerance * Math.max(1, Math.abs(x)), `softplus(${x})`);
        assert.ok(Math.abs(slope[i] - sigmoid(x)) <= tolerance, `sigmoid(${x})`);
      });
    });

    test(`${name}: NaN stays NaN`, () => {
      assert.ok(Number.isNaN(softplusOf(engine, [Number.NaN]).out[0]));
    });
  }
});
