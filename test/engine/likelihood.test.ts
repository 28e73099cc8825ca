import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  accumulator,
  addCategorical,
  addContaminated,
  addCount,
  addDiscretizedLogistic,
  addOrdinal,
  addStudentT,
  addZeroInflatedCount,
  atLeast,
  softFloor,
  type Tensor,
  type Weights,
} from "../../src/engine/index.ts";
import { between, type Draw, describeOperation, Workbench } from "./gradient.ts";

const coin: Draw = (random) => (random.uniform() < 0.5 ? 1 : 0);
const whole =
  (below: number): Draw =>
  (random) =>
    Math.floor(below * random.uniform());

/** Far from all of -1 to 1, so that no small step crosses it. */
const beyond: Draw = (random) => (random.uniform() < 0.5 ? -3 : 3);

const two = (bench: Workbench) => bench.data(2, coin);

type Build = (bench: Workbench, sum: Tensor, measured?: Tensor) => void;

const columns: Record<string, Build> = {
  addStudentT: (bench, sum, measured) =>
    addStudentT(
      bench.tape,
      sum,
      bench.data(1),
      bench.tensor(1),
      bench.tensor(1, between(-1, 1)),
      bench.weights(1, between(-1, 3)),
      measured,
    ),
  "addCategorical of two levels": (bench, sum, measured) =>
    addCategorical(bench.tape, sum, bench.data(1, whole(2)), bench.tensor(1), [1], measured),
  "addCategorical of five levels": (bench, sum, measured) =>
    addCategorical(bench.tape, sum, bench.data(1, whole(5)), bench.tensor(4), [4], measured),
  "addOrdinal of two levels": (bench, sum, measured) =>
    addOrdinal(bench.tape, sum, bench.data(1, whole(2)), bench.tensor(1), bench.weights(1), [1], measured),
  "addOrdinal of five levels": (bench, sum, measured) =>
    addOrdinal(bench.tape, sum, bench.data(1, whole(5)), bench.tensor(1), bench.weights(4), [4], measured),
  "addCategorical of two columns": (bench, sum, measured) =>
    addCategorical(bench.tape, sum, bench.data(2, whole(3)), bench.tensor(4), [2, 2], measured && two(bench)),
  "addOrdinal of two columns": (bench, sum, measured) =>
    addOrdinal(
      bench.tape,
      sum,
      bench.data(2, whole(3)),
      bench.tensor(2),
      bench.weights(5),
      [3, 2],
      measured && two(bench),
    ),
  "addStudentT of two columns": (bench, sum, measured) =>
    addStudentT(
      bench.tape,
      sum,
      bench.data(2),
      bench.tensor(2),
      bench.tensor(2),
      bench.weights(2),
      measured && two(bench),
    ),
  "addContaminated of three columns, of which one has no outliers": (bench, sum, measured) =>
    addContaminated(
      bench.tape,
      sum,
      bench.data(3),
      bench.tensor(3),
      bench.tensor(3, between(-1, 1)),
      bench.weights(2, between(-1, 5)),
      [1, 0, 1],
      measured && bench.data(3, coin),
    ),
  "addDiscretizedLogistic of three columns, of which two have ends": (bench, sum, measured) =>
    addDiscretizedLogistic(
      bench.tape,
      sum,
      bench.data(3, whole(6)),
      bench.tensor(3),
      bench.tensor(3, between(-2, 1)),
      [
        { mean: 2.5, deviation: 2, least: 0, most: 5 },
        { mean: 3, deviation: 1.5, most: 5 },
        { mean: 2, deviation: 40 },
      ],
      measured && bench.data(3, coin),
    ),
  "addCount of two columns": (bench, sum, measured) =>
    addCount(
      bench.tape,
      sum,
      bench.data(2, whole(6)),
      bench.tensor(2),
      bench.weights(2),
      4,
      measured && two(bench),
    ),
  "addZeroInflatedCount of two columns": (bench, sum, measured) =>
    addZeroInflatedCount(
      bench.tape,
      sum,
      bench.data(2, (random) => Math.max(whole(6)(random) - 2, 0)),
      bench.tensor(4),
      bench.weights(2),
      4,
      measured && two(bench),
    ),
  "addCount of small counts": (bench, sum, measured) =>
    addCount(
      bench.tape,
      sum,
      bench.data(1, whole(9)),
      bench.tensor(1, between(-2, 2)),
      bench.weights(1, between(-3, 1)),
      8,
      measured,
    ),
  "addCount of large counts": (bench, sum, measured) =>
    addCount(
      bench.tape,
      sum,
      bench.data(1, whole(3000)),
      bench.tensor(1, between(5, 7)),
      bench.weights(1, between(-3, 1)),
      600,
      measured,
    ),
  "addCount near Poisson": (bench, sum, measured) =>
    addCount(
      bench.tape,
      sum,
      bench.data(1, whole(9)),
      bench.tensor(1, between(-2, 2)),
      bench.weights(1, between(-12, -7)),
      8,
      measured,
    ),
};

for (const [name, build] of Object.entries(columns)) {
  describeOperation(name, (bench) => {
    const sum = accumulator(bench.tape);
    build(bench, sum);
    return [sum];
  });
  describeOperation(`${name}, with missing values`, (bench) => {
    const sum = accumulator(bench.tape);
    build(bench, sum, bench.data(1, coin));
    return [sum];
  });
}
describeOperation("atLeast", (bench) => [
  atLeast(bench.tape, bench.tensor(3, between(-1, 1)), bench.weights(3, beyond, false)),
]);
describeOperation("softFloor", (bench) => [
  softFloor(bench.tape, bench.tensor(3), bench.weights(3, between(-2, 1), false)),
]);

/** log p of every value of a column of its own, in float64. */
function logMasses(
  values: readonly number[],
  record: (bench: Workbench, sum: Tensor, x: Tensor) => void,
): Float64Array {
  const bench = new Workbench("float64", values.length);
  const sum = accumulator(bench.tape);
  let next = 0;
  record(
    bench,
    sum,
    bench.data(1, () => values[next++]),
  );
  bench.tape.seal();
  bench.tape.forward();
  return bench.values(sum);
}
const total = (logs: Float64Array) => logs.reduce((sum, log) => sum + Math.exp(log), 0);
const fixed = (bench: Workbench, ...values: number[]): Weights => {
  let next = 0;
  return bench.weights(values.length, () => values[next++], false);
};
const upTo = (last: number) => Array.from({ length: last + 1 }, (_, x) => x);

describe("masses sum to 1", () => {
  test("categorical", () => {
    const logs = logMasses(upTo(3), (bench, sum, x) => {
      let next = 0;
      const logits = bench.data(3, () => [0.3, -40, 12][Math.floor(next++ / 4)]);
      addCategorical(bench.tape, sum, x, logits, [3]);
    });
    assert.ok(Math.abs(total(logs) - 1) < 1e-12);
  });
  test("ordinal, in the middle and far out", () => {
    for (const location of [0, 3, -3, 30, -30]) {
      const logs = logMasses(upTo(4), (bench, sum, x) => {
        addOrdinal(
          bench.tape,
          sum,
          x,
          bench.data(1, () => location),
          fixed(bench, -1, 0.2, -2, 1),
          [4],
        );
      });
      assert.ok(Math.abs(total(logs) - 1) < 1e-12, `${location}: ${total(logs)}`);
      assert.ok(logs.every(Number.isFinite));
    }
  });
  test("rounded logistic, in narrow and wide cells, in the middle and far out, to the ends or without", () => {
    for (const location of [0, 3, -3, 300, -300])
      for (const logScale of [-60, -3, 0, 2]) {
        const logs = logMasses(upTo(9), (bench, sum, x) => {
          addDiscretizedLogistic(
            bench.tape,
            sum,
            x,
            bench.data(1, () => location),
            bench.data(1, () => logScale),
            [{ mean: 4, deviation: 2.5, least: 0, most: 9 }],
          );
        });
        assert.ok(Math.abs(total(logs) - 1) < 1e-12, `${location}, ${logScale}: ${total(logs)}`);
        assert.ok(logs.every((one) => !Number.isNaN(one)));
      }
    const logs = logMasses(upTo(2000), (bench, sum, x) => {
      addDiscretizedLogistic(
        bench.tape,
        sum,
        x,
        bench.data(1, () => 0.2),
        bench.data(1, () => -1),
        [{ mean: 1000, deviation: 60 }],
      );
    });
    assert.ok(Math.abs(total(logs) - 1) < 1e-12, `${total(logs)}`);
  });
  test("counts, from overdispersed to Poisson, looked up and by series", () => {
    for (const [location, dispersion, last] of [
      [1, 0, 2000],
      [3, -1, 3000],
      [3, -16, 200],
      [6.5, -16, 1200],
      [6.5, -2, 8000],
    ]) {
      const logs = logMasses(upTo(last), (bench, sum, x) => {
        addCount(
          bench.tape,
          sum,
          x,
          bench.data(1, () => location),
          fixed(bench, dispersion),
          600,
        );
      });
      assert.ok(Math.abs(total(logs) - 1) < 1e-9, `${location}, ${dispersion}: ${total(logs)}`);
    }
  });
});

test("a count without dispersion has the mass of Poisson", () => {
  const logs = logMasses([0, 1, 7], (bench, sum, x) => {
    addCount(
      bench.tape,
      sum,
      x,
      bench.data(1, () => Math.fround(1.2)),
      fixed(bench, -18),
      8,
    );
  });
  const mu = Math.exp(Math.fround(1.2));
  const exact = [-mu, Math.log(mu) - mu, 7 * Math.log(mu) - mu - Math.log(5040)];
  logs.forEach((value, i) => {
    assert.ok(Math.abs(value - exact[i]) < 1e-6, `${value} ${exact[i]}`);
  });
});

test("Student's t integrates to 1, with one degree of freedom it nears Cauchy's density", () => {
  // Over x = tan(u), which carries the whole line to an interval.
  const steps = 20000;
  const points = Array.from({ length: steps }, (_, i) => Math.tan(Math.PI * ((i + 0.5) / steps - 0.5)));
  const rounded = points.map(Math.fround);
  const logs = logMasses(rounded, (bench, sum, x) => {
    addStudentT(
      bench.tape,
      sum,
      x,
      bench.data(1, () => 0.5),
      bench.data(1, () => -0.25),
      fixed(bench, 0.4),
    );
  });
  let integral = 0;
  logs.forEach((log, i) => {
    integral += (Math.exp(log) * Math.PI * (1 + rounded[i] ** 2)) / steps;
  });
  assert.ok(Math.abs(integral - 1) < 1e-5, `${integral}`);
  const [cauchy] = logMasses([2], (bench, sum, x) => {
    addStudentT(
      bench.tape,
      sum,
      x,
      bench.data(1, () => 0),
      bench.data(1, () => 0),
      fixed(bench, -30),
    );
  });
  assert.ok(Math.abs(cauchy + Math.log(Math.PI * 5)) < 1e-9);
});
