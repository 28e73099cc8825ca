import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { determinant, EigenvalueDecomposition, Matrix, solve } from "ml-matrix";
import { fitFullGaussian } from "../../src/baselines/index.ts";
import type { Dataset } from "../../src/data/dataset.ts";
import {
  fitLinearGaussian,
  linearGaussianBaseline,
  linearGaussianInSteps,
} from "../../src/gaussian/index.ts";
import { MAP_PRIOR } from "../../src/gaussian/linearGaussianEm.ts";
import { Dag, type NodeSpec } from "../../src/graph/dag.ts";
import { InputError } from "../../src/numeric/errors.ts";
import { Random } from "../../src/numeric/random.ts";
import { assertClose, correlatedTable, covarianceOf, mean, momentsOf, table, toMatrix } from "./tables.ts";

/** A random DAG with at least one observed node, anywhere in the graph. */
function randomDag(seed: number): Dag {
  const random = new Random(seed);
  const size = 2 + random.integer(8);
  const nodes: NodeSpec[] = Array.from({ length: size }, (_, i) => ({
    name: `n${i}`,
    parents: Array.from({ length: i }, (_, j) => `n${j}`).filter(() => random.uniform() < 0.4),
  }));
  const observed = nodes.map((node) => node.name).filter((_, i) => i === size - 1 || random.uniform() < 0.5);
  // Declared in an order that is not topological.
  return Dag.create(nodes.reverse(), observed);
}

const observedNames = (dag: Dag) => dag.observed.map((node) => dag.names[node]);

const factorDag = (children: readonly string[]) =>
  Dag.create([{ name: "z", parents: [] }, ...children.map((name) => ({ name, parents: ["z"] }))]);

function oneFactorTable(loadings: readonly number[], rowCount: number, seed: number): Dataset {
  const random = new Random(seed);
  const rows = Array.from({ length: rowCount }, () => {
    const z = random.normal();
    return loadings.map((loading, j) => 5 * j + (1 + j) * (loading * z + random.normal()));
  });
  return table(
    loadings.map((_, j) => `x${j}`),
    rows,
  );
}

describe("EM for linear-Gaussian networks", () => {
  test("example", () => {
    const dag = Dag.create([
      { name: "z", parents: [] },
      { name: "a", parents: ["z"] },
      { name: "b", parents: ["z"] },
    ]);
    const values = Float64Array.of(0, 1, 1, 3, 2, 4, 3, 8, 4, 9);
    const data = { columns: ["a", "b"], rowCount: 5, values };
    const fit = fitLinearGaussian(dag, data, { kind: "map" });
    assert.deepEqual(fit.network[1].parents, ["z"]);
    const nats = linearGaussianBaseline(fit).logLikelihood(data);
    assert.ok(nats.every(Number.isFinite));
  });

  test("plain EM never lowers the likelihood, and reports the one it reached", () => {
    fc.assert(
      fc.property(fc.nat(100000), (seed) => {
        const dag = randomDag(seed);
        const data = correlatedTable(observedNames(dag), 30, seed);
        const fit = fitLinearGaussian(dag, data, { kind: "ml", seed, starts: 2, iterations: 60 });
        for (let i = 1; i < fit.history.length; i++) {
          assert.ok(fit.history[i] >= fit.history[i - 1] - 1e-9, `iteration ${i}`);
        }
        assert.equal(fit.history.length, 60);
        assertClose(fit.logLikelihood, fit.history[59], 1e-12);
        assertClose(fit.logLikelihood, mean(linearGaussianBaseline(fit).logLikelihood(data)), 1e-8);
      }),
      { numRuns: 60 },
    );
  });

  test("is the same fit without its history", () => {
    const dag = randomDag(7);
    const data = correlatedTable(observedNames(dag), 30, 7);
    const { history, ...fit } = fitLinearGaussian(dag, data, { kind: "map", seed: 7 });
    const { history: none, ...same } = fitLinearGaussian(dag, data, { kind: "map", seed: 7, history: false });
    assert.equal(history.length, 150);
    assert.equal(none.length, 0);
    assert.deepEqual(same, fit);
  });

  test("in steps, one an iteration, it is the same fit", () => {
    const dag = randomDag(7);
    const data = correlatedTable(observedNames(dag), 30, 7);
    const options = { kind: "map", seed: 7, starts: 3, iterations: 100 } as const;
    const steps = linearGaussianInSteps(dag, data, options);
    let taken = 0;
    for (;;) {
      const step = steps.next();
      if (step.done) {
        assert.deepEqual(step.value, fitLinearGaussian(dag, data, options));
        break;
      }
      taken++;
    }
    assert.equal(taken, 3 * 40 + 60);
  });

  test("the network it returns implies the moments it returns; latents have mean 0 and variance 1", () => {
    fc.assert(
      fc.property(fc.nat(100000), fc.constantFrom("ml", "map"), (seed, kind) => {
        const dag = randomDag(seed);
        const data = correlatedTable(observedNames(dag), 25, seed);
        const fit = fitLinearGaussian(dag, data, { kind, seed, starts: 1, iterations: 30 });
        const implied = momentsOf(fit.network);
        const deviation = (node: number) => Math.sqrt(fit.covariance[node * dag.size + node]);
        for (let i = 0; i < dag.size; i++) {
          assert.equal(fit.network[i].name, dag.names[i]);
          assert.deepEqual(
            fit.network[i].parents,
            dag.parents(i).map((parent) => dag.names[parent]),
          );
          assertClose(implied.mean.get(i, 0), fit.mean[i], 1e-9 * (1 + Math.abs(fit.mean[i])));
          for (let j = 0; j < dag.size; j++) {
            const scale = deviation(i) * deviation(j);
            assertClose(implied.covariance.get(i, j), fit.covariance[i * dag.size + j], 1e-9 * scale);
          }
        }
        for (const k of dag.latent) {
          assertClose(fit.mean[k], 0, 0);
          assertClose(deviation(k), 1, 1e-12);
        }
        dag.observed.forEach((node, j) => {
          assertClose(fit.mean[node], toMatrix(data).mean("column")[j], 1e-9 * (1 + deviation(node)));
        });
      }),
      { numRuns: 60 },
    );
  });

  test("a fully observed network is one least-squares regression per node", () => {
    const names = ["a", "b", "c", "d"];
    const parents = [[], ["a"], ["a", "b"], ["b", "c"]];
    const dag = Dag.create(
      names.map((name, i) => ({ name, parents: parents[i] })),
      names,
    );
    const data = correlatedTable(names, 40, 3);
    const fit = fitLinearGaussian(dag, data, { kind: "ml", iterations: 1 });
    const columns = toMatrix(data);
    names.forEach((name, i) => {
      const design = new Matrix(
        columns.to2DArray().map((row) => [1, ...parents[i].map((parent) => row[names.indexOf(parent)])]),
      );
      const solution = solve(design, columns.getColumnVector(i), true).to1DArray();
      const residuals = Matrix.sub(columns.getColumnVector(i), design.mmul(Matrix.columnVector(solution)));
      const { intercept, coefficients, variance } = fit.network[i];
      [intercept, ...coefficients].forEach((value, k) => {
        assertClose(value, solution[k], 1e-8 * (1 + Math.abs(solution[k])), name);
      });
      assertClose(variance, residuals.norm() ** 2 / 40, 1e-8 * variance, name);
    });
  });

  test("a complete observed network is the full Gaussian", () => {
    const names = ["a", "b", "c"];
    const dag = Dag.create(
      names.map((name, i) => ({ name, parents: names.slice(0, i) })),
      names,
    );
    const data = correlatedTable(names, 12, 4);
    const fitted = linearGaussianBaseline(fitLinearGaussian(dag, data, { kind: "ml" }));
    const full = fitFullGaussian(data);
    const expected = full.logLikelihood(data);
    fitted.logLikelihood(data).forEach((nats, row) => {
      assertClose(nats, expected[row], 1e-9);
    });
    assert.equal(fitted.parameters, full.parameters);
  });

  test("three indicators of one factor: the loadings in closed form", () => {
    const data = oneFactorTable([0.9, -1.1, 1.3], 400, 5);
    const s = covarianceOf(data);
    const fit = fitLinearGaussian(factorDag(data.columns), data, { kind: "ml", iterations: 2000 });
    const squared = (i: number, j: number, k: number) => (s.get(i, j) * s.get(i, k)) / s.get(j, k);
    [squared(0, 1, 2), squared(1, 0, 2), squared(2, 0, 1)].forEach((square, i) => {
      const { coefficients, variance } = fit.network[i + 1];
      assertClose(coefficients[0] ** 2, square, 1e-6 * square);
      assertClose(variance, s.get(i, i) - square, 1e-6 * s.get(i, i));
    });
    assert.ok(fit.network[1].coefficients[0] * fit.network[2].coefficients[0] < 0);
  });

  test("six indicators of one factor: the likelihood of an independent optimizer", () => {
    const data = oneFactorTable([1, 0.8, -0.6, 1.2, 0.5, -0.9], 60, 6);
    const s = covarianceOf(data);
    const width = 6;
    // Jöreskog (1967): at given noise variances the best loadings follow from the largest eigenvalue of the scaled
    // covariance, and half the sum of (e - log e - 1) over the other eigenvalues is what is lost.
    const loss = (logNoise: number[]) => {
      const scale = logNoise.map((value) => Math.exp(-value / 2));
      const scaled = new Matrix(scale.map((a, i) => scale.map((b, j) => a * b * s.get(i, j))));
      const eigenvalues = new EigenvalueDecomposition(scaled, { assumeSymmetric: true }).realEigenvalues;
      return eigenvalues
        .sort((a, b) => a - b)
        .slice(0, width - 1)
        .reduce((sum, e) => sum + (e - Math.log(e) - 1) / 2, 0);
    };
    const at = s.diagonal().map((variance) => Math.log(variance / 2));
    for (let step = 0.5; step > 1e-7; step /= 1.5) {
      for (let sweep = 0; sweep < 4; sweep++) {
        for (let i = 0; i < width; i++) {
          for (const move of [step, -step]) {
            const moved = at.with(i, at[i] + move);
            if (loss(moved) < loss(at)) at[i] = moved[i];
          }
        }
      }
    }
    const saturated = -0.5 * (width * (Math.log(2 * Math.PI) + 1) + Math.log(determinant(s)));
    const fit = fitLinearGaussian(factorDag(data.columns), data, { kind: "ml", iterations: 1000 });
    assertClose(fit.logLikelihood, saturated - loss(at), 1e-7);
    at.forEach((logVariance, i) => {
      assertClose(Math.log(fit.network[i + 1].variance), logVariance, 1e-3);
    });
  });

  test("MAP-EM ends where its regressions reproduce themselves", () => {
    const names = ["a", "b", "c"];
    const dag = Dag.create(
      [
        { name: "a", parents: [] },
        { name: "b", parents: ["a"] },
        { name: "c", parents: ["a", "b"] },
      ],
      names,
    );
    const n = 10;
    const data = correlatedTable(names, n, 7);
    const fit = fitLinearGaussian(dag, data, { kind: "map" });
    const covariance = covarianceOf(data);
    const deviation = covariance.diagonal().map(Math.sqrt);
    const r = covariance.clone();
    for (let i = 0; i < 3; i++)
      for (let j = 0; j < 3; j++) r.set(i, j, r.get(i, j) / deviation[i] / deviation[j]);
    const predictive = (n + 1) / (n - 1);
    fit.network.forEach((node, i) => {
      const parents = dag.parents(i);
      const w = Matrix.columnVector(
        parents.map((parent, k) => (node.coefficients[k] * deviation[parent]) / deviation[i]),
      );
      const variance = node.variance / deviation[i] ** 2 / predictive;
      const spp = r.selection([...parents], [...parents]);
      const spi = r.selection([...parents], [i]);
      let residual = 1;
      if (parents.length > 0) {
        const ridge = Matrix.eye(parents.length, parents.length).mul((MAP_PRIOR.precision * variance) / n);
        assertClose(Matrix.sub(Matrix.add(spp, ridge).mmul(w), spi).norm(), 0, 1e-9);
        residual += w.transpose().mmul(spp).mmul(w).get(0, 0) - 2 * w.transpose().mmul(spi).get(0, 0);
      }
      assertClose(variance, (n * residual + MAP_PRIOR.squares) / (n + MAP_PRIOR.rows), 1e-9);
    });
  });

  test("units don't matter: a change of variables moves the likelihood by its constant", () => {
    const dag = factorDag(["x0", "x1", "x2", "x3"]);
    const data = oneFactorTable([1, 0.7, -0.8, 0.4], 20, 8);
    const scales = [1000, 0.01, -3, 1];
    const rescaled = table(
      data.columns,
      toMatrix(data)
        .to2DArray()
        .map((row) => row.map((value, j) => scales[j] * value - 50 * j)),
    );
    const constant = scales.reduce((sum, scale) => sum + Math.log(Math.abs(scale)), 0);
    for (const kind of ["ml", "map"] as const) {
      const options = { kind, iterations: 800, seed: 1 };
      const before = fitLinearGaussian(dag, data, options).logLikelihood;
      const after = fitLinearGaussian(dag, rescaled, options).logLikelihood;
      assertClose(after, before - constant, 1e-6);
    }
  });

  test("maximum likelihood doesn't change when every row is given twice; the prior gets weaker", () => {
    const dag = factorDag(["x0", "x1", "x2", "x3"]);
    const data = oneFactorTable([1, 0.7, -0.8, 0.4], 20, 9);
    const rows = toMatrix(data).to2DArray();
    const twice = table(data.columns, [...rows, ...rows]);
    const fit = (kind: "ml" | "map", on: Dataset) =>
      fitLinearGaussian(dag, on, { kind, seed: 2, iterations: 300 });
    assertClose(fit("ml", data).logLikelihood, fit("ml", twice).logLikelihood, 1e-9);
    assert.ok(fit("map", data).logLikelihood < fit("map", twice).logLikelihood);
    assert.ok(fit("map", twice).logLikelihood < fit("ml", twice).logLikelihood);
  });

  test("a column that others determine: the prior keeps it regular, plain EM stays finite or says so", () => {
    const rows = Array.from({ length: 12 }, (_, i) => [i, 2 * i - 3, Math.sin(i)]);
    const data = table(["x0", "x1", "x2"], rows);
    const dag = factorDag(data.columns);
    assert.ok(Number.isFinite(fitLinearGaussian(dag, data, { kind: "map" }).logLikelihood));
    assert.ok(Number.isFinite(fitLinearGaussian(dag, data, { kind: "ml" }).logLikelihood));
  });

  test("same seed, same fit; latents without children do no harm", () => {
    const dag = Dag.create(
      [
        { name: "z", parents: [] },
        { name: "a", parents: ["z"] },
        { name: "dangling", parents: ["a", "z"] },
        { name: "b", parents: ["z", "a"] },
      ],
      ["a", "b"],
    );
    const data = correlatedTable(["a", "b"], 15, 10);
    const first = fitLinearGaussian(dag, data, { kind: "map", seed: 3 });
    assert.deepEqual(first, fitLinearGaussian(dag, data, { kind: "map", seed: 3 }));
    assert.ok(first.network.every((node) => node.coefficients.every(Number.isFinite)));
  });

  test("wrong columns and counts are errors", () => {
    const dag = factorDag(["a", "b"]);
    const data = correlatedTable(["a", "b"], 6, 11);
    assert.throws(() => fitLinearGaussian(dag, correlatedTable(["a"], 6, 1), { kind: "ml" }), InputError);
    assert.throws(
      () => fitLinearGaussian(dag, { ...data, columns: ["b", "a"] }, { kind: "ml" }),
      /column 1 to be the observed node "a", got "b"/,
    );
    assert.throws(
      () => fitLinearGaussian(dag, data, { kind: "ml", iterations: 0 }),
      /at least one iteration/,
    );
    assert.throws(() => fitLinearGaussian(dag, data, { kind: "ml", starts: 0 }), /at least one start/);
  });
});
