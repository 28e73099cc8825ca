import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { determinant, inverse, Matrix } from "ml-matrix";
import { fitFullGaussian, fitIndependentGaussian } from "../../src/baselines/index.ts";
import type { Dataset } from "../../src/data/dataset.ts";
import { fitShrunkGaussian, GaussianDensity } from "../../src/gaussian/index.ts";
import { InputError } from "../../src/numeric/errors.ts";
import { Random } from "../../src/numeric/random.ts";
import { assertClose, correlatedTable, covarianceOf, mean, table, toMatrix } from "./tables.ts";

const close = (actual: ArrayLike<number>, expected: number[], tolerance = 1e-12) => {
  assert.equal(actual.length, expected.length);
  expected.forEach((value, i) => {
    assertClose(actual[i], value, tolerance, `entry ${i}`);
  });
};

/** The density written out with an inverse and a determinant. */
function densities(data: Dataset, centre: ArrayLike<number>, covariance: Matrix): number[] {
  const precision = inverse(covariance);
  const normalizer = Math.log(determinant(covariance.clone().mul(2 * Math.PI)));
  return toMatrix(data)
    .to2DArray()
    .map((row) => {
      const d = Matrix.rowVector(row.map((value, j) => value - centre[j]));
      return -0.5 * (normalizer + d.mmul(precision).mmul(d.transpose()).get(0, 0));
    });
}

const columnMean = (data: Dataset) => toMatrix(data).mean("column");
const names = ["a", "b", "c", "d", "e"];

describe("Gaussian density", () => {
  test("example: a standard normal at its mean", () => {
    const gaussian = new GaussianDensity("unit", ["x"], Float64Array.of(0), Float64Array.of(1), 2);
    const [nats] = gaussian.logLikelihood({ columns: ["x"], rowCount: 1, values: Float64Array.of(0) });
    assertClose(nats, -0.9189385332046727, 1e-15);
  });

  test("draws have the mean and covariance they should", () => {
    const gaussian = new GaussianDensity(
      "g",
      ["x", "y"],
      Float64Array.of(1, -200),
      Float64Array.of(4, 30, 30, 900),
      5,
    );
    const drawn = gaussian.sample(20000, new Random(3));
    assert.deepEqual(drawn.columns, ["x", "y"]);
    close(columnMean(drawn), [1, -200], 1);
    const covariance = covarianceOf(drawn);
    assertClose(covariance.get(0, 0), 4, 0.2);
    assertClose(covariance.get(0, 1), 30, 2);
    assertClose(covariance.get(1, 1), 900, 40);
    assert.deepEqual(drawn, gaussian.sample(20000, new Random(3)));
  });

  test("wrong columns and a singular covariance are errors", () => {
    const gaussian = new GaussianDensity(
      "g",
      ["x", "y"],
      Float64Array.of(0, 0),
      Float64Array.of(1, 0, 0, 1),
      4,
    );
    assert.throws(() => gaussian.logLikelihood(table(["x"], [[1]])), InputError);
    assert.throws(() => gaussian.logLikelihood(table(["y", "x"], [[1, 2]])), /column 1 to be "x", got "y"/);
    assert.throws(
      () => new GaussianDensity("g", ["x", "y"], Float64Array.of(0, 0), Float64Array.of(1, 1, 1, 1), 5),
      /positive definite/,
    );
  });
});

describe("independent Gaussians", () => {
  test("example", () => {
    const values = Float64Array.of(1, 10, 3, 30);
    const fitted = fitIndependentGaussian({ columns: ["a", "b"], rowCount: 2, values });
    close(fitted.mean, [2, 20]);
    close(fitted.covariance, [1, 0, 0, 100]);
    assert.equal(fitted.parameters, 4);
  });

  test("the density is the product of the columns' densities", () => {
    const data = correlatedTable(names, 12, 4);
    const diagonal = Matrix.diag(covarianceOf(data).diagonal());
    close(
      fitIndependentGaussian(data).logLikelihood(data),
      densities(data, columnMean(data), diagonal),
      1e-9,
    );
  });
});

describe("full Gaussian", () => {
  test("example", () => {
    const values = Float64Array.of(0, 0, 2, 2, 0, 2, 2, 0);
    const fitted = fitFullGaussian({ columns: ["a", "b"], rowCount: 4, values });
    close(fitted.covariance, [1, 0, 0, 1]);
    assert.equal(fitted.parameters, 5);
  });

  test("density and maximized likelihood in closed form", () => {
    const data = correlatedTable(names, 40, 5);
    const nats = fitFullGaussian(data).logLikelihood(data);
    const covariance = covarianceOf(data);
    close(nats, densities(data, columnMean(data), covariance), 1e-8);
    const closed = -0.5 * (5 * (Math.log(2 * Math.PI) + 1) + Math.log(determinant(covariance)));
    assertClose(mean(nats), closed, 1e-9);
  });

  test("too few rows or a determined column: an error that says what to do", () => {
    assert.throws(
      () => fitFullGaussian(correlatedTable(names, 5, 6)),
      /more rows than columns.*5 rows of 5 columns/,
    );
    const rows = Array.from({ length: 9 }, (_, i) => [i, 2 * i + 1]);
    assert.throws(() => fitFullGaussian(table(["a", "b"], rows)), InputError);
  });
});

describe("shrunk Gaussian", () => {
  test("example", () => {
    const values = Float64Array.of(0, 0.1, 1, 0.9, 2, 2.2, 3, 2.9, 4, 4.1, 5, 4.8);
    const fitted = fitShrunkGaussian({ columns: ["a", "b"], rowCount: 6, values }, { folds: 3 });
    assert.ok(fitted.shrinkage < 0.1);
  });

  test("the covariance lies between the full one and its diagonal", () => {
    const data = correlatedTable(names, 9, 7);
    const { shrinkage, covariance } = fitShrunkGaussian(data);
    const full = covarianceOf(data);
    const expected = full.clone().mul(1 - shrinkage);
    for (let j = 0; j < 5; j++) expected.set(j, j, full.get(j, j));
    const flat = expected.to1DArray();
    flat.forEach((value, i) => {
      assertClose(covariance[i], value, 1e-9 * (1 + Math.abs(value)));
    });
  });

  test("leave-one-out strength is the best of a brute-force search", () => {
    // With as many folds as rows the deal of the folds plays no part.
    const data = correlatedTable(["a", "b", "c"], 8, 8);
    const rows = toMatrix(data).to2DArray();
    const score = (strength: number) =>
      rows
        .map((row, i) => {
          const training = table(data.columns, rows.toSpliced(i, 1));
          const shrunk = covarianceOf(training).clone();
          const diagonal = shrunk.diagonal();
          shrunk.mul(1 - strength);
          diagonal.forEach((value, j) => {
            shrunk.set(j, j, value);
          });
          return densities(table(data.columns, [row]), columnMean(training), shrunk)[0];
        })
        .reduce((sum, nats) => sum + nats);
    const { shrinkage } = fitShrunkGaussian(data, { folds: 8 });
    const best = score(shrinkage);
    for (let k = 1; k <= 50; k++) assert.ok(score((k / 50) ** 2) <= best + 1e-9);
  });

  test("the formula, written out pair by pair", () => {
    const data = correlatedTable(["a", "b", "c"], 15, 9);
    const n = data.rowCount;
    const centre = columnMean(data);
    const deviation = covarianceOf(data).diagonal().map(Math.sqrt);
    const z = toMatrix(data)
      .to2DArray()
      .map((row) => row.map((value, j) => (value - centre[j]) / deviation[j]));
    let noise = 0;
    let signal = 0;
    for (const [i, j] of [
      [0, 1],
      [0, 2],
      [1, 2],
    ]) {
      const w = z.map((row) => row[i] * row[j]);
      const r = mean(w);
      noise += mean(w.map((value) => (value - r) ** 2)) / (n - 1);
      signal += r * r;
    }
    const { shrinkage } = fitShrunkGaussian(data, { strength: "formula" });
    assertClose(shrinkage, Math.min(1, noise / signal), 1e-12);
  });

  test("independent columns are shrunk nearly all the way, many dependent rows hardly", () => {
    const random = new Random(10);
    const noise = table(
      names,
      Array.from({ length: 40 }, () => names.map(() => random.normal())),
    );
    for (const strength of ["cross-validation", "formula"] as const) {
      assert.ok(fitShrunkGaussian(noise, { strength }).shrinkage > 0.5);
      assert.ok(fitShrunkGaussian(correlatedTable(names, 4000, 11), { strength }).shrinkage < 0.01);
    }
  });

  test("fits with fewer rows than columns, from two rows on, the same for the same seed", () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 8 }), fc.nat(500), (rowCount, seed) => {
        const data = correlatedTable(names, rowCount, seed);
        const fitted = fitShrunkGaussian(data, { seed });
        assert.ok(fitted.logLikelihood(data).every(Number.isFinite));
        assert.equal(fitted.shrinkage, fitShrunkGaussian(data, { seed }).shrinkage);
      }),
    );
  });

  test("a column that only one row makes vary falls back on the formula", () => {
    const data = table(
      ["a", "b"],
      [
        [1, 0],
        [2, 0],
        [4, 0],
        [3, 1],
      ],
    );
    const { shrinkage } = fitShrunkGaussian(data);
    assert.equal(shrinkage, fitShrunkGaussian(data, { strength: "formula" }).shrinkage);
  });
});
