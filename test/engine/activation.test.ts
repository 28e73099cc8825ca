import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type ActivationKind, activation, activationKinds, Engine, Tape } from "../../src/engine/index.ts";
import { toEnd } from "../../src/numeric/turns.ts";
import { between, type Draw, describeOperation, largestDifference } from "./gradient.ts";

/** h, h' and h'' by JavaScript's own functions, at sharpness 1: h(x) is H(beta x) / beta. */
const reference: Record<ActivationKind, (x: number) => [number, number, number]> = {
  lipswish: (x) => {
    const s = 1 / (1 + Math.exp(-x));
    const d = s * (1 - s);
    return [(x * s) / 1.1, (s + x * d) / 1.1, (2 * d + x * d * (1 - 2 * s)) / 1.1];
  },
  lipmish: (x) => {
    const t = Math.tanh(x > 30 ? x : Math.log1p(Math.exp(x)));
    const s = 1 / (1 + Math.exp(-x));
    const d = (1 - t * t) * s;
    const dd = -2 * t * d * s + (1 - t * t) * s * (1 - s);
    return [(x * t) / 1.09, (t + x * d) / 1.09, (2 * d + x * dd) / 1.09];
  },
  tanh: (x) => {
    const t = Math.tanh(x);
    return [t, 1 - t * t, -2 * t * (1 - t * t)];
  },
  elu: (x) => (x > 0 ? [x, 1, 0] : [Math.expm1(x), Math.exp(x), Math.exp(x)]),
};

function evaluate(
  precision: "float32" | "float64",
  kind: ActivationKind,
  xs: Float64Array,
  sharpness: number,
) {
  const engine = new Engine(precision);
  const tape = new Tape(engine, xs.length);
  const a = tape.tensor(1, true);
  engine.reals(a.pointer, xs.length).set(xs);
  const out = activation(tape, kind, a, tape.constant([sharpness]));
  tape.forward();
  const read = (pointer: number) => Float64Array.from(engine.reals(pointer, xs.length));
  return { value: read(out.value.pointer), slope: read(out.slope!.pointer), bend: read(out.bend!.pointer) };
}

const grid = (low: number, high: number, count: number) =>
  Float64Array.from({ length: count }, (_, i) => Math.fround(low + ((high - low) * i) / (count - 1)));

describe("activation", () => {
  test("far out every activation is a line: slope 0 or the largest, no bend", () => {
    const xs = Float64Array.from([-1e30, -1e15, -1e6, 1e6, 1e15, 1e30]);
    for (const kind of activationKinds) {
      const [low] = reference[kind](-200).slice(1);
      const [high] = reference[kind](200).slice(1);
      for (const precision of ["float32", "float64"] as const) {
        const { slope, bend } = evaluate(precision, kind, xs, 30);
        const expected = xs.map((x) => (x < 0 ? low : high));
        assert.ok(largestDifference(slope, expected) < 1e-6, `${kind}, ${precision}: ${[...slope]}`);
        assert.ok(
          bend.every((value) => Math.abs(value) < 1e-4),
          `${kind}, ${precision}: ${[...bend]}`,
        );
      }
    }
  });

  test("a value is the same to the bit whatever stands beside it and however many there are", () => {
    const xs = grid(-9, 9, 4 * 300);
    for (const kind of activationKinds) {
      const whole = evaluate("float32", kind, xs, 1.5);
      for (const vectors of [1, 2, 3, 4, 5, 6, 7, 9, 127, 128, 129, 299]) {
        const part = evaluate("float32", kind, xs.subarray(0, 4 * vectors), 1.5);
        for (const name of ["value", "slope", "bend"] as const) {
          assert.deepEqual(
            part[name],
            whole[name].slice(0, 4 * vectors),
            `${kind}, ${name}, ${vectors} vectors`,
          );
        }
      }
    }
  });

  for (const kind of activationKinds) {
    for (const beta of [0.1, 0.5, 1, 2.5, 20]) {
      test(`${kind}, sharpness ${beta}: values and derivatives`, () => {
        const xs = grid(-40 / beta, 40 / beta, 4001);
        const sharpness = Math.fround(beta);
        const exact = Array.from(xs, (x) => reference[kind](sharpness * x));
        const expected = [
          exact.map(([h]) => h / sharpness),
          exact.map(([, slope]) => slope),
          exact.map(([, , bend]) => bend * sharpness),
        ];
        const double = evaluate("float64", kind, xs, sharpness);
        const size = Math.max(1, 40 / beta);
        assert.ok(largestDifference(double.value, expected[0]) < 2e-15 * size);
        assert.ok(largestDifference(double.slope, expected[1]) < 3e-15);
        assert.ok(largestDifference(double.bend, expected[2]) < 1e-14 * Math.max(1, beta));
        const single = evaluate("float32", kind, xs, sharpness);
        assert.ok(largestDifference(single.value, expected[0]) < 3e-7 * size);
        assert.ok(largestDifference(single.slope, expected[1]) < 1e-6);
        assert.ok(largestDifference(single.bend, expected[2]) < 2e-6 * Math.max(1, beta));
      });

      test(`${kind}, sharpness ${beta}: the slope never exceeds 1`, () => {
        const xs = new Float64Array(60001);
        xs.set(grid(-12 / beta, 12 / beta, 40001));
        xs.set(grid(-1e4, 1e4, 20000), 40001);
        for (const [precision, rounding] of [
          ["float64", 0],
          ["float32", 1e-6],
        ] as const) {
          const { slope } = evaluate(precision, kind, xs, beta);
          const steepest = slope.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
          assert.ok(steepest <= 1 + rounding, `${precision}: ${steepest}`);
        }
      });
    }

    for (const precision of ["float32", "float64"] as const) {
      test(`${kind}, ${precision}: large arguments stay finite, what is not a number stays visible`, () => {
        const xs = Float64Array.from([-1e6, -1e3, -200, 0, 200, 1e3, 1e6, Number.NaN]);
        const { value, slope, bend } = evaluate(precision, kind, xs, 1);
        for (const values of [value, slope, bend]) {
          assert.ok(values.subarray(0, 7).every(Number.isFinite), values.join(" "));
        }
        assert.ok(Number.isNaN(value[7]) && Number.isNaN(slope[7]));
        const limit = kind === "tanh" ? 1 : 1e6 * (kind === "elu" ? 1 : reference[kind](100)[1]);
        assert.ok(Math.abs(value[6] - limit) <= 1e-6 * limit);
        assert.ok(Math.abs(slope[3] - reference[kind](0)[1]) < 1e-6);
      });
    }

    test(`${kind}: what is not wanted of the derivatives changes no bit of what is`, () => {
      const xs = grid(-9, 9, 37);
      for (const precision of ["float32", "float64"] as const) {
        const all = evaluate(precision, kind, xs, 1.3);
        const engine = new Engine(precision);
        const tape = new Tape(engine, xs.length, { differentiable: false });
        const a = tape.tensor(1, false);
        engine.reals(a.pointer, xs.length).set(xs);
        const beta = tape.constant([1.3]);
        const alone = activation(tape, kind, a, beta, "none");
        const sloped = activation(tape, kind, a, beta, "slope");
        assert.equal(alone.slope, undefined);
        assert.equal(sloped.bend, undefined);
        tape.forward();
        const read = (pointer: number) => Float64Array.from(engine.reals(pointer, xs.length));
        assert.deepEqual(read(alone.value.pointer), all.value);
        assert.deepEqual(read(sloped.value.pointer), all.value);
        assert.deepEqual(read(sloped.slope!.pointer), all.slope);
      }
    });

    // Away from zero, where ELU's second derivative jumps.
    const draw: Draw = (random) => (random.uniform() < 0.5 ? -1 : 1) * between(0.05, 3)(random);
    describeOperation(`${kind} through values and slopes`, (bench) => {
      const out = activation(bench.tape, kind, bench.tensor(4, draw), bench.weights(1, between(0.5, 2)));
      return [out.value, out.slope!];
    });
    describeOperation(`${kind} through values only`, (bench) => {
      const beta = bench.weights(1, between(0.5, 2));
      return [activation(bench.tape, kind, bench.tensor(4, draw), beta, "none").value];
    });
    describeOperation(`${kind} through slopes only`, (bench) => {
      const beta = bench.weights(1, between(0.5, 2));
      return [activation(bench.tape, kind, bench.tensor(4, draw), beta).slope!];
    });
    describeOperation(`${kind} of constants`, (bench) => {
      const out = activation(bench.tape, kind, bench.data(4, draw), bench.weights(1, between(0.5, 2)));
      return [out.value, out.slope!];
    });
  }
});

describe("what is the same at all draws is activated once", () => {
  /** Three rows; the middle one has its values in another tensor. */
  const recorded = (precision: "float32" | "float64", known: boolean) => {
    const engine = new Engine(precision);
    const tape = new Tape(engine, 5, { differentiable: false });
    const [a, values] = [tape.tensor(3, false), tape.tensor(3, false, true)];
    const padded = tape.paddedBatch;
    const fill = (draw: number) => {
      for (let i = 0; i < 3 * padded; i++) {
        const ownRow = Math.floor(i / padded) === 1;
        engine.reals(values.pointer, 3 * padded)[i] = ownRow ? Math.sin(i) : Number.NaN;
        engine.reals(a.pointer, 3 * padded)[i] = Math.sin(ownRow ? i : i + draw);
      }
    };
    const given = known ? { values, rows: [1] } : undefined;
    const out = activation(tape, "lipswish", a, tape.constant([1.5]), "slope", given);
    const draws = [1, 2].map((draw) => {
      fill(draw);
      if (draw === 1) tape.begin();
      toEnd(tape.drawInSteps());
      return [out.value, out.slope!].map(({ pointer }) => [...engine.reals(pointer, 3 * padded)]);
    });
    return draws;
  };

  test("rows of a tensor, with the bits of all rows together", () => {
    for (const precision of ["float32", "float64"] as const)
      assert.deepEqual(recorded(precision, true), recorded(precision, false));
  });

  test("a whole tensor", () => {
    const tape = new Tape(new Engine("float64"), 2, { differentiable: false });
    const out = activation(tape, "tanh", tape.tensor(1, false, true), tape.constant([1]), "none");
    assert.equal(out.value.held, true);
  });
});
