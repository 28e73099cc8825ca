import assert from "node:assert/strict";
import { test } from "node:test";
import { gateGradient, joinRows, sliceRows } from "../../src/engine/index.ts";
import { describeOperation, Workbench } from "./gradient.ts";

describeOperation("rows of a tensor, two slices of which overlap", (bench) => {
  const x = bench.tensor(5);
  return [sliceRows(bench.tape, x, 1, 3), sliceRows(bench.tape, x, 2, 2)];
});

describeOperation("tensors below each other, one of them twice", (bench) => {
  const [a, b] = [bench.tensor(2), bench.tensor(3)];
  return [joinRows(bench.tape, [a, b, bench.data(1), a])];
});

test("a gate lets values through and multiplies gradients place by place", () => {
  const bench = new Workbench("float64", 3);
  const { tape, engine } = bench;
  const z = bench.tensor(2);
  const factors = bench.data(1);
  const out = gateGradient(tape, z, factors);
  tape.record({
    name: "seed",
    outputs: [],
    forward: () => {},
    backward: (claim) => {
      claim(out);
      return () => engine.reals(out.gradient, 2 * tape.paddedBatch).fill(2);
    },
  });
  tape.forward();
  tape.backward();
  assert.deepEqual(bench.values(out), bench.values(z));
  const expected = [...bench.values(factors), ...bench.values(factors)].map((factor) => 2 * factor);
  assert.deepEqual([...bench.gradient(bench.leaves[0])], expected);
});
