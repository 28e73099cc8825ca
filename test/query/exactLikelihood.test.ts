import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { GaussianDensity, Random, TrainedModel } from "../../src/internals.ts";
import { scoreRows } from "../../src/query/index.ts";
import { exactModel, toy, withGaps } from "./exactModel.ts";

const names = toy.dag.observed.map((node) => toy.dag.names[node]);
const rows = toy.sample(40, new Random(1));

function close(values: Float64Array, others: Float64Array, tolerance: number): void {
  assert.equal(values.length, others.length);
  values.forEach((value, i) => {
    assert.ok(Math.abs(value - others[i]) < tolerance, `row ${i}: ${value} against ${others[i]}`);
  });
}

describe("log-likelihoods in closed form", () => {
  test("are the marginal of the network that the model is, however few samples are asked for", () => {
    for (const factorisation of ["paper", "exact"] as const) {
      const model = exactModel(toy, { factorisation });
      assert.equal(model.exactLikelihood, true);
      const found = model.logLikelihood(rows, { samples: 1 });
      assert.equal(found.exact, true);
      assert.deepEqual(found.effectiveSampleSizePerRow, new Float64Array(40).fill(1));
      close(found.perRow, toy.exact!.logLikelihood(rows).perRow, 1e-10);
      const mean = toy.mean();
      const covariance = toy.covariance();
      const { observed } = toy.dag;
      const gaussian = new GaussianDensity(
        "marginal",
        names,
        Float64Array.from(observed, (node) => mean[node]),
        Float64Array.from(observed.flatMap((i) => observed.map((j) => covariance.get(i, j)))),
        0,
      );
      close(found.perRow, gaussian.logLikelihood(rows), 1e-10);
    }
  });

  test("of rows with gaps are those of what is there, with few gaps and with many, with an encoder that is told and without", () => {
    for (const missing of [false, true])
      for (const share of [0.2, 0.7]) {
        const gapped = withGaps(rows, share, new Random(2));
        const found = exactModel(toy, { missing }).logLikelihood(gapped, { samples: 1 });
        close(found.perRow, toy.exact!.logLikelihood(gapped).perRow, 1e-10);
      }
  });

  test("do not depend on the encoder, of which the sampled ones are right in the limit", () => {
    const model = exactModel(toy, {
      change: (name, values) => {
        if (name.startsWith("encoder") && name.endsWith("bias"))
          for (let i = 0; i < values.length; i++) values[i] += 0.04;
      },
    });
    const exact = model.logLikelihood(rows, { samples: 4000, seed: 1 });
    const sampled = model.logLikelihood(rows, { samples: 4000, seed: 1, exact: false });
    assert.equal(sampled.exact, false);
    assert.ok(sampled.effectiveSampleSize < 3990, `${sampled.effectiveSampleSize}`);
    close(exact.perRow, toy.exact!.logLikelihood(rows).perRow, 1e-10);
    close(exact.perRow, sampled.perRow, 0.05);
    // What the encoder is worth is told by the draws for the bound.
    const scores = scoreRows(model, rows, { samples: 4000, seed: 1 });
    assert.equal(scores.exact, true);
    const share = sampled.effectiveSampleSize / 4000;
    assert.ok(Math.abs(scores.effectiveSampleSize / 4000 - share) < 0.1);
    assert.ok(exact.mean >= scores.elbo);
  });

  test("are sampled where the least weight of a nonlinear part is not zero", () => {
    const parts = exactModel(toy).toParts();
    const bent = TrainedModel.fromParts({
      ...parts,
      parameters: parts.parameters.map((parameter) => ({
        ...parameter,
        values: parameter.values.map((value) => (value === 0 ? 1e-9 : value)),
      })),
    });
    assert.equal(bent.exactLikelihood, false);
    const found = bent.logLikelihood(rows, { samples: 50, seed: 1 });
    assert.equal(found.exact, false);
    close(found.perRow, exactModel(toy).logLikelihood(rows, { samples: 1 }).perRow, 1e-5);
  });

  test("a model without hidden nodes is exact with one draw, where nothing has to be drawn for gaps", () => {
    const whole = toy.withObserved(toy.dag.names);
    const all = whole.sample(30, new Random(3));
    const parts = exactModel(whole).toParts();
    const bent = TrainedModel.fromParts({
      ...parts,
      parameters: parts.parameters.map((parameter) => ({
        ...parameter,
        values: parameter.values.map((value) => (value === 0 ? 1e-9 : value)),
      })),
    });
    const found = bent.logLikelihood(all, { samples: 300, seed: 1 });
    assert.deepEqual([found.exact, found.effectiveSampleSize], [true, 300]);
    assert.deepEqual(found.perRow, bent.logLikelihood(all, { samples: 1, seed: 9 }).perRow);
    close(found.perRow, whole.exact!.logLikelihood(all).perRow, 1e-5);
  });
});
