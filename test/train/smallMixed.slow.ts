import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { builtInNetwork, Random, selectColumns, train } from "../../src/internals.ts";

function tableOf(name: string, rowCount: number, seed: number) {
  const network = builtInNetwork(name);
  const observed = network.dag.observed.map((node) => network.dag.names[node]);
  return { network, rows: selectColumns(network.sample(rowCount, new Random(seed)), observed) };
}

describe("how long tables of labels are trained", () => {
  test("beside one validation split, until held-out rows have not gained for long", async () => {
    const { network, rows } = tableOf("alarm", 666, 11);
    const { rows: fresh } = tableOf("alarm", 1000, 1011);
    const model = await train(network.dag, rows, { seed: 11 });
    const { perRow: exact } = network.exact!.logLikelihood(fresh);
    const { mean } = model.logLikelihood(fresh, { samples: 100, seed: 1 });
    const excess = exact.reduce((sum, value) => sum + value / fresh.rowCount, 0) - mean;
    assert.ok(excess < 0.185, `${excess}`);
  });
});
