import assert from "node:assert/strict";
import { test } from "node:test";
import { Engine, ParameterStore } from "../../src/engine/index.ts";
import { builtInNetwork, Random } from "../../src/internals.ts";
import { createModel, defaultArchitecture } from "../../src/model/index.ts";
import type { Steps } from "../../src/numeric/turns.ts";

/** What the steps end in, and how many there were. */
function counted<Result>(steps: Steps<Result>): { result: Result; count: number } {
  for (let count = 1; ; count++) {
    const step = steps.next();
    if (step.done) return { result: step.value, count };
  }
}

test("a flow of many components is made ready and inverted in steps, with the bits of one go", () => {
  const { dag } = builtInNetwork("arth150");
  for (const flow of ["residual", "residual-exact"] as const) {
    const { list, prior } = createModel(dag, { ...defaultArchitecture, flow, blocks: 2 }, new Random(1));
    const random = new Random(2);
    const engine = new Engine("float64");
    const store = new ParameterStore(engine, list, false);
    const values = list.initial().map((value) => value + 0.1 * random.normal());
    prior!.finish(values, store);
    store.restore(values);
    const K = prior!.config.latents;
    const made = counted(prior!.inverterInSteps!(store, 4));
    // A proof of two layers a block, and the equations of its components in turns.
    assert.ok(made.count > 2 * (2 + K / 50), `${made.count} steps`);
    const u = Float64Array.from({ length: 4 * K }, () => random.normal());
    const context = prior!.config.context.map(({ size }) => new Float64Array(4 * size));
    const inSteps = counted(made.result.invertInSteps!(u, 4, context));
    assert.ok(inSteps.count >= 2, `${inSteps.count} steps`);
    assert.deepEqual(inSteps.result, made.result.invert(u, 4, context));
  }
});
