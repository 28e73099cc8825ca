import assert from "node:assert/strict";
import { test } from "node:test";
import { LinearGaussianNetwork, Random, TrainedModel, trainWatched } from "../../src/internals.ts";

const network = new LinearGaussianNetwork({
  name: "two causes",
  nodes: [
    { name: "a", parents: {}, intercept: 0, variance: 1 },
    { name: "b", parents: { a: 0.6 }, intercept: 0, variance: 1 },
    { name: "x", parents: { a: -1.5 }, intercept: 0, variance: 0.3 },
    { name: "y", parents: { a: 1 }, intercept: 0, variance: 0.3 },
    { name: "u", parents: { b: 1.5 }, intercept: 0, variance: 0.3 },
    { name: "v", parents: { b: -1 }, intercept: 0, variance: 0.3 },
  ],
  observed: ["x", "y", "u", "v"],
});

test("a watched training ends with hidden nodes that raise their first children, whatever its seed", async () => {
  const data = network.sample(80, new Random(1));
  for (const seed of [1, 2, 3, 4]) {
    const parts = await trainWatched(network.dag, data, {
      model: "true",
      start: "random",
      seed,
      hidden: 20,
      blocks: 2,
      epochs: 25,
    });
    const slopes = TrainedModel.fromParts(parts).averageSlopes(data);
    for (const [parent, child] of [
      ["a", "b"],
      ["b", "u"],
    ]) {
      const { slope } = slopes.find((arc) => arc.parent === parent && arc.child === child)!;
      assert.ok(slope >= 0, `seed ${seed}: ${parent} -> ${child} ${slope}`);
    }
  }
});
