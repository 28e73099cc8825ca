import assert from "node:assert/strict";
import { test } from "node:test";
import { type ColumnType, Dag, type Dataset, Random, train } from "../../src/internals.ts";

const dag = Dag.create(
  [
    { name: "skill", parents: [] },
    { name: "income", parents: ["skill"] },
    { name: "score", parents: ["skill"] },
    { name: "rent", parents: ["skill"] },
  ],
  ["income", "score", "rent"],
);

/** Incomes around 22,000, in steps of 5,000 or as they are. */
function rows(step: number | undefined): Dataset {
  const random = new Random(1);
  const count = 150;
  const values = new Float64Array(3 * count);
  for (let row = 0; row < count; row++) {
    const skill = random.normal();
    const income = Math.exp(10 + 0.4 * skill + 0.3 * random.normal());
    const told = step === undefined ? income : Math.max(step, step * Math.round(income / step));
    values.set([told, skill + random.normal(), 0.8 * skill + random.normal()], 3 * row);
  }
  const types: ColumnType[] = [
    { kind: "log-normal", ...(step !== undefined && { step }) },
    { kind: "gaussian" },
    { kind: "gaussian" },
  ];
  return { columns: ["income", "score", "rent"], rowCount: count, values, types };
}

test("a rounded log-normal column keeps a deviation of its rounding in the logarithm, not of its raw step", async () => {
  const options = { seed: 1, trust: "full", tuning: { start: "linear-gaussian", epochs: 20 } } as const;
  const spreads: number[] = [];
  for (const step of [undefined, 5000]) {
    const model = await train(dag, rows(step), options);
    const { values } = model.sample(2000, { seed: 2 }).data;
    const logs = Array.from({ length: 2000 }, (_, row) => Math.log(values[3 * row]));
    const mean = logs.reduce((sum, value) => sum + value, 0) / logs.length;
    spreads.push(Math.sqrt(logs.reduce((sum, value) => sum + (value - mean) ** 2, 0) / logs.length));
  }
  assert.ok(Math.abs(spreads[0] - 0.5) < 0.1 && Math.abs(spreads[1] - spreads[0]) < 0.1, `${spreads}`);
});
