import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { type ColumnType, Dag, Random, train } from "../../src/internals.ts";
import { loadModel, saveModel } from "../../src/io/index.ts";
import { temporaryFolder } from "../temporaryFolder.ts";

test("columns with room for outliers are stored as such, in a version that older programs refuse", async () => {
  const random = new Random(2);
  const values = new Float64Array(2 * 80);
  for (let row = 0; row < 80; row++) {
    const z = random.normal();
    // One row in twenty is anywhere.
    const size = row % 20 === 7 ? Math.exp(3 * random.normal()) : Math.exp(z + 0.1 * random.normal());
    values.set([z + 0.2 * random.normal() > 0 ? 1 : 0, size], 2 * row);
  }
  const table = (outliers: boolean) => {
    const types: ColumnType[] = [
      { kind: "binary", levels: ["no", "yes"] },
      { kind: "log-normal", ...(outliers && { outliers }) },
    ];
    return { columns: ["ill", "size"], rowCount: 80, values, types };
  };
  const nodes = [
    { name: "ill", parents: [] },
    { name: "size", parents: ["ill"] },
  ];
  const dag = Dag.create(nodes, ["ill", "size"]);
  for (const outliers of [true, false]) {
    const tuning = { epochs: 4, start: "linear-gaussian" } as const;
    const model = await train(dag, table(outliers), { seed: 1, trust: "full", tuning });
    const folder = join(temporaryFolder(), "m");
    saveModel(folder, model);
    const { version, types } = JSON.parse(readFileSync(join(folder, "model.json"), "utf8"));
    assert.deepEqual([version === 6, types[1].outliers ?? false], [outliers, outliers]);
    const { model: again } = loadModel(folder);
    const options = { samples: 1, seed: 1 };
    assert.deepEqual(
      again.logLikelihood(table(outliers), options).perRow,
      model.logLikelihood(table(outliers), options).perRow,
    );
    assert.ok(again.sample(50, { seed: 1 }).data.values.every((value, at) => at % 2 === 0 || value > 0));
  }
});
