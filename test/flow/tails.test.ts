import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Engine, ParameterList, ParameterStore, Tape } from "../../src/engine/index.ts";
import { BatchRows, createFlow, type FlowConfig, type FlowKind } from "../../src/flow/index.ts";
import { builtInNetwork, Random, train } from "../../src/internals.ts";

const config: FlowConfig = {
  name: "density",
  latents: 2,
  context: [],
  parents: [[], [0]],
  parentsFirst: [0, 1],
  blocks: 1,
  hidden: [4],
  activation: "lipswish",
  coefficient: 0.97,
  normalization: "certified",
  factorisation: "paper",
  affine: false,
};
const THETA = [0.7, -1.5, -2, 0.4];

/** One step whose parameters are the same at all values: shift and s of the first component, then of the second. */
function imageOf(kind: FlowKind, y: readonly number[]): number[] {
  const list = new ParameterList();
  const flow = createFlow(kind, list, config, new Random(1));
  const store = new ParameterStore(new Engine("float64"), list, false);
  const values = list.initial();
  const { offset } = list.parameters.find(({ name }) => name.endsWith("output.bias"))!;
  values.set(THETA, offset);
  store.restore(values);
  const tape = new Tape(store.engine, 1, { differentiable: false });
  const z = tape.tensor(2, false);
  const { u } = flow.recordNormalizing(tape, store, z, [], { normalize: false });
  const rows = new BatchRows(tape);
  rows.write(z, Float64Array.from(y), 1);
  tape.forward();
  return Array.from(rows.read(u, 1));
}

function near(got: readonly number[], expected: readonly number[]): void {
  got.forEach((value, i) => {
    assert.ok(Math.abs(value - expected[i]) < 1e-12, `${got}, expected ${expected}`);
  });
}

describe("flows that weigh tails", () => {
  const y = [1.3, -40];
  const bent = (s: number, limit: number) => s / (1 + Math.abs(s) / limit);

  test("tails shifts outside of the sinh", () => {
    const formula = (value: number, j: number) =>
      THETA[2 * j] + Math.sinh(Math.exp(bent(THETA[2 * j + 1], 0.5)) * Math.asinh(value));
    near(imageOf("tails", y), y.map(formula));
  });

  test("sinh-arcsinh, which models of before are stored with, shifts within", () => {
    const formula = (value: number, j: number) =>
      Math.sinh(THETA[2 * j] + Math.exp(bent(THETA[2 * j + 1], 1)) * Math.asinh(value));
    near(imageOf("sinh-arcsinh", y), y.map(formula));
  });

  // Sixty epochs of sinh-arcsinh end 10^83 nats off there, and 1,056 on other rows.
  test("tails of bent conditionals along chains of arcs stay near the density", async () => {
    const hidden = builtInNetwork("nonlinear:ecoli70:1");
    const network = hidden.withObserved(hidden.dag.names);
    const held = network.sample(500, new Random(99));
    const exact = network.logDensity(held).reduce((sum, value) => sum + value, 0) / 500;
    for (const seed of [1, 2]) {
      const model = await train(network.dag, network.sample(460, new Random(seed)), {
        seed,
        trust: "full",
        architecture: { family: "flow", flow: "tails", hidden: [60], blocks: 3 },
        tuning: { start: "random", epochs: 60 },
      });
      const excess = exact - model.logLikelihood(held, { samples: 1 }).mean;
      assert.ok(excess < 20, `${excess} nats a row off`);
    }
  });
});
