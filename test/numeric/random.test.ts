import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { InputError } from "../../src/numeric/errors.ts";
import { Random } from "../../src/numeric/random.ts";

const COUNT = 200_000;

function draws(seed: number, draw: (random: Random) => number): Float64Array {
  const random = new Random(seed);
  return Float64Array.from({ length: COUNT }, () => draw(random));
}

/** Mean of x^k and the standard error that it has if the k-th and 2k-th moments are these. */
function momentError(values: Float64Array, power: number, expected: number, expectedSquare: number): number {
  const mean = values.reduce((sum, x) => sum + x ** power, 0) / values.length;
  return Math.abs(mean - expected) / Math.sqrt((expectedSquare - expected * expected) / values.length);
}

/** The largest distance between the empirical and the given distribution function, times sqrt(n). */
function kolmogorovSmirnov(values: Float64Array, distribution: (x: number) => number): number {
  const sorted = values.slice().sort();
  let largest = 0;
  sorted.forEach((x, i) => {
    const p = distribution(x);
    largest = Math.max(largest, p - i / sorted.length, (i + 1) / sorted.length - p);
  });
  return largest * Math.sqrt(sorted.length);
}

/** The standard normal distribution function, by integrating its density (Simpson), independent of the library. */
function normalDistribution(x: number): number {
  const steps = 200;
  const h = x / steps;
  const density = (t: number) => Math.exp(-0.5 * t * t) / Math.sqrt(2 * Math.PI);
  let sum = density(0) + density(x);
  for (let k = 1; k < steps; k++) sum += density(k * h) * (k % 2 === 1 ? 4 : 2);
  return 0.5 + (sum * h) / 3;
}

/** A Kolmogorov-Smirnov statistic above this comes by chance once in 10,000. */
const KS_LIMIT = 2.23;

describe("uniform draws", () => {
  test("moments and distribution", () => {
    const values = draws(1, (random) => random.uniform());
    assert.ok(values.every((x) => x > 0 && x < 1));
    for (const power of [1, 2, 3]) {
      assert.ok(momentError(values, power, 1 / (power + 1), 1 / (2 * power + 1)) < 4);
    }
    assert.ok(kolmogorovSmirnov(values, (x) => x) < KS_LIMIT);
  });

  test("neighbours are uncorrelated", () => {
    const values = draws(2, (random) => random.uniform() - 0.5);
    for (const lag of [1, 2, 3, 4]) {
      let sum = 0;
      for (let i = lag; i < COUNT; i++) sum += values[i] * values[i - lag];
      assert.ok(Math.abs(sum / COUNT) < 4 / 12 / Math.sqrt(COUNT));
    }
  });

  test("every one of the 32 bits is 1 half of the time", () => {
    const random = new Random(3);
    const ones = new Array<number>(32).fill(0);
    for (let i = 0; i < COUNT; i++) {
      const word = random.bits();
      for (let bit = 0; bit < 32; bit++) ones[bit] += (word >>> bit) & 1;
    }
    for (const count of ones) assert.ok(Math.abs(count - COUNT / 2) < 4.5 * Math.sqrt(COUNT / 4));
  });
});

describe("normal draws", () => {
  test("moments and distribution", () => {
    const values = draws(4, (random) => random.normal());
    assert.ok(momentError(values, 1, 0, 1) < 4);
    assert.ok(momentError(values, 2, 1, 3) < 4);
    assert.ok(momentError(values, 3, 0, 15) < 4);
    assert.ok(momentError(values, 4, 3, 105) < 4);
    assert.ok(kolmogorovSmirnov(values, normalDistribution) < KS_LIMIT);
  });

  test("the two halves of a pair are uncorrelated, and so are their squares", () => {
    const random = new Random(5);
    let product = 0;
    let squares = 0;
    for (let i = 0; i < COUNT; i++) {
      const a = random.normal();
      const b = random.normal();
      product += a * b;
      squares += (a * a - 1) * (b * b - 1);
    }
    assert.ok(Math.abs(product / COUNT) < 4 / Math.sqrt(COUNT));
    assert.ok(Math.abs(squares / COUNT) < (4 * 2) / Math.sqrt(COUNT));
  });
});

test("whole numbers are equally frequent", () => {
  const counts = new Array<number>(7).fill(0);
  const random = new Random(6);
  for (let i = 0; i < COUNT; i++) counts[random.integer(7)]++;
  const chiSquare = counts.reduce((sum, count) => sum + (count - COUNT / 7) ** 2 / (COUNT / 7), 0);
  // 6 degrees of freedom: exceeded by chance once in 10,000.
  assert.ok(chiSquare < 27.9);
});

test("a permutation holds every number once, and every number is equally often first", () => {
  const random = new Random(7);
  const first = new Array<number>(5).fill(0);
  for (let i = 0; i < 20_000; i++) {
    const order = random.permutation(5);
    assert.deepEqual([...order].sort(), [0, 1, 2, 3, 4]);
    first[order[0]]++;
  }
  for (const count of first) assert.ok(Math.abs(count - 4000) < 4 * Math.sqrt(20_000 * 0.2 * 0.8));
});

describe("streams", () => {
  const take = (random: Random) => Array.from({ length: 6 }, () => random.bits());

  test("the same seed gives the same draws, another seed others", () => {
    assert.deepEqual(take(new Random(42)), take(new Random(42)));
    assert.notDeepEqual(take(new Random(42)), take(new Random(43)));
    assert.notDeepEqual(take(new Random(1)), take(new Random(1 + 2 ** 32)));
  });

  test("forks differ by label, agree by label, and leave their parent where it was", () => {
    const parent = new Random(1);
    const untouched = new Random(1);
    const [a, again, b] = [parent.fork("a"), parent.fork("a"), parent.fork("b")].map(take);
    assert.deepEqual(a, again);
    assert.notDeepEqual(a, b);
    assert.deepEqual(take(parent), take(untouched));
  });

  test("forks of neighbouring seeds and labels are uncorrelated", () => {
    const values = Array.from({ length: 20_000 }, (_, i) => new Random(i).fork(i % 10).normal());
    const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
    const lagged = values.slice(1).reduce((sum, x, i) => sum + x * values[i], 0) / values.length;
    assert.ok(Math.abs(mean) < 4 / Math.sqrt(values.length));
    assert.ok(Math.abs(lagged) < 4 / Math.sqrt(values.length));
  });

  test("a saved state continues the stream, also after an odd number of normal draws", () => {
    const random = new Random(9);
    random.normal();
    const copy = Random.fromState(random.state());
    assert.equal(copy.normal(), random.normal());
    assert.deepEqual(take(copy), take(random));
  });

  test("a seed that is no whole number is refused", () => {
    for (const seed of [-1, 0.5, Number.NaN, 2 ** 53]) {
      assert.throws(() => new Random(seed), InputError);
    }
  });
});

test("known draws: what every engine has to return", () => {
  const random = new Random(1);
  assert.deepEqual([random.bits(), random.bits()], KNOWN_BITS);
});

const KNOWN_BITS = [2958077727, 90748137];
