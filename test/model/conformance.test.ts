import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { Engine, Noise, ParameterStore, Tape } from "../../src/engine/index.ts";
import {
  type Architecture,
  ConditionalDensity,
  createModel,
  Dag,
  defaultArchitecture,
  families,
  familyOf,
  InputError,
  type LatentModel,
  LinearGaussianNetwork,
  networkToJson,
  Random,
  recordElbo,
  storedCoding,
  TrainedModel,
} from "../../src/internals.ts";
import { loadModel, saveModel } from "../../src/io/index.ts";

const folder = mkdtempSync(join(tmpdir(), "siren-vae-families-"));
after(() => rmSync(folder, { recursive: true, force: true }));

/** Three hidden nodes at three depths. */
const hidden = Dag.create(
  [
    { name: "a", parents: [] },
    { name: "b", parents: ["a"] },
    { name: "c", parents: ["a", "b"] },
    { name: "x", parents: ["b", "c"] },
    { name: "y", parents: ["c"] },
  ],
  ["x", "y"],
);
const measured = Dag.create(hidden.toSpecs(), hidden.names);

const base: Architecture = { ...defaultArchitecture, hidden: [8], blocks: 2 };
/** One line a family and variant. */
const cases: readonly (readonly [string, Dag, Architecture])[] = [
  ["siren", hidden, base],
  ["siren of splines", hidden, { ...base, flow: "spline" }],
  ["flow", measured, { ...base, family: "flow" }],
  ["flow of splines", measured, { ...base, family: "flow", flow: "spline" }],
  ["posterior", hidden, { ...base, family: "posterior" }],
  ["posterior of splines", hidden, { ...base, family: "posterior", flow: "spline" }],
  ["vae", hidden, { ...base, model: "vae" }],
  ["iaf", hidden, { ...base, model: "vae", family: "iaf" }],
  ["iaf, two hidden layers", hidden, { ...base, model: "vae", family: "iaf", hidden: [8, 8] }],
  ["ladder", hidden, { ...base, model: "vae", family: "ladder" }],
  ["ladder of chosen layers", hidden, { ...base, model: "vae", family: "ladder", layers: [2, 3] }],
];

/** What the family `posterior` is given: a linear network of the same graph. */
function given(dag: Dag) {
  const random = new Random(9);
  const network = new LinearGaussianNetwork({
    name: "given",
    nodes: dag.toSpecs().map(({ name, parents }) => ({
      name,
      parents: Object.fromEntries(parents.map((parent) => [parent, 0.5 + random.uniform()])),
      intercept: 0.3,
      variance: 0.6,
    })),
    observed: dag.observed.map((node) => dag.names[node]),
  });
  const K = dag.latent.length;
  const units = { mean: new Array<number>(K).fill(0.2), deviation: new Array<number>(K).fill(1.5) };
  return { network: networkToJson(network), ...units };
}

/** What is trained: of an encoder alone its density. */
function trained(dag: Dag, architecture: Architecture): LatentModel {
  if (architecture.family !== "posterior") return createModel(dag, architecture, new Random(3));
  const names = [...dag.latent, ...dag.observed].map((node) => dag.names[node]);
  const scales = { mean: new Float64Array(names.length), deviation: new Float64Array(names.length).fill(1) };
  return new ConditionalDensity(dag, architecture, new Random(3), storedCoding(names, undefined, scales));
}

/** A model with random weights, finished as a trained one is. */
function example(dag: Dag, architecture: Architecture, seed = 3, spread = 0.25): TrainedModel {
  const model = createModel(dag, architecture, new Random(seed));
  const store = new ParameterStore(new Engine("float64"), model.list);
  const random = new Random(seed + 1);
  const values = store.snapshot().map((value) => value + spread * random.normal());
  for (const flow of model.flows) flow.finish(values, store);
  const D = model.observedNames.length;
  return TrainedModel.fromParts({
    nodes: dag.toSpecs(),
    observed: model.observedNames,
    architecture: model.architecture,
    scales: { mean: new Float64Array(D).fill(0.5), deviation: new Float64Array(D).fill(2) },
    parameters: model.list.parameters.map(({ name, shape, offset, length }) => ({
      name,
      shape,
      values: values.slice(offset, offset + length),
    })),
    ...(architecture.family === "posterior" && { given: given(dag) }),
    training: {
      preset: "test",
      seed: 0,
      rows: 1,
      start: "random",
      epochs: 0,
      seconds: 0,
      history: [],
      choices: [],
    },
  });
}

/** Mean and its standard error. */
function estimate(values: readonly number[]): { mean: number; error: number } {
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value / n, 0);
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2 / (n - 1), 0);
  return { mean, error: Math.sqrt(variance / n) };
}

test("every family is among the cases", () => {
  assert.deepEqual(
    [...new Set(cases.map(([, , architecture]) => familyOf(architecture)))].sort(),
    [...families].sort(),
  );
});

for (const [name, dag, architecture] of cases) {
  describe(name, () => {
    test("the gradient of the ELBO is that of finite differences", () => {
      const random = new Random(5);
      const model = trained(dag, architecture);
      const engine = new Engine("float64");
      const store = new ParameterStore(engine, model.list);
      const values = store.snapshot().map((value) => value + 0.2 * random.normal());
      store.restore(values);
      const rows = 3;
      const D = model.observedNames.length;
      const table = {
        pointer: engine.storeDoubles(Float64Array.from({ length: rows * D }, () => random.normal())),
        columns: D,
        shift: engine.storeDoubles(new Float64Array(D)),
        scale: engine.storeDoubles(new Float64Array(D).fill(1)),
      };
      const tape = new Tape(engine, rows);
      const elbo = recordElbo(tape, store, model, table, { normalize: true, path: false });
      if (elbo.eps) new Noise(engine, 1).fillNormal(elbo.eps.pointer, elbo.eps.rows * tape.paddedBatch);
      elbo.input.load(engine.storeIntegers([0, 1, 2]), 0, rows);
      engine.reals(elbo.objective.rowWeights.pointer, rows).set([0.5, 0.3, 0.2]);
      for (let i = 0; i < 1000; i++) tape.forwardWeights();
      const loss = () => {
        tape.forward();
        return -elbo.objective.bound();
      };
      loss();
      store.clearGradients();
      tape.backward();
      const gradient = store.gradientSnapshot();
      const step = 1e-5;
      values.forEach((value, i) => {
        const at = (moved: number) => {
          const changed = values.slice();
          changed[i] = moved;
          store.restore(changed);
          return loss();
        };
        const expected = (at(value + step) - at(value - step)) / (2 * step);
        const parameter = model.list.parameters.findLast(({ offset }) => offset <= i)!.name;
        const error = Math.abs(gradient[i] - expected) / (1 + Math.abs(expected));
        assert.ok(error < 2e-5, `${parameter}: ${gradient[i]} against ${expected}`);
      });
    });

    test("the encoder has the density of its draws, and the prior that of samples", () => {
      const model = example(dag, architecture, 3, 0.06);
      const K = model.latentNames.length;
      if (K === 0 || model.amortises) return;
      const shape = createModel(dag, architecture, new Random(0), model.coding);
      const count = 4000;
      // One row again and again: p(z) / q(z|x) has mean 1 over draws of q, and q(z|x) / p(z) over draws of p.
      const row = [0.7, -0.4];
      const same = {
        columns: model.observedNames,
        rowCount: count,
        values: Float64Array.from({ length: 2 * count }, (_, i) => row[i % 2]),
      };
      const encoded = model.encode(same, { samples: 1, seed: 2 });
      const engine = new Engine("float64");
      const store = new ParameterStore(engine, shape.list, false);
      store.restore(model.toParts().parameters.flatMap(({ values }) => Array.from(values)));
      const tape = new Tape(engine, count, { differentiable: false });
      const z = tape.tensor(K, false);
      const x = tape.tensor(2, false);
      const { logDensity } = shape.recordPrior(tape, store, z, x, { normalize: false, path: false });
      const padded = tape.paddedBatch;
      const logPrior = (values: Float64Array, stride: number, shift: number) => {
        const target = engine.reals(z.pointer, K * padded);
        for (let i = 0; i < count; i++)
          for (let k = 0; k < K; k++) target[k * padded + i] = values[i * stride + shift + k];
        tape.forward();
        return Float64Array.from(engine.reals(logDensity.pointer, count));
      };
      const own = logPrior(encoded.samples, K, 0);
      const ratios = estimate(Array.from(own, (value, i) => Math.exp(value - encoded.logDensity[i])));
      assert.ok(Math.abs(ratios.mean - 1) < 5 * ratios.error + 0.01, `${ratios.mean} ± ${ratios.error}`);
      assert.ok(ratios.error < 0.1, `${ratios.error}`);
      // Draws of the prior have the moments that importance weights give draws of the encoder.
      const { data } = model.sample(count, { seed: 4, includeLatents: true });
      for (let k = 0; k < K; k++) {
        const drawn = estimate(Array.from({ length: count }, (_, i) => data.values[i * (K + 2) + k]));
        const weighted = estimate(
          Array.from(own, (value, i) => Math.exp(value - encoded.logDensity[i]) * encoded.samples[i * K + k]),
        );
        const apart = Math.abs(drawn.mean - weighted.mean);
        assert.ok(apart < 5 * Math.hypot(drawn.error, weighted.error) + 0.01, `latent ${k}: ${apart}`);
      }
    });

    test("the density of rows integrates to 1", () => {
      const narrow = Dag.create(
        dag === hidden
          ? [...hidden.toSpecs().slice(0, 3), { name: "x", parents: ["b", "c"] }]
          : [
              { name: "a", parents: [] },
              { name: "x", parents: ["a"] },
            ],
        dag === hidden ? ["x"] : ["a", "x"],
      );
      const model = example(narrow, architecture, 3, 0.06);
      const D = model.observedNames.length;
      const points = D === 1 ? 121 : 101;
      const width = 40 / (points - 1);
      const grid = Array.from({ length: points ** D }, (_, i) =>
        Array.from({ length: D }, (_, d) => -20 + width * (Math.floor(i / points ** d) % points)),
      );
      const rows = {
        columns: model.observedNames,
        rowCount: grid.length,
        values: Float64Array.from(grid.flat()),
      };
      const nats = model.score(rows, { samples: D === 1 ? 3000 : 1, seed: 1 });
      const total = nats.reduce((sum, value) => sum + Math.exp(value) * width ** D, 0);
      assert.ok(Math.abs(total - 1) < 0.05, `${total}`);
    });

    test("a stored model answers with the same bits, and refuses what it cannot do", () => {
      const model = example(dag, architecture);
      const path = join(folder, name.replaceAll(/[^a-z]/g, "-"));
      saveModel(path, model, undefined);
      const again = loadModel(path).model;
      assert.deepEqual(again.architecture, model.architecture);
      const rows = model.sample(20, { seed: 1 }).data;
      assert.deepEqual(again.sample(20, { seed: 1 }).data.values, rows.values);
      const options = { samples: 8, seed: 2 };
      assert.deepEqual(again.score(rows, options), model.score(rows, options));
      assert.deepEqual(again.posterior(rows, options).mean, model.posterior(rows, options).mean);
      assert.equal(model.posterior(rows, options).latents.length, model.latentNames.length);
      assert.ok(
        model.elbo(rows, options).mean <= model.logLikelihood(rows, { samples: 200, seed: 2 }).mean + 0.1,
      );
      const works = (query: () => unknown) => {
        try {
          query();
          return true;
        } catch (error) {
          assert.ok(error instanceof InputError && error.message.length > 40, `${error}`);
          return false;
        }
      };
      const hasConditionals = !["flow", "posterior"].includes(familyOf(architecture));
      assert.equal(model.reconstructs, hasConditionals);
      assert.equal(
        works(() => model.reconstruct(rows)),
        hasConditionals,
      );
      assert.equal(
        works(() => model.intervene({ x: 1 }, 5)),
        hasConditionals && architecture.model !== "vae",
      );
      const gapped = { ...rows, values: rows.values.map((value, at) => (at === 0 ? Number.NaN : value)) };
      assert.equal(
        works(() => model.impute(gapped, options)),
        false,
        "nothing to fill from",
      );
      assert.ok(model.certificate().bound < 1);
    });
  });
}
