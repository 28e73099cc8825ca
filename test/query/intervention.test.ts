import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  createModel,
  defaultArchitecture,
  InputError,
  LinearGaussianNetwork,
  Random,
  TrainedModel,
} from "../../src/internals.ts";
import { exactModel, toy } from "./exactModel.ts";

/** The network with the arcs into a node cut and the node (nearly) fixed. */
function mutilated(values: Record<string, number>): LinearGaussianNetwork {
  return new LinearGaussianNetwork({
    name: "cut",
    observed: toy.dag.observed.map((node) => toy.dag.names[node]),
    nodes: toy.nodes.map((node) =>
      node.name in values
        ? { name: node.name, parents: {}, intercept: values[node.name], variance: 1e-12 }
        : node,
    ),
  });
}

describe("interventions in a linear-Gaussian model", () => {
  const rows = 3000;
  const cases: Record<string, number>[] = [
    { o: 3 },
    { x3: -1 },
    { x4: 2 },
    { a: 1.5 },
    { b: -2 },
    { a: 1, b: -1 },
    { o: 2, b: 0.5, x1: 9 },
  ];
  for (const factorisation of ["paper", "exact"] as const) {
    const model = exactModel(toy, { factorisation });
    for (const values of cases) {
      test(`do(${JSON.stringify(values)}), ${factorisation}: moments of the cut network`, () => {
        const { data, inversion } = model.intervene(values, rows, { seed: 1, includeLatents: true });
        assert.equal(inversion.converged, rows);
        const exact = mutilated(values);
        const [means, covariance] = [exact.mean(), exact.covariance()];
        const width = data.columns.length;
        const moments = (i: number, j: number) => {
          let [a, b, ab] = [0, 0, 0];
          for (let at = 0; at < data.values.length; at += width) {
            a += data.values[at + i] / rows;
            b += data.values[at + j] / rows;
            ab += (data.values[at + i] * data.values[at + j]) / rows;
          }
          return { mean: a, covariance: ab - a * b };
        };
        data.columns.forEach((name, i) => {
          const node = exact.dag.indexOf(name);
          const spread = Math.sqrt(covariance.get(node, node));
          const mean = moments(i, i).mean;
          assert.ok(Math.abs(mean - means[node]) < (5 * spread) / Math.sqrt(rows) + 1e-9, `mean of ${name}`);
          data.columns.forEach((other, j) => {
            const second = exact.dag.indexOf(other);
            const size = spread * Math.sqrt(covariance.get(second, second));
            const difference = Math.abs(moments(i, j).covariance - covariance.get(node, second));
            assert.ok(difference < (8 * size) / Math.sqrt(rows) + 1e-9, `covariance of ${name} and ${other}`);
          });
          if (name in values) {
            for (let at = i; at < data.values.length; at += width)
              assert.ok(Math.abs(data.values[at] - values[name]) < 1e-12);
          }
        });
      });
    }
  }
});

describe("what is seen under an intervention", () => {
  const rows = 6000;
  const model = exactModel(toy);
  const cases: [Record<string, number>, Record<string, number>][] = [
    [{ b: -2 }, { x1: 9.2 }],
    [{ x3: -1 }, { x2: 0.4, x4: 1 }],
    [{ o: 2, a: 0.3 }, { x4: -1 }],
  ];
  for (const [values, seen] of cases) {
    test(`do(${JSON.stringify(values)}), then ${JSON.stringify(seen)}: the posterior of the cut network`, () => {
      const { data, effectiveSampleSize } = model.intervene(values, rows, {
        seed: 1,
        includeLatents: true,
        seen,
      });
      const cut = mutilated(values);
      const known = { ...values, ...seen };
      const given = cut.withObserved(Object.keys(known));
      const order = given.dag.observed.map((node) => given.dag.names[node]);
      const exact = given.posteriorOf(order.map((name) => known[name]));
      assert.ok(effectiveSampleSize! > 100 && effectiveSampleSize! <= rows);
      exact.latents.forEach((name, k) => {
        const c = data.columns.indexOf(name);
        const own = Float64Array.from({ length: rows }, (_, i) => data.values[i * data.columns.length + c]);
        const mean = own.reduce((sum, value) => sum + value, 0) / rows;
        const spread = Math.sqrt(exact.covariance.get(k, k));
        const error = Math.abs(mean - exact.mean[k]);
        assert.ok(error < (4.5 * spread) / Math.sqrt(effectiveSampleSize!), `${name}: ${error}`);
      });
      for (const [name, value] of Object.entries(known)) {
        const c = data.columns.indexOf(name);
        for (let i = 0; i < rows; i++)
          assert.ok(Math.abs(data.values[i * data.columns.length + c] - value) < 1e-12);
      }
    });
  }

  test("a hidden node is not seen, a node is not both, and what is impossible is said", () => {
    const ask = (nodes: Record<string, number>, seen: Record<string, number>) => () =>
      model.intervene(nodes, 10, { seen });
    assert.throws(ask({ b: 1 }, { a: 1 }), /"a", which is hidden/);
    assert.throws(ask({ o: 1 }, { o: 1 }), /either set or seen, got "o"/);
    assert.throws(ask({ o: 1 }, { nobody: 1 }), InputError);
  });
});

describe("interventions in a nonlinear model", () => {
  const random = new Random(4);
  const model = exactModel(toy, {
    change: (name, values) => {
      if (/prior\.block.*(output|layer0)/.test(name) && !/sharpness/.test(name)) {
        for (let i = 0; i < values.length; i++) values[i] = 0.12 * random.normal();
      }
    },
  });

  test("what is not a descendant of the node stays as it was, with the same noise", () => {
    const options = { seed: 2, includeLatents: true };
    const plain = model.sample(50, options).data;
    const cut = model.intervene({ b: 1 }, 50, options).data;
    const unmoved = ["o", "a", "x1"];
    plain.columns.forEach((name, c) => {
      let same = true;
      for (let at = c; at < plain.values.length; at += plain.columns.length)
        same &&= Math.abs(plain.values[at] - cut.values[at]) < 1e-9;
      assert.equal(same, unmoved.includes(name), name);
    });
  });

  test("setting a latent to the value that it had changes nothing", () => {
    const options = { seed: 2, includeLatents: true };
    const one = model.sample(1, options).data;
    const values = Object.fromEntries(
      ["a", "b"].map((name) => [name, one.values[one.columns.indexOf(name)]]),
    );
    const again = model.intervene(values, 1, options).data;
    one.values.forEach((value, i) => {
      assert.ok(Math.abs(value - again.values[i]) < 1e-8, one.columns[i]);
    });
  });
});

test("bad interventions are answered by a sentence", () => {
  const model = exactModel(toy);
  const architecture = { ...defaultArchitecture, model: "vae" as const };
  const vae = createModel(toy.dag, architecture, new Random(1));
  const plain = TrainedModel.fromParts({
    ...model.toParts(),
    architecture,
    parameters: vae.list.parameters.map(({ name, shape, offset, length }) => ({
      name,
      shape,
      values: vae.list.initial().slice(offset, offset + length),
    })),
  });
  const cases: [() => unknown, RegExp][] = [
    [() => model.intervene({}, 5), /at least one node/],
    [() => model.intervene({ x11: 1 }, 5), /"x11".*x1/],
    [() => model.intervene({ a: Number.NaN }, 5), /finite number to set a/],
    [() => model.intervene({ a: 1 }, 0), /rows/],
    [() => plain.intervene({ a: 1 }, 5), /plain VAE/],
  ];
  for (const [run, message] of cases) {
    assert.throws(run, (error: Error) => error instanceof InputError && message.test(error.message));
  }
});
