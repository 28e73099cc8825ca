import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, test } from "node:test";
import { builtInNetwork, Dag, InputError, Random, TrainedModel, train } from "../../src/internals.ts";
import { loadModel, saveModel } from "../../src/io/index.ts";
import { temporaryFolder } from "../temporaryFolder.ts";

const dag = Dag.create(
  [
    { name: "x", parents: [] },
    { name: "y", parents: ["x"] },
  ],
  ["x", "y"],
);
/** The larger x, the narrower y. */
const narrowing = (rowCount: number, seed: number) => {
  const random = new Random(seed);
  const rows = Array.from({ length: rowCount }, () => {
    const x = random.normal();
    return [x, Math.exp(-1.5 * x) * random.normal()];
  });
  return { columns: ["x", "y"], rowCount, values: Float64Array.from(rows.flat()) };
};
const data = narrowing(150, 1);
const model = await train(dag, data, {
  seed: 1,
  architecture: { hidden: [10] },
  tuning: { start: "random", epochs: 60, rate: 2e-2 },
});
const { leastScales: _, ...scales } = model.scales;
const free = TrainedModel.fromParts({ ...model.toParts(), scales });
const far = { columns: ["x", "y"], rowCount: 2, values: Float64Array.of(12, 0.5, 40, 1) };
const options = { samples: 1, seed: 1 };

describe("least scales", () => {
  test("leave the densities of the training's rows as they are, to the bit", () => {
    assert.ok(model.scales.leastScales![1] > 0);
    assert.equal(model.scales.leastScales![0], 0, "x has no parents");
    assert.deepEqual(model.logLikelihood(data, options).perRow, free.logLikelihood(data, options).perRow);
  });

  test("hold rows far out to a scale that was seen", () => {
    const [near, beyond] = [model, free].map((one) => one.logLikelihood(far, options).perRow);
    assert.ok(beyond[1] < -1e6, `without them ${beyond[1]}`);
    assert.ok(near[1] > -1e5, `with them ${near[1]}`);
  });

  test("hold draws as well", () => {
    const at = { x: 40 };
    const spread = (one: TrainedModel) => {
      const { columns, rowCount, values } = one.intervene(at, 200, { seed: 1 }).data;
      const y = Array.from(
        { length: rowCount },
        (_, row) => values[row * columns.length + columns.indexOf("y")],
      );
      const mean = y.reduce((sum, value) => sum + value / rowCount, 0);
      return Math.sqrt(y.reduce((sum, value) => sum + (value - mean) ** 2 / rowCount, 0));
    };
    const least = model.scales.leastScales![1] * model.scales.deviation[1];
    assert.ok(spread(free) < 0.1 * least);
    assert.ok(Math.abs(spread(model) / least - 1) < 0.2, `${spread(model)} for ${least}`);
  });

  test("are stored with the model, and none of a model without", () => {
    const folder = temporaryFolder();
    saveModel(join(folder, "held"), model, undefined);
    assert.deepEqual(loadModel(join(folder, "held")).model.scales, model.scales);
    saveModel(join(folder, "free"), free, undefined);
    assert.deepEqual(loadModel(join(folder, "free")).model.scales, free.scales);
  });

  test("are one a column, and no negative numbers", () => {
    for (const leastScales of [Float64Array.of(1), Float64Array.of(0, -1), Float64Array.of(0, Number.NaN)]) {
      assert.throws(
        () => TrainedModel.fromParts({ ...model.toParts(), scales: { ...scales, leastScales } }),
        InputError,
      );
    }
  });

  test("keep one row of a hundred from deciding all: sixteen rows of a circuit, on a network that was learnt from them", async () => {
    const circuit = builtInNetwork("arithmetic-circuit");
    const rows = circuit.sample(16, new Random(2).fork("train"));
    const test = circuit.sample(100, new Random(2).fork("test"));
    const learnt = Dag.create(
      [
        { name: "x0", parents: [] },
        { name: "x1", parents: ["x0"] },
      ],
      rows.columns,
    );
    const trained = await train(learnt, rows, { seed: 2, trust: "full" });
    assert.ok(trained.training.epochs > 0);
    assert.ok(trained.logLikelihood(test, { samples: 1 }).mean > -12);
  });
});
