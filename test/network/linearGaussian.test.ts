import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { inverse, LuDecomposition, Matrix } from "ml-matrix";
import { createDataset, selectColumns } from "../../src/data/index.ts";
import { builtInNetwork, LinearGaussianNetwork, type LinearGaussianNode } from "../../src/network/index.ts";
import { InputError } from "../../src/numeric/errors.ts";
import { Random } from "../../src/numeric/random.ts";

function close(got: number, expected: number, tolerance: number, what = ""): void {
  const size = Math.max(1, Math.abs(expected));
  assert.ok(Math.abs(got - expected) <= tolerance * size, `${what} ${got} instead of ${expected}`);
}

/** A random network whose declaration order is not topological. */
function randomNetwork(seed: number, size = 7): LinearGaussianNetwork {
  const random = new Random(seed);
  const rank = random.permutation(size);
  const nodes: LinearGaussianNode[] = Array.from({ length: size }, (_, i) => {
    const parents: Record<string, number> = {};
    for (let j = 0; j < size; j++) {
      if (rank[j] < rank[i] && random.uniform() < 0.4) parents[`v${j}`] = random.normal();
    }
    return { name: `v${i}`, parents, intercept: random.normal(), variance: 0.2 + random.uniform() };
  });
  return new LinearGaussianNetwork({ name: "random", nodes });
}

/** Mean and covariance by inverting I - A: independent of the library's recursion. */
function momentsByInversion(network: LinearGaussianNetwork): { mean: Matrix; covariance: Matrix } {
  const { nodes, dag } = network;
  const a = Matrix.zeros(dag.size, dag.size);
  nodes.forEach(({ parents }, i) => {
    for (const [parent, weight] of Object.entries(parents)) a.set(i, dag.indexOf(parent), weight);
  });
  const total = inverse(Matrix.eye(dag.size).sub(a));
  const noise = Matrix.diag(nodes.map((node) => node.variance));
  return {
    mean: total.mmul(Matrix.columnVector(nodes.map((node) => node.intercept))),
    covariance: total.mmul(noise).mmul(total.transpose()),
  };
}

/** The density of a normal distribution by determinant and inverse. */
function normalLogDensity(x: number[], mean: number[], covariance: Matrix): number {
  const rest = Matrix.columnVector(x.map((value, i) => value - mean[i]));
  const square = rest.transpose().mmul(inverse(covariance)).mmul(rest).get(0, 0);
  const determinant = new LuDecomposition(covariance).determinant;
  return -0.5 * (square + Math.log(determinant) + x.length * Math.log(2 * Math.PI));
}

function row(values: Float64Array, index: number, width: number): number[] {
  return [...values.subarray(index * width, (index + 1) * width)];
}

test("the example of its docstring", () => {
  const network = new LinearGaussianNetwork({
    name: "thermometer",
    nodes: [
      { name: "temperature", parents: {}, intercept: 20, variance: 9 },
      { name: "reading", parents: { temperature: 1 }, intercept: 0, variance: 1 },
    ],
  });
  assert.deepEqual(network.covariance().to2DArray(), [
    [9, 9],
    [9, 10],
  ]);
  close(network.posteriorOf([25]).mean[0], 24.5, 1e-14);
});

describe("the published networks", () => {
  // The entropies of the leaves, known from an independent computation.
  const published = [
    { name: "ecoli70", observed: 24, latent: 22, arcs: 70, floor: 31.199 },
    { name: "arth150", observed: 67, latent: 40, arcs: 150, floor: 37.023 },
    { name: "magic-irri", observed: 5, latent: 59, arcs: 102, floor: 9.863 },
  ];
  for (const { name, observed, latent, arcs, floor } of published) {
    test(`${name}: its size and the entropy of its leaves`, () => {
      const network = builtInNetwork(name) as LinearGaussianNetwork;
      assert.deepEqual(
        [network.dag.observed.length, network.dag.latent.length, network.dag.arcCount],
        [observed, latent, arcs],
      );
      assert.equal(network.entropy().toFixed(3), floor.toFixed(3));
    });

    test(`${name}: the mean density of samples is the entropy`, () => {
      const network = builtInNetwork(name) as LinearGaussianNetwork;
      const rows = 5000;
      const density = network.marginalLogDensity(network.sample(rows, new Random(3)));
      const mean = density.reduce((sum, value) => sum + value, 0) / rows;
      // The log-density of a D-dimensional normal distribution has the variance D / 2.
      assert.ok(Math.abs(-mean - floor) < 4 * Math.sqrt(observed / 2 / rows));
    });
  }
});

describe("moments", () => {
  test("mean and covariance equal those from (I - A)^-1", () => {
    fc.assert(
      fc.property(fc.nat(10_000), (seed) => {
        const network = randomNetwork(seed);
        const expected = momentsByInversion(network);
        network.mean().forEach((value, i) => {
          close(value, expected.mean.get(i, 0), 1e-12);
        });
        const difference = Matrix.sub(network.covariance(), expected.covariance);
        assert.ok(difference.norm() < 1e-11 * (1 + expected.covariance.norm()));
      }),
      { numRuns: 50 },
    );
  });

  test("samples have them", () => {
    const network = randomNetwork(5);
    const rows = 50_000;
    const { values } = network.sample(rows, new Random(1), { includeLatents: true });
    const size = network.dag.size;
    const mean = network.mean();
    const covariance = network.covariance();
    for (let i = 0; i < size; i++) {
      for (let j = 0; j <= i; j++) {
        let sum = 0;
        for (let r = 0; r < rows; r++) {
          sum += (values[r * size + i] - mean[i]) * (values[r * size + j] - mean[j]);
        }
        const [vi, vj, vij] = [covariance.get(i, i), covariance.get(j, j), covariance.get(i, j)];
        // Isserlis: the variance of a product of two centred normals is vi vj + vij^2.
        assert.ok(Math.abs(sum / rows - vij) < 4.5 * Math.sqrt((vi * vj + vij * vij) / rows));
      }
    }
    for (let i = 0; i < size; i++) {
      let sum = 0;
      for (let r = 0; r < rows; r++) sum += values[r * size + i] - mean[i];
      assert.ok(Math.abs(sum / rows) < 4.5 * Math.sqrt(covariance.get(i, i) / rows));
    }
  });

  test("what mean() and covariance() return can be changed without harm", () => {
    const network = randomNetwork(1);
    const before = network.entropy();
    network.mean().fill(9);
    network.covariance().set(0, 0, 1e6);
    network.posteriorOf(new Float64Array(network.dag.observed.length)).covariance.mul(2);
    assert.equal(network.entropy(), before);
  });
});

describe("densities", () => {
  test("the joint density equals that of the joint normal distribution", () => {
    for (const seed of [1, 2, 3]) {
      const network = randomNetwork(seed);
      const data = network.sample(5, new Random(seed), { includeLatents: true });
      const expected = momentsByInversion(network);
      network.logDensity(data).forEach((value, r) => {
        const x = row(data.values, r, network.dag.size);
        close(value, normalLogDensity(x, expected.mean.to1DArray(), expected.covariance), 1e-10);
      });
    }
  });

  test("the marginal density of any subset, in any order of columns", () => {
    fc.assert(
      fc.property(fc.nat(10_000), fc.integer({ min: 1, max: 7 }), (seed, count) => {
        const network = randomNetwork(seed);
        const nodes = [...new Random(seed).permutation(7)].slice(0, count);
        const all = network.sample(2, new Random(seed), { includeLatents: true });
        const data = selectColumns(
          all,
          nodes.map((node) => network.dag.names[node]),
        );
        const { mean, covariance } = momentsByInversion(network);
        network.marginalLogDensity(data).forEach((value, r) => {
          const expected = normalLogDensity(
            row(data.values, r, count),
            nodes.map((node) => mean.get(node, 0)),
            covariance.selection(nodes, nodes),
          );
          close(value, expected, 1e-9);
        });
      }),
      { numRuns: 50 },
    );
  });

  test("the columns of a joint table may come in any order, with others between them", () => {
    const network = randomNetwork(4);
    const data = network.sample(3, new Random(1), { includeLatents: true });
    const shuffled = selectColumns(data, [...data.columns].reverse());
    assert.deepEqual(network.logDensity(shuffled), network.logDensity(data));
  });

  test("the joint entropy is the sum of the entropies of the noises", () => {
    const network = randomNetwork(6);
    const sum = network.nodes.reduce(
      (total, { variance }) => total + 0.5 * Math.log(2 * Math.PI * Math.E * variance),
      0,
    );
    close(network.entropy(network.dag.names), sum, 1e-12);
  });
});

describe("posterior", () => {
  test("mean and covariance equal those read off the precision matrix", () => {
    fc.assert(
      fc.property(fc.nat(10_000), (seed) => {
        const network = randomNetwork(seed);
        const { latent, observed } = network.dag;
        fc.pre(latent.length > 0);
        const { mean, covariance } = momentsByInversion(network);
        // A conditional of a normal distribution is a block of its precision: S = P_zz^-1, m = m_z - S P_zx (x - m_x).
        const precision = inverse(covariance);
        const spread = inverse(precision.selection([...latent], [...latent]));
        const x = Float64Array.from(observed, (_, i) => Math.sin(seed + i));
        const offset = Matrix.columnVector(observed.map((node, i) => x[i] - mean.get(node, 0)));
        const shift = spread.mmul(precision.selection([...latent], [...observed])).mmul(offset);
        const posterior = network.posteriorOf(x);
        latent.forEach((node, k) => {
          close(posterior.mean[k], mean.get(node, 0) - shift.get(k, 0), 1e-8);
          latent.forEach((_, l) => {
            close(posterior.covariance.get(k, l), spread.get(k, l), 1e-8);
          });
        });
      }),
      { numRuns: 50 },
    );
  });

  test("p(x, z) = p(x) p(z | x)", () => {
    const network = builtInNetwork("ecoli70") as LinearGaussianNetwork;
    const data = network.sample(3, new Random(8), { includeLatents: true });
    const { latents, observed } = network.posterior();
    const x = selectColumns(data, observed);
    const z = selectColumns(data, latents);
    const joint = network.logDensity(data);
    const marginal = network.marginalLogDensity(x);
    for (let r = 0; r < 3; r++) {
      const posterior = network.posteriorOf(row(x.values, r, observed.length));
      const conditional = normalLogDensity(
        row(z.values, r, latents.length),
        [...posterior.mean],
        posterior.covariance,
      );
      close(joint[r], marginal[r] + conditional, 1e-9);
    }
  });

  test("with every node observed there is nothing to infer", () => {
    const base = randomNetwork(2);
    const network = base.withObserved(base.dag.names);
    assert.deepEqual(network.posterior().latents, []);
    assert.equal(network.posteriorOf(network.mean()).mean.length, 0);
    close(network.entropy(), base.entropy(base.dag.names), 1e-12);
  });
});

describe("sampling", () => {
  test("the same seed gives the same rows, another seed others", () => {
    const network = builtInNetwork("ecoli70");
    const [a, b, c] = [1, 1, 2].map((seed) => network.sample(20, new Random(seed)));
    assert.deepEqual(a, b);
    assert.notDeepEqual(a.values, c.values);
  });

  test("columns are the observed nodes, or all nodes, in declaration order", () => {
    const network = randomNetwork(3);
    const { names, observed } = network.dag;
    assert.deepEqual(
      network.sample(2, new Random(1)).columns,
      observed.map((node) => names[node]),
    );
    assert.deepEqual(network.sample(2, new Random(1), { includeLatents: true }).columns, names);
  });

  test("the observed columns do not depend on what else is kept or observed", () => {
    const network = randomNetwork(3);
    const some = network.sample(4, new Random(1));
    const all = network.sample(4, new Random(1), { includeLatents: true });
    assert.deepEqual(selectColumns(all, some.columns), some);
    assert.deepEqual(network.withObserved(network.dag.names).sample(4, new Random(1)), all);
  });
});

describe("bad input", () => {
  const pair = (change: Partial<LinearGaussianNode>) => () =>
    new LinearGaussianNetwork({
      name: "pair",
      nodes: [
        { name: "z", parents: {}, intercept: 0, variance: 1 },
        { name: "x", parents: { z: 1 }, intercept: 0, variance: 1, ...change },
      ],
    });

  test("parameters that are no numbers, or variances that are not positive", () => {
    for (const variance of [0, -1, Number.NaN, Infinity]) {
      assert.throws(pair({ variance }), { name: "InputError", message: /variance.*"x"/ });
    }
    assert.throws(pair({ intercept: Number.NaN }), { name: "InputError", message: /intercept.*"x".*NaN/ });
    assert.throws(pair({ parents: { z: Infinity } }), { name: "InputError", message: /"z".*"x"/ });
    assert.throws(pair({ parents: { Z: 1 } }), { name: "InputError", message: /Did you mean "z"/ });
  });

  test("names, columns, rows and widths that do not fit", () => {
    const network = pair({})();
    assert.throws(() => network.entropy(["y"]), InputError);
    assert.throws(() => network.entropy([]), InputError);
    assert.throws(() => network.withObserved([]), InputError);
    assert.throws(() => network.withObserved(["xx"]), /Did you mean "x"/);
    assert.throws(() => network.posteriorOf([1, 2]), { name: "InputError", message: /1 observed.*got 2/ });
    assert.throws(() => network.marginalLogDensity(createDataset(["y"], [[1]])), InputError);
    assert.throws(() => network.logDensity(createDataset(["x"], [[1]])), /"z"/);
    for (const rows of [0, -1, 1.5, Number.NaN]) {
      assert.throws(() => network.sample(rows, new Random(1)), InputError);
    }
  });

  test("variables that are copies of each other have no joint density", () => {
    const network = pair({ variance: 1e-20 })().withObserved(["z", "x"]);
    assert.throws(() => network.entropy(), { name: "ComputationError", message: /singular/ });
  });
});
