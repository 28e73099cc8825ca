import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Tape } from "../../src/engine/index.ts";
import { builtInNetwork, Random } from "../../src/internals.ts";
import { codeTable, codingOf } from "../../src/likelihood/index.ts";
import { type Architecture, createModel, defaultArchitecture } from "../../src/model/index.ts";
import { Trainer } from "../../src/train/index.ts";

const network = builtInNetwork("arithmetic-circuit");
const data = network.sample(60, new Random(1));

/** Forward passes over rows that a score took, and the scores. */
async function scored(architecture: Partial<Architecture>, held: number, samples: number) {
  const coding = codingOf(data);
  const full = { ...defaultArchitecture, hidden: [12], blocks: 1, ...architecture };
  const model = createModel(network.dag, full, new Random(1), coding);
  const trainer = new Trainer(model, codeTable(coding, data, data.values), {
    batch: 30,
    seed: 2,
    path: true,
  });
  await trainer.epoch(1e-2, 1);
  trainer.settle();
  let passes = 0;
  const order = Int32Array.from({ length: held }, (_, i) => 60 - held + i);
  const perRow = await trainer.scoreRows({ order, samples, seed: 3 }, async () => {
    passes++;
  });
  return { perRow, passes };
}

describe("scores of held-out rows", () => {
  test("several draws of few rows share a pass, and the scores keep their bits", async (t) => {
    // 7 rows leave room for 4 draws in 30 places, 37 take a pass a draw and 4 draws of the last 7 one together.
    for (const [held, samples, expected] of [
      [7, 10, 3],
      [7, 3, 1],
      [37, 4, 5],
      [20, 5, 5],
    ]) {
      const together = await scored({}, held, samples);
      const mocked = t.mock.getter(Tape.prototype, "entangled", () => true);
      const apart = await scored({}, held, samples);
      mocked.mock.restore();
      assert.equal(together.passes, expected);
      assert.equal(apart.passes, samples * Math.ceil(held / 30));
      assert.deepEqual(together.perRow, apart.perRow);
      assert.ok(together.perRow.every(Number.isFinite));
    }
  });

  test("where places or passes depend on each other, there is a pass a draw", async () => {
    for (const flow of ["dense-residual", "continuous"] as const) {
      const { passes } = await scored({ flow }, 7, 10);
      assert.equal(passes, 10, flow);
    }
  });
});
