import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import type { ColumnType, Dataset } from "../../src/data/index.ts";
import { Dag } from "../../src/graph/index.ts";
import { loadModel, saveModel } from "../../src/io/index.ts";
import { InputError } from "../../src/numeric/errors.ts";
import { Random } from "../../src/numeric/random.ts";
import { train } from "../../src/train/index.ts";
import { temporaryFolder } from "../temporaryFolder.ts";

/** One hidden cause under columns of six kinds, with a label that is a cause of its own. */
const dag = Dag.create(
  [
    { name: "group", parents: [] },
    { name: "cause", parents: ["group"] },
    { name: "answer", parents: ["cause"] },
    { name: "visits", parents: ["cause"] },
    { name: "dose", parents: ["cause"] },
    { name: "ill", parents: ["cause"] },
    { name: "score", parents: ["cause"] },
    { name: "level", parents: ["cause", "group"] },
  ],
  ["group", "answer", "visits", "dose", "ill", "score", "level"],
);
const types: ColumnType[] = [
  { kind: "categorical", levels: ["a", "b", "c"] },
  { kind: "ordinal", levels: ["never", "sometimes", "often", "always"] },
  { kind: "count" },
  { kind: "log-normal" },
  { kind: "binary", levels: ["no", "yes"] },
  { kind: "student-t" },
  { kind: "gaussian" },
];
const columns = dag.observed.map((node) => dag.names[node]);

function simulate(rows: number, seed: number): { data: Dataset; cause: Float64Array } {
  const random = new Random(seed);
  const values = new Float64Array(rows * columns.length);
  const cause = new Float64Array(rows);
  const poisson = (mean: number) => {
    let [k, product] = [0, random.uniform()];
    while (product > Math.exp(-mean)) {
      product *= random.uniform();
      k++;
    }
    return k;
  };
  for (let row = 0; row < rows; row++) {
    const group = Math.floor(3 * random.uniform());
    const z = 0.8 * (group - 1) + random.normal();
    cause[row] = z;
    const logistic = Math.log(1 / (1 / random.uniform() - 1));
    const answer = [-1.5, 0.2, 2].filter((cut) => 1.6 * z + logistic > cut).length;
    values.set(
      [
        group,
        answer,
        poisson(Math.exp(0.7 + 0.5 * z)),
        Math.exp(1 + 0.5 * z + 0.3 * random.normal()),
        1.4 * z - 0.3 + Math.log(1 / (1 / random.uniform() - 1)) > 0 ? 1 : 0,
        2 * z + random.normal() / Math.sqrt(random.uniform()),
        10 - z + 0.5 * group + 0.6 * random.normal(),
      ],
      row * columns.length,
    );
  }
  return { data: { columns, rowCount: rows, values, types }, cause };
}

const { data } = simulate(300, 1);
const { data: fresh, cause } = simulate(300, 2);
const options = { seed: 1, architecture: { hidden: [24], blocks: 1 }, tuning: { epochs: 0 } } as const;
const model = await train(dag, data, options);

function correlation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const n = a.length;
  const mean = (x: ArrayLike<number>) => Array.from(x).reduce((sum, value) => sum + value / n, 0);
  const [ma, mb] = [mean(a), mean(b)];
  let [ab, aa, bb] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    ab += (a[i] - ma) * (b[i] - mb);
    aa += (a[i] - ma) ** 2;
    bb += (b[i] - mb) ** 2;
  }
  return ab / Math.sqrt(aa * bb);
}

const withValue = (row: number, column: string, value: number): Dataset => {
  const width = columns.length;
  const values = fresh.values.slice(row * width, (row + 1) * width);
  values[columns.indexOf(column)] = value;
  return { columns, rowCount: 1, values, types };
};

const withGap = (rows: Dataset): Dataset => ({
  ...rows,
  values: rows.values.map((value, at) => (columns[at % columns.length] === "score" ? Number.NaN : value)),
});

describe("a table of many kinds", () => {
  test("finds the hidden cause", () => {
    const { mean } = model.posterior(fresh, { samples: 60, seed: 1, draws: false });
    assert.ok(Math.abs(correlation(mean, cause)) > 0.9, `${correlation(mean, cause)}`);
  });

  test("sums and integrates over a gap to the density of what is there", () => {
    const score = (rows: Dataset) => model.score(rows, { samples: 1500, seed: 3 })[0];
    for (const row of [7]) {
      for (const [column, count] of [
        ["answer", 4],
        ["ill", 2],
        ["group", 3],
        ["visits", 25],
      ] as const) {
        let total = 0;
        for (let k = 0; k < count; k++) total += Math.exp(score(withValue(row, column, k)));
        const gap = score(withValue(row, column, Number.NaN));
        assert.ok(Math.abs(Math.log(total) - gap) < 0.1, `${column}: ${Math.log(total)} ${gap}`);
      }
      let total = 0;
      const steps = 40;
      for (let i = 0; i < steps; i++) {
        const log = -2 + (7 * (i + 0.5)) / steps;
        total += Math.exp(score(withValue(row, "dose", Math.exp(log))) + log) * (7 / steps);
      }
      const gap = score(withValue(row, "dose", Number.NaN));
      assert.ok(Math.abs(Math.log(total) - gap) < 0.1, `dose: ${Math.log(total)} ${gap}`);
    }
  });

  test("refuses values that a column cannot have, and codes of other levels", () => {
    const queries: [string, (rows: Dataset) => unknown][] = [
      ["score", (rows) => model.score(rows, { samples: 5, seed: 1 })],
      ["posterior", (rows) => model.posterior(rows, { samples: 5, seed: 1 })],
      ["impute", (rows) => model.impute(withGap(rows), { samples: 5, seed: 1 })],
      ["reconstruct", (rows) => model.reconstruct(rows, { seed: 1 })],
    ];
    const turned = {
      ...withValue(3, "ill", 1),
      types: types.map((type) => (type.kind === "binary" ? { ...type, levels: ["yes", "no"] } : type)),
    };
    for (const [name, query] of queries) {
      const refused = (rows: Dataset, words: RegExp) =>
        assert.throws(
          () => query(rows),
          (error) => error instanceof InputError && words.test(error.message),
          name,
        );
      refused(withValue(3, "visits", 6.5), /a whole number from 0 on in column "visits".* got 6.5 in row 1/);
      refused(withValue(3, "visits", -1), /"visits".* got -1/);
      refused(withValue(3, "dose", 0), /a positive number in column "dose".* got 0/);
      refused(withValue(3, "group", 3), /a level \(a, b, c\) or its code from 0 to 2.* got 3/);
      refused(turned, /the levels no, yes in column "ill".* got yes, no/);
    }
    for (const [node, value] of [["visits", 6.5] as const, ["dose", -5] as const, ["answer", 9] as const])
      assert.throws(() => model.intervene({ [node]: value }, 5, { seed: 1 }), InputError, node);
  });

  test("answers with labels, whole numbers and positive values", () => {
    const { data: rows } = model.sample(200, { seed: 4, includeLatents: true });
    assert.deepEqual(rows.types!.slice(1), types);
    const width = rows.columns.length;
    rows.columns.slice(1).forEach((name, c) => {
      const { kind, levels } = types[c];
      for (let row = 0; row < rows.rowCount; row++) {
        const value = rows.values[row * width + c + 1];
        if (levels) assert.ok(Number.isInteger(value) && value >= 0 && value < levels.length, name);
        if (kind === "count") assert.ok(Number.isInteger(value) && value >= 0, name);
        if (kind === "log-normal") assert.ok(value > 0, name);
      }
    });
    const shares = [data, selected(rows)].map((table) => share(table, "ill", 1));
    assert.ok(Math.abs(shares[0] - shares[1]) < 0.12, shares.join());
  });

  test("fills gaps with the likeliest level and its probabilities, counts with whole numbers", () => {
    const gaps = { ...fresh, values: fresh.values.slice() };
    const width = columns.length;
    for (let row = 0; row < 60; row++) {
      gaps.values[row * width + columns.indexOf("ill")] = Number.NaN;
      gaps.values[row * width + columns.indexOf("visits")] = Number.NaN;
      if (row < 20) gaps.values[row * width + columns.indexOf("group")] = Number.NaN;
    }
    const filled = model.impute(gaps, { samples: 200, seed: 5 });
    let right = 0;
    filled.row.forEach((row, gap) => {
      const name = filled.completed.columns[filled.column[gap]];
      const value = filled.completed.values[row * width + filled.column[gap]];
      const mass = filled.probabilities[gap];
      assert.equal(mass !== undefined, name !== "visits");
      if (mass) {
        assert.ok(Math.abs(mass.reduce((sum, p) => sum + p, 0) - 1) < 1e-9);
        assert.equal(value, mass.indexOf(Math.max(...mass)));
      } else assert.ok(Number.isInteger(value) && value >= 0);
      if (name === "ill") right += value === fresh.values[row * width + columns.indexOf("ill")] ? 1 : 0;
    });
    assert.ok(right > 36, `${right} of 60`);
  });

  test("takes labels for an intervention and refuses what a column cannot be", () => {
    const low = model.intervene({ group: "a" }, 300, { seed: 6 }).data;
    const high = model.intervene({ group: "c", visits: 3 }, 300, { seed: 6 }).data;
    assert.ok(share(low, "ill", 1) < share(high, "ill", 1));
    assert.equal(share(high, "visits", 3), 1);
    assert.equal(share(low, "group", 0), 1);
    for (const nodes of [{ group: "d" }, { group: 3 }, { visits: 1.5 }, { dose: -1 }]) {
      assert.throws(() => model.intervene(nodes as unknown as Record<string, number>, 10), InputError);
    }
  });

  test("tells the error of a reconstruction by kind", () => {
    const errors = model.reconstructionErrors(fresh, { seed: 7 });
    assert.deepEqual(
      errors.map(({ name }) => name),
      columns,
    );
    for (const { kind, shareRight, rootMeanSquare } of errors) {
      const labelled = ["binary", "categorical", "ordinal"].includes(kind);
      assert.ok(labelled ? shareRight! > 0.25 && rootMeanSquare === undefined : rootMeanSquare! > 0);
    }
  });

  test("is the same after saving and loading", () => {
    const folder = temporaryFolder();
    try {
      saveModel(join(folder, "model"), model, undefined);
      const { model: loaded } = loadModel(join(folder, "model"));
      assert.deepEqual(
        loaded.score(fresh, { samples: 20, seed: 1 }),
        model.score(fresh, { samples: 20, seed: 1 }),
      );
      assert.deepEqual(loaded.sample(5, { seed: 1 }).data, model.sample(5, { seed: 1 }).data);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test("trains with gaps, every structure and the plain VAE", async () => {
    const gaps = { ...data, values: data.values.map((value, i) => (i % 11 === 5 ? Number.NaN : value)) };
    for (const structure of ["true", "ind", "fc", "vae"] as const) {
      const tuning = structure === "vae" ? { epochs: 3 } : { epochs: 2, start: "linear-gaussian" as const };
      const trained = await train(dag, gaps, { ...options, model: structure, tuning });
      const { mean } = trained.logLikelihood(fresh, { samples: 50, seed: 1 });
      assert.ok(Number.isFinite(mean), structure);
      if (structure === "true") {
        const complete = model.logLikelihood(fresh, { samples: 50, seed: 1 }).mean;
        assert.ok(Math.abs(mean - complete) < 0.5, `${mean} ${complete}`);
      }
    }
  });
});

function selected(table: Dataset): Dataset {
  const width = table.columns.length;
  const values = table.values.filter((_, i) => i % width > 0);
  return { columns: table.columns.slice(1), rowCount: table.rowCount, values };
}

function share(table: Dataset, name: string, value: number): number {
  const width = table.columns.length;
  const c = table.columns.indexOf(name);
  let count = 0;
  for (let row = 0; row < table.rowCount; row++) if (table.values[row * width + c] === value) count++;
  return count / table.rowCount;
}
