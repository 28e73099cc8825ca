import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Tape } from "../../src/engine/index.ts";
import { BatchRows } from "../../src/flow/batchRows.ts";
import { ChosenSamples } from "../../src/flow/chosenSamples.ts";
import { Random } from "../../src/internals.ts";
import { toEnd } from "../../src/numeric/turns.ts";
import { largestDifference } from "../engine/gradient.ts";
import { architectures, example, residualFlows } from "./examples.ts";

const COUNT = 20;

/** One block forward for [features x count] arrays. */
function evaluate(
  { model, store }: ReturnType<typeof example>,
  t: number,
  z: Float64Array,
  context: Float64Array[],
) {
  const tape = new Tape(store.engine, COUNT, { differentiable: false });
  const rows = new BatchRows(tape);
  const block = residualFlows(model)[0].blocks[t];
  const input = tape.tensor(block.config.latents, false);
  const others = block.config.context.map(({ size }) => tape.tensor(size, false));
  const { output } = block.record(tape, store, input, others, false, false);
  rows.write(input, z, COUNT);
  others.forEach((tensor, i) => {
    rows.write(tensor, context[i], COUNT);
  });
  tape.forward();
  return rows.read(output, COUNT);
}

describe("a block solved node by node gives back what went in", () => {
  for (const [name, architecture] of architectures) {
    // An exact flow goes this way always: see the round trips of all flows.
    if (architecture.factorisation === "exact") continue;
    test(name, () => {
      const made = example(architecture, 4);
      const [flow] = residualFlows(made.model);
      const random = new Random(5);
      const draw = (size: number) => Float64Array.from({ length: size * COUNT }, () => random.normal());
      const chosen = [3, 0, 17, 11];
      const bounds = flow.blocks.map(() => 0.97);
      const solver = toEnd(ChosenSamples.inSteps(made.store, flow, bounds, chosen.length));
      const context = flow.config.context.map(({ size }) => draw(size));
      flow.blocks.forEach((_, t) => {
        const z = draw(flow.config.latents);
        const targets = evaluate(made, t, z, context);
        const samples = { count: COUNT, context };
        const options = { tolerance: 1e-13, maxIterations: 50 };
        const { y, outcome } = solver.solve(t, chosen, targets, targets, samples, options);
        const expected = Float64Array.from(y, (_, i) => {
          const row = Math.floor(i / chosen.length);
          return z[row * COUNT + chosen[i % chosen.length]];
        });
        assert.ok(largestDifference(y, expected) < 1e-10);
        assert.ok(outcome.solved.every((one) => one === 1));
        assert.ok(outcome.evaluations.every((most) => most >= 2 && most <= 12));
        assert.ok(outcome.residual.every((size) => size <= 2e-13 * Math.sqrt(1 + flow.config.latents * 9)));
      });
    });
  }
});
