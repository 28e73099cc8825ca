import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { Dag } from "../../src/graph/index.ts";
import { saveModel } from "../../src/io/index.ts";
import { type Architecture, createModel, defaultArchitecture } from "../../src/model/index.ts";
import { Random } from "../../src/numeric/random.ts";
import { denseWeights, TrainedModel } from "../../src/query/index.ts";
import { ExportedModel, logDeterminant, normalDensity } from "./exportedModel.ts";
import { mistakeOf } from "./inProcess.ts";
import { run } from "./run.ts";

const nodes = [
  { name: "a", parents: [] },
  { name: "b", parents: ["a"] },
  { name: "c", parents: ["a", "b"] },
  { name: "x", parents: ["a"] },
  { name: "y", parents: ["b", "c"] },
  { name: "w", parents: ["c"] },
];
/** Measured nodes with hidden and measured children. */
const inner = nodes.map((node) =>
  node.name === "c"
    ? { ...node, parents: ["a", "b", "x"] }
    : node.name === "w"
      ? { ...node, parents: ["c", "y"] }
      : node,
);
const observed = ["x", "y", "w"];

function randomModel(specs: typeof nodes, changes: Partial<Architecture>): TrainedModel {
  const architecture = { ...defaultArchitecture, hidden: [12], blocks: 2, ...changes };
  const dag = Dag.create(specs, observed);
  const { list } = createModel(dag, architecture, new Random(0));
  const random = new Random(7);
  const parameters = list.parameters.map(({ name, shape, length }) => ({
    name,
    shape,
    values: Float64Array.from({ length }, () => 0.15 * random.normal()),
  }));
  return TrainedModel.fromParts({
    nodes: dag.toSpecs(),
    observed: observed,
    architecture,
    scales: { mean: Float64Array.of(1, -2, 0.5), deviation: Float64Array.of(2, 0.5, 1.5) },
    fill: {
      mean: Float64Array.of(1, -2, 0.5),
      covariance: Float64Array.of(4, 0.5, 0.6, 0.5, 0.25, 0.1, 0.6, 0.1, 2.25),
    },
    parameters,
    training: {
      preset: "recommended",
      seed: 0,
      rows: 10,
      start: "random",
      epochs: 0,
      seconds: 0,
      history: [],
      choices: [],
    },
  });
}

const folder = mkdtempSync(join(tmpdir(), "siren-vae-export-"));
after(() => rmSync(folder, { recursive: true, force: true }));

const data = {
  columns: ["w", "x", "y"],
  rowCount: 3,
  values: Float64Array.of(0.2, 1.5, -2.2, 3, -1, -1.4, -1, 4, -2.9),
};

const cases: [string, typeof nodes, Partial<Architecture>][] = [
  ["true", nodes, {}],
  ["exact, measured nodes inside", inner, { factorisation: "exact" }],
  ["two hidden layers, tanh, measured nodes inside", inner, { hidden: [12, 12], activation: "tanh" }],
  ["no affine layers, elu", nodes, { affine: false, activation: "elu" }],
  ["fc, told what is missing, lipmish", nodes, { model: "fc", missing: true, activation: "lipmish" }],
  ["vae", nodes, { model: "vae" }],
  ["vae, told what is missing", nodes, { model: "vae", missing: true }],
  ["iaf", nodes, { model: "vae", family: "iaf" }],
  [
    "iaf of three steps, told what is missing",
    nodes,
    { model: "vae", family: "iaf", blocks: 3, missing: true },
  ],
  ["ladder", nodes, { model: "vae", family: "ladder" }],
  [
    "ladder of chosen layers, two hidden layers",
    nodes,
    { model: "vae", family: "ladder", layers: [2, 1], hidden: [12, 12] },
  ],
];

describe("export: the files alone give the model's densities and reconstructions", () => {
  for (const [index, [name, specs, changes]] of cases.entries()) {
    test(name, async () => {
      const model = randomModel(specs, changes);
      saveModel(join(folder, `m${index}`), model, undefined);
      const mistake = await mistakeOf(folder, "export", `m${index}`, "-o", `e${index}`, "--quiet");
      assert.equal(mistake, undefined);
      const exported = new ExportedModel(join(folder, `e${index}`), model.architecture.activation);
      const vae = changes.model === "vae";
      const exact = changes.factorisation === "exact";
      const { samples, logDensity } = model.encode(data, { samples: 1, seed: 5 });
      const reconstructed = model.reconstruct(data, { seed: 5 });
      const likelihood = model.logLikelihood(data, { samples: 1, seed: 5, precision: "float64" });
      const mean = exported.vector("scales.mean");
      const deviation = exported.vector("scales.deviation");
      for (let row = 0; row < data.rowCount; row++) {
        const [w, x1, y] = data.values.subarray(3 * row, 3 * row + 3);
        const raw = [x1, y, w];
        const x = raw.map((value, i) => (value - mean[i]) / deviation[i]);
        const z = Array.from(samples.subarray(3 * row, 3 * row + 3));
        const zeros = [0, 0, 0];
        const watched = changes.missing ? [...x, ...zeros] : x;

        let logQ: number;
        let ladderPrior: number | undefined;
        if (changes.family === "iaf") logQ = exported.autoregressiveDensity(z, watched);
        else if (changes.family === "ladder") {
          // One hidden node lies below the other, unless widths were chosen.
          const both = exported.ladderDensities(z, watched, changes.layers ?? [1, 1, 1]);
          logQ = both.posterior;
          ladderPrior = both.prior;
        } else if (vae) {
          const { mu, s } = exported.head("encoder", watched);
          logQ =
            normalDensity(z.map((value, k) => (value - mu[k]) / Math.exp(s[k]))) - s.reduce((a, b) => a + b);
        } else {
          const inverse = (at: readonly number[]) => exported.encoderInverse(at, watched, zeros);
          logQ = normalDensity(inverse(z)) + logDeterminant(inverse, z);
        }
        assert.ok(Math.abs(logQ - logDensity[row]) < 1e-8, `log q ${logQ} against ${logDensity[row]}`);

        const readsX = !vae && exported.has("prior.affine.weight_x");
        const prior = (at: readonly number[]) => exported.priorMap(at, readsX ? x : [], exact);
        const logPrior =
          ladderPrior ?? (vae ? normalDensity(z) : normalDensity(prior(z)) + logDeterminant(prior, z));
        const { mu, s } = exported.head("decoder", vae ? z : [...z, ...x]);
        mu.forEach((value, i) => {
          const own = reconstructed.values[3 * row + reconstructed.columns.indexOf(observed[i])];
          assert.ok(Math.abs(mean[i] + deviation[i] * value - own) < 1e-9);
        });
        const logX =
          normalDensity(x.map((value, i) => (value - mu[i]) / Math.exp(s[i]))) -
          s.reduce((a, b) => a + b) -
          deviation.reduce((total, value) => total + Math.log(value), 0);
        const own = likelihood.perRow[row];
        assert.ok(Math.abs(logPrior + logX - logQ - own) < 1e-7, `${logPrior + logX - logQ} against ${own}`);
      }
    });
  }

  test("what a model was told of missing values changes its width as the file says", async () => {
    const model = randomModel(nodes, { missing: true });
    saveModel(join(folder, "gaps"), model, undefined);
    assert.equal(await mistakeOf(folder, "export", "gaps", "-o", "gaps-exported", "--quiet"), undefined);
    const exported = new ExportedModel(join(folder, "gaps-exported"), "lipswish");
    // x is missing: its mean given y and w under the exported normal distribution fills it.
    const [y, w] = [-2.2, 0.2];
    const c = exported.vector("fill.covariance");
    const m = exported.vector("fill.mean");
    const determinant = c[4] * c[8] - c[5] * c[7];
    const weightY = (c[1] * c[8] - c[2] * c[7]) / determinant;
    const weightW = (c[2] * c[4] - c[1] * c[5]) / determinant;
    const filled = m[0] + weightY * (y - m[1]) + weightW * (w - m[2]);
    const row = { columns: observed, rowCount: 1, values: Float64Array.of(Number.NaN, y, w) };
    const { samples, logDensity } = model.encode(row, { samples: 1, seed: 2 });
    const [mean, deviation] = [exported.vector("scales.mean"), exported.vector("scales.deviation")];
    const x = [filled, y, w].map((value, i) => (value - mean[i]) / deviation[i]);
    const inverse = (at: readonly number[]) => exported.encoderInverse(at, [...x, 1, 0, 0], [1, 0, 0]);
    const z = Array.from(samples);
    const logQ = normalDensity(inverse(z)) + logDeterminant(inverse, z);
    assert.ok(Math.abs(logQ - logDensity[0]) < 1e-8, `${logQ} against ${logDensity[0]}`);
  });
});

describe("export: its folder", () => {
  const model = randomModel(nodes, {});

  test("weights outside the masks are zero, and masks have the shape of their weights", () => {
    const tensors = new Map(denseWeights(model).map((tensor) => [tensor.name, tensor]));
    const masks = [...tensors.values()].filter(({ mask }) => mask);
    assert.ok(masks.length > 8);
    for (const { name, shape, values } of masks) {
      const weight = tensors.get(name.replace(/\.mask(_\w+)?$/, ".weight$1"))!;
      assert.deepEqual(weight.shape, shape);
      values.forEach((allowed, i) => {
        assert.ok(allowed === 0 ? weight.values[i] === 0 : allowed === 1 && weight.values[i] !== 0);
      });
    }
    const stored = model.toParts().parameters.filter(({ shape }) => shape.length === 2);
    assert.equal(
      masks.reduce((total, { values }) => total + values.reduce((a, b) => a + b, 0), 0),
      stored.reduce((total, { values }) => total + values.length, 0),
    );
  });

  test("every tensor and every name used in the formulas is there", () => {
    saveModel(join(folder, "named"), model, undefined);
    const { out } = run(folder, "export", "named", "-o", "named-exported", "--json");
    const { tensors, files } = JSON.parse(out);
    assert.deepEqual(
      files,
      readdirSync(join(folder, "named-exported")).sort((a, b) => files.indexOf(a) - files.indexOf(b)),
    );
    const readme = readFileSync(join(folder, "named-exported", "README.md"), "utf8");
    const names = new Set(tensors.map(({ name }: { name: string }) => name));
    for (const name of names) assert.ok(readme.includes(`\`${name}\``), String(name));
    const used = readme.match(/(?:prior|encoder|decoder)\.[\w.]*\w/g)!;
    assert.ok(used.length > 12);
    for (const name of used) assert.ok(names.has(name.replace("blocks.t.", "blocks.0.")), name);
    assert.match(readFileSync(join(folder, "named-exported", "graph.dot"), "utf8"), /label="a"/);
  });

  test("nothing is overwritten unless forced, and nothing foreign ever", async () => {
    saveModel(join(folder, "kept"), model, undefined);
    const again = (...words: string[]) => mistakeOf(folder, "export", "kept", "--quiet", "-o", ...words);
    assert.equal(await again("out"), undefined);
    assert.match((await again("out"))!, /--force/);
    assert.equal(await again("out", "--force"), undefined);
    writeFileSync(join(folder, "out", "mine.txt"), "mine");
    assert.match((await again("out", "--force"))!, /mine\.txt/);
    assert.match((await again("kept"))!, /--force/);
    assert.deepEqual(
      readdirSync(folder).filter((name) => /\.(part|old)$/.test(name)),
      [],
    );
  });
});
