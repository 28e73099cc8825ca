import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  type ColumnType,
  Dag,
  type Dataset,
  findKinds,
  fitIndependentMarginals,
  Random,
  takeRows,
  train,
} from "../../src/internals.ts";

const columns = ["drugs", "hospital", "visits", "pressure"];
const dag = Dag.create(
  [{ name: "need", parents: [] }, ...columns.map((name) => ({ name, parents: ["need"] }))],
  columns,
);
const types: ColumnType[] = [
  { kind: "semicontinuous", atom: 0, rest: "log-normal" },
  { kind: "semicontinuous", atom: 0, rest: "log-normal" },
  { kind: "count" },
  { kind: "contaminated-normal" },
];
const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
const normal = (x: number, mean: number, deviation: number) =>
  Math.exp(-0.5 * ((x - mean) / deviation) ** 2) / (deviation * Math.sqrt(2 * Math.PI));

function rows(rowCount: number, seed: number): { table: Dataset; needs: number[] } {
  const random = new Random(seed);
  const values: number[] = [];
  const needs = Array.from({ length: rowCount }, () => random.normal());
  for (const need of needs) {
    const free = random.uniform() < sigmoid(0.3 - 1.3 * need);
    const home = random.uniform() < sigmoid(1.2 - 1.2 * need);
    let [visits, left] = [0, random.uniform()];
    const mean = Math.exp(0.5 + 0.5 * need);
    for (let mass = Math.exp(-mean); left > mass && visits < 50; mass *= mean / ++visits) left -= mass;
    values.push(
      free ? 0 : Math.exp(4 + 0.6 * need + 0.5 * random.normal()),
      home ? 0 : Math.exp(6 + 0.3 * need + 0.8 * random.normal()),
      visits,
      120 + 5 * need + 8 * random.normal(),
    );
  }
  return { table: { columns, rowCount, values: Float64Array.from(values), types }, needs };
}

/** log p(row) and the mean of the need given it, by a sum over a grid. */
function exact(row: ArrayLike<number>): { log: number; mean: number } {
  const [drugs, hospital, visits, pressure] = Array.from(row);
  let [sum, moment] = [0, 0];
  for (let need = -6; need <= 6; need += 0.02) {
    const free = sigmoid(0.3 - 1.3 * need);
    const home = sigmoid(1.2 - 1.2 * need);
    const mean = Math.exp(0.5 + 0.5 * need);
    let mass = Math.exp(-mean);
    for (let k = 1; k <= visits; k++) mass *= mean / k;
    const density =
      normal(need, 0, 1) *
      (drugs === 0 ? free : ((1 - free) * normal(Math.log(drugs), 4 + 0.6 * need, 0.5)) / drugs) *
      (hospital === 0 ? home : ((1 - home) * normal(Math.log(hospital), 6 + 0.3 * need, 0.8)) / hospital) *
      mass *
      normal(pressure, 120 + 5 * need, 8);
    sum += 0.02 * density;
    moment += 0.02 * density * need;
  }
  return { log: Math.log(sum), mean: moment / sum };
}

function correlation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const mean = (x: ArrayLike<number>) => Array.from(x).reduce((sum, value) => sum + value / x.length, 0);
  const [p, q] = [mean(a), mean(b)];
  let [ab, aa, bb] = [0, 0, 0];
  Array.from(a).forEach((value, i) => {
    ab += (value - p) * (b[i] - q);
    aa += (value - p) ** 2;
    bb += (b[i] - q) ** 2;
  });
  return ab / Math.sqrt(aa * bb);
}

describe("costs that are nothing in many rows", async () => {
  const { table } = rows(300, 1);
  const tuning = { epochs: 0, start: "linear-gaussian" } as const;
  const model = await train(dag, table, { seed: 1, trust: "full", tuning });
  const fresh = rows(300, 2);
  const truth = Array.from({ length: 300 }, (_, row) =>
    exact(fresh.table.values.subarray(4 * row, 4 * row + 4)),
  );

  test("are as likely as the truth says, and tell of the hidden need what it tells", () => {
    const { mean } = model.logLikelihood(fresh.table, { samples: 200, seed: 1 });
    const excess = truth.reduce((sum, { log }) => sum + log / 300, 0) - mean;
    assert.ok(excess > -0.02 && excess < 0.1, `${excess}`);
    const posterior = model.posterior(fresh.table, { samples: 200, seed: 1 });
    const r = Math.abs(
      correlation(
        posterior.mean,
        truth.map((one) => one.mean),
      ),
    );
    assert.ok(r > 0.97, `${r}`);
  });

  test("are nothing as often in draws, and never less than nothing", () => {
    const { data } = model.sample(4000, { seed: 3 });
    const shareOf = ({ values, rowCount }: Dataset, c: number) =>
      values.filter((value, at) => at % 4 === c && value === 0).length / rowCount;
    for (const c of [0, 1]) {
      const [drawn, measured] = [shareOf(data, c), shareOf(table, c)];
      assert.ok(Math.abs(drawn - measured) < 0.04, `${drawn} ${measured}`);
    }
    assert.ok(data.values.every((value, at) => at % 4 > 1 || value >= 0));
  });

  test("have the certain parts of a setting, and gaps are filled with nothing where that is likely", async () => {
    const { data } = model.intervene({ drugs: 0 }, 50, { seed: 1 });
    assert.ok(data.values.every((value, at) => at % 4 !== 0 || value === 0));
    assert.throws(() => model.intervene({ drugs: -3 }, 5, { seed: 1 }), /0 or a positive number.*got -3/);
    const gaps = { ...table, values: table.values.map((value, at) => (at % 7 === 0 ? Number.NaN : value)) };
    const gapped = await train(dag, gaps, { seed: 1, trust: "full", tuning });
    const { completed, column, values } = {
      ...gapped.impute(gaps, { samples: 200, seed: 1 }),
      values: gaps.values,
    };
    const filled = Array.from(completed.values).filter((_, at) => Number.isNaN(values[at]) && at % 4 === 1);
    assert.ok(filled.length > 20 && column.length > 150);
    assert.ok(filled.includes(0) && filled.some((value) => value > 0));
    const { mean } = gapped.logLikelihood(fresh.table, { samples: 200, seed: 1 });
    const excess = truth.reduce((sum, { log }) => sum + log / 300, 0) - mean;
    assert.ok(excess < 0.15, `${excess}`);
  });

  test("rise with the need, of which fewer are nothing", () => {
    const arcs = model.averageSlopes(table).filter(({ child }) => child === "drugs");
    assert.deepEqual(
      arcs.map(({ childLevel, rises }) => [childLevel, rises]),
      [
        ["not 0", 1],
        ["0", -1],
      ],
    );
    // Whatever sign the hidden node has, both parts say the same of it.
    assert.ok(arcs[0].slope * arcs[1].slope < 0);
  });

  test("a model that says too little of them is refused", () => {
    const parts = model.toParts();
    const types = parts.types!.map(({ share: _, ...type }) => type);
    const load = () =>
      (model.constructor as unknown as { fromParts(p: unknown): unknown }).fromParts({ ...parts, types });
    assert.throws(load, /atom, rest and share.*drugs/);
  });

  test("may be something in all rows of a fold, where nothing stays possible", () => {
    const paid = [...Array(300).keys()].filter((row) => table.values[4 * row] > 0);
    const fold = takeRows(table, Int32Array.from(paid));
    const nothing = takeRows(
      table,
      Int32Array.of([...Array(300).keys()].find((row) => !paid.includes(row))!),
    );
    const [score] = fitIndependentMarginals(fold).logLikelihood(nothing);
    assert.ok(score > -40 && score < 0, `${score}`);
  });

  test("are told from a table of numbers without types", () => {
    const numbers = (c: number) => table.values.filter((_, at) => at % 4 === c);
    const raw = {
      file: "t.csv",
      rowCount: 300,
      ignored: [],
      columns: columns.map((name, c) => ({ name, numbers: numbers(c) })),
    };
    const kinds = findKinds(raw).map(({ type: { kind, atom, rest } }) => [kind, atom, rest]);
    assert.deepEqual(kinds.slice(0, 2), [
      ["semicontinuous", 0, "log-normal"],
      ["semicontinuous", 0, "log-normal"],
    ]);
  });
});
