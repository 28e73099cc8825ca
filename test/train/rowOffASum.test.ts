import assert from "node:assert/strict";
import { test } from "node:test";
import { Dag, findKinds, Random, type RawColumn, train, typedTable } from "../../src/internals.ts";

/** People of a home: their age when they left is that when they came and the months that they stayed, but for a little. */
function stays(count: number): RawColumn[] {
  const random = new Random(5);
  const entry = Float64Array.from({ length: count }, () => 900 + 60 * random.normal());
  const time = Float64Array.from({ length: count }, () => 80 + 25 * random.normal());
  const exit = entry.map((months, i) => months + time[i] + 0.5 * random.normal());
  const labels = ["f", "m"];
  const sex: RawColumn = {
    name: "sex",
    numbers: new Float64Array(count).fill(Number.NaN),
    texts: {
      rows: Int32Array.from(entry.keys()),
      codes: Int32Array.from(entry.keys(), (i) => i % 2),
      labels,
      first: { text: "f", place: 'line 2, column "sex" of t.csv' },
    },
  };
  return [
    { name: "entry", numbers: entry },
    { name: "time", numbers: time },
    { name: "exit", numbers: exit },
    sex,
  ];
}

test("beside labels one row that breaks a sum costs some nats, not a thousand", async () => {
  const nodes = [
    { name: "sex", parents: [] },
    { name: "entry", parents: ["sex"] },
    { name: "time", parents: ["sex"] },
    { name: "exit", parents: ["entry", "time"] },
  ];
  const dag = Dag.create(
    nodes,
    nodes.map(({ name }) => name),
  );
  const columns = stays(200);
  const table = { file: "t.csv", rowCount: 200, columns, ignored: [] };
  const trained = async (kinds: ReturnType<typeof findKinds>) => {
    const data = typedTable(table, kinds);
    const tuning = { epochs: 10, start: "linear-gaussian" } as const;
    const model = await train(dag, data, { seed: 1, trust: "full", tuning });
    const width = data.columns.length;
    const first = data.values.slice(0, width);
    const off = first.slice();
    off[data.columns.indexOf("exit")] += 100;
    const values = Float64Array.from([...first, ...off]);
    return model.logLikelihood({ ...data, rowCount: 2, values }, { samples: 1, seed: 1 }).perRow;
  };
  const found = await trained(findKinds(table));
  assert.ok(found[0] - found[1] < 100, found.join());
  const gaussian = await trained(findKinds(table, new Map([["exit", { kind: "gaussian" }]])));
  assert.ok(gaussian[0] - gaussian[1] > 500, gaussian.join());
  assert.ok(Math.abs(found[0] - gaussian[0]) < 1, `${found[0]}, ${gaussian[0]}`);
});
