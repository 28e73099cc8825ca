import assert from "node:assert/strict";
import { test } from "node:test";
import {
  builtInNetwork,
  fitLinearGaussian,
  linearGaussianBaseline,
  Random,
  train,
} from "../../src/internals.ts";

const mean = (values: ArrayLike<number>) => Array.from(values).reduce((a, b) => a + b, 0) / values.length;

test("learns what no linear model can", async () => {
  const network = builtInNetwork("arithmetic-circuit");
  const rows = network.sample(400, new Random(3));
  const held = network.sample(400, new Random(4));
  const linear = mean(
    linearGaussianBaseline(fitLinearGaussian(network.dag, rows, { kind: "ml" })).logLikelihood(held),
  );
  const model = await train(network.dag, rows, { seed: 1, architecture: { hidden: [30], blocks: 3 } });
  const gain = model.logLikelihood(held, { samples: 100 }).mean - linear;
  assert.ok(gain > 0.05, `gain over the linear network ${gain}`);
});
