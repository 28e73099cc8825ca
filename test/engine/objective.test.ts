import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  accumulator,
  addFeatures,
  addStandardNormal,
  createObjective,
  injectGradient,
  scaleRows,
  tableInput,
} from "../../src/engine/index.ts";
import { largestDifference, Workbench } from "./gradient.ts";

/** Three densities of two tensors, closed by the objective. */
function setUp(batch: number, klWeight: number) {
  const bench = new Workbench("float64", batch);
  const { engine, tape } = bench;
  const objective = createObjective(tape);
  const [u, v] = [bench.tensor(2), bench.tensor(3)];
  const [ll, lp, lq] = [accumulator(tape), accumulator(tape), accumulator(tape)];
  addStandardNormal(tape, ll, u);
  addStandardNormal(tape, lp, v);
  addFeatures(tape, lp, u, 2);
  addFeatures(tape, lq, v, -0.5);
  objective.record(ll, lp, lq);
  objective.klWeight = klWeight;
  const weights = Array.from({ length: tape.paddedBatch }, (_, i) => (i < batch ? (i + 1) / 10 : 0));
  engine.reals(objective.rowWeights.pointer, tape.paddedBatch).set(weights);
  const loss = () => {
    tape.forward();
    const { logLikelihood, logPrior, logPosterior } = objective.terms();
    return -(logLikelihood + klWeight * (logPrior - logPosterior));
  };
  return { bench, objective, loss, weights, u, v, ll, lp, lq };
}

describe("objective", () => {
  for (const [batch, klWeight] of [
    [1, 1],
    [5, 0.3],
    [6, 0],
  ] as const) {
    test(`gradient of the weighted negative ELBO, batch ${batch}, KL weight ${klWeight}`, () => {
      const { bench, loss, u, v } = setUp(batch, klWeight);
      loss();
      bench.tape.backward();
      bench.leaves.forEach((leaf, l) => {
        const gradient = bench.gradient(leaf);
        const tensor = [u, v][l];
        leaf.offsets.forEach((offset, k) => {
          const view = () => bench.engine.reals(tensor.pointer, offset + 1);
          const value = view()[offset];
          view()[offset] = value + 1e-5;
          const up = loss();
          view()[offset] = value - 1e-5;
          const down = loss();
          view()[offset] = value;
          assert.ok(Math.abs((up - down) / 2e-5 - gradient[k]) < 1e-8);
        });
      });
    });
  }

  test("terms are means under the rows' weights, without padding", () => {
    const { bench, objective, loss, weights, ll, lp, lq } = setUp(5, 1);
    loss();
    const mean = (values: Float64Array) => values.reduce((sum, value, i) => sum + value * weights[i], 0);
    const terms = objective.terms();
    assert.ok(Math.abs(terms.logLikelihood - mean(bench.values(ll))) < 1e-13);
    assert.ok(Math.abs(terms.logPrior - mean(bench.values(lp))) < 1e-13);
    assert.ok(Math.abs(terms.logPosterior - mean(bench.values(lq))) < 1e-13);
  });

  test("padding gets no gradient", () => {
    const { bench, loss, u } = setUp(5, 1);
    loss();
    bench.tape.backward();
    const n = bench.tape.paddedBatch;
    const gradient = bench.engine.reals(u.gradient, 2 * n);
    for (let r = 0; r < 2; r++) for (let b = 5; b < n; b++) assert.equal(Math.abs(gradient[r * n + b]), 0);
  });
});

test("injectGradient adds a known gradient, row by row weighted", () => {
  const bench = new Workbench("float64", 3);
  const { tape, engine } = bench;
  const x = bench.tensor(2);
  const z = scaleRows(
    tape,
    x,
    bench.weights(2, () => 0, false),
    1,
  );
  const sum = accumulator(tape);
  const [known, weights] = [bench.data(2), bench.data(1)];
  injectGradient(tape, z, known, weights);
  addFeatures(tape, sum, z, 3);
  const objective = createObjective(tape);
  objective.record(sum, accumulator(tape, false), accumulator(tape, false));
  engine.reals(objective.rowWeights.pointer, 3).set([1, 2, 4]);
  tape.forward();
  tape.backward();
  const w = bench.values(weights);
  const expected = bench.values(known).map((value, i) => w[i % 3] * value - 3 * [1, 2, 4][i % 3]);
  assert.ok(largestDifference(bench.gradient(bench.leaves[0]), expected) < 1e-14);
});

test("tableInput standardizes the rows that an index names, wherever they stand", () => {
  const bench = new Workbench("float32", 5);
  const { engine, tape } = bench;
  const [rows, columns] = [7, 3];
  const values = Float64Array.from({ length: rows * columns }, (_, i) => i * i * 0.25);
  const input = tableInput(tape, {
    pointer: engine.storeDoubles(values),
    columns,
    shift: engine.storeDoubles([1, 2, 3]),
    scale: engine.storeDoubles([2, 0.5, 4]),
  });
  const index = engine.storeIntegers([6, 0, 3, 3, 1, 5]);
  input.load(index, 0, 5);
  // A short batch leaves the places after it alone.
  input.load(index, 4, 2);
  const expected = [0, 1, 2].flatMap((column) =>
    [1, 5, 3, 3, 1].map((row) => (values[row * columns + column] - [1, 2, 3][column]) * [2, 0.5, 4][column]),
  );
  assert.deepEqual([...bench.values(input.tensor)], expected.map(Math.fround));
});
