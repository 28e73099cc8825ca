import assert from "node:assert/strict";
import { test } from "node:test";
import { builtInNetwork, Random, TrainedModel, train } from "../../src/internals.ts";

test("parts that are exactly zero are left out without changing a bit", async () => {
  const network = builtInNetwork("ecoli70");
  const data = network.sample(60, new Random(1));
  const tuning = { start: "linear-gaussian" as const, epochs: 0 };
  const model = await train(network.dag, data, { architecture: { hidden: [30], blocks: 2 }, tuning });
  const parts = model.toParts();
  // The least number that there is keeps every part in and moves nothing that can be seen.
  const kept = TrainedModel.fromParts({
    ...parts,
    parameters: parts.parameters.map((parameter) => ({
      ...parameter,
      values: parameter.values.map((value) => (value === 0 ? Number.MIN_VALUE : value)),
    })),
  });
  const rows = network.sample(20, new Random(2));
  const options = { samples: 20, seed: 3, exact: false, precision: "float64" as const };
  assert.deepEqual(model.logLikelihood(rows, options), kept.logLikelihood(rows, options));
  const { samples, seed } = options;
  assert.deepEqual(model.encode(rows, { samples, seed }), kept.encode(rows, { samples, seed }));
  assert.deepEqual(model.reconstruct(rows, { seed }), kept.reconstruct(rows, { seed }));
});
