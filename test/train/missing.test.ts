import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";
import { Random, scalesOf, train } from "../../src/internals.ts";
import { loadModel, saveModel } from "../../src/io/index.ts";
import { toy, withGaps } from "../query/exactModel.ts";

const complete = toy.sample(300, new Random(1));
const gapped = withGaps(complete, 0.2, new Random(2));
const held = toy.sample(400, new Random(3));
const architecture = { hidden: [20], blocks: 2 };
const mean = (values: Float64Array) => values.reduce((a, b) => a + b, 0) / values.length;
const floor = mean(toy.marginalLogDensity(held));

describe("training on rows with gaps", () => {
  test("comes near the exact likelihood, and keeps what it needs to be asked about gaps", async () => {
    const model = await train(toy.dag, gapped, { seed: 1, architecture });
    assert.equal(model.architecture.missing, true);
    const excess = floor - model.logLikelihood(held, { samples: 100 }).mean;
    assert.ok(excess < 0.15, `excess ${excess}`);
    const questions = withGaps(held, 0.2, new Random(4));
    const answer = model.logLikelihood(questions, { samples: 20, seed: 1 }).perRow;
    assert.ok(answer.every(Number.isFinite));

    const folder = mkdtempSync(join(tmpdir(), "gaps-"));
    try {
      saveModel(join(folder, "model"), model, undefined);
      const again = loadModel(join(folder, "model")).model;
      assert.deepEqual(again.fill, model.fill);
      assert.deepEqual(again.logLikelihood(questions, { samples: 20, seed: 1 }).perRow, answer);
      const options = { samples: 5, seed: 2 };
      assert.deepEqual(again.impute(questions, options), model.impute(questions, options));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test("a model of complete rows has the architecture it always had, and can be asked about gaps", async () => {
    const model = await train(toy.dag, complete, { seed: 1, architecture });
    assert.equal("missing" in model.architecture, false);
    assert.ok(model.toParts().parameters.every(({ name }) => !name.includes("missing")));
    const { mean: estimate, effectiveSampleSize } = model.logLikelihood(gapped, { samples: 40 });
    assert.ok(Number.isFinite(estimate) && effectiveSampleSize > 20, `${effectiveSampleSize}`);
  });

  for (const kind of ["ind", "vae"] as const) {
    test(`${kind} learns from gaps, too`, async () => {
      const tuning = { start: "random", epochs: 60 } as const;
      const model = await train(toy.dag, gapped, { model: kind, seed: 1, architecture, tuning });
      const gain = model.logLikelihood(held, { samples: 50 }).mean - floor;
      assert.ok(gain > -2, `${gain}`);
      assert.equal(
        model.impute(gapped, { samples: 10 }).row.length,
        gapped.values.filter(Number.isNaN).length,
      );
    });
  }

  test("scales come from what is there", () => {
    const values = Float64Array.of(1, Number.NaN, 3, 5, Number.NaN, 9);
    const { mean: means, deviation } = scalesOf({ columns: ["a", "b"], rowCount: 3, values });
    assert.deepEqual([...means], [2, 7]);
    assert.deepEqual([...deviation], [1, 2]);
  });
});

test("a column with two values in a hundred rows trains, whichever folds these fall into", async () => {
  const rows = toy.sample(100, new Random(5));
  const width = rows.columns.length;
  const values = rows.values.map((value, i) =>
    i % width === 2 && ![10, 70].includes(Math.floor(i / width)) ? Number.NaN : value,
  );
  for (const seed of [1, 2]) {
    const tuning = { start: "linear-gaussian", maximumEpochs: 5 } as const;
    const model = await train(toy.dag, { ...rows, values }, { seed, architecture, tuning });
    const { mean: density } = model.logLikelihood(rows, { samples: 20, seed: 1 });
    assert.ok(Number.isFinite(density), `${density}`);
  }
});
