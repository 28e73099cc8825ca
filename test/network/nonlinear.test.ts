import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  columnMeans,
  columnOf,
  columnStandardDeviations,
  createDataset,
  type Dataset,
  selectColumns,
} from "../../src/data/index.ts";
import {
  arithmeticCircuit,
  builtInNames,
  builtInNetwork,
  gaussianTree,
  LinearGaussianNetwork,
  NonlinearNetwork,
  nonlinearVariant,
  StructureNetwork,
  type Term,
} from "../../src/network/index.ts";
import { InputError } from "../../src/numeric/errors.ts";
import { Random } from "../../src/numeric/random.ts";

const normal = (x: number, mean: number, variance: number) =>
  -0.5 * Math.log(2 * Math.PI * variance) - (0.5 * (x - mean) ** 2) / variance;
const laplace = (x: number, mean: number, scale: number) => -Math.log(2 * scale) - Math.abs(x - mean) / scale;

function moments(values: Float64Array): { mean: number; variance: number; error: number } {
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length;
  return { mean, variance, error: Math.sqrt(variance / values.length) };
}

/** Residual standard deviation of y after linear regression on x, one variable. */
function linearResidual(x: Float64Array, y: Float64Array): number {
  const [mx, my] = [moments(x), moments(y)];
  const covariance = x.reduce((sum, value, i) => sum + (value - mx.mean) * (y[i] - my.mean), 0) / x.length;
  return Math.sqrt(my.variance - covariance ** 2 / mx.variance);
}

function wave(): NonlinearNetwork {
  return new NonlinearNetwork({
    name: "wave",
    nodes: [
      { name: "x", parents: ["z", "y"], intercept: 1, terms: termsOfX, variance: 0.25, noise: "laplace" },
      { name: "z", parents: [], intercept: 0.5, terms: [], variance: 1 },
      { name: "y", parents: ["z"], intercept: 0, terms: termsOfY, variance: 0.1 },
    ],
  });
}
const termsOfX: Term[] = [
  {
    weight: 2,
    factors: [
      { function: "sine", offset: 0.3, parents: { z: 3 } },
      { function: "tanh", parents: { y: 1, z: -1 } },
    ],
  },
  { factors: [{ function: "linear", offset: -1, parents: { y: 0.5 } }] },
];
const termsOfY: Term[] = [{ weight: -1, factors: [{ function: "tanh", parents: { z: 2 } }] }];

describe("a nonlinear network", () => {
  test("its joint density is the product of the conditionals", () => {
    const network = wave();
    const data = network.sample(50, new Random(1), { includeLatents: true });
    const [x, y, z] = ["x", "y", "z"].map((name) => columnOf(data, name));
    network.logDensity(selectColumns(data, ["y", "x", "z"])).forEach((value, i) => {
      const meanX = 1 + 2 * Math.sin(0.3 + 3 * z[i]) * Math.tanh(y[i] - z[i]) + (-1 + 0.5 * y[i]);
      const expected =
        normal(z[i], 0.5, 1) +
        normal(y[i], -Math.tanh(2 * z[i]), 0.1) +
        laplace(x[i], meanX, Math.sqrt(0.25 / 2));
      assert.ok(Math.abs(value - expected) < 1e-11);
    });
  });

  test("the joint density integrates to 1", () => {
    const network = wave();
    const [step, half] = [0.15, 40];
    const grid: number[][] = [];
    for (let i = -half; i <= half; i++) {
      for (let j = -half; j <= half; j++) {
        for (let k = -half; k <= half; k++) grid.push([i * step, j * step, k * step]);
      }
    }
    const data = createDataset(["x", "z", "y"], grid);
    const mass = network.logDensity(data).reduce((sum, value) => sum + Math.exp(value), 0) * step ** 3;
    // The step is coarse for the cusp of the Laplace distribution.
    assert.ok(Math.abs(mass - 1) < 0.02, String(mass));
  });

  test("residuals of samples have the mean and the variance of the noise", () => {
    const network = wave();
    const data = network.sample(40_000, new Random(2), { includeLatents: true });
    const [x, y, z] = ["x", "y", "z"].map((name) => columnOf(data, name));
    const residual = x.map((value, i) => value - network.conditionalMean("x", { y: y[i], z: z[i] }));
    const { mean, variance, error } = moments(residual);
    assert.ok(Math.abs(mean) < 4 * error);
    // The kurtosis of a Laplace distribution is 6, so its squares have the variance 5 variance^2.
    assert.ok(Math.abs(variance - 0.25) < 4 * 0.25 * Math.sqrt(5 / x.length));
  });

  test("other observed nodes, the same distribution and the same draws", () => {
    const network = wave();
    const other = network.withObserved(["z", "y"]);
    const all = network.sample(5, new Random(1), { includeLatents: true });
    assert.deepEqual(other.sample(5, new Random(1)), selectColumns(all, ["z", "y"]));
    assert.deepEqual(other.logDensity(all), network.logDensity(all));
    assert.throws(() => network.withObserved(["zz"]), /Did you mean "z"/);
  });

  test("bad parameters are refused with the node's name", () => {
    const node = { name: "a", parents: [], intercept: 0, terms: [], variance: 1 };
    const build = (change: object) => () =>
      new NonlinearNetwork({ name: "one", nodes: [{ ...node, ...change }] });
    assert.throws(build({ variance: 0 }), { name: "InputError", message: /variance.*"a"/ });
    assert.throws(build({ intercept: Number.NaN }), { name: "InputError", message: /intercept.*"a"/ });
    assert.throws(build({ noise: "laplas" }), { name: "InputError", message: /Did you mean "laplace"/ });
    const factors = [{ function: "tanh", parents: { b: 1 } }];
    assert.throws(build({ terms: [{ factors }] }), { name: "InputError", message: /"a".*"b"/ });
    assert.throws(() => wave().sample(0, new Random(1)), InputError);
    assert.throws(() => wave().logDensity(createDataset(["x", "y"], [[1, 2]])), /"z"/);
  });
});

describe("the arithmetic circuit", () => {
  const circuit = arithmeticCircuit();
  test("has eight nodes, of which x0 and x1 are observed", () => {
    assert.equal(circuit.dag.size, 8);
    assert.deepEqual(circuit.sample(1, new Random(1)).columns, ["x0", "x1"]);
    assert.equal(circuit.conditionalMean("z3", { z0: 5, z1: -2 }), -10);
  });

  test("has the means and deviations of the published definition", () => {
    const data = circuit.sample(40_000, new Random(1), { includeLatents: true });
    const [z0, z1, z3, z4, x0] = ["z0", "z1", "z3", "z4", "x0"].map((name) => moments(columnOf(data, name)));
    // z0 ~ Laplace(5, 1), z1 ~ Laplace(-2, 1), z4 ~ N(7, 2^2): a Laplace distribution has twice its scale squared.
    for (const [got, mean, variance] of [
      [z0, 5, 2],
      [z1, -2, 2],
      [z4, 7, 4],
    ] as const) {
      assert.ok(Math.abs(got.mean - mean) < 4 * got.error);
      assert.ok(Math.abs(got.variance - variance) < 0.12);
    }
    // Var(z0 z1) = 2 * 2 + 2 * (-2)^2 + 2 * 5^2 = 62, and every gate adds 0.01.
    assert.ok(Math.abs(z3.mean + 10) < 4 * z3.error);
    assert.ok(Math.abs(z3.variance - 62.01) < 4);
    assert.ok(Math.abs(x0.variance - 62.02) < 4);
  });

  test("its joint density by hand", () => {
    const [z0, z1, z2, z3, z4, z5, x0, x1] = [4, -1, 0.3, -4.1, 6, 0.9, -4, 1];
    const expected =
      laplace(z0, 5, 1) +
      laplace(z1, -2, 1) +
      normal(z2, Math.tanh(z0 + z1 - 2.8), 0.01) +
      normal(z3, z0 * z1, 0.01) +
      normal(z4, 7, 4) +
      normal(z5, Math.tanh(z3 + z4), 0.01) +
      normal(x0, z3, 0.01) +
      normal(x1, z5, 0.01);
    const data = createDataset([...circuit.dag.names], [[z0, z1, z2, z3, z4, z5, x0, x1]]);
    assert.ok(Math.abs(circuit.logDensity(data)[0] - expected) < 1e-11);
  });
});

describe("the Gaussian tree", () => {
  test("has 15 latents above 16 leaves, every node but the root one parent", () => {
    const { dag } = gaussianTree();
    assert.deepEqual([dag.latent.length, dag.observed.length, dag.arcCount], [15, 16, 30]);
    assert.equal(dag.longestPath(), 4);
    dag.names.forEach((_, node) => {
      assert.equal(dag.parents(node).length, node === dag.topologicalOrder[0] ? 0 : 1);
      assert.ok([0, 2].includes(dag.children(node).length));
    });
  });

  test("depth and seed", () => {
    assert.equal(gaussianTree({ depth: 3 }).dag.size, 7);
    assert.notDeepEqual(gaussianTree({ seed: 1 }).nodes, gaussianTree({ seed: 2 }).nodes);
    assert.throws(() => gaussianTree({ depth: 1 }), InputError);
  });
});

describe("nonlinear variants", () => {
  const linear = builtInNetwork("ecoli70") as LinearGaussianNetwork;
  const variant = builtInNetwork("nonlinear:ecoli70:1");
  const deviations = linear.covariance().diagonal().map(Math.sqrt);

  test("keep the graph and the roles", () => {
    assert.deepEqual(variant.dag.toSpecs(), linear.dag.toSpecs());
    assert.deepEqual(variant.dag.roles, linear.dag.roles);
  });

  test("keep about the mean and the standard deviation of every node", () => {
    for (const name of ["ecoli70", "arth150", "magic-irri"]) {
      const base = builtInNetwork(name) as LinearGaussianNetwork;
      const data = nonlinearVariant(base, 4).sample(4000, new Random(1), { includeLatents: true });
      const [means, spreads] = [columnMeans(data), columnStandardDeviations(data)];
      const expected = base.mean();
      const scale = base.covariance().diagonal().map(Math.sqrt);
      scale.forEach((deviation, node) => {
        assert.ok(Math.abs(means[node] - expected[node]) < 0.15 * deviation, base.dag.names[node]);
        assert.ok(Math.abs(spreads[node] / deviation - 1) < 0.15, base.dag.names[node]);
      });
    }
  });

  test("every arc is felt", () => {
    const nodes = (variant as NonlinearNetwork).nodes;
    const means = linear.mean();
    variant.dag.names.forEach((name, node) => {
      const parents = variant.dag.parents(node);
      for (const moved of parents) {
        const at = (shift: number) =>
          (variant as NonlinearNetwork).conditionalMean(
            name,
            Object.fromEntries(
              parents.map((p) => [
                variant.dag.names[p],
                means[p] + (p === moved ? shift * deviations[p] : 0),
              ]),
            ),
          );
        const values = [-2, -1, 0, 1, 2].map(at);
        const range = Math.max(...values) - Math.min(...values);
        assert.ok(range > 0.1 * Math.sqrt(nodes[node].variance), `${variant.dag.names[moved]} -> ${name}`);
      }
    });
  });

  test("a straight line explains a bent link clearly worse than the link itself", () => {
    const data = variant.sample(4000, new Random(1), { includeLatents: true });
    const gains = (variant as NonlinearNetwork).nodes
      .filter((node) => node.parents.length === 1)
      .map((node) => {
        const left = linearResidual(columnOf(data, node.parents[0]), columnOf(data, node.name));
        return Math.log(left / Math.sqrt(node.variance));
      });
    assert.ok(gains.every((gain) => gain > -0.05));
    const mean = gains.reduce((sum, gain) => sum + gain, 0) / gains.length;
    assert.ok(mean > 0.15, `${mean} nats per node with one parent`);
  });

  test("the same seed gives the same bits, another seed another network", () => {
    const rows = (seed: number): Dataset => nonlinearVariant(linear, seed).sample(5, new Random(1));
    assert.deepEqual(rows(1), rows(1));
    assert.notDeepEqual(rows(1).values, rows(2).values);
    assert.throws(() => nonlinearVariant(linear, -1), InputError);
  });
});

describe("built-in networks", () => {
  test("every name works in upper and lower case", () => {
    for (const name of builtInNames()) {
      assert.deepEqual(builtInNetwork(name.toUpperCase()).dag.toSpecs(), builtInNetwork(name).dag.toSpecs());
    }
    assert.equal(builtInNetwork("Nonlinear:ECOLI70:1").kind, "nonlinear-gaussian");
    assert.ok(builtInNetwork("nonlinear:gaussian-tree:1") instanceof NonlinearNetwork);
    assert.ok(builtInNetwork("ecoli70") instanceof LinearGaussianNetwork);
  });

  test("an unknown name lists them and suggests the nearest", () => {
    assert.throws(() => builtInNetwork("ecoli7"), {
      name: "InputError",
      message: /arth150.*nonlinear:NAME:SEED.*Did you mean "ecoli70"/s,
    });
    assert.throws(() => builtInNetwork("nonlinear:ecoli:1"), InputError);
    assert.throws(() => builtInNetwork("nonlinear:ecoli70:x"), { name: "InputError", message: /seed.*"x"/ });
    assert.throws(() => builtInNetwork("nonlinear:arithmetic-circuit:1"), /nonlinear-gaussian/);
    assert.throws(() => builtInNetwork("constructor"), InputError);
  });
});

test("a structure has no distributions, and says so", () => {
  const structure = new StructureNetwork({
    name: "weather",
    nodes: [
      { name: "rain", parents: [] },
      { name: "grass", parents: ["rain"] },
    ],
  });
  assert.equal(structure.dag.latent.length, 1);
  assert.throws(() => structure.sample(), { name: "InputError", message: /"weather".*Bring data/ });
  assert.throws(() => structure.logDensity(), { name: "InputError", message: /"weather"/ });
  assert.deepEqual(structure.withObserved(["rain"]).dag.roles, ["observed", "latent"]);
});
