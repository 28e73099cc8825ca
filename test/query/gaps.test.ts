import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { builtInNetwork, InputError, type LinearGaussianNetwork, Random } from "../../src/internals.ts";
import { exactConditional, exactModel, toy, withGaps } from "./exactModel.ts";

const complete = toy.sample(60, new Random(1));
const gapped = withGaps(complete, 0.4, new Random(2));
const width = gapped.columns.length;

function exactDensity(network: LinearGaussianNetwork, data: typeof gapped): Float64Array {
  return Float64Array.from({ length: data.rowCount }, (_, row) => {
    const values = data.values.subarray(row * width, (row + 1) * width);
    const present = data.columns.filter((_, c) => !Number.isNaN(values[c]));
    return network.marginalLogDensity({
      columns: present,
      rowCount: 1,
      values: values.filter((value) => !Number.isNaN(value)),
    })[0];
  });
}

describe("rows with gaps, a model that is a linear-Gaussian network", () => {
  test("the density of what is there is exact with a single draw, whatever is missing", () => {
    for (const factorisation of ["paper", "exact"] as const) {
      const model = exactModel(toy, { factorisation });
      const { perRow, effectiveSampleSize } = model.logLikelihood(gapped, {
        samples: 1,
        seed: 3,
        exact: false,
      });
      exactDensity(toy, gapped).forEach((exact, row) => {
        assert.ok(Math.abs(perRow[row] - exact) < 1e-8, `row ${row}: ${perRow[row]} against ${exact}`);
      });
      assert.equal(effectiveSampleSize, 1);
      assert.deepEqual(model.score(gapped, { samples: 1, seed: 3, exact: false }), perRow);
      const bound = model.elbo(gapped, { samples: 1, seed: 3 });
      assert.ok(Math.abs(bound.mean - perRow.reduce((a, b) => a + b, 0) / 60) < 1e-8);
    }
  });

  test("an encoder that is told of gaps comes to the same in the limit, and near it with one gap", () => {
    const model = exactModel(toy, { missing: true });
    const exact = exactDensity(toy, gapped);
    const { perRow } = model.logLikelihood(gapped, { samples: 500, seed: 4, exact: false });
    perRow.forEach((value, row) => {
      assert.ok(Math.abs(value - exact[row]) < 0.3, `row ${row}: ${value} against ${exact[row]}`);
    });
    const rows = model.logLikelihood(complete, { samples: 1, exact: false }).perRow;
    toy.marginalLogDensity(complete).forEach((value, row) => {
      assert.ok(Math.abs(value - rows[row]) < 1e-8);
    });
  });

  test("the posterior is the exact one given what is there", () => {
    for (const missing of [false, true]) {
      const model = exactModel(toy, { missing });
      const samples = 1000;
      const rows = { ...gapped, rowCount: 12, values: gapped.values.subarray(0, 12 * width) };
      const result = model.posterior(rows, { samples, seed: 5 });
      const { latents, mean, standardDeviation, quantiles, levels, effectiveSampleSize } = result;
      assert.deepEqual(levels, [0.05, 0.5, 0.95]);
      for (let row = 0; row < rows.rowCount; row++) {
        const exact = exactConditional(
          toy,
          rows.columns,
          rows.values.subarray(row * width, (row + 1) * width),
        );
        latents.forEach((latent, k) => {
          const at = exact.names.indexOf(latent);
          const deviation = exact.deviation[at];
          const tolerance = (5 * deviation) / Math.sqrt(effectiveSampleSize[row]);
          const place = row * latents.length + k;
          assert.ok(Math.abs(mean[place] - exact.mean[at]) < tolerance, `mean of ${latent}, row ${row}`);
          assert.ok(Math.abs(standardDeviation[place] - deviation) < tolerance, `deviation of ${latent}`);
          const low = exact.mean[at] - 1.959964 * deviation;
          assert.ok(Math.abs(quantiles[3 * place] - low) < 4 * tolerance, `quantile of ${latent}`);
          let sum = 0;
          for (let s = 0; s < samples; s++)
            sum += result.samples[(row * samples + s) * latents.length + k] / samples;
          assert.ok(Math.abs(sum - exact.mean[at]) < 1.5 * tolerance, `draws of ${latent}`);
        });
      }
      if (!missing) assert.ok(effectiveSampleSize.every((worth) => worth > samples - 1e-3));
    }
  });

  test("resampling mends a wrong encoder; without it the draws are the encoder's", () => {
    const shift = (name: string, values: Float64Array) => {
      if (name === "encoder.affine.bias") values[0] += 0.3;
    };
    const model = exactModel(toy, { change: shift });
    const row = { ...complete, rowCount: 1, values: complete.values.subarray(0, width) };
    const exact = toy.posteriorOf(row.values);
    const options = { samples: 10000, seed: 1, draws: false };
    const mended = model.posterior(row, options);
    const raw = model.posterior(row, { ...options, resample: false });
    assert.ok(Math.abs(mended.mean[0] - exact.mean[0]) < 0.04, `${mended.mean[0]} against ${exact.mean[0]}`);
    assert.ok(Math.abs(raw.mean[0] - exact.mean[0] - 0.3) < 0.04);
    assert.ok(mended.effectiveSampleSize[0] < 9000);
    assert.equal(mended.samples.length, 0);
  });

  test("imputed values follow the exact conditional", () => {
    for (const missing of [false, true]) {
      const model = exactModel(toy, { missing });
      const samples = 1000;
      const result = model.impute(gapped, { samples, seed: 6 });
      assert.equal(result.row.length, gapped.values.filter(Number.isNaN).length);
      for (let gap = 0; gap < result.row.length; gap++) {
        const row = result.row[gap];
        const values = gapped.values.subarray(row * width, (row + 1) * width);
        const exact = exactConditional(toy, gapped.columns, values);
        const name = gapped.columns[result.column[gap]];
        const at = exact.names.indexOf(name);
        const tolerance = (5.5 * exact.deviation[at]) / Math.sqrt(result.effectiveSampleSize[row]);
        const where = `${name}, row ${row}, missing ${missing}`;
        assert.ok(Math.abs(result.mean[gap] - exact.mean[at]) < tolerance, `mean of ${where}`);
        assert.ok(
          Math.abs(result.standardDeviation[gap] - exact.deviation[at]) < tolerance,
          `deviation of ${where}`,
        );
        assert.ok(
          Math.abs(result.quantiles[3 * gap + 1] - exact.mean[at]) < 2 * tolerance,
          `median of ${where}`,
        );
        const draws = result.draws.subarray(gap * samples, (gap + 1) * samples);
        const mean = draws.reduce((sum, value) => sum + value / samples, 0);
        assert.ok(Math.abs(mean - exact.mean[at]) < 1.7 * tolerance, `draws of ${where}`);
        assert.equal(result.completed.values[row * width + result.column[gap]], result.mean[gap]);
      }
      gapped.values.forEach((value, at) => {
        if (!Number.isNaN(value)) assert.equal(result.completed.values[at], value);
      });
    }
  });

  test("questions are seeded, told of, and can be stopped; batches don't matter where nothing is random", () => {
    const model = exactModel(toy);
    const ask = (seed: number) => model.impute(gapped, { samples: 5, seed }).mean;
    assert.deepEqual(ask(1), ask(1));
    assert.notDeepEqual(ask(1), ask(2));
    const shares: number[] = [];
    model.posterior(gapped, { samples: 4, onProgress: (share) => shares.push(share) });
    assert.equal(shares.at(-1), 1);
    const signal = AbortSignal.abort();
    assert.throws(() => model.posterior(gapped, { samples: 2, signal }), { name: "AbortError" });
    assert.throws(() => model.impute(gapped, { samples: 2, signal }), { name: "AbortError" });
    const many = toy.sample(600, new Random(9));
    const rows = model.logLikelihood(many, { samples: 1, exact: false }).perRow;
    toy.marginalLogDensity(many).forEach((value, row) => {
      assert.ok(Math.abs(value - rows[row]) < 1e-8);
    });
    const nothing = model.impute(many, { samples: 3 });
    assert.equal(nothing.row.length, 0);
    assert.deepEqual(nothing.completed.values, many.values);
  });

  test("a row without any value has density 1 and the prior as posterior", () => {
    const model = exactModel(toy);
    const empty = {
      columns: toy.sample(1, new Random(1)).columns,
      rowCount: 1,
      values: new Float64Array(5).fill(NaN),
    };
    assert.ok(Math.abs(model.logLikelihood(empty, { samples: 10, exact: false }).mean) < 1e-9);
    const { mean } = model.posterior(empty, { samples: 3000, seed: 1 });
    assert.ok(Math.abs(mean[0] - toy.mean()[toy.dag.latent[0]]) < 0.15);
  });

  test("bad questions are answered by a sentence", () => {
    const bare = exactModel(toy, { fill: false });
    const infinite = { ...complete, values: complete.values.slice() };
    infinite.values[7] = Number.POSITIVE_INFINITY;
    const model = exactModel(toy);
    const cases: [() => unknown, RegExp][] = [
      [
        () => bare.logLikelihood(gapped, { samples: 1, exact: false }),
        /row 1, column .* is missing.*holds nothing/,
      ],
      [() => model.score(infinite, { samples: 1 }), /Infinity in row 2, column x2/],
      [() => model.posterior(complete, { samples: 0 }), /samples/],
      [() => model.posterior(complete, { samples: 3, levels: [1.5] }), /levels/],
      [() => model.impute(gapped, { samples: 1.5 }), /samples/],
      [() => model.impute({ ...gapped, columns: ["o", "x1", "x2", "x3", "y"] }, { samples: 1 }), /x4/],
    ];
    for (const [run, message] of cases) {
      assert.throws(run, (error: Error) => error instanceof InputError && message.test(error.message));
    }
  });
});

test("collapsed latents are told from active ones", () => {
  const network = builtInNetwork("gaussian-tree") as LinearGaussianNetwork;
  const quiet = exactModel(toy, {
    change: (name, values) => {
      // Neither the data nor the other latent moves the posterior any more.
      if (/encoder\.affine\.weight/.test(name)) values.fill(0);
    },
  });
  const rows = toy.sample(300, new Random(3));
  assert.deepEqual(
    quiet.activeLatents(rows, { seed: 1 }).map(({ active }) => active),
    [false, false],
  );
  const data = network.sample(400, new Random(4));
  const exact = network.posterior();
  const covariance = network.covariance();
  const order = network.dag.observed;
  for (const { latent, variance, share, active } of exactModel(network).activeLatents(data, {
    samples: 40,
  })) {
    const k = exact.latents.indexOf(latent);
    const coefficients = exact.coefficients.getRow(k);
    let expected = 0;
    coefficients.forEach((a, i) => {
      coefficients.forEach((b, j) => {
        expected += a * b * covariance.get(order[i], order[j]);
      });
    });
    const node = network.dag.indexOf(latent);
    assert.ok(Math.abs(variance / expected - 1) < 0.35, `${latent}: ${variance} against ${expected}`);
    assert.ok(Math.abs(share - expected / covariance.get(node, node)) < 0.2, latent);
    assert.ok(active);
  }
});

test("gaps of rows that no density reaches stay gaps, with all that is said of them", () => {
  const beyond = exactModel(toy, {
    change: (name, values) => {
      if (name === "decoder.log_scale.bias") values.fill(-400);
    },
  });
  const table = toy.sample(3, new Random(4));
  const values = table.values.slice();
  values[1] = Number.NaN;
  const found = beyond.impute({ ...table, values }, { samples: 20, seed: 1 });
  assert.ok(Number.isNaN(found.effectiveSampleSize[0]));
  assert.equal(found.effectiveSampleSize[1], 20);
  assert.ok(Number.isNaN(found.completed.values[1]));
  for (const numbers of [found.mean, found.standardDeviation, found.quantiles, found.draws])
    assert.ok(numbers.length > 0 && numbers.every(Number.isNaN));
});
