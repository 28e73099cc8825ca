import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { flowKinds, flows } from "../../src/flow/index.ts";
import {
  checkArchitecture,
  defaultArchitecture,
  InputError,
  LinearGaussianNetwork,
  Random,
  TrainedModel,
  train,
} from "../../src/internals.ts";
import { architectureSchema } from "../../src/stored/modelSchema.ts";

const toy = new LinearGaussianNetwork({
  name: "toy",
  nodes: [
    { name: "a", parents: {}, intercept: 0, variance: 1 },
    { name: "b", parents: { a: 0.8 }, intercept: 0.5, variance: 0.5 },
    { name: "x1", parents: { a: 1.2 }, intercept: 10, variance: 0.3 },
    { name: "x2", parents: { a: -0.7, b: 0.6 }, intercept: 0, variance: 0.4 },
    { name: "x3", parents: { b: 1.5 }, intercept: -3, variance: 0.8 },
  ],
  observed: ["x1", "x2", "x3"],
});
const data = toy.sample(60, new Random(1));
const held = toy.sample(100, new Random(2));

describe("a model of every flow", () => {
  for (const flow of flowKinds) {
    test(`${flow} trains, answers, and is the same once stored`, async () => {
      const architecture = { flow, hidden: [10], blocks: 2 };
      assert.equal(architectureSchema.parse({ ...defaultArchitecture, ...architecture }).flow, flow);
      const tuning = { epochs: 60, start: "random", rate: 1e-2, warmUp: 0, batch: 20 } as const;
      const model = await train(toy.dag, data, { seed: 1, architecture, tuning });
      const losses = model.training.history.map(({ loss }) => loss);
      const [first, last] = [losses.slice(0, 10), losses.slice(-10)].map(
        (few) => few.reduce((a, b) => a + b) / 10,
      );
      assert.ok(last < first, `${first} to ${last}`);
      const nats = model.logLikelihood(held, { samples: 50, seed: 1 });
      assert.ok(Number.isFinite(nats.mean));
      const { data: rows, inversion } = model.sample(50, { seed: 3 });
      assert.equal(inversion.converged, 50);
      const again = TrainedModel.fromParts(model.toParts());
      assert.deepEqual(again.logLikelihood(held, { samples: 50, seed: 1 }).perRow, nats.perRow);
      assert.deepEqual(again.sample(50, { seed: 3 }).data.values, rows.values);
      for (const { guarantee, statement } of model.certificate().flows) {
        assert.notEqual(guarantee === "none", statement.includes("invertible."));
      }
    });

    test(`${flow} started from the linear fit is the linear network`, async () => {
      const architecture = { flow, hidden: [10], blocks: 2 };
      const tuning = { epochs: 0, start: "linear-gaussian" } as const;
      const model = await train(toy.dag, data, { seed: 1, architecture, tuning });
      const plain = await train(toy.dag, data, {
        seed: 1,
        architecture: { hidden: [10], blocks: 2 },
        tuning,
      });
      const options = { samples: 3, seed: 1 };
      const [one, other] = [model, plain].map((each) => each.logLikelihood(held, options).perRow);
      one.forEach((value, i) => {
        assert.ok(
          Math.abs(value - other[i]) < Math.max(1e-6, flows[flow].tolerance),
          `${value}, ${other[i]}`,
        );
      });
    });
  }
});

test("an exact factorisation is refused where a flow has none, and an unknown flow always", () => {
  for (const flow of flowKinds) {
    const architecture = { ...defaultArchitecture, flow, factorisation: "exact" } as const;
    if (flow === "residual" || flows[flow].exact) checkArchitecture(architecture);
    else assert.throws(() => checkArchitecture(architecture), InputError);
  }
  // What a person may write where types are not checked.
  const unknown = { ...defaultArchitecture, flow: "planar" as never };
  assert.throws(() => checkArchitecture(unknown), /Expected the flow to be one of residual/);
});
