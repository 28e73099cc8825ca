import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  accumulator,
  addFeatures,
  addGaussian,
  addLogProduct,
  addStandardNormal,
  addSum,
  diagonalScore,
  reparameterize,
} from "../../src/engine/index.ts";
import { Random } from "../../src/numeric/random.ts";
import { between, type Draw, describeOperation, largestDifference, Workbench } from "./gradient.ts";

const LOG_TWO_PI = Math.log(2 * Math.PI);
const factor = between(0.03, 1.97);
const coin: Draw = (random) => (random.uniform() < 0.5 ? 1 : 0);

describeOperation("addStandardNormal", (bench) => {
  const sum = accumulator(bench.tape);
  addStandardNormal(bench.tape, sum, bench.tensor(6));
  return [sum];
});
describeOperation("addGaussian", (bench) => {
  const sum = accumulator(bench.tape);
  addGaussian(bench.tape, sum, bench.data(4), bench.tensor(4), bench.tensor(4));
  return [sum];
});
describeOperation("addGaussian with missing values", (bench) => {
  const sum = accumulator(bench.tape);
  const [x, measured] = [bench.data(4), bench.data(4, coin)];
  addGaussian(bench.tape, sum, x, bench.tensor(4), bench.tensor(4), measured);
  return [sum];
});
describeOperation("addGaussian, constant spread", (bench) => {
  const sum = accumulator(bench.tape);
  addGaussian(bench.tape, sum, bench.data(4), bench.tensor(4), bench.data(4));
  return [sum];
});
describeOperation("addGaussian, constant mean", (bench) => {
  const sum = accumulator(bench.tape);
  addGaussian(bench.tape, sum, bench.data(4), bench.data(4), bench.tensor(4));
  return [sum];
});
describeOperation("addFeatures", (bench) => {
  const sum = accumulator(bench.tape);
  addFeatures(bench.tape, sum, bench.tensor(5), -1.5);
  return [sum];
});
describeOperation("addSum", (bench) => {
  const sum = accumulator(bench.tape);
  addSum(bench.tape, sum, bench.weights(5), -1);
  addSum(bench.tape, sum, bench.weights(3), 2);
  return [sum];
});
describeOperation("several densities into one sum, of the same tensor", (bench) => {
  const { tape } = bench;
  const sum = accumulator(tape);
  const other = accumulator(tape);
  const u = bench.tensor(5, factor);
  addStandardNormal(tape, sum, u);
  addLogProduct(tape, sum, u);
  addFeatures(tape, other, u, 0.5);
  addLogProduct(tape, other, u);
  addGaussian(tape, sum, bench.data(5), u, bench.tensor(5));
  return [sum, other];
});
describeOperation("reparameterize", (bench) => {
  const { z } = reparameterize(bench.tape, bench.tensor(4), bench.tensor(4), bench.data(4));
  return [z];
});
describeOperation("reparameterize, one side without gradient", (bench) => [
  reparameterize(bench.tape, bench.tensor(4), bench.data(4), bench.data(4)).z,
  reparameterize(bench.tape, bench.data(4), bench.tensor(4), bench.data(4)).z,
]);
for (const rows of [1, 2, 7, 8, 9, 16, 17, 40]) {
  describeOperation(
    `addLogProduct, ${rows} factors`,
    (bench) => {
      const sum = accumulator(bench.tape);
      addLogProduct(bench.tape, sum, bench.tensor(rows, factor));
      return [sum];
    },
    { batches: [1, 6], tolerance: 1e-4 },
  );
}

describe("densities: values", () => {
  const batch = 7;

  test("log N(u; 0, 1) and log N(x; mu, exp(s)), measured values only", () => {
    const bench = new Workbench("float64", batch);
    const { tape } = bench;
    const [u, x, mu, s, measured] = [
      bench.tensor(3),
      bench.data(5),
      bench.tensor(5),
      bench.tensor(5),
      bench.data(5, coin),
    ];
    const [normal, gaussian, masked] = [accumulator(tape), accumulator(tape), accumulator(tape)];
    addStandardNormal(tape, normal, u);
    addGaussian(tape, gaussian, x, mu, s);
    addGaussian(tape, masked, x, mu, s, measured);
    // Twice: a sum starts anew in every pass.
    tape.forward();
    tape.forward();
    const expected = [0, 0, 0].map(() => new Float64Array(batch));
    bench.values(u).forEach((value, i) => {
      expected[0][i % batch] -= 0.5 * (value * value + LOG_TWO_PI);
    });
    const [xs, mus, ss, ms] = [x, mu, s, measured].map((tensor) => bench.values(tensor));
    xs.forEach((value, i) => {
      const density = -0.5 * (((value - mus[i]) / Math.exp(ss[i])) ** 2 + LOG_TWO_PI) - ss[i];
      expected[1][i % batch] += density;
      expected[2][i % batch] += ms[i] * density;
    });
    [normal, gaussian, masked].forEach((sum, i) => {
      assert.ok(largestDifference(bench.values(sum), expected[i]) < 1e-12);
    });
  });

  test("sum of logarithms of 1 to 40 factors", () => {
    for (let rows = 1; rows <= 40; rows++) {
      for (const [precision, tolerance] of [
        ["float64", 1e-13],
        ["float32", 2e-5],
      ] as const) {
        const bench = new Workbench(precision, batch, rows);
        const d = bench.tensor(rows, factor);
        const sum = accumulator(bench.tape);
        addLogProduct(bench.tape, sum, d);
        bench.tape.forward();
        const expected = new Float64Array(batch);
        bench.values(d).forEach((value, i) => {
          expected[i % batch] += Math.log(value);
        });
        assert.ok(largestDifference(bench.values(sum), expected) < tolerance, `${precision}, ${rows}`);
      }
    }
  });

  test("a factor that is not positive makes the log-determinant NaN", () => {
    const bench = new Workbench("float32", batch);
    const d = bench.tensor(1, () => -0.1);
    const sum = accumulator(bench.tape);
    addLogProduct(bench.tape, sum, d);
    bench.tape.forward();
    assert.ok(bench.values(sum).every(Number.isNaN));
  });

  test("mu + exp(s) eps and the score of its density", () => {
    const bench = new Workbench("float64", batch);
    const [mu, s, eps] = [bench.tensor(3), bench.tensor(3), bench.data(3)];
    const { z, spread } = reparameterize(bench.tape, mu, s, eps);
    const score = diagonalScore(bench.tape, eps, spread);
    bench.tape.forward();
    const [mus, ss, es] = [mu, s, eps].map((tensor) => bench.values(tensor));
    const zs = mus.map((value, i) => value + Math.exp(ss[i]) * es[i]);
    assert.ok(largestDifference(bench.values(z), zs) < 1e-14);
    const scores = zs.map((value, i) => -(value - mus[i]) / Math.exp(2 * ss[i]));
    assert.ok(largestDifference(bench.values(score), scores) < 1e-11);
  });
});

describe("accumulateLogSumExp", () => {
  for (const [precision, tolerance] of [
    ["float64", 1e-12],
    ["float32", 1e-4],
  ] as const) {
    test(`${precision}: log-weights of any size against direct sums`, () => {
      const bench = new Workbench(precision, 9);
      const { engine, tape } = bench;
      const random = new Random(3);
      const samples = 200;
      const [largest, sum, squares, l] = [0, 1, 2, 3].map(() => tape.tensor(1, false).pointer);
      const n = tape.paddedBatch;
      engine.reals(largest, n).fill(-1e30);
      // Rows 0 .. 8 from nearly equal weights to one that outweighs all others.
      const rows = Array.from({ length: 9 }, (_, b) =>
        Float64Array.from({ length: samples }, () => Math.fround(-300 * b + 3 ** (b - 4) * random.normal())),
      );
      for (let s = 0; s < samples; s++) {
        const view = engine.reals(l, n);
        rows.forEach((values, b) => {
          view[b] = values[s];
        });
        engine.kernels.accumulateLogSumExp(largest, sum, squares, l, tape.stride);
      }
      rows.forEach((values, b) => {
        const top = values.reduce((a, c) => Math.max(a, c), Number.NEGATIVE_INFINITY);
        const weights = values.map((value) => Math.exp(value - top));
        const direct = weights.reduce((a, w) => a + w, 0);
        const directSquares = weights.reduce((a, w) => a + w * w, 0);
        assert.equal(engine.reals(largest, n)[b], top);
        assert.ok(Math.abs(engine.reals(sum, n)[b] / direct - 1) < tolerance);
        assert.ok(Math.abs(engine.reals(squares, n)[b] / directSquares - 1) < tolerance);
      });
    });
  }
});
