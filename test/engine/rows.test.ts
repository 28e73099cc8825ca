import assert from "node:assert/strict";
import { test } from "node:test";
import { gateGradient, joinRows, precisionWeighted, sliceRows, standardize } from "../../src/engine/index.ts";
import { between, describeOperation, Workbench } from "./gradient.ts";

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

describeOperation("standardize", (bench) => [
  standardize(bench.tape, bench.tensor(3), bench.tensor(3), bench.tensor(3)),
]);

describeOperation("standardize, of a value that wants no gradient", (bench) => [
  standardize(bench.tape, bench.data(2), bench.tensor(2), bench.data(2)),
]);

describeOperation("precisions of two Gaussians", (bench) => {
  const { mu, s } = precisionWeighted(
    bench.tape,
    { mu: bench.tensor(3), s: bench.tensor(3) },
    { mu: bench.tensor(3), s: bench.tensor(3) },
  );
  return [mu, s];
});

test("the product of two Gaussians has the sum of their precisions", () => {
  const bench = new Workbench("float64", 5);
  const [m1, s1, m2, s2] = [0, 1, 2, 3].map(() => bench.data(2, between(-6, 6)));
  const { mu, s } = precisionWeighted(bench.tape, { mu: m1, s: s1 }, { mu: m2, s: s2 });
  bench.tape.forward();
  const [a, p, b, q, mean, scale] = [m1, s1, m2, s2, mu, s].map((tensor) => bench.values(tensor));
  mean.forEach((value, i) => {
    const [first, second] = [Math.exp(-2 * p[i]), Math.exp(-2 * q[i])];
    assert.ok(Math.abs(value - (first * a[i] + second * b[i]) / (first + second)) < 1e-12);
    assert.ok(Math.abs(scale[i] + 0.5 * Math.log(first + second)) < 1e-12);
  });
});

test("moments of draws add up in float64, whatever the draws are in", () => {
  for (const precision of ["float32", "float64"] as const) {
    const { engine, tape } = new Workbench(precision, 3);
    const z = tape.tensor(2, false);
    const padded = tape.paddedBatch;
    const values = engine.reals(z.pointer, 2 * padded);
    for (let i = 0; i < values.length; i++) values[i] = 1 / (i + 3);
    const draws = Array.from({ length: 2 }, (_, r) => [...values.subarray(r * padded, r * padded + 3)]);
    const means = engine.storeDoubles([1, 2, 3, 4, 5, 6]);
    const squares = engine.storeDoubles([7, 8]);
    engine.kernels.addMoments(means, squares, z.pointer, 10, 30, 3, 2, tape.stride);
    assert.deepEqual(
      [...engine.doubles(means, 6)],
      draws.flat().map((value, i) => i + 1 + value / 10),
    );
    assert.deepEqual(
      [...engine.doubles(squares, 2)],
      draws.map((row, r) => row.reduce((sum, value) => sum + (value * value) / 30, 7 + r)),
    );
  }
});
