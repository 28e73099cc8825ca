import assert from "node:assert/strict";
import { test } from "node:test";
import { calibrate, Dag, Random, train } from "../../src/internals.ts";

test("the one value of a semicontinuous column was not rounded as the others were: its rows fall anywhere among its draws", async () => {
  const random = new Random(4);
  const values: number[] = [];
  for (let row = 0; row < 200; row++) {
    const ill = random.uniform() < 0.5 ? 1 : 0;
    const nothing = random.uniform() < 0.4;
    values.push(ill, nothing ? 0 : 10 * Math.round(10 + 2 * random.normal()));
  }
  const columns = ["ill", "spent"];
  const types = [
    { kind: "binary", levels: ["no", "yes"] },
    { kind: "semicontinuous", atom: 0, rest: "contaminated-normal", step: 10 },
  ];
  const table = { columns, rowCount: 200, values: Float64Array.from(values), types };
  const nodes = [
    { name: "ill", parents: [] },
    { name: "spent", parents: ["ill"] },
  ];
  const tuning = { epochs: 0, start: "linear-gaussian" } as const;
  const model = await train(Dag.create(nodes, columns), table, { seed: 1, trust: "full", tuning });
  const { predictive } = calibrate(model, { simulations: 20, draws: 19, seed: 1, data: table });
  assert.deepEqual(
    predictive!.map(({ name, inside }) => [name, inside]),
    columns.map((name) => [name, true]),
  );
  // A number is not taken for the one value because it lies as far out as can be.
  const scored = (spent: number) =>
    model.logLikelihood({ ...table, rowCount: 1, values: Float64Array.of(1, spent) }, { samples: 1, seed: 1 })
      .perRow[0];
  assert.ok(scored(1e40) < -1e9 && scored(0) > -3);
  assert.throws(() => model.intervene({ spent: 1e300 }, 5, { seed: 1 }), /standard deviations.*spent/);
});
