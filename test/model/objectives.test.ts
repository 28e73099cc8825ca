import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Engine, Noise, ParameterStore, Tape } from "../../src/engine/index.ts";
import {
  type Architecture,
  createModel,
  defaultArchitecture,
  InputError,
  type LatentModel,
  type ObjectiveChoice,
  objectiveKinds,
  Random,
  recordElbo,
  train,
} from "../../src/internals.ts";
import { rowConstants } from "../../src/query/rowConstants.ts";
import { dag } from "../flow/examples.ts";
import { exactModel, toy } from "../query/exactModel.ts";

const base: Architecture = { ...defaultArchitecture, hidden: [8], blocks: 2, coefficient: 0.9 };
const ROWS = 4;
const SAMPLES = 3;
const KL_WEIGHT = 0.7;

/** A model with random weights on random rows, every row in as many neighbouring places as it has draws. */
function setUp(architecture: Architecture, choice: ObjectiveChoice, rows = ROWS) {
  const random = new Random(5);
  const model = createModel(dag, architecture, new Random(3));
  const engine = new Engine("float64");
  const store = new ParameterStore(engine, model.list);
  const values = store.snapshot();
  for (let i = 0; i < values.length; i++) values[i] += 0.2 * random.normal();
  store.restore(values);
  const D = model.observedNames.length;
  const table = {
    pointer: engine.storeDoubles(Float64Array.from({ length: rows * D }, () => random.normal())),
    columns: D,
    shift: engine.storeDoubles(new Float64Array(D)),
    scale: engine.storeDoubles(new Float64Array(D).fill(1)),
  };
  const { samples } = choice;
  const tape = new Tape(engine, rows * samples);
  const elbo = recordElbo(tape, store, model, table, { normalize: true, path: true }, choice);
  const order = Array.from({ length: rows * samples }, (_, i) => Math.floor(i / samples));
  elbo.input.load(engine.storeIntegers(order), 0, order.length);
  const weights = engine.reals(elbo.objective.rowWeights.pointer, tape.paddedBatch);
  for (let i = 0; i < order.length; i++) weights[i] = (order[i] + 1) / ((rows * (rows + 1)) / 2);
  elbo.objective.klWeight = KL_WEIGHT;
  const noise = new Noise(engine, 1);
  const draw = () => noise.fillNormal(elbo.eps!.pointer, elbo.eps!.rows * tape.paddedBatch);
  draw();
  // What bounds the norms of layers settles first.
  for (let i = 0; i < 1000; i++) tape.forwardWeights();
  const gradient = () => {
    tape.forward();
    store.clearGradients();
    tape.backward();
    return store.gradientSnapshot();
  };
  return { model, engine, store, values, tape, elbo, order, draw, gradient };
}

type SetUp = ReturnType<typeof setUp>;

const isEncoder = ({ list }: LatentModel, index: number) =>
  list.parameters.findLast(({ offset }) => offset <= index)!.name.startsWith("encoder");

/** Of every place log p(x|z) + b (log p(z) - log q(z|x)). */
function logWeights({ engine, elbo, order }: SetUp): number[] {
  const of = (tensor: { pointer: number }) => engine.reals(tensor.pointer, order.length);
  const [ll, lp, lq] = [elbo.logLikelihood, elbo.logPrior, elbo.logPosterior].map(of);
  return order.map((_, i) => ll[i] + KL_WEIGHT * (lp[i] - lq[i]));
}

function groups(values: readonly number[]): number[][] {
  return Array.from({ length: values.length / SAMPLES }, (_, row) =>
    values.slice(row * SAMPLES, (row + 1) * SAMPLES),
  );
}

const sharesOf = (logs: readonly number[]) => {
  const top = Math.max(...logs);
  const sum = logs.reduce((total, one) => total + Math.exp(one - top), 0);
  return logs.map((one) => Math.exp(one - top) / sum);
};

/** Central differences of a loss in every parameter. */
function differences(own: SetUp, loss: () => number): Float64Array {
  const { store, values } = own;
  const step = 1e-5;
  return values.map((value, i) => {
    const at = (moved: number) => {
      const changed = values.slice();
      changed[i] = moved;
      store.restore(changed);
      own.tape.forward();
      return loss();
    };
    return (at(value + step) - at(value - step)) / (2 * step);
  });
}

function assertClose(model: LatentModel, actual: Float64Array, expected: Float64Array): void {
  actual.forEach((value, i) => {
    const error = Math.abs(value - expected[i]) / (1 + Math.abs(expected[i]));
    const name = model.list.parameters.findLast(({ offset }) => offset <= i)!.name;
    assert.ok(error < 2e-5, `${name}: ${value} against ${expected[i]}`);
  });
}

describe("the gradient of a bound of several draws is that of finite differences", () => {
  for (const [name, architecture] of [
    ["siren", base],
    ["vae", { ...base, model: "vae" }],
    ["two hidden layers", { ...base, hidden: [8, 8] }],
  ] as const) {
    test(`iwae, ${name}`, () => {
      const own = setUp(architecture, { name: "iwae", samples: SAMPLES });
      const loss = () => {
        const rows = groups(logWeights(own)).map((logs, row) => {
          const top = Math.max(...logs);
          const mean = logs.reduce((sum, one) => sum + Math.exp(one - top), 0) / SAMPLES;
          return ((row + 1) / 10) * (top + Math.log(mean));
        });
        return -rows.reduce((sum, one) => sum + one, 0);
      };
      const gradient = own.gradient();
      assertClose(own.model, gradient, differences(own, loss));
    });

    test(`elbo, ${name}`, () => {
      const own = setUp({ ...architecture, hidden: [8, 8] }, { name: "elbo", samples: SAMPLES });
      if (own.model.pathGradients) return;
      const loss = () => {
        const { logLikelihood, logPrior, logPosterior } = own.elbo.objective.terms();
        return -(logLikelihood + KL_WEIGHT * (logPrior - logPosterior));
      };
      const gradient = own.gradient();
      assertClose(own.model, gradient, differences(own, loss));
    });
  }
});

describe("the doubly reparameterized gradient", () => {
  for (const [name, architecture] of [
    ["siren", base],
    ["vae", { ...base, model: "vae" }],
  ] as const) {
    test(`is that of finite differences with the weights and q held fixed, ${name}`, () => {
      const own = setUp(architecture, { name: "dreg", samples: SAMPLES });
      const { model, engine, store, tape, elbo, order } = own;
      const gradient = own.gradient();
      const shares = groups(logWeights(own)).flatMap(sharesOf);
      const K = model.latentNames.length;
      const scoreTape = new Tape(engine, order.length);
      const recording = { normalize: true, path: true };
      const { score } = model.recordEncoder(scoreTape, store, elbo.eps!, elbo.input.tensor, recording);
      scoreTape.forward();
      const fixed = Float64Array.from(engine.reals(score!.pointer, K * tape.paddedBatch));
      const read = () => ({
        z: Float64Array.from(engine.reals(elbo.z!.pointer, K * tape.paddedBatch)),
      });
      const before = read().z;
      const place = (at: number) => at % tape.paddedBatch;
      const loss = (factor: (share: number) => number) => () => {
        const of = (tensor: { pointer: number }) => engine.reals(tensor.pointer, order.length);
        const [ll, lp] = [of(elbo.logLikelihood), of(elbo.logPrior)];
        let sum = 0;
        order.forEach((row, i) => {
          sum += ((row + 1) / 10) * factor(shares[i]) * (ll[i] + KL_WEIGHT * lp[i]);
        });
        // log q acts through z alone, by its score at the unmoved parameters.
        fixed.forEach((slope, at) => {
          if (place(at) >= order.length) return;
          const moved = engine.reals(elbo.z!.pointer, at + 1)[at] - before[at];
          const i = place(at);
          sum -= ((order[i] + 1) / 10) * factor(shares[i]) * KL_WEIGHT * slope * moved;
        });
        return -sum;
      };
      const outer = differences(
        own,
        loss((share) => share),
      );
      const inner = differences(
        own,
        loss((share) => share * (1 - KL_WEIGHT + KL_WEIGHT * share)),
      );
      assertClose(
        model,
        gradient,
        outer.map((value, i) => (isEncoder(model, i) ? inner[i] : value)),
      );
    });

    test(`has the mean of the gradient of iwae, and spreads less around it, ${name}`, () => {
      const passes = 4000;
      const moments = (["iwae", "dreg"] as const).map((objective) => {
        const own = setUp(architecture, { name: objective, samples: SAMPLES }, 2);
        const mean = new Float64Array(own.values.length);
        const square = new Float64Array(own.values.length);
        for (let pass = 0; pass < passes; pass++) {
          own.draw();
          own.gradient().forEach((value, i) => {
            mean[i] += value / passes;
            square[i] += (value * value) / passes;
          });
        }
        return { model: own.model, mean, variance: square.map((value, i) => value - mean[i] ** 2) };
      });
      const [iwae, dreg] = moments;
      let squares = 0;
      let count = 0;
      let [spread, less] = [0, 0];
      iwae.mean.forEach((value, i) => {
        const variance = (iwae.variance[i] + dreg.variance[i]) / passes;
        if (!isEncoder(iwae.model, i) || variance < 1e-14) return;
        squares += (value - dreg.mean[i]) ** 2 / variance;
        count++;
        spread += iwae.variance[i];
        less += dreg.variance[i];
      });
      // Squared standardized differences have mean 1; the same rows make them depend on each other.
      assert.ok(count > 50 && squares / count < 2, `${squares / count} over ${count}`);
      assert.ok(less < spread, `${less} against ${spread}`);
    });
  }
});

test("the bound of iwae grows with the draws towards the exact likelihood of a linear-Gaussian model", () => {
  // Without the change the encoder is exact, and one draw says all.
  const model = exactModel(toy, {
    change: (name, part) => {
      // Wider than the posterior, and beside it.
      const by = name === "encoder.affine.log_scale" ? 0.5 : name === "encoder.affine.bias" ? 0.2 : 0;
      part.forEach((value, i) => {
        part[i] = value + by;
      });
    },
  });
  const rows = toy.sample(200, new Random(2));
  const { parameters, architecture } = model.toParts();
  const shape = createModel(model.dag, architecture, new Random(0), model.coding);
  const exact = toy.exact!.logLikelihood(rows).perRow;
  const constants = rowConstants(model.coding, rows);
  const target = exact.reduce((sum, value, i) => sum + (value - constants[i]) / 200, 0);
  const boundOf = (samples: number, passes: number) => {
    const engine = new Engine("float64");
    const store = new ParameterStore(engine, shape.list);
    store.restore(parameters.flatMap(({ values }) => Array.from(values)));
    const tape = new Tape(engine, 200 * samples);
    const scales = model.coding.featureScales();
    const table = {
      pointer: engine.storeDoubles(rows.values),
      columns: 5,
      shift: engine.storeDoubles(scales.mean),
      scale: engine.storeDoubles(scales.deviation.map((value) => 1 / value)),
    };
    const choice = { name: "iwae", samples } as const;
    const elbo = recordElbo(tape, store, shape, table, { normalize: false, path: false }, choice);
    const order = Array.from({ length: 200 * samples }, (_, i) => Math.floor(i / samples));
    elbo.input.load(engine.storeIntegers(order), 0, order.length);
    engine.reals(elbo.objective.rowWeights.pointer, order.length).fill(1 / 200);
    const noise = new Noise(engine, 7);
    let sum = 0;
    for (let pass = 0; pass < passes; pass++) {
      noise.fillNormal(elbo.eps!.pointer, elbo.eps!.rows * tape.paddedBatch);
      tape.forward();
      sum += elbo.objective.bound() / passes;
    }
    return sum;
  };
  const bounds = [1, 2, 8, 64, 1000].map((samples) => boundOf(samples, Math.ceil(200 / samples)));
  bounds.forEach((bound, i) => {
    if (i > 0) assert.ok(bound > bounds[i - 1], `${bounds}`);
  });
  assert.ok(target - bounds[0] > 0.05, `${bounds[0]} far below ${target}`);
  assert.ok(Math.abs(target - bounds[4]) < 0.01, `${bounds[4]} near ${target}`);
});

describe("training by an objective", () => {
  const data = toy.sample(60, new Random(1));
  const shape = { hidden: [16], blocks: 1 };

  test("is stored with its number of draws, scores as any other model, and is the same every time", async () => {
    for (const objective of objectiveKinds) {
      const tuning = { objective, start: "random", epochs: 12, warmUp: 4 } as const;
      const model = await train(toy.dag, data, { seed: 1, trust: "full", architecture: shape, tuning });
      const again = await train(toy.dag, data, { seed: 1, trust: "full", architecture: shape, tuning });
      assert.deepEqual(model.toParts().parameters, again.toParts().parameters);
      assert.deepEqual(
        model.training.objective,
        objective === "elbo" ? undefined : { name: objective, samples: 5 },
      );
      assert.ok(model.training.history.every(({ loss }) => Number.isFinite(loss)));
      assert.ok(model.logLikelihood(data, { samples: 20 }).mean < 0);
    }
  });

  test("what cannot be trained so is refused with what to do instead", async () => {
    const tuning = { objective: "dreg", epochs: 1 } as const;
    await assert.rejects(
      () => train(toy.dag, data, { architecture: { ...shape, flow: "spline" }, tuning }),
      (error) => error instanceof InputError && /Use the objective iwae/.test(error.message),
    );
    await assert.rejects(
      () => train(toy.dag, data, { preset: "paper", tuning: { objective: "iwae" } }),
      /has no objective/,
    );
    const measured = toy.withObserved(toy.dag.names);
    await assert.rejects(
      () =>
        train(measured.dag, measured.sample(50, new Random(1)), {
          architecture: shape,
          tuning: { objective: "iwae" },
        }),
      /hidden nodes to draw/,
    );
  });
});
