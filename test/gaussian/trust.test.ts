import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  amended,
  bestTrust,
  builtInNetwork,
  climbTrust,
  Dag,
  type Dataset,
  DoubtfulEm,
  doubtfulArcs,
  fitGappedLinearGaussian,
  fitLinearGaussian,
  InputError,
  keptArcs,
  type LinearGaussianFit,
  LinearGaussianNetwork,
  linearGaussianBaseline,
  meanLogDensity,
  missingAtRandom,
  Random,
  scoreTrust,
  splitFolds,
} from "../../src/internals.ts";

const ecoli = builtInNetwork("ecoli70");
const options = { kind: "map", seed: 1, history: false } as const;

/** ECOLI70 without its arcs into some of its measured nodes. */
function without(dag: Dag, children: readonly string[]): Dag {
  const observed = dag.observed.map((node) => dag.names[node]);
  return Dag.create(
    dag.toSpecs().map((spec) => (children.includes(spec.name) ? { ...spec, parents: [] } : spec)),
    observed,
  );
}

function scoresOf(dag: Dag, data: Dataset, fit: (rows: Dataset) => LinearGaussianFit) {
  const splits = splitFolds(data, 5, 1).map(({ training, heldOut }) => ({
    training,
    heldOut,
    fits: [fit(training)],
  }));
  for (const { training, fits } of splits) fits.push(...climbTrust(dag, training, fits[0], { seed: 1 }));
  return scoreTrust(splits);
}

describe("a network that may be wrong", () => {
  test("the right one is left as it is", () => {
    const data = ecoli.sample(200, new Random(11));
    const scores = scoresOf(ecoli.dag, data, (rows) => fitLinearGaussian(ecoli.dag, rows, options));
    assert.equal(bestTrust(scores), Number.POSITIVE_INFINITY);
  });

  test("missing arcs come back, and with them what they are worth", () => {
    const dag = without(
      ecoli.dag,
      ecoli.dag.observed.slice(0, 6).map((node) => ecoli.dag.names[node]),
    );
    const data = ecoli.sample(200, new Random(12));
    const test = ecoli.sample(1000, new Random(13));
    const exact = (ecoli as LinearGaussianNetwork).marginalLogDensity(test).reduce((a, b) => a + b, 0) / 1000;
    const scores = scoresOf(dag, data, (rows) => fitLinearGaussian(dag, rows, options));
    assert.ok(bestTrust(scores) < Number.POSITIVE_INFINITY);
    const mask = fitLinearGaussian(dag, data, options);
    const fit = climbTrust(dag, data, mask, { seed: 1 }).at(-1)!;
    const kept = keptArcs(dag, fit);
    const lost = exact - meanLogDensity(mask, test);
    const left = exact - meanLogDensity(fit, test);
    assert.ok(lost > 1.5, `the wrong network costs ${lost}`);
    assert.ok(left < 0.35 * lost, `of ${lost} nats ${left} are left`);
    assert.ok(kept.length <= 30, `${kept.length} arcs`);
    const small = amended(dag, kept);
    const pruned = new DoubtfulEm(dag, data, 1).fit(small, { precision: 10000, start: fit });
    assert.ok(Math.abs(meanLogDensity(pruned, test) - meanLogDensity(fit, test)) < 0.05);
  });

  test("a single missing arc gets the coefficient of a regression", () => {
    const truth = new LinearGaussianNetwork({
      name: "three",
      observed: ["a", "b", "c"],
      nodes: [
        { name: "a", parents: {}, intercept: 0, variance: 1 },
        { name: "b", parents: { a: 1 }, intercept: 1, variance: 1 },
        { name: "c", parents: { b: -0.8 }, intercept: 0, variance: 0.5 },
      ],
    });
    const data = truth.sample(2000, new Random(3));
    const dag = without(truth.dag, ["c"]);
    const mask = fitLinearGaussian(dag, data, options);
    const fit = climbTrust(dag, data, mask).at(-1)!;
    const [arc] = keptArcs(dag, fit);
    assert.deepEqual([truth.dag.names[arc.parent], truth.dag.names[arc.child]], ["b", "c"]);
    // Standardized: -0.8 sd(b) / sd(c), sd(b)^2 = 2, sd(c)^2 = 0.64 * 2 + 0.5.
    const expected = -0.8 * Math.sqrt(2 / 1.78);
    assert.ok(Math.abs(arc.weight - expected) < 0.03, `${arc.weight} against ${expected}`);
    const others = doubtfulArcs(dag, fit).filter(
      ({ parent, child }) => parent !== arc.parent || child !== arc.child,
    );
    for (const { weight } of others) assert.ok(Math.abs(weight) < 0.01, `${weight}`);
  });

  test("without doubtful arcs it goes on as MAP-EM does", () => {
    const data = ecoli.sample(92, new Random(14));
    const short = fitLinearGaussian(ecoli.dag, data, { ...options, starts: 1, iterations: 60 });
    const long = fitLinearGaussian(ecoli.dag, data, { ...options, starts: 1, iterations: 90 });
    const fit = new DoubtfulEm(ecoli.dag, data).fit(ecoli.dag, { precision: 100, start: short });
    const covariance = (of: LinearGaussianFit) => linearGaussianBaseline(of).covariance;
    covariance(long).forEach((value, i) => {
      assert.ok(Math.abs(value - covariance(fit)[i]) < 1e-9 * (1 + Math.abs(value)), `${i}`);
    });
  });

  test("gaps: the missing arcs come back as well", () => {
    const dag = without(
      ecoli.dag,
      ecoli.dag.observed.slice(0, 6).map((node) => ecoli.dag.names[node]),
    );
    const data = missingAtRandom(ecoli.sample(200, new Random(12)), 0.1, new Random(4));
    const test = ecoli.sample(1000, new Random(13));
    const fitOf = (rows: Dataset) =>
      fitGappedLinearGaussian(dag, rows, { ...options, iterations: 60, starts: 1 });
    const scores = scoresOf(dag, data, fitOf);
    assert.ok(bestTrust(scores) < Number.POSITIVE_INFINITY);
    const mask = fitOf(data);
    const fit = climbTrust(dag, data, mask, { seed: 1 }).at(-1)!;
    assert.ok(meanLogDensity(fit, test) > meanLogDensity(mask, test) + 1);
  });

  test("the density of rows with gaps is that of what is there", () => {
    const data = ecoli.sample(60, new Random(5));
    const fit = fitLinearGaussian(ecoli.dag, data, options);
    const rows = missingAtRandom(ecoli.sample(5, new Random(6)), 0.3, new Random(7));
    const network = new LinearGaussianNetwork({
      name: "fitted",
      observed: data.columns,
      nodes: fit.network.map(({ name, parents, coefficients, intercept, variance }) => ({
        name,
        parents: Object.fromEntries(parents.map((parent, k) => [parent, coefficients[k]])),
        intercept,
        variance,
      })),
    });
    const width = rows.columns.length;
    let sum = 0;
    for (let row = 0; row < rows.rowCount; row++) {
      const values = rows.values.subarray(row * width, (row + 1) * width);
      const columns = rows.columns.filter((_, c) => !Number.isNaN(values[c]));
      const present = values.filter((value) => !Number.isNaN(value));
      sum += network.marginalLogDensity({ columns, rowCount: 1, values: present })[0];
    }
    assert.ok(Math.abs(meanLogDensity(fit, rows) - sum / rows.rowCount) < 1e-8);
  });

  test("a precision that is none is refused", () => {
    const data = ecoli.sample(60, new Random(5));
    const mask = fitLinearGaussian(ecoli.dag, data, options);
    const em = new DoubtfulEm(ecoli.dag, data);
    for (const precision of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
      assert.throws(() => em.fit(ecoli.dag, { precision, start: mask }), InputError);
    }
  });
});
