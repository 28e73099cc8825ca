import assert from "node:assert/strict";
import { execFile, spawnSync } from "node:child_process";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { promisify } from "node:util";
import type { ColumnType } from "../../src/data/index.ts";
import { Dag } from "../../src/graph/index.ts";
import { saveModel } from "../../src/io/index.ts";
import { codingOf } from "../../src/likelihood/index.ts";
import { type Architecture, createModel, defaultArchitecture } from "../../src/model/index.ts";
import { Random } from "../../src/numeric/random.ts";
import { TrainedModel } from "../../src/query/index.ts";
import { temporaryFolder } from "../temporaryFolder.ts";
import { mistakeOf } from "./inProcess.ts";

const can = (command: string, ...args: string[]) => spawnSync(command, args).status === 0;
const python = can("python3", "-c", "import numpy") ? false : "no Python with numpy is here";
const r = can("Rscript", "--version") ? false : "no R is here";

const folder = temporaryFolder();
const nodes = [
  { name: "u", parents: [] },
  { name: "v", parents: ["u"] },
  { name: "number", parents: ["u"] },
  { name: "tail", parents: ["u", "v"] },
  { name: "positive", parents: ["v"] },
  { name: "times", parents: ["u", "number"] },
  { name: "answer", parents: ["v"] },
  { name: "colour", parents: ["u", "answer"] },
  { name: "degree", parents: ["u", "v"] },
  { name: "leaning", parents: ["u", "positive"] },
  { name: "mostly", parents: ["v"] },
  { name: "amount", parents: ["u"] },
  { name: "lopsided", parents: ["u", "v"] },
  { name: "marks", parents: ["u", "v"] },
  { name: "change", parents: ["u"] },
  { name: "spent", parents: ["u", "v"] },
  { name: "ceiling", parents: ["v", "spent"] },
  { name: "visits", parents: ["u", "ceiling"] },
];
/** No measured node is read by another, as where gaps are filled in. */
const leaves = nodes.map(({ name, parents }) => ({
  name,
  parents: parents.filter((parent) => parent === "u" || parent === "v"),
}));
const types: ColumnType[] = [
  { kind: "gaussian", step: 0.5 },
  { kind: "student-t" },
  { kind: "log-normal" },
  { kind: "count" },
  { kind: "binary", levels: ["no", 'y"es'] },
  { kind: "categorical", levels: ["blue", "green", "red"] },
  { kind: "ordinal", levels: ["low", "middle", "high"] },
  { kind: "skewed" },
  { kind: "contaminated-normal" },
  { kind: "log-normal", outliers: true },
  { kind: "skewed", outliers: true },
  { kind: "discretized-logistic", least: 0, most: 7 },
  { kind: "discretized-logistic" },
  { kind: "semicontinuous", atom: 0, rest: "log-normal" },
  { kind: "semicontinuous", atom: 9, rest: "contaminated-normal" },
  { kind: "zero-inflated" },
];
const columns = nodes.slice(2).map(({ name }) => name);
const random = new Random(3);
const rowCount = 24;
const values = Float64Array.from({ length: rowCount * columns.length }, (_, at) => {
  const row = Math.floor(at / columns.length);
  const normal = random.normal();
  return [
    3 + Math.round(4 * normal) / 2,
    row === 1 ? 40 : normal,
    Math.exp(normal),
    Math.round(Math.exp(1 + 0.5 * normal)),
    row % 2,
    row % 3,
    (row >> 1) % 3,
    Math.exp(0.8 * normal) - 2,
    row === 2 ? 30 : normal,
    row === 3 ? 1e4 : Math.exp(normal),
    Math.exp(0.8 * normal) - 2,
    Math.min(Math.max(Math.round(5 + 3 * normal), 0), 7),
    Math.round(2 * normal),
    row % 3 === 1 ? 0 : Math.exp(normal),
    row % 4 === 2 ? 9 : 5 + 2 * normal,
    row % 3 === 2 ? 0 : Math.round(Math.exp(1 + 0.5 * normal)),
  ][at % columns.length];
});
const mixed = { columns, rowCount, values, types };
const plain = { columns, rowCount, values: values.map((value, at) => value + 0.01 * at) };

function randomModel(
  specs: typeof nodes,
  changes: Partial<Architecture>,
  isMixed: boolean,
  isHeld = false,
): TrainedModel {
  const architecture = { ...defaultArchitecture, hidden: [16], blocks: 2, ...changes };
  const dag = Dag.create(specs, columns);
  const coding = codingOf(isMixed ? mixed : plain);
  const { list } = createModel(dag, architecture, new Random(0), coding);
  const weights = new Random(7);
  const width = coding.featureCount;
  const covariance = Float64Array.from({ length: width * width }, (_, at) =>
    at % (width + 1) === 0 ? 2 : 0.3,
  );
  return TrainedModel.fromParts({
    nodes: dag.toSpecs(),
    observed: columns,
    architecture,
    scales: {
      ...coding.scales(),
      // So large that some scales of some rows are held up by them.
      ...(isHeld && { leastScales: Float64Array.from(columns, (_, c) => (c % 3 === 1 ? 0 : 1)) }),
    },
    ...(isMixed && { types: coding.types() }),
    ...(changes.missing && {
      fill: { mean: Float64Array.from({ length: width }, (_, i) => 0.1 * i), covariance },
    }),
    parameters: list.parameters.map(({ name, shape, length }) => ({
      name,
      shape,
      values: Float64Array.from({ length }, () => (changes.model === "vae" ? 0.04 : 0.15) * weights.normal()),
    })),
    training: {
      preset: "recommended",
      seed: 0,
      rows: rowCount,
      start: "random",
      epochs: 0,
      seconds: 0,
      history: [],
      choices: [],
    },
  });
}

/** Nothing is hidden. */
const measured = leaves.slice(2).map(({ name }, i) => ({ name, parents: i > 1 ? ["number", "tail"] : [] }));

const cases: [string, typeof nodes, Partial<Architecture>, isMixed: boolean, isHeld?: boolean][] = [
  ["held-mixed", nodes, {}, true, true],
  ["held-plain", nodes, {}, false, true],
  ["true-mixed", nodes, {}, true],
  ["exact-plain", nodes, { factorisation: "exact", activation: "elu" }, false],
  ["vae-mixed", leaves, { model: "vae", activation: "lipmish" }, true],
  ["gaps-mixed", leaves, { missing: true, activation: "tanh", hidden: [9, 9] }, true],
  ["affine-mixed", nodes, { flow: "affine", hidden: [9, 9] }, true],
  ["affine-exact", nodes, { flow: "affine", factorisation: "exact" }, false],
  ["spline-mixed", nodes, { flow: "spline" }, true],
  ["spline-gaps", leaves, { flow: "spline", missing: true, affine: false }, true],
  ["monotonic-plain", nodes, { flow: "monotonic", factorisation: "exact" }, false],
  ["autoregressive-gaps", leaves, { flow: "autoregressive", missing: true }, true],
  ["continuous-plain", nodes, { flow: "continuous", activation: "tanh" }, false],
  ["dense-residual", leaves, { flow: "dense-residual" }, true],
  ["tails", nodes, { flow: "tails" }, true],
  ["sinh-arcsinh", nodes, { flow: "sinh-arcsinh" }, true],
  ["residual-exact", nodes, { flow: "residual-exact", factorisation: "exact" }, true],
  ["nothing-hidden", measured, {}, true],
  ["iaf-mixed", leaves, { model: "vae", family: "iaf", activation: "elu" }, true],
  ["iaf-gaps", leaves, { model: "vae", family: "iaf", missing: true }, true],
  ["ladder-mixed", leaves, { model: "vae", family: "ladder", layers: [2, 1, 3] }, true],
  ["ladder-gaps", leaves, { model: "vae", family: "ladder", layers: [1, 2], missing: true }, true],
  ["flow-spline", measured, { family: "flow", flow: "spline", interactions: true }, false],
  ["flow-exact", measured, { family: "flow", factorisation: "exact", interactions: true }, false],
  ["flow-autoregressive", measured, { family: "flow", flow: "autoregressive", interactions: true }, false],
];
const DRAWS = 4;

/**
 * Undoes the encoder by Newton's method and prints log p(row, z) - log q(z | row) and log q(z | row) of every draw of a row, then
 * the mean of the draws by these weights.
 */
const PYTHON = `
import importlib.util, json, os, sys
import numpy as np
for folder in sys.argv[1:]:
  spec = importlib.util.spec_from_file_location("model", os.path.join(folder, "model.py"))
  model = importlib.util.module_from_spec(spec)
  spec.loader.exec_module(model)
  print("model", os.path.basename(folder))
  for row, draws in json.load(open(os.path.join(folder, "draws.json"))):
    row = np.array([np.nan if v is None else v for v in row])
    logs = []
    for z in draws:
        z, eps = np.array(z), np.zeros(len(z))
        for _ in range(20 if len(z) else 0):
            at = model.encode(row, eps)[0]
            if np.max(abs(at - z)) < 1e-12:
                break
            slopes = [(model.encode(row, eps + 1e-6 * e)[0] - model.encode(row, eps - 1e-6 * e)[0]) / 2e-6 for e in np.eye(len(z))]
            step = np.linalg.solve(np.array(slopes).T, at - z)
            while np.max(abs(model.encode(row, eps - step)[0] - z)) > np.max(abs(at - z)) > 1e-9:
                step = step / 2
            eps = eps - step
        log_q = model.encode(row, eps)[1]
        logs.append(model.log_joint(row, z) - log_q)
        print(repr(float(logs[-1])), repr(float(log_q)))
    print("mean", *map(repr, map(float, model._weighted_mean(np.array(draws), np.array(logs)))))
`;
const R = `
body <- quote({
drawn <- as.matrix(read.csv("draws.csv", header = FALSE))
logs <- numeric(0)
for (i in seq_len(nrow(drawn))) {
  z <- drawn[i, seq_len(K)]
  row <- if (K > 0) drawn[i, -seq_len(K)] else drawn[i, ]
  eps <- rep(0, K)
  for (step in seq_len(if (K > 0) 20 else 0)) {
    # The noise itself, and a little more and less of each of its components, as draws of one call.
    e <- diag(1e-6, K)
    near <- encode(row, cbind(eps, eps + e, eps - e))$z
    away <- near[, 1] - z
    off <- max(abs(away))
    if (off < 1e-12) break
    move <- as.vector(solve((near[, 1 + seq_len(K)] - near[, 1 + K + seq_len(K)]) / 2e-6, away))
    while (off > 1e-9 && max(abs(encode(row, eps - move)$z - z)) > off) move <- move / 2
    eps <- eps - move
  }
  log_q <- encode(row, eps)$log_q
  logs <- c(logs, log_joint(row, z) - log_q)
  cat(format(logs[length(logs)], digits = 17), format(log_q, digits = 17), "\\n")
  if (i %% ${DRAWS} == 0) {
    z <- t(drawn[(i - ${DRAWS - 1}):i, seq_len(K), drop = FALSE])
    cat("mean", format(weighted_mean(list(z = z, logs = logs)), digits = 17), "\\n")
    logs <- numeric(0)
  }
}
})
for (folder in commandArgs(TRUE)) {
  setwd(folder)
  own <- new.env()
  sys.source("model.R", own)
  cat("model", basename(folder), "\\n")
  eval(body, own)
}
`;

const run = promisify(execFile);

/** What a program prints of every model, by the name of its folder: all of them by one process, which takes longer to begin than to compute. */
async function answersOf(command: string, words: readonly string[]): Promise<Map<string, string[][]>> {
  const { stdout } = await run(command, words, { maxBuffer: 1e8 });
  const found = new Map<string, string[][]>();
  let own: string[][] = [];
  for (const line of stdout
    .trim()
    .split("\n")
    .map((text) => text.trim().split(/\s+/))) {
    if (line[0] === "model") {
      own = [];
      found.set(line[1], own);
    } else own.push(line);
  }
  return found;
}

/** Exports a model and what is drawn from its encoder; how the answers of a program about these are to be checked. */
async function exported([name, specs, changes, isMixed, isHeld]: (typeof cases)[number]) {
  const model = randomModel(specs, changes, isMixed, isHeld);
  saveModel(join(folder, name), model, undefined);
  const out = join(folder, `${name}-exported`);
  assert.equal(await mistakeOf(folder, "export", name, "-o", out, "--quiet"), undefined);
  const rows = { ...(isMixed ? mixed : plain), rowCount: 3 };
  const data = { ...rows, values: rows.values.slice(0, 3 * columns.length) };
  if (changes.missing) data.values[2] = data.values[columns.length + 5] = Number.NaN;
  const K = model.latentNames.length;
  const same = { samples: DRAWS, seed: 5 };
  const { samples, logDensity } = model.encode(data, same);
  const { perRow } = model.logLikelihood(data, { ...same, precision: "float64", exact: false });
  const { mean } = model.posterior(data, same);
  const draws = [0, 1, 2].map((row) => {
    const values = Array.from(data.values.subarray(row * columns.length, (row + 1) * columns.length));
    const own = Array.from({ length: DRAWS }, (_, s) =>
      Array.from(samples.subarray((row * DRAWS + s) * K, (row * DRAWS + s + 1) * K)),
    );
    return [values, own] as const;
  });
  writeFileSync(join(out, "draws.json"), JSON.stringify(draws));
  const lines = draws.flatMap(([row, own]) =>
    own.map((z) => [...z, ...row.map((v) => (Number.isNaN(v) ? "NA" : v))].join(",")),
  );
  writeFileSync(join(out, "draws.csv"), `${lines.join("\n")}\n`);
  const close = (found: number, expected: number) =>
    assert.ok(Math.abs(found - expected) < 1e-7, `${found} against ${expected}`);
  return (found: readonly string[][]) => {
    assert.equal(found.length, 3 * (DRAWS + 1));
    for (let row = 0; row < 3; row++) {
      const own = found.slice(row * (DRAWS + 1), (row + 1) * (DRAWS + 1));
      const logs = own.slice(0, DRAWS).map(([logWeight]) => Number(logWeight));
      const most = Math.max(...logs);
      const sum = logs.reduce((total, log) => total + Math.exp(log - most), 0);
      close(most + Math.log(sum / DRAWS), perRow[row]);
      own.slice(0, DRAWS).forEach(([, logQ], s) => {
        close(Number(logQ), logDensity[row * DRAWS + s]);
      });
      for (let k = 0; k < K; k++) close(Number(own[DRAWS][k + 1]), mean[row * K + k]);
    }
  };
}

describe("exported programs in Python and R give the model's own numbers", async () => {
  const checks: ((found: readonly string[][]) => void)[] = [];
  for (const one of cases) checks.push(await exported(one));
  const folders = cases.map(([name]) => join(folder, `${name}-exported`));
  const [fromPython, fromR] = await Promise.all([
    python ? undefined : answersOf("python3", ["-c", PYTHON, ...folders]),
    r ? undefined : answersOf("Rscript", ["-e", R, ...folders]),
  ]);
  cases.forEach(([name], i) => {
    test(name, (t) => {
      for (const [why, answers] of [
        [python, fromPython],
        [r, fromR],
      ] as const) {
        if (why) t.diagnostic(why);
        else checks[i](answers!.get(`${name}-exported`)!);
      }
    });
  });

  test("as programs they read a table, labels and all, and agree within the error of their draws", {
    skip: python || r,
  }, () => {
    const out = join(folder, "vae-mixed-exported");
    const label = (value: number, c: number) => {
      const text = types[c].levels?.[value] ?? String(value);
      return `"${text.replaceAll('"', '""')}"`;
    };
    const first = 3;
    const lines = [0, 1, 2]
      .map((i) => first + i)
      .map((row) =>
        Array.from(values.subarray(row * columns.length, (row + 1) * columns.length), label).join(","),
      );
    writeFileSync(join(out, "table.csv"), `${columns.join(",")}\n${lines.join("\n")}\n`);
    const fromElsewhere = join(folder, "elsewhere");
    cpSync(out, fromElsewhere, { recursive: true });
    const run = (command: string, program: string) => {
      const words = [join("elsewhere", program), join("elsewhere", "table.csv"), "600"];
      const { status, stdout, stderr } = spawnSync(command, words, { cwd: folder, encoding: "utf8" });
      assert.equal(status, 0, stderr);
      const [head, ...rest] = stdout.trim().split("\n");
      assert.equal(head, "log_density,u,v");
      return rest.map((line) => line.split(",").map(Number));
    };
    const model = randomModel(leaves, { model: "vae", activation: "lipmish" }, true);
    const data = {
      ...mixed,
      rowCount: 3,
      values: values.slice(first * columns.length, (first + 3) * columns.length),
    };
    const own = model.score(data, { samples: 3000, seed: 1, precision: "float64" });
    const { mean, standardDeviation } = model.posterior(data, { samples: 3000, seed: 1 });
    for (const found of [run("python3", "model.py"), run("Rscript", "model.R")]) {
      found.forEach(([density, ...means], row) => {
        assert.ok(Math.abs(density - own[row]) < 0.1, `${density} against ${own[row]}`);
        means.forEach((value, k) => {
          const at = 2 * row + k;
          assert.ok(
            Math.abs(value - mean[at]) < 0.25 * standardDeviation[at],
            `${value} against ${mean[at]}`,
          );
        });
      });
    }
    assert.match(readFileSync(join(out, "README.md"), "utf8"), /python3 model\.py/);
  });

  test("say why they take no gaps", { skip: python || r }, async () => {
    saveModel(join(folder, "gaps-read"), randomModel(nodes, { missing: true }, true), undefined);
    const read = await mistakeOf(folder, "export", "gaps-read", "-o", "gaps-read-exported", "--quiet");
    assert.equal(read, undefined);
    for (const [name, why] of [
      ["gaps-read", /depend on others directly/],
      ["vae-mixed", /was trained on rows without gaps/],
    ] as const) {
      const out = join(folder, `${name}-exported`);
      writeFileSync(join(out, "gap.csv"), `${columns.join(",")}\n1,2,,4,no,red,low,5,6,7,8,3,-1,0,9,0\n`);
      for (const [command, program] of [
        ["python3", "model.py"],
        ["Rscript", "model.R"],
      ]) {
        const { status, stderr } = spawnSync(command, [program, "gap.csv"], { cwd: out, encoding: "utf8" });
        assert.equal(status, 2, `${program} ${name}: ${stderr}`);
        assert.match(stderr, why);
      }
    }
  });

  test("as programs they refuse what is wrong with a table in a sentence, and print nothing", {
    skip: python || r,
  }, () => {
    const out = join(folder, "gaps-mixed-exported");
    const right = ["1", "2", "3", "4", "no", "red", "low", "5", "6", "7", "8", "3", "-1", "0", "9", "2"];
    const table = (change: Partial<Record<string, string>>, names = columns, more = "") =>
      `${names.join(",")}\n${right.join(",")}\n${columns.map((name, c) => change[name] ?? right[c]).join(",")}${more}\n`;
    const wrong: [string, string, RegExp][] = [
      ["word", table({ number: "many" }), /a number in number, got .?many/],
      ["part", table({ times: "2.5" }), /a whole number from 0 on in times/],
      ["beyond", table({ marks: "8" }), /a whole number from 0 up to 7 in marks/],
      ["half", table({ change: "0.5" }), /a whole number in change/],
      ["visits", table({ visits: "-1" }), /a whole number from 0 on in visits/],
      ["below", table({ spent: "-1" }), /0 or a number above 0 in spent/],
      ["lacking", table({}, ["other", ...columns.slice(1)]), /column .?number/],
      ["longer", table({}, columns, ",9"), /fields|elements/],
    ];
    for (const [name, text, said] of wrong) {
      writeFileSync(join(out, `${name}.csv`), text);
      for (const [command, program] of [
        ["python3", "model.py"],
        ["Rscript", "model.R"],
      ]) {
        const { status, stdout, stderr } = spawnSync(command, [program, `${name}.csv`], {
          cwd: out,
          encoding: "utf8",
        });
        assert.equal(status, 2, `${program} ${name}: ${stderr}`);
        assert.equal(stdout, "");
        assert.match(stderr, said);
        assert.equal(stderr.trim().split("\n").length, 1, stderr);
      }
    }
  });

  test("as programs they end in peace where the reader of their answers is gone", {
    skip: python || r,
  }, () => {
    const out = join(folder, "vae-mixed-exported");
    const [head, ...rows] = readFileSync(join(out, "table.csv"), "utf8").trim().split("\n");
    // More than a pipe holds.
    writeFileSync(join(out, "long.csv"), `${[head, ...new Array(600).fill(rows).flat()].join("\n")}\n`);
    for (const program of ["python3 model.py", "Rscript model.R"]) {
      const { stdout, stderr } = spawnSync("sh", ["-c", `${program} long.csv 1 | head -n 1`], {
        cwd: out,
        encoding: "utf8",
      });
      assert.equal(stdout, "log_density,u,v\n");
      assert.equal(stderr, "", program);
    }
  });

  test("R reads labels as they are written, in any locale, and names that need quotes are quoted", {
    skip: python || r,
  }, () => {
    const labels = ["01", "T", "true"];
    const dag = Dag.create(
      [
        { name: 'u,"@STEPS@"', parents: [] },
        { name: "größe", parents: ['u,"@STEPS@"'] },
      ],
      ["größe"],
    );
    const type: ColumnType = { kind: "categorical", levels: labels };
    const data = { columns: ["größe"], rowCount: 3, values: Float64Array.of(0, 1, 2), types: [type] };
    const coding = codingOf(data);
    const architecture = { ...defaultArchitecture, hidden: [4], blocks: 1 };
    const { list } = createModel(dag, architecture, new Random(0), coding);
    const weights = new Random(2);
    const model = TrainedModel.fromParts({
      ...randomModel(nodes, {}, true).toParts(),
      nodes: dag.toSpecs(),
      observed: ["größe"],
      architecture,
      scales: coding.scales(),
      types: [type],
      parameters: list.parameters.map(({ name, shape, length }) => ({
        name,
        shape,
        values: Float64Array.from({ length }, () => 0.15 * weights.normal()),
      })),
    });
    saveModel(join(folder, "labels"), model, undefined);
    return mistakeOf(folder, "export", "labels", "-o", join(folder, "labels-exported"), "--quiet").then(
      (mistake) => {
        assert.equal(mistake, undefined);
        writeFileSync(join(folder, "labels.csv"), `größe\n${labels.join("\n")}\n`);
        for (const [command, program] of [
          ["python3", "model.py"],
          ["Rscript", "model.R"],
        ]) {
          const { status, stdout, stderr } = spawnSync(
            command,
            [join("labels-exported", program), "labels.csv", "400"],
            { cwd: folder, encoding: "utf8" },
          );
          assert.equal(status, 0, stderr);
          const [head, ...rows] = stdout.trim().split("\n");
          assert.equal(head, 'log_density,"u,""@STEPS@"""');
          const total = rows.reduce((sum, row) => sum + Math.exp(Number(row.split(",")[0])), 0);
          assert.ok(Math.abs(total - 1) < 0.02, `the labels' probabilities add up to ${total}`);
        }
      },
    );
  });
});
