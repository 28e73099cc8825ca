import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { gatherWeights, multiplyRows, pairProduct, scaleRows, softplus } from "../../src/engine/index.ts";
import { between, describeOperation, largestDifference, Workbench } from "./gradient.ts";

const index = Int32Array.of(3, 0, 0, 2, 3, 3);
const other = Int32Array.of(1, 1, 0, 2, 4, 4);

describeOperation("softplus", (bench) => [softplus(bench.tape, bench.weights(7, between(-4, 4)))]);
describeOperation("gatherWeights, with a weight left out and one used three times", (bench) => [
  gatherWeights(bench.tape, bench.weights(4), index),
]);
describeOperation("pairProduct", (bench) => [
  pairProduct(bench.tape, bench.weights(4), index, bench.weights(5), other),
]);
describeOperation("pairProduct of a vector with itself", (bench) => {
  const w = bench.weights(5);
  return [pairProduct(bench.tape, w, index, w, other)];
});
for (const sign of [1, -1] as const) {
  describeOperation(`scaleRows, sign ${sign}`, (bench) => [
    scaleRows(bench.tape, bench.tensor(5), bench.weights(5), sign),
  ]);
}
describeOperation("scaleRows of data", (bench) => [
  scaleRows(bench.tape, bench.data(3), bench.weights(3), 1),
]);
describeOperation("scaleRows by constants", (bench) => {
  const constants = bench.weights(3, between(-1, 1), false);
  return [scaleRows(bench.tape, bench.tensor(3), constants, -1)];
});
describeOperation("multiplyRows", (bench) => [
  multiplyRows(bench.tape, bench.tensor(6), bench.tensor(4), index),
]);
describeOperation("multiplyRows, rows that other operations read too", (bench) => {
  const b = bench.tensor(4);
  const a = multiplyRows(bench.tape, bench.tensor(6), b, index);
  return [multiplyRows(bench.tape, a, b, index), a];
});
describeOperation("multiplyRows, one side without gradient", (bench) => [
  multiplyRows(bench.tape, bench.tensor(6), bench.data(4), index),
  multiplyRows(bench.tape, bench.data(6), bench.tensor(4), index),
]);

describe("small operations: values", () => {
  test("against plain loops", () => {
    const batch = 5;
    const bench = new Workbench("float64", batch);
    const { tape } = bench;
    const w = bench.weights(4);
    const v = bench.weights(5);
    const x = bench.tensor(4);
    const y = bench.tensor(6);
    const gathered = gatherWeights(tape, w, index);
    const products = pairProduct(tape, w, index, v, other);
    const scaledUp = scaleRows(tape, x, w, 1);
    const scaledDown = scaleRows(tape, x, w, -1);
    const multiplied = multiplyRows(tape, y, x, index);
    tape.forward();
    const [ws, vs, xs, ys] = [bench.weightValues(w), bench.weightValues(v), bench.values(x), bench.values(y)];
    const near = (a: Float64Array, b: Iterable<number>) => assert.ok(largestDifference(a, [...b]) < 1e-14);
    near(
      bench.weightValues(gathered),
      Array.from(index, (i) => ws[i]),
    );
    near(
      bench.weightValues(products),
      Array.from(index, (i, k) => ws[i] * vs[other[k]]),
    );
    near(
      bench.values(scaledUp),
      xs.map((value, i) => value * Math.exp(ws[Math.floor(i / batch)])),
    );
    near(
      bench.values(scaledDown),
      xs.map((value, i) => value * Math.exp(-ws[Math.floor(i / batch)])),
    );
    near(
      bench.values(multiplied),
      ys.map((value, i) => value * xs[index[Math.floor(i / batch)] * batch + (i % batch)]),
    );
  });
});
