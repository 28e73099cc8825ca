import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { BoxProbability } from "../../src/baselines/copula/boxProbability.ts";
import { latentColumns } from "../../src/baselines/copula/latentColumn.ts";
import { latentCorrelation } from "../../src/baselines/copula/latentCorrelation.ts";
import {
  baselineTitles,
  fitBaselines,
  fitGaussianBaselines,
  fitGaussianCopula,
  fitIndependentGaussian,
  fitIndependentMarginals,
} from "../../src/baselines/index.ts";
import { fitMarginals } from "../../src/baselines/marginal.ts";
import type { ColumnType, Dataset } from "../../src/data/index.ts";
import { negativeBinomial } from "../../src/likelihood/count.ts";
import { builtInNetwork } from "../../src/network/index.ts";
import { Random } from "../../src/numeric/random.ts";
import { normalCdf } from "../../src/numeric/special.ts";
import { correlatedTable } from "../gaussian/tables.ts";
import { tangle } from "../network/tangle.ts";

const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
const near = (a: number, b: number, tolerance: number) =>
  assert.ok(Math.abs(a - b) <= tolerance, `${a} is not ${b} within ${tolerance}`);

function table(types: readonly ColumnType[], rows: readonly (readonly number[])[]): Dataset {
  const columns = types.map((_, c) => `c${c}`);
  return { columns, rowCount: rows.length, values: Float64Array.from(rows.flat()), types };
}

const ordinal: ColumnType = { kind: "ordinal", levels: ["1", "2", "3", "4", "5"] };
const binary: ColumnType = { kind: "binary", levels: ["no", "yes"] };

/** Rows whose latent numbers have one common correlation; `read` turns them into values. */
function latentRows(
  count: number,
  width: number,
  r: number,
  read: (z: number, c: number) => number,
): number[][] {
  const random = new Random(5);
  return Array.from({ length: count }, () => {
    const common = random.normal();
    return Array.from({ length: width }, (_, c) =>
      read(Math.sqrt(r) * common + Math.sqrt(1 - r) * random.normal(), c),
    );
  });
}

describe("independent marginals", () => {
  test("no other logistic distribution says more of whole numbers", () => {
    const random = new Random(4);
    const rows = Array.from({ length: 300 }, () => [Math.max(Math.round(2 + 1.5 * random.normal()), 0)]);
    const [{ distribution }] = fitMarginals(table([{ kind: "discretized-logistic", least: 0 }], rows));
    const below = (edge: number, middle: number, scale: number) =>
      1 / (1 + Math.exp((middle - edge) / scale));
    const sum = (mass: (value: number) => number) =>
      rows.reduce((total, [value]) => total + Math.log(mass(value)), 0);
    const best = sum((value) => Math.exp(distribution.logProbability(value)));
    for (const middle of [1.7, 1.8, 1.9, 2, 2.1, 2.2])
      for (const scale of [0.7, 0.8, 0.9, 1, 1.1]) {
        const own = sum(
          (value) =>
            below(value + 0.5, middle, scale) - (value === 0 ? 0 : below(value - 0.5, middle, scale)),
        );
        assert.ok(own <= best + 1e-3, `${middle}, ${scale}: ${own} > ${best}`);
      }
  });

  test("no other share of zeros, mean or dispersion says more of counts with zeros of their own", () => {
    const random = new Random(6);
    const drawn = negativeBinomial(4, 0.4);
    const rows = Array.from({ length: 400 }, () => [
      random.uniform() < 0.3 ? 0 : drawn.quantile(random.uniform()),
    ]);
    const [{ distribution }] = fitMarginals(table([{ kind: "zero-inflated" }], rows));
    const best = rows.reduce((sum, [value]) => sum + distribution.logProbability(value), 0);
    for (const share of [0.2, 0.24, 0.28, 0.32, 0.36])
      for (const mean of [3.4, 3.7, 4, 4.3, 4.6])
        for (const dispersion of [0.25, 0.32, 0.4, 0.5, 0.6]) {
          const { logProbability } = negativeBinomial(mean, dispersion);
          const own = rows.reduce(
            (sum, [value]) =>
              sum + Math.log((value === 0 ? share : 0) + (1 - share) * Math.exp(logProbability(value))),
            0,
          );
          assert.ok(own <= best + 1e-3, `${share}, ${mean}, ${dispersion}: ${own} > ${best}`);
        }
  });

  test("no other parameters of the same kinds are likelier", () => {
    const random = new Random(3);
    const rows = Array.from({ length: 300 }, () => {
      const scale = Math.sqrt(random.normal() ** 2 + random.normal() ** 2 + random.normal() ** 2);
      return [
        2 + (3 * random.normal()) / scale,
        Math.floor(6 * random.uniform() ** 2 * (1 + random.uniform())),
      ];
    });
    const data = table([{ kind: "student-t" }, { kind: "count" }], rows);
    const [heavy, count] = fitMarginals(data);
    const sum = (c: number, at: (value: number) => number) =>
      rows.reduce((total, row) => total + at(row[c]), 0);
    const best = [heavy, count].map(({ distribution }, c) => sum(c, distribution.logProbability));
    // The t density and the negative binomial mass written down anew, on grids around.
    const logGamma = (x: number) => {
      let shift = 0;
      let y = x;
      while (y < 20) shift -= Math.log(y++);
      return (
        shift + (y - 0.5) * Math.log(y) - y + 0.5 * Math.log(2 * Math.PI) + 1 / (12 * y) - 1 / (360 * y ** 3)
      );
    };
    for (const nu of [1.5, 2, 2.5, 3, 4, 6, 10])
      for (const location of [1.8, 1.9, 2, 2.1, 2.2])
        for (const scale of [1.2, 1.5, 1.8, 2.1]) {
          const constant =
            logGamma((nu + 1) / 2) - logGamma(nu / 2) - 0.5 * Math.log(nu * Math.PI) - Math.log(scale);
          const own = sum(
            0,
            (x) => constant - ((nu + 1) / 2) * Math.log(1 + ((x - location) / scale) ** 2 / nu),
          );
          assert.ok(own <= best[0] + 1e-3, `t(${nu}, ${location}, ${scale}): ${own} > ${best[0]}`);
        }
    const average = sum(1, (x) => x) / rows.length;
    for (const alpha of [0.01, 0.1, 0.2, 0.3, 0.5, 1, 2])
      for (const mu of [0.9 * average, average, 1.1 * average]) {
        const r = 1 / alpha;
        const own = sum(
          1,
          (x) =>
            logGamma(x + r) -
            logGamma(r) -
            logGamma(x + 1) +
            r * Math.log(r / (r + mu)) +
            x * Math.log(mu / (r + mu)),
        );
        assert.ok(own <= best[1] + 1e-3, `nb(${alpha}, ${mu}): ${own} > ${best[1]}`);
      }
  });

  test("Gaussian columns are those of the Gaussian baseline, log-normal ones have their Jacobian", () => {
    const data = correlatedTable(["a", "b"], 30, 1);
    const plain = fitIndependentGaussian(data).logLikelihood(data);
    fitIndependentMarginals(data)
      .logLikelihood(data)
      .forEach((value, row) => {
        near(value, plain[row], 1e-9);
      });
    const skewed = {
      ...data,
      values: data.values.map(Math.exp),
      types: [{ kind: "log-normal" }, { kind: "log-normal" }],
    };
    fitIndependentMarginals(skewed)
      .logLikelihood(skewed)
      .forEach((value, row) => {
        near(value, plain[row] - data.values[2 * row] - data.values[2 * row + 1], 1e-9);
      });
  });

  test("levels have their shares, half a row each beforehand; gaps count for nothing", () => {
    const data = table(
      [binary, ordinal],
      [
        [0, 1],
        [0, 1],
        [1, Number.NaN],
      ],
    );
    const fitted = fitIndependentMarginals(data);
    const scores = fitted.logLikelihood(data);
    near(scores[0], Math.log(2.5 / 4) + Math.log(2.5 / 4.5), 1e-12);
    near(scores[2], Math.log(1.5 / 4), 1e-12);
    near(
      fitted.logLikelihood(table([binary, ordinal], [[1, 4]]))[0],
      Math.log(1.5 / 4) + Math.log(0.5 / 4.5),
      1e-12,
    );
    assert.equal(fitted.parameters, 5);
    const drawn = fitted.sample(500, new Random(1));
    assert.deepEqual(drawn.types, [binary, ordinal]);
    near(
      drawn.values.filter((_, at) => at % 2 === 0).reduce((sum, value) => sum + value, 0) / 500,
      1.5 / 4,
      0.1,
    );
  });

  test("rounded values can't make the density unbounded", () => {
    const data = table([{ kind: "gaussian", step: 1 }], [[5], [5], [5], [5], [5], [5], [5], [5], [5], [6]]);
    const fitted = fitIndependentMarginals(data);
    assert.ok(fitted.logLikelihood(data)[0] < Math.log(Math.sqrt(12) / Math.sqrt(2 * Math.PI)) + 1e-9);
  });
});

describe("the probability of a box", () => {
  const r = 0.6;
  const correlation = Float64Array.of(1, r, r, 1);
  /** By the trapezoidal rule over the first number. */
  const exact = (low: readonly number[], high: readonly number[]) => {
    const [from, to] = [Math.max(low[0], -9), Math.min(high[0], 9)];
    const steps = 4000;
    const step = (to - from) / steps;
    let sum = 0;
    for (let i = 0; i <= steps; i++) {
      const z = from + i * step;
      const root = Math.sqrt(1 - r * r);
      const inner = normalCdf((high[1] - r * z) / root) - normalCdf((low[1] - r * z) / root);
      sum += (i === 0 || i === steps ? 0.5 : 1) * step * Math.exp(-0.5 * z * z) * inner;
    }
    return sum / Math.sqrt(2 * Math.PI);
  };
  const cuts = [-Infinity, -1, 0.2, 1.4, Infinity];
  const box = new BoxProbability(correlation, 2);

  test("agrees with an integral within its standard error, and the cells sum to 1", () => {
    let [total, chi2] = [0, 0];
    for (let i = 0; i < 4; i++) {
      for (let j = 0; j < 4; j++) {
        const low = Float64Array.of(cuts[i], cuts[j]);
        const high = Float64Array.of(cuts[i + 1], cuts[j + 1]);
        const random = new Random(10 * i + j);
        const { logValue, standardError } = box.logProbability(
          { known: new Float64Array(0), low, high },
          2000,
          random,
        );
        assert.ok(standardError < 0.05);
        total += Math.exp(logValue);
        chi2 += ((logValue - Math.log(exact([...low], [...high]))) / standardError) ** 2;
      }
    }
    near(total, 1, 0.01);
    assert.ok(chi2 < 16 + 5 * Math.sqrt(32), `${chi2}`);
  });

  test("one interval beside a known number needs no draws: a probit", () => {
    const known = Float64Array.of(1.1);
    const { logValue, standardError } = box.logProbability(
      { known, low: Float64Array.of(0.3), high: Float64Array.of(Infinity) },
      2,
      new Random(1),
    );
    const root = Math.sqrt(1 - r * r);
    const wanted = -0.5 * (Math.log(2 * Math.PI) + 1.21) + Math.log(normalCdf((1.1 * r - 0.3) / root));
    near(logValue, wanted, 1e-12);
    assert.equal(standardError, 0);
  });

  test("far in the tails it keeps its digits", () => {
    const far = {
      known: new Float64Array(0),
      low: Float64Array.of(7, 7),
      high: Float64Array.of(Infinity, Infinity),
    };
    const { logValue, standardError } = box.logProbability(far, 2000, new Random(1));
    near(logValue, Math.log(exact([7, 7], [Infinity, Infinity])), 5 * standardError + 0.01);
  });
});

describe("latent correlations", () => {
  for (const [name, types, read] of [
    [
      "two ordinal columns",
      [ordinal, ordinal],
      (z: number) => [-1, 0, 0.7, 1.5].filter((cut) => z > cut).length,
    ],
    [
      "a rare and a common binary one",
      [binary, binary],
      (z: number, c: number) => (z > (c === 0 ? 1.3 : 0) ? 1 : 0),
    ],
    [
      "a number and a binary column",
      [{ kind: "gaussian" }, binary],
      (z: number, c: number) => (c === 0 ? 3 + 2 * z : z > 0.5 ? 1 : 0),
    ],
    [
      "a count and a log-normal column",
      [{ kind: "count" }, { kind: "log-normal" }],
      (z: number, c: number) => (c === 0 ? Math.floor(Math.exp(1 + 0.7 * z)) : Math.exp(z)),
    ],
    [
      "whole numbers of any sign, few and many",
      [{ kind: "discretized-logistic" }, { kind: "discretized-logistic" }],
      (z: number, c: number) => Math.round((c === 0 ? 1 : 1000) * (2 * z - 3)),
    ],
    [
      "columns of which one value comes often, as the least and within the others",
      [
        { kind: "semicontinuous", atom: 0, rest: "contaminated-normal" },
        { kind: "semicontinuous", atom: 1, rest: "contaminated-normal" },
      ],
      (z: number, c: number) => (c === 0 ? (z < 0 ? 0 : 2 + z) : Math.abs(z) < 0.4 ? 1 : 1 + z),
    ],
  ] as [string, ColumnType[], (z: number, c: number) => number][]) {
    test(`${name}: near the true one`, () => {
      for (const r of [0.3, 0.8]) {
        const data = table(types, latentRows(4000, 2, r, read));
        const marginals = fitMarginals(data);
        const orders = marginals.map(({ type: { levels } }) => levels && [...levels.keys()]);
        near(latentCorrelation(data, latentColumns(data, marginals, orders))[1], r, 0.06);
      }
    });
  }
});

describe("the copula", () => {
  const read = (z: number, c: number) =>
    [z > 0.3 ? 1 : 0, [-1, 0, 0.7, 1.5].filter((cut) => z > cut).length, 2 * z, Math.exp(z)][c];
  const types = [binary, ordinal, { kind: "gaussian" }, { kind: "log-normal" }];
  const data = table(types, latentRows(150, 4, 0.5, read));
  const held = table(types, latentRows(800, 4, 0.5, read).slice(400));

  test("beats independent columns on dependent ones, with stated errors, the same twice", () => {
    const copula = fitGaussianCopula(data);
    const independent = fitIndependentMarginals(data);
    assert.ok(mean(copula.logLikelihood(held)) > mean(independent.logLikelihood(held)) + 0.3);
    const { perRow, standardError } = copula.estimate(held);
    assert.deepEqual(copula.logLikelihood(held), perRow);
    assert.ok(Math.max(...standardError!) < 0.1);
    assert.ok(copula.shrinkage < 0.5);
  });

  test("of a value that comes often there is a mass, of the others a density, and both together are one", () => {
    const spent = { kind: "semicontinuous", atom: 0, rest: "log-normal" };
    const rows = latentRows(300, 2, 0.6, (z, c) => (c === 0 ? (z > 0.3 ? 1 : 0) : z < 0.2 ? 0 : Math.exp(z)));
    const copula = fitGaussianCopula(table([binary, spent], rows), { pairs: 400 });
    const steps = 600;
    // Even steps of the logarithm.
    const at = (i: number) => Math.exp(-4 + (9 * (i + 0.5)) / steps);
    const amounts = [0, ...Array.from({ length: steps }, (_, i) => at(i))];
    let [total, nothing] = [0, 0];
    for (const code of [0, 1]) {
      const { perRow } = copula.estimate(
        table(
          [binary, spent],
          amounts.map((amount) => [code, amount]),
        ),
      );
      nothing += Math.exp(perRow[0]);
      perRow.forEach((value, i) => {
        total += Math.exp(value) * (i === 0 ? 1 : (amounts[i] * 9) / steps);
      });
    }
    near(total, 1, 0.01);
    near(nothing, rows.filter(([, amount]) => amount === 0).length / 300, 0.01);
  });

  test("a gap is integrated out: the masses of both levels sum to the row without", () => {
    const copula = fitGaussianCopula(data, { pairs: 2000 });
    const row = [1, 2, 0.4, 1.3];
    const scores = copula.logLikelihood(
      table(types, [[0, ...row.slice(1)], row, [Number.NaN, ...row.slice(1)]]),
    );
    near(Math.exp(scores[0]) + Math.exp(scores[1]), Math.exp(scores[2]), 0.01 * Math.exp(scores[2]));
  });

  test("columns that are independent in truth are shrunk far", () => {
    const random = new Random(1);
    const rows = Array.from({ length: 60 }, () => [
      random.integer(2),
      random.integer(5),
      random.normal(),
      Math.exp(random.normal()),
    ]);
    const copula = fitGaussianCopula(table(types, rows));
    assert.ok(copula.shrinkage >= 0.4, `${copula.shrinkage}`);
  });

  test("draws have the marginals and the dependence", () => {
    const drawn = fitGaussianCopula(data).sample(4000, new Random(2));
    assert.deepEqual(drawn.types, types);
    const share = (rows: Dataset, code: number) =>
      rows.values.filter((value, at) => at % 4 === 1 && value === code).length / rows.rowCount;
    for (let code = 0; code < 5; code++) near(share(drawn, code), share(data, code), 0.04);
    assert.ok(drawn.values.every((value, at) => at % 4 !== 3 || value > 0));
    const again = fitGaussianCopula(drawn);
    fitGaussianCopula(data).correlation.forEach((value, at) => {
      near(again.correlation[at], value, 0.08);
    });
  });

  test("levels without an order get one that serves", () => {
    const shuffled = [3, 0, 4, 1, 2];
    const labels: ColumnType = { kind: "categorical", levels: ["a", "b", "c", "d", "e"] };
    const rows = latentRows(300, 3, 0.7, (z, c) => {
      const level = [-1, 0, 0.7, 1.5].filter((cut) => z > cut).length;
      return c === 0 ? shuffled[level] : z;
    });
    const numbers = [{ kind: "gaussian" }, { kind: "gaussian" }];
    const copula = fitGaussianCopula(table([labels, ...numbers], rows));
    const independent = fitIndependentMarginals(table([labels, ...numbers], rows));
    const fresh = table([labels, ...numbers], rows.slice(0, 200));
    assert.ok(mean(copula.logLikelihood(fresh)) > mean(independent.logLikelihood(fresh)) + 0.5);
  });
});

describe("all baselines", () => {
  test("plain tables have the Gaussian ones, the same numbers", () => {
    const { dag } = builtInNetwork("magic-irri");
    const rows = builtInNetwork("magic-irri").sample(40, new Random(1));
    const fitted = fitBaselines(dag, rows, 1);
    assert.deepEqual(Object.keys(fitted), ["independent", "full", "shrunk", "em", "mapEm"]);
    const gaussian = fitGaussianBaselines(dag, rows, 1);
    assert.deepEqual(fitted.independent.logLikelihood(rows), gaussian.independent.logLikelihood(rows));
  });

  test("typed tables have theirs, and the network's own tables where it is discrete", () => {
    const asia = builtInNetwork("asia");
    const rows = asia.sample(100, new Random(1));
    const fitted = fitBaselines(asia.dag, rows, 1, asia.types);
    assert.deepEqual(Object.keys(fitted), ["independent", "copula", "discreteEm", "discreteAverage"]);
    for (const [key, baseline] of Object.entries(fitted)) {
      assert.ok(baselineTitles[key as keyof typeof baselineTitles]);
      assert.ok(Number.isFinite(mean(baseline.logLikelihood(asia.sample(50, new Random(2))))));
    }
    const mixed = builtInNetwork("mixed:magic-irri:1");
    const keys = Object.keys(fitBaselines(mixed.dag, mixed.sample(60, new Random(1)), 1, mixed.types));
    assert.deepEqual(keys, ["independent", "copula"]);
  });

  test("where the network is too dense for exact sums the others stand without it", () => {
    const network = tangle();
    const fitted = fitBaselines(network.dag, network.sample(30, new Random(1)), 1, network.types);
    assert.deepEqual(Object.keys(fitted), ["independent", "copula"]);
  });
});
