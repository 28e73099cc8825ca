import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { ComparisonJob, ComparisonResult } from "../../src/experiments/comparison/comparisonJob.ts";
import { comparisonJobs } from "../../src/experiments/comparison/comparisonJobs.ts";
import { unpackMaterial } from "../../src/experiments/comparison/comparisonMaterial.ts";
import {
  apartComparisons,
  type ComparisonMaterial,
  comparisonPlan,
  comparisonRows,
  packMaterial,
  rowNats,
  rowsProblem,
} from "../../src/experiments/comparison/index.ts";
import { runJob } from "../../src/experiments/comparison/runComparison.ts";
import {
  builtInNetwork,
  crossValidatedNll,
  Dag,
  type Dataset,
  fitShrunkGaussian,
  missingAtRandom,
  Random,
  splitFolds,
} from "../../src/internals.ts";

const dag = Dag.create([
  { name: "z", parents: [] },
  { name: "a", parents: ["z"] },
  { name: "b", parents: ["z"] },
  { name: "c", parents: ["z"] },
]);

/** Columns with one cause. */
function tableOf(rowCount: number, seed: number): Dataset {
  const random = new Random(seed);
  const values = new Float64Array(3 * rowCount);
  for (let row = 0; row < rowCount; row++) {
    const cause = random.normal();
    for (let c = 0; c < 3; c++) values[3 * row + c] = 10 * c + cause + 0.5 * random.normal();
  }
  return { columns: ["a", "b", "c"], rowCount, values };
}

const data = tableOf(41, 1);
const network = { label: "one", dag };
const plan = { models: ["baselines"], folds: 4, seed: 3, seeds: 2, importanceSamples: 10 } as const;

async function fitAll(material: ComparisonMaterial, options: object = plan) {
  const { name, text } = packMaterial(material, "1");
  const jobs = comparisonPlan(material, { ...plan, ...options, material: name });
  const results: ComparisonResult[] = [];
  for (const job of jobs) results.push(await runJob(job, { material: text }));
  return results;
}

describe("a comparison", () => {
  test("takes a fit for what it is only with the rows of its own fold", async () => {
    const groups = {
      column: "of",
      names: ["x", "y"],
      codes: Int32Array.from({ length: 41 }, (_, i) => i % 2),
    };
    for (const material of [
      { networks: [network], data },
      { networks: [network], data, groups },
    ]) {
      const problem = rowsProblem(material);
      const fits = await fitAll(material, { models: ["baselines"], seeds: 1 });
      assert.deepEqual(
        fits.map((fit) => problem(fit)),
        fits.map(() => undefined),
      );
      const [first, second] = fits;
      assert.match(
        problem({ ...first, rows: second.rows }) ?? "",
        /'rows': expected the \d+ rows of its fold/,
      );
      assert.match(problem({ ...first, rows: [...first.rows].reverse() }) ?? "", /got others/);
    }
  });

  test("keeps its networks, its table and its groups when it travels", () => {
    const types = [
      { kind: "gaussian", step: 0.5 },
      { kind: "count" },
      { kind: "binary", levels: ["no", "ja"] },
    ];
    const gapped = missingAtRandom({ ...data, types }, 0.2, new Random(1));
    const groups = {
      column: "g",
      names: ["u", "v"],
      codes: Int32Array.from({ length: 41 }, (_, i) => i % 2),
    };
    const known = new Map([["a", { kind: "gaussian" }]]);
    const material = { networks: [{ ...network, types: known }], data: gapped, groups };
    const { name, text } = packMaterial(material, "1");
    const there = unpackMaterial(text);
    assert.deepEqual(there.data, gapped);
    assert.deepEqual(there.groups, groups);
    assert.deepEqual(there.networks[0].dag.toSpecs(), dag.toSpecs());
    assert.deepEqual(there.networks[0].dag.observed, dag.observed);
    assert.deepEqual(there.networks[0].types, known);
    assert.notEqual(packMaterial(material, "2").name, name);
  });

  test("scores baselines as cross-validation does by itself, mean over the deals, errors over rows", async () => {
    const material = { networks: [network], data };
    const results = await fitAll(material);
    for (const result of results)
      assert.deepEqual(comparisonJobs.read(JSON.parse(JSON.stringify(result))), { result });
    const models = rowNats(results, { rowCount: 41, seeds: 2, networks: material.networks });
    assert.deepEqual(models.map(({ model }) => model).sort(), [
      "em",
      "full",
      "independent",
      "mapEm",
      "shrunk",
    ]);
    const deals = [3, 4].map(
      (seed) => crossValidatedNll((rows) => fitShrunkGaussian(rows, { seed }), data, 4, seed).rowNll,
    );
    const byHand = deals[0].map((value, row) => (value + deals[1][row]) / 2);
    const shrunk = models.find(({ model }) => model === "shrunk")!;
    shrunk.nats.forEach((value, row) => {
      assert.ok(Math.abs(value - byHand[row]) < 1e-12);
    });
    const rows = comparisonRows(models);
    const [best] = rows;
    assert.deepEqual([best.minusBest, best.minusBestStandardError], [0, 0]);
    const last = rows.at(-1)!;
    assert.equal(last.model, "independent");
    const nats = (name: string) => models.find(({ model }) => model === name)!.nats;
    const differences = Array.from(nats("independent"), (value, row) => value - nats(best.model)[row]);
    const mean = differences.reduce((sum, value) => sum + value, 0) / 41;
    const variance = differences.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 40;
    assert.ok(Math.abs(last.minusBest! - mean) < 1e-12);
    assert.ok(Math.abs(last.minusBestStandardError! - Math.sqrt(variance / 41)) < 1e-12);
    assert.ok(Math.abs(last.nats! - best.nats! - mean) < 1e-12);
  });

  test("leaves out a model that lacks a fold, and the mean of one for which a row is impossible", async () => {
    const material = { networks: [network], data };
    const results = await fitAll(material, { seeds: 1 });
    const options = { rowCount: 41, seeds: 1, networks: material.networks };
    assert.deepEqual(rowNats(results.slice(1), options), []);
    const [first, ...others] = results;
    const densities = { ...first.densities, full: [-1e300, ...first.densities.full.slice(1)] };
    const rows = comparisonRows(rowNats([{ ...first, densities }, ...others], options));
    const full = rows.at(-1)!;
    assert.deepEqual([full.model, full.nats, full.minusBest, full.impossibleRows], ["full", null, null, 1]);
    assert.equal(rows.length, 5);
    assert.ok(rows[0].nats !== null);
  });

  test("fits what no network changes once, and the rest for each network", async () => {
    const other = {
      label: "other",
      dag: Dag.create([...dag.toSpecs().slice(0, 3), { name: "c", parents: ["b", "z"] }], ["a", "b", "c"]),
    };
    const more = Dag.create(
      [{ name: "y", parents: [] }, { name: "z", parents: ["y"] }, ...dag.toSpecs().slice(1)],
      ["a", "b", "c"],
    );
    const networks = [network, other, { label: "more", dag: more }];
    const material = { networks, data };
    const jobs = comparisonPlan(material, {
      ...plan,
      material: "m",
      models: ["true", "vae"],
      folds: 2,
      seeds: 1,
    });
    const of = (model: string) =>
      jobs.filter((job) => job.model === model && job.fold === 1).map((job) => job.network);
    assert.deepEqual(of("true"), ["one", "other", "more"]);
    assert.deepEqual(of("vae"), ["one", "more"]);
    assert.equal(new Set(jobs.map(comparisonJobs.id)).size, jobs.length);
    const models = rowNats(await fitAll(material, { seeds: 1 }), { rowCount: 41, seeds: 1, networks });
    const named = models.map(({ model, network }) => `${model} ${network}`);
    assert.deepEqual(
      named.filter((name) => /shrunk/.test(name)),
      ["shrunk null"],
    );
    assert.deepEqual(
      named.filter((name) => /mapEm/.test(name)),
      ["mapEm one", "mapEm other", "mapEm more"],
    );
  });

  test("knows which networks are the same to a model that does not follow them, and which have nothing for it", () => {
    const specs = (b: string[], cause: string) => [
      { name: cause, parents: [] },
      { name: "c", parents: [cause] },
      { name: "a", parents: [cause] },
      { name: "b", parents: b },
    ];
    const columns = ["a", "b", "c"];
    const measured = Dag.create(
      dag
        .toSpecs()
        .slice(1)
        .map(({ name }) => ({ name, parents: name === "c" ? ["a"] : [] })),
      columns,
    );
    const networks = [
      { label: "measured", dag: measured },
      { label: "one", dag },
      { label: "the same", dag: Dag.create(specs(["y"], "y"), columns) },
      { label: "an arc more", dag: Dag.create(specs(["y", "a"], "y"), columns) },
    ];
    const all = { ...plan, material: "m", models: ["ind", "fc", "vae"], folds: 2, seeds: 1 } as const;
    const jobs = comparisonPlan({ networks, data }, all);
    const of = (model: string) =>
      jobs.filter((job) => job.model === model && job.fold === 1).map((job) => job.network);
    assert.deepEqual(of("ind"), ["measured", "one", "an arc more"]);
    assert.deepEqual(of("fc"), ["measured", "one", "an arc more"]);
    assert.deepEqual(of("vae"), ["one"]);
    const results = jobs.map((job) => {
      const rows = Array.from({ length: 41 }, (_, row) => row).filter((row) => row % 2 === job.fold - 1);
      const densities = { [job.model]: rows.map(() => -1) };
      return { ...job, id: comparisonJobs.id(job), rows, densities, seconds: 1, version: "1" };
    });
    const models = rowNats(results, { rowCount: 41, seeds: 1, networks });
    assert.deepEqual(models.map(({ model, network: label }) => `${model} ${label}`).sort(), [
      ...["an arc more", "measured", "one"].map((label) => `fc ${label}`),
      ...["an arc more", "measured", "one"].map((label) => `ind ${label}`),
      "vae null",
    ]);
  });

  test("says of groups whether one model for all predicts as well", async () => {
    const codes = Int32Array.from({ length: 41 }, (_, row) => (row % 3 === 0 ? 1 : 0));
    const groups = { column: "g", names: ["u", "v"], codes };
    const apartOf = async (table: Dataset) => {
      const material = { networks: [network], data: table, groups };
      const results = await fitAll(material, { seeds: 1 });
      assert.equal(results.length, 12);
      const models = rowNats(results, { rowCount: 41, seeds: 1, networks: material.networks });
      return apartComparisons(models, groups).find(({ model }) => model === "shrunk")!;
    };
    const same = await apartOf(data);
    assert.ok(same.gain.mean < 0, `${same.gain.mean}`);
    assert.deepEqual(
      same.groups.map(({ group, rows }) => [group, rows]),
      [
        ["u", 27],
        ["v", 14],
      ],
    );
    // The other group's rows are somewhere else.
    const moved = { ...data, values: data.values.map((value, at) => value + 5 * codes[Math.floor(at / 3)]) };
    const { gain } = await apartOf(moved);
    assert.ok(gain.mean > 2 * gain.standardError, `${gain.mean} ± ${gain.standardError}`);
  });

  test("takes gaps and mixed columns, each with the baselines that fit", async () => {
    const gapped = missingAtRandom(data, 0.1, new Random(2));
    const keysOf = async (material: ComparisonMaterial) =>
      Object.keys((await fitAll(material, { folds: 2, seeds: 1 }))[0].densities).sort();
    assert.deepEqual(await keysOf({ networks: [network], data: gapped }), [
      "copula",
      "em",
      "independent",
      "mapEm",
    ]);
    const rounded = { ...data, types: data.columns.map(() => ({ kind: "gaussian", step: 0.01 })) };
    assert.ok((await keysOf({ networks: [network], data: rounded })).includes("shrunk"));
    const asia = builtInNetwork("asia");
    const discrete = { label: "asia", dag: asia.dag, types: asia.types };
    const answers = asia.sample(60, new Random(1));
    assert.deepEqual(await keysOf({ networks: [discrete], data: answers }), [
      "copula",
      "discreteAverage",
      "discreteEm",
      "independent",
    ]);
  });

  test("trains models on the fold's other rows alone", async () => {
    const { name, text } = packMaterial({ networks: [network], data }, "1");
    const job: ComparisonJob = {
      ...plan,
      material: name,
      network: "one",
      model: "vae",
      fold: 2,
      group: null,
    };
    const { rows, densities } = await runJob(job, { material: text });
    assert.deepEqual(rows, [...splitFolds(data, 4, 3)[1].heldOutRows]);
    assert.equal(densities.vae.length, rows.length);
    assert.ok(densities.vae.every((value) => value < 0 && value > -100));
  });
});

test("groups are spread over the folds, and rows without groups are dealt as ever", () => {
  const codes = Array.from({ length: 41 }, (_, row) => (row < 9 ? 1 : 0));
  const folds = splitFolds(data, 4, 7, codes);
  for (const { heldOutRows } of folds) {
    const few = heldOutRows.filter((row) => codes[row] === 1).length;
    assert.ok(few === 2 || few === 3, `${few}`);
  }
  assert.deepEqual(
    folds.flatMap(({ heldOutRows }) => [...heldOutRows]).sort((a, b) => a - b),
    [...codes.keys()],
  );
  const order = new Random(7).permutation(41);
  assert.deepEqual(
    splitFolds(data, 4, 7)[0].heldOutRows,
    order.filter((_, at) => at % 4 === 0),
  );
});
