import assert from "node:assert/strict";
import { test } from "node:test";
import { Dag, Random, train } from "../../src/internals.ts";

test("of a semicontinuous column that others read gaps are drawn about where they lie, and effects through it are refused", async () => {
  const random = new Random(5);
  const values: number[] = [];
  for (let row = 0; row < 300; row++) {
    const wealth = random.normal();
    const spent =
      random.uniform() < 1 / (1 + Math.exp(wealth)) ? 0 : Math.exp(3 + 0.5 * wealth + random.normal());
    values.push(wealth + random.normal(), spent, 0.1 * Math.log1p(spent) + random.normal());
  }
  const columns = ["income", "spent", "mood"];
  const nodes = [
    { name: "wealth", parents: [] },
    { name: "income", parents: ["wealth"] },
    { name: "spent", parents: ["wealth"] },
    { name: "mood", parents: ["spent"] },
  ];
  const types = [
    { kind: "contaminated-normal" },
    { kind: "semicontinuous", atom: 0, rest: "log-normal" },
    { kind: "contaminated-normal" },
  ];
  const table = { columns, rowCount: 300, values: Float64Array.from(values), types };
  const tuning = { epochs: 0, start: "linear-gaussian" } as const;
  const model = await train(Dag.create(nodes, columns), table, { seed: 1, trust: "full", tuning });
  const gaps = { ...table, values: table.values.map((value, at) => (at % 3 === 1 ? Number.NaN : value)) };
  const { effectiveSampleSize, draws } = model.impute(gaps, { samples: 400, seed: 1 });
  const usable = effectiveSampleSize.reduce((sum, size) => sum + size / 400 / 300, 0);
  assert.ok(usable > 0.32, `${usable}`);
  const shareOf = (all: Float64Array) => all.filter((value) => value === 0).length / all.length;
  const measured = shareOf(table.values.filter((_, at) => at % 3 === 1));
  assert.ok(Math.abs(shareOf(draws) - measured) < 0.05, `${shareOf(draws)} ${measured}`);
  // Whether there is something and how much have slopes of their own: no product of them is an effect.
  assert.throws(
    () => model.pathCoefficients(table, { effects: [["wealth", "mood"]] }),
    /leads through spent \(semicontinuous\), whose slopes are of its location of the others and log odds of the one value:/,
  );
  const { paths } = model.pathCoefficients(table);
  const names = paths.map(({ parent, parentLevel, child, childLevel }) =>
    [parent, parentLevel, child, childLevel].filter(Boolean).join(" "),
  );
  assert.deepEqual(names.slice(1), [
    "wealth spent not 0",
    "wealth spent 0",
    "spent not 0 mood",
    "spent 0 mood",
  ]);
});
