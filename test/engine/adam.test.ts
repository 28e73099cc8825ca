import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Adam, Engine, ParameterList, ParameterStore, type Precision } from "../../src/engine/index.ts";
import { Random } from "../../src/numeric/random.ts";
import { largestDifference } from "./gradient.ts";

const LENGTH = 7;

function setUp(precision: Precision) {
  const list = new ParameterList();
  list.declare("a", "weight", [3], [1, -2, 0.5]);
  list.declare("b", "weight", [2, 2], [0, 3, -0.25, 10]);
  const engine = new Engine(precision);
  const store = new ParameterStore(engine, list);
  return { engine, store, adam: new Adam(store) };
}

/** Kingma & Ba (2015), algorithm 1, with an optional quadratic penalty, in plain numbers. */
class PlainAdam {
  readonly values: number[];
  readonly #first = new Float64Array(LENGTH);
  readonly #second = new Float64Array(LENGTH);
  #t = 0;

  constructor(values: ArrayLike<number>) {
    this.values = Array.from(values);
  }

  step(gradient: ArrayLike<number>, rate: number, penalty = 0, centre = 0, scale = 1): void {
    this.#t++;
    this.values.forEach((value, i) => {
      const g = scale * gradient[i] + penalty * (value - centre);
      this.#first[i] = 0.9 * this.#first[i] + 0.1 * g;
      this.#second[i] = 0.999 * this.#second[i] + 0.001 * g * g;
      const first = this.#first[i] / (1 - 0.9 ** this.#t);
      const second = this.#second[i] / (1 - 0.999 ** this.#t);
      this.values[i] -= (rate * first) / (Math.sqrt(second) + 1e-8);
    });
  }
}

describe("Adam", () => {
  for (const [precision, tolerance] of [
    ["float64", 1e-12],
    ["float32", 2e-5],
  ] as const) {
    test(`${precision}: 300 steps beside a plain implementation`, () => {
      const { engine, store, adam } = setUp(precision);
      const plain = new PlainAdam(store.snapshot());
      const random = new Random(1);
      for (let step = 0; step < 300; step++) {
        const gradient = Float64Array.from({ length: LENGTH }, (_, i) =>
          Math.fround(10 ** (i - 3) * random.normal()),
        );
        engine.reals(store.gradients, LENGTH).set(gradient);
        const rate = step < 150 ? 1e-2 : 1e-3;
        adam.step(rate);
        plain.step(gradient, rate);
      }
      assert.ok(largestDifference(store.snapshot(), plain.values) < tolerance);
    });
  }

  test("penalties, centres and a gradient scale", () => {
    const { engine, store, adam } = setUp("float64");
    const plain = new PlainAdam(store.snapshot());
    adam.setPenalty(new Float64Array(LENGTH).fill(0.7), new Float64Array(LENGTH).fill(2));
    const random = new Random(2);
    for (let step = 0; step < 50; step++) {
      const gradient = Float64Array.from({ length: LENGTH }, () => random.normal());
      engine.reals(store.gradients, LENGTH).set(gradient);
      adam.step(1e-2, 0.3);
      plain.step(gradient, 1e-2, 0.7, 2, 0.3);
    }
    assert.ok(largestDifference(store.snapshot(), plain.values) < 1e-12);
  });

  test("the first step has the size of the rate, whatever the gradient's", () => {
    const { engine, store, adam } = setUp("float64");
    const before = store.snapshot();
    engine.reals(store.gradients, LENGTH).set([1e-4, -1e-4, 1, -1, 1e4, -1e4, 0]);
    adam.step(0.5);
    const moved = store.snapshot().map((value, i) => before[i] - value);
    [0.5, -0.5, 0.5, -0.5, 0.5, -0.5, 0].forEach((expected, i) => {
      assert.ok(Math.abs(moved[i] - expected) < 1e-4);
    });
  });

  test("a restored state goes on as if nothing had happened, and reset forgets", () => {
    const { engine, store, adam } = setUp("float32");
    const gradient = [1, 2, 3, -1, -2, -3, 0.5];
    const step = () => {
      engine.reals(store.gradients, LENGTH).set(gradient);
      adam.step(1e-2);
    };
    const start = store.snapshot();
    step();
    const fromStart = store.snapshot();
    step();
    const [values, state] = [store.snapshot(), adam.snapshot()];
    step();
    step();
    const after = store.snapshot();
    store.restore(values);
    adam.restore(state);
    step();
    step();
    assert.deepEqual(store.snapshot(), after);
    store.restore(start);
    adam.reset();
    step();
    assert.deepEqual(store.snapshot(), fromStart);
  });
});

describe("ParameterStore", () => {
  test("names, shapes, initial values and gradients of the flat vector", () => {
    const { engine, store } = setUp("float32");
    const { list } = store;
    assert.equal(list.length, LENGTH);
    assert.deepEqual(list.find("b"), { name: "b", role: "weight", offset: 3, length: 4, shape: [2, 2] });
    assert.equal(list.find("c"), undefined);
    assert.deepEqual([...store.snapshot()], [1, -2, 0.5, 0, 3, -0.25, 10]);
    const b = store.weights(list.find("b")!);
    engine.reals(b.gradient, 4).set([5, 6, 7, 8]);
    assert.deepEqual([...store.gradientSnapshot()], [0, 0, 0, 5, 6, 7, 8]);
    store.clearGradients();
    assert.ok(store.gradientSnapshot().every((value) => value === 0));
  });
});
