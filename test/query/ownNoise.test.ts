import assert from "node:assert/strict";
import { test } from "node:test";
import { builtInNetwork, Random, train } from "../../src/internals.ts";

/** A flexible encoder learns the noise that it is trained with, matrix by matrix; batches of a hundred rows line up. */
test("a model is not found better by the seed that it was trained with", async () => {
  const network = builtInNetwork("magic-irri");
  const rows = network.sample(200, new Random(1));
  const model = await train(network.dag, rows, {
    seed: 1,
    model: "vae",
    architecture: { family: "iaf" },
    tuning: { start: "random", epochs: 40 },
  });
  const fresh = network.sample(100, new Random(2));
  const nll = (seed: number) => -model.logLikelihood(fresh, { samples: 100, seed }).mean;
  const others = Array.from({ length: 8 }, (_, i) => nll(10 + i));
  const mean = others.reduce((sum, value) => sum + value, 0) / others.length;
  const deviation = Math.sqrt(
    others.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (others.length - 1),
  );
  assert.ok(Math.abs(nll(1) - mean) < 4 * deviation, `${nll(1)} beside ${others}`);
});
