import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  builtInNetwork,
  ComputationError,
  codeTable,
  createModel,
  Dag,
  defaultArchitecture,
  fitLinearGaussian,
  InputError,
  LinearGaussianNetwork,
  linearGaussianBaseline,
  Random,
  runTraining,
  type SirenVae,
  scalesOf,
  standardized,
  storedCoding,
  TrainedModel,
  train,
} from "../../src/internals.ts";

/** Two hidden causes, five measurements, one measured parent of a measured and one of a hidden node. */
const toy = new LinearGaussianNetwork({
  name: "toy",
  nodes: [
    { name: "o", parents: {}, intercept: 1, variance: 2 },
    { name: "a", parents: { o: 0.5 }, intercept: 0, variance: 1 },
    { name: "b", parents: { a: 0.8 }, intercept: 0.5, variance: 0.5 },
    { name: "x1", parents: { a: 1.2 }, intercept: 10, variance: 0.3 },
    { name: "x2", parents: { a: -0.7, b: 1 }, intercept: 0, variance: 0.4 },
    { name: "x3", parents: { b: 0.9 }, intercept: -3, variance: 0.5 },
    { name: "x4", parents: { b: 1.1, x3: 0.4 }, intercept: 0, variance: 0.6 },
  ],
  observed: ["o", "x1", "x2", "x3", "x4"],
});
const data = toy.sample(300, new Random(1));
const test300 = toy.sample(400, new Random(2));
const small = { hidden: [20], blocks: 2 };
const mean = (values: Float64Array) => values.reduce((a, b) => a + b, 0) / values.length;

describe("the linear-Gaussian start", () => {
  const scales = scalesOf(data);
  const table = standardized(data, scales);

  test("has the density of the fitted network and its exact posterior as encoder", async () => {
    const model = createModel(toy.dag, { ...defaultArchitecture, ...small }, new Random(1)) as SirenVae;
    const fit = fitLinearGaussian(model.graph, table, { kind: "map", seed: 1 });
    const values = model.start!(fit);
    const trained = TrainedModel.fromParts(parts(model, values));
    const exact = mean(linearGaussianBaseline(fit).logLikelihood(standardized(test300, scales)));
    const shift = mean(trained.logLikelihood(test300, { samples: 1 }).perRow) - exact;
    const { mean: estimate, effectiveSampleSize } = trained.logLikelihood(test300, { samples: 20 });
    const constant = -scales.deviation.reduce((sum, d) => sum + Math.log(d), 0);
    assert.ok(Math.abs(estimate - exact - constant) < 1e-6, `${estimate} against ${exact + constant}`);
    // The encoder is the posterior: every importance weight is the same, one sample is as good as many.
    assert.ok(Math.abs(shift - constant) < 1e-6);
    assert.ok(effectiveSampleSize > 20 - 1e-6);
  });

  function parts(model: SirenVae, values: Float64Array) {
    return {
      nodes: toy.dag.toSpecs(),
      observed: model.observedNames,
      architecture: model.architecture,
      scales,
      parameters: model.list.parameters.map(({ name, shape, offset, length }) => ({
        name,
        shape,
        values: values.slice(offset, offset + length),
      })),
      training: {
        preset: "test",
        seed: 0,
        rows: 300,
        start: "linear-gaussian",
        epochs: 0,
        seconds: 0,
        history: [],
        choices: [],
      },
    };
  }
});

describe("train", () => {
  test("comes near the exact likelihood on linear data, with observed parents of hidden nodes", async () => {
    const model = await train(toy.dag, data, { seed: 1, architecture: small });
    const exact = mean(toy.marginalLogDensity(test300));
    const excess = exact - model.logLikelihood(test300, { samples: 100 }).mean;
    assert.ok(excess < 0.1, `excess ${excess}`);
    assert.ok(model.certificate().bound < 1);
    const { data: drawn, inversion } = model.sample(4000, { seed: 1, includeLatents: true });
    assert.equal(inversion.converged, 4000);
    for (const name of toy.dag.observed.map((node) => toy.dag.names[node])) {
      const column = drawn.columns.indexOf(name);
      const values = Float64Array.from(
        { length: 4000 },
        (_, row) => drawn.values[row * drawn.columns.length + column],
      );
      const node = toy.dag.indexOf(name);
      const deviation = Math.sqrt(toy.covariance().get(node, node));
      assert.ok(Math.abs(mean(values) - toy.mean()[node]) < 0.3 * deviation, name);
    }
  });

  for (const kind of ["ind", "fc", "vae"] as const) {
    test(`${kind} trains, answers and survives its own parts`, async () => {
      const model = await train(toy.dag, data, { model: kind, seed: 2, architecture: small });
      const { mean: likelihood, standardError } = model.logLikelihood(test300, { samples: 50, seed: 7 });
      const bound = model.elbo(test300, { samples: 20, seed: 7 });
      assert.ok(bound.mean <= likelihood + 3 * standardError);
      assert.ok(model.reconstructionError(test300) > 0);
      const again = TrainedModel.fromParts(structuredClone(model.toParts()));
      assert.deepEqual(
        again.logLikelihood(test300, { samples: 5, seed: 7 }).perRow,
        model.logLikelihood(test300, { samples: 5, seed: 7 }).perRow,
      );
      assert.deepEqual(again.sample(10, { seed: 3 }), model.sample(10, { seed: 3 }));
    });
  }

  test("with no latent left, the model is the network of conditionals", async () => {
    const full = toy.withObserved(toy.dag.names);
    const rows = full.sample(300, new Random(5));
    const model = await train(full.dag, rows, { seed: 1, architecture: small });
    assert.deepEqual(model.latentNames, []);
    const held = full.sample(400, new Random(6));
    const excess = mean(full.marginalLogDensity(held)) - model.logLikelihood(held, { samples: 1 }).mean;
    assert.ok(excess < 0.15, `excess ${excess}`);
    assert.equal(model.sample(20).inversion.converged, 20);
  });

  test("the exact factorisation and several hidden layers train, too", async () => {
    for (const architecture of [
      { ...small, factorisation: "exact" as const },
      { hidden: [16, 16], blocks: 2 },
    ]) {
      const model = await train(toy.dag, data, { seed: 1, architecture });
      assert.ok(Number.isFinite(model.logLikelihood(test300, { samples: 20 }).mean));
      assert.equal(model.sample(100).inversion.converged, 100);
    }
  });

  test("the preset of the paper keeps the weights that its training used", async () => {
    const model = await train(toy.dag, data, { preset: "paper", seed: 1, architecture: small });
    assert.equal(model.architecture.affine, false);
    assert.equal(model.training.choices.length, 3);
    assert.ok(model.certificate().bound > 0);
    const { loss } = model.training.history.at(-1)!;
    const again = -model.elbo(data, { samples: 50, seed: 1 }).mean;
    assert.ok(Math.abs(again - loss) < 0.1, `${again} after training, ${loss} in training`);
  });

  test("weights that a power iteration normalized are those of the training in every preset", async () => {
    const architecture = { ...small, normalization: "power", coefficient: 0.05 } as const;
    const tuning = { epochs: 30, start: "random", rate: 1e-2 } as const;
    const model = await train(toy.dag, data, { seed: 1, architecture, tuning });
    // Undivided, first layers would have kept norms of about 1.
    const norms = model.certificate().blocks.map(({ layers }) => layers[0].norm);
    assert.ok(norms.length > 0 && norms.every((norm) => norm < 0.2), norms.join());
  });

  test("can be aborted, and reports its progress", async () => {
    const controller = new AbortController();
    let calls = 0;
    const running = train(toy.dag, data, {
      signal: controller.signal,
      architecture: small,
      onProgress: ({ done, total, loss }) => {
        assert.ok(done <= total);
        assert.ok(loss === undefined || Number.isFinite(loss));
        if (++calls === 30) controller.abort();
      },
    });
    await assert.rejects(running, { name: "AbortError" });
  });
});

test("two rows leave none to hold out: the linear start is kept, and nothing has to be set", async () => {
  const dag = Dag.create([
    { name: "u", parents: [] },
    { name: "x", parents: ["u"] },
    { name: "y", parents: ["u"] },
  ]);
  const data = { columns: ["x", "y"], rowCount: 2, values: Float64Array.of(1, 2, 3, 5) };
  const { training } = await train(dag, data);
  assert.deepEqual([training.start, training.epochs, training.choices], ["linear-gaussian", 0, []]);
});

describe("bad input to train", () => {
  const dag = Dag.create([
    { name: "z", parents: [] },
    { name: "x", parents: ["z"] },
    { name: "y", parents: ["z"] },
  ]);
  const table = (values: number[]) => ({
    columns: ["x", "y"],
    rowCount: values.length / 2,
    values: Float64Array.from(values),
  });
  const good = table([1, 2, 3, 5, 4, 4, 2, 1, 0, 3, 2, 2]);
  const cases: [string, () => Promise<unknown>, RegExp][] = [
    [
      "a missing column",
      () => train(dag, { columns: ["x", "yy"], rowCount: 1, values: Float64Array.of(1, 2) }),
      /y/,
    ],
    [
      "a gap for the preset of the paper",
      () => train(dag, table([1, 2, Number.NaN, 4, 5, 6]), { preset: "paper" }),
      /row 2.*column x/,
    ],
    ["a row without values", () => train(dag, table([1, 2, Number.NaN, Number.NaN, 5, 6])), /row 2 has none/],
    [
      "a column without values",
      () => train(dag, table([1, Number.NaN, 2, Number.NaN, 5, Number.NaN])),
      /column "y" is missing in all 3 rows/,
    ],
    [
      "a column that is constant where it is measured",
      () => train(dag, table([1, 2, 2, Number.NaN, 5, 2])),
      /"y"/,
    ],
    ["infinity", () => train(dag, table([1, 2, 3, Number.POSITIVE_INFINITY])), /row 2.*column y/],
    ["a constant column", () => train(dag, table([1, 2, 1, 4, 1, 6])), /"?x"?/],
    ["one row", () => train(dag, table([1, 2])), /2 rows/],
    [
      "two rows, and a choice",
      () => train(dag, table([1, 2, 3, 5]), { tuning: { start: "random" } }),
      /at least 3 rows to choose.*got 2.*set the epochs/,
    ],
    [
      "a normalization that there is not",
      () => train(dag, good, { architecture: { normalization: "best" as never } }),
      /certified, power/,
    ],
    ["no rows", () => train(dag, table([])), /rows/],
    ["a bad seed", () => train(dag, good, { seed: -1 }), /seed/],
    ["an unknown preset", () => train(dag, good, { preset: "best" as never }), /preset/],
    ["an unknown model", () => train(dag, good, { model: "tree" as never }), /true, ind, fc, vae/],
    ["no hidden units", () => train(dag, good, { architecture: { hidden: [] } }), /hidden/],
    ["a coefficient of 1", () => train(dag, good, { architecture: { coefficient: 1 } }), /coefficient/],
    [
      "a width too small for the graph",
      () =>
        train(builtInNetwork("ecoli70").dag, builtInNetwork("ecoli70").sample(20, new Random(1)), {
          architecture: { hidden: [2] },
        }),
      /at least \d+ hidden units/,
    ],
  ];
  for (const [name, run, message] of cases) {
    test(name, async () => {
      await assert.rejects(run, (error: Error) => error instanceof InputError && message.test(error.message));
    });
  }
});

test("lost numbers end the run with block, layer and row", async () => {
  const wild = { ...data, values: data.values.slice() };
  wild.values[7 * 5 + 2] = 1e30;
  const scales = { mean: new Float64Array(5), deviation: new Float64Array(5).fill(1) };
  const coding = storedCoding(wild.columns, undefined, scales);
  const model = createModel(toy.dag, { ...defaultArchitecture, ...small }, new Random(1), coding);
  const plan = { model, data: codeTable(coding, wild, wild.values), batch: 50, seed: 1, path: true };
  await assert.rejects(
    runTraining({ ...plan, epochPlan: (epoch) => (epoch < 50 ? { rate: 1e-2, klWeight: 1 } : undefined) }),
    (error: Error) =>
      error instanceof ComputationError &&
      /row 8 /.test(error.message) &&
      /(encoder|prior|decoder)/.test(error.message),
  );
});

test("numbers that are lost after the loss has exploded send the run back to before that", async () => {
  const ones = { mean: new Float64Array(5), deviation: new Float64Array(5).fill(1) };
  const coding = storedCoding(data.columns, undefined, ones);
  const model = createModel(toy.dag, { ...defaultArchitecture, ...small }, new Random(1), coding);
  const told: { epoch: number; loss: number }[] = [];
  /** What befalls the weights after an epoch, the first time: the loss explodes, then its numbers are lost. */
  const blows = new Map([
    [9, 5],
    [13, Number.NaN],
  ]);
  await runTraining({
    model,
    data: codeTable(coding, data, data.values),
    // Thirty steps an epoch: weights are kept after every second one.
    batch: 10,
    seed: 1,
    path: true,
    epochPlan: (epoch) => (epoch <= 16 ? { rate: 1e-2, klWeight: 1 } : undefined),
    afterEpoch: ({ epoch, loss }, { store }) => {
      told.push({ epoch, loss });
      const blow = blows.get(epoch);
      if (blow !== undefined) store.restore(store.snapshot().map((value) => blow * value));
      blows.delete(epoch);
      return true;
    },
  });
  const before = told.findIndex(({ epoch }) => epoch === 9);
  assert.ok(told[before + 1].loss > 10 * told[before].loss, `${told.map(({ loss }) => loss)}`);
  const retreat = told.findIndex(({ epoch }, i) => i > 0 && epoch <= told[i - 1].epoch);
  assert.ok(told[retreat].epoch <= 9);
  assert.ok(told[retreat].loss < told[before].loss + 1, `${told.map(({ loss }) => loss)}`);
});
