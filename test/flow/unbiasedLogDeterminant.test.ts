import assert from "node:assert/strict";
import { test } from "node:test";
import { Engine, ParameterList, ParameterStore, Tape } from "../../src/engine/index.ts";
import { createFlow, type FlowConfig } from "../../src/flow/index.ts";
import { InputError, Random } from "../../src/internals.ts";

const config: FlowConfig = {
  name: "prior",
  latents: 4,
  context: [],
  parents: [[], [0], [0, 1], [2]],
  parentsFirst: [0, 1, 2, 3],
  blocks: 2,
  hidden: [8],
  activation: "lipswish",
  coefficient: 0.9,
  normalization: "certified",
  factorisation: "paper",
  affine: false,
};
const BATCH = 64;
const PASSES = 300;

/** A flow whose blocks come near their bounds, all rows of the batch at the same point. */
function setUp(normalize: boolean) {
  const list = new ParameterList();
  const random = new Random(1);
  const flow = createFlow("dense-residual", list, config, random);
  const engine = new Engine("float64");
  const store = new ParameterStore(engine, list);
  const values = store.snapshot().map((value) => value + 0.8 * random.normal());
  flow.finish(values, store);
  // Within the bound, where normalizing in the pass changes nothing, not even gradients.
  store.restore(values.map((value) => 0.97 * value));
  const tape = new Tape(engine, BATCH);
  const z = tape.tensor(config.latents, false);
  const view = engine.reals(z.pointer, z.rows * tape.paddedBatch);
  for (let r = 0; r < z.rows; r++) view.fill(random.normal(), r * BATCH, (r + 1) * BATCH);
  const { logDensity } = flow.recordNormalizing(tape, store, z, [], { normalize });
  tape.record({
    name: "seed",
    outputs: [],
    forward: () => {},
    backward: (claim) => {
      claim(logDensity);
      return () => {
        engine.reals(logDensity.gradient, BATCH).fill(1 / BATCH);
      };
    },
  });
  tape.seal();
  return () => {
    store.clearGradients();
    tape.forward();
    tape.backward();
    const densities = Array.from(engine.reals(logDensity.pointer, BATCH));
    return {
      density: densities.reduce((sum, value) => sum + value / BATCH, 0),
      gradient: store.gradientSnapshot(),
    };
  };
}

function meanAndError(values: readonly number[]): { mean: number; error: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, error: Math.sqrt(squares / (values.length - 1) / values.length) };
}

test("the power series of random length estimates log-determinant and gradient without bias", () => {
  const exact = setUp(false)();
  const pass = setUp(true);
  const passes = Array.from({ length: PASSES }, pass);
  const density = meanAndError(passes.map((each) => each.density));
  assert.ok(density.error > 0 && density.error < 0.05, `standard error ${density.error}`);
  assert.ok(
    Math.abs(density.mean - exact.density) < 4 * density.error,
    `estimated ${density.mean} +- ${density.error}, exact ${exact.density}`,
  );
  // Without the determinant's part of the gradient many of these would be far off.
  let far = 0;
  exact.gradient.forEach((value, k) => {
    const { mean, error } = meanAndError(passes.map(({ gradient }) => gradient[k]));
    if (Math.abs(mean - value) > 3 * error + 1e-9 * (1 + Math.abs(value))) far++;
  });
  assert.ok(far <= 0.03 * exact.gradient.length, `${far} of ${exact.gradient.length} beyond three errors`);
});

test("what it cannot be is refused: several hidden layers, a prior with measured parents", () => {
  const create = (changed: Partial<FlowConfig>) => () =>
    createFlow("dense-residual", new ParameterList(), { ...config, ...changed }, new Random(1));
  assert.throws(create({ hidden: [8, 8] }), InputError);
  assert.throws(create({ context: [{ name: "x", size: 1 }] }), /without measured parents/);
});
