import assert from "node:assert/strict";
import { test } from "node:test";
import { codeTable, codingOf } from "../../src/likelihood/index.ts";
import { createModel, defaultArchitecture } from "../../src/model/index.ts";
import { builtInNetwork } from "../../src/network/index.ts";
import { ComputationError } from "../../src/numeric/errors.ts";
import { Random } from "../../src/numeric/random.ts";
import { runTraining } from "../../src/train/index.ts";
import { calmerRates, heldToPromise } from "../../src/train/refit.ts";

const network = builtInNetwork("arithmetic-circuit");
const data = network.sample(80, new Random(1));
const coding = codingOf(data);
const architecture = { ...defaultArchitecture, hidden: [12], blocks: 1 };
const model = createModel(network.dag, architecture, new Random(2), coding);
const rows = Int32Array.from({ length: 80 }, (_, i) => i);
const fit = async (rate: number, epochs: number) => ({
  trainer: await runTraining({
    model,
    data: codeTable(coding, data, data.values),
    batch: 40,
    seed: 3,
    path: true,
    epochPlan: (epoch) => (epoch <= epochs ? { rate, klWeight: 1 } : undefined),
  }),
  run: `rate ${rate}`,
});

test("a training that keeps its promise is kept as it is, and nothing is trained again", async () => {
  const first = await fit(1e-2, 60);
  const kept = await heldToPromise(
    async () => first,
    rows,
    1,
    1e9,
    undefined,
    () => assert.fail("trained again"),
  );
  assert.equal(kept.run, "rate 0.01");
  assert.deepEqual(kept.values, first.trainer.store.snapshot());
});

test("one that falls behind is trained again, and the better is kept", async () => {
  const good = await fit(1e-2, 60);
  const promised = await good.trainer.score({ order: rows, samples: 16, seed: 1 });
  const spoilt = await fit(1e-2, 0);
  const kept = await heldToPromise(
    async () => spoilt,
    rows,
    1,
    promised,
    undefined,
    async () => good,
  );
  assert.equal(kept.run, "rate 0.01");
  assert.deepEqual(kept.values, good.trainer.store.snapshot());
});

test("where both fall behind the start, the start is kept", async () => {
  const good = (await fit(1e-2, 60)).trainer;
  const promised = await good.score({ order: rows, samples: 16, seed: 1 });
  const spoilt = await fit(1e-2, 0);
  const kept = await heldToPromise(
    async () => spoilt,
    rows,
    1,
    promised,
    good.store.snapshot(),
    () => fit(1e-2, 1),
  );
  assert.deepEqual(kept.values, good.store.snapshot());
});

test("one that loses its numbers is trained again, unless nothing was promised or both lose them", async () => {
  const lost = async () => {
    throw new ComputationError("lost");
  };
  const good = await fit(1e-2, 60);
  const kept = await heldToPromise(lost, rows, 1, 1e9, undefined, async () => good);
  assert.deepEqual(kept.values, good.trainer.store.snapshot());
  await assert.rejects(
    heldToPromise(lost, rows, 1, undefined, undefined, async () => good),
    ComputationError,
  );
  await assert.rejects(heldToPromise(lost, rows, 1, 1e9, undefined, lost), ComputationError);
  const spoilt = await fit(1e-2, 0);
  const better = await heldToPromise(async () => spoilt, rows, 1, -1e9, good.trainer.store.snapshot(), lost);
  assert.deepEqual(better.values, good.trainer.store.snapshot());
});

test("rates that fall already are a third of what they were", () => {
  assert.deepEqual(calmerRates([3, 1.5, 0.3], true), [1, 0.5, 0.3 / 3]);
});

test("others fall over the last third only", () => {
  const rates = calmerRates(new Array<number>(9).fill(3), false);
  assert.deepEqual(rates.slice(0, 6), [3, 3, 3, 3, 3, 3]);
  assert.ok(rates[6] > rates[7] && rates[7] > rates[8]);
  assert.ok(Math.abs(rates[8] - 0.1) < 1e-12);
});
