import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Engine, Noise, ParameterStore, Tape } from "../../src/engine/index.ts";
import {
  type Architecture,
  createModel,
  defaultArchitecture,
  Random,
  recordElbo,
} from "../../src/internals.ts";
import { dag } from "../flow/examples.ts";

const base: Architecture = { ...defaultArchitecture, hidden: [8], blocks: 2, coefficient: 0.9 };
const cases: [string, Architecture][] = [
  ["certified", base],
  ["power iteration", { ...base, normalization: "power" }],
  ["ind", { ...base, model: "ind" }],
  ["fc", { ...base, model: "fc" }],
  ["vae", { ...base, model: "vae" }],
  ["LipMish", { ...base, activation: "lipmish" }],
  ["tanh", { ...base, activation: "tanh" }],
  ["ELU", { ...base, activation: "elu" }],
  ["two hidden layers", { ...base, hidden: [8, 8] }],
  ["three hidden layers", { ...base, hidden: [8, 9, 8] }],
  ["exact factorisation", { ...base, factorisation: "exact" }],
  ["without affine layers", { ...base, affine: false }],
  ["missing values", { ...base, missing: true }],
  ["missing values, vae", { ...base, model: "vae", missing: true }],
  ["missing values, without affine layers", { ...base, affine: false, missing: true }],
];

describe("the gradient of the ELBO is that of finite differences, in float64", () => {
  for (const [name, architecture] of cases) {
    test(name, () => {
      const random = new Random(5);
      const model = createModel(dag, architecture, new Random(3));
      const engine = new Engine("float64");
      const store = new ParameterStore(engine, model.list);
      const values = store.snapshot();
      for (const parameter of model.list.parameters) {
        const size =
          /block.*weight/.test(parameter.name) && !/_(x|parents|missing)$/.test(parameter.name) ? 1.5 : 0.25;
        for (let i = 0; i < parameter.length; i++) values[parameter.offset + i] += size * random.normal();
      }
      store.restore(values);
      const rows = 6;
      const D = model.observedNames.length;
      const table = {
        pointer: engine.storeDoubles(Float64Array.from({ length: rows * D }, () => random.normal())),
        columns: D,
        shift: engine.storeDoubles(new Float64Array(D)),
        scale: engine.storeDoubles(new Float64Array(D).fill(1)),
        ...(architecture.missing && {
          measured: engine.storeDoubles(
            Float64Array.from({ length: rows * D }, () => (random.uniform() < 0.6 ? 1 : 0)),
          ),
        }),
      };
      const tape = new Tape(engine, rows);
      const elbo = recordElbo(tape, store, model, table, { normalize: true, path: false });
      new Noise(engine, 1).fillNormal(elbo.eps!.pointer, elbo.eps!.rows * tape.paddedBatch);
      elbo.input.load(engine.storeIntegers([0, 1, 2, 3, 4, 5]), 0, rows);
      engine.reals(elbo.objective.rowWeights.pointer, rows).set([1, 2, 3, 4, 5, 6].map((i) => i / 21));
      elbo.objective.klWeight = 0.7;
      const loss = (): number => {
        tape.forward();
        const { logLikelihood, logPrior, logPosterior } = elbo.objective.terms();
        return -(logLikelihood + 0.7 * (logPrior - logPosterior));
      };
      // The power vectors settle first: the gradient of a norm is exact at the singular vector only.
      for (let i = 0; i < 3000; i++) tape.forward();
      store.clearGradients();
      tape.backward();
      const gradient = store.gradientSnapshot();
      const step = 1e-5;
      for (let i = 0; i < values.length; i++) {
        const moved = values.slice();
        moved[i] = values[i] + step;
        store.restore(moved);
        const high = loss();
        moved[i] = values[i] - step;
        store.restore(moved);
        const low = loss();
        const expected = (high - low) / (2 * step);
        const error = Math.abs(gradient[i] - expected) / (1 + Math.abs(expected));
        const parameter = model.list.parameters.findLast(({ offset }) => offset <= i)!.name;
        assert.ok(error < 2e-5, `${parameter}: ${gradient[i]} against ${expected}`);
      }
    });
  }
});
