import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Engine, ParameterStore, Tape, type Tensor } from "../../src/engine/index.ts";
import { builtInNetwork, createModel, defaultArchitecture, Random } from "../../src/internals.ts";
import { withIndicators } from "../../src/nn/index.ts";

test("indicators are numbered after the values that they speak of", () => {
  assert.deepEqual(withIndicators([0, 2, 4], 2, 3), [0, 2, 4, 5, 7]);
  assert.deepEqual(withIndicators([0, 1], 2, 3), [0, 1]);
});

describe("what the encoder hears of missing values", () => {
  for (const model of ["true", "ind", "vae"] as const) {
    for (const hidden of [[100], [60, 60]]) {
      test(`${model}, ${hidden.length} hidden layers: of a gap exactly who hears the value`, () => {
        const { dag } = builtInNetwork("arithmetic-circuit");
        const architecture = { ...defaultArchitecture, model, hidden, blocks: 2, missing: true };
        const built = createModel(dag, architecture, new Random(1));
        const random = new Random(2);
        const store = new ParameterStore(new Engine("float64"), built.list);
        store.restore(store.snapshot().map(() => 0.1 * random.normal()));
        const tape = new Tape(store.engine, 1, { differentiable: false });
        const eps = tape.tensor(built.latentNames.length, false);
        const x = tape.tensor(built.observedNames.length, false);
        const missing = tape.tensor(built.observedNames.length, false);
        const options = { normalize: false, path: false };
        const { z } = built.recordEncoder(tape, store, eps, x, options, missing);
        tape.seal();
        const { engine, paddedBatch } = tape;
        const values = (tensor: Tensor) => engine.reals(tensor.pointer, tensor.rows * paddedBatch);
        values(eps).fill(0.7);
        const read = () => {
          tape.forward();
          return Array.from({ length: z.rows }, (_, k) => values(z)[k * paddedBatch]);
        };
        const before = read();
        const moved = (tensor: Tensor, at: number) => {
          values(tensor)[at * paddedBatch] = 1;
          const after = read();
          values(tensor)[at * paddedBatch] = 0;
          return after.map((value, k) => Math.abs(value - before[k]) > 1e-13);
        };
        for (let i = 0; i < x.rows; i++) assert.deepEqual(moved(missing, i), moved(x, i), `${i}`);
      });
    }
  }

  test("before training a gap says nothing", () => {
    const { dag } = builtInNetwork("arithmetic-circuit");
    for (const model of ["true", "vae"] as const) {
      const { list } = createModel(dag, { ...defaultArchitecture, model, missing: true }, new Random(1));
      const plain = createModel(dag, { ...defaultArchitecture, model }, new Random(1));
      const own = list.parameters.filter(({ name }) => name.includes("missing"));
      assert.ok(own.length > 0);
      const values = list.initial();
      for (const { offset, length } of own)
        assert.ok(values.subarray(offset, offset + length).every((weight) => weight === 0));
      // And everything else starts where it would without.
      const rest = list.parameters.filter(({ name }) => !name.includes("missing"));
      assert.deepEqual(
        rest.flatMap(({ offset, length }) => [...values.subarray(offset, offset + length)]),
        [...plain.list.initial()],
      );
    }
  });
});
