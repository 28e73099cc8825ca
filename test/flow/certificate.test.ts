import assert from "node:assert/strict";
import { test } from "node:test";
import { spectralNormalize, Tape } from "../../src/engine/index.ts";
import {
  builtInNetwork,
  codeTable,
  codingOf,
  defaultArchitecture,
  exactNorm,
  Random,
  runTraining,
  SirenVae,
} from "../../src/internals.ts";
import { architectures, example, residualFlows } from "./examples.ts";

test("the bound of every contracting layer holds at every step of training, against full decompositions", async () => {
  const network = builtInNetwork("nonlinear:ecoli70:1");
  const data = network.sample(92, new Random(1));
  const coding = codingOf(data);
  const model = new SirenVae(network.dag, defaultArchitecture, new Random(2), coding);
  let checked = 0;
  let active = 0;
  await runTraining({
    model,
    data: codeTable(coding, data, data.values),
    batch: 100,
    seed: 1,
    path: true,
    // Fast on purpose: the weights move so far in a step that a stale power vector misses directions.
    epochPlan: (epoch) => (epoch <= 60 ? { rate: 5e-2, klWeight: 1 } : undefined),
    afterEpoch: ({ epoch }, { engine, store }) => {
      const values = store.snapshot();
      const mark = engine.mark();
      for (const flow of residualFlows(model)) {
        for (const block of flow.blocks) {
          for (const { parameter, pattern, side, vector } of block.spectral) {
            const tape = new Tape(engine, 1, { differentiable: false });
            const weights = store.weights(parameter);
            // The very vector that the next step will start from, but on a copy: looking must not change the run.
            const length = side === "rows" ? pattern.rows : pattern.columnCount;
            const copy = engine.storeDoubles(engine.doubles(store.bufferPointer(vector), length));
            const { bound, weights: divided } = spectralNormalize(tape, {
              weights,
              pattern,
              side,
              coefficient: 0.97,
              vector: copy,
            });
            tape.forward();
            const exact = exactNorm({ pattern, parameter }, values);
            const stored = { pattern, parameter: { ...parameter, offset: 0 } };
            const effective = exactNorm(
              stored,
              Float64Array.from(engine.reals(divided.pointer, pattern.size)),
            );
            assert.ok(
              bound() >= exact * (1 - 1e-12) || exact <= 0.97,
              `${parameter.name}, epoch ${epoch}: ${bound()} < ${exact}`,
            );
            assert.ok(effective <= 0.97 * (1 + 1e-6), `${parameter.name}, epoch ${epoch}: ${effective}`);
            checked++;
            if (exact > 0.97) active++;
          }
        }
      }
      engine.release(mark);
      return undefined;
    },
  });
  assert.ok(checked > 300);
  assert.ok(active > checked / 4, `${active} of ${checked} layers were at their bound`);
});

test("the bound of a flow is the largest of its blocks' bounds to the bit, though few of them are decomposed", () => {
  for (const [name, architecture] of architectures) {
    for (const seed of [1, 2, 3]) {
      const { model, store } = example(architecture, seed);
      const values = store.snapshot();
      for (const flow of residualFlows(model)) {
        // Blocks of one bound, of very different ones, and one that does nothing.
        for (const shrink of [1, 0.9, 0.3, 0]) {
          const [{ output }] = flow.blocks;
          const { offset, length } = output.parameter;
          const shrunk = values.map((value, i) =>
            i >= offset && i < offset + length ? shrink * value : value,
          );
          const { bound, blocks } = flow.certificate(shrunk);
          assert.equal(bound, Math.max(...blocks.map((block) => block.bound)), `${name}, ${shrink}`);
        }
      }
    }
  }
});
