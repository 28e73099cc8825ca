import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { fitBaselines, fitGaussianBaselines } from "../../src/baselines/index.ts";
import { fitShrunkGaussian } from "../../src/gaussian/index.ts";
import { Dag } from "../../src/graph/dag.ts";
import { correlatedTable, mean } from "../gaussian/tables.ts";

const columns = ["a", "b", "c"];
const dag = Dag.create([{ name: "z", parents: [] }, ...columns.map((name) => ({ name, parents: ["z"] }))]);

describe("all baselines", () => {
  test("every one scores new rows, the same for the same seed", () => {
    const training = correlatedTable(columns, 20, 1);
    const test = correlatedTable(columns, 30, 1);
    const scores = () =>
      Object.values(fitBaselines(dag, training, 1)).map((baseline) => mean(baseline.logLikelihood(test)));
    assert.equal(scores().length, 5);
    assert.ok(scores().every(Number.isFinite));
    assert.deepEqual(scores(), scores());
    const shrunk = fitShrunkGaussian(training, { seed: 1 });
    assert.deepEqual(fitGaussianBaselines(dag, training, 1).shrunk.covariance, shrunk.covariance);
  });

  test("the full Gaussian is left out where rows are too few", () => {
    assert.equal("full" in fitBaselines(dag, correlatedTable(columns, 3, 2), 1), false);
    assert.equal("full" in fitBaselines(dag, correlatedTable(columns, 4, 2), 1), true);
  });
});
