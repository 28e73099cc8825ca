import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Engine, ParameterStore, Tape } from "../../src/engine/index.ts";
import {
  type Architecture,
  bakeNormalization,
  builtInNetwork,
  certifyBlock,
  defaultArchitecture,
  Random,
  SirenVae,
  train,
} from "../../src/internals.ts";
import { largestDifference } from "../engine/gradient.ts";
import { residualFlows } from "./examples.ts";

const cases: [string, Partial<Architecture>, number][] = [
  ["ecoli70", {}, 1],
  ["ecoli70", {}, 30],
  ["arth150", {}, 30],
  ["arth150", { activation: "tanh" }, 30],
  ["magic-irri", {}, 30],
  ["magic-irri", { activation: "elu" }, 30],
  ["magic-irri", { activation: "lipmish" }, 10],
  ["ecoli70", { model: "fc" }, 30],
  ["arth150", { factorisation: "exact", activation: "tanh" }, 5],
  ["ecoli70", { factorisation: "exact", activation: "tanh", coefficient: 0.99 }, 3],
  ["arth150", { factorisation: "exact", activation: "tanh", coefficient: 0.99 }, 100],
  ["ecoli70", { factorisation: "exact", activation: "lipswish" }, 30],
];

describe("inversion of hard cases: weights at the bound, sharp activations", () => {
  for (const [name, options, sharpness] of cases) {
    test(`${name} ${JSON.stringify(options)}, sharpness ${sharpness}`, () => {
      const { dag } = builtInNetwork(name);
      const model = new SirenVae(dag, { ...defaultArchitecture, ...options }, new Random(1));
      const values = model.list.initial();
      const random = new Random(7);
      for (const parameter of model.list.parameters) {
        const { offset, length } = parameter;
        const each = (value: () => number) => {
          for (let i = offset; i < offset + length; i++) values[i] = value();
        };
        if (/prior.block.*weight/.test(parameter.name)) each(() => 10 * random.normal());
        // Of an exact flow these are free, and so large that values would grow from node to node beyond all measure.
        if (/weight_parents/.test(parameter.name)) each(() => 0.2 * random.normal());
        if (/sharpness/.test(parameter.name)) each(() => sharpness);
        if (/affine.weight/.test(parameter.name)) each(() => 0.3 * random.normal());
      }
      const [prior] = residualFlows(model);
      bakeNormalization(prior, values);
      for (const block of prior.blocks) {
        const { bound } = certifyBlock(block, values);
        assert.ok(bound < 1 && bound > 0.9, `bound ${bound}`);
      }
      const engine = new Engine("float64");
      const store = new ParameterStore(engine, model.list, false);
      store.restore(values);
      const count = 500;
      const u = Float64Array.from({ length: model.latentNames.length * count }, () => random.normal());
      const { z, report } = prior.inverter(store, count).invert(u, count, []);
      assert.equal(
        report.converged.reduce((sum, one) => sum + one, 0),
        count,
      );
      assert.ok(Math.max(...report.iterations) <= 20, `${Math.max(...report.iterations)} evaluations`);
      assert.ok(report.residual.every((size) => size < 1e-9));
      for (const field of Object.values(report)) assert.equal(field.length, count);
      assert.ok(report.safeguarded.every((steps) => steps >= 0 && steps <= 20 * prior.blocks.length));

      const tape = new Tape(engine, count, { differentiable: false });
      const input = tape.tensor(model.latentNames.length, false);
      const forward = prior.recordNormalizing(tape, store, input, [], { normalize: false });
      engine.reals(input.pointer, z.length).set(z);
      tape.forward();
      const error = largestDifference(engine.reals(forward.u.pointer, u.length), u);
      assert.ok(error < 1e-8, `forward of inverse is off by ${error}`);
    });
  }

  test("a cap that is too low is reported, sample by sample", () => {
    const model = new SirenVae(builtInNetwork("ecoli70").dag, defaultArchitecture, new Random(1));
    const values = model.list.initial();
    const random = new Random(7);
    for (const { name, offset, length } of model.list.parameters) {
      if (/prior.block.*weight/.test(name))
        for (let i = offset; i < offset + length; i++) values[i] = 10 * random.normal();
    }
    bakeNormalization(residualFlows(model)[0], values);
    const store = new ParameterStore(new Engine("float64"), model.list, false);
    store.restore(values);
    const u = Float64Array.from({ length: 22 * 3 }, () => random.normal());
    const { report } = model.prior!.inverter(store, 3).invert(u, 3, [], { maxIterations: 2 });
    assert.deepEqual([...report.converged], [0, 0, 0]);
    assert.ok(report.residual.every((size) => size > 1e-10));
  });
});

// Trained on nonlinear data, a block's residual may grow for a few Newton-like steps, which are then rejected.
describe("inversion of flows trained on nonlinear data: 10,000 of 10,000 within 20 evaluations a block", () => {
  for (const architecture of [{}, { factorisation: "exact" }] satisfies Partial<Architecture>[]) {
    test(`nonlinear:ecoli70:1 ${JSON.stringify(architecture)}`, async () => {
      const network = builtInNetwork("nonlinear:ecoli70:1");
      const tuning = { start: "random", epochs: 1000 } as const;
      const model = await train(network.dag, network.sample(92, new Random(3)), {
        seed: 1,
        architecture,
        tuning,
      });
      const { inversion } = model.sample(10_000, { seed: 2 });
      assert.equal(inversion.converged, 10_000);
      assert.ok(inversion.maxIterations <= 20, `${inversion.maxIterations} evaluations`);
      assert.ok(inversion.maxResidual < 1e-9);
    });
  }
});
