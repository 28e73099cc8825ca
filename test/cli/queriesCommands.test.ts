import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { blockRows, blockSeed } from "../../src/cli/rowBlocks.ts";
import { type Dataset, missingAtRandom, selectColumns, takeRows } from "../../src/data/index.ts";
import { simulationStream } from "../../src/experiments/streams.ts";
import { loadModel, loadTable, readTable, saveModel, writeTable } from "../../src/io/index.ts";
import { builtInNetwork } from "../../src/network/index.ts";
import { Random } from "../../src/numeric/random.ts";
import { TrainedModel } from "../../src/query/index.ts";
import { answerOf, mistakeOf } from "./inProcess.ts";
import { run } from "./run.ts";

const gaussian = (parents: Record<string, number>) => ({ parents, intercept: 0, variance: 1 });
const network = {
  format: "siren-vae/network",
  version: 1,
  name: "own",
  kind: "linear-gaussian",
  nodes: {
    a: gaussian({}),
    b: gaussian({ a: 1 }),
    x: gaussian({ a: 1 }),
    y: gaussian({ b: -2 }),
    w: gaussian({ b: 1, x: 0.5 }),
  },
  observed: ["x", "y", "w"],
};
const measured = ["x", "y", "w"];
const hidden = ["a", "b"];

const folder = mkdtempSync(join(tmpdir(), "siren-vae-queries-"));
const path = (name: string) => join(folder, name);
let model: TrainedModel;
let data: Dataset;
let gaps: Dataset;

const asked = (...words: string[]) => answerOf(folder, ...words);
const column = (table: Dataset, name: string) => Array.from(selectColumns(table, [name]).values);
const close = (a: ArrayLike<number>, b: ArrayLike<number>, tolerance = 0) => {
  assert.equal(a.length, b.length);
  for (let i = 0; i < a.length; i++) {
    const same = Object.is(a[i], b[i]) || Math.abs(a[i] - b[i]) <= tolerance;
    assert.ok(same, `${a[i]} against ${b[i]} at ${i}`);
  }
};

before(async () => {
  writeFileSync(path("own.json"), JSON.stringify(network));
  await asked("simulate", "own.json", "-n", "150", "-o", "data.csv");
  await asked("simulate", "own.json", "-n", "40", "--missing", "0.3", "--seed", "9", "-o", "gaps.csv");
  const small = ["--hidden", "12", "--blocks", "1", "--epochs", "8", "--start", "random"];
  await asked("train", "own.json", "--data", "data.csv", ...small, "-o", "m");
  model = loadModel(path("m")).model;
  data = readTable(path("data.csv"), model.observedNames).data;
  gaps = readTable(path("gaps.csv"), model.observedNames, { missing: "keep" }).data;
});
after(() => rmSync(folder, { recursive: true, force: true }));

describe("simulate", () => {
  test("the rows and gaps of the library, however many blocks they are written in", async () => {
    for (const [name, options] of [
      ["nonlinear:gaussian-tree:1", []],
      ["arithmetic-circuit", ["--include-latents"]],
      ["gaussian-tree", ["--missing", "0.2"]],
    ] as const) {
      const words = [name, "-n", "9000", "--seed", "5", ...options];
      const { columns } = await asked("simulate", ...words, "-o", "sim.csv", "--force");
      const known = builtInNetwork(name);
      const whole = known.sample(9000, simulationStream(5), {
        includeLatents: columns.length === known.dag.size,
      });
      const expected =
        options[0] === "--missing" ? missingAtRandom(whole, 0.2, new Random(5).fork("missing")) : whole;
      close(readKept("sim.csv", columns).data.values, expected.values);
    }
  });
});

describe("sample", () => {
  test("the rows of the library, in blocks with noise of their own", async () => {
    const told = await asked("sample", "m", "-n", "4500", "--seed", "3", "--include-latents", "-o", "s.csv");
    assert.deepEqual(told.columns, [...hidden, ...measured]);
    assert.deepEqual([told.rows, told.inversion.converged], [4500, 4500]);
    const { data: rows } = readKept("s.csv", told.columns);
    const first = model.sample(4096, { seed: 3, includeLatents: true }).data;
    const second = model.sample(404, { seed: blockSeed(3, 1), includeLatents: true }).data;
    close(rows.values, [...first.values, ...second.values]);
    const plain = await asked("sample", "m", "-n", "5", "-o", "s.jsonl");
    assert.deepEqual(plain.columns, measured);
  });
});

const readKept = (name: string, columns: readonly string[]) =>
  readTable(path(name), columns, { missing: "keep" });

describe("score", () => {
  test("the library's likelihoods, whatever format the rows come in", async () => {
    const samples = 900;
    const size = blockRows(samples);
    assert.ok(size < data.rowCount);
    const words = ["--importance-samples", String(samples), "--seed", "4"];
    const told = await asked("score", "m", "--data", "data.csv", ...words, "-o", "scores.csv");
    const rows = readKept("scores.csv", ["row", "log_likelihood"]).data;
    const blocks = [0, 1, 2]
      .map((block) =>
        Array.from({ length: data.rowCount }, (_, i) => i).slice(block * size, (block + 1) * size),
      )
      .filter((indices) => indices.length > 0);
    const expected = blocks.flatMap((indices, block) => [
      ...model.score(takeRows(data, indices), { samples, seed: blockSeed(4, block) }),
    ]);
    close(column(rows, "log_likelihood"), expected);
    assert.deepEqual(
      column(rows, "row"),
      expected.map((_, i) => i + 1),
    );
    const lowest = Math.min(...expected);
    assert.deepEqual(told.lowest, { row: expected.indexOf(lowest) + 1, logLikelihood: lowest });
    assert.equal(told.rows, 150);
    const effective = column(readKept("scores.csv", ["effective_samples"]).data, "effective_samples");
    assert.ok(effective.every((size) => size > 0 && size <= samples + 1e-6));
    assert.equal(told.worst.effectiveSampleSize, Math.min(...effective));
    assert.equal(told.poorRows, effective.filter((size) => size < 0.05 * samples).length);

    for (const name of ["data.parquet", "data.jsonl"]) {
      writeTable(path(name), selectColumns(data, ["w", "x", "y"]), true);
      await asked("score", "m", "--data", name, ...words, "-o", `${name}.csv`);
      assert.equal(readFileSync(path(`${name}.csv`), "utf8"), readFileSync(path("scores.csv"), "utf8"));
    }
    const kept = await loadTable(path("gaps.csv"), measured, { missing: "keep" });
    await asked("score", "m", "--data", "gaps.csv", "-o", "gap-scores.parquet");
    const gapScores = await loadTable(path("gap-scores.parquet"), ["log_likelihood"]);
    close(gapScores.data.values, model.score(kept.data, { samples: 500, seed: 0 }));
  });
});

describe("posterior", () => {
  test("mean, deviation, quantiles and draws of every hidden node", async () => {
    const words = ["--samples", "300", "--seed", "2", "--draws", "draws.csv"];
    const told = await asked("posterior", "m", "--data", "gaps.csv", ...words, "-o", "posterior.csv");
    assert.deepEqual(told.latents, hidden);
    assert.ok(told.effectiveSampleSize > 30 && told.effectiveSampleSize <= 300);
    const names = hidden.flatMap((name) =>
      ["mean", "sd", "q05", "q50", "q95"].map((what) => `${name}.${what}`),
    );
    const header = readFileSync(path("posterior.csv"), "utf8").split("\n")[0];
    assert.equal(header, ["row", "effective_samples", ...names].join(","));
    const table = readKept("posterior.csv", names).data;
    const found = model.posterior(gaps, { samples: 300, seed: 2, levels: [0.05, 0.5, 0.95] });
    for (const [k, name] of hidden.entries()) {
      const own = (values: Float64Array) => Array.from({ length: 40 }, (_, row) => values[row * 2 + k]);
      close(column(table, `${name}.mean`), own(found.mean));
      close(column(table, `${name}.sd`), own(found.standardDeviation));
      const high = Array.from({ length: 40 }, (_, row) => found.quantiles[(row * 2 + k) * 3 + 2]);
      close(column(table, `${name}.q95`), high);
    }
    const draws = readKept("draws.csv", ["row", "draw", ...hidden]).data;
    assert.equal(draws.rowCount, 40 * 300);
    close(selectColumns(draws, hidden).values, found.samples);
    assert.deepEqual(Array.from(draws.values.subarray(4 * 300, 4 * 300 + 2)), [2, 1]);
  });

  test("quantiles of other levels, named by their percents", async () => {
    const words = ["--samples", "300", "--seed", "2", "-o", "levels.csv", "--quantiles", "0.025,0.5,0.975"];
    const told = await asked("posterior", "m", "--data", "gaps.csv", ...words);
    assert.deepEqual(told.levels, [0.025, 0.5, 0.975]);
    const names = hidden.map((name) => `${name}.q97.5`);
    const [header] = readFileSync(path("levels.csv"), "utf8").split("\n");
    assert.ok(
      header.startsWith(`row,effective_samples,${hidden[0]}.mean,${hidden[0]}.sd,${hidden[0]}.q02.5,`),
    );
    const { quantiles } = model.posterior(gaps, { samples: 300, seed: 2, levels: [0.025, 0.5, 0.975] });
    close(
      readKept("levels.csv", names).data.values,
      quantiles.filter((_, i) => i % 3 === 2),
    );
    for (const levels of ["", "95", "0.5,0.5", "0.5,", "0,1", "x"]) {
      const refused = await mistakeOf(
        folder,
        "posterior",
        "m",
        "--data",
        "gaps.csv",
        "-o",
        "n.csv",
        "--quantiles",
        levels,
      );
      assert.match(refused ?? "", /--quantiles <levels>.*invalid. Expected/, levels);
    }
  });

  test("a hidden node called row does not clash with the row's number", async () => {
    const nodes = { row: gaussian({}), x: gaussian({ row: 1 }), y: gaussian({ row: 1 }) };
    writeFileSync(path("row.json"), JSON.stringify({ ...network, nodes, observed: ["x", "y"] }));
    const small = [
      "--simulate",
      "20",
      "--hidden",
      "4",
      "--blocks",
      "1",
      "--epochs",
      "1",
      "--start",
      "random",
    ];
    await asked("train", "row.json", ...small, "-o", "row");
    const words = ["--data", "data.csv", "--samples", "4", "-o", "p.csv", "--draws", "d.csv"];
    await asked("posterior", "row", ...words);
    assert.match(readFileSync(path("d.csv"), "utf8"), /^row_,draw,row\n/);
  });
});

describe("rows beyond all densities", () => {
  before(() => {
    writeFileSync(path("far.csv"), "x,y,w\n1,2,3\n1e65,1e65,-1e65\n0,1,\n");
    // As earlier versions stored it: its scales may fall to nothing.
    const { leastScales: _, ...scales } = model.scales;
    saveModel(path("unheld"), TrainedModel.fromParts({ ...model.toParts(), scales }), undefined);
  });

  test("are none of a model whose scales are held", async () => {
    const scored = await asked("score", "m", "--data", "far.csv", "-o", "held-scores.csv");
    assert.equal(scored.beyond, 0);
    assert.ok(scored.lowest.row === 2 && scored.lowest.logLikelihood < -1e100, JSON.stringify(scored.lowest));
  });

  test("get the lowest score, and nothing is said of their hidden nodes", async () => {
    const scored = await asked("score", "unheld", "--data", "far.csv", "-o", "far-scores.csv");
    assert.equal(scored.beyond, 1);
    assert.deepEqual(scored.lowest, { row: 2, logLikelihood: -1e300 });
    const scores = column(readKept("far-scores.csv", ["log_likelihood"]).data, "log_likelihood");
    assert.ok(scores[0] > -100 && scores[2] > -100 && scores[1] === -1e300, `${scores}`);
    assert.ok(Math.abs(scored.mean - (scores[0] + scores[2]) / 2) < 1e-9);
    const told = run(folder, "score", "unheld", "--data", "far.csv", "-o", "far-scores.csv", "--force");
    assert.match(told.err, /1 row lies so far.*-1e\+300 stands for it/);

    const asking = await asked(
      "posterior",
      "unheld",
      "--data",
      "far.csv",
      "--samples",
      "50",
      "-o",
      "far.posterior.csv",
    );
    assert.equal(asking.beyond, 1);
    assert.ok(asking.effectiveSampleSize > 1);
    const means = column(readKept("far.posterior.csv", ["a.mean"]).data, "a.mean");
    assert.deepEqual(means.map(Number.isNaN), [false, true, false]);
  });

  test("make no mean", async () => {
    assert.match((await mistakeOf(folder, "evaluate", "unheld", "--data", "far.csv"))!, /row 2 lies so far/);
  });
});

describe("any number of workers", () => {
  test("writes the same bytes and says the same", async () => {
    await asked("simulate", "own.json", "-n", "9000", "--missing", "0.1", "--seed", "8", "-o", "much.csv");
    for (const words of [
      ["sample", "m", "-n", "9000", "--include-latents"],
      ["do", "m", "--set", "x=1", "--versus", "a=2", "-n", "9000"],
      ["reconstruct", "m", "--data", "much.csv"],
    ]) {
      const told: unknown[] = [];
      for (const workers of ["1", "3"]) {
        const said = await asked(...words, "--workers", workers, "-o", "w.csv", "--force");
        told.push([said, readFileSync(path("w.csv"), "utf8")]);
      }
      assert.deepEqual(told[1], told[0], words[0]);
    }
    const calibrated = ["calibrate", "m", "--simulations", "100", "--data", "gaps.csv"];
    const alone = await asked(...calibrated, "--workers", "1");
    assert.deepEqual(await asked(...calibrated, "--workers", "3"), alone);
    assert.match(
      (await mistakeOf(folder, "sample", "m", "-n", "5", "-o", "w.csv", "--workers", "0"))!,
      /at least 1/,
    );
  });
});

describe("blocks of rows", () => {
  test("shrink with the draws, in eights where that is no slower", () => {
    const draws = [1, 500, 1000, 8192, 8193, 65536, 100_000];
    assert.deepEqual(
      draws.map((count) => blockRows(count)),
      [4096, 128, 64, 8, 8, 8, 8],
    );
    assert.deepEqual(
      draws.map((count) => blockRows(count, 1)),
      [4096, 128, 64, 8, 7, 1, 1],
    );
  });
});

describe("reconstruct", () => {
  test("the library's rows, and their distance from the data", async () => {
    const told = await asked("reconstruct", "m", "--data", "data.csv", "--seed", "6", "-o", "r.csv");
    close(readKept("r.csv", measured).data.values, model.reconstruct(data, { seed: 6 }).values);
    assert.ok(Math.abs(told.re - model.reconstructionError(data, { seed: 6 })) < 1e-12);
    await asked("reconstruct", "m", "--data", "gaps.csv", "-o", "rg.csv");
    assert.ok(readTable(path("rg.csv"), measured).data.values.every(Number.isFinite));
  });
});

describe("impute", () => {
  test("fills gaps alone, with the means and the uncertainty that the library gives", async () => {
    const words = ["--samples", "200", "--seed", "1", "-o", "filled.csv", "--uncertainty", "u.csv"];
    const told = await asked("impute", "m", "--data", "gaps.csv", ...words);
    const missing = gaps.values.filter(Number.isNaN).length;
    assert.equal(told.filled, missing);
    const found = model.impute(gaps, { samples: 200, seed: 1, levels: [0.05, 0.5, 0.95] });
    const filled = readTable(path("filled.csv"), measured).data;
    close(filled.values, found.completed.values);
    gaps.values.forEach((value, i) => {
      if (!Number.isNaN(value)) assert.equal(filled.values[i], value);
    });
    const header = readFileSync(path("u.csv"), "utf8").split("\n")[0].split(",");
    assert.deepEqual(header.slice(0, 6), ["row", "x.mean", "x.sd", "x.q05", "x.q50", "x.q95"]);
    const u = readKept("u.csv", header).data;
    let gap = 0;
    gaps.values.forEach((value, i) => {
      const at = Math.floor(i / 3) * header.length + 1 + (i % 3) * 5;
      const cell = Array.from(u.values.subarray(at, at + 5));
      if (!Number.isNaN(value)) assert.ok(cell.every(Number.isNaN));
      else {
        const quantiles = found.quantiles.subarray(3 * gap, 3 * gap + 3);
        close(cell, [found.mean[gap], found.standardDeviation[gap], ...quantiles]);
        gap++;
      }
    });
    assert.equal(gap, missing);
    const levels = ["--samples", "200", "--quantiles", "0.1,0.999", "-o", "filled.csv", "--force"];
    await asked("impute", "m", "--data", "gaps.csv", ...levels, "--uncertainty", "levels-u.csv");
    assert.match(readFileSync(path("levels-u.csv"), "utf8"), /^row,x\.mean,x\.sd,x\.q10,x\.q99\.9,/);
    const alone = await mistakeOf(folder, "impute", "m", "--data", "gaps.csv", ...levels);
    assert.match(alone ?? "", /--uncertainty FILE beside --quantiles/);
  });

  test("completed draws scatter around the means as much as the deviations say", async () => {
    const told = await asked(
      "impute",
      "m",
      "--data",
      "gaps.csv",
      "--samples",
      "400",
      "--draws",
      "100",
      "-o",
      "d20.csv",
    );
    assert.deepEqual([told.rows, told.draws], [40, 100]);
    const draws = readKept("d20.csv", ["row", "draw", ...measured]).data;
    assert.equal(draws.rowCount, 4000);
    const found = model.impute(gaps, { samples: 400, seed: 0 });
    let [misses, checked] = [0, 0];
    found.row.forEach((row, gap) => {
      const values = Array.from(
        { length: 100 },
        (_, m) => draws.values[(row * 100 + m) * 5 + 2 + found.column[gap]],
      );
      const mean = values.reduce((sum, value) => sum + value) / 100;
      // The effective number of draws is smaller than 100; half of it is a generous allowance.
      if (Math.abs(mean - found.mean[gap]) > (3 * found.standardDeviation[gap]) / Math.sqrt(50)) misses++;
      assert.ok(new Set(values).size > 10);
      checked++;
    });
    assert.ok(misses <= 0.05 * checked, `${misses} of ${checked}`);
    for (let i = 0; i < 300; i++) {
      const value = gaps.values[i % 3];
      if (!Number.isNaN(value)) assert.equal(draws.values[Math.floor(i / 3) * 5 + 2 + (i % 3)], value);
    }
  });
});

describe("do", () => {
  test("asks about a unit where a node is set to what no row was near, and not within the rows", async () => {
    const far = run(folder, "do", "m", "--set", "x=1e6", "--versus", "x=0", "-n", "50", "-o", "far-do.csv");
    assert.match(far.err, /x=1000000 is farther than 6 standard deviations .* Is the unit the same\?/);
    assert.doesNotMatch(far.err, /x=0 is/);
    const near = run(folder, "do", "m", "--set", "x=1", "-n", "50", "-o", "near-do.csv");
    assert.doesNotMatch(near.err, /Warning/);
  });

  test("sets measured and hidden nodes, and says when that is causal", async () => {
    const done = run(folder, "do", "m", "--set", "x=2.5", "-n", "300", "--seed", "3", "-o", "do.csv");
    assert.equal(done.code, 0, done.err);
    assert.match(done.err, /arcs are causes.*common cause/s);
    assert.doesNotMatch(done.err, /hidden: values/);
    const rows = readKept("do.csv", measured).data;
    close(rows.values, model.intervene({ x: 2.5 }, 300, { seed: 3 }).data.values);
    assert.ok(column(rows, "x").every((value) => value === 2.5));
    assert.match(done.out, /mean or probability +without +with +effect +95 % interval/);
    const wide = ["--set", "x=2.5", "-n", "30", "--confidence", "0.995", "-o", "do-wide.csv"];
    assert.match(run(folder, "do", "m", ...wide).out, /effect +99.5 % interval/);
    const both = ["--set", "b=-1", "--set", "x=1e-1", "-n", "20", "--include-latents", "-o", "do2.csv"];
    const told = await asked("do", "m", ...both);
    assert.deepEqual(told.set, { b: -1, x: 0.1 });
    assert.match(told.note, /b is hidden/);
    assert.ok(column(readKept("do2.csv", ["b"]).data, "b").every((value) => value === -1));
  });

  test("tells what a setting does beside another one", async () => {
    const rows = ["-n", "200", "--seed", "5"];
    const told = await asked("do", "m", "--set", "x=2", "--versus", "x=0", ...rows, "-o", "two.csv");
    assert.deepEqual(told.versus, { x: 0 });
    assert.ok(told.effects.every(({ node }: { node: string }) => node !== "x"));
    for (const { node, before, after, difference, interval } of told.effects) {
      const meanAt = (value: number) => {
        const { data } = model.intervene({ x: value }, 200, { seed: 5 });
        return column(data, node).reduce((sum, one) => sum + one, 0) / 200;
      };
      assert.ok(Math.abs(after - meanAt(2)) < 1e-9 && Math.abs(before - meanAt(0)) < 1e-9);
      assert.ok(Math.abs(difference - (after - before)) < 1e-9);
      assert.ok(interval[0] <= difference && difference <= interval[1]);
    }
    const same = run(folder, "do", "m", "--set", "x=2", "--versus", "x=2", ...rows, "-o", "same.csv");
    assert.equal(same.code, 0, same.err);
    assert.match(same.out, /^Not reached: /);
  });
});

describe("evaluate", () => {
  test("tells active latents; of rows with gaps the floor is that of what is there", async () => {
    const told = await asked("evaluate", "m", "--data", "gaps.csv", "--importance-samples", "60");
    assert.equal(told.latents.length, 2);
    assert.equal(told.activeLatents, told.latents.filter(({ active }: { active: boolean }) => active).length);
    const { network: stored } = loadModel(path("m"));
    const exact = (
      stored as { marginalLogDensity?: (rows: Dataset) => Float64Array }
    ).marginalLogDensity!.bind(stored);
    let sum = 0;
    for (let row = 0; row < gaps.rowCount; row++) {
      const own = takeRows(gaps, [row]);
      const present = own.columns.filter((_, c) => !Number.isNaN(own.values[c]));
      if (present.length > 0) sum += exact(selectColumns(own, present))[0];
    }
    assert.ok(Math.abs(told.exactNll + sum / gaps.rowCount) < 1e-9);
    const whole = await asked("evaluate", "m", "--data", "data.csv", "--importance-samples", "60");
    const likelihood = model.logLikelihood(data, { samples: 60, seed: 0 });
    assert.ok(Math.abs(whole.nll + likelihood.mean) < 1e-9);
    assert.ok(Math.abs(whole.nllStandardError - likelihood.standardError) < 1e-9);
    assert.ok(Math.abs(whole.effectiveSampleSize - likelihood.effectiveSampleSize) < 1e-9);
    assert.match(run(folder, "evaluate", "m", "--data", "data.parquet").out, /active latents of 2 +\d/);
  });
});

describe("card", () => {
  test("says what the model is, how good and where it ends", async () => {
    const done = run(
      folder,
      "card",
      "m",
      "--data",
      "gaps.csv",
      "--importance-samples",
      "20",
      "-o",
      "card.md",
    );
    assert.equal(done.code, 0, done.err);
    const card = readFileSync(path("card.md"), "utf8");
    const headings = [...card.matchAll(/^## (.*)$/gm)].map(([, words]) => words);
    const expected = ["Data", "Graph", "Settings", "Metrics", "Certificate", "Limits", "How to use it"];
    assert.deepEqual(headings, expected);
    assert.match(card, /^# Model card: own, true$/m);
    assert.match(card, /gradient of the encoder \| path/);
    assert.match(card, /effective importance samples \| [\d.]+ of 20/);
    assert.match(card, /prior\.block0 \| 0\.\d+/);
    assert.match(run(folder, "card", "m").out, /Not measured\. Give --data/);
    const facts = await asked("card", "m");
    assert.equal(facts.metrics, null);
    assert.equal(facts.columns.length, 3);
    assert.equal(run(folder, "card", "m", "-o", "card.md").code, 2);
    assert.equal(run(folder, "card", "m", "-o", "card.md", "--force").code, 0);
  });

  test("of an encoder alone promises neither gaps nor interventions", () => {
    const words = ["--family", "posterior", "--epochs", "1", "--simulate", "200", "--quiet"];
    const trained = run(folder, "train", "gaussian-tree", ...words, "-o", "encoder");
    assert.equal(trained.code, 0, trained.err);
    const card = run(folder, "card", "encoder").out;
    assert.match(card, /learnt from \d+ rows drawn from that network/);
    assert.match(card, /objective \| forward KL/);
    assert.doesNotMatch(card, /ELBO|It gives|Interventions are statements/);
    const exported = run(folder, "export", "encoder", "-o", "encoder-exported");
    assert.equal(exported.code, 0, exported.err);
    assert.match(
      exported.err,
      /density is that of the given network.*left out, and weights and formulas are written/,
    );
    assert.ok(!existsSync(join(folder, "encoder-exported", "model.py")));
    assert.match(readFileSync(join(folder, "encoder-exported", "README.md"), "utf8"), /Not here: programs\./);
  });
});

describe("Ctrl-C", () => {
  for (const words of [
    ["score", "m", "--data", "data.csv", "--importance-samples", "100000", "-o", "stopped.csv"],
    ["sample", "m", "-n", "100000000", "-o", "stopped.csv"],
    ["do", "m", "--set", "x=1", "-n", "100000000", "-o", "stopped.csv"],
    ["simulate", "own.json", "-n", "100000000", "-o", "stopped.csv"],
    ["impute", "m", "--data", "gaps.csv", "--samples", "100000", "-o", "stopped.csv"],
    ["posterior", "m", "--data", "data.csv", "--samples", "100000", "-o", "stopped.csv"],
  ]) {
    test(`stops ${words[0]} with nothing half done`, async () => {
      const main = fileURLToPath(new URL("../../program/main.js", import.meta.url));
      const child = spawn(process.execPath, [main, ...words], {
        cwd: folder,
        stdio: ["ignore", "ignore", "pipe"],
      });
      let err = "";
      child.stderr.setEncoding("utf8").on("data", (text: string) => {
        err += text;
      });
      const closed = new Promise((done) => child.once("close", done));
      const begun = () => readdirSync(folder).some((name) => /^stopped.*\.part$/.test(name));
      while (!begun() && child.exitCode === null) await new Promise((done) => setTimeout(done, 20));
      child.kill("SIGINT");
      assert.equal(await closed, 130, err);
      assert.match(err, /Interrupted: nothing was written/);
      assert.deepEqual(
        readdirSync(folder).filter((name) => name.startsWith("stopped")),
        [],
      );
    });
  }
});

describe("mistakes are answered by a sentence and exit code 2, and nothing is written", () => {
  before(async () => {
    writeFileSync(path("short.csv"), "x,yy,w\n1,2,3\n");
    writeFileSync(path("words.csv"), "x,y,w\n1,2,3\n1,two,3\n");
    writeFileSync(path("taken.csv"), "mine");
    writeFileSync(path("taken.md"), "mine");
    const small = ["--simulate", "20", "--hidden", "4", "--epochs", "1"];
    await asked("train", "own.json", ...small, "--model", "vae", "-o", "v");
  });
  const score = (...words: string[]) => ["score", "m", "--data", ...words];
  const cases: [string, string[], RegExp][] = [
    ["no model", ["score", "none", "--data", "data.csv", "-o", "new.csv"], /model folder/],
    ["no data", score("none.csv", "-o", "new.csv"), /none\.csv/],
    ["a missing column", score("short.csv", "-o", "new.csv"), /"y".*Did you mean "yy"/],
    ["a word", score("words.csv", "-o", "new.csv"), /line 3, column "y"/],
    ["an output that is there", score("data.csv", "-o", "taken.csv"), /--force/],
    ["an output within a file", score("data.csv", "-o", "taken.csv/new.csv"), /file/],
    ["no output", score("data.csv"), /--output/],
    ["no samples", score("data.csv", "-o", "new.csv", "--importance-samples", "0"), /at least 1/],
    ["no rows", ["sample", "m", "-n", "0", "-o", "new.csv"], /at least 1/],
    ["a bad seed", ["sample", "m", "-n", "1", "--seed", "x", "-o", "new.csv"], /whole number/],
    ["one draw", ["posterior", "m", "--data", "data.csv", "--samples", "1", "-o", "new.csv"], /at least 2/],
    [
      "one file for two outputs",
      ["posterior", "m", "--data", "data.csv", "-o", "new.csv", "--draws", "./new.csv"],
      /twice/,
    ],
    [
      "the second output is there",
      ["impute", "m", "--data", "gaps.csv", "-o", "new.csv", "--uncertainty", "taken.csv"],
      /taken\.csv exists/,
    ],
    [
      "more draws than samples",
      ["impute", "m", "--data", "gaps.csv", "--samples", "5", "--draws", "6", "-o", "new.csv"],
      /--samples/,
    ],
    ["an unknown node", ["do", "m", "--set", "xx=1", "-n", "5", "-o", "new.csv"], /"xx".*Did you mean/],
    ["no equals sign", ["do", "m", "--set", "x", "-n", "5", "-o", "new.csv"], /node=value/],
    [
      "a value to compare with that is a word",
      ["do", "m", "--set", "x=1", "--versus", "x=low", "-n", "5", "-o", "new.csv"],
      /number.*"low"/,
    ],
    ["a value that is a word", ["do", "m", "--set", "x=high", "-n", "5", "-o", "new.csv"], /number.*"high"/],
    ["a hexadecimal value", ["do", "m", "--set", "x=0x1", "-n", "5", "-o", "new.csv"], /"0x1"/],
    [
      "a node twice",
      ["do", "m", "--set", "x=1", "--set", "x=2", "-n", "5", "-o", "new.csv"],
      /one value for x/,
    ],
    ["no node", ["do", "m", "-n", "5", "-o", "new.csv"], /--set/],
    ["a plain VAE's graph", ["do", "v", "--set", "x=1", "-n", "5", "-o", "new.csv"], /plain VAE/],
    ["a card of nothing", ["card", "none"], /model folder/],
    ["a card over a file", ["card", "m", "-o", "taken.md"], /--force/],
    ["an export over a file", ["export", "m", "-o", "taken.csv"], /is a file/],
    ["an export over a model", ["export", "m", "-o", "m", "--force"], /model\.json/],
  ];
  for (const [name, words, message] of cases) {
    test(name, async () => {
      const files = readdirSync(folder).sort();
      const said = await mistakeOf(folder, ...words);
      assert.ok(said !== undefined, "it was accepted");
      assert.match(said, /^error: /m);
      assert.match(said, message);
      assert.deepEqual(readdirSync(folder).sort(), files);
    });
  }

  test("as a command, too", () => {
    const { code, out, err } = run(folder, "do", "m", "--set", "xx=1", "-n", "5", "-o", "new.csv");
    assert.deepEqual([code, out], [2, ""]);
    assert.match(err, /^error: .*"xx".*\n$/);
  });
});

describe("the order of columns", () => {
  const head = (name: string) => readFileSync(path(name), "utf8").split("\n")[0];

  test("is the table's in every table that gives its rows back", async () => {
    const other = ["w", "x", "y"];
    writeTable(path("other.csv"), selectColumns(gaps, other), true);
    await asked("impute", "m", "--data", "other.csv", "-o", "other-full.csv", "--uncertainty", "other-u.csv");
    assert.equal(head("other-full.csv"), "w,x,y");
    const summaries = head("other-u.csv").split(",").slice(1);
    assert.deepEqual([...new Set(summaries.map((name) => name.split(".")[0]))], other);
    await asked("impute", "m", "--data", "other.csv", "--draws", "2", "-o", "other-draws.csv");
    assert.equal(head("other-draws.csv"), "row,draw,w,x,y");
    await asked("reconstruct", "m", "--data", "other.csv", "-o", "other-again.csv");
    assert.equal(head("other-again.csv"), "w,x,y");
    // Names and values moved together.
    await asked("impute", "m", "--data", "gaps.csv", "-o", "same-full.csv");
    const [first, second] = ["other-full.csv", "same-full.csv"].map((name) => readKept(name, measured).data);
    assert.deepEqual(first.values, second.values);
  });
});

describe("a table in other units", () => {
  test("is asked about by every command that holds it against a model", () => {
    const other = { ...data, values: data.values.map((value, i) => (i % 3 === 1 ? 1000 * value : value)) };
    writeTable(path("grams.csv"), other, false);
    for (const words of [
      ["score", "m", "-o", "grams-scores.csv"],
      ["evaluate", "m", "--importance-samples", "2"],
      ["summary", "m", "--resamplings", "0"],
    ]) {
      const { code, err } = run(folder, ...words, "--data", "grams.csv");
      assert.equal(code, 0, err);
      assert.match(err, /most values of y are farther than 6 .* Is the unit the same\?/);
    }
    assert.doesNotMatch(run(folder, "evaluate", "m", "--data", "data.csv").err, /unit/);
  });

  test("long tails and single rows are no other units", () => {
    const rows = Array.from({ length: 60 }, (_, i) => `${Math.exp(4 * Math.sin(7 * i))},${Math.cos(i)}`);
    writeFileSync(path("long.csv"), `p,q\n${rows.join("\n")}\n`);
    writeFileSync(path("long.dot"), "digraph { p -> q }");
    const kinds = ["--kind", "p=log-normal", "--observed", "p,q", "--epochs", "1"];
    const trained = run(folder, "train", "long.dot", "--data", "long.csv", ...kinds, "-o", "long");
    assert.equal(trained.code, 0, trained.err);
    assert.doesNotMatch(run(folder, "evaluate", "long", "--data", "long.csv").err, /unit/);
    writeFileSync(path("far.csv"), "p,q\n1,900\n");
    assert.doesNotMatch(run(folder, "evaluate", "long", "--data", "far.csv").err, /unit/);
    writeFileSync(
      path("tonnes.csv"),
      `p,q\n${rows.map((row) => `1e15${row.slice(row.indexOf(","))}`).join("\n")}\n`,
    );
    assert.match(run(folder, "evaluate", "long", "--data", "tonnes.csv").err, /most values of p are/);
  });
});
