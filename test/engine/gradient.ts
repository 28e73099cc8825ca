/** Checks the gradient of recorded operations against finite differences, in float64, and float32 against float64. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Engine, type Precision, Tape, type Tensor, type Weights } from "../../src/engine/index.ts";
import { Random } from "../../src/numeric/random.ts";

export type Draw = (random: Random) => number;
export const normal: Draw = (random) => random.normal();
export const between =
  (low: number, high: number): Draw =>
  (random) =>
    low + (high - low) * random.uniform();

interface Leaf {
  readonly pointer: number;
  readonly gradient: () => number;
  /** Offsets of the elements that count, in elements. */
  readonly offsets: readonly number[];
}

/** A tape with seeded inputs. Values are rounded to float32, so that both precisions start from the same numbers. */
export class Workbench {
  readonly engine: Engine;
  readonly tape: Tape;
  readonly leaves: Leaf[] = [];
  /** What the leaves stand for. */
  readonly inputs: (Tensor | Weights)[] = [];
  readonly random: Random;

  constructor(precision: Precision, batch: number, seed = 1) {
    this.engine = new Engine(precision);
    this.tape = new Tape(this.engine, batch);
    this.random = new Random(seed);
  }

  /** A tensor that wants a gradient. */
  tensor(rows: number, draw: Draw = normal): Tensor {
    const tensor = this.#filled(rows, draw, true);
    this.inputs.push(tensor);
    this.leaves.push({
      pointer: tensor.pointer,
      gradient: () => tensor.gradient,
      offsets: this.#offsets(rows),
    });
    return tensor;
  }

  /** A tensor that wants none. */
  data(rows: number, draw: Draw = normal): Tensor {
    return this.#filled(rows, draw, false);
  }

  weights(length: number, draw: Draw = normal, wantsGradient = true): Weights {
    const weights = this.tape.weights(length, wantsGradient);
    const view = this.engine.reals(weights.pointer, length);
    for (let i = 0; i < length; i++) view[i] = Math.fround(draw(this.random));
    if (wantsGradient) {
      this.inputs.push(weights);
      const offsets = Array.from({ length }, (_, i) => i);
      this.leaves.push({ pointer: weights.pointer, gradient: () => weights.gradient, offsets });
    }
    return weights;
  }

  /** Values of the rows of data, without padding, feature by feature. */
  values(tensor: Tensor): Float64Array {
    return this.#read(tensor.pointer, this.#offsets(tensor.rows));
  }

  weightValues(weights: Weights): Float64Array {
    return Float64Array.from(this.engine.reals(weights.pointer, weights.length));
  }

  gradient(leaf: Leaf): Float64Array {
    return this.#read(leaf.gradient(), leaf.offsets);
  }

  #filled(rows: number, draw: Draw, wantsGradient: boolean): Tensor {
    const tensor = this.tape.tensor(rows, wantsGradient);
    const { batch, paddedBatch } = this.tape;
    const view = this.engine.reals(tensor.pointer, rows * paddedBatch);
    // Padding holds a value of its own, so that a kernel that let it leak would be found out.
    view.fill(0.75);
    for (let r = 0; r < rows; r++) {
      for (let b = 0; b < batch; b++) view[r * paddedBatch + b] = Math.fround(draw(this.random));
    }
    return tensor;
  }

  #offsets(rows: number): number[] {
    const { batch, paddedBatch } = this.tape;
    return Array.from({ length: rows * batch }, (_, i) => Math.floor(i / batch) * paddedBatch + (i % batch));
  }

  #read(pointer: number, offsets: readonly number[]): Float64Array {
    if (offsets.length === 0) return new Float64Array(0);
    const view = this.engine.reals(pointer, offsets[offsets.length - 1] + 1);
    return Float64Array.from(offsets, (at) => view[at]);
  }
}

/** Records operations on inputs taken from the bench and returns what is looked at. */
export type Build = (bench: Workbench) => readonly (Tensor | Weights)[];

const isTensor = (output: Tensor | Weights): output is Tensor => "rows" in output;

/** The recorded computation closed by a random linear functional of its outputs, whose gradient is asked for. */
function close(precision: Precision, batch: number, build: Build) {
  const bench = new Workbench(precision, batch);
  const { engine, tape } = bench;
  const outputs = build(bench);
  const directions = outputs.map((output) => {
    const length = isTensor(output) ? output.rows * batch : output.length;
    return Float64Array.from({ length }, () => Math.fround(bench.random.normal()));
  });
  tape.record({
    name: "seed",
    outputs: [],
    forward: () => {},
    backward: (claim) => {
      const wanted = outputs.map((output) => output.gradient !== 0);
      outputs.forEach((output, i) => {
        if (wanted[i] && isTensor(output)) assert.equal(claim(output), 0, "seeds come first");
      });
      return () => {
        outputs.forEach((output, i) => {
          if (!wanted[i]) return;
          if (isTensor(output)) {
            const view = engine.reals(output.gradient, output.rows * tape.paddedBatch);
            view.fill(0);
            directions[i].forEach((value, k) => {
              view[Math.floor(k / batch) * tape.paddedBatch + (k % batch)] = value;
            });
          } else engine.reals(output.gradient, output.length).set(directions[i]);
        });
      };
    },
  });
  tape.seal();
  const read = (output: Tensor | Weights) =>
    isTensor(output) ? bench.values(output) : bench.weightValues(output);
  const loss = () => {
    tape.forward();
    let sum = 0;
    outputs.forEach((output, i) => {
      read(output).forEach((value, k) => {
        sum += value * directions[i][k];
      });
    });
    return sum;
  };
  return { bench, loss, values: () => outputs.map(read) };
}

const PROBES = 50;

export function checkGradient(build: Build, batch: number, options: { warmUp?: number } = {}): void {
  const { bench, loss } = close("float64", batch, build);
  const { engine, tape, leaves, random } = bench;
  // Persistent vectors have to settle wherever a difference is taken.
  const settledLoss = () => {
    for (let i = 0; i < (options.warmUp ?? 0); i++) tape.forward();
    return loss();
  };
  settledLoss();
  tape.backward();
  const gradients = leaves.map((leaf) => bench.gradient(leaf));
  // A second pass must not build on the first.
  tape.backward();
  leaves.forEach((leaf, i) => {
    assert.deepEqual(bench.gradient(leaf), gradients[i]);
  });
  leaves.forEach((leaf, i) => {
    const order = random.permutation(leaf.offsets.length);
    for (const k of order.subarray(0, PROBES)) {
      const at = leaf.pointer + 8 * leaf.offsets[k];
      const value = engine.reals(at, 1)[0];
      const h = 1e-5 * Math.max(1, Math.abs(value));
      const shifted = (by: number) => {
        engine.reals(at, 1)[0] = value + by;
        return settledLoss();
      };
      const slope = (8 * (shifted(h) - shifted(-h)) - (shifted(2 * h) - shifted(-2 * h))) / (12 * h);
      shifted(0);
      const error = Math.abs(slope - gradients[i][k]) / (1 + Math.abs(slope));
      assert.ok(
        error < 1e-7,
        `leaf ${i}, element ${k}: gradient ${gradients[i][k]}, finite difference ${slope}`,
      );
    }
  });
}

/** Values and gradients in float32 agree with those in float64, relative to the largest of each array. */
export function checkSinglePrecision(build: Build, batch: number, tolerance = 2e-5): void {
  const results = (["float64", "float32"] as const).map((precision) => {
    const { bench, loss, values } = close(precision, batch, build);
    loss();
    bench.tape.backward();
    return [...values(), ...bench.leaves.map((leaf) => bench.gradient(leaf))];
  });
  results[0].forEach((exact, i) => {
    const scale = exact.reduce((largest, value) => Math.max(largest, Math.abs(value)), 1);
    results[1][i].forEach((value, k) => {
      assert.ok(
        Math.abs(value - exact[k]) <= tolerance * scale,
        `array ${i}, element ${k}: float32 ${value}, float64 ${exact[k]}`,
      );
    });
  });
}

/** Gradient and precision tests of one operation over batches with and without padding. */
export function describeOperation(
  name: string,
  build: Build,
  options: { batches?: readonly number[]; warmUp?: number; tolerance?: number } = {},
): void {
  describe(name, () => {
    for (const batch of options.batches ?? [1, 3, 8]) {
      test(`gradient, batch ${batch}`, () => checkGradient(build, batch, options));
      test(`float32, batch ${batch}`, () => checkSinglePrecision(build, batch, options.tolerance));
    }
    test("gradient, inputs that something else reads too", () => {
      checkGradient(withSharedInputs(build), (options.batches ?? [3])[0], options);
    });
  });
}

/** The same computation with its inputs among what is looked at: gradients must add to those of another reader. */
export const withSharedInputs =
  (build: Build): Build =>
  (bench) => {
    const outputs = build(bench);
    return [...outputs, ...bench.inputs];
  };

/** Largest absolute difference of two arrays of the same length. */
export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  assert.equal(a.length, b.length);
  let largest = 0;
  for (let i = 0; i < a.length; i++) {
    const difference = Math.abs(a[i] - b[i]);
    if (!(difference <= largest)) largest = difference;
  }
  return largest;
}
