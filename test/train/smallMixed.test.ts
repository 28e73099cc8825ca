import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { builtInNetwork, Random, selectColumns, train } from "../../src/internals.ts";

function tableOf(name: string, rowCount: number, seed: number) {
  const network = builtInNetwork(name);
  const observed = network.dag.observed.map((node) => network.dag.names[node]);
  return { network, rows: selectColumns(network.sample(rowCount, new Random(seed)), observed) };
}

describe("how long tables of labels are trained", () => {
  test("with so few rows that folds say nothing, the linear start stays, unless a person asks for more", async () => {
    const { network, rows } = tableOf("asia", 16, 12);
    const kept = await train(network.dag, rows, { seed: 12 });
    assert.equal(kept.training.start, "linear-gaussian");
    assert.deepEqual([kept.training.epochs, kept.training.choices.length], [0, 1]);
    const asked = await train(network.dag, rows, { seed: 12, tuning: { maximumEpochs: 20 } });
    assert.equal(asked.training.choices.length, 2);
  });
});
