import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { betaBinomialCdf } from "../../src/evaluation/betaBinomial.ts";
import { binomialCdf } from "../../src/evaluation/binomial.ts";
import {
  builtInNetwork,
  calibrate,
  Dag,
  type Dataset,
  ecdfBand,
  InputError,
  Random,
  type TrainedModel,
  train,
} from "../../src/internals.ts";

describe("the band of an empirical distribution function", () => {
  test("the binomial distribution adds up, by brute force", () => {
    const choose = (n: number, k: number): number => (k === 0 ? 1 : (choose(n - 1, k - 1) * n) / k);
    for (const [n, p] of [
      [1, 0.3],
      [7, 0.5],
      [12, 0.05],
    ] as const) {
      let sum = 0;
      binomialCdf(n, p).forEach((value, k) => {
        sum += choose(n, k) * p ** k * (1 - p) ** (n - k);
        assert.ok(Math.abs(value - sum) < 1e-12);
      });
    }
    assert.ok(Math.abs(binomialCdf(5000, 0.001).at(-1)! - 1) < 1e-9);
  });

  test("holds uniform values as often as it says", () => {
    const band = ecdfBand(100, 50, { seed: 3 });
    const random = new Random(11);
    let inside = 0;
    for (let trial = 0; trial < 1000; trial++) {
      const values = Array.from({ length: 100 }, () => random.uniform());
      if (
        band.points.every((point, i) => {
          const share = values.filter((value) => value <= point).length / 100;
          return share >= band.lower[i] - 1e-12 && share <= band.upper[i] + 1e-12;
        })
      )
        inside++;
    }
    assert.ok(inside > 925 && inside < 980, `${inside} of 1000`);
  });

  test("holds places among draws as often as it says, however many values share the draws", () => {
    const draws = 199;
    const count = 1000;
    const band = ecdfBand(count, 50, { seed: 3, draws });
    const random = new Random(12);
    let inside = 0;
    for (let trial = 0; trial < 400; trial++) {
      const drawn = Float64Array.from({ length: draws }, () => random.uniform()).sort();
      const values = Float64Array.from({ length: count }, () => random.uniform()).sort();
      let next = 0;
      const below = drawn.map((end) => {
        while (next < count && values[next] < end) next++;
        return next / count;
      });
      // Every fourth draw is a point of the band.
      if (
        band.points.every((_, i) => {
          const share = below[4 * (i + 1) - 1];
          return share >= band.lower[i] - 1e-12 && share <= band.upper[i] + 1e-12;
        })
      )
        inside++;
    }
    assert.ok(inside > 365 && inside < 395, `${inside} of 400`);
  });

  test("of places among draws has beta-binomial tails, by brute force", () => {
    // At a single draw the distribution function is uniform, so that every number of values below it is as likely.
    betaBinomialCdf(4, 1, 1).forEach((value, k) => {
      assert.ok(Math.abs(value - (k + 1) / 5) < 1e-12);
    });
    // At the second of three draws: the means of (1 - x)^2 and of 1 - x^2 over a Beta(2, 2).
    const two = betaBinomialCdf(2, 2, 2);
    assert.ok(Math.abs(two[0] - 0.3) < 1e-12 && Math.abs(two[1] - 0.7) < 1e-12);
    assert.ok(Math.abs(betaBinomialCdf(20000, 20, 1980).at(-1)! - 1) < 1e-9);
  });

  test("refuses what makes no sense", () => {
    assert.throws(() => ecdfBand(50, 10, { draws: 50 }), InputError);
    assert.throws(() => ecdfBand(0, 10), InputError);
    assert.throws(() => ecdfBand(10, 1), InputError);
  });

  test("runs its example", () => {
    const { lower, upper } = ecdfBand(200, 20, { seed: 1 });
    assert.ok(lower[9] < 0.5 && upper[9] > 0.5);
  });
});

describe("calibration of a model with a rounded column", () => {
  test("coarse rounding is no fault of the model", async () => {
    const dag = Dag.create([
      { name: "h", parents: [] },
      ...["weight", "length", "width"].map((name) => ({ name, parents: ["h"] })),
    ]);
    const random = new Random(5);
    const rowCount = 600;
    const values = new Float64Array(3 * rowCount);
    for (let row = 0; row < rowCount; row++) {
      const h = random.normal();
      const part = () => h + 0.7 * random.normal();
      values.set([5 * Math.round((130 + 9 * part()) / 5), part(), part()], 3 * row);
    }
    const table = {
      columns: ["weight", "length", "width"],
      types: [{ kind: "gaussian", step: 5 }, { kind: "gaussian" }, { kind: "gaussian" }],
      rowCount,
      values,
    };
    const model = await train(dag, table, { seed: 1, tuning: { epochs: 0 } });
    const { predictive } = calibrate(model, { simulations: 20, draws: 19, seed: 1, data: table });
    assert.deepEqual(
      predictive!.map(({ inside }) => inside),
      [true, true, true],
    );
    assert.ok(predictive!.every(({ coverage }) => Math.abs(coverage[50] - 0.5) < 0.06));
  });
});

describe("calibration of a model", () => {
  const network = builtInNetwork("gaussian-tree");
  let model: TrainedModel;
  let fresh: Dataset;

  test("a linear-Gaussian model's encoder is its exact posterior, and its marginals fit its own rows", async () => {
    model = await train(network.dag, network.sample(150, new Random(1)), { seed: 1 });
    assert.equal(model.training.start, "linear-gaussian");
    fresh = model.sample(300, { seed: 77 }).data;
    const result = calibrate(model, { simulations: 300, draws: 99, seed: 1, data: fresh });
    assert.equal(result.posterior.length, 15);
    const outside = result.posterior.filter(({ inside }) => !inside).length;
    assert.ok(outside <= 2, `${outside} of 15 latents outside`);
    const mean = (of: (u: (typeof result.posterior)[number]) => number) =>
      result.posterior.reduce((sum, one) => sum + of(one), 0) / result.posterior.length;
    assert.ok(Math.abs(mean(({ coverage }) => coverage[50]) - 0.5) < 0.03);
    assert.ok(Math.abs(mean(({ coverage }) => coverage[95]) - 0.95) < 0.02);
    assert.equal(result.predictive!.length, 16);
    assert.ok(result.predictive!.filter(({ inside }) => !inside).length <= 4);
  });

  test("many rows of the model itself fit it: that the draws are few is no fault of the model", () => {
    const { data } = model.sample(8000, { seed: 78 });
    const { predictive } = calibrate(model, { simulations: 20, draws: 19, seed: 1, data });
    const outside = predictive!.filter(({ inside }) => !inside).length;
    assert.ok(outside <= 3, `${outside} of 16 columns outside`);
  });

  test("places among posterior draws are uniform for any number of draws", () => {
    const { posterior } = calibrate(model, { simulations: 2500, draws: 20, seed: 1 });
    for (const share of [50, 80, 95] as const) {
      const mean = posterior.reduce((sum, { coverage }) => sum + coverage[share], 0) / posterior.length;
      assert.ok(Math.abs(mean - share / 100) < 0.01, `${share} %: ${mean}`);
    }
    const outside = posterior.filter(({ inside }) => !inside).length;
    assert.ok(outside <= 3, `${outside} of 15 latents outside`);
  });

  test("data of twice the spread is found out", () => {
    const wide = { ...fresh, values: fresh.values.map((value) => 2 * value) };
    const { predictive } = calibrate(model, { simulations: 20, draws: 19, seed: 1, data: wide });
    assert.ok(predictive!.filter(({ inside }) => !inside).length >= 14);
    assert.ok(predictive!.every(({ coverage }) => coverage[80] < 0.75));
  });

  test("rows with gaps count with what is there", () => {
    const { columns, rowCount } = fresh;
    const gapped = { ...fresh, values: fresh.values.map((value, i) => (i % 5 === 0 ? Number.NaN : value)) };
    const { predictive, predictiveBand } = calibrate(model, { simulations: 20, draws: 19, data: gapped });
    predictive!.forEach(({ values }, column) => {
      const measured = Array.from(
        { length: rowCount },
        (_, row) => (row * columns.length + column) % 5 !== 0,
      );
      assert.equal(values.length, measured.filter(Boolean).length);
      assert.ok(values.every((value) => value > 0 && value <= 1));
    });
    assert.ok(predictive!.filter(({ inside }) => !inside).length <= 4);
    const whole = ecdfBand(rowCount, 100, { seed: 0 });
    assert.ok(predictiveBand!.upper[49] > whole.upper[49], "fewer values, a wider band");
    const empty = {
      ...fresh,
      values: fresh.values.map((value, i) => (i % columns.length === 3 ? Number.NaN : value)),
    };
    assert.throws(
      () => calibrate(model, { simulations: 20, draws: 19, data: empty }),
      /missing in all 300 rows/,
    );
    const infinite = { ...fresh, values: fresh.values.map((value, i) => (i === 7 ? Infinity : value)) };
    assert.throws(() => calibrate(model, { simulations: 20, draws: 19, data: infinite }), InputError);
  });

  test("runs its example, gives the same again, and refuses too little", () => {
    const { posterior } = calibrate(model, { simulations: 200, draws: 99, seed: 1 });
    posterior.filter(({ inside }) => !inside).map(({ name }) => name); // latents that are off
    assert.deepEqual(calibrate(model, { simulations: 200, draws: 99, seed: 1 }).posterior, posterior);
    assert.throws(() => calibrate(model, { simulations: 3 }), InputError);
    assert.throws(() => calibrate(model, { draws: 5 }), InputError);
    assert.throws(() => calibrate(model, { simulations: 1e6, draws: 1e4 }), /fit into memory/);
  });
});
