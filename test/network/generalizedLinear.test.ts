import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { selectColumns } from "../../src/data/index.ts";
import type { ConditionalParameters } from "../../src/network/conditionals/conditional.ts";
import { compileConditional } from "../../src/network/conditionals/registry.ts";
import {
  builtInNetwork,
  GeneralizedLinearNetwork,
  type GeneralizedLinearNode,
  LinearGaussianNetwork,
  networkToJson,
  parseNetwork,
} from "../../src/network/index.ts";
import { expectationPropagation } from "../../src/network/inference/expectationPropagation.ts";
import { InputError } from "../../src/numeric/errors.ts";
import { Random } from "../../src/numeric/random.ts";

const near = (a: number, b: number, tolerance: number) =>
  assert.ok(Math.abs(a - b) <= tolerance, `${a} is not ${b} within ${tolerance}`);

const parameters: Record<string, ConditionalParameters> = {
  gaussian: { variance: 0.7 },
  "student-t": { scale: 0.6, degrees: 3.5 },
  "log-normal": { variance: 0.3 },
  count: { dispersion: 0.4 },
  binary: { levels: ["no", "yes"] },
  categorical: {
    levels: ["a", "b", "c"],
    logits: [
      { offset: 0.2, slope: -1 },
      { offset: -0.4, slope: 1.5 },
      { offset: 0, slope: 0.3 },
    ],
  },
  ordinal: { levels: ["1", "2", "3", "4"], cuts: [-1, 0.2, 1.7] },
};

describe("conditionals", () => {
  for (const [kind, given] of Object.entries(parameters)) {
    const conditional = compileConditional("x", kind, given);
    const isDiscrete = conditional.type.levels !== undefined || kind === "count";
    for (const predictor of [-1.3, 0, 2]) {
      test(`${kind}: probabilities at ${predictor} sum to 1, and draws have their moments`, () => {
        const points: [value: number, weight: number][] = [];
        if (isDiscrete) {
          const count = conditional.type.levels?.length ?? 400;
          for (let value = 0; value < count; value++) points.push([value, 1]);
        } else {
          // The substitution x = sinh(t) reaches into heavy tails.
          for (let t = -12; t <= 12; t += 0.004) points.push([Math.sinh(t), 0.004 * Math.cosh(t)]);
        }
        let [total, mean] = [0, 0];
        for (const [value, weight] of points) {
          const mass = weight * Math.exp(conditional.logProbability(value, predictor));
          total += mass;
          // A bounded function, as moments of heavy tails vary too much.
          mean += mass * Math.tanh(value / 3);
        }
        near(total, 1, 1e-6);
        const random = new Random(7);
        let drawn = 0;
        const draws = 20_000;
        for (let i = 0; i < draws; i++) drawn += Math.tanh(conditional.draw(predictor, random) / 3) / draws;
        near(drawn, mean, 5 / Math.sqrt(draws));
      });
    }
    test(`${kind}: values that can't be have no probability`, () => {
      const impossible = {
        count: [-1, 0.5],
        binary: [2, 0.5],
        "log-normal": [0, -1],
        ordinal: [4],
        categorical: [-1],
      };
      for (const value of impossible[kind as keyof typeof impossible] ?? [])
        assert.equal(conditional.logProbability(value, 0), -Infinity);
    });
  }

  test("ordinal: the tails lose no digits", () => {
    const { logProbability } = compileConditional("x", "ordinal", parameters.ordinal);
    near(logProbability(1, 60), Math.log(Math.exp(0.2) - Math.exp(-1)) - 60, 1e-9);
    near(logProbability(1, -60), Math.log(Math.exp(1) - Math.exp(-0.2)) - 60, 1e-9);
  });

  test("counts: large means, and Poisson as the dispersion vanishes", () => {
    const { logProbability, draw } = compileConditional("x", "count", { dispersion: 0 });
    near(logProbability(3, Math.log(2)), Math.log((8 / 6) * Math.exp(-2)), 1e-12);
    const random = new Random(1);
    const mean = 1e4;
    let sum = 0;
    for (let i = 0; i < 400; i++) sum += draw(Math.log(mean), random) / 400;
    near(sum, mean, (5 * Math.sqrt(mean)) / 20);
    assert.throws(() => draw(50, random), { name: "ComputationError", message: /"x"/ });
  });
});

/** Two hidden nodes under one leaf of every kind. */
const allKinds = new GeneralizedLinearNetwork({
  name: "all kinds",
  nodes: [
    { name: "a", kind: "gaussian", parents: {}, intercept: 0.3, variance: 1.2 },
    { name: "b", kind: "gaussian", parents: { a: 0.8 }, intercept: -0.2, variance: 0.6 },
    ...Object.entries(parameters).map(
      ([kind, given], i): GeneralizedLinearNode => ({
        name: `x${i}`,
        kind,
        parents: i % 3 === 0 ? { a: 1 } : i % 3 === 1 ? { a: 0.5, b: -0.7 } : { b: 1.1 },
        intercept: 0.1 * i,
        ...given,
      }),
    ),
  ],
});

describe("the likelihood of measured leaves", () => {
  const rows = allKinds.sample(12, new Random(3));
  /** By a grid over both hidden nodes. */
  const quadrature = (columns: readonly string[], values: ArrayLike<number>): number => {
    const step = 0.06;
    let total = 0;
    for (let a = -8; a <= 8; a += step) {
      for (let b = -8; b <= 8; b += step) {
        const complete = { columns: ["a", "b"], rowCount: 1, values: Float64Array.of(a, b) };
        let log =
          -0.5 * ((a - 0.3) ** 2 / 1.2 + (b + 0.2 - 0.8 * a) ** 2 / 0.6) -
          Math.log(2 * Math.PI * Math.sqrt(0.72));
        columns.forEach((name, c) => {
          const node = allKinds.nodes.find((one) => one.name === name)!;
          const { parents, intercept, kind } = node;
          const conditional = conditionals.get(name)!;
          assert.ok(kind);
          const predictor =
            intercept + (parents.a ?? 0) * complete.values[0] + (parents.b ?? 0) * complete.values[1];
          log += conditional.logProbability(values[c], predictor);
        });
        total += step * step * Math.exp(log);
      }
    }
    return Math.log(total);
  };
  const conditionals = new Map(
    Object.entries(parameters).map(([kind, given], i) => [`x${i}`, compileConditional(`x${i}`, kind, given)]),
  );

  test("agrees with a grid over the hidden nodes within its standard error", () => {
    const { perRow, standardError } = allKinds.exact.logLikelihood(rows);
    let chi2 = 0;
    for (let row = 0; row < rows.rowCount; row++) {
      const own = rows.values.subarray(row * 7, (row + 1) * 7);
      const error = standardError![row];
      assert.ok(error > 0 && error <= 0.06, `${error}`);
      chi2 += ((perRow[row] - quadrature(rows.columns, own)) / error) ** 2;
    }
    assert.ok(chi2 < 12 + 4 * Math.sqrt(24), `${chi2}`);
  });

  test("so it does with gaps and with a hidden node that was measured", () => {
    const part = selectColumns(rows, ["x3", "x1", "x6"]);
    const gaps = { ...part, values: part.values.map((value, i) => (i % 4 === 1 ? Number.NaN : value)) };
    const { perRow, standardError } = allKinds.exact.logLikelihood(gaps);
    for (let row = 0; row < 6; row++) {
      const own = [0, 1, 2].filter((c) => !Number.isNaN(gaps.values[row * 3 + c]));
      const names = own.map((c) => gaps.columns[c]);
      const wanted = quadrature(
        names,
        own.map((c) => gaps.values[row * 3 + c]),
      );
      near(perRow[row], wanted, 4 * standardError![row] + 1e-9);
    }
  });

  test("is exact where only Gaussian and log-normal nodes, or all nodes, are measured", () => {
    const linear = new LinearGaussianNetwork({
      name: "logarithms",
      nodes: [
        { name: "a", parents: {}, intercept: 0.3, variance: 1.2 },
        { name: "b", parents: { a: 0.8 }, intercept: -0.2, variance: 0.6 },
        { name: "x0", parents: { a: 1 }, intercept: 0, variance: 0.7 },
        { name: "x2", parents: { b: 1.1 }, intercept: 0.2, variance: 0.3 },
      ],
    });
    const both = selectColumns(rows, ["x0", "x2"]);
    const logs = {
      ...both,
      values: both.values.map((value, i) => (i % 2 === 1 ? Math.log(value) : value)),
      types: undefined,
    };
    const { perRow, standardError } = allKinds.exact.logLikelihood(both);
    assert.equal(standardError, undefined);
    linear.marginalLogDensity(logs).forEach((value, row) => {
      near(perRow[row], value - logs.values[2 * row + 1], 1e-10);
    });
    const all = allKinds.sample(5, new Random(2), { includeLatents: true });
    const joint = allKinds.logDensity(all);
    allKinds.exact.logLikelihood(all).perRow.forEach((value, row) => {
      near(value, joint[row], 1e-9);
    });
    const odd = { columns: ["x2"], rowCount: 1, values: Float64Array.of(-1) };
    assert.equal(allKinds.exact.logLikelihood(odd).perRow[0], -Infinity);
  });

  test("is the same for the same table", () => {
    assert.deepEqual(allKinds.exact.logLikelihood(rows), allKinds.exact.logLikelihood(rows));
  });
});

test("expectation propagation is exact where the factors are normal", () => {
  const logLikelihood = (predictor: number) => -0.5 * (predictor - 1) ** 2;
  const weights = Float64Array.of(1, -0.5);
  const prior = Float64Array.of(2, 0.5, 0.5, 1);
  const { mean, covariance } = expectationPropagation(Float64Array.of(0.2, 0), prior, [
    { weights, logLikelihood },
  ]);
  // K = C w / (w' C w + 1), by hand.
  const cw = [2 - 0.25, 0.5 - 0.5];
  const total = cw[0] - 0.5 * cw[1] + 1;
  near(mean[0], 0.2 + (cw[0] / total) * (1 - 0.2), 1e-3);
  near(mean[1], (cw[1] / total) * (1 - 0.2), 1e-3);
  near(covariance[0], 2 - cw[0] ** 2 / total, 2e-3);
});

describe("mixed variants", () => {
  test("go through all kinds in turn, keep graph and hidden nodes, and differ by seed", () => {
    const base = builtInNetwork("ecoli70") as LinearGaussianNetwork;
    const variant = builtInNetwork("mixed:ECOLI70:1") as GeneralizedLinearNetwork;
    assert.equal(variant.name, "mixed:ECOLI70:1");
    assert.deepEqual(variant.dag.toSpecs(), base.dag.toSpecs());
    const counts = new Map<string, number>();
    variant.nodes.forEach((node, i) => {
      if (variant.dag.roles[i] === "observed") counts.set(node.kind, (counts.get(node.kind) ?? 0) + 1);
      else assert.deepEqual(node, { ...base.nodes[i], kind: "gaussian" });
    });
    assert.deepEqual([...counts.values()].sort(), [3, 3, 3, 3, 4, 4, 4]);
    const other = builtInNetwork("mixed:ecoli70:2") as GeneralizedLinearNetwork;
    assert.notDeepEqual(other.nodes, variant.nodes);
    assert.deepEqual((builtInNetwork("mixed:ecoli70:1") as GeneralizedLinearNetwork).nodes, variant.nodes);
  });

  test("the exact likelihood of their rows comes with an error of a few thousandths of a nat", () => {
    const variant = builtInNetwork("mixed:magic-irri:1");
    const { perRow, standardError } = variant.exact!.logLikelihood(variant.sample(60, new Random(1)));
    assert.ok(perRow.every(Number.isFinite));
    assert.ok(Math.max(...standardError!) <= 0.06);
  });

  test("names that are none", () => {
    for (const [name, message] of [
      ["mixed:asia:1", /linear-Gaussian network.*"asia" is discrete itself/],
      ["mixed:ecoli70", /mixed:NAME:SEED/],
      ["mixed:ecoli70:x", /seed in mixed:NAME:SEED, got "x"/],
      ["mixd:ecoli70:1", /Did you mean "mixed"/],
      ["mixed:ecoli71:1", /Did you mean "ecoli70"/],
      ["mixed:ecoli70:1:2", /mixed:NAME:SEED/],
    ] as const) {
      assert.throws(() => builtInNetwork(name), { name: "InputError", message });
    }
  });
});

describe("files", () => {
  test("say the same again", () => {
    for (const network of [allKinds, builtInNetwork("mixed:ecoli70:3")]) {
      const again = parseNetwork(JSON.parse(JSON.stringify(networkToJson(network))));
      const rows = network.sample(4, new Random(1), { includeLatents: true });
      assert.deepEqual(again.sample(4, new Random(1), { includeLatents: true }), rows);
      assert.deepEqual(again.logDensity(rows), network.logDensity(rows));
    }
  });

  const file = (node: object) => ({
    format: "siren-vae/network",
    version: 1,
    name: "one",
    kind: "generalized-linear",
    nodes: {
      z: { kind: "gaussian", parents: {}, intercept: 0, variance: 1 },
      x: { kind: "count", parents: { z: 1 }, intercept: 0, dispersion: 0.1, ...node },
    },
  });
  const cases: [string, object, RegExp][] = [
    ["a kind that is none", { kind: "cont" }, /"x".*Did you mean "count"/],
    [
      "a parameter of another kind",
      { variance: 1 },
      /"x", which is count, to have exactly dispersion.*got variance and dispersion/,
    ],
    ["a parameter that is missing", { dispersion: undefined }, /exactly dispersion.*got nothing/],
    ["a dispersion below 0", { dispersion: -1 }, /dispersion of node "x", got -1/],
    [
      "cuts that fall",
      { kind: "ordinal", dispersion: undefined, levels: ["a", "b", "c"], cuts: [1, 0] },
      /"x" to increase, got 0 after 1/,
    ],
    [
      "too few cuts",
      { kind: "ordinal", dispersion: undefined, levels: ["a", "b", "c"], cuts: [1] },
      /cuts of node "x" to be 2/,
    ],
    [
      "too few logits",
      { kind: "categorical", dispersion: undefined, levels: ["a", "b"], logits: [] },
      /logits of node "x" to be 2/,
    ],
    [
      "a logit without a slope",
      { kind: "categorical", dispersion: undefined, levels: ["a", "b"], logits: [{ offset: 1 }] },
      /slope of logit 1 of node "x"/,
    ],
    [
      "three levels of a binary node",
      { kind: "binary", dispersion: undefined, levels: ["a", "b", "c"] },
      /binary, got 3/,
    ],
  ];
  for (const [name, node, message] of cases) {
    test(name, () => {
      assert.throws(
        () => parseNetwork(file(node)),
        (error) => {
          assert.ok(error instanceof InputError);
          assert.match(error.message, message);
          return true;
        },
      );
    });
  }

  test("a parent that is no Gaussian", () => {
    const nodes = {
      ...file({}).nodes,
      y: { kind: "gaussian", parents: { x: 1 }, intercept: 0, variance: 1 },
    };
    assert.throws(() => parseNetwork({ ...file({}), nodes }), {
      name: "InputError",
      message: /"y".*"x", which is count/,
    });
  });
});
