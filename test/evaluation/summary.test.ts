import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  bootstrapEstimate,
  type Coefficient,
  type ColumnType,
  checkResamplings,
  Dag,
  type Dataset,
  InputError,
  LinearGaussianNetwork,
  Random,
  readingNumbers,
  resampledNumbers,
  retrain,
  signsToAgree,
  summarize,
  TrainedModel,
  train,
} from "../../src/internals.ts";

/** Two related causes of six measurements, one of which another measurement moves too. */
const truth = new LinearGaussianNetwork({
  name: "two causes",
  nodes: [
    { name: "a", parents: {}, intercept: 0, variance: 1 },
    { name: "b", parents: { a: 0.6 }, intercept: 0, variance: 0.64 },
    { name: "a1", parents: { a: 2 }, intercept: 5, variance: 1 },
    { name: "a2", parents: { a: 0.8 }, intercept: 1, variance: 0.4 },
    { name: "a3", parents: { a: -0.7 }, intercept: 0, variance: 0.5 },
    { name: "b1", parents: { b: 1.2, a1: 0.3 }, intercept: 0, variance: 0.6 },
    { name: "b2", parents: { b: 0.9 }, intercept: -3, variance: 0.3 },
    { name: "b3", parents: { b: 1 }, intercept: 0, variance: 0.7 },
  ],
  observed: ["a1", "a2", "a3", "b1", "b2", "b3"],
});
const data = truth.sample(150, new Random(1));
const small = { hidden: [12], blocks: 1 };
const linear = { start: "linear-gaussian", epochs: 0 } as const;
const model = await train(truth.dag, data, { seed: 1, trust: "full", architecture: small, tuning: linear });
const anchored = model.withSigns(data);
const effects = [
  ["a", "b1"],
  ["a", "b"],
] as const;
const near = (value: number, expected: number, tolerance: number, what: string) =>
  assert.ok(Math.abs(value - expected) < tolerance, `${what}: ${value} against ${expected}`);

/** Ordinary least squares of a column on others, with the share of its variance that they explain. */
function regression({ columns, rowCount, values }: Dataset, child: string, parents: readonly string[]) {
  const column = (name: string) => {
    const at = columns.indexOf(name);
    const own = Float64Array.from({ length: rowCount }, (_, row) => values[row * columns.length + at]);
    const mean = own.reduce((sum, value) => sum + value / rowCount, 0);
    return own.map((value) => value - mean);
  };
  const product = (x: Float64Array, y: Float64Array) =>
    x.reduce((sum, value, i) => sum + value * y[i], 0) / rowCount;
  const [y, xs] = [column(child), parents.map(column)];
  // Gram-Schmidt from the last regressor on gives the coefficient of the first; so for each in turn.
  const residualOf = (of: Float64Array, on: readonly Float64Array[]): Float64Array => {
    let rest = of;
    const basis: Float64Array[] = [];
    for (const x of on) {
      let own = x;
      for (const earlier of basis) {
        const share = product(own, earlier) / product(earlier, earlier);
        own = own.map((value, i) => value - share * earlier[i]);
      }
      const share = product(rest, own) / product(own, own);
      rest = rest.map((value, i) => value - share * own[i]);
      basis.push(own);
    }
    return rest;
  };
  const coefficients = xs.map((x, k) => {
    const own = residualOf(
      x,
      xs.filter((_, other) => other !== k),
    );
    return product(y, own) / product(own, own);
  });
  const rest = residualOf(y, xs);
  return { coefficients, rSquared: 1 - product(rest, rest) / product(y, y) };
}

describe("path coefficients", () => {
  test("of a linear model are those of regressions on rows drawn from it", () => {
    const found = anchored.pathCoefficients(data, { effects });
    assert.ok(found.linear);
    const { data: rows } = anchored.sample(40_000, { seed: 3, includeLatents: true });
    for (const child of ["b", "a1", "b1", "b2"]) {
      const parents = truth.dag.parents(truth.dag.indexOf(child)).map((parent) => truth.dag.names[parent]);
      const expected = regression(rows, child, parents);
      const spread = (name: string) => Math.sqrt(varianceOf(rows, name));
      parents.forEach((parent, i) => {
        const path = found.paths.find((one) => one.parent === parent && one.child === child)!;
        const unit = (name: string) =>
          truth.dag.roles[truth.dag.indexOf(name)] === "latent" ? spread(name) : 1;
        near(
          path.raw,
          (expected.coefficients[i] * unit(parent)) / unit(child),
          0.03,
          `${parent} -> ${child}`,
        );
        near(
          path.standardized,
          (expected.coefficients[i] * spread(parent)) / spread(child),
          0.02,
          `${parent} -> ${child}`,
        );
      });
      const own = [...found.measured, ...found.hidden].find(({ name }) => name === child)!;
      near(own.rSquared, expected.rSquared, 0.02, `R squared of ${child}`);
    }
    for (const { name, reliability } of found.hidden) {
      near(reliability, regression(rows, name, data.columns).rSquared, 0.02, `reliability of ${name}`);
    }
  });

  test("effects are sums over paths of products", () => {
    const { paths, effects: found } = anchored.pathCoefficients(data, { effects });
    const of = (parent: string, child: string, unit: keyof Coefficient) =>
      paths.find((path) => path.parent === parent && path.child === child)![unit];
    for (const unit of ["raw", "standardized"] as const) {
      const [onB1, onB] = found;
      near(
        onB1.total[unit],
        of("a", "b", unit) * of("b", "b1", unit) + of("a", "a1", unit) * of("a1", "b1", unit),
        1e-6,
        "a on b1",
      );
      assert.equal(onB1.direct[unit], 0);
      near(onB1.indirect[unit], onB1.total[unit], 1e-12, "all of it is indirect");
      near(onB.direct[unit], of("a", "b", unit), 1e-12, "a on b");
      near(onB.indirect[unit], 0, 1e-12, "nothing else");
    }
  });

  test("averages over rows and draws agree with the exact reading where a model hardly bends", () => {
    const parts = model.toParts();
    const bent = TrainedModel.fromParts({
      ...parts,
      parameters: parts.parameters.map((parameter) =>
        parameter.values.every((value) => value === 0) && /decoder/.test(parameter.name)
          ? { ...parameter, values: parameter.values.map(() => 1e-9) }
          : parameter,
      ),
    });
    const exact = model.pathCoefficients(data, { effects });
    const averaged = bent.pathCoefficients(data, { effects, seed: 4 });
    assert.ok(exact.linear && !averaged.linear);
    exact.paths.forEach((path, i) => {
      const what = `${path.parent} -> ${path.child}`;
      near(averaged.paths[i].raw / path.raw, 1, 0.08, what);
      near(averaged.paths[i].standardized, path.standardized, 0.06, what);
    });
    exact.measured.forEach(({ name, rSquared }, i) => {
      near(averaged.measured[i].rSquared, rSquared, 0.08, name);
    });
    exact.hidden.forEach(({ name, reliability }, i) => {
      near(averaged.hidden[i].reliability, reliability, 0.06, name);
    });
    near(averaged.effects[0].total.raw / exact.effects[0].total.raw, 1, 0.08, "effect");
  });

  test("an effect that there is not, or that no product of slopes is, is refused by name", async () => {
    const refused = (from: string, to: string, message: RegExp) =>
      assert.throws(
        () => model.pathCoefficients(data, { effects: [[from, to]] }),
        (error) => error instanceof InputError && message.test(error.message),
      );
    refused("b1", "a", /no path leads from b1 to a/);
    refused("a", "nobody", /nobody/);
    const vae = await train(truth.dag, data, {
      model: "vae",
      architecture: small,
      tuning: { epochs: 1 },
    });
    assert.throws(() => vae.pathCoefficients(data), /model true/);
  });
});

describe("columns of other kinds", () => {
  /** y behind its level is 1.5 x + logistic noise; w reads y, counts read x. */
  const dag = Dag.create(
    [
      { name: "x", parents: [] },
      { name: "group", parents: [] },
      { name: "y", parents: ["x", "group"] },
      { name: "n", parents: ["x"] },
      { name: "w", parents: ["y", "x"] },
      { name: "grade", parents: ["x"] },
    ],
    ["x", "group", "y", "n", "w", "grade"],
  );
  const types: ColumnType[] = [
    { kind: "gaussian" },
    { kind: "categorical", levels: ["p", "q", "r"] },
    { kind: "binary", levels: ["no", "yes"] },
    { kind: "count" },
    { kind: "gaussian" },
    { kind: "ordinal", levels: ["low", "mid", "high"] },
  ];
  const rows = 3000;
  const random = new Random(8);
  const values = new Float64Array(rows * 6);
  const logistic = () => {
    const u = random.uniform();
    return Math.log(u / (1 - u));
  };
  const poisson = (mean: number) => {
    let [count, product] = [0, random.uniform()];
    while (product > Math.exp(-mean)) {
      count++;
      product *= random.uniform();
    }
    return count;
  };
  for (let row = 0; row < rows; row++) {
    const x = random.normal() * 2 + 3;
    const group = random.integer(3);
    const y = 0.75 * (x - 3) + [0, 1, -0.5][group] + logistic() > 0 ? 1 : 0;
    const latent = 0.9 * (x - 3) + logistic();
    values.set(
      [
        x,
        group,
        y,
        poisson(Math.exp(0.5 + 0.2 * x)),
        2 * y - 0.5 * x + random.normal(),
        latent < -1 ? 0 : latent < 1 ? 1 : 2,
      ],
      row * 6,
    );
  }
  const table: Dataset = { columns: dag.names, types, rowCount: rows, values };

  test("have slopes of their predictors, and R squared of what lies behind them", async () => {
    const mixed = await train(dag, table, { seed: 1, trust: "full", architecture: small, tuning: linear });
    const {
      paths,
      measured,
      effects: found,
    } = mixed.pathCoefficients(table, {
      effects: [["x", "n"]],
    });
    const raw = (parent: string, child: string, level?: string) =>
      paths.find((path) => path.parent === parent && path.child === child && path.parentLevel === level)!.raw;
    // R 4.2 on the same rows: glm (binomial, poisson), lm, and polr of MASS 7.3. The priors here are weak.
    near(raw("x", "y"), 0.828, 0.01, "log odds");
    near(raw("group", "y", "q"), 1.195, 0.02, "log odds of q against p");
    near(raw("group", "y", "r"), -0.403, 0.02, "log odds of r against p");
    near(raw("x", "n"), 0.2052, 0.001, "log mean");
    near(raw("y", "w"), 2.0065, 0.01, "from no to yes");
    near(raw("x", "w"), -0.5059, 0.002, "mean");
    near(raw("x", "grade"), 0.941, 0.01, "cumulative logit");
    const share = (name: string) => measured.find((node) => node.name === name)!;
    const behind = Math.PI ** 2 / 3;
    near(share("grade").rSquared, (0.81 * 4) / (0.81 * 4 + behind), 0.04, "McKelvey and Zavoina");
    assert.equal(share("grade").predictor, "location of the cumulative logit");
    // Of the logarithm of a Poisson count about its mean: log(1 + 1 / mean), averaged.
    let left = 0;
    for (let row = 0; row < rows; row++) left += Math.log1p(Math.exp(-0.5 - 0.2 * values[row * 6])) / rows;
    near(share("n").rSquared, 0.16 / (0.16 + left), 0.04, "a count");
    near(found[0].total.raw, 0.2052, 0.001, "an effect may end at a count");
    assert.throws(
      () => mixed.pathCoefficients(table, { effects: [["x", "w"]] }),
      /leads through y \(binary\), whose slopes are of its log odds/,
    );
    assert.throws(() => mixed.pathCoefficients(table, { effects: [["group", "y"]] }), /group is categorical/);
    const { likelihood, correlations } = await summarize(mixed, table);
    assert.match(likelihood.reason!, /column group is categorical/);
    assert.equal(correlations.features[2], "group: r");
    assert.ok(correlations.simulated > 0 && correlations.srmr < 0.05, `${correlations.srmr}`);
  });
});

describe("training again", () => {
  const everything = Int32Array.from({ length: data.rowCount }, (_, i) => i);

  test("on the same rows gives the same weights, whatever the start, and with added arcs", async () => {
    const lacking = Dag.create(
      truth.dag
        .toSpecs()
        .map(({ name, parents }) => ({ name, parents: parents.filter((parent) => parent !== "a1") })),
      data.columns,
    );
    for (const [dag, options] of [
      [truth.dag, { trust: "full", tuning: linear }],
      [truth.dag, { trust: "full", tuning: { start: "linear-gaussian", epochs: 3 } }],
      [truth.dag, { trust: "full", tuning: { start: "random", epochs: 3 } }],
      [truth.dag, { trust: "full", tuning: { start: "random", epochs: 3, objective: "iwae", samples: 3 } }],
      [lacking, { trust: 25, tuning: linear }],
    ] as const) {
      const first = await train(dag, data, { seed: 2, architecture: small, ...options });
      const again = await retrain(first, data, everything);
      const turned = again.withSigns(data);
      const weights = (one: TrainedModel) => one.toParts().parameters.map(({ values }) => values);
      const same = (one: TrainedModel) => {
        try {
          assert.deepEqual(weights(one), weights(first));
          return true;
        } catch {
          return false;
        }
      };
      assert.ok(same(again) || same(turned), JSON.stringify(options));
      if (dag === lacking) assert.ok(first.addedArcs().length > 0);
    }
  });

  test("a model of the preset paper is refused", async () => {
    const paper = await train(truth.dag, data, {
      preset: "paper",
      architecture: small,
      tuning: { maximumEpochs: 1 },
    });
    await assert.rejects(retrain(paper, data, everything), /preset recommended/);
  });
});

describe("intervals", () => {
  const normal = (shift: number) => {
    const random = new Random(5);
    return Float64Array.from({ length: 20_000 }, () => shift + random.normal());
  };

  test("lie between the quantiles of the resampled values", () => {
    const { low, high, standardError } = bootstrapEstimate(0, normal(0), "percentile");
    near(low, -1.96, 0.05, "low");
    near(high, 1.96, 0.05, "high");
    near(standardError, 1, 0.02, "standard error");
    const narrower = bootstrapEstimate(0, normal(0), "percentile", 0.8);
    near(narrower.low, -1.2816, 0.03, "low of 80 %");
    near(narrower.high, 1.2816, 0.03, "high of 80 %");
  });

  test("corrected, they move twice as far as the resampled values are off", () => {
    const { low, high } = bootstrapEstimate(0, normal(0.3), "bias-corrected");
    near(low, 0.3 - 0.6 - 1.96, 0.15, "low");
    near(high, 0.3 - 0.6 + 1.96, 0.15, "high");
    near(bootstrapEstimate(0, normal(0.3), "bias-corrected", 0.9).low, 0.3 - 0.6 - 1.645, 0.1, "low of 90 %");
  });

  test("there are none for what has no value, or from a handful of resamplings", () => {
    assert.ok(Number.isNaN(bootstrapEstimate(Number.NaN, normal(0), "percentile").low));
    assert.ok(Number.isNaN(bootstrapEstimate(0, normal(0).subarray(0, 5), "percentile").high));
  });
});

test("resamplings must be as many as the confidence asks for", async () => {
  checkResamplings(0, 0.9999);
  checkResamplings(40, 0.5);
  checkResamplings(199, 0.99);
  assert.throws(() => checkResamplings(198, 0.99), /at least 199 for a confidence of 0.99, got 198/);
  assert.throws(() => checkResamplings(39), /at least 40, got 39/);
  for (const confidence of [0, 1, -0.5, 95, Number.NaN])
    await assert.rejects(summarize(anchored, data, { confidence }), /between 0 and 1/);
});

describe("signs of hidden nodes", () => {
  test("are found again, however they were turned", () => {
    const random = new Random(3);
    const hidden = ["z0", "z1", "z2", "z3", "z4"];
    const arcs = hidden.flatMap((parent, i) =>
      [...hidden.slice(i + 1), `x${i}`, `y${i}`].map((child) => ({
        key: `${parent},${child}`,
        parent,
        child,
        value: random.normal(),
      })),
    );
    for (let trial = 0; trial < 32; trial++) {
      const turned = new Set(hidden.filter((_, i) => (trial >> i) & 1));
      const other = arcs.map((arc) => ({
        ...arc,
        value: arc.value * (turned.has(arc.parent) ? -1 : 1) * (turned.has(arc.child) ? -1 : 1),
      }));
      assert.deepEqual(signsToAgree(hidden, arcs, other), turned);
    }
  });
});

describe("a summary", () => {
  test("holds a resampling to the same numbers, whoever makes it", async () => {
    const reference = model.pathCoefficients(data);
    const request = { model, data, reference, seed: 7 };
    const [once, again] = [
      await resampledNumbers({ ...request, index: 3 }),
      await resampledNumbers({ ...request, index: 3 }),
    ];
    assert.deepEqual(once, again);
    assert.notDeepEqual(once, await resampledNumbers({ ...request, index: 4 }));
    assert.equal(once.length, readingNumbers(reference).length);
  });

  test("has intervals about its values, the fit statistics, and correlations", async () => {
    const shares: number[] = [];
    const summary = await summarize(anchored, data, {
      resamplings: 40,
      effects,
      onProgress: (share) => shares.push(share),
    });
    assert.equal(shares.at(-1), 1);
    assert.equal(summary.resamplings, 40);
    assert.equal(summary.confidence, 0.95);
    for (const { raw, standardized } of summary.paths) {
      for (const { value, low, high } of [raw, standardized]) assert.ok(low < value && value < high);
    }
    const [fit] = summary.likelihood.fits!;
    assert.equal(fit.degreesOfFreedom, 21 - 14);
    assert.ok(fit.converged);
    // Signs and sizes are those of the model: the prior is weak.
    fit.paths.forEach(({ parent, child, standardized }) => {
      const path = summary.paths.find((one) => one.parent === parent && one.child === child)!;
      near(path.standardized.value, standardized, 0.05, `${parent} -> ${child}`);
    });
    near(fit.discrepancy * data.rowCount, fit.chiSquare, 1e-9, "chi-square");
    assert.equal(summary.correlations.residuals.length, 15);
    assert.ok(summary.correlations.discrepancy < 0.2);
  });

  test("names hidden nodes that nothing tells apart", async () => {
    const twins = Dag.create(
      [
        { name: "p", parents: [] },
        { name: "q", parents: ["p"] },
        { name: "r", parents: ["q"] },
        ...data.columns.slice(0, 4).map((name) => ({ name, parents: ["p", "q"] })),
        ...data.columns.slice(4).map((name) => ({ name, parents: ["p", "q", "r"] })),
      ],
      data.columns,
    );
    const found = (dag: Dag) =>
      train(dag, data, { seed: 1, trust: "full", architecture: small, tuning: linear }).then((one) =>
        summarize(one, data),
      );
    // r reads q alone, so that p and q differ; without it they do not.
    assert.deepEqual((await found(twins)).interchangeable, []);
    const pair = Dag.create(
      twins
        .toSpecs()
        .filter(({ name }) => name !== "r")
        .map(({ name, parents }) => ({ name, parents: parents.filter((parent) => parent !== "r") })),
      data.columns,
    );
    assert.deepEqual((await found(pair)).interchangeable, [["p", "q"]]);
  });

  test("asks for enough resamplings or none", async () => {
    await assert.rejects(summarize(model, data, { resamplings: 10 }), /at least 40/);
  });
});

function varianceOf({ columns, rowCount, values }: Dataset, name: string): number {
  const at = columns.indexOf(name);
  let [sum, squares] = [0, 0];
  for (let row = 0; row < rowCount; row++) {
    const value = values[row * columns.length + at];
    sum += value / rowCount;
    squares += (value * value) / rowCount;
  }
  return squares - sum * sum;
}
