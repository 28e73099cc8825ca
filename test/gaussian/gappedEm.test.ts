import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  builtInNetwork,
  fitGappedLinearGaussian,
  fitLinearGaussian,
  type LinearGaussianFit,
  LinearGaussianNetwork,
  linearGaussianBaseline,
  Random,
} from "../../src/internals.ts";
import { toy, withGaps } from "../query/exactModel.ts";

const complete = toy.sample(120, new Random(1));
const gapped = withGaps(complete, 0.3, new Random(2));
const mean = (values: ArrayLike<number>) => Array.from(values).reduce((a, b) => a + b, 0) / values.length;

/** The mean log-density of what is there, row by row, by the network's own marginals. */
function exactLogLikelihood(fit: LinearGaussianFit, data: typeof gapped): number {
  const network = new LinearGaussianNetwork({
    name: "fitted",
    observed: data.columns,
    nodes: fit.network.map(({ name, parents, coefficients, intercept, variance }) => ({
      name,
      parents: Object.fromEntries(parents.map((parent, k) => [parent, coefficients[k]])),
      intercept,
      variance,
    })),
  });
  const width = data.columns.length;
  return mean(
    Array.from({ length: data.rowCount }, (_, row) => {
      const values = data.values.subarray(row * width, (row + 1) * width);
      const columns = data.columns.filter((_, c) => !Number.isNaN(values[c]));
      const present = values.filter((value) => !Number.isNaN(value));
      return network.marginalLogDensity({ columns, rowCount: 1, values: present })[0];
    }),
  );
}

describe("EM with missing values", () => {
  test("climbs, and reports the log-likelihood of what is there", () => {
    const fit = fitGappedLinearGaussian(toy.dag, gapped, { kind: "ml", seed: 1 });
    for (let i = 1; i < fit.history.length; i++)
      assert.ok(fit.history[i] >= fit.history[i - 1] - 1e-9, `${i}`);
    const exact = exactLogLikelihood(fit, gapped);
    assert.ok(Math.abs(fit.logLikelihood - exact) < 1e-8, `${fit.logLikelihood} against ${exact}`);
    assert.ok(Math.abs(fit.history.at(-1)! - exact) < 1e-8);
    assert.ok(exact > exactLogLikelihood(fitLinearGaussian(toy.dag, complete, { kind: "ml" }), gapped));
  });

  test("of complete rows is the fit of complete rows", () => {
    for (const kind of ["ml", "map"] as const) {
      const options = { kind, seed: 1, iterations: 1500 };
      const gappy = fitGappedLinearGaussian(toy.dag, complete, options);
      const plain = fitLinearGaussian(toy.dag, complete, options);
      const block = (fit: LinearGaussianFit) => linearGaussianBaseline(fit).covariance;
      block(plain).forEach((value, i) => {
        assert.ok(Math.abs(value - block(gappy)[i]) < 1e-4 * (1 + Math.abs(value)), `${kind} ${i}`);
      });
      plain.mean.forEach((value, i) => {
        assert.ok(Math.abs(value - gappy.mean[i]) < 1e-9);
      });
    }
  });

  test("knows the mean of a column that is missing where it is large", () => {
    // Missing at random: whether x2 is there depends on x1, so the mean of what is there is off.
    const network = new LinearGaussianNetwork({
      name: "selection",
      nodes: [
        { name: "x1", parents: {}, intercept: 0, variance: 1 },
        { name: "x2", parents: { x1: 1 }, intercept: 5, variance: 0.2 },
      ],
      observed: ["x1", "x2"],
    });
    const data = network.sample(4000, new Random(3));
    const values = data.values.slice();
    for (let at = 0; at < values.length; at += 2) if (values[at] > 0) values[at + 1] = Number.NaN;
    const fit = fitGappedLinearGaussian(network.dag, { ...data, values }, { kind: "ml" });
    assert.ok(Math.abs(fit.mean[1] - 5) < 0.06, `${fit.mean[1]}`);
    assert.ok(Math.abs(fit.covariance[3] - 1.2) < 0.1, `${fit.covariance[3]}`);
  });

  test("20 % missing cost about what 20 % fewer rows cost", () => {
    const network = builtInNetwork("ecoli70") as LinearGaussianNetwork;
    const held = network.sample(1000, new Random(5));
    const floor = mean(network.marginalLogDensity(held));
    const excess = (fit: LinearGaussianFit) => floor - mean(linearGaussianBaseline(fit).logLikelihood(held));
    const rows = network.sample(92, new Random(6));
    const options = { kind: "map", seed: 1 } as const;
    const whole = excess(fitLinearGaussian(network.dag, rows, options));
    const some = excess(fitGappedLinearGaussian(network.dag, withGaps(rows, 0.2, new Random(7)), options));
    assert.ok(some > whole - 0.1 && some < whole + 0.45, `${some} against ${whole}`);
  });

  test("looks at a random subset of very many rows", () => {
    const many = withGaps(toy.sample(20000, new Random(8)), 0.1, new Random(9));
    const fit = fitGappedLinearGaussian(toy.dag, many, { kind: "map", seed: 1, iterations: 40 });
    const held = toy.sample(2000, new Random(10));
    const excess = mean(toy.marginalLogDensity(held)) - mean(linearGaussianBaseline(fit).logLikelihood(held));
    assert.ok(excess < 0.03, `${excess}`);
  });
});
