import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ComputationError } from "../../src/internals.ts";
import { lowestLoss } from "../../src/train/rateSelection.ts";

describe("choosing a learning rate by the training loss", () => {
  const losses = new Map([
    [0.1, 7],
    [0.01, 3],
    [0.001, 5],
  ]);
  const at = (diverging: readonly number[]) => async (rate: number) => {
    if (diverging.includes(rate)) throw new ComputationError(`lost at ${rate}`);
    return { loss: losses.get(rate)!, run: `run at ${rate}` };
  };
  const rates = [...losses.keys()];
  const HINT = "Try otherwise.";

  test("takes the lowest", async () => {
    const { best, diverged } = await lowestLoss(rates, HINT, at([]));
    assert.deepEqual(best, { rate: 0.01, loss: 3, run: "run at 0.01" });
    assert.deepEqual(diverged, []);
  });

  test("leaves out rates that diverge, the last one included", async () => {
    assert.equal((await lowestLoss(rates, HINT, at([0.01]))).best.rate, 0.001);
    const last = await lowestLoss(rates, HINT, at([0.001]));
    assert.equal(last.best.rate, 0.01);
    assert.deepEqual(last.diverged, [0.001]);
  });

  test("fails where all diverge, and at once where something else goes wrong", async () => {
    await assert.rejects(lowestLoss(rates, HINT, at(rates)), {
      name: "ComputationError",
      message: `Training diverged at all learning rates: ${rates.join(", ")}. lost at 0.001 Try otherwise.`,
    });
    let calls = 0;
    await assert.rejects(
      lowestLoss(rates, HINT, async () => {
        calls++;
        throw new TypeError("a fault");
      }),
      TypeError,
    );
    assert.equal(calls, 1);
  });
});
