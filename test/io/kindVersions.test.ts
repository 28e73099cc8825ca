import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { type ColumnType, Dag, Random, train } from "../../src/internals.ts";
import { loadModel, saveModel } from "../../src/io/index.ts";
import { temporaryFolder } from "../temporaryFolder.ts";

const versions: [number, ColumnType][] = [
  [6, { kind: "contaminated-normal" }],
  [7, { kind: "discretized-logistic", least: 0, most: 9 }],
  [8, { kind: "semicontinuous", atom: 5, rest: "contaminated-normal" }],
  [9, { kind: "zero-inflated" }],
];

for (const [version, type] of versions) {
  test(`models of ${type.kind} columns have version ${version}, which older programs refuse, and come back`, async () => {
    const random = new Random(3);
    const values = Float64Array.from({ length: 160 }, (_, at) => {
      if (at % 2 === 0) return at % 4 === 0 ? 1 : 0;
      if (version === 9 && at % 6 === 1) return 0;
      return Math.min(Math.max(Math.round(5 + 2 * random.normal()), 0), 9);
    });
    const types: ColumnType[] = [{ kind: "binary", levels: ["no", "yes"] }, type];
    const table = { columns: ["ill", "marks"], rowCount: 80, values, types };
    const nodes = [
      { name: "ill", parents: [] },
      { name: "marks", parents: ["ill"] },
    ];
    const tuning = { epochs: 4, start: "linear-gaussian" } as const;
    const model = await train(Dag.create(nodes, table.columns), table, { seed: 1, trust: "full", tuning });
    const folder = join(temporaryFolder(), "m");
    saveModel(folder, model);
    const stored = JSON.parse(readFileSync(join(folder, "model.json"), "utf8"));
    const frequent = type.atom ?? (version === 9 ? 0 : undefined);
    const times = values.filter((value, at) => at % 2 === 1 && value === frequent).length;
    const share = frequent === undefined ? {} : { share: times / 80 };
    assert.deepEqual([stored.version, stored.types], [version, [types[0], { ...type, ...share }]]);
    const { model: again } = loadModel(folder);
    const options = { samples: 1, seed: 1 };
    assert.deepEqual(again.logLikelihood(table, options).perRow, model.logLikelihood(table, options).perRow);
    const draws = again.sample(200, { seed: 1 }).data;
    if (version === 9) assert.ok(draws.values.every((value) => Number.isInteger(value) && value >= 0));
    if (version === 7)
      assert.ok(draws.values.every((value) => Number.isInteger(value) && value >= 0 && value <= 9));
    if (version === 8) {
      const fives = draws.values.filter((value, at) => at % 2 === 1 && value === 5).length;
      assert.ok(fives > 20 && fives < 80, `${fives}`);
    }
  });
}
