import assert from "node:assert/strict";
import { test } from "node:test";
import { type ColumnType, Dag, Random, train } from "../../src/internals.ts";

/** Counts behind a need that nobody measured, of which some never are anything else than 0. */
function visitsOf(rowCount: number, seed: number) {
  const random = new Random(seed);
  const types: ColumnType[] = [
    { kind: "zero-inflated" },
    { kind: "zero-inflated" },
    { kind: "contaminated-normal" },
    { kind: "contaminated-normal" },
    { kind: "binary", levels: ["no", "yes"] },
  ];
  const poisson = (mean: number) => {
    let [product, count] = [random.uniform(), 0];
    for (; product > Math.exp(-mean); count++) product *= random.uniform();
    return count;
  };
  const need: number[] = [];
  const values = Array.from({ length: rowCount }, () => {
    const z = random.normal();
    need.push(z);
    return [
      random.uniform() < 0.35 ? 0 : poisson(4 * Math.exp(0.6 * z)),
      random.uniform() < 0.5 ? 0 : poisson(6 * Math.exp(0.5 * z)),
      z + 0.9 * random.normal(),
      -z + random.normal(),
      random.uniform() < 1 / (1 + Math.exp(-1.5 * z)) ? 1 : 0,
    ];
  });
  const columns = ["visits", "calls", "pain", "sleep", "ill"];
  return { table: { columns, rowCount, values: Float64Array.from(values.flat()), types }, need };
}

const dag = Dag.create(
  [{ name: "need", parents: [] as string[] }].concat(
    ["visits", "calls", "pain", "sleep", "ill"].map((name) => ({ name, parents: ["need"] })),
  ),
);

const correlation = (a: readonly number[], b: readonly number[]) => {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanA, meanB] = [mean(a), mean(b)];
  const product = (x: readonly number[], y: readonly number[], mx: number, my: number) =>
    x.reduce((sum, value, i) => sum + (value - mx) * (y[i] - my), 0);
  return product(a, b, meanA, meanB) / Math.sqrt(product(a, a, meanA, meanA) * product(b, b, meanB, meanB));
};

test("counts with zeros of their own say what is behind them better than as counts, whose zeros all mean little need", async () => {
  const { table } = visitsOf(200, 1);
  const fresh = visitsOf(400, 2);
  const tuning = { epochs: 0, start: "linear-gaussian" } as const;
  const options = { seed: 1, trust: "full", tuning, architecture: { hidden: [12], blocks: 1 } } as const;
  const asCounts = table.types.map((type) => (type.kind === "zero-inflated" ? { kind: "count" } : type));
  const [own, counts] = [
    await train(dag, table, options),
    await train(dag, { ...table, types: asCounts }, options),
  ];
  const score = (model: typeof own, types: readonly ColumnType[]) =>
    model.logLikelihood({ ...fresh.table, types }, { samples: 200, seed: 1 }).mean;
  const gain = score(own, table.types) - score(counts, asCounts);
  assert.ok(gain > 0.2, `${gain} nats a row`);
  const found = (model: typeof own, types: readonly ColumnType[]) => {
    const { mean } = model.posterior({ ...fresh.table, types }, { samples: 200, seed: 1 });
    return Math.abs(correlation(Array.from(mean), fresh.need));
  };
  const [better, worse] = [found(own, table.types), found(counts, asCounts)];
  assert.ok(better > worse && better > 0.8, `${better} as such, ${worse} as counts`);
  const drawn = own.sample(2000, { seed: 3 }).data;
  const zeros = drawn.values.filter((value, at) => at % 5 === 0 && value === 0).length / 2000;
  const seen = table.values.filter((value, at) => at % 5 === 0 && value === 0).length / 200;
  assert.ok(Math.abs(zeros - seen) < 0.08, `${zeros} drawn, ${seen} seen`);
});

test("gaps of such counts are filled with whole numbers, and leave the density of what is there", async () => {
  const { table } = visitsOf(200, 4);
  const values = table.values.map((value, at) => (at % 11 === 0 ? Number.NaN : value));
  const tuning = { epochs: 0, start: "linear-gaussian" } as const;
  const model = await train(
    dag,
    { ...table, values },
    { seed: 1, trust: "full", tuning, architecture: { hidden: [12], blocks: 1 } },
  );
  const row = [Number.NaN, 3, 0.2, -0.4, 1];
  const all = 40;
  const completed = Array.from({ length: all }, (_, count) => [count, ...row.slice(1)]).flat();
  const ask = (given: readonly number[]) =>
    model.logLikelihood(
      { ...table, values: Float64Array.from(given), rowCount: given.length / 5 },
      { samples: 20_000, seed: 1 },
    ).perRow;
  const sum = ask(completed).reduce((total, value) => total + Math.exp(value), 0);
  assert.ok(Math.abs(Math.log(sum) - ask(row)[0]) < 0.03, `${Math.log(sum)} summed, ${ask(row)[0]}`);
});
