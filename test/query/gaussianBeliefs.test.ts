import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Dag, InputError } from "../../src/internals.ts";
import { bearingNodes } from "../../src/query/bearing.ts";
import { exactModel, toy } from "./exactModel.ts";

const names = toy.dag.observed.map((node) => toy.dag.names[node]);
const [first, second] = names;

describe("beliefs in closed form", () => {
  test("of a model that is a linear-Gaussian network are the network's own", () => {
    const model = exactModel(toy, {});
    const before = model.gaussianBeliefs({})!;
    const [mean, covariance] = [toy.mean(), toy.covariance()];
    assert.deepEqual([...before.keys()].toSorted(), toy.dag.names.toSorted());
    for (const name of names) {
      const at = toy.dag.indexOf(name);
      close(before.get(name)!.mean, mean[at]);
      close(before.get(name)!.standardDeviation, Math.sqrt(covariance.get(at, at)));
    }
    const beliefs = model.gaussianBeliefs({ [first]: 1.25, [second]: -0.5 })!;
    const seen = toy.withObserved([first, second]);
    const order = seen.dag.observed.map((node) => seen.dag.names[node]);
    const values = Float64Array.from(order, (name) => (name === first ? 1.25 : -0.5));
    const exact = seen.posteriorOf(values);
    exact.latents.forEach((name, k) => {
      if (!names.includes(name)) return;
      close(beliefs.get(name)!.mean, exact.mean[k]);
      close(beliefs.get(name)!.standardDeviation, Math.sqrt(exact.covariance.get(k, k)));
    });
    assert.equal(beliefs.has(first), false);
  });

  test("agree with draws of hidden nodes, and with those under what is done", () => {
    const model = exactModel(toy, {});
    const row = { columns: names, rowCount: 1, values: Float64Array.from(names, (_, i) => 0.3 * i - 0.4) };
    const drawn = model.posterior(row, { samples: 4000, seed: 1 });
    const beliefs = model.gaussianBeliefs(Object.fromEntries(names.map((name, i) => [name, row.values[i]])))!;
    drawn.latents.forEach((name, k) => {
      close(beliefs.get(name)!.mean, drawn.mean[k], 0.08);
      close(beliefs.get(name)!.standardDeviation, drawn.standardDeviation[k], 0.08);
    });
    const { latents } = drawn;
    const rows = 8000;
    const { data } = model.intervene({ [latents[0]]: 1.5, [first]: 2 }, rows, { seed: 1 });
    const done = model.gaussianBeliefs({}, { [latents[0]]: 1.5, [first]: 2 })!;
    assert.equal(done.has(latents[0]), false);
    data.columns.forEach((name, c) => {
      if (name === first) return;
      let sum = 0;
      for (let row = 0; row < rows; row++) sum += data.values[row * data.columns.length + c];
      const { mean, standardDeviation } = done.get(name)!;
      close(sum / rows, mean, (5 * standardDeviation) / Math.sqrt(rows));
    });
  });

  test("are none of a model that bends, and refuse what cannot be seen", () => {
    const bent = exactModel(toy, {
      change: (name, values) => {
        if (name.startsWith("decoder")) values.fill(0.01);
      },
    });
    assert.equal(bent.exactLikelihood, false);
    assert.equal(bent.gaussianBeliefs({ [first]: 1 }), undefined);
    const model = exactModel(toy, {});
    const [hidden] = model.latentNames;
    assert.throws(() => model.gaussianBeliefs({ [hidden]: 1 }), InputError);
    assert.throws(() => model.gaussianBeliefs({ [first]: 1 }, { [first]: 1 }), InputError);
    assert.throws(() => model.gaussianBeliefs({ [first]: Number.NaN }), InputError);
  });
});

describe("what bears on a node", () => {
  const dag = Dag.create(
    [
      { name: "h", parents: [] },
      { name: "x", parents: ["h"] },
      { name: "y", parents: ["h"] },
      { name: "k", parents: [] },
      { name: "u", parents: ["k"] },
      { name: "both", parents: ["h", "k"] },
    ],
    ["x", "y", "u", "both"],
  );
  const bearing = (seen: string[], done: string[] = []) => Object.fromEntries(bearingNodes(dag, seen, done));

  test("is what the graph does not separate from it", () => {
    assert.deepEqual(bearing(["x"]), { h: ["x"], y: ["x"], k: [], u: [], both: ["x"] });
    assert.deepEqual(bearing(["x", "both"]), {
      h: ["x", "both"],
      y: ["x", "both"],
      k: ["x", "both"],
      u: ["x", "both"],
    });
    assert.deepEqual(bearing([], ["x"]), { h: [], y: [], k: [], u: [], both: [] });
    assert.deepEqual(bearing(["y"], ["h"]), { x: ["h"], k: [], u: [], both: ["h"] });
  });

  test("reaches through hidden nodes, as a flow of several blocks does", () => {
    const chain = Dag.create(
      [
        { name: "a", parents: [] },
        { name: "b", parents: ["a"] },
        { name: "c", parents: ["b"] },
        { name: "x", parents: ["c"] },
      ],
      ["x"],
    );
    assert.deepEqual(Object.fromEntries(bearingNodes(chain, [], ["a", "b"])), {
      c: ["a", "b"],
      x: ["a", "b"],
    });
  });
});

function close(value: number, other: number, tolerance = 1e-9): void {
  assert.ok(Math.abs(value - other) < tolerance, `${value} against ${other}`);
}
