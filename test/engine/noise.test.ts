import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Engine, Noise, type Precision } from "../../src/engine/index.ts";

function draw(precision: Precision, seed: number, counts: readonly number[]): Float64Array[] {
  const engine = new Engine(precision);
  const noise = new Noise(engine, seed);
  const pointer = engine.allocate(8 * (Math.max(...counts) + 8));
  return counts.map((count) => {
    noise.fillNormal(pointer, count);
    return Float64Array.from(engine.reals(pointer, count));
  });
}

/** Standard normal distribution function by the error function of Abramowitz & Stegun 7.1.26 (error below 1.5e-7). */
function normalDistribution(x: number): number {
  const z = Math.abs(x) / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * z);
  const poly =
    t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  const tail = 0.5 * poly * Math.exp(-z * z);
  return x < 0 ? tail : 1 - tail;
}

const N = 400_000;
const [values] = draw("float64", 12345, [N]);
const mean = (f: (x: number) => number) => values.reduce((sum, x) => sum + f(x), 0) / N;

describe("normal noise", () => {
  test("moments within five standard errors", () => {
    const within = (value: number, expected: number, deviation: number, label: string) =>
      assert.ok(Math.abs(value - expected) < (5 * deviation) / Math.sqrt(N), `${label}: ${value}`);
    within(
      mean((x) => x),
      0,
      1,
      "mean",
    );
    within(
      mean((x) => x * x),
      1,
      Math.sqrt(2),
      "variance",
    );
    within(
      mean((x) => x ** 3),
      0,
      Math.sqrt(15),
      "skewness",
    );
    within(
      mean((x) => x ** 4),
      3,
      Math.sqrt(96),
      "fourth moment",
    );
    assert.ok(values.every((x) => Math.abs(x) < 6.8));
  });

  test("Kolmogorov-Smirnov distance to the normal distribution", () => {
    const sorted = Float64Array.from(values).sort();
    let distance = 0;
    sorted.forEach((x, i) => {
      const p = normalDistribution(x);
      distance = Math.max(distance, Math.abs(p - i / N), Math.abs(p - (i + 1) / N));
    });
    // 1.95 is the critical value at 0.1 %.
    assert.ok(distance < 1.95 / Math.sqrt(N), `distance ${distance}`);
  });

  test("neighbouring draws are uncorrelated, and so are their squares", () => {
    for (let lag = 1; lag <= 16; lag++) {
      let plain = 0;
      let squares = 0;
      for (let i = lag; i < N; i++) {
        plain += values[i] * values[i - lag];
        squares += (values[i] ** 2 - 1) * (values[i - lag] ** 2 - 1);
      }
      assert.ok(Math.abs(plain / N) < 5 / Math.sqrt(N), `lag ${lag}: ${plain / N}`);
      assert.ok(Math.abs(squares / N) < 10 / Math.sqrt(N), `squares, lag ${lag}: ${squares / N}`);
    }
  });

  test("sine and cosine branches fill every angle", () => {
    // The first draws of a vector come from radius x sine, the next from radius x cosine.
    const bins = new Float64Array(16);
    for (let i = 0; i < N; i += 4) {
      for (const k of [0, 1]) {
        const angle = Math.atan2(values[i + k], values[i + k + 2]);
        bins[Math.min(15, Math.floor(((angle + Math.PI) / (2 * Math.PI)) * 16))]++;
      }
    }
    const expected = N / 2 / 16;
    const chiSquared = bins.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    assert.ok(chiSquared < 45, `chi-squared ${chiSquared} with 15 degrees of freedom`);
  });

  test("both precisions draw the same noise, up to rounding", () => {
    const counts = [4 * 25, 8, 12, 400];
    const double = draw("float64", 7, counts);
    const single = draw("float32", 7, counts);
    counts.forEach((count, i) => {
      for (let k = 0; k < count; k++) assert.equal(single[i][k], Math.fround(double[i][k]));
    });
  });

  test("the same seed repeats, another one does not", () => {
    assert.deepEqual(draw("float32", 3, [64]), draw("float32", 3, [64]));
    const seen = new Set<number>();
    for (const seed of [0, 1, 2, 3, 2 ** 32, 2 ** 32 + 1, Number.MAX_SAFE_INTEGER]) {
      for (const value of draw("float64", seed, [64])[0]) seen.add(value);
    }
    assert.ok(seen.size >= 7 * 64 - 2);
  });

  test("a saved state goes on with the same draws", () => {
    const engine = new Engine("float32");
    const noise = new Noise(engine, 1);
    const pointer = engine.allocate(4 * 40);
    noise.fillNormal(pointer, 24);
    const state = noise.state();
    const rest = () => {
      noise.fillNormal(pointer, 32);
      return Float64Array.from(engine.reals(pointer, 32));
    };
    const first = rest();
    assert.notDeepEqual(rest(), first);
    noise.restore(state);
    assert.deepEqual(rest(), first);
    noise.reseed(1);
    noise.fillNormal(pointer, 24);
    assert.deepEqual(noise.state(), state);
    assert.equal(state.length, 16);
  });

  test("at most 7 elements beyond the count are written", () => {
    const engine = new Engine("float64");
    const noise = new Noise(engine, 1);
    for (let count = 0; count <= 17; count++) {
      const pointer = engine.allocate(8 * 32);
      engine.reals(pointer, 32).fill(99);
      noise.fillNormal(pointer, count);
      assert.ok(
        engine
          .reals(pointer, 32)
          .subarray(count + 7)
          .every((value) => value === 99),
      );
      assert.ok(engine.reals(pointer, count).every((value) => value !== 99));
    }
  });
});
