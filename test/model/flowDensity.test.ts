import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  createDataset,
  Dag,
  InputError,
  LinearGaussianNetwork,
  Random,
  TrainedModel,
  train,
} from "../../src/internals.ts";

const linear = new LinearGaussianNetwork({
  name: "chain",
  nodes: [
    { name: "a", parents: {}, intercept: 1, variance: 2 },
    { name: "b", parents: { a: 0.8 }, intercept: 0, variance: 0.5 },
    { name: "c", parents: { a: -0.5, b: 1.5 }, intercept: 3, variance: 0.3 },
  ],
  observed: ["a", "b", "c"],
});
const data = linear.sample(2000, new Random(1));
const small = { family: "flow", hidden: [12], blocks: 2 } as const;

describe("a flow over a fully measured table", () => {
  test("started from the linear fit it is the linear network, within what 2,000 rows leave open", async () => {
    for (const flow of ["residual", "spline", "autoregressive"] as const) {
      const model = await train(linear.dag, data, {
        architecture: { ...small, flow },
        tuning: { epochs: 0, start: "linear-gaussian" },
      });
      const test500 = linear.sample(500, new Random(2));
      const said = model.logLikelihood(test500, { samples: 1 });
      const exact = linear.exact!.logLikelihood(test500).perRow.reduce((sum, value) => sum + value / 500, 0);
      assert.ok(Math.abs(said.mean - exact) < 0.02, `${flow}: ${said.mean}, exact ${exact}`);
      assert.equal(said.effectiveSampleSize, 1);
    }
  });

  test("gets the hidden units that its graph needs where nobody set their number", async () => {
    const { names } = Dag.create(Array.from({ length: 120 }, (_, i) => ({ name: `n${i}`, parents: [] })));
    // Every node has parents of its own, and so needs a unit of its own.
    const nodes = names.map((name, i) => ({ name, parents: names.slice(Math.max(0, i - 1), i) }));
    const dag = Dag.create(nodes, names);
    const random = new Random(1);
    const values = Float64Array.from({ length: 50 * 120 }, () => random.normal());
    const table = { columns: [...names], rowCount: 50, values };
    const asked = { tuning: { epochs: 1, start: "random" } } as const;
    const model = await train(dag, table, { ...asked, architecture: { family: "flow", blocks: 1 } });
    assert.ok(Number.isFinite(model.logLikelihood(table, { samples: 1 }).mean));
    await assert.rejects(
      train(dag, table, { ...asked, architecture: { family: "flow", blocks: 1, hidden: [100] } }),
      { name: "InputError", message: /hidden units in density\.block0/ },
    );
  });

  test("its samples have the moments of the rows, and a stored model draws the same ones", async () => {
    const model = await train(linear.dag, data, {
      architecture: { ...small, flow: "affine" },
      tuning: { epochs: 5, start: "linear-gaussian" },
    });
    const { data: rows, inversion } = model.sample(4000, { seed: 3 });
    assert.equal(inversion.converged, 4000);
    const mean = (table: typeof data, column: string) => {
      const c = table.columns.indexOf(column);
      let sum = 0;
      for (let row = 0; row < table.rowCount; row++) sum += table.values[row * table.columns.length + c];
      return sum / table.rowCount;
    };
    for (const column of ["a", "b", "c"]) {
      assert.ok(Math.abs(mean(rows, column) - mean(data, column)) < 0.15, column);
    }
    const again = TrainedModel.fromParts(model.toParts());
    assert.equal(again.architecture.family, "flow");
    assert.deepEqual(again.sample(20, { seed: 3 }).data.values, model.sample(20, { seed: 3 }).data.values);
  });

  test("it fits a conditional that no Gaussian has: two branches", async () => {
    const random = new Random(4);
    const values = Array.from({ length: 1200 }, () => {
      const x = random.normal();
      const branch = random.uniform() < 0.5 ? 2 : -2;
      return [x, branch * (1 + 0.3 * x) + 0.2 * random.normal()];
    });
    const table = createDataset(["x", "y"], values);
    const dag = Dag.create(
      [
        { name: "x", parents: [] },
        { name: "y", parents: ["x"] },
      ],
      ["x", "y"],
    );
    const nats = async (architecture: object) => {
      const model = await train(dag, table, {
        seed: 1,
        architecture: { hidden: [30], ...architecture },
        tuning: { maximumEpochs: 30, start: "random", rate: 1e-2 },
      });
      return model.logLikelihood(table, { samples: 1 }).mean;
    };
    const conditionals = await nats({});
    const spline = await nats({ family: "flow", flow: "spline", blocks: 2 });
    assert.ok(spline > conditionals + 0.5, `${spline} with the flow, ${conditionals} without`);
  });

  test("what it has no conditionals for is refused, and so are hidden nodes and gaps", async () => {
    const architecture = { ...small, flow: "affine" } as const;
    const tuning = { epochs: 1, start: "random" } as const;
    const model = await train(linear.dag, data, { architecture, tuning });
    assert.throws(() => model.reconstruct(data), InputError);
    assert.throws(() => model.intervene({ a: 1 }, 5), InputError);
    const hidden = linear.withObserved(["b", "c"]);
    await assert.rejects(
      () => train(hidden.dag, data, { architecture, tuning }),
      /without hidden nodes for the family flow, got 1, such as a/,
    );
    const gapped = { ...data, values: data.values.slice() };
    gapped.values[4] = Number.NaN;
    await assert.rejects(() => train(linear.dag, gapped, { architecture, tuning }), /without gaps/);
    await assert.rejects(
      () => train(linear.dag, data, { model: "fc", architecture, tuning }),
      /Expected the model true for the family flow/,
    );
  });
});
