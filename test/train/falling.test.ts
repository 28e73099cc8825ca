import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Random, TrainedModel, train } from "../../src/internals.ts";
import { FlowDensity } from "../../src/model/index.ts";
import { arithmeticCircuit } from "../../src/network/arithmeticCircuit.ts";
import { cosineRates } from "../../src/train/schedule.ts";

const circuit = arithmeticCircuit();
const measured = circuit.withObserved(circuit.dag.names);
const rows = (count: number, seed: number) => measured.sample(count, new Random(seed));

describe("rates that fall as planned", () => {
  test("begin at the given one and end at a thousandth of it", () => {
    const rates = cosineRates(1e-2, 1000);
    assert.equal(rates.length, 1000);
    assert.ok(Math.abs(rates[0] - 1e-2) < 1e-6);
    assert.ok(rates[999] > 1e-5 && rates[999] < 1.1e-5);
    for (let i = 1; i < rates.length; i++) assert.ok(rates[i] < rates[i - 1]);
    assert.ok(Math.abs(cosineRates(1, 1)[0] - 0.5005) < 1e-12);
  });

  test("train a density of many rows, for as long as held-out rows say", async () => {
    const data = rows(700, 1);
    const architecture = { family: "flow", flow: "residual-exact", hidden: [20], blocks: 1 } as const;
    const model = await train(measured.dag, data, {
      seed: 1,
      architecture,
      trust: "full",
      tuning: { maximumEpochs: 32 },
    });
    const { choices, history } = model.training;
    // A length that leaves the start where it was is one of no epochs.
    const starts = choices.map(({ candidate }) => candidate.split(",")[0]);
    const tried = (start: string) => starts.filter((one) => one === start).length;
    assert.equal(tried("linear-gaussian"), 3);
    assert.ok(tried("random") === 1 || tried("random") === 3);
    assert.equal(choices[0].candidate, `${model.training.start}, ${history.length} epochs`);
    assert.deepEqual(
      history.map(({ rate }) => rate),
      cosineRates(model.training.start === "random" ? 1e-2 : 3e-3, history.length),
    );
  });
});

describe("means of second order", () => {
  const architecture = { family: "flow", flow: "residual-exact", hidden: [20], blocks: 1 } as const;
  const trained = (interactions: boolean) =>
    train(measured.dag, rows(700, 1), {
      seed: 1,
      architecture: { ...architecture, ...(!interactions && { interactions }) },
      trust: "full",
      tuning: { maximumEpochs: 80, start: "random" },
    });

  test("go on beyond the rows that were trained on, which hidden layers do not", async () => {
    const [without, within] = [await trained(false), await trained(true)];
    const fresh = rows(4000, 2);
    const nats = [without, within].map((model) => model.logLikelihood(fresh, { samples: 1 }).mean);
    assert.ok(nats[1] > nats[0] + 1, `${nats}`);
  });

  test("are stored, drawn from and told of", async () => {
    const model = await trained(true);
    assert.equal(model.toParts().architecture.interactions, true);
    const { inversion, data } = model.sample(200, { seed: 3 });
    assert.equal(inversion.converged, 200);
    const again = TrainedModel.fromParts(model.toParts());
    assert.deepEqual(again.sample(200, { seed: 3 }).data.values, data.values);
    const { flows } = new FlowDensity(measured.dag, model.toParts().architecture, new Random(1));
    assert.ok(flows[0].formula("normalizing").some((line) => line.includes("weight_pairs @ p")));
  });

  test("are left out where rows are few, and refused where nothing has them", async () => {
    const few = await train(measured.dag, rows(100, 1), {
      seed: 1,
      architecture,
      trust: "full",
      tuning: { epochs: 2, start: "random" },
    });
    assert.equal(few.toParts().architecture.interactions, undefined);
    await assert.rejects(
      train(circuit.dag, circuit.sample(100, new Random(1)), { architecture: { interactions: true } }),
      /interactions for the family flow only/,
    );
  });
});
