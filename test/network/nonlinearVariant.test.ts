import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Matrix } from "ml-matrix";
import { columnMeans, type Dataset } from "../../src/data/index.ts";
import { MultivariateNormal } from "../../src/gaussian/index.ts";
import {
  builtInNetwork,
  LinearGaussianNetwork,
  NonlinearNetwork,
  nonlinearVariant,
} from "../../src/network/index.ts";
import { Random } from "../../src/numeric/random.ts";

const linear = builtInNetwork("ecoli70") as LinearGaussianNetwork;

function covarianceOf({ columns, rowCount, values }: Dataset): Matrix {
  const table = Matrix.from1DArray(rowCount, columns.length, values).subRowVector([
    ...columnMeans({ columns, rowCount, values }),
  ]);
  return table.transpose().mmul(table).div(rowCount);
}

/** In nats, of the best normal distribution with a full covariance and of the best with independent columns. */
function gaussianEntropies(data: Dataset): { full: number; independent: number } {
  const covariance = covarianceOf(data);
  const mean = new Float64Array(data.columns.length);
  const entropy = (matrix: Matrix) => new MultivariateNormal(mean, matrix).entropy();
  return { full: entropy(covariance), independent: entropy(Matrix.diag(covariance.diagonal())) };
}

test("the examples of the docstrings", () => {
  assert.equal(nonlinearVariant(linear, 1).dag.arcCount, 70);
  const network = new NonlinearNetwork({
    name: "wave",
    nodes: [
      { name: "z", parents: [], intercept: 0, terms: [], variance: 1 },
      {
        name: "x",
        parents: ["z"],
        intercept: 1,
        terms: [{ weight: 2, factors: [{ function: "sine", parents: { z: 3 } }] }],
        variance: 0.25,
      },
    ],
  });
  assert.equal(network.conditionalMean("x", { z: 0 }), 1);
  assert.deepEqual(network.sample(5, new Random(1)).columns, ["x"]);
});

describe("nonlinear variants and Gaussians", () => {
  test("leaves depend on each other, and part of it shows in their correlations", () => {
    const { full, independent } = gaussianEntropies(
      nonlinearVariant(linear, 1).sample(20_000, new Random(1)),
    );
    assert.ok(independent - full > 3 && independent - full < 15, `${independent} - ${full}`);
    const own = gaussianEntropies(linear.sample(20_000, new Random(1)));
    assert.ok(
      Math.abs(own.independent - independent) < 1,
      "the leaves have about the scales of the linear network",
    );
  });

  test("the mean joint density of samples is the sum of the entropies of the noises", () => {
    for (const name of ["nonlinear:ecoli70:1", "nonlinear:arth150:2", "arithmetic-circuit"]) {
      const network = builtInNetwork(name) as NonlinearNetwork;
      const logs = network.logDensity(network.sample(4000, new Random(3), { includeLatents: true }));
      const mean = logs.reduce((sum, value) => sum + value, 0) / logs.length;
      const spread = Math.sqrt(logs.reduce((sum, value) => sum + (value - mean) ** 2, 0) / logs.length);
      const entropy = network.nodes.reduce(
        (sum, { variance, noise }) =>
          sum +
          (noise === "laplace"
            ? 1 + Math.log(2 * Math.sqrt(variance / 2))
            : 0.5 * Math.log(2 * Math.PI * Math.E * variance)),
        0,
      );
      assert.ok(
        Math.abs(mean + entropy) < (5 * spread) / Math.sqrt(logs.length),
        `${name}: ${-mean}, ${entropy}`,
      );
    }
  });

  test("the noise option scales the noise and keeps the deviations", () => {
    const [loud, quiet] = [1, 0.1].map((noise) => nonlinearVariant(linear, 1, { noise }));
    const child = linear.nodes.findIndex(({ parents }) => Object.keys(parents).length > 0);
    const root = linear.nodes.findIndex(({ parents }) => Object.keys(parents).length === 0);
    assert.equal(loud.nodes[child].variance, linear.nodes[child].variance);
    assert.equal(quiet.nodes[child].variance, 0.1 * linear.nodes[child].variance);
    assert.equal(quiet.nodes[root].variance, linear.nodes[root].variance);
    const variances = covarianceOf(quiet.sample(10_000, new Random(2), { includeLatents: true })).diagonal();
    const expected = linear.covariance().diagonal();
    variances.forEach((variance, node) => {
      assert.ok(Math.abs(variance / expected[node] - 1) < 0.2, linear.dag.names[node]);
    });
  });

  test("a network without arcs has nothing to bend", () => {
    const alone = new LinearGaussianNetwork({
      name: "alone",
      nodes: [{ name: "x", parents: {}, intercept: 2, variance: 3 }],
    });
    assert.deepEqual(nonlinearVariant(alone, 1).nodes, [
      { name: "x", parents: [], intercept: 2, terms: [], variance: 3 },
    ]);
  });

  test("options out of range", () => {
    assert.throws(() => nonlinearVariant(linear, 1, { noise: 0 }), {
      name: "InputError",
      message: /above 0.*got 0/,
    });
    assert.throws(() => nonlinearVariant(linear, 1, { noise: 2 }), /got 2/);
    assert.throws(() => nonlinearVariant(linear, 1, { calibrationRows: 10 }), {
      name: "InputError",
      message: /at least 100 calibration rows, got 10/,
    });
    assert.throws(() => nonlinearVariant(linear, 0.5), { name: "InputError", message: /seed/ });
  });
});
