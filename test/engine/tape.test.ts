import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  accumulator,
  addLogProduct,
  Engine,
  kernelBytes,
  linear,
  SparsePattern,
  scaleRows,
  Tape,
  type Tensor,
  tableInput,
} from "../../src/engine/index.ts";
import { ComputationError } from "../../src/numeric/errors.ts";
import { toEnd } from "../../src/numeric/turns.ts";
import { Workbench } from "./gradient.ts";

describe("Engine", () => {
  test("what is reserved is zero, whether it was used before or not", () => {
    const engine = new Engine("float64");
    const mark = engine.mark();
    const first = engine.allocate(800);
    engine.doubles(first, 100).fill(7);
    engine.release(mark);
    // Below and beyond what was used.
    const again = engine.allocate(1600);
    assert.equal(again, first);
    assert.ok(engine.doubles(again, 200).every((value) => value === 0));
    const further = engine.allocate(8_000_000);
    assert.ok(engine.doubles(further, 1_000_000).every((value) => value === 0));
  });

  test("the example of the documentation", () => {
    const engine = new Engine("float64");
    const pointer = engine.allocate(3 * 8);
    engine.reals(pointer, 3).set([1, 2, 3]);
    assert.deepEqual([...engine.reals(pointer, 3)], [1, 2, 3]);
  });

  test("allocations are zeroed, aligned, apart from each other, and given back by release", () => {
    const engine = new Engine("float32");
    const mark = engine.mark();
    const sizes = [1, 63, 64, 65, 1000, 3_000_000];
    const pointers = sizes.map((bytes) => engine.allocate(bytes));
    pointers.forEach((pointer, i) => {
      assert.equal(pointer % 64, 0);
      if (i > 0) assert.ok(pointer >= pointers[i - 1] + sizes[i - 1]);
      engine.integers(pointer, sizes[i] >> 2).fill(-1);
    });
    engine.release(mark);
    assert.equal(engine.mark(), mark);
    const again = engine.allocate(3_002_000);
    assert.ok(engine.integers(again, 750_000).every((value) => value === 0));
  });

  test("more memory than WebAssembly has is an error that says what to do", () => {
    const engine = new Engine("float32");
    assert.throws(
      () => engine.allocate(5e9),
      (error) =>
        error instanceof ComputationError && /smaller batch or fewer hidden units/.test(error.message),
    );
  });

  test("the modules are plain WebAssembly of some tens of kilobytes", () => {
    for (const precision of ["float32", "float64"] as const) {
      const bytes = kernelBytes(precision);
      assert.ok(WebAssembly.validate(bytes));
      assert.ok(bytes.length > 5_000 && bytes.length < 100_000, `${bytes.length} bytes`);
    }
  });
});

describe("Tape", () => {
  test("a batch is padded to whole vectors", () => {
    for (const [precision, lanes] of [
      ["float32", 4],
      ["float64", 2],
    ] as const) {
      const engine = new Engine(precision);
      for (const batch of [1, 2, 3, 4, 5, 100, 101]) {
        const tape = new Tape(engine, batch);
        assert.equal(tape.paddedBatch, Math.ceil(batch / lanes) * lanes);
        assert.equal(tape.stride, tape.paddedBatch * engine.elementBytes);
      }
    }
  });

  test("a tape without gradients allocates none", () => {
    const engine = new Engine("float32");
    const tape = new Tape(engine, 8, { differentiable: false });
    assert.equal(tape.tensor(3, true).gradient, 0);
    assert.equal(tape.weights(3, true).gradient, 0);
    const x = tape.tensor(2, true);
    engine.reals(x.pointer, 16).fill(2);
    const out = scaleRows(tape, x, tape.constant([0, 0]), 1);
    tape.forward();
    assert.deepEqual([...engine.reals(out.pointer, 16)], Array(16).fill(2));
  });

  test("what is made of loaded rows alone is kept for all draws, and as right as in a whole pass", () => {
    for (const precision of ["float32", "float64"] as const) {
      const engine = new Engine(precision);
      const tape = new Tape(engine, 5, { differentiable: false });
      const place = (values: number[]) => engine.storeDoubles(Float64Array.from(values));
      const table = { pointer: place([1, 2, 3, 4, 5, 6]), columns: 1, shift: place([0]), scale: place([1]) };
      const { tensor: x, load } = tableInput(tape, table);
      const eps = tape.tensor(1, false);
      const pattern = SparsePattern.dense(1, 1);
      const layer = (input: Tensor, base?: Tensor) =>
        linear(tape, { input, weights: tape.constant([10]), pattern, ...(base && { base, inPlace: true }) });
      const ofRows = layer(x, layer(x));
      const out = layer(eps, ofRows);
      assert.deepEqual([x.held, ofRows.held, out.held], [true, true, undefined]);
      const indices = engine.storeIntegers([0, 1, 2, 3, 4, 5]);
      const values = () => [...engine.reals(out.pointer, 5)];
      for (const from of [0, 1]) {
        load(indices, from, 5);
        tape.begin();
        for (const noise of [0.5, 0.25]) {
          engine.reals(eps.pointer, 5).fill(noise);
          toEnd(tape.drawInSteps());
          assert.deepEqual(
            values(),
            [1, 2, 3, 4, 5].map((row) => 20 * (row + from) + 10 * noise),
          );
        }
      }
      load(indices, 0, 5);
      tape.forward();
      assert.deepEqual(
        values(),
        [1, 2, 3, 4, 5].map((row) => 20 * row + 2.5),
      );
    }
  });

  test("what nothing reads costs no backward pass", () => {
    const bench = new Workbench("float64", 4);
    const x = bench.tensor(2);
    scaleRows(bench.tape, x, bench.weights(2), 1);
    bench.tape.forward();
    bench.tape.backward();
    assert.deepEqual([...bench.tape.profile(1).keys()], ["scale forward", "clear"]);
  });

  test("findNonFinite names the place, the operation and the row, and looks at the rows in use only", () => {
    const bench = new Workbench("float32", 6);
    const { engine, tape } = bench;
    const pattern = SparsePattern.dense(3, 2);
    const input = bench.tensor(2, () => 1);
    tape.scope = "first layer";
    const weights = bench.weights(pattern.size, () => 0.25);
    const hidden = linear(tape, { input, weights, pattern });
    tape.scope = "density";
    addLogProduct(tape, accumulator(tape), hidden);
    tape.forward();
    assert.equal(tape.findNonFinite(6), undefined);
    engine.reals(input.pointer, 2 * tape.paddedBatch)[4] = -10;
    assert.deepEqual(tape.findNonFinite(6), { where: "density", operation: "log-determinant", row: 4 });
    assert.equal(tape.findNonFinite(4), undefined);
    engine.reals(input.pointer, 2 * tape.paddedBatch)[tape.paddedBatch + 2] = Number.NaN;
    assert.deepEqual(tape.findNonFinite(6), { where: "first layer", operation: "linear", row: 2 });
  });
});
