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
  ["true", base],
  ["fc", { ...base, model: "fc" }],
  ["ind, tanh", { ...base, model: "ind", activation: "tanh" }],
  ["without affine layers", { ...base, affine: false }],
  ["power iteration", { ...base, normalization: "power" }],
  ["exact factorisation of the prior", { ...base, factorisation: "exact" }],
  ["vae", { ...base, model: "vae" }],
  ["missing values", { ...base, missing: true }],
  ["missing values, vae", { ...base, model: "vae", missing: true }],
];
const ROWS = 6;
const KL_WEIGHT = 0.7;

/**
 * A path gradient lets parameters act on log q(z | x) through z alone (Roeder, Wu & Duvenaud 2017). So its finite
 * difference is that of log p(x | z) + log p(z), less the score of q at the unmoved parameters times the move of z.
 */
describe("the path gradient of the ELBO is that of finite differences with q held fixed", () => {
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
      const K = model.latentNames.length;
      const D = model.observedNames.length;
      const table = {
        pointer: engine.storeDoubles(Float64Array.from({ length: ROWS * D }, () => random.normal())),
        columns: D,
        shift: engine.storeDoubles(new Float64Array(D)),
        scale: engine.storeDoubles(new Float64Array(D).fill(1)),
        ...(architecture.missing && {
          measured: engine.storeDoubles(
            Float64Array.from({ length: ROWS * D }, () => (random.uniform() < 0.6 ? 1 : 0)),
          ),
        }),
      };
      const tape = new Tape(engine, ROWS);
      const elbo = recordElbo(tape, store, model, table, { normalize: true, path: true });
      new Noise(engine, 1).fillNormal(elbo.eps!.pointer, K * tape.paddedBatch);
      elbo.input.load(engine.storeIntegers([0, 1, 2, 3, 4, 5]), 0, ROWS);
      const weights = Array.from({ length: ROWS }, (_, i) => (i + 1) / 21);
      engine.reals(elbo.objective.rowWeights.pointer, ROWS).set(weights);
      elbo.objective.klWeight = KL_WEIGHT;

      const scoreTape = new Tape(engine, ROWS);
      const recording = { normalize: true, path: true };
      const { score } = model.recordEncoder(
        scoreTape,
        store,
        elbo.eps!,
        elbo.input.tensor,
        recording,
        elbo.missing,
      );
      for (let i = 0; i < 1000; i++) tape.forward();
      scoreTape.forward();
      const fixedScore = Float64Array.from(engine.reals(score!.pointer, K * tape.paddedBatch));
      store.clearGradients();
      tape.backward();
      const gradient = store.gradientSnapshot();

      const evaluate = (moved: Float64Array) => {
        store.restore(moved);
        tape.forward();
        const { logLikelihood, logPrior } = elbo.objective.terms();
        return {
          value: logLikelihood + KL_WEIGHT * logPrior,
          z: Float64Array.from(engine.reals(elbo.z!.pointer, K * tape.paddedBatch)),
        };
      };
      const step = 1e-5;
      for (let i = 0; i < values.length; i++) {
        const moved = values.slice();
        moved[i] = values[i] + step;
        const high = evaluate(moved);
        moved[i] = values[i] - step;
        const low = evaluate(moved);
        let change = high.value - low.value;
        fixedScore.forEach((slope, at) => {
          const row = at % tape.paddedBatch;
          change -= KL_WEIGHT * weights[row] * slope * (high.z[at] - low.z[at]);
        });
        const expected = -change / (2 * step);
        const error = Math.abs(gradient[i] - expected) / (1 + Math.abs(expected));
        const parameter = model.list.parameters.findLast(({ offset }) => offset <= i)!.name;
        assert.ok(error < 2e-5, `${parameter}: ${gradient[i]} against ${expected}`);
      }
    });
  }
});
